//! The chats where staff work, behind one small port.
//!
//! Each adapter is three things: `inbound` (their request → an invocation for
//! the desk), `render` (our [`Card`] → what it looks like there, pure) and a
//! client that posts. The outbox calls the port; nothing else does.

use crate::domain::{Card, ChannelRef, DeliveryId, SendError};
use async_trait::async_trait;

pub mod console;

/// A message as the chat itself names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct MessageRef {
    /// Where it stands.
    pub channel: ChannelRef,
    /// Its id there.
    pub id: String,
}

/// One chat. Everything carries the delivery's id, so that a chat can refuse or find a second one.
#[async_trait]
pub trait Chat: Send + Sync {
    /// The word that channels name it by: `console`.
    fn name(&self) -> &'static str;

    /// Posts a case's card and gives the message's id.
    async fn post(&self, channel: &ChannelRef, card: &Card, key: DeliveryId) -> Result<String, SendError>;

    /// Redraws it in place. [`SendError::GiveUp`] when the message is gone.
    async fn redraw(&self, message: &MessageRef, card: &Card) -> Result<(), SendError>;

    /// Says a line, in a card's thread or (without one) as a message of its own.
    async fn say(&self, to: &Place, text: &str, key: DeliveryId) -> Result<String, SendError>;

    /// After an attempt with no known outcome: the message that carries this key, if it is there.
    async fn find(&self, to: &Place, key: DeliveryId) -> Result<Option<String>, SendError>;
}

/// Where a line goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The channel.
    pub channel: ChannelRef,
    /// The card in whose thread; none for the channel itself.
    pub thread: Option<String>,
}
