//! One thing to be said to the outside: a row until it is done.
//!
//! A delivery belongs to a lane, which keeps order: at most one of a lane is
//! in flight. Its id travels as the idempotency key wherever the other side
//! has one. What an adapter learns comes back as an [`Outcome`] or a
//! [`SendError`]; the outbox alone decides when to try again.

use super::digest::Digest;
use super::{CaseNumber, ChannelRef, DraftId, FeedName, Line, PostRef, Timestamp, Trend};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// A delivery's id; also its idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeliveryId(pub Uuid);

impl std::fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.simple())
    }
}

/// What must stay in order: a channel of a chat, or a case's public thread.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lane(pub String);

impl Lane {
    /// Everything said in one channel.
    pub fn channel(channel: &ChannelRef) -> Self {
        Self(format!("chat/{}/{}", channel.chat, channel.id))
    }

    /// Everything said in public for one case.
    pub fn public(feed: &FeedName, case: CaseNumber) -> Self {
        Self(format!("public/{feed}/{}", case.0))
    }
}

/// What is to be said.
#[expect(missing_docs, reason = "each variant tells what its fields are")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// The case's live card: posted the first time, redrawn after. Drawn from the case as it is when it goes out.
    Card { channel: ChannelRef },
    /// The request for a second person's yes: posted the first time, redrawn after, as the draft is when it goes out.
    Request { channel: ChannelRef, draft: DraftId },
    /// A line in the case's thread, for colleagues only.
    Notice { channel: ChannelRef, text: Line },
    /// A message of its own in a channel: a page, a digest.
    Say { channel: ChannelRef, text: Line },
    /// A digest's picture in a channel, drawn from its numbers when it goes out.
    Picture {
        channel: ChannelRef,
        digest: Box<Digest>,
    },
    /// What rose, as a chart in a channel, drawn when it goes out.
    Chart { channel: ChannelRef, trend: Box<Trend> },
    /// New cases of a burst, in one message instead of a card each.
    Listing {
        channel: ChannelRef,
        cases: Vec<CaseNumber>,
    },
    /// A public reply under the author's post.
    Reply {
        feed: FeedName,
        to: PostRef,
        text: String,
    },
    /// Our own reply taken down.
    Retract { feed: FeedName, post: PostRef },
}

impl What {
    /// The word it is counted and shown under.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Card { .. } => "card",
            Self::Request { .. } => "request",
            Self::Notice { .. } => "notice",
            Self::Say { .. } => "message",
            Self::Picture { .. } => "picture",
            Self::Chart { .. } => "chart",
            Self::Listing { .. } => "listing",
            Self::Reply { .. } => "reply",
            Self::Retract { .. } => "retraction",
        }
    }

    /// Where colleagues read it; none where the public does.
    pub fn channel(&self) -> Option<&ChannelRef> {
        match self {
            Self::Card { channel }
            | Self::Request { channel, .. }
            | Self::Notice { channel, .. }
            | Self::Say { channel, .. }
            | Self::Picture { channel, .. }
            | Self::Chart { channel, .. }
            | Self::Listing { channel, .. } => Some(channel),
            Self::Reply { .. } | Self::Retract { .. } => None,
        }
    }

    /// Whether the public sees it.
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Reply { .. } | Self::Retract { .. })
    }
}

/// One thing to be said, and how far it has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Its id and idempotency key.
    pub id: DeliveryId,
    /// What it must stay in order with.
    pub lane: Lane,
    /// The case it is about, if it is about one.
    pub case: Option<CaseNumber>,
    /// What is to be said.
    pub what: What,
    /// Not before.
    pub due_at: Timestamp,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was tried last without the outcome being recorded: then nobody knows whether it happened.
    pub unknown_since: Option<Timestamp>,
    /// What the adapter fixed before the first attempt, so that every attempt sends the same bytes.
    pub prepared: Option<serde_json::Value>,
}

impl Delivery {
    /// A new one, due at once.
    pub fn new(id: Uuid, lane: Lane, case: Option<CaseNumber>, what: What, at: Timestamp) -> Self {
        Self {
            id: DeliveryId(id),
            lane,
            case,
            what,
            due_at: at,
            attempts: 0,
            unknown_since: None,
            prepared: None,
        }
    }

    /// When it was asked for, to the millisecond: the time in its id, so the same on every attempt.
    pub fn written_at(&self) -> Timestamp {
        let (seconds, nanos) = self.id.0.get_timestamp().map_or((0, 0), |t| t.to_unix());
        Timestamp::from_timestamp(i64::try_from(seconds).unwrap_or_default(), nanos).unwrap_or(self.due_at)
    }
}

/// How an attempt ended well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is there; the id the other side gave it, where it gives one.
    Sent(Option<String>),
    /// There was nothing to do: what it was about is gone.
    Moot,
}

/// How an attempt failed. `why` is shown to staff: it names no words, no handle, no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It certainly did not happen; try again, after so long if the other side said.
    #[error("{why}")]
    Retry {
        /// What went wrong.
        why: String,
        /// What the other side asked for.
        after: Option<Duration>,
    },
    /// It may have happened (time-out, reset, 5xx): look before trying again.
    #[error("{why}")]
    Unknown {
        /// What went wrong.
        why: String,
    },
    /// It did not happen, and won't until a person has mended the other side; tried again, so that it goes on by itself then.
    #[error("{why}")]
    Blocked {
        /// What is wrong and what would mend it.
        why: String,
    },
    /// It did not happen and never will as it is.
    #[error("{why}")]
    GiveUp {
        /// What went wrong.
        why: String,
    },
}

impl SendError {
    /// It did not happen; try again.
    pub fn retry(why: impl Into<String>) -> Self {
        Self::Retry {
            why: why.into(),
            after: None,
        }
    }

    /// It may have happened.
    pub fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown { why: why.into() }
    }

    /// Not until a person has mended the other side.
    pub fn blocked(why: impl Into<String>) -> Self {
        Self::Blocked { why: why.into() }
    }

    /// It never will.
    pub fn give_up(why: impl Into<String>) -> Self {
        Self::GiveUp { why: why.into() }
    }
}
