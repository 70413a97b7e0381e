//! What a story says about the guild, and what it reads there.

use super::channels::permission;
use super::messages::{Message, Origin};
use super::state::{Channel, Kept, Kind, Role, User};
use super::{Discord, Id, payload};
use serde_json::json;
use std::collections::BTreeSet;

/// A thread as the story sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadSeen {
    /// Its id; a thread from a message has the message's.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Whether it is archived.
    pub archived: bool,
    /// Whether it is locked.
    pub locked: bool,
    /// The names of its tags.
    pub tags: Vec<String>,
}

impl Kept {
    fn add_channel(&mut self, name: &str, kind: Kind) -> Id {
        let id = self.id();
        let channel = Channel {
            id,
            name: name.to_owned(),
            kind,
            allowed: permission::INVITED,
        };
        self.channels.insert(id, channel);
        let told = payload::channel(self, id);
        self.sessions.dispatch("CHANNEL_CREATE", &told);
        id
    }

    fn tell_channel(&mut self, id: Id) {
        let event = match self.channels[&id].kind {
            Kind::Thread(_) => "THREAD_UPDATE",
            _ => "CHANNEL_UPDATE",
        };
        let told = payload::channel(self, id);
        self.sessions.dispatch(event, &told);
    }

    fn thread_seen(&self, channel: &Channel) -> Option<ThreadSeen> {
        let thread = channel.thread()?;
        let offered = match self.channels.get(&thread.parent).map(|parent| &parent.kind) {
            Some(Kind::Forum { tags, .. }) => tags.as_slice(),
            _ => &[],
        };
        let named = offered.iter().filter(|(id, _)| thread.tags.contains(id));
        Some(ThreadSeen {
            id: channel.id,
            name: channel.name.clone(),
            archived: thread.archived,
            locked: thread.locked,
            tags: named.map(|(_, name)| name.clone()).collect(),
        })
    }
}

impl Discord {
    /// Somebody joins the guild.
    pub fn add_user(&self, name: &str) -> Id {
        self.change(|kept| {
            let user = User {
                id: kept.id(),
                name: name.to_owned(),
                bot: false,
                roles: BTreeSet::new(),
            };
            let id = user.id;
            kept.users.insert(id, user);
            id
        })
    }

    /// A role that everybody may mention.
    pub fn add_role(&self, name: &str) -> Id {
        self.change(|kept| {
            let id = kept.id();
            let role = Role {
                name: name.to_owned(),
                mentionable: true,
            };
            kept.roles.insert(id, role);
            let told = json!({ "guild_id": kept.guild.to_string(), "role": payload::role(kept, id) });
            kept.sessions.dispatch("GUILD_ROLE_CREATE", &told);
            id
        })
    }

    /// Gives a role.
    pub fn give_role(&self, user: Id, role: Id) {
        self.change(|kept| {
            kept.users
                .get_mut(&user)
                .expect("a user of the story")
                .roles
                .insert(role)
        });
    }

    /// Takes a role.
    pub fn take_role(&self, user: Id, role: Id) {
        self.change(|kept| {
            kept.users
                .get_mut(&user)
                .expect("a user of the story")
                .roles
                .remove(&role)
        });
    }

    /// Somebody leaves the guild.
    pub fn remove_user(&self, user: Id) {
        self.change(|kept| {
            kept.users.remove(&user);
            kept.gone.insert(user);
        });
    }

    /// A text channel where the bot may do what it is invited for.
    pub fn add_channel(&self, name: &str) -> Id {
        self.change(|kept| kept.add_channel(name, Kind::Text))
    }

    /// A forum with these tags; whether a post must have one.
    pub fn add_forum(&self, name: &str, tags: &[&str], required: bool) -> Id {
        self.change(|kept| {
            let tags = tags.iter().map(|tag| (kept.id(), (*tag).to_owned())).collect();
            kept.add_channel(name, Kind::Forum { tags, required })
        })
    }

    /// What the bot may do in a channel, in bits.
    pub fn set_permissions(&self, channel: Id, allowed: u64) {
        self.change(|kept| {
            kept.channels
                .get_mut(&channel)
                .expect("a channel of the story")
                .allowed = allowed;
            kept.tell_channel(channel);
        });
    }

