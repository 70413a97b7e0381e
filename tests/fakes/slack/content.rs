//! What a message may hold, wherever it comes from: a call, an acknowledgement
//! or a `response_url`.

use super::call::Refused;
use super::kit::IN_MESSAGE;
use super::shapes::{Check, length};
use super::state::{Message, State};
use super::{APP, BOT, BOT_USER, TEAM};
use serde_json::{Map, Value, json};

/// All blocks of a message together; it was seen, not written down.
const CHARACTERS: usize = 13_000;
const TEXT: usize = 40_000;
/// Metadata of a message, as JSON.
const METADATA: usize = 8_000;

impl State {
    /// Refuses what Slack would not show, and notes what we must never ask for.
    pub fn check_content(&mut self, what: &str, params: &Map<String, Value>) -> Result<(), Refused> {
        if params
            .get("link_names")
            .is_some_and(|value| *value == true || *value == "true" || *value == "1")
        {
            self.violation(format!("{what}: link_names would ping foreign words"));
        }
        if params.get("parse").is_some_and(|value| *value == "full") {
            self.violation(format!("{what}: parse=full would ping foreign words"));
        }
        let empty = |key: &str| match params.get(key) {
            None => true,
            Some(Value::String(text)) => text.is_empty(),
            Some(Value::Array(list)) => list.is_empty(),
            Some(_) => false,
        };
        if ["text", "blocks", "attachments", "markdown_text"]
            .into_iter()
            .all(empty)
        {
            return Err(Refused::new("no_text"));
        }
        if params.get("text").map_or(0, length) > TEXT {
            return Err(Refused::new("msg_too_long"));
        }
        if !(empty("markdown_text") || empty("text") && empty("blocks")) {
            return Err(Refused::new("markdown_text_conflict"));
        }
        check_blocks(params.get("blocks"))?;
        params.get("metadata").map_or(Ok(()), check_metadata)
    }

    /// A message from what was sent.
    pub fn compose(&mut self, channel: &str, ts: String, params: &Map<String, Value>) -> Message {
        let text = |key: &str| params.get(key).and_then(Value::as_str).map(str::to_owned);
        let blocks = params.get("blocks").map(|blocks| self.with_ids(blocks));
        Message {
            channel: channel.to_owned(),
            ts,
            thread_ts: text("thread_ts"),
            user: BOT_USER.to_owned(),
            text: text("text").unwrap_or_default(),
            blocks: blocks.unwrap_or_default(),
            metadata: params.get("metadata").cloned(),
            ..Message::default()
        }
    }

    /// A message as the Web API and payloads show it.
    pub fn as_json(&self, message: &Message, with_metadata: bool) -> Value {
        let mut shown = json!({
            "type": "message", "user": message.user, "ts": message.ts, "team": TEAM,
            "text": message.text,
        });
        if !message.blocks.is_empty() {
            shown["blocks"] = json!(message.blocks);
        }
        if message.user == BOT_USER {
            shown["bot_id"] = json!(BOT);
            shown["app_id"] = json!(APP);
        }
        if let Some(parent) = &message.thread_ts {
            shown["thread_ts"] = json!(parent);
        }
        if message.edits > 0 {
            shown["edited"] = json!({ "user": message.user, "ts": message.ts });
        }
        if !message.files.is_empty() {
            let of = |id: &String| self.uploads.iter().find(|upload| upload.id == *id);
            let files = message.files.iter().filter_map(of).map(|file| {
                json!({ "id": file.id, "name": file.name, "title": file.title, "alt_txt": file.alt_text,
                        "size": file.length, "user": BOT_USER })
            });
            shown["files"] = files.collect();
        }
        if with_metadata && let Some(metadata) = &message.metadata {
            shown["metadata"] = metadata.clone();
        }
        let replies = self.messages.iter().filter(|reply| {
            reply.channel == message.channel
                && reply.ts != message.ts
                && reply.thread_ts.as_deref() == Some(&message.ts)
        });
        let replies = replies.collect::<Vec<_>>();
        if let Some(last) = replies.last() {
            let mut users = replies
                .iter()
                .map(|reply| reply.user.as_str())
                .collect::<Vec<_>>();
            users.dedup();
            shown["thread_ts"] = json!(message.ts);
            shown["reply_count"] = json!(replies.len());
            shown["reply_users_count"] = json!(users.len());
            shown["reply_users"] = json!(users);
            shown["latest_reply"] = json!(last.ts);
            shown["subscribed"] = json!(false);
        }
        shown
    }
}

impl Message {
    /// New content, keeping what was there where nothing new came.
    pub(super) fn rewrite(&mut self, new: Self, params: &Map<String, Value>) {
        let before = (self.text.clone(), self.blocks.clone());
        self.first.get_or_insert(before);
        self.edits += 1;
        if params.contains_key("text") {
            self.text = new.text;
        }
        if params.contains_key("blocks") {
            self.blocks = new.blocks;
        }
        if params.contains_key("metadata") {
            self.metadata = new.metadata;
        }
    }
}

fn check_blocks(blocks: Option<&Value>) -> Result<(), Refused> {
    let Some(blocks) = blocks else { return Ok(()) };
    if !blocks.is_array() {
        return Err(Refused::new("invalid_blocks_format"));
    }
    let mut check = Check::default();
    check.blocks(blocks, 50, IN_MESSAGE);
    if !check.complaints.is_empty() {
        return Err(Refused::because("invalid_blocks", &check.complaints));
    }
    if check.characters > CHARACTERS {
        return Err(Refused::because(
            "msg_blocks_too_long",
            &[format!("{} characters", check.characters)],
        ));
    }
    Ok(())
}

fn check_metadata(metadata: &Value) -> Result<(), Refused> {
    let named = metadata["event_type"]
        .as_str()
        .is_some_and(|name| !name.is_empty());
    let payload = metadata["event_payload"].as_object();
    let plain = payload.is_some_and(|fields| fields.values().all(Value::is_string));
    if !named || !plain {
        return Err(Refused::new("invalid_metadata_format"));
    }
    if metadata.to_string().len() > METADATA {
        return Err(Refused::new("metadata_too_large"));
    }
    Ok(())
}
