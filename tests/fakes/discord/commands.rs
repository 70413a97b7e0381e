//! Application commands: what may be registered, and an invocation built from
//! what is.

use super::form::text;
use super::refusal::{Done, Refused, Wrong};
use super::state::Kept;
use super::{Id, payload};
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use regex::Regex;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$").expect("a pattern"));

/// What is registered in the guild.
#[derive(Default)]
pub(super) struct Registered {
    commands: Vec<Value>,
    created: Vec<DateTime<Utc>>,
}

impl Registered {
    /// All of it, as Discord tells it.
    pub fn list(&self) -> Value {
        Value::Array(self.commands.clone())
    }

    /// A command by its type and name.
    pub fn find(&self, kind: u64, name: &str) -> Option<&Value> {
        self.commands
            .iter()
            .find(|c| kind_of(c) == kind && c["name"] == name)
    }
}

fn kind_of(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(1)
}

fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().map_or(&[], Vec::as_slice)
}

impl Kept {
    /// Takes the place of all commands of the guild.
    pub fn register(&mut self, body: &Value) -> Done {
        let Some(new) = body.as_array() else {
            return Err(Refused::form(&[Wrong::new(
                "",
                "LIST_TYPE_CONVERT",
                "Only iterables may be used in a ListType",
            )]));
        };
        check(new)?;
        let now = self.now();
        self.registered
            .created
            .retain(|at| now - *at < TimeDelta::days(1));
        let fresh = new
            .iter()
            .filter(|c| self.registered.find(kind_of(c), name(c)).is_none())
            .count();
        if self.registered.created.len() + fresh > 200 {
            return Err(Refused::new(
                StatusCode::BAD_REQUEST,
                30034,
                "Max number of daily application command creates has been reached (200)",
            ));
        }
        self.registered.created.extend(std::iter::repeat_n(now, fresh));
        let commands = new.iter().map(|command| self.keep(command)).collect();
        self.registered.commands = commands;
        Ok((StatusCode::OK, self.registered.list()))
    }

    fn keep(&mut self, command: &Value) -> Value {
        let mut kept = json!({
            "type": 1, "description": "", "options": [], "default_member_permissions": null, "nsfw": false,
            "dm_permission": true, "contexts": null, "integration_types": [0],
        });
        if let (Some(kept), Some(command)) = (kept.as_object_mut(), command.as_object()) {
            kept.extend(command.iter().map(|(k, v)| (k.clone(), v.clone())));
        }
        let before = self.registered.find(kind_of(command), name(command));
        let id = before.and_then(|c| c["id"].as_str().map(str::to_owned));
        kept["id"] = id.unwrap_or_else(|| self.id().to_string()).into();
        kept["application_id"] = self.bot.to_string().into();
        kept["guild_id"] = self.guild.to_string().into();
        kept["version"] = self.id().to_string().into();
        kept
    }
}

fn name(command: &Value) -> &str {
    command["name"].as_str().unwrap_or_default()
}

fn check(commands: &[Value]) -> Result<(), Refused> {
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    for (kind, most) in [(1, 100), (2, 15), (3, 15)] {
        if commands.iter().filter(|c| kind_of(c) == kind).count() > most {
            return Err(Refused::new(
                StatusCode::BAD_REQUEST,
                30032,
                "Maximum number of application commands reached (100)",
            ));
        }
    }
    for (n, command) in commands.iter().enumerate() {
        let at = n.to_string();
        if !names.insert((kind_of(command), name(command))) {
            wrong.push(Wrong::new(
                &at,
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            ));
        }
        if kind_of(command) == 1 {
            named(command, &at, &mut wrong);
            options(list(command, "options"), &at, 0, &mut wrong);
        } else {
            text(command, "name", &format!("{at}.name"), (1, 32), &mut wrong);
            text(
                command,
                "description",
                &format!("{at}.description"),
                (0, 0),
                &mut wrong,
            );
        }
        if size(command) > 8000 {
            wrong.push(Wrong::new(
                &at,
                "APPLICATION_COMMAND_TOO_LARGE",
                "Command exceeds maximum size (8000)",
            ));
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Refused::form(&wrong))
    }
}

fn named(of: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let it = name(of);
    if !NAME.is_match(it) || it.to_lowercase() != it {
        wrong.push(Wrong::new(
            format!("{at}.name"),
            "APPLICATION_COMMAND_INVALID_NAME",
            "Command name is invalid",
        ));
    }
    text(of, "description", &format!("{at}.description"), (1, 100), wrong);
}

/// All names, descriptions and values together.
fn size(of: &Value) -> usize {
    let count = |key: &str| of[key].as_str().map_or(0, |text| text.chars().count());
    let inside = list(of, "options").iter().map(size).sum::<usize>();
    let choices = list(of, "choices").iter().map(size).sum::<usize>();
    count("name") + count("description") + count("value") + inside + choices
}

fn options(options: &[Value], at: &str, depth: usize, wrong: &mut Vec<Wrong>) {
    if options.len() > 25 {
        wrong.push(Wrong::length(format!("{at}.options"), 0, 25));
    }
    let mut names = BTreeSet::new();
    let mut optional = false;
    let subs = options.iter().filter(|o| kind_of(o) <= 2).count();
    if subs > 0 && subs < options.len() {
        wrong.push(Wrong::new(
            format!("{at}.options"),
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive to all other types",
        ));
    }
    for (n, option) in options.iter().enumerate() {
        let at = format!("{at}.options.{n}");
        named(option, &at, wrong);
        if !names.insert(name(option)) {
            wrong.push(Wrong::new(
                &at,
                "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE",
                "Option names must be unique",
            ));
        }
        let kind = kind_of(option);
        if !(1..=11).contains(&kind)
            || kind <= 2 && usize::try_from(3 - kind).unwrap_or(0) + depth > 2 + usize::from(kind == 1)
        {
            wrong.push(Wrong::new(
                format!("{at}.type"),
                "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                "An option of this type can't stand here",
            ));
        }
        if kind <= 2 {
            self::options(list(option, "options"), &at, depth + 1, wrong);
            continue;
        }
        if option["required"] == true && optional {
            wrong.push(Wrong::new(
                &at,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            ));
        }
        optional |= option["required"] != true;
        choices(option, kind, &at, wrong);
    }
}

