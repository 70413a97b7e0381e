//! What Slack sends to the app, field by field.

use super::state::{Message, State, View};
use super::{APP, TEAM};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// An old way to know Slack; nobody may rely on it.
const VERIFICATION: &str = "fake-verification-token";

impl State {
    fn team() -> Value {
        json!({ "id": TEAM, "domain": "hospital" })
    }

    fn person_json(&self, user: &str) -> Value {
        let known = self.users.get(user);
        let name = known.map_or(user, |user| user.name.as_str());
        let team = known.map_or(TEAM, |user| user.team.as_str());
        json!({ "id": user, "username": name, "name": name, "team_id": team })
    }

    fn place_json(&self, channel: &str) -> Value {
        let name = self
            .channels
            .get(channel)
            .map_or("", |channel| channel.name.as_str());
        let name = if channel.starts_with('D') {
            "directmessage"
        } else {
            name
        };
        json!({ "id": channel, "name": name })
    }

    /// A slash command.
    pub fn command_payload(&self, user: &str, channel: &str, command: &str, text: &str) -> Value {
        let person = self.person_json(user);
        json!({
            "token": VERIFICATION, "team_id": TEAM, "team_domain": "hospital", "channel_id": channel,
            "channel_name": self.place_json(channel)["name"], "user_id": user, "user_name": person["name"],
            "command": command, "text": text, "api_app_id": APP, "is_enterprise_install": "false",
        })
    }

    /// What every interaction has.
    fn interaction(&self, kind: &str, user: &str) -> Value {
        json!({
            "type": kind, "user": self.person_json(user), "api_app_id": APP, "token": VERIFICATION,
            "team": Self::team(), "enterprise": null, "is_enterprise_install": false,
        })
    }

    /// Something was pressed or chosen in a message.
    pub fn message_actions(&self, user: &str, message: &Message, action: &Value) -> Value {
        let mut payload = self.interaction("block_actions", user);
        let hidden = message.ephemeral_to.is_some();
        payload["container"] = json!({
            "type": "message", "message_ts": message.ts, "channel_id": message.channel, "is_ephemeral": hidden,
        });
        if let Some(parent) = &message.thread_ts {
            payload["container"]["thread_ts"] = json!(parent);
        }
        payload["channel"] = self.place_json(&message.channel);
        if !hidden {
            payload["message"] = self.as_json(message, true);
        }
        payload["state"] = json!({ "values": {} });
        payload["actions"] = json!([action]);
        payload
    }

    /// Something was pressed or chosen in a form or the home tab.
    pub fn view_actions(&self, user: &str, view: &View, action: &Value, state: &Value) -> Value {
        let mut payload = self.interaction("block_actions", user);
        payload["container"] = json!({ "type": "view", "view_id": view.id });
        payload["view"] = view.as_json();
        payload["view"]["state"] = state.clone();
        payload["actions"] = json!([action]);
        payload
    }

    /// A form was sent, or closed.
    pub fn view_payload(&self, kind: &str, view: &View, state: &Value) -> Value {
        let mut payload = self.interaction(kind, &view.user);
        payload["view"] = view.as_json();
        payload["view"]["state"] = state.clone();
        if kind == "view_submission" {
            payload["response_urls"] = json!([]);
        } else {
            payload["is_cleared"] = json!(false);
        }
        payload
    }

    /// A message shortcut.
    pub fn shortcut_payload(&self, user: &str, callback_id: &str, message: &Message) -> Value {
        let mut payload = self.interaction("message_action", user);
        payload["callback_id"] = json!(callback_id);
        payload["message_ts"] = json!(message.ts);
        payload["channel"] = self.place_json(&message.channel);
        payload["message"] = self.as_json(message, true);
        payload["action_ts"] = json!(message.ts);
        payload
    }

    /// The wish for options that fit what was typed.
    pub fn suggestion_payload(&self, view: &View, block: &str, action: &str, typed: &str) -> Value {
        let mut payload = self.interaction("block_suggestion", &view.user);
        payload["container"] = json!({ "type": "view", "view_id": view.id });
        payload["view"] = view.as_json();
        payload["block_id"] = json!(block);
        payload["action_id"] = json!(action);
        payload["value"] = json!(typed);
        payload
    }

    /// An event in its wrapper.
    pub fn event_payload(&self, id: &str, event: &Value, now: DateTime<Utc>) -> Value {
        json!({
            "token": VERIFICATION, "team_id": TEAM, "api_app_id": APP, "event": event, "type": "event_callback",
            "event_id": id, "event_time": now.timestamp(), "event_context": format!("4-{id}"),
            "authorizations": [{
                "enterprise_id": null, "team_id": TEAM, "user_id": super::BOT_USER, "is_bot": true,
                "is_enterprise_install": false,
            }],
            "is_ext_shared_channel": false,
        })
    }
}
