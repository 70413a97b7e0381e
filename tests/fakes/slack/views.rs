//! `views.*`: forms and the home tab, with their limits, the stack of three
//! and the trigger that allows to open them.

use super::call::{Call, Done, Refused};
use super::kit::IN_VIEW;
use super::shapes::{Check, Shape, Want};
use super::state::{State, View};
use super::{APP, BOT, TEAM};
use serde_json::{Value, json};

/// So many forms lie on each other.
const STACK: usize = 3;
/// A view as JSON.
const SIZE: usize = 250_000;

const MODAL: Shape = Shape {
    name: "modal",
    must: &[("title", Want::Plain(24)), ("blocks", Want::Any)],
    may: &[
        ("submit", Want::Plain(24)),
        ("close", Want::Plain(24)),
        ("private_metadata", Want::Str(3000)),
        ("callback_id", Want::Str(255)),
        ("external_id", Want::Str(255)),
        ("clear_on_close", Want::Flag),
        ("notify_on_close", Want::Flag),
        ("submit_disabled", Want::Flag),
    ],
    either: &[],
};
const HOME: Shape = Shape {
    name: "home",
    must: &[("blocks", Want::Any)],
    may: &[
        ("private_metadata", Want::Str(3000)),
        ("callback_id", Want::Str(255)),
        ("external_id", Want::Str(255)),
    ],
    either: &[],
};

/// Refuses a view that Slack would not show.
pub(super) fn check_view(view: &Value, kind: &str) -> Result<(), Refused> {
    let mut check = Check::default();
    if view["type"] != kind {
        check.complain("/type", &format!("must be \"{kind}\""));
    }
    match view.as_object() {
        Some(object) => check.shape("", object, if kind == "home" { &HOME } else { &MODAL }),
        None => check.complain("", "must be an object"),
    }
    check.blocks(&view["blocks"], 100, IN_VIEW);
    let asks = view["blocks"]
        .as_array()
        .is_some_and(|blocks| blocks.iter().any(|b| b["type"] == "input"));
    if kind == "modal" && asks && view.get("submit").is_none() {
        check.complain("/submit", "is required when there are input blocks");
    }
    if !check.complaints.is_empty() {
        return Err(Refused::because("invalid_arguments", &check.complaints));
    }
    if view.to_string().len() > SIZE {
        return Err(Refused::new("view_too_large"));
    }
    Ok(())
}

impl State {
    /// Takes the trigger: ours, fresh, and used this once. The form it was pressed in comes back.
    fn take_trigger(&mut self, call: &Call) -> Result<(String, Option<String>), Refused> {
        let patience = self.patience;
        let trigger = self.triggers.get_mut(call.need("trigger_id")?);
        let Some(trigger) = trigger else {
            return Err(Refused::new("invalid_trigger_id"));
        };
        if trigger.used {
            return Err(Refused::new("exchanged_trigger_id"));
        }
        if trigger.issued.elapsed() > patience {
            return Err(Refused::new("expired_trigger_id"));
        }
        trigger.used = true;
        Ok((trigger.user.clone(), trigger.view.clone()))
    }

    pub fn open_view(&mut self, call: &Call) -> Done {
        let view = call.params.get("view").cloned().unwrap_or_default();
        check_view(&view, "modal")?;
        let (user, _) = self.take_trigger(call)?;
        let open = self
            .views
            .values_mut()
            .filter(|v| v.user == user && v.body["type"] == "modal");
        open.for_each(|view| view.open = false);
        Ok(self.show(&user, &view, None))
    }

    pub fn push_view(&mut self, call: &Call) -> Done {
        let view = call.params.get("view").cloned().unwrap_or_default();
        check_view(&view, "modal")?;
        let (user, under) = self.take_trigger(call)?;
        let Some(under) = under else {
            return Err(Refused::new("not_allowed_outside_view"));
        };
        self.check_stack(&under)?;
        Ok(self.show(&user, &view, Some(&under)))
    }

    /// One more form may lie on this one.
    pub fn check_stack(&self, under: &str) -> Result<(), Refused> {
        let below = |id: &String| self.views.get(id).and_then(|view| view.previous.clone());
        let depth = std::iter::successors(Some(under.to_owned()), below).count();
        if depth >= STACK {
            Err(Refused::new("push_limit_reached"))
        } else {
            Ok(())
        }
    }

