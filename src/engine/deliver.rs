//! One delivery: looked up if it may be out, prepared, marked, called, recorded.

use super::back_off;
use super::outbox::{Outbox, Step};
use crate::chat::Chat;
use crate::domain::{ChannelRef, Clock, Delivery, FeedName, Outcome, SendError, What};
use crate::feeds::{Answer, Feed, Lookup};
use anyhow::{Context, Result};
use std::sync::Arc;
use std::time::Duration;

/// First wait after a failure, and the longest.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Somebody mends the other side: looked after often enough that they see it work.
const LONGEST_BLOCK: Duration = Duration::from_secs(60);
/// A public delivery that failed so often is set aside. Chat is tried on and
/// on: nobody would see the notice that a chat can't be reached in that chat.
const PUBLIC_ATTEMPTS: i32 = 8;

/// An attempt that failed.
struct Failure {
    error: SendError,
    /// It was the look-up that failed; whether the delivery is out is as open as before.
    looked_up: bool,
    /// How often in a row the lane's head has failed before.
    failures: i32,
}

impl Failure {
    /// Whether the delivery certainly is not out.
    fn is_certain(&self) -> bool {
        !self.looked_up && !matches!(self.error, SendError::Unknown { .. })
    }

    /// What the other side asked for.
    fn asked_for(&self) -> Option<Duration> {
        match &self.error {
            SendError::Retry { after, .. } => *after,
            SendError::Blocked { .. } | SendError::Unknown { .. } | SendError::GiveUp { .. } => None,
        }
    }

    /// Being told to wait is no failure, however often it happens; neither is what waits for a person.
    fn is_free(&self) -> bool {
        self.asked_for().is_some() || matches!(self.error, SendError::Blocked { .. })
    }

    /// Until the next attempt.
    fn wait(&self, clock: &Clock) -> Duration {
        let longest = match &self.error {
            SendError::Blocked { .. } => LONGEST_BLOCK,
            SendError::Retry { .. } | SendError::Unknown { .. } | SendError::GiveUp { .. } => LONGEST_WAIT,
        };
        self.asked_for()
            .unwrap_or_else(|| back_off(clock, self.failures, FIRST_WAIT, longest))
    }
}

impl Outbox {
    /// One delivery, from looking whether it is out already to recording how it ended.
    pub(super) async fn deliver(&self, delivery: &Delivery, failures: i32) -> Result<Step> {
        let mut delivery = delivery.clone();
        let (ended, looked_up) = match self.look_up(&delivery).await {
            Ok(Some(found)) => (Ok(found), true),
            Ok(None) => (self.attempt(&mut delivery).await?, false),
            Err(error) => (Err(error), true),
        };
        let outcome = ended.as_ref().map_or_else(failure_word, |_| "sent");
        metrics::counter!("liaison_deliveries_total", "kind" => delivery.what.kind(), "outcome" => outcome)
            .increment(1);
        let said = matches!(ended, Ok(Outcome::Sent(Some(_))));
        match ended {
            Ok(Outcome::Sent(receipt)) => {
                self.desk.sent(&delivery, receipt.as_deref()).await?;
                self.desk.healed(&subject(&delivery)).await?;
            }
            Ok(Outcome::Moot) => self.desk.moot(&delivery).await?,
            Err(error) => {
                let failure = Failure {
                    error,
                    looked_up,
                    failures,
                };
                return self.failed(&delivery, &failure).await;
            }
        }
        Ok(if said && !looked_up {
            self.peace(&delivery)
        } else {
            Step::Next
        })
    }

    /// A new message in a channel is followed by the rest that its chat asks for; a redraw is not.
    fn peace(&self, delivery: &Delivery) -> Step {
        let chat = delivery
            .what
            .channel()
            .and_then(|channel| self.chat(channel).ok());
        match chat.map(|chat| chat.manners().pace) {
            Some(pace) if !pace.is_zero() => Step::Pause(pace),
            _ => Step::Next,
        }
    }

    /// After an attempt whose outcome nobody knows: is it there?
    async fn look_up(&self, delivery: &Delivery) -> Result<Option<Outcome>, SendError> {
        if delivery.unknown_since.is_none() {
            return Ok(None);
        }
        match &delivery.what {
            What::Reply { feed, .. } => {
                let Some(answer) = answer(delivery) else {
                    return Ok(None);
                };
                match self.feed(feed)?.find(&answer).await? {
                    Lookup::Found(post) => Ok(Some(Outcome::Sent(Some(post.id)))),
                    Lookup::Absent => Ok(None),
                    // A person looked, and asked for it to be sent again.
                    Lookup::CantTell(_) if delivery.attempts == 0 => Ok(None),
                    Lookup::CantTell(why) => Err(SendError::GiveUp { why }),
                }
            }
            // Taking down what is gone is done; a redraw may happen twice.
            What::Retract { .. } => Ok(None),
            What::Card { channel } => match self.card_place(delivery, channel).await? {
                (_, Some(_)) => Ok(None),
                (_, None) => self.find_message(channel, None, delivery).await,
            },
            What::Request { channel, draft } => match self.request_place(*draft, channel).await? {
                (_, Some(_)) => Ok(None),
                (_, None) => self.find_message(channel, None, delivery).await,
            },
            What::Notice { channel, .. } => {
                let (_, thread) = self.card_place(delivery, channel).await?;
                self.find_message(channel, thread, delivery).await
            }
            What::Say { channel, .. }
            | What::Picture { channel, .. }
            | What::Chart { channel, .. }
            | What::Listing { channel, .. } => self.find_message(channel, None, delivery).await,
        }
    }

