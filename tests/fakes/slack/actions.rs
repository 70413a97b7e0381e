//! Buttons, menus and shortcuts: what somebody does with what the app shows.

use super::Slack;
use super::delivery::Delivery;
use super::forms::state_of;
use super::response_url::ResponseUrl;
use super::state::{Message, State, View};
use super::story::Seen;
use serde_json::{Value, json};

impl Slack {
    /// Somebody presses a button of a message, named by its action or its label.
    pub async fn press(&self, user: &str, channel: &str, ts: &str, button: &str) -> Seen {
        let before = self.state().before(user);
        self.taps(user, channel, ts, button).await;
        self.seen(&format!("an answer to pressing {button}"), before)
            .await
    }

    /// The same, without waiting for anything to be seen.
    pub async fn taps(&self, user: &str, channel: &str, ts: &str, button: &str) {
        let payload = self.press_payload(user, channel, ts, button);
        self.interact(payload, button).await;
    }

    /// The payload of a press, with its addresses; forgers need it too.
    pub fn press_payload(&self, user: &str, channel: &str, ts: &str, button: &str) -> Value {
        self.in_message(user, channel, ts, |state, message| {
            action(state, &message.blocks, button, None)
        })
    }

    /// Somebody chooses from a menu of a message, by an option's value or label.
    pub async fn choose(&self, user: &str, channel: &str, ts: &str, (menu, option): (&str, &str)) -> Seen {
        let before = self.state().before(user);
        let choose =
            |state: &mut State, message: &Message| action(state, &message.blocks, menu, Some(option));
        let payload = self.in_message(user, channel, ts, choose);
        self.interact(payload, menu).await;
        self.seen(&format!("an answer to choosing {option}"), before)
            .await
    }

    /// Somebody presses a button of a form or of their home tab.
    pub async fn press_in_view(&self, user: &str, view_id: &str, button: &str) -> Seen {
        self.in_view(user, view_id, (button, None)).await
    }

    /// Somebody chooses from a menu of a form or of their home tab.
    pub async fn choose_in_view(&self, user: &str, view_id: &str, (menu, option): (&str, &str)) -> Seen {
        self.in_view(user, view_id, (menu, Some(option))).await
    }

    async fn in_view(&self, user: &str, view_id: &str, (what, option): (&str, Option<&str>)) -> Seen {
        let before = self.state().before(user);
        let payload = self.change(|state| {
            let view = state.views.get(view_id).cloned().expect("a view that was shown");
            let action = action(state, view.blocks(), what, option);
            let mut payload = state.view_actions(user, &view, &action, &state_of(&view, &[]).values);
            payload["trigger_id"] = json!(state.trigger(user, Some(view_id)));
            payload
        });
        self.interact(payload, what).await;
        self.seen(&format!("an answer to {what}"), before).await
    }

    /// Somebody uses a shortcut of the app on a message.
    pub async fn shortcut(&self, user: &str, callback_id: &str, channel: &str, ts: &str) -> Seen {
        let before = self.state().before(user);
        let now = self.now();
        let payload = self.change(|state| {
            let message = state
                .message(channel, ts)
                .cloned()
                .expect("a message to use the shortcut on");
            let mut payload = state.shortcut_payload(user, callback_id, &message);
            payload["trigger_id"] = json!(state.trigger(user, None));
            let origin = ResponseUrl::of(user, &message, now);
            payload["response_url"] = json!(state.response_url(self, origin));
            payload
        });
        self.interact(payload, callback_id).await;
        self.seen(&format!("an answer to the shortcut {callback_id}"), before)
            .await
    }

