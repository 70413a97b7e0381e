//! `users.*` and `usergroups.*`: who works here.

use super::TEAM;
use super::call::{Call, Done, Refused};
use super::people::{Group, User};
use super::state::State;
use serde_json::{Value, json};

impl State {
    pub fn user(&mut self, call: &Call) -> Done {
        match self.users.get(call.need("user")?) {
            Some(user) => Ok(json!({ "user": user.as_json() })),
            None => Err(Refused::new("user_not_found")),
        }
    }

    pub fn user_list(&mut self, call: &Call) -> Done {
        let all = self.users.values().map(User::as_json).collect::<Vec<_>>();
        let (page, next) = call.page(&all, 200)?;
        Ok(
            json!({ "members": page, "cache_ts": call.now.timestamp(), "response_metadata": { "next_cursor": next } }),
        )
    }

    pub fn group_list(&mut self, call: &Call) -> Value {
        let with_users = call.flag("include_users") == Some(true);
        let disabled = call.flag("include_disabled") == Some(true);
        let groups = self.groups.values().filter(|group| disabled || !group.disabled);
        let groups = groups.map(|group| group.as_json(with_users)).collect::<Vec<_>>();
        json!({ "usergroups": groups })
    }

    pub fn group_members(&mut self, call: &Call) -> Done {
        match self.groups.get(call.need("usergroup")?) {
            Some(group) if group.disabled && call.flag("include_disabled") != Some(true) => {
                Err(Refused::expected("subteam_disabled"))
            }
            Some(group) => Ok(json!({ "users": group.users })),
            None => Err(Refused::new("no_such_subteam")),
        }
    }
}

impl User {
    pub fn as_json(&self) -> Value {
        json!({
            "id": self.id, "team_id": self.team, "name": self.name, "deleted": self.deleted,
            "real_name": self.real_name, "tz": "Europe/Berlin", "tz_label": "Central European Time",
            "tz_offset": 3600, "updated": 1_700_000_000, "is_bot": self.is_bot, "is_app_user": false,
            "is_admin": false, "is_owner": false, "is_primary_owner": false,
            "is_restricted": self.is_restricted, "is_ultra_restricted": self.is_ultra_restricted,
            "is_stranger": self.team != TEAM,
            "profile": {
                "real_name": self.real_name, "real_name_normalized": self.real_name,
                "display_name": self.name, "display_name_normalized": self.name, "team": self.team,
                "title": "", "phone": "",
            },
        })
    }
}

impl Group {
    fn as_json(&self, with_users: bool) -> Value {
        let mut group = json!({
            "id": self.id, "team_id": TEAM, "is_usergroup": true, "is_subteam": true, "name": self.handle,
            "description": "", "handle": self.handle, "is_external": false,
            "date_create": 1_700_000_000, "date_update": 1_700_000_000,
            "date_delete": if self.disabled { 1_700_000_000 } else { 0 },
            "auto_provision": false, "created_by": "U0OWNER", "updated_by": "U0OWNER",
            "prefs": { "channels": [], "groups": [] }, "user_count": self.users.len(), "channel_count": 0,
        });
        if with_users {
            group["users"] = json!(self.users);
        }
        group
    }
}