    /// Commits that it is tried, then tries it.
    async fn attempt(&self, delivery: &mut Delivery) -> Result<Result<Outcome, SendError>> {
        if let What::Reply { to, .. } = &delivery.what
            && delivery.unknown_since.is_none()
        {
            // The author may have taken the post down since the words were put on their way.
            let answered = self.store.read().await?.post(to).await?;
            if answered.is_some_and(|post| post.deleted_at.is_some()) {
                return Ok(Err(SendError::give_up("the author has deleted the post")));
            }
        }
        if let What::Reply { feed, .. } = &delivery.what
            && delivery.prepared.is_none()
        {
            let prepared = match (self.feed(feed), answer(delivery)) {
                (Ok(feed), Some(answer)) => feed.prepare(&answer).await,
                (Err(error), _) => Err(error),
                (Ok(_), None) => Err(SendError::give_up("it is no reply")),
            };
            match prepared {
                Ok(prepared) => delivery.prepared = Some(prepared),
                Err(error) => return Ok(Err(error)),
            }
        }
        let mut tx = self.store.begin().await?;
        tx.attempt(delivery.id, delivery.prepared.as_ref()).await?;
        tx.commit().await?;
        delivery.attempts += 1;
        delivery.unknown_since = Some(self.clock.now());
        Ok(self.call(delivery).await)
    }

    async fn call(&self, delivery: &Delivery) -> Result<Outcome, SendError> {
        match &delivery.what {
            What::Card { channel } => self.draw(delivery, channel).await,
            What::Request { channel, draft } => self.ask(delivery, channel, *draft).await,
            What::Notice { channel, text } => self.notice(delivery, channel, text).await,
            What::Say { channel, text } => self.say(channel, None, text, delivery).await,
            What::Picture { channel, digest } => self.show(delivery, channel, digest).await,
            What::Chart { channel, trend } => self.chart(delivery, channel, trend).await,
            What::Listing { channel, cases } => self.list(delivery, channel, cases).await,
            What::Reply { feed, .. } => match answer(delivery) {
                Some(answer) => self.feed(feed)?.reply(&answer).await,
                None => Err(SendError::give_up("it is no reply")),
            },
            What::Retract { feed, post } => self.feed(feed)?.retract(post).await,
        }
    }

    async fn failed(&self, delivery: &Delivery, failure: &Failure) -> Result<Step> {
        let (certain, free) = (failure.is_certain(), failure.is_free());
        let why = failure.error.to_string();
        let spent = delivery.what.is_public() && delivery.attempts >= PUBLIC_ATTEMPTS && !free;
        if spent || matches!(failure.error, SendError::GiveUp { .. }) {
            tracing::error!(delivery.id = %delivery.id, delivery.kind = delivery.what.kind(), why, "A delivery was set aside");
            self.desk.healed(&subject(delivery)).await?;
            self.desk
                .set_aside(delivery, &why, certain)
                .await
                .context("setting a delivery aside")?;
            return Ok(Step::Next);
        }
        if matches!(failure.error, SendError::Blocked { .. }) && !self.ails(delivery) {
            self.desk.ailing(&subject(delivery), &why).await?;
        }
        let wait = failure.wait(&self.clock);
        tracing::warn!(delivery.id = %delivery.id, delivery.kind = delivery.what.kind(), why, "A delivery failed and is tried again");
        let due_at = self.clock.now() + wait;
        let mut tx = self.store.begin().await?;
        if certain {
            // What failed while it was being prepared was never counted as an attempt.
            let uncounted = free && delivery.unknown_since.is_some();
            tx.not_sent(delivery.id, &why, due_at, uncounted).await?;
        } else {
            let counts = failure.looked_up && !free;
            tx.maybe_sent(delivery.id, &why, due_at, counts).await?;
        }
        tx.commit().await?;
        Ok(Step::Rest(wait))
    }

    /// Whether the whole chat is in trouble and says so itself: then each of its channels need not.
    fn ails(&self, delivery: &Delivery) -> bool {
        let chat = delivery
            .what
            .channel()
            .and_then(|channel| self.chat(channel).ok());
        chat.is_some_and(|chat| !chat.ailments().is_empty())
    }

    pub(super) fn chat(&self, channel: &ChannelRef) -> Result<&Arc<dyn Chat>, SendError> {
        self.chats
            .get(channel.chat.as_str())
            .ok_or_else(|| SendError::give_up(format!("the chat {} is not connected", channel.chat)))
    }

    fn feed(&self, feed: &FeedName) -> Result<&Arc<dyn Feed>, SendError> {
        self.feeds
            .get(feed)
            .ok_or_else(|| SendError::give_up(format!("the feed {feed} is not in the settings")))
    }
}

/// A reply's delivery as the feed takes it. Written when it was put in its lane.
fn answer(delivery: &Delivery) -> Option<Answer> {
    let What::Reply { to, text, .. } = &delivery.what else {
        return None;
    };
    Some(Answer {
        key: delivery.id,
        to: to.clone(),
        text: text.clone(),
        written_at: delivery.written_at(),
        prepared: delivery.prepared.clone().unwrap_or_default(),
    })
}

/// What ails when the delivery is blocked: a channel, or a feed that answers go out by.
fn subject(delivery: &Delivery) -> String {
    match &delivery.what {
        What::Reply { feed, .. } | What::Retract { feed, .. } => format!("feed/{feed}"),
        _ => delivery.lane.0.clone(),
    }
}

fn failure_word(error: &SendError) -> &'static str {
    match error {
        SendError::Retry { .. } => "retry",
        SendError::Unknown { .. } => "unknown",
        SendError::Blocked { .. } => "blocked",
        SendError::GiveUp { .. } => "set_aside",
    }
}
