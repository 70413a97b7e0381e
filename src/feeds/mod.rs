//! The way in from the networks, and the way back.
//!
//! Every network stands behind one small port, [`Feed`]. An adapter turns a
//! network's JSON into our mentions and our answers into its calls; it keeps
//! no state that a restart would miss and has no opinion about cases. Cursors
//! are opaque to everybody else and are stored, by the caller, in the same
//! transaction as what they brought.

pub mod bluesky;
pub mod http;
pub mod rss;
pub mod sandbox;
pub mod webhook;

use crate::domain::{DeliveryId, FeedName, Found, Network, Outcome, PostRef, SendError, Timestamp};
use async_trait::async_trait;
use serde_json::Value;
use std::time::Duration;

/// Where a feed has read up to, in the adapter's own words; text, usually JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub String);

/// What one look at a network brought, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What was found.
    pub found: Vec<Found>,
    /// Where to go on from, once `found` is stored.
    pub cursor: Cursor,
    /// There is more: look again at once.
    pub more: bool,
}

/// Why a look failed. `why` goes to logs, `status` and health: no words, no handle, no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// Try again, after so long if the network said.
    #[error("{why}")]
    Retry {
        /// What went wrong.
        why: String,
        /// What the network asked for.
        after: Option<Duration>,
    },
    /// The credentials are expired or revoked; a person must act, and it is tried again in case one did.
    #[error("the credentials have expired or were revoked: {why}")]
    Expired {
        /// What the network said.
        why: String,
    },
    /// The feed is gone or was never one; a person must act.
    #[error("{why}")]
    Broken {
        /// What is wrong and what would be right.
        why: String,
    },
}

impl FeedError {
    /// Try again in the usual time.
    pub fn retry(why: impl Into<String>) -> Self {
        Self::Retry {
            why: why.into(),
            after: None,
        }
    }
}

/// A public answer on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Idempotency key, the same on every attempt.
    pub key: DeliveryId,
    /// The post it goes under.
    pub to: PostRef,
    /// Its words, signature included.
    pub text: String,
    /// When it was asked for; the same on every attempt.
    pub written_at: Timestamp,
    /// What [`Feed::prepare`] gave before the first attempt.
    pub prepared: Value,
}

/// What a look for our own answer found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// It is there.
    Found(PostRef),
    /// It is certainly not there: send it again with the same key.
    Absent,
    /// It can't be known: a person must look.
    CantTell(String),
}

/// One configured source. One capability a method; what a network can't do says so.
#[async_trait]
pub trait Feed: Send + Sync {
    /// Its name in the settings; cursors and health are kept under it.
    fn name(&self) -> &FeedName;

    /// Which network it reads.
    fn network(&self) -> Network;

    /// How long to wait between looks.
    fn every(&self) -> Duration;

    /// What is new since `cursor`; without one, from a sensible beginning. Returns within a bounded time.
    async fn since(&self, cursor: Option<&Cursor>) -> Result<Page, FeedError>;

    /// Looks again at posts taken in before: edits and deletions that the network announces nowhere.
    async fn recheck(&self, posts: &[PostRef]) -> Result<Vec<Found>, FeedError> {
        let _ = posts;
        Ok(Vec::new())
    }

    /// Fixes what must be the same on every attempt (record keys, resolved names). Changes nothing outside.
    async fn prepare(&self, answer: &Answer) -> Result<Value, SendError> {
        let _ = answer;
        Ok(Value::Null)
    }

    /// Says it in public; [`Outcome::Sent`] carries the new post's id.
    async fn reply(&self, answer: &Answer) -> Result<Outcome, SendError> {
        let _ = answer;
        Err(SendError::give_up(format!(
            "{} takes no answers",
            self.network().title()
        )))
    }

    /// After an attempt with no known outcome: is it there?
    async fn find(&self, answer: &Answer) -> Result<Lookup, SendError> {
        let _ = answer;
        Ok(Lookup::CantTell(format!(
            "{} can't be asked",
            self.network().title()
        )))
    }

    /// Takes one of our posts down; already gone is done.
    async fn retract(&self, post: &PostRef) -> Result<Outcome, SendError> {
        let _ = post;
        Err(SendError::give_up(format!(
            "{} takes nothing back",
            self.network().title()
        )))
    }

    /// Our own author id there, once known; what we write is no mention.
    async fn account(&self) -> Result<Option<String>, FeedError> {
        Ok(None)
    }
}

/// Where an adapter keeps what must outlive the process: sessions and rotating
/// tokens. A new token is saved before it is used.
#[async_trait]
pub trait Keyring: Send + Sync {
    /// What was saved last under that name.
    async fn load(&self, name: &str) -> anyhow::Result<Option<String>>;
    /// Replaces it.
    async fn save(&self, name: &str, secret: &str) -> anyhow::Result<()>;
}
