//! Bluesky, or any network of the AT Protocol, through the account's own server.
//!
//! Reads notifications (mentions, replies, quotes) and searches; `cursor` tells
//! how nothing is missed. Answers under record keys of our own choosing;
//! `answers` tells how nothing is said twice. Lexicons: <https://atproto.com>.

mod answers;
mod client;
mod cursor;
mod facets;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod inbox;
mod posts;
mod recheck;
mod server;
mod session;
#[cfg(test)]
mod tests;
mod tid;

use super::{Answer, Cursor, Feed, FeedError, Keyring, Lookup, Page};
use crate::domain::{Clock, FeedName, Found, Network, Outcome, PostRef, SendError};
use anyhow::ensure;
use async_trait::async_trait;
use secrecy::SecretString;
use serde_json::Value;
use session::Sessions;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// One account on one network.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the feed is called.
    pub name: FeedName,
    /// Where to sign in: `https://bsky.social` for most accounts.
    pub base_url: Url,
    /// The account, by its handle.
    pub handle: String,
    /// An app password of the account, made in its settings; never the account's own.
    pub app_password: SecretString,
    /// What to search for, beside what is addressed to the account.
    pub search: Vec<String>,
    /// How long to wait between looks.
    pub every: Duration,
}

/// The feed and the way back of one account.
pub struct Bluesky {
    settings: Settings,
    clock: Clock,
    sessions: Sessions,
}

impl Bluesky {
    /// Makes no call; the first one signs in.
    pub fn new(settings: Settings, clock: Clock, keyring: Arc<dyn Keyring>) -> anyhow::Result<Self> {
        ensure!(
            matches!(settings.base_url.scheme(), "http" | "https") && settings.base_url.has_host(),
            "base_url of a Bluesky account is an http or https address, such as https://bsky.social"
        );
        ensure!(
            !settings.handle.trim().trim_start_matches('@').is_empty(),
            "a Bluesky account needs its handle, such as clinic.example.org"
        );
        let sessions = Sessions::new(&settings, clock.clone(), keyring)?;
        Ok(Self {
            settings,
            clock,
            sessions,
        })
    }
}

#[async_trait]
impl Feed for Bluesky {
    fn name(&self) -> &FeedName {
        &self.settings.name
    }

    fn network(&self) -> Network {
        Network::Bluesky
    }

    fn every(&self) -> Duration {
        self.settings.every
    }

    async fn since(&self, cursor: Option<&Cursor>) -> Result<Page, FeedError> {
        self.look(cursor).await
    }

    /// Gives [`Found::Edited`] for every post that stands, changed or not: compare the words.
    async fn recheck(&self, posts: &[PostRef]) -> Result<Vec<Found>, FeedError> {
        self.look_again(posts).await
    }

    async fn prepare(&self, answer: &Answer) -> Result<Value, SendError> {
        self.draw_up(answer).await
    }

    async fn reply(&self, answer: &Answer) -> Result<Outcome, SendError> {
        self.publish(answer).await
    }

    async fn find(&self, answer: &Answer) -> Result<Lookup, SendError> {
        self.look_up(answer).await
    }

    async fn retract(&self, post: &PostRef) -> Result<Outcome, SendError> {
        self.take_down(post).await
    }

    async fn account(&self) -> Result<Option<String>, FeedError> {
        Ok(Some(self.sessions.did().await?))
    }
}
