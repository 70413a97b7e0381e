//! One thing on its way to the app, over a socket or over HTTP, and the
//! acknowledgement that has to come within three seconds.

use super::{PATIENCE, Slack};
use serde_json::Value;
use std::time::{Duration, Instant};

/// The app has so long to acknowledge, and a trigger lives so long, by the clock on the wall.
pub(super) const LIMIT: Duration = Duration::from_secs(3);

/// Where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Command,
    Interactive,
    Event,
}

/// What goes there.
pub(super) struct Delivery {
    pub kind: Kind,
    pub payload: Value,
    /// How often it was sent before, and why it is sent again.
    pub retry: Option<(u32, &'static str)>,
}

/// Why there was no acknowledgement: the person sees that the app did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// No socket was open.
    NoSocket,
    /// The socket closed first.
    Closed,
    /// Nobody listens there, or the connection broke.
    Unreachable,
    /// It took longer than three seconds.
    TooLate,
    /// Another status than 200.
    Status(u16),
    /// It was acknowledged, and then nothing could be seen.
    Silent,
    /// What was to be pressed is there no more.
    Gone,
}

impl Delivery {
    pub fn command(payload: Value) -> Self {
        Self {
            kind: Kind::Command,
            payload,
            retry: None,
        }
    }

    pub fn interactive(payload: Value) -> Self {
        Self {
            kind: Kind::Interactive,
            payload,
            retry: None,
        }
    }

    /// Whether the acknowledgement may hold an answer.
    pub fn takes_answer(&self) -> bool {
        match self.kind {
            Kind::Command => true,
            Kind::Event => false,
            Kind::Interactive => {
                matches!(
                    self.payload["type"].as_str(),
                    Some("view_submission" | "block_suggestion")
                )
            }
        }
    }
}

impl Slack {
    /// Hands something to the app now, if it is there at all.
    pub(super) async fn hand(&self, delivery: &Delivery) -> Result<Option<Value>, Unanswered> {
        let base = self.state().deliver_to.clone();
        let sent = Instant::now();
        let answer = match base {
            Some(base) => self.post(&base, delivery).await,
            None => self.send(delivery).await,
        };
        if answer.is_ok() {
            let took = sent.elapsed();
            self.change(|state| state.slowest = state.slowest.max(took));
        }
        answer
    }

    /// The longest, in real time, that an acknowledgement took since this was asked last.
    pub fn slowest_acknowledgement(&self) -> Duration {
        std::mem::take(&mut self.state().slowest)
    }

    /// Hands something to the app as soon as it is there.
    pub(super) async fn deliver(&self, delivery: &Delivery) -> Result<Option<Value>, Unanswered> {
        self.look(PATIENCE, |state| state.reachable().then_some(())).await;
        self.hand(delivery).await
    }
}