    /// What the bot may do in a channel is all that it is invited for, without this.
    pub fn deny(&self, channel: Id, right: u64) {
        self.set_permissions(channel, permission::INVITED & !right);
    }

    /// Gives the bot back what it is invited for.
    pub fn allow(&self, channel: Id) {
        self.set_permissions(channel, permission::INVITED);
    }

    /// A channel or a thread is deleted, with all that is in it.
    pub fn delete_channel(&self, channel: Id) {
        self.change(|kept| {
            let within = |c: &Channel| c.id == channel || c.thread().is_some_and(|t| t.parent == channel);
            let going = kept
                .channels
                .values()
                .filter(|c| within(c))
                .map(|c| c.id)
                .collect::<Vec<_>>();
            for id in going {
                let told = payload::channel(kept, id);
                let thread = kept.channels[&id].thread().is_some();
                let event = if thread { "THREAD_DELETE" } else { "CHANNEL_DELETE" };
                kept.channels.remove(&id);
                kept.gone.insert(id);
                let lost = kept.messages.values().filter(|m| m.channel == id).map(|m| m.id);
                kept.gone.extend(lost.collect::<Vec<_>>());
                kept.messages.retain(|_, m| m.channel != id);
                kept.sessions.dispatch(event, &told);
            }
        });
    }

    /// A channel or a thread gets another name.
    pub fn rename(&self, channel: Id, name: &str) {
        self.change(|kept| {
            let place = kept.channels.get_mut(&channel).expect("a channel of the story");
            name.clone_into(&mut place.name);
            kept.tell_channel(channel);
        });
    }

    /// The token is good no more: 401, and the gateway hangs up.
    pub fn revoke_token(&self) {
        self.change(|kept| kept.revoked = true);
        self.close_connections(4004);
    }

    /// The token is good again.
    pub fn restore_token(&self) {
        self.change(|kept| kept.revoked = false);
    }

    /// A person writes in a channel or a thread.
    pub fn say(&self, user: Id, channel: Id, text: &str) -> Id {
        self.change(|kept| {
            if kept.is_archived(channel) {
                kept.set_archived(channel, false);
            }
            let origin = Origin {
                channel,
                author: user,
                only_for: None,
            };
            kept.post(origin, &json!({ "content": text }), &[])
        })
    }

    /// A moderator takes a message away.
    pub fn delete_message(&self, id: Id) {
        self.change(|kept| kept.delete_message_now(id));
    }

    /// Time or a person archives a thread.
    pub fn archive(&self, thread: Id) {
        self.change(|kept| kept.set_archived(thread, true));
    }

    /// A person locks a thread, and archives it.
    pub fn lock(&self, thread: Id) {
        self.change(|kept| {
            let place = kept.channels.get_mut(&thread).and_then(Channel::thread_mut);
            place.expect("a thread of the story").locked = true;
            kept.set_archived(thread, true);
        });
    }

    /// What everybody sees in a channel or a thread, in order of writing.
    pub fn messages(&self, channel: Id) -> Vec<Message> {
        let kept = self.kept();
        let seen = kept.messages.values();
        let seen = seen.filter(|m| m.channel == channel && m.only_for.is_none());
        seen.cloned().collect()
    }

    /// A message as it stands now.
    pub fn message(&self, id: Id) -> Option<Message> {
        self.kept().look(id)
    }

    /// The thread of a message.
    pub fn thread_of(&self, message: Id) -> Option<ThreadSeen> {
        let kept = self.kept();
        kept.channels
            .get(&message)
            .and_then(|channel| kept.thread_seen(channel))
    }

    /// The threads of a channel, or the posts of a forum.
    pub fn threads(&self, channel: Id) -> Vec<ThreadSeen> {
        let kept = self.kept();
        let of = kept.channels.values();
        let of = of.filter(|c| c.thread().is_some_and(|thread| thread.parent == channel));
        of.filter_map(|c| kept.thread_seen(c)).collect()
    }

    /// Waits until a channel or a thread holds a message that fits; `what` says what was missed.
    pub async fn until_message(&self, channel: Id, what: &str, fits: impl Fn(&Message) -> bool) -> Message {
        self.until(what, |kept| {
            let all = kept.messages.values();
            all.filter(|m| m.channel == channel && m.only_for.is_none())
                .find(|m| fits(m))
                .cloned()
        })
        .await
    }
}
