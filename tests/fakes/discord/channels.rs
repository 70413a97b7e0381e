//! Channels: what the bot may do in each, and changing them.

use super::refusal::{Done, Refused, Wrong};
use super::routes::ok;
use super::state::{Channel, Kept};
use super::{Id, form, payload, threads};
use serde_json::Value;

/// Rights in a channel, with Discord's bits.
pub mod permission {
    /// See the channel.
    pub const VIEW: u64 = 1 << 10;
    /// Write, and open posts in a forum.
    pub const SEND: u64 = 1 << 11;
    /// Embeds.
    pub const EMBED_LINKS: u64 = 1 << 14;
    /// Files.
    pub const ATTACH_FILES: u64 = 1 << 15;
    /// Earlier messages.
    pub const READ_HISTORY: u64 = 1 << 16;
    /// Notify everyone, and roles that are not for everybody to mention.
    pub const MENTION_EVERYONE: u64 = 1 << 17;
    /// Lock threads, open locked ones.
    pub const MANAGE_THREADS: u64 = 1 << 34;
    /// Threads from messages.
    pub const CREATE_PUBLIC_THREADS: u64 = 1 << 35;
    /// Write in threads.
    pub const SEND_IN_THREADS: u64 = 1 << 38;
    /// What the bot is invited with.
    pub const INVITED: u64 = VIEW
        | SEND
        | EMBED_LINKS
        | ATTACH_FILES
        | READ_HISTORY
        | MANAGE_THREADS
        | CREATE_PUBLIC_THREADS
        | SEND_IN_THREADS;
}

impl Kept {
    /// What the bot may do in a channel; a thread asks its parent.
    pub fn allowed(&self, channel: Id) -> u64 {
        let Some(channel) = self.channels.get(&channel) else {
            return 0;
        };
        match channel.thread() {
            Some(thread) => self.allowed(thread.parent),
            None => channel.allowed,
        }
    }

    /// A right, or 50013.
    pub fn need(&self, channel: Id, right: u64) -> Result<(), Refused> {
        if self.allowed(channel) & right != 0 {
            return Ok(());
        }
        Err(Refused::no_permission())
    }

    /// Whether `@everyone` of the bot counts there.
    pub fn may_ping_everyone(&self, channel: Id) -> bool {
        self.allowed(channel) & permission::MENTION_EVERYONE != 0
    }

    /// The channel is there, and the bot can see it.
    pub fn visible(&self, channel: Id) -> Result<(), Refused> {
        if !self.channels.contains_key(&channel) {
            return Err(Refused::unknown(10003, "Channel").forgiven_if(self.gone.contains(&channel)));
        }
        if self.allowed(channel) & permission::VIEW == 0 {
            return Err(Refused::no_access());
        }
        Ok(())
    }

    /// The bot can read what was said there.
    pub fn may_read(&self, channel: Id) -> Result<(), Refused> {
        self.visible(channel)?;
        self.need(channel, permission::READ_HISTORY)
    }

    pub fn change_channel(&mut self, channel: Id, body: &Value) -> Done {
        self.visible(channel)?;
        let Some(thread) = self.channels[&channel].thread().cloned() else {
            // Renaming a channel needs a right that the bot is not invited with.
            return Err(Refused::no_permission().forgiven_if(false));
        };
        let mut wrong = Vec::new();
        if body.get("name").is_some() {
            form::text(body, "name", "name", (1, 100), &mut wrong);
        }
        threads::minutes(body, &mut wrong);
        let known = [
            "name",
            "archived",
            "locked",
            "auto_archive_duration",
            "applied_tags",
            "invitable",
            "rate_limit_per_user",
            "flags",
        ];
        let keys = body.as_object().into_iter().flat_map(|body| body.keys());
        wrong.extend(
            keys.filter(|key| !known.contains(&key.as_str()))
                .map(|key| Wrong::new(key, "UNKNOWN_KEY", "No such field of a thread")),
        );
        if !wrong.is_empty() {
            return Err(Refused::form(&wrong));
        }
        let manager = self.need(channel, permission::MANAGE_THREADS).is_ok();
        let opens = body["archived"] == false;
        let only_opens = body.as_object().is_some_and(|body| body.len() == 1) && opens;
        let locking = body["locked"]
            .as_bool()
            .is_some_and(|locked| locked != thread.locked);
        if (locking || thread.locked || thread.owner != self.bot && !only_opens) && !manager {
            return Err(Refused::no_permission());
        }
        if thread.archived && !opens && body.get("archived").is_none() {
            return Err(
                Refused::new(axum::http::StatusCode::BAD_REQUEST, 50083, "Thread is archived")
                    .forgiven_if(true),
            );
        }
        self.apply(channel, body);
        ok(payload::channel(self, channel))
    }

    fn apply(&mut self, channel: Id, body: &Value) {
        let now = self.now();
        let Some(place) = self.channels.get_mut(&channel) else {
            return;
        };
        if let Some(name) = body["name"].as_str() {
            name.clone_into(&mut place.name);
        }
        if let Some(thread) = Channel::thread_mut(place) {
            if let Some(archived) = body["archived"].as_bool() {
                thread.archived = archived;
                thread.changed = now;
            }
            thread.locked = body["locked"].as_bool().unwrap_or(thread.locked);
            thread.minutes = body["auto_archive_duration"].as_u64().unwrap_or(thread.minutes);
            if let Some(tags) = body["applied_tags"].as_array() {
                thread.tags = tags.iter().filter_map(|t| t.as_str()?.parse().ok()).collect();
            }
        }
        let told = payload::channel(self, channel);
        self.sessions.dispatch("THREAD_UPDATE", &told);
    }
}
