//! `conversations.*`: channels, and what was said in them.

use super::call::{Call, Done, Refused};
use super::people::Channel;
use super::state::{Message, State};
use super::{BOT_USER, TEAM};
use serde_json::{Value, json};

impl State {
    pub fn history(&mut self, call: &Call) -> Done {
        let channel = call.need("channel")?;
        self.readable(channel)?;
        let top = |m: &&Message| m.thread_ts.as_deref().is_none_or(|root| root == m.ts);
        let within = between(call)?;
        let mut found = self.messages.iter().filter(|m| m.channel == channel).filter(top);
        let mut found = found
            .by_ref()
            .filter(|m| within(&m.ts))
            .cloned()
            .collect::<Vec<_>>();
        found.reverse();
        self.listed(call, &found)
    }

    pub fn replies(&mut self, call: &Call) -> Done {
        let (channel, root) = (call.need("channel")?, call.need("ts")?);
        self.readable(channel)?;
        let Some(parent) = self.message(channel, root) else {
            let removed = &self.channels[channel].removed;
            return Err(Refused {
                expected: removed.contains(root),
                ..Refused::new("thread_not_found")
            });
        };
        let within = between(call)?;
        let answers =
            |m: &&Message| m.channel == channel && m.ts != root && m.thread_ts.as_deref() == Some(root);
        let answers = self.messages.iter().filter(answers).filter(|m| within(&m.ts));
        let found = std::iter::once(parent)
            .chain(answers)
            .cloned()
            .collect::<Vec<_>>();
        self.listed(call, &found)
    }

    fn listed(&self, call: &Call, found: &[Message]) -> Done {
        let (page, next) = call.page(found, 100)?;
        let may = self.scopes.iter().any(|scope| scope == "metadata.message:read");
        let with_metadata = may && call.flag("include_all_metadata") == Some(true);
        let page = page
            .iter()
            .map(|m| self.as_json(m, with_metadata))
            .collect::<Vec<_>>();
        Ok(json!({
            "messages": page, "has_more": !next.is_empty(), "pin_count": 0,
            "response_metadata": { "next_cursor": next },
        }))
    }

    pub fn conversation(&mut self, call: &Call) -> Done {
        let channel = self
            .channels
            .get(call.need("channel")?)
            .filter(|channel| !channel.deleted);
        match channel {
            Some(channel) if !channel.private || channel.members.contains(BOT_USER) => {
                Ok(json!({ "channel": channel.as_json() }))
            }
            Some(_) => Err(Refused::expected("channel_not_found")),
            None => Err(Refused::new("channel_not_found")),
        }
    }

    pub fn conversations(&mut self, call: &Call) -> Done {
        let kinds = call
            .text("types")
            .unwrap_or("public_channel")
            .split(',')
            .collect::<Vec<_>>();
        let skips_archived = call.flag("exclude_archived") == Some(true);
        let listed = self.channels.values().filter(|channel| {
            let kind = if channel.private {
                "private_channel"
            } else {
                "public_channel"
            };
            let known = !channel.private || channel.members.contains(BOT_USER);
            let shown = !(channel.deleted || channel.direct || skips_archived && channel.archived);
            shown && known && kinds.contains(&kind)
        });
        let all = listed.map(Channel::as_json).collect::<Vec<_>>();
        let (page, next) = call.page(&all, 100)?;
        Ok(json!({ "channels": page, "response_metadata": { "next_cursor": next } }))
    }

    pub fn join(&mut self, call: &Call) -> Done {
        let channel = self.channels.get_mut(call.need("channel")?);
        match channel {
            Some(channel) if channel.archived => Err(Refused::expected("is_archived")),
            Some(channel) if !channel.private => {
                channel.members.insert(BOT_USER.to_owned());
                Ok(json!({ "channel": channel.as_json() }))
            }
            Some(_) => Err(Refused::new("method_not_supported_for_channel_type")),
            None => Err(Refused::new("channel_not_found")),
        }
    }

    pub fn open_direct(&mut self, call: &Call) -> Done {
        let users = call.need("users")?.to_owned();
        let id = self.direct(&users)?;
        Ok(json!({ "channel": { "id": id, "created": 1_700_000_000 } }))
    }

    /// The conversation between the app and one person.
    pub fn direct(&mut self, user: &str) -> Result<String, Refused> {
        let Some(person) = self.users.get(user) else {
            return Err(Refused::new("user_not_found"));
        };
        if person.deleted {
            return Err(Refused::expected("user_disabled"));
        }
        let id = format!("D{}", &user[1..]);
        let members = [user, BOT_USER].map(str::to_owned).into();
        let fresh = || Channel {
            direct: true,
            private: true,
            members,
            ..Channel::new(&id, "")
        };
        self.channels.entry(id.clone()).or_insert_with(fresh);
        Ok(id)
    }
}

impl Channel {
    fn as_json(&self) -> Value {
        json!({
            "id": self.id, "name": self.name, "name_normalized": self.name, "created": 1_700_000_000,
            "creator": "U0OWNER", "is_channel": !self.private, "is_group": self.private && !self.direct,
            "is_im": self.direct, "is_mpim": false, "is_private": self.private, "is_archived": self.archived,
            "is_general": false, "is_shared": self.shared, "is_ext_shared": self.shared, "is_org_shared": false,
            "is_member": self.members.contains(BOT_USER), "context_team_id": TEAM,
            "topic": { "value": "", "creator": "", "last_set": 0 },
            "purpose": { "value": "", "creator": "", "last_set": 0 },
            "num_members": self.members.len(), "previous_names": [],
        })
    }
}

/// The test of `oldest` and `latest`, which are left out unless `inclusive`.
fn between(call: &Call) -> Result<impl Fn(&str) -> bool + use<>, Refused> {
    let edge = |key: &str| match call.params.get(key) {
        None => Ok(None),
        Some(Value::String(ts)) => micros(ts)
            .map(Some)
            .ok_or_else(|| Refused::new(&format!("invalid_ts_{key}"))),
        Some(number) => Ok(micros(&number.to_string())),
    };
    let (oldest, latest) = (edge("oldest")?, edge("latest")?);
    let inclusive = call.flag("inclusive") == Some(true);
    Ok(move |ts: &str| {
        let Some(at) = micros(ts) else { return false };
        let after = oldest.is_none_or(|edge| at > edge || inclusive && at == edge);
        let before = latest.is_none_or(|edge| at < edge || inclusive && at == edge);
        after && before
    })
}

fn micros(ts: &str) -> Option<i64> {
    let (seconds, rest) = ts.split_once('.').unwrap_or((ts, "0"));
    let rest = format!("{rest:0<6}");
    Some(seconds.parse::<i64>().ok()? * 1_000_000 + rest.get(..6)?.parse::<i64>().ok()?)
}
