//! Messages: written, read back, changed, taken away.

use super::call::Call;
use super::form::{self, Place};
use super::refusal::{Done, Refused};
use super::routes::{id_of, ok};
use super::state::Kept;
use super::threads::Writing;
use super::{Id, mentions, mentions::Ping, payload, read};
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How long a nonce is remembered.
const NONCE: TimeDelta = TimeDelta::minutes(5);

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// What it is for those who can't see it.
    pub description: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A message as it stands now.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id.
    pub id: Id,
    /// The channel or thread it stands in.
    pub channel: Id,
    /// Who wrote it.
    pub author: Id,
    /// Its words.
    pub content: String,
    /// Its embeds, as they were sent.
    pub embeds: Vec<Value>,
    /// Its rows of components, as they were sent.
    pub components: Vec<Value>,
    /// Its flags.
    pub flags: u64,
    /// How often it was changed.
    pub edits: u32,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// When it was changed last.
    pub edited_at: Option<DateTime<Utc>>,
    /// The bot's key for it.
    pub nonce: Option<String>,
    /// The message it answers.
    pub reply_to: Option<Id>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// Who alone can see it.
    pub only_for: Option<Id>,
    pub(super) notified: Vec<Ping>,
    pub(super) read: String,
}

impl Message {
    /// Plain text, as a person reads it: names for mentions, words for masked links, `[Label]` for buttons.
    pub fn as_read(&self) -> &str {
        &self.read
    }

    /// The labels of its buttons that can be pressed, in order.
    pub fn buttons(&self) -> Vec<String> {
        let parts = self
            .components
            .iter()
            .filter_map(|row| row["components"].as_array())
            .flatten();
        let buttons = parts.filter(|part| part["type"] == 2 && part["disabled"] != true);
        buttons
            .filter_map(|part| part["label"].as_str().map(str::to_owned))
            .collect()
    }
}

fn description(body: &Value, name: &str) -> String {
    let attached = body["attachments"].as_array().into_iter().flatten();
    let described = attached.filter(|one| one["filename"] == name);
    let mut words = described.filter_map(|one| one["description"].as_str());
    words.next().unwrap_or_default().to_owned()
}

/// Who writes, where, and for whose eyes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    pub channel: Id,
    pub author: Id,
    pub only_for: Option<Id>,
}

impl Kept {
    /// Puts a message that was checked into its channel.
    pub fn post(&mut self, origin: Origin, body: &Value, files: &[(String, String, Vec<u8>)]) -> Id {
        let id = self.id();
        self.post_as(id, origin, body, files);
        id
    }

    /// The same with an id that is known before.
    pub fn post_as(&mut self, id: Id, origin: Origin, body: &Value, files: &[(String, String, Vec<u8>)]) {
        let may_everyone = origin.author != self.bot || self.may_ping_everyone(origin.channel);
        let message = Message {
            id,
            channel: origin.channel,
            author: origin.author,
            content: String::new(),
            embeds: Vec::new(),
            components: Vec::new(),
            flags: 0,
            edits: 0,
            at: self.now(),
            edited_at: None,
            nonce: body["nonce"]
                .as_str()
                .map(str::to_owned)
                .or_else(|| body["nonce"].as_i64().map(|n| n.to_string())),
            reply_to: body["message_reference"]["message_id"]
                .as_str()
                .and_then(|id| id.parse().ok()),
            attachments: Vec::new(),
            only_for: origin.only_for,
            notified: mentions::pings(self, body, may_everyone),
            read: String::new(),
        };
        self.messages.insert(id, message);
        self.fill(id, body, files);
        if origin.only_for.is_none() {
            let told = payload::message(self, id);
            self.sessions.message("MESSAGE_CREATE", &told);
        }
    }

    /// Changes a message by what a body holds; what it leaves out stays.
    pub fn rewrite(&mut self, id: Id, body: &Value, files: &[(String, String, Vec<u8>)]) {
        self.fill(id, body, files);
        let now = self.now();
        let Some(message) = self.messages.get_mut(&id) else {
            return;
        };
        message.edits += 1;
        message.edited_at = Some(now);
        if message.only_for.is_none() {
            let payload = payload::message(self, id);
            self.sessions.message("MESSAGE_UPDATE", &payload);
        }
    }

    fn fill(&mut self, id: Id, body: &Value, files: &[(String, String, Vec<u8>)]) {
        let Some(mut message) = self.messages.remove(&id) else {
            return;
        };
        if let Some(content) = body.get("content") {
            message.content = content.as_str().unwrap_or_default().trim().to_owned();
        }
        for (key, list) in [
            ("embeds", &mut message.embeds),
            ("components", &mut message.components),
        ] {
            if let Some(new) = body.get(key) {
                *list = new.as_array().cloned().unwrap_or_default();
            }
        }
        if let Some(flags) = body["flags"].as_u64() {
            message.flags = flags;
        }
        if message.only_for.is_some() {
            message.flags |= form::EPHEMERAL;
        }
        if body.get("attachments").is_some() {
            message.attachments.clear();
        }
        message
            .attachments
            .extend(files.iter().map(|(_, name, bytes)| Attachment {
                name: name.clone(),
                description: description(body, name),
                bytes: bytes.clone(),
            }));
        message.read = read::whole(self, &message.content, &message.embeds, &message.components);
        self.messages.insert(id, message);
    }

    /// A careful bot never leaves it to Discord whom a text notifies.
    pub fn check_care(&mut self, body: &Value, what: &str) {
        if mentions::is_careless(body) {
            self.complain(format!(
                "{what}: no allowed_mentions, and the text would notify somebody"
            ));
        }
    }

