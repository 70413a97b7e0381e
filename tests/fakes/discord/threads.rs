//! Threads and forum posts, and who may write where.

use super::call::Call;
use super::channels::permission;
use super::form::{self, Place};
use super::messages::Origin;
use super::refusal::{Done, Refused, Wrong};
use super::routes::id_of;
use super::state::{Channel, Kept, Kind, Thread};
use super::{Id, payload};
use axum::http::StatusCode;
use serde_json::Value;

/// What a message needs besides the right to write.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing {
    embeds: bool,
    files: bool,
    answers: bool,
}

impl Writing {
    /// What a body needs.
    pub fn of(body: &Value, files: &[(String, String, Vec<u8>)]) -> Self {
        Self {
            embeds: body["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty()),
            files: !files.is_empty(),
            answers: !body["message_reference"].is_null(),
        }
    }
}

impl Kept {
    /// Whether the bot may write there: the place is there, seen, and open.
    pub fn may_write(&self, channel: Id, what: Writing) -> Result<(), Refused> {
        self.visible(channel)?;
        let kind = &self.channels[&channel].kind;
        let send = match kind {
            Kind::Thread(_) => permission::SEND_IN_THREADS,
            _ => permission::SEND,
        };
        self.need(channel, send)?;
        if matches!(kind, Kind::Forum { .. }) {
            return Err(Refused::new(
                StatusCode::BAD_REQUEST,
                50008,
                "Cannot send messages in a non-text channel",
            ));
        }
        if what.embeds {
            self.need(channel, permission::EMBED_LINKS)?;
        }
        if what.files {
            self.need(channel, permission::ATTACH_FILES)?;
        }
        if what.answers {
            self.need(channel, permission::READ_HISTORY)?;
        }
        Ok(())
    }

    /// Writing in an archived thread opens it again, unless it is locked.
    pub fn revive(&mut self, channel: Id) -> Result<(), Refused> {
        let Some(thread) = self.channels[&channel].thread() else {
            return Ok(());
        };
        if !thread.archived {
            return Ok(());
        }
        if thread.locked && self.need(channel, permission::MANAGE_THREADS).is_err() {
            return Err(Refused::new(StatusCode::BAD_REQUEST, 50083, "Thread is archived").forgiven_if(true));
        }
        self.set_archived(channel, false);
        Ok(())
    }

    /// Archives or opens a thread, and says so.
    pub fn set_archived(&mut self, thread: Id, archived: bool) {
        let now = self.now();
        if let Some(state) = self.channels.get_mut(&thread).and_then(Channel::thread_mut) {
            state.archived = archived;
            state.changed = now;
            let told = payload::channel(self, thread);
            self.sessions.dispatch("THREAD_UPDATE", &told);
        }
    }

    /// Whether it is an archived thread.
    pub fn is_archived(&self, channel: Id) -> bool {
        let thread = self.channels.get(&channel).and_then(Channel::thread);
        thread.is_some_and(|thread| thread.archived)
    }

    pub fn thread_from(&mut self, channel: Id, message: Id, body: &Value) -> Done {
        self.visible(channel)?;
        self.need(channel, permission::CREATE_PUBLIC_THREADS)?;
        self.there(channel, message)?;
        if self.channels.contains_key(&message) {
            // A client whose first attempt ended in the dark learns here that it was done.
            return Err(Refused::new(
                StatusCode::BAD_REQUEST,
                160_004,
                "A thread has already been created for this message",
            )
            .forgiven_if(true));
        }
        if !matches!(self.channels[&channel].kind, Kind::Text) {
            return Err(Refused::new(
                StatusCode::BAD_REQUEST,
                50024,
                "Cannot execute action on this channel type",
            ));
        }
        check(body)?;
        self.open_thread(channel, message, body, Vec::new());
        Ok((StatusCode::CREATED, payload::channel(self, message)))
    }

    pub fn forum_post(&mut self, channel: Id, call: &Call) -> Done {
        self.visible(channel)?;
        self.need(channel, permission::SEND)?;
        let Kind::Forum { tags, required } = self.channels[&channel].kind.clone() else {
            return Err(Refused::new(
                StatusCode::BAD_REQUEST,
                50024,
                "Cannot execute action on this channel type",
            ));
        };
        check(&call.body)?;
        let applied = call.body["applied_tags"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        let applied = applied.iter().map(|tag| id_of(tag.as_str().unwrap_or_default()));
        let applied = applied.collect::<Result<Vec<_>, _>>()?;
        if applied.len() > 5 {
            return Err(Refused::field(
                "applied_tags",
                "BASE_TYPE_MAX_LENGTH",
                "Must be 5 or fewer in length.",
            ));
        }
        if applied.iter().any(|tag| !tags.iter().any(|(id, _)| id == tag)) {
            return Err(Refused::new(StatusCode::BAD_REQUEST, 10087, "Unknown Tag"));
        }
        if required && applied.is_empty() {
            return Err(Refused::new(
                StatusCode::BAD_REQUEST,
                40067,
                "A tag is required to create a forum post in this channel",
            ));
        }
        let message = &call.body["message"];
        if !message.is_object() {
            return Err(Refused::form(&[Wrong::required("message")]));
        }
        if Writing::of(message, &call.files).embeds {
            self.need(channel, permission::EMBED_LINKS)?;
        }
        form::message(message, call.files.len(), Place::Channel)
            .map_err(|refused| nested(refused, "message"))?;
        self.check_care(message, &call.path);
        let thread = self.id();
        self.open_thread(channel, thread, &call.body, applied);
        // The first message of a post has the post's id.
        let origin = Origin {
            channel: thread,
            author: self.bot,
            only_for: None,
        };
        self.post_as(thread, origin, message, &call.files);
        let mut told = payload::channel(self, thread);
        told["message"] = payload::message(self, thread);
        Ok((StatusCode::CREATED, told))
    }

    fn open_thread(&mut self, parent: Id, id: Id, body: &Value, tags: Vec<Id>) {
        let thread = Thread {
            parent,
            owner: self.bot,
            archived: false,
            locked: false,
            minutes: body["auto_archive_duration"].as_u64().unwrap_or(4320),
            changed: self.now(),
            tags,
        };
        let channel = Channel {
            id,
            name: body["name"].as_str().unwrap_or_default().to_owned(),
            kind: Kind::Thread(thread),
            allowed: 0,
        };
        self.channels.insert(id, channel);
        let mut told = payload::channel(self, id);
        told["newly_created"] = true.into();
        self.sessions.dispatch("THREAD_CREATE", &told);
    }
}

/// A thread's name and the time after which it is archived.
pub(super) fn check(body: &Value) -> Result<(), Refused> {
    let mut wrong = Vec::new();
    form::text(body, "name", "name", (1, 100), &mut wrong);
    minutes(body, &mut wrong);
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Refused::form(&wrong))
    }
}

/// The four times that there are.
pub(super) fn minutes(body: &Value, wrong: &mut Vec<Wrong>) {
    let minutes = &body["auto_archive_duration"];
    if !minutes.is_null() && ![60, 1440, 4320, 10080].iter().any(|m| minutes == m) {
        wrong.push(Wrong::new(
            "auto_archive_duration",
            "BASE_TYPE_CHOICES",
            "Value must be one of (60, 1440, 4320, 10080).",
        ));
    }
}

/// What is wrong in a message that stands under a key.
fn nested(mut refused: Refused, key: &str) -> Refused {
    if let Some(errors) = refused.body.get_mut("errors") {
        let inside = errors.take();
        refused.body["errors"][key] = inside;
    }
    refused
}
