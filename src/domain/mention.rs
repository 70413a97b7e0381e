//! What a network hands us: a post, who wrote it, and where it stands in a
//! conversation.

use super::{Network, Timestamp, words::name};
use serde::{Deserialize, Serialize};

name! {
    /// One configured source, by the name the settings give it: `main`, `news`.
    FeedName
}

/// A post by its network and the id it has there. Mentions are unique by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PostRef {
    /// Where it stands.
    pub network: Network,
    /// The network's own id, as text.
    pub id: String,
}

/// Who wrote it, as the network knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The network's own id of the person; the handle where it has no other.
    pub id: String,
    /// What they are addressed by, without a leading `@`.
    pub handle: String,
    /// The name they show; may be empty.
    pub name: String,
}

/// One post, comment, review or message taken in from a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Which post it is.
    pub post: PostRef,
    /// Which feed brought it; the answer goes back through it.
    pub feed: FeedName,
    /// Who wrote it.
    pub author: Author,
    /// What it says, as plain text.
    pub text: String,
    /// Where a person can read it: an `http` or `https` address.
    pub link: Option<String>,
    /// The post that began the conversation; its own id when it did.
    pub conversation: String,
    /// When it was written; never later than it was taken in.
    pub posted_at: Timestamp,
}

/// One thing that a feed brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// A post that mentions us.
    Mention(Mention),
    /// The author changed a post; ignored unless it was taken in before.
    Edited {
        /// Which post.
        post: PostRef,
        /// Its words now.
        text: String,
    },
    /// The author deleted a post; ignored unless it was taken in before.
    Deleted {
        /// Which post.
        post: PostRef,
    },
}
