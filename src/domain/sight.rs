//! How much a chat may show of what people wrote.

use super::words::vocabulary;

vocabulary! {
    /// How much of a case stands on its card, by the settings of the chat.
    Sight {
        /// Everything.
        Full = "full",
        /// All but words: the author's name and post, our answers and notes. Who may see them asks, and it goes on record.
        Redacted = "redacted",
        /// What the case is and where the post stands; words never enter this chat.
        Link = "link",
    }
}
