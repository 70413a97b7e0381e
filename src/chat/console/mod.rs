//! The embedded chat: a page on loopback that liaison serves itself.
//!
//! A real adapter: the outbox posts through [`Chat`] as it does to any other
//! chat. What elsewhere a server remembers is kept in a [`Transcript`]; a
//! signal wakes the pages that are looking on.

use super::{Chat, Listing, MessageRef, Place};
use crate::domain::transcript::{Body, Entry};
use crate::domain::{ApprovalRequest, Card, ChannelRef, DeliveryId, Line, Picture, SendError};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;
use tokio::sync::watch;

pub mod grammar;
#[cfg(test)]
pub(crate) mod memory;

/// The word that settings and channels name the console by.
pub const NAME: &str = "console";

/// Where the console's messages are kept. Writing again with the same key
/// changes nothing and gives the same id.
#[async_trait]
pub trait Transcript: Send + Sync {
    /// Writes a message and gives its id.
    async fn put(
        &self,
        channel: &str,
        thread: Option<&str>,
        body: &Body,
        key: DeliveryId,
    ) -> anyhow::Result<String>;
    /// Redraws a message; false when there is no such message.
    async fn redraw(&self, id: &str, body: &Body) -> anyhow::Result<bool>;
    /// The message written with that key.
    async fn find(&self, key: DeliveryId) -> anyhow::Result<Option<String>>;
    /// What was written or redrawn after `seq`, in that order, at most `most`. A number must not become
    /// visible before every lower one: those who read on from it would never see the lower one.
    async fn since(&self, seq: i64, most: i64) -> anyhow::Result<Vec<Entry>>;
    /// The messages of a channel (threads left out) whose `seq` is below `before`, highest first.
    async fn channel(&self, channel: &str, before: Option<i64>, most: i64) -> anyhow::Result<Vec<Entry>>;
    /// A thread under a card, oldest first.
    async fn thread(&self, card: &str) -> anyhow::Result<Vec<Entry>>;
}

/// The console as a chat.
pub struct Console {
    transcript: Arc<dyn Transcript>,
    changes: watch::Sender<u64>,
}

impl Console {
    /// A console whose messages are kept in `transcript`.
    pub fn new(transcript: Arc<dyn Transcript>) -> Self {
        let (changes, _) = watch::channel(0);
        Self { transcript, changes }
    }

    /// What was said.
    pub fn transcript(&self) -> &dyn Transcript {
        self.transcript.as_ref()
    }

    /// Wakes when this process says something. What other processes say is found by asking the transcript again.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Keeps a message. Whether or not it was kept, the same key can be tried again without saying it twice.
    async fn put(&self, to: &Place, body: &Body, key: DeliveryId) -> Result<String, SendError> {
        let thread = to.thread.as_deref();
        let kept = self.transcript.put(&to.channel.id, thread, body, key).await;
        self.wake();
        kept.map_err(|error| unkept(&error))
    }

    async fn put_anew(&self, message: &MessageRef, body: &Body) -> Result<(), SendError> {
        let found = self.transcript.redraw(&message.id, body).await;
        if !found.map_err(|error| unkept(&error))? {
            return Err(SendError::give_up(
                "the message is no longer in the console's transcript",
            ));
        }
        self.wake();
        Ok(())
    }

    fn wake(&self) {
        self.changes
            .send_modify(|changes| *changes = changes.wrapping_add(1));
    }
}

#[async_trait]
impl Chat for Console {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn post(&self, channel: &ChannelRef, card: &Card, key: DeliveryId) -> Result<String, SendError> {
        let to = Place {
            channel: channel.clone(),
            thread: None,
        };
        self.put(&to, &Body::Card(Box::new(card.clone())), key).await
    }

    async fn redraw(&self, message: &MessageRef, card: &Card) -> Result<(), SendError> {
        self.put_anew(message, &Body::Card(Box::new(card.clone()))).await
    }

    async fn ask(
        &self,
        channel: &ChannelRef,
        request: &ApprovalRequest,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let to = Place {
            channel: channel.clone(),
            thread: None,
        };
        self.put(&to, &Body::Request(Box::new(request.clone())), key)
            .await
    }

    async fn redraw_request(&self, message: &MessageRef, request: &ApprovalRequest) -> Result<(), SendError> {
        self.put_anew(message, &Body::Request(Box::new(request.clone())))
            .await
    }

    async fn say(&self, to: &Place, line: &Line, key: DeliveryId) -> Result<String, SendError> {
        self.put(to, &Body::Line(line.to_string()), key).await
    }

    async fn list(
        &self,
        channel: &ChannelRef,
        listing: &Listing,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let to = Place {
            channel: channel.clone(),
            thread: None,
        };
        self.put(&to, &Body::Line(listing.to_string()), key).await
    }

    async fn show(
        &self,
        channel: &ChannelRef,
        picture: &Picture,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let to = Place {
            channel: channel.clone(),
            thread: None,
        };
        let body = Body::Picture {
            alt: picture.alt.clone(),
            png: STANDARD.encode(&picture.png),
        };
        self.put(&to, &body, key).await
    }

    async fn find(&self, _to: &Place, key: DeliveryId) -> Result<Option<String>, SendError> {
        self.transcript.find(key).await.map_err(|error| unkept(&error))
    }
}

fn unkept(error: &anyhow::Error) -> SendError {
    tracing::warn!(
        error = format!("{error:#}"),
        "the console's transcript can't be reached"
    );
    SendError::retry("the console's transcript can't be reached")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::samples;

    fn key(n: u128) -> DeliveryId {
        DeliveryId(uuid::Uuid::from_u128(n))
    }

    fn channel() -> ChannelRef {
        ChannelRef {
            chat: NAME.to_owned(),
            id: "emergency".to_owned(),
        }
    }

    #[tokio::test]
    async fn the_same_key_says_nothing_twice_and_is_found() {
        let console = Console::new(Arc::new(memory::Memory::default()));
        let place = Place {
            channel: channel(),
            thread: None,
        };
        let first = console.post(&channel(), &samples::card(1), key(1)).await.unwrap();
        let again = console.post(&channel(), &samples::card(1), key(1)).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(console.find(&place, key(1)).await.unwrap(), Some(first));
        assert_eq!(console.find(&place, key(2)).await.unwrap(), None);
        assert_eq!(console.transcript().since(0, 10).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_redraw_wakes_those_who_look_on_and_a_lost_card_is_given_up() {
        let console = Console::new(Arc::new(memory::Memory::default()));
        let id = console.post(&channel(), &samples::card(1), key(1)).await.unwrap();
        let mut changes = console.changes();
        let held = Card {
            status: "held".to_owned(),
            ..samples::card(1)
        };
        let mut message = MessageRef {
            channel: channel(),
            id,
        };
        console.redraw(&message, &held).await.unwrap();
        assert!(changes.has_changed().unwrap());
        changes.mark_unchanged();
        let entries = console.transcript().since(1, 10).await.unwrap();
        assert_eq!(entries[0].body, Body::Card(Box::new(held.clone())));

        message.id = "gone".to_owned();
        let refused = console.redraw(&message, &held).await;
        assert!(matches!(refused, Err(SendError::GiveUp { .. })));
    }
}
