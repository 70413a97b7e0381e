//! The embedded chat: a page on loopback that liaison serves itself.

use crate::domain::transcript::{Body, Entry};
use crate::domain::{Card, DeliveryId};
use async_trait::async_trait;

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
    /// Redraws a card; false when there is no such message.
    async fn redraw(&self, id: &str, card: &Card) -> anyhow::Result<bool>;
    /// The message written with that key.
    async fn find(&self, key: DeliveryId) -> anyhow::Result<Option<String>>;
    /// What was written or redrawn after `seq`, in that order, at most `most`.
    async fn since(&self, seq: i64, most: i64) -> anyhow::Result<Vec<Entry>>;
    /// The newest messages of a channel (threads left out) that were written before `before`, newest first.
    async fn channel(&self, channel: &str, before: Option<i64>, most: i64) -> anyhow::Result<Vec<Entry>>;
    /// A thread under a card, oldest first.
    async fn thread(&self, card: &str) -> anyhow::Result<Vec<Entry>>;
}
