//! What stands in the console's channels. The console is a chat like any
//! other, but no server elsewhere remembers its messages: liaison does.

use super::{ApprovalRequest, Card, Timestamp};
use serde::{Deserialize, Serialize};

/// One message in a channel of the console, or in the thread under a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Place in the order of all writing and redrawing; a redraw gives it a new one.
    pub seq: i64,
    /// Its id; threads are named by the id of the card above them.
    pub id: String,
    /// The channel: a department's name.
    pub channel: String,
    /// The card in whose thread it stands; none for the channel itself.
    pub thread: Option<String>,
    /// When it was first written.
    pub at: Timestamp,
    /// What it shows.
    pub body: Body,
}

/// What a message shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum Body {
    /// A case's live card.
    Card(Box<Card>),
    /// The request for a second person's yes to a draft.
    Request(Box<ApprovalRequest>),
    /// A line of plain text.
    Line(String),
    /// A picture.
    Picture {
        /// What it shows, in words.
        alt: String,
        /// The PNG, in Base64.
        png: String,
    },
}
