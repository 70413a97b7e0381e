//! The chats where staff work, behind two small ports.
//!
//! Each adapter is three things: `inbound` (their request → an [`Ask`] for the
//! [`Clerk`]), `render` (our [`Card`] and [`Line`] → what they look like there,
//! pure) and a client that posts. The outbox calls [`Chat`]; inbound calls
//! [`Clerk`]; nothing else crosses.

use crate::domain::{ApprovalRequest, Card, ChannelRef, DeliveryId, Line, Member, Picture, SendError, text};
use async_trait::async_trait;
use std::time::Duration;

mod clerk;
pub mod console;
pub mod discord;
mod drafts;
pub mod slack;

pub use clerk::{Ask, Brief, Clerk, Handed, Told, Which};

/// A message as the chat itself names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct MessageRef {
    /// Where it stands.
    pub channel: ChannelRef,
    /// Its id there.
    pub id: String,
}

/// How much a channel bears.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Manners {
    /// The rest between two new messages in one channel.
    pub pace: Duration,
    /// New cards in a row that each get a message at once; the rest of a burst is listed in one. None: all of them.
    pub burst: Option<usize>,
}

/// New cases of a burst, in one message instead of a card each. A case gets its own card as soon as something happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The cases as they stand now, oldest first.
    pub cards: Vec<Card>,
}

impl std::fmt::Display for Listing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} more new cases", self.cards.len())?;
        self.cards.iter().try_for_each(|card| {
            let words = text::line(&card.text, 60);
            write!(
                f,
                "\n{} {} {} {words}",
                card.number,
                card.urgency,
                card.topic.title()
            )
        })
    }
}

/// Something in the chat that a person has to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ailment {
    /// What is ailing, always spelt alike: `slack`, `slack/socket`.
    pub subject: String,
    /// What is wrong and what would mend it, in a sentence without words of anybody.
    pub why: String,
}

/// One chat. Everything carries the delivery's id, so that a chat can refuse or find a second one.
#[async_trait]
pub trait Chat: Send + Sync {
    /// The word that channels name it by: `console`.
    fn name(&self) -> &'static str;

    /// How much its channels bear; a page of our own bears everything.
    fn manners(&self) -> Manners {
        Manners::default()
    }

    /// Posts a case's card and gives the message's id.
    async fn post(&self, channel: &ChannelRef, card: &Card, key: DeliveryId) -> Result<String, SendError>;

    /// Redraws it in place. [`SendError::GiveUp`] when the message is gone.
    async fn redraw(&self, message: &MessageRef, card: &Card) -> Result<(), SendError>;

    /// Posts the request for a second person's yes to a draft and gives the message's id.
    async fn ask(
        &self,
        channel: &ChannelRef,
        request: &ApprovalRequest,
        key: DeliveryId,
    ) -> Result<String, SendError>;

    /// Redraws it in place. [`SendError::GiveUp`] when the message is gone.
    async fn redraw_request(&self, message: &MessageRef, request: &ApprovalRequest) -> Result<(), SendError>;

    /// Says a line, in a card's thread or (without one) as a message of its own.
    async fn say(&self, to: &Place, line: &Line, key: DeliveryId) -> Result<String, SendError>;

    /// Posts one message for the new cases of a burst.
    async fn list(
        &self,
        channel: &ChannelRef,
        listing: &Listing,
        key: DeliveryId,
    ) -> Result<String, SendError>;

    /// Posts a picture in a channel. What it shows goes with it in words, for those who can't see it.
    async fn show(
        &self,
        channel: &ChannelRef,
        picture: &Picture,
        key: DeliveryId,
    ) -> Result<String, SendError>;

    /// After an attempt with no known outcome: the message that carries this key, if it is there.
    async fn find(&self, to: &Place, key: DeliveryId) -> Result<Option<String>, SendError>;

    /// Everybody who may act here, looked up anew; none where people are known by what they send.
    async fn members(&self) -> Result<Option<Vec<Member>>, SendError> {
        Ok(None)
    }

    /// What is wrong with the connection itself at this moment.
    fn ailments(&self) -> Vec<Ailment> {
        Vec::new()
    }
}

/// Where a line goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The channel.
    pub channel: ChannelRef,
    /// The card in whose thread; none for the channel itself.
    pub thread: Option<String>,
}