fn choices(option: &Value, kind: u64, at: &str, wrong: &mut Vec<Wrong>) {
    let choices = list(option, "choices");
    let chosen = [3, 4, 10].contains(&kind);
    if choices.len() > 25 {
        wrong.push(Wrong::length(format!("{at}.choices"), 0, 25));
    }
    for (n, choice) in choices.iter().enumerate() {
        text(choice, "name", &format!("{at}.choices.{n}.name"), (1, 100), wrong);
        if kind == 3 {
            text(
                choice,
                "value",
                &format!("{at}.choices.{n}.value"),
                (1, 100),
                wrong,
            );
        }
    }
    let completes = option["autocomplete"] == true;
    if completes && (!choices.is_empty() || !chosen) {
        wrong.push(Wrong::new(
            at,
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
            "No autocomplete for an option of this kind, or with choices",
        ));
    }
}

/// What a person types into a command: the name of an option, and its value as text.
pub(super) type Typed<'a> = (&'a str, &'a str);

/// The data of an invocation; a person can't send what the registration doesn't offer, so that fails the story.
pub(super) fn invocation(
    kept: &Kept,
    root: &str,
    verb: &str,
    typed: &[Typed<'_>],
    focused: Option<Typed<'_>>,
) -> Value {
    let command = kept.registered.find(1, root);
    let command = command.unwrap_or_else(|| panic!("/{root} is not registered"));
    let mut data =
        json!({ "id": command["id"], "name": root, "type": 1, "guild_id": kept.guild.to_string() });
    let mut resolved = json!({});
    let offered = match verb {
        "" => list(command, "options"),
        verb => {
            let sub = list(command, "options")
                .iter()
                .find(|o| kind_of(o) == 1 && o["name"] == verb);
            list(
                sub.unwrap_or_else(|| panic!("/{root} {verb} is not registered")),
                "options",
            )
        }
    };
    let find = |name: &str| {
        let option = offered.iter().find(|o| o["name"] == name);
        option.unwrap_or_else(|| panic!("/{root} {verb} has no option {name}"))
    };
    let mut options = Vec::new();
    for (name, value) in typed {
        let option = find(name);
        let value = value_of(kept, option, value, &mut resolved);
        options.push(json!({ "name": name, "type": option["type"], "value": value }));
    }
    if let Some((name, value)) = focused {
        let option = find(name);
        assert!(
            option["autocomplete"] == true,
            "/{root} {verb} doesn't complete {name}"
        );
        options.push(json!({ "name": name, "type": option["type"], "value": value, "focused": true }));
    } else {
        let missing = offered
            .iter()
            .find(|o| o["required"] == true && !typed.iter().any(|(n, _)| o["name"] == *n));
        assert!(
            missing.is_none(),
            "Discord sends no /{root} {verb} without {}",
            missing.map_or("", name)
        );
    }
    data["options"] = match verb {
        "" => options.into(),
        verb => json!([{ "name": verb, "type": 1, "options": options }]),
    };
    data["resolved"] = resolved;
    data
}

fn value_of(kept: &Kept, option: &Value, typed: &str, resolved: &mut Value) -> Value {
    let name = name(option);
    if let Some(choice) = list(option, "choices").iter().find(|c| c["name"] == typed) {
        return choice["value"].clone();
    }
    assert!(
        list(option, "choices").is_empty(),
        "{name} offers no choice {typed}"
    );
    let number = |least: Option<f64>, value: f64| {
        let most = option["max_value"].as_f64();
        assert!(
            least.is_none_or(|l| value >= l) && most.is_none_or(|m| value <= m),
            "Discord takes no {typed} for {name}"
        );
    };
    let id = || {
        typed
            .parse::<Id>()
            .unwrap_or_else(|_| panic!("{name} takes an id, not {typed}"))
    };
    match kind_of(option) {
        3 => {
            let long = typed.encode_utf16().count() as u64;
            let (least, most) = (
                option["min_length"].as_u64().unwrap_or(0),
                option["max_length"].as_u64().unwrap_or(6000),
            );
            assert!(
                (least..=most).contains(&long),
                "Discord takes no text of {long} signs for {name}"
            );
            typed.into()
        }
        4 => {
            let value = typed
                .parse::<i64>()
                .unwrap_or_else(|_| panic!("{name} takes a whole number, not {typed}"));
            number(option["min_value"].as_f64(), value as f64);
            value.into()
        }
        5 => typed
            .parse::<bool>()
            .unwrap_or_else(|_| panic!("{name} takes true or false, not {typed}"))
            .into(),
        6 => {
            let id = id();
            resolved["users"][typed] = payload::user(&kept.users[&id]);
            resolved["members"][typed] = payload::member(kept, id);
            typed.into()
        }
        7 => {
            resolved["channels"][typed] = payload::channel(kept, id());
            typed.into()
        }
        8 => {
            resolved["roles"][typed] = payload::role(kept, id());
            typed.into()
        }
        10 => {
            let value = typed
                .parse::<f64>()
                .unwrap_or_else(|_| panic!("{name} takes a number, not {typed}"));
            number(option["min_value"].as_f64(), value);
            json!(value)
        }
        other => panic!("the fake sends no option of type {other}"),
    }
}
