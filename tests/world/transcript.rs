//! The console's messages, kept in the story's database.

use async_trait::async_trait;
use liaison::chat::console::Transcript;
use liaison::domain::transcript::{Body, Entry};
use liaison::domain::{Card, DeliveryId};
use liaison::store::Store;

pub struct Kept(pub Store);

#[async_trait]
impl Transcript for Kept {
    async fn put(
        &self,
        channel: &str,
        thread: Option<&str>,
        body: &Body,
        key: DeliveryId,
    ) -> anyhow::Result<String> {
        let mut tx = self.0.begin().await?;
        let id = tx.put_entry(channel, thread, body, key).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn redraw(&self, id: &str, card: &Card) -> anyhow::Result<bool> {
        let mut tx = self.0.begin().await?;
        let found = tx.redraw_entry(id, card).await?;
        tx.commit().await?;
        Ok(found)
    }

    async fn find(&self, key: DeliveryId) -> anyhow::Result<Option<String>> {
        self.0.read().await?.entry_by_key(key).await
    }

    async fn since(&self, seq: i64, most: i64) -> anyhow::Result<Vec<Entry>> {
        self.0.read().await?.entries_since(seq, most).await
    }

    async fn channel(&self, channel: &str, before: Option<i64>, most: i64) -> anyhow::Result<Vec<Entry>> {
        self.0.read().await?.entries_of(channel, before, most).await
    }

    async fn thread(&self, card: &str) -> anyhow::Result<Vec<Entry>> {
        self.0.read().await?.entries_under(card).await
    }
}