    pub fn create(&mut self, channel: Id, call: &Call) -> Done {
        self.may_write(channel, Writing::of(&call.body, &call.files))?;
        form::message(&call.body, call.files.len(), Place::Channel)?;
        self.check_care(&call.body, &call.path);
        let now = self.now();
        let nonce = call.body["nonce"]
            .as_str()
            .map(|nonce| (channel, nonce.to_owned()));
        if let Some(key) = &nonce
            && call.body["enforce_nonce"] == true
            && let Some((at, id)) = self.nonces.get(key)
            && now - *at < NONCE
            && self.messages.contains_key(id)
        {
            return ok(payload::message(self, *id));
        }
        self.check_reference(channel, &call.body["message_reference"])?;
        self.revive(channel)?;
        let origin = Origin {
            channel,
            author: self.bot,
            only_for: None,
        };
        let id = self.post(origin, &call.body, &call.files);
        if let Some(key) = nonce {
            self.nonces.insert(key, (now, id));
        }
        ok(payload::message(self, id))
    }

    fn check_reference(&self, channel: Id, reference: &Value) -> Result<(), Refused> {
        let Some(id) = reference["message_id"].as_str() else {
            return Ok(());
        };
        let there = self
            .messages
            .get(&id_of(id)?)
            .is_some_and(|m| m.channel == channel);
        if there || reference["fail_if_not_exists"] == false {
            return Ok(());
        }
        Err(Refused::field(
            "message_reference",
            "REPLIES_UNKNOWN_MESSAGE",
            "Unknown message",
        ))
    }

    pub fn history(&mut self, channel: Id, query: &BTreeMap<String, String>) -> Done {
        self.may_read(channel)?;
        let limit = query.get("limit").map_or(Ok(50), |limit| limit.parse::<usize>());
        let Some(limit) = limit.ok().filter(|limit| (1..=100).contains(limit)) else {
            return Err(Refused::field(
                "limit",
                "NUMBER_TYPE_MAX",
                "int value should be between 1 and 100.",
            ));
        };
        let at = |key: &str| query.get(key).map(|id| id_of(id)).transpose();
        let (after, before, around) = (at("after")?, at("before")?, at("around")?);
        let seen = self
            .messages
            .values()
            .filter(|m| m.channel == channel && m.only_for.is_none());
        let ids = seen.map(|m| m.id).collect::<Vec<_>>();
        let mut page = match (after, before, around) {
            (Some(id), None, None) => ids
                .into_iter()
                .filter(|m| *m > id)
                .take(limit)
                .collect::<Vec<_>>(),
            (None, None, Some(id)) => {
                let middle = ids.partition_point(|m| *m < id);
                let from = middle.saturating_sub(limit / 2);
                ids.into_iter().skip(from).take(limit).collect()
            }
            (None, before, None) => {
                let older = ids
                    .into_iter()
                    .filter(|m| before.is_none_or(|id| *m < id))
                    .collect::<Vec<_>>();
                let from = older.len().saturating_sub(limit);
                older[from..].to_vec()
            }
            _ => {
                return Err(Refused::field(
                    "before",
                    "CONFLICT",
                    "after, before and around exclude each other",
                ));
            }
        };
        page.reverse();
        ok(Value::Array(
            page.into_iter().map(|id| payload::message(self, id)).collect(),
        ))
    }

    pub fn one(&mut self, channel: Id, id: Id) -> Done {
        self.may_read(channel)?;
        self.there(channel, id)?;
        ok(payload::message(self, id))
    }

    pub fn edit(&mut self, channel: Id, id: Id, call: &Call) -> Done {
        self.visible(channel)?;
        self.there(channel, id)?;
        if self.messages[&id].author != self.bot {
            return Err(Refused::new(
                StatusCode::FORBIDDEN,
                50005,
                "Cannot edit a message authored by another user",
            ));
        }
        if self.is_archived(channel) {
            // The client learns it this way and revives the thread.
            return Err(Refused::new(StatusCode::BAD_REQUEST, 50083, "Thread is archived").forgiven_if(true));
        }
        form::message(&call.body, call.files.len(), Place::Edit)?;
        self.check_care(&call.body, &call.path);
        self.rewrite(id, &call.body, &call.files);
        ok(payload::message(self, id))
    }

    pub fn remove(&mut self, channel: Id, id: Id) -> Done {
        self.visible(channel)?;
        self.there(channel, id)?;
        if self.messages[&id].author != self.bot {
            return Err(Refused::no_permission());
        }
        self.delete_message_now(id);
        Ok((StatusCode::NO_CONTENT, Value::Null))
    }

    /// Takes a message away, and says so.
    pub fn delete_message_now(&mut self, id: Id) {
        self.gone.insert(id);
        if let Some(message) = self.messages.remove(&id) {
            let (guild, channel) = (self.guild.to_string(), message.channel.to_string());
            let told = json!({ "id": id.to_string(), "channel_id": channel, "guild_id": guild });
            self.sessions.message("MESSAGE_DELETE", &told);
        }
    }

    /// A message of this channel that all can see.
    pub fn there(&self, channel: Id, id: Id) -> Result<(), Refused> {
        let seen = |m: &Message| m.channel == channel && m.only_for.is_none();
        if self.messages.get(&id).is_some_and(seen) {
            return Ok(());
        }
        Err(Refused::unknown(10008, "Message").forgiven_if(self.gone.contains(&id)))
    }
}
