//! `chat.*`: messages posted, changed, taken away.

use super::call::{Call, Done, Refused};
use super::people::Channel;
use super::state::State;
use super::{BOT_USER, TEAM};
use serde_json::json;

impl State {
    /// A channel that the app may write into.
    pub fn writable(&self, id: &str) -> Result<&Channel, Refused> {
        let channel = self.readable(id)?;
        if channel.archived {
            Err(Refused::expected("is_archived"))
        } else {
            Ok(channel)
        }
    }

    /// A channel that the app is in.
    pub fn readable(&self, id: &str) -> Result<&Channel, Refused> {
        match self.channels.get(id) {
            None => Err(Refused::new("channel_not_found")),
            Some(channel) if channel.deleted => Err(Refused::expected("channel_not_found")),
            Some(channel) if channel.members.contains(BOT_USER) => Ok(channel),
            Some(channel) if channel.private => Err(Refused::expected("channel_not_found")),
            Some(channel) if channel.archived => Err(Refused::expected("is_archived")),
            Some(_) => Err(Refused::expected("not_in_channel")),
        }
    }

    pub fn post_message(&mut self, call: &Call) -> Done {
        let asked = call.need("channel")?.to_owned();
        let id = if asked.starts_with('U') {
            self.direct(&asked)?
        } else {
            asked
        };
        self.writable(&id)?;
        self.check_parent(call, &id)?;
        self.check_content(&call.method, &call.params)?;
        for key in ["unfurl_links", "unfurl_media"] {
            if call.flag(key) != Some(false) {
                self.violation(format!("chat.postMessage: {key} has to be false"));
            }
        }
        if call.flag("reply_broadcast") == Some(true) {
            self.violation("chat.postMessage: reply_broadcast shows a thread to everybody");
        }
        let ts = self.ts(call.now);
        let message = self.compose(&id, ts.clone(), &call.params);
        self.messages.push(message.clone());
        Ok(json!({ "channel": id, "ts": ts, "message": self.as_json(&message, true) }))
    }

    /// A thread hangs on a message that is there and no reply itself.
    fn check_parent(&self, call: &Call, channel: &str) -> Result<(), Refused> {
        let Some(parent) = call.text("thread_ts") else {
            return Ok(());
        };
        match self.message(channel, parent) {
            Some(message) if message.thread_ts.as_deref().is_none_or(|root| root == parent) => Ok(()),
            Some(_) => Err(Refused::new("cannot_reply_to_message")),
            None if self.removed(channel, parent) => Err(Refused::expected("thread_not_found")),
            None => Err(Refused::new("thread_not_found")),
        }
    }

    pub fn post_ephemeral(&mut self, call: &Call) -> Done {
        let id = call.need("channel")?.to_owned();
        let user = call.need("user")?.to_owned();
        if !self.writable(&id)?.members.contains(&user) {
            return Err(Refused::new("user_not_in_channel"));
        }
        self.check_content(&call.method, &call.params)?;
        let ts = self.ts(call.now);
        let mut message = self.compose(&id, ts.clone(), &call.params);
        message.ephemeral_to = Some(user);
        self.ephemerals.push(message);
        Ok(json!({ "message_ts": ts }))
    }

    /// A message of ours, or why it can't be changed.
    fn ours(&self, call: &Call, other: &str) -> Result<(String, String), Refused> {
        let (channel, ts) = (call.need("channel")?, call.need("ts")?);
        self.readable(channel)?;
        match self.message(channel, ts) {
            Some(message) if message.user == BOT_USER => Ok((channel.to_owned(), ts.to_owned())),
            Some(_) => Err(Refused::new(other)),
            None if self.removed(channel, ts) => Err(Refused::expected("message_not_found")),
            None => Err(Refused::new("message_not_found")),
        }
    }

    fn removed(&self, channel: &str, ts: &str) -> bool {
        self.channels
            .get(channel)
            .is_some_and(|channel| channel.removed.contains(ts))
    }

    pub fn update_message(&mut self, call: &Call) -> Done {
        let (channel, ts) = self.ours(call, "cant_update_message")?;
        self.writable(&channel)?;
        self.check_content(&call.method, &call.params)?;
        let new = self.compose(&channel, ts.clone(), &call.params);
        let missing = || Refused::new("message_not_found");
        let message = self.message_mut(&channel, &ts).ok_or_else(missing)?;
        message.rewrite(new, &call.params);
        let message = message.clone();
        let shown = self.as_json(&message, true);
        Ok(json!({ "channel": channel, "ts": ts, "text": message.text, "message": shown }))
    }

    pub fn delete_message(&mut self, call: &Call) -> Done {
        let (channel, ts) = self.ours(call, "cant_delete_message")?;
        self.remove(&channel, &ts);
        Ok(json!({ "channel": channel, "ts": ts }))
    }

    /// A message goes, and is remembered as gone.
    pub fn remove(&mut self, channel: &str, ts: &str) {
        self.messages
            .retain(|message| message.channel != channel || message.ts != ts);
        if let Some(channel) = self.channels.get_mut(channel) {
            channel.removed.insert(ts.to_owned());
        }
    }

    pub fn permalink(&mut self, call: &Call) -> Done {
        let (channel, ts) = (call.need("channel")?, call.need("message_ts")?);
        self.readable(channel)?;
        if self.message(channel, ts).is_none() {
            let expected = self.removed(channel, ts);
            return Err(Refused {
                expected,
                ..Refused::new("message_not_found")
            });
        }
        let name = ts.replace('.', "");
        Ok(
            json!({ "channel": channel, "permalink": format!("https://{TEAM}.slack.com/archives/{channel}/p{name}") }),
        )
    }
}