    pub fn update_view(&mut self, call: &Call) -> Done {
        let id = match (call.text("view_id"), call.text("external_id")) {
            (Some(id), _) => Some(id.to_owned()),
            (None, Some(name)) => self
                .views
                .values()
                .find(|view| view.body["external_id"] == name)
                .map(|view| view.id.clone()),
            (None, None) => call.need("view_id").map(|id| Some(id.to_owned()))?,
        };
        let view = call.params.get("view").cloned().unwrap_or_default();
        let Some(known) = id.and_then(|id| self.views.get(&id)) else {
            return Err(Refused::new("not_found"));
        };
        if !known.open {
            return Err(Refused::expected("not_found"));
        }
        if call.text("hash").is_some_and(|hash| hash != known.hash) {
            return Err(Refused::expected("hash_conflict"));
        }
        let kind = known.body["type"].as_str().unwrap_or_default().to_owned();
        let id = known.id.clone();
        check_view(&view, &kind)?;
        Ok(self.redraw(&id, &view))
    }

    pub fn publish_view(&mut self, call: &Call) -> Done {
        let user = call.need("user_id")?.to_owned();
        if !self.users.contains_key(&user) {
            return Err(Refused::new("user_not_found"));
        }
        let view = call.params.get("view").cloned().unwrap_or_default();
        check_view(&view, "home")?;
        let known = self
            .views
            .values()
            .find(|v| v.user == user && v.body["type"] == "home");
        let known = known.map(|view| (view.id.clone(), view.hash.clone()));
        match known {
            Some((_, hash)) if call.text("hash").is_some_and(|asked| asked != hash) => {
                Err(Refused::expected("hash_conflict"))
            }
            Some((id, _)) => Ok(self.redraw(&id, &view)),
            None => Ok(self.show(&user, &view, None)),
        }
    }

    /// A new view is on the screen.
    pub fn show(&mut self, user: &str, view: &Value, under: Option<&str>) -> Value {
        let id = self.id("V");
        let root = under
            .and_then(|under| self.views.get(under))
            .map(|view| view.root.clone());
        let view = View {
            id: id.clone(),
            user: user.to_owned(),
            hash: self.id("hash."),
            body: self.drawn(view),
            open: true,
            previous: under.map(str::to_owned),
            root: root.unwrap_or_else(|| id.clone()),
        };
        let answer = json!({ "view": view.as_json() });
        self.views.insert(id, view);
        answer
    }

    /// A view that is there shows something else.
    pub fn redraw(&mut self, id: &str, view: &Value) -> Value {
        let (hash, body) = (self.id("hash."), self.drawn(view));
        let Some(known) = self.views.get_mut(id) else {
            return json!({});
        };
        known.hash = hash;
        known.body = body;
        json!({ "view": known.as_json() })
    }

    fn drawn(&mut self, view: &Value) -> Value {
        let mut view = view.clone();
        view["blocks"] = json!(self.with_ids(&view["blocks"]));
        view
    }
}

impl View {
    /// As the Web API and payloads show it, without its state.
    pub(super) fn as_json(&self) -> Value {
        let mut view = json!({
            "id": self.id, "team_id": TEAM, "app_id": APP, "app_installed_team_id": TEAM, "bot_id": BOT,
            "hash": self.hash, "root_view_id": self.root, "previous_view_id": self.previous,
            "state": { "values": {} }, "private_metadata": "", "callback_id": "", "external_id": "",
            "clear_on_close": false, "notify_on_close": false, "submit": null, "close": null,
        });
        for (key, value) in self.body.as_object().into_iter().flatten() {
            view[key] = value.clone();
        }
        view
    }

    /// The words on top.
    pub fn title(&self) -> &str {
        self.body["title"]["text"].as_str().unwrap_or_default()
    }

    /// The blocks.
    pub fn blocks(&self) -> &[Value] {
        self.body["blocks"].as_array().map_or(&[], Vec::as_slice)
    }

    /// What a person reads.
    pub fn plain(&self) -> String {
        super::text::plain(self.blocks())
    }
}
