//! The fake is as strict as it says, and lets through what is right.

mod client;
mod deliveries;
mod forms;
mod socket;
mod web_api;
mod words;

use super::{Options, Slack};
use chrono::{DateTime, TimeDelta, Utc};
use client::Client;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// A workspace with two people and a channel, on a clock that stands still.
struct House {
    slack: Slack,
    app: Client,
    clock: Arc<Mutex<DateTime<Utc>>>,
}

const CHANNEL: &str = "C1";

impl House {
    async fn open() -> Self {
        Self::with(false, None).await
    }

    async fn with(limits: bool, record: Option<std::path::PathBuf>) -> Self {
        let clock = Arc::new(Mutex::new(DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000)));
        let now = {
            let clock = clock.clone();
            Arc::new(move || *clock.lock().unwrap())
        };
        let slack = Slack::open(Options { now, record, limits }).await;
        slack.add_user("U1", "ana");
        slack.add_user("U2", "ben");
        slack.add_channel(CHANNEL, "emergency", &["U1"]);
        let app = Client::new(&slack.api_url());
        Self { slack, app, clock }
    }

    fn wait(&self, by: TimeDelta) {
        *self.clock.lock().unwrap() += by;
    }

    /// A message of the app; its ts comes back.
    async fn posts(&self, blocks: Value) -> String {
        let answer = self.app.call("chat.postMessage", message(&blocks)).await;
        answer["ts"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }
}

fn message(blocks: &Value) -> Value {
    json!({ "channel": CHANNEL, "text": "A card", "blocks": blocks, "unfurl_links": false, "unfurl_media": false })
}

fn section(words: &str) -> Value {
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": words } })
}

fn plain(words: &str) -> Value {
    json!({ "type": "plain_text", "text": words, "emoji": false })
}

fn button(action: &str, words: &str) -> Value {
    json!({ "type": "button", "action_id": action, "text": plain(words), "value": "1" })
}

fn actions(elements: &[Value]) -> Value {
    json!({ "type": "actions", "elements": elements })
}

fn modal(title: &str, blocks: &[Value]) -> Value {
    json!({ "type": "modal", "title": plain(title), "submit": plain("Send"), "blocks": blocks })
}

fn input(block: &str, label: &str) -> Value {
    let element = json!({ "type": "plain_text_input", "action_id": "text", "max_length": 20 });
    json!({ "type": "input", "block_id": block, "label": plain(label), "element": element })
}
