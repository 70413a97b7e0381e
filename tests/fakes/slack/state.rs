//! What the workspace remembers. One lock holds it; ids and times of messages
//! come from counters and the story's clock, so that a story repeats itself.

use super::delivery::LIMIT;
use super::events::Event;
use super::faults::Fault;
use super::files::Upload;
use super::limits::Rates;
use super::people::{Channel, Group, User};
use super::response_url::ResponseUrl;
use super::socket::Sockets;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Duration, Instant};

/// One message, as the workspace keeps it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Message {
    /// Where it stands.
    pub channel: String,
    /// Its name within the channel.
    pub ts: String,
    /// The message it answers.
    pub thread_ts: Option<String>,
    /// Who wrote it.
    pub user: String,
    /// The words outside of blocks: what a notification shows.
    pub text: String,
    /// The blocks, each with its ids.
    pub blocks: Vec<Value>,
    /// What the app attached for itself.
    pub metadata: Option<Value>,
    /// How often it was changed.
    pub edits: u32,
    /// The one person who sees it, where it is ephemeral.
    pub ephemeral_to: Option<String>,
    /// Files that were shared with it.
    pub files: Vec<String>,
    /// Text and blocks as they were posted, once they were changed.
    pub first: Option<(String, Vec<Value>)>,
}

/// A form or a home tab.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Its name.
    pub id: String,
    /// Who looks at it.
    pub user: String,
    /// Changes with every update.
    pub hash: String,
    /// What the app sent, blocks with their ids.
    pub body: Value,
    /// Whether it is on the screen or under another.
    pub open: bool,
    /// The form it lies on.
    pub previous: Option<String>,
    /// The form at the bottom.
    pub root: String,
}

/// Permission to open a form, for a moment.
pub(super) struct Trigger {
    pub user: String,
    pub issued: Instant,
    pub used: bool,
    /// The form it was pressed in.
    pub view: Option<String>,
}

/// Whether the app's token is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Good,
    Revoked,
    Inactive,
}

pub(super) struct State {
    /// How long it waits for the app.
    pub patience: Duration,
    pub users: BTreeMap<String, User>,
    pub channels: BTreeMap<String, Channel>,
    pub groups: BTreeMap<String, Group>,
    pub messages: Vec<Message>,
    pub ephemerals: Vec<Message>,
    pub views: BTreeMap<String, View>,
    pub triggers: HashMap<String, Trigger>,
    pub response_urls: Vec<ResponseUrl>,
    pub uploads: Vec<Upload>,
    pub events: Vec<Event>,
    pub faults: VecDeque<(String, Fault)>,
    pub violations: Vec<String>,
    pub calls: HashMap<String, usize>,
    pub scopes: Vec<String>,
    /// Whether the story changed what the app may do.
    pub scopes_cut: bool,
    pub token: Token,
    pub rates: Rates,
    pub sockets: Sockets,
    /// Where deliveries are posted to, in HTTP mode.
    pub deliver_to: Option<String>,
    /// The longest that an acknowledgement took.
    pub slowest: Duration,
    count: u64,
    last_ts: i64,
}

const SCOPES: [&str; 13] = [
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "metadata.message:read",
    "usergroups:read",
    "users:read",
];

impl State {
    pub fn new() -> Self {
        Self {
            patience: LIMIT,
            users: BTreeMap::new(),
            channels: BTreeMap::new(),
            groups: BTreeMap::new(),
            messages: Vec::new(),
            ephemerals: Vec::new(),
            views: BTreeMap::new(),
            triggers: HashMap::new(),
            response_urls: Vec::new(),
            uploads: Vec::new(),
            events: Vec::new(),
            faults: VecDeque::new(),
            violations: Vec::new(),
            calls: HashMap::new(),
            scopes: SCOPES.map(str::to_owned).into(),
            scopes_cut: false,
            token: Token::Good,
            rates: Rates::default(),
            sockets: Sockets::default(),
            deliver_to: None,
            slowest: Duration::ZERO,
            count: 0,
            last_ts: 0,
        }
    }

    /// A new id that starts with `prefix`.
    pub fn id(&mut self, prefix: &str) -> String {
        self.count += 1;
        format!("{prefix}{:05}", self.count)
    }

    /// A time for a message: the clock's, and later than any before it.
    pub fn ts(&mut self, now: DateTime<Utc>) -> String {
        self.last_ts = now.timestamp_micros().max(self.last_ts + 1);
        format!("{}.{:06}", self.last_ts / 1_000_000, self.last_ts % 1_000_000)
    }

    /// Something that the real one would not have taken.
    pub fn violation(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }

    /// A trigger for what this person just did.
    pub fn trigger(&mut self, user: &str, view: Option<&str>) -> String {
        let id = self.id("1111.2222.");
        let trigger = Trigger {
            user: user.to_owned(),
            issued: Instant::now(),
            used: false,
            view: view.map(str::to_owned),
        };
        self.triggers.insert(id.clone(), trigger);
        id
    }

    pub fn message(&self, channel: &str, ts: &str) -> Option<&Message> {
        self.messages
            .iter()
            .rev()
            .find(|m| m.ts == ts && m.channel == channel)
    }

    pub fn message_mut(&mut self, channel: &str, ts: &str) -> Option<&mut Message> {
        self.messages
            .iter_mut()
            .rev()
            .find(|m| m.ts == ts && m.channel == channel)
    }

    /// Blocks get ids where the app gave none, as Slack does.
    pub fn with_ids(&mut self, blocks: &Value) -> Vec<Value> {
        let mut blocks = blocks.as_array().cloned().unwrap_or_default();
        for block in &mut blocks {
            if block["block_id"].as_str().is_none_or(str::is_empty) {
                block["block_id"] = json!(self.id("blk"));
            }
            let Some(block) = block.as_object_mut() else {
                continue;
            };
            let inside = ["elements", "accessory", "element"];
            if matches!(
                block.get("type").and_then(Value::as_str),
                Some("rich_text" | "context")
            ) {
                continue;
            }
            for key in inside {
                match block.get_mut(key) {
                    Some(Value::Array(elements)) => elements.iter_mut().for_each(|e| self.with_action_id(e)),
                    Some(element) => self.with_action_id(element),
                    None => {}
                }
            }
        }
        blocks
    }

    fn with_action_id(&mut self, element: &mut Value) {
        if element["type"] != "image" && element.is_object() && element["action_id"].as_str().is_none() {
            element["action_id"] = json!(self.id("act"));
        }
    }
}
