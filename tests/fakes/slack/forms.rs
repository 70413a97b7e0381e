//! Forms: filled in, sent, sent back, closed.

use super::Slack;
use super::actions::{chosen, find};
use super::delivery::Delivery;
use super::state::{Message, State, View};
use super::story::Before;
use super::views::check_view;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// After a form was taken without a word, something may still come for so long.
const AFTERWARDS: Duration = Duration::from_secs(1);

/// What became of a form that was sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Submitted {
    /// What was wrong, by block; nothing was done.
    pub errors: BTreeMap<String, String>,
    /// The form that took its place, or lies on it.
    pub view: Option<View>,
    /// Whether the form is gone.
    pub closed: bool,
    /// What only this person saw afterwards.
    pub ephemeral: Vec<Message>,
}

impl Submitted {
    pub(super) fn refused(errors: BTreeMap<String, String>) -> Self {
        Self {
            errors,
            ..Self::default()
        }
    }
}

/// The values of a form, and what its own rules say against them.
pub(super) struct Filled {
    pub values: Value,
    pub errors: BTreeMap<String, String>,
}

/// The state of a form with these values typed in, by block, action or label.
pub(super) fn state_of(view: &View, typed: &[(&str, &str)]) -> Filled {
    let mut values = Map::new();
    let mut errors = BTreeMap::new();
    for (name, _) in typed {
        assert!(
            find(view.blocks(), name).is_some(),
            "the form has no {name}:\n{}",
            view.plain()
        );
    }
    for block in view.blocks().iter().filter(|block| block["type"] == "input") {
        let id = block["block_id"].as_str().unwrap_or_default();
        let element = &block["element"];
        let action = element["action_id"].as_str().unwrap_or_default();
        let label = block["label"]["text"].as_str().unwrap_or_default();
        let given = typed
            .iter()
            .find(|(name, _)| [id, action, label].contains(name))
            .map(|(_, value)| *value);
        let (value, filled) = input(element, given);
        if !filled && block["optional"] != true {
            errors.insert(id.to_owned(), "Please complete this required field.".to_owned());
        }
        if let Some(error) = length_error(element, &value) {
            errors.insert(id.to_owned(), error);
        }
        values.insert(id.to_owned(), json!({ action: value }));
    }
    Filled {
        values: json!({ "values": values }),
        errors,
    }
}

fn input(element: &Value, given: Option<&str>) -> (Value, bool) {
    let mut value = json!({ "type": element["type"] });
    let (key, content) = match given.filter(|given| !given.is_empty()) {
        Some(given) => chosen(element, given),
        None if given.is_some() => chosen_empty(element),
        None => initial(element),
    };
    let filled = !(content.is_null() || content == json!([]) || content == json!(""));
    value[key] = content;
    (value, filled)
}

fn chosen_empty(element: &Value) -> (&'static str, Value) {
    let (key, _) = initial(element);
    (key, Value::Null)
}

fn initial(element: &Value) -> (&'static str, Value) {
    match element["type"].as_str().unwrap_or_default() {
        "static_select" | "external_select" | "radio_buttons" => {
            ("selected_option", element["initial_option"].clone())
        }
        "users_select" => ("selected_user", element["initial_user"].clone()),
        "channels_select" => ("selected_channel", element["initial_channel"].clone()),
        "conversations_select" => ("selected_conversation", element["initial_conversation"].clone()),
        "multi_users_select" => ("selected_users", or_none(&element["initial_users"])),
        "datepicker" => ("selected_date", element["initial_date"].clone()),
        "timepicker" => ("selected_time", element["initial_time"].clone()),
        "checkboxes" | "multi_static_select" | "multi_external_select" => {
            ("selected_options", or_none(&element["initial_options"]))
        }
        _ => ("value", element["initial_value"].clone()),
    }
}

fn or_none(list: &Value) -> Value {
    if list.is_array() { list.clone() } else { json!([]) }
}

fn length_error(element: &Value, value: &Value) -> Option<String> {
    let length = value["value"].as_str()?.chars().count() as u64;
    let most = element["max_length"].as_u64().unwrap_or(3000);
    let least = element["min_length"].as_u64().unwrap_or(0);
    if length > most {
        return Some(format!("Must be at most {most} characters."));
    }
    (length < least).then(|| format!("Must be at least {least} characters."))
}

impl Slack {
    /// Somebody fills in a form and sends it. What the form itself refuses never reaches the app.
    pub async fn submit(&self, user: &str, view_id: &str, values: &[(&str, &str)]) -> Submitted {
        let before = self.state().before(user);
        let payload = match self.fill(user, view_id, values) {
            Ok(payload) => payload,
            Err(errors) => return Submitted::refused(errors),
        };
        match self.deliver(&Delivery::interactive(payload)).await {
            Ok(answer) => self.took(view_id, answer, &before).await,
            Err(why) => panic!("the form {view_id} was not acknowledged: {why:?}"),
        }
    }

