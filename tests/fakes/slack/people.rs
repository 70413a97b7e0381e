//! The people and places of the workspace, and what happens to them. What the
//! real one tells the app about is told as an event.

use super::state::{State, Token};
use super::{BOT_USER, Slack, TEAM};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// Their handle.
    pub name: String,
    /// Their name.
    pub real_name: String,
    /// The workspace they belong to.
    pub team: String,
    /// The account was closed.
    pub deleted: bool,
    /// A guest of several channels.
    pub is_restricted: bool,
    /// A guest of one channel.
    pub is_ultra_restricted: bool,
    /// No person at all.
    pub is_bot: bool,
}

pub(super) type User = Person;

pub(super) struct Channel {
    pub id: String,
    pub name: String,
    pub private: bool,
    pub direct: bool,
    pub shared: bool,
    pub archived: bool,
    pub deleted: bool,
    pub members: BTreeSet<String>,
    /// Messages that are no more.
    pub removed: BTreeSet<String>,
}

pub(super) struct Group {
    pub id: String,
    pub handle: String,
    pub users: Vec<String>,
    pub disabled: bool,
}

impl Channel {
    pub fn new(id: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            private: false,
            direct: false,
            shared: false,
            archived: false,
            deleted: false,
            members: BTreeSet::new(),
            removed: BTreeSet::new(),
        }
    }
}

impl Slack {
    /// Somebody gets an account; ids start with `U`.
    pub fn add_user(&self, id: &str, name: &str) {
        let user = User {
            id: id.to_owned(),
            name: name.to_owned(),
            real_name: name.to_owned(),
            team: TEAM.to_owned(),
            deleted: false,
            is_restricted: false,
            is_ultra_restricted: false,
            is_bot: false,
        };
        self.change(|state| state.users.insert(id.to_owned(), user));
    }

    /// Something about somebody changes, and the app is told (`user_change`).
    pub fn person(&self, id: &str, with: impl FnOnce(&mut Person)) {
        let user = self.change(|state| {
            let user = state.users.get_mut(id).expect("the story added this user");
            with(user);
            user.as_json()
        });
        let at = self.now().timestamp();
        self.tell(json!({ "type": "user_change", "user": user, "cache_ts": at }));
    }

    /// A public channel with these people and the app in it; ids start with `C`.
    pub fn add_channel(&self, id: &str, name: &str, members: &[&str]) {
        self.add(id, name, members, false);
    }

    /// A private channel with these people and the app in it.
    pub fn add_private_channel(&self, id: &str, name: &str, members: &[&str]) {
        self.add(id, name, members, true);
    }

    fn add(&self, id: &str, name: &str, members: &[&str], private: bool) {
        let members = members
            .iter()
            .chain(&[BOT_USER])
            .map(|id| (*id).to_owned())
            .collect();
        let channel = Channel {
            private,
            members,
            ..Channel::new(id, name)
        };
        self.change(|state| state.channels.insert(id.to_owned(), channel));
    }

    /// A user group; ids start with `S`.
    pub fn add_group(&self, id: &str, handle: &str, users: &[&str]) {
        let users = users.iter().map(|id| (*id).to_owned()).collect();
        let group = Group {
            id: id.to_owned(),
            handle: handle.to_owned(),
            users,
            disabled: false,
        };
        self.change(|state| state.groups.insert(id.to_owned(), group));
    }

    /// A user group is switched off or on.
    pub fn disable_group(&self, id: &str, disabled: bool) {
        self.change(|state| {
            let group = state.groups.get_mut(id).expect("the story added this group");
            group.disabled = disabled;
        });
    }

    /// Who can be met in a channel changes: somebody comes or goes.
    pub fn membership(&self, channel: &str, user: &str, joins: bool) {
        self.with_channel(channel, |channel| {
            if joins {
                channel.members.insert(user.to_owned())
            } else {
                channel.members.remove(user)
            };
        });
        let kind = if joins {
            "member_joined_channel"
        } else {
            "member_left_channel"
        };
        let letter = if self.private(channel) { "G" } else { "C" };
        self.tell(
            json!({ "type": kind, "user": user, "channel": channel, "channel_type": letter, "team": TEAM }),
        );
    }

    /// The app is put out of a channel.
    pub fn kick_bot(&self, channel: &str) {
        self.membership(channel, BOT_USER, false);
    }

    /// The app is asked into a channel.
    pub fn invite_bot(&self, channel: &str) {
        self.membership(channel, BOT_USER, true);
    }

    /// A channel is closed, or opened again.
    pub fn archive(&self, channel: &str, archived: bool) {
        self.with_channel(channel, |channel| channel.archived = archived);
        let what = if archived { "archive" } else { "unarchive" };
        self.tell(json!({ "type": self.kind(channel, what), "channel": channel, "user": "U0OWNER" }));
    }

    /// A channel gets another name.
    pub fn rename(&self, channel: &str, name: &str) {
        self.with_channel(channel, |channel| name.clone_into(&mut channel.name));
        let about = json!({
            "id": channel, "name": name, "name_normalized": name, "created": 1_700_000_000,
            "is_channel": !self.private(channel), "is_mpim": false,
        });
        self.tell(json!({ "type": self.kind(channel, "rename"), "channel": about }));
    }

    /// A channel is gone for good.
    pub fn delete_channel(&self, channel: &str) {
        self.with_channel(channel, |channel| channel.deleted = true);
        self.tell(json!({ "type": self.kind(channel, "deleted"), "channel": channel }));
    }

    /// Somebody takes a message away.
    pub fn remove_message(&self, channel: &str, ts: &str) {
        self.change(|state| state.remove(channel, ts));
    }

    /// The app may do this from now on, and nothing else.
    pub fn set_scopes(&self, scopes: &[&str]) {
        self.change(|state| {
            state.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
            state.scopes_cut = true;
        });
    }

    /// The app may do all it usually may.
    pub fn restore_scopes(&self) {
        self.change(|state| state.scopes = State::new().scopes);
    }

    /// The app's token is good no more.
    pub fn revoke_token(&self) {
        self.change(|state| state.token = Token::Revoked);
        self.tell(json!({ "type": "tokens_revoked", "tokens": { "oauth": [], "bot": [BOT_USER] } }));
    }

    /// The app's account is switched off.
    pub fn deactivate(&self) {
        self.change(|state| state.token = Token::Inactive);
    }

    /// The app's token is good again.
    pub fn restore_token(&self) {
        self.change(|state| state.token = Token::Good);
    }

    fn with_channel(&self, id: &str, with: impl FnOnce(&mut Channel)) {
        self.change(|state| with(state.channels.get_mut(id).expect("the story added this channel")));
    }

    fn private(&self, channel: &str) -> bool {
        self.state()
            .channels
            .get(channel)
            .is_some_and(|channel| channel.private)
    }

    fn kind(&self, channel: &str, what: &str) -> Value {
        let of = if self.private(channel) { "group" } else { "channel" };
        json!(format!("{of}_{what}"))
    }
}
