//! Where rooms that don't know each other meet: the database behind the ports
//! that chat, feeds and web ask for.

mod clerk;

use crate::chat::console::Transcript;
use crate::desk::{Answer, Desk, Trouble};
use crate::domain::sandbox::{NewPost, Post};
use crate::domain::transcript::{Body, Entry};
use crate::domain::{CaseNumber, Clock, DeliveryId, Directory, Draft, DraftId, Origin, StaffName};
use crate::feeds::Keyring;
use crate::feeds::webhook::Hook;
use crate::store::{Receipt, Store};
use crate::web::{Board, Clerk, Count, HookAnswer, Hooks};
use anyhow::Result;
use async_trait::async_trait;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use std::collections::HashMap;
use std::sync::Arc;

/// The database, as those see it who keep something in it.
#[derive(Clone)]
pub struct Kept(pub Store);

#[async_trait]
impl Transcript for Kept {
    async fn put(&self, channel: &str, thread: Option<&str>, body: &Body, key: DeliveryId) -> Result<String> {
        let mut tx = self.0.begin().await?;
        let id = tx.put_entry(channel, thread, body, key).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn redraw(&self, id: &str, body: &Body) -> Result<bool> {
        let mut tx = self.0.begin().await?;
        let there = tx.redraw_entry(id, body).await?;
        tx.commit().await?;
        Ok(there)
    }

    async fn find(&self, key: DeliveryId) -> Result<Option<String>> {
        self.0.read().await?.entry_by_key(key).await
    }

    async fn since(&self, seq: i64, most: i64) -> Result<Vec<Entry>> {
        self.0.read().await?.entries_since(seq, most).await
    }

    async fn channel(&self, channel: &str, before: Option<i64>, most: i64) -> Result<Vec<Entry>> {
        self.0.read().await?.entries_of(channel, before, most).await
    }

    async fn thread(&self, card: &str) -> Result<Vec<Entry>> {
        self.0.read().await?.entries_under(card).await
    }
}

#[async_trait]
impl Board for Kept {
    async fn write(&self, post: &NewPost, key: Option<&str>) -> Result<(Post, bool)> {
        let mut tx = self.0.begin().await?;
        let written = tx.write_post(post, key).await?;
        tx.commit().await?;
        Ok(written)
    }

    async fn edit(&self, id: &str, text: &str) -> Result<Option<Post>> {
        let mut tx = self.0.begin().await?;
        let edited = tx.edit_sandbox_post(id, text).await?;
        tx.commit().await?;
        Ok(edited)
    }

    async fn delete(&self, id: &str) -> Result<bool> {
        let mut tx = self.0.begin().await?;
        let there = tx.delete_sandbox_post(id).await?;
        tx.commit().await?;
        Ok(there)
    }

    async fn get(&self, id: &str) -> Result<Option<Post>> {
        self.0.read().await?.sandbox_post(id).await
    }

    async fn by_key(&self, key: &str) -> Result<Option<Post>> {
        self.0.read().await?.sandbox_post_by_key(key).await
    }

    async fn since(&self, seq: i64, most: i64) -> Result<Vec<Post>> {
        self.0.read().await?.sandbox_since(seq, most).await
    }

    async fn thread(&self, root: &str) -> Result<Vec<Post>> {
        self.0.read().await?.sandbox_thread(root).await
    }

    async fn by_author(&self, handle: &str, most: i64) -> Result<Vec<Post>> {
        self.0.read().await?.sandbox_by(handle, most).await
    }

    async fn latest(&self, before: Option<i64>, most: i64) -> Result<Vec<Post>> {
        self.0.read().await?.sandbox_latest(before, most).await
    }
}

#[async_trait]
impl Keyring for Kept {
    async fn load(&self, name: &str) -> Result<Option<String>> {
        self.0.read().await?.secret(name).await
    }

    async fn save(&self, name: &str, secret: &str) -> Result<()> {
        let mut tx = self.0.begin().await?;
        tx.set_secret(name, secret).await?;
        tx.commit().await
    }
}

#[derive(Clone)]
/// The desk, as the console's page sees it, and the chats of others.
pub struct AtTheDesk {
    /// Answers.
    pub desk: Desk,
    /// Counts.
    pub store: Store,
}

#[async_trait]
impl Clerk for AtTheDesk {
    async fn run(
        &self,
        who: &StaffName,
        (thread, seen): (Option<CaseNumber>, Option<DraftId>),
        line: &str,
    ) -> Result<Answer, Trouble> {
        let thread = thread.and_then(|case| u64::try_from(case.0).ok());
        let command = commands::parse(line, thread).map_err(|misuse| Trouble::Misuse(misuse.to_string()))?;
        let caller = self.desk.caller(who, Origin::Console)?.seeing(seen);
        self.desk.handle(&caller, command).await
    }

    async fn draft(&self, case: CaseNumber) -> Result<Option<Draft>> {
        self.desk.open_draft(case).await
    }

    async fn counts(&self) -> Result<Vec<Count>> {
        let counts = self.store.read().await?.open_counts().await?;
        Ok(counts
            .into_iter()
            .map(|c| Count {
                department: c.department,
                open: c.open,
                urgent: c.urgent,
            })
            .collect())
    }

    fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.desk.office().directory)
    }
}

/// The webhooks of the settings, each by its name.
pub struct Inbox {
    /// Checks signatures and reads bodies.
    pub hooks: HashMap<String, Hook>,
    /// Takes in what they bring.
    pub desk: Desk,
    /// Judges how old a message is.
    pub clock: Clock,
}

#[async_trait]
impl Hooks for Inbox {
    async fn receive(&self, name: &str, headers: &HeaderMap, body: Bytes) -> HookAnswer {
        let Some(hook) = self.hooks.get(name) else {
            return HookAnswer::unknown();
        };
        let received = match hook.receive(headers, &body, self.clock.now()) {
            Ok(received) => received,
            Err(refusal) => {
                let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
                return HookAnswer::new(status, refusal.to_string());
            }
        };
        match self
            .desk
            .receive_once(&hook.name, &received.id, received.timestamp, received.found)
            .await
        {
            Ok(Receipt::New) => HookAnswer::new(StatusCode::ACCEPTED, "Taken in."),
            Ok(Receipt::Repeated) => {
                HookAnswer::new(StatusCode::OK, "Taken in before; nothing was done twice.")
            }
            Ok(Receipt::Replayed) => HookAnswer::new(
                StatusCode::CONFLICT,
                "This very message was taken in before. A new attempt carries a new time.",
            ),
            Err(error) => {
                tracing::error!(
                    hook.name = name,
                    error = format!("{error:#}"),
                    "What a webhook brought could not be stored"
                );
                HookAnswer::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "It could not be stored just now. Send it again later.",
                )
            }
        }
    }
}