    /// The payload of a form with these values, or what the form's own rules say against them.
    pub(super) fn fill(
        &self,
        user: &str,
        view_id: &str,
        values: &[(&str, &str)],
    ) -> Result<Value, BTreeMap<String, String>> {
        let view = self.state().views.get(view_id).cloned();
        let view = view.expect("a form that was shown");
        assert!(view.open, "the form {} is closed", view.title());
        let Filled { values, errors } = state_of(&view, values);
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(self.change(|state| {
            let mut payload = state.view_payload("view_submission", &view, &values);
            payload["trigger_id"] = json!(state.trigger(user, Some(view_id)));
            payload
        }))
    }

    /// What becomes of a form that was taken with this answer.
    pub(super) async fn took(&self, view_id: &str, answer: Option<Value>, before: &Before) -> Submitted {
        let answer = answer.unwrap_or_else(|| json!({}));
        let mut submitted = self.change(|state| {
            let view = state.views.get(view_id).cloned().expect("a form that was shown");
            state.submitted(&view, &answer)
        });
        if submitted.closed {
            submitted.ephemeral = self.glimpse(AFTERWARDS, before).await.ephemeral;
        }
        submitted
    }

    /// Somebody closes a form without sending it; the app is told where it asked to be.
    pub async fn close(&self, user: &str, view_id: &str) {
        let payload = self.change(|state| {
            let view = state.views.get(view_id).cloned().expect("a form that was shown");
            state.pop(view_id);
            let told = view.body["notify_on_close"] == true;
            told.then(|| state.view_payload("view_closed", &view, &json!({ "values": {} })))
        });
        if let Some(payload) = payload {
            let told = self.deliver(&Delivery::interactive(payload)).await;
            assert!(
                told.is_ok(),
                "{user} closed a form, and that was not acknowledged: {told:?}"
            );
        }
    }
}

impl State {
    fn submitted(&mut self, view: &View, answer: &Value) -> Submitted {
        match answer["response_action"].as_str() {
            None => {
                if answer.as_object().is_some_and(|answer| !answer.is_empty()) {
                    self.violation("view_submission: an answer without a response_action");
                }
                self.pop(&view.id);
                Submitted {
                    closed: true,
                    ..Submitted::default()
                }
            }
            Some("clear") => {
                let all = self.views.values_mut().filter(|other| other.root == view.root);
                all.for_each(|view| view.open = false);
                Submitted {
                    closed: true,
                    ..Submitted::default()
                }
            }
            Some("errors") => Submitted {
                errors: self.errors(view, &answer["errors"]),
                ..Submitted::default()
            },
            Some(how @ ("update" | "push")) => self.followed(view, how == "push", &answer["view"]),
            Some(other) => {
                self.violation(format!("view_submission: unknown response_action {other}"));
                Submitted::default()
            }
        }
    }

    fn errors(&mut self, view: &View, errors: &Value) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for (block, error) in errors.as_object().into_iter().flatten() {
            if !view
                .blocks()
                .iter()
                .any(|b| b["type"] == "input" && b["block_id"] == block.as_str())
            {
                self.violation(format!(
                    "view_submission: an error for {block}, which is no input"
                ));
            }
            found.insert(block.clone(), error.as_str().unwrap_or_default().to_owned());
        }
        if found.is_empty() {
            self.violation("view_submission: errors without errors");
        }
        found
    }

    fn followed(&mut self, view: &View, pushed: bool, next: &Value) -> Submitted {
        let room = if pushed {
            self.check_stack(&view.id)
        } else {
            Ok(())
        };
        if let Err(refused) = room.and_then(|()| check_view(next, "modal")) {
            self.violation(format!("view_submission: {} {}", refused.error, refused.more));
            return Submitted::default();
        }
        let shown = if pushed {
            self.show(&view.user, next, Some(&view.id))
        } else {
            self.redraw(&view.id, next)
        };
        let id = shown["view"]["id"].as_str().unwrap_or_default();
        Submitted {
            view: self.views.get(id).cloned(),
            ..Submitted::default()
        }
    }

    /// A form goes; what lay on it goes with it.
    fn pop(&mut self, id: &str) {
        let mut gone = vec![id.to_owned()];
        while let Some(id) = gone.pop() {
            for view in self.views.values_mut() {
                if view.id == id {
                    view.open = false;
                } else if view.previous.as_ref() == Some(&id) {
                    gone.push(view.id.clone());
                }
            }
        }
    }
}
