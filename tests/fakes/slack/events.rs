//! Events: what happened in the workspace. They are kept until they were
//! acknowledged, and sent again when they were not.

use super::delivery::{Delivery, Kind, Unanswered};
use super::state::{Message, State};
use super::{BOT_USER, Slack, TEAM};
use serde_json::{Value, json};

/// So often an event is sent again.
const RETRIES: u32 = 3;

/// One event and what became of it.
pub(super) struct Event {
    pub id: String,
    pub payload: Value,
    pub attempts: u32,
    pub acknowledged: bool,
}

impl Slack {
    /// Tells the app about something; how it ends does not matter to the story.
    pub fn tell(&self, event: Value) {
        let slack = self.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let reachable = self.state().reachable();
            let id = self.keep(event);
            if reachable {
                runtime.spawn(async move { slack.send_event(&id).await });
            }
        }
    }

    /// Tells the app about something, again when it was not heard; the event's id comes back.
    pub async fn event(&self, event: Value) -> String {
        self.look(super::PATIENCE, |state| state.reachable().then_some(()))
            .await;
        let id = self.keep(event);
        if self.send_event(&id).await.is_err() {
            self.send_event(&id).await.ok();
        }
        id
    }

    /// Sends an event once more, whether it was acknowledged or not.
    pub async fn redeliver(&self, event: &str) -> bool {
        self.send_event(event).await.is_ok()
    }

    /// Whether the app has taken an event.
    pub fn was_taken(&self, event: &str) -> bool {
        self.state()
            .events
            .iter()
            .any(|kept| kept.id == event && kept.acknowledged)
    }

    /// Somebody mentions the app in a message of their own; the message's ts comes back.
    pub async fn mention(&self, user: &str, channel: &str, thread_ts: Option<&str>, text: &str) -> String {
        self.mention_event(user, channel, thread_ts, text).await.1
    }

    /// The same, with the event's id before the ts.
    pub async fn mention_event(
        &self,
        user: &str,
        channel: &str,
        thread_ts: Option<&str>,
        text: &str,
    ) -> (String, String) {
        let ts = self.say(user, channel, thread_ts, &format!("<@{BOT_USER}> {text}"));
        let event = self.change(|state| {
            let message = state.message(channel, &ts).cloned().unwrap_or_default();
            let client_id = state.id("client-");
            let mut event = json!({
                "type": "app_mention", "client_msg_id": client_id, "user": user, "text": message.text, "ts": ts,
                "team": TEAM, "channel": channel, "event_ts": ts,
            });
            if let Some(parent) = thread_ts {
                event["thread_ts"] = json!(parent);
            }
            event
        });
        (self.event(event).await, ts)
    }

    /// Somebody writes a message that has nothing to do with the app.
    pub fn say(&self, user: &str, channel: &str, thread_ts: Option<&str>, text: &str) -> String {
        let now = self.now();
        self.change(|state| {
            let ts = state.ts(now);
            state.messages.push(Message {
                channel: channel.to_owned(),
                ts: ts.clone(),
                thread_ts: thread_ts.map(str::to_owned),
                user: user.to_owned(),
                text: text.to_owned(),
                ..Message::default()
            });
            ts
        })
    }

    /// Sends what the app has not heard yet; a new socket brings it.
    pub(super) fn deliver_owed(&self) {
        let open = |event: &&Event| !event.acknowledged && event.attempts <= RETRIES;
        let owed = self
            .state()
            .events
            .iter()
            .filter(open)
            .map(|e| e.id.clone())
            .collect::<Vec<_>>();
        let slack = self.clone();
        tokio::spawn(async move {
            for id in owed {
                slack.send_event(&id).await.ok();
            }
        });
    }

    fn keep(&self, event: Value) -> String {
        let now = self.now();
        self.change(|state| state.keep_event(event, now))
    }

    async fn send_event(&self, id: &str) -> Result<(), Unanswered> {
        let delivery = self.change(|state| {
            let event = state
                .events
                .iter_mut()
                .find(|event| event.id == id)
                .expect("the event is kept");
            event.attempts += 1;
            let again = event.attempts - 1;
            let retry = (again > 0).then_some((again, "timeout"));
            Delivery {
                kind: Kind::Event,
                payload: event.payload.clone(),
                retry,
            }
        });
        self.hand(&delivery).await?;
        self.change(|state| {
            let event = state.events.iter_mut().find(|event| event.id == id);
            event.into_iter().for_each(|event| event.acknowledged = true);
        });
        Ok(())
    }
}

impl State {
    fn keep_event(&mut self, mut event: Value, now: chrono::DateTime<chrono::Utc>) -> String {
        let id = self.id("Ev");
        if event.get("event_ts").is_none() {
            event["event_ts"] = json!(self.ts(now));
        }
        let payload = self.event_payload(&id, &event, now);
        self.events.push(Event {
            id: id.clone(),
            payload,
            attempts: 0,
            acknowledged: false,
        });
        id
    }
}