    /// The options that the app suggests for what is typed into a menu of a form.
    pub async fn suggestions(&self, view: &View, menu: &str, typed: &str) -> Vec<(String, String)> {
        let (block, element) = find(view.blocks(), menu).expect("a menu in the form");
        let action = element["action_id"].as_str().unwrap_or_default();
        let payload = self.state().suggestion_payload(view, &block, action, typed);
        let answer = self
            .deliver(&Delivery::interactive(payload))
            .await
            .ok()
            .flatten()
            .unwrap_or_default();
        let options = answer["options"].as_array().cloned().unwrap_or_default();
        if options.len() > 100 {
            self.change(|state| state.violation("block_suggestion: more than 100 options"));
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        options
            .iter()
            .map(|option| (text(&option["text"]["text"]), text(&option["value"])))
            .collect()
    }

    fn in_message(
        &self,
        user: &str,
        channel: &str,
        ts: &str,
        act: impl FnOnce(&mut State, &Message) -> Value,
    ) -> Value {
        let acted = self.perhaps_in_message(user, (channel, ts), |state, message| Some(act(state, message)));
        acted.expect("an action gives a payload")
    }

    /// The payload of what is done in a message, if it can be done there.
    pub(super) fn perhaps_in_message(
        &self,
        user: &str,
        (channel, ts): (&str, &str),
        act: impl FnOnce(&mut State, &Message) -> Option<Value>,
    ) -> Option<Value> {
        let now = self.now();
        self.change(|state| {
            let whisper = state
                .ephemerals
                .iter()
                .find(|m| m.ts == ts && m.ephemeral_to.as_deref() == Some(user));
            let message = whisper.or(state.message(channel, ts)).cloned();
            let message = message.expect("a message that this person can see");
            let action = act(state, &message)?;
            let mut payload = state.message_actions(user, &message, &action);
            payload["trigger_id"] = json!(state.trigger(user, None));
            let origin = ResponseUrl::of(user, &message, now);
            payload["response_url"] = json!(state.response_url(self, origin));
            Some(payload)
        })
    }

    async fn interact(&self, payload: Value, what: &str) {
        if let Err(why) = self.deliver(&Delivery::interactive(payload)).await {
            panic!(
                "{what} was not acknowledged: {why:?}; {:?}",
                self.state().violations
            );
        }
    }
}

impl ResponseUrl {
    fn of(user: &str, message: &Message, issued: chrono::DateTime<chrono::Utc>) -> Self {
        Self {
            id: String::new(),
            user: user.to_owned(),
            channel: message.channel.clone(),
            message: Some(message.ts.clone()),
            thread_ts: message.thread_ts.clone(),
            issued,
            uses: 0,
        }
    }
}

/// What was done with an element, as the payload tells it.
pub(super) fn action(state: &mut State, blocks: &[Value], what: &str, option: Option<&str>) -> Value {
    let Some((block, element)) = find(blocks, what) else {
        panic!("there is no {what} in:\n{}", super::text::plain(blocks));
    };
    let ts = state.id("1700000000.");
    let mut action = json!({
        "type": element["type"], "action_id": element["action_id"], "block_id": block, "action_ts": ts,
    });
    for key in ["text", "value", "style"] {
        if element["type"] == "button" && !element[key].is_null() {
            action[key] = element[key].clone();
        }
    }
    if let Some(option) = option {
        let (key, chosen) = chosen(&element, option);
        action[key] = chosen;
    }
    action
}

/// The key that tells what was chosen, and what it holds.
pub(super) fn chosen(element: &Value, option: &str) -> (&'static str, Value) {
    let kind = element["type"].as_str().unwrap_or_default();
    let pick = || {
        let groups = element["option_groups"].as_array().into_iter().flatten();
        let grouped = groups.flat_map(|group| group["options"].as_array().into_iter().flatten());
        let mut all = element["options"].as_array().into_iter().flatten().chain(grouped);
        let found = all
            .find(|o| o["value"] == option || o["text"]["text"] == option)
            .cloned();
        let typed =
            || json!({ "text": { "type": "plain_text", "text": option, "emoji": false }, "value": option });
        found.unwrap_or_else(|| {
            assert!(kind.contains("external"), "there is no option {option}");
            typed()
        })
    };
    match kind {
        "users_select" => ("selected_user", json!(option)),
        "channels_select" => ("selected_channel", json!(option)),
        "conversations_select" => ("selected_conversation", json!(option)),
        "multi_users_select" => ("selected_users", json!([option])),
        "datepicker" => ("selected_date", json!(option)),
        "timepicker" => ("selected_time", json!(option)),
        "checkboxes" | "multi_static_select" | "multi_external_select" => {
            ("selected_options", json!([pick()]))
        }
        "static_select" | "external_select" | "radio_buttons" | "overflow" => ("selected_option", pick()),
        _ => ("value", json!(option)),
    }
}

/// An element by its action, its label or the label of its block.
pub(super) fn find(blocks: &[Value], what: &str) -> Option<(String, Value)> {
    let elements = |block: &Value| {
        let several = block["elements"].as_array().cloned().unwrap_or_default();
        let single = ["accessory", "element"].map(|key| block[key].clone());
        several
            .into_iter()
            .chain(single)
            .filter(Value::is_object)
            .collect::<Vec<_>>()
    };
    let named = |block: &Value, element: &Value| {
        let inner = [
            &element["action_id"],
            &element["text"]["text"],
            &element["placeholder"]["text"],
        ];
        inner
            .into_iter()
            .chain([&block["label"]["text"], &block["block_id"]])
            .any(|name| name == what)
    };
    blocks.iter().find_map(|block| {
        let element = elements(block)
            .into_iter()
            .find(|element| named(block, element))?;
        Some((block["block_id"].as_str().unwrap_or_default().to_owned(), element))
    })
}
