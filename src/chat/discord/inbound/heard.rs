//! An interaction as Discord tells it, read leniently: whatever it adds one
//! day, what we need of it is still found.

use crate::domain::Timestamp;
use chrono::DateTime;
use serde_json::Value;

/// Kinds of interactions, by Discord's numbers.
const COMMAND: u64 = 2;
const COMPONENT: u64 = 3;
const COMPLETE: u64 = 4;
const MODAL: u64 = 5;
/// Kinds of channels that are threads.
const THREADS: [u64; 3] = [10, 11, 12];

/// Somebody did something.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::chat::discord) struct Heard {
    pub id: String,
    pub application: String,
    /// What answers are sent with, for a quarter of an hour.
    pub token: String,
    /// Where: a channel or a thread.
    pub place: String,
    /// The channel that the thread is in, if it is one.
    pub parent: Option<String>,
    pub guild: Option<String>,
    pub person: Person,
    /// It was done in a message that only this person sees.
    pub in_private: bool,
    pub deed: Deed,
}

/// Who did it, as Discord knows them at this moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::chat::discord) struct Person {
    pub id: String,
    pub handle: String,
    pub title: String,
    pub roles: Vec<String>,
    pub bot: bool,
}

/// Named values, as written.
pub(in crate::chat::discord) type Fields = Vec<(String, String)>;

/// What they did.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::chat::discord) enum Deed {
    /// A slash command.
    Line {
        root: String,
        verb: String,
        fields: Fields,
    },
    /// Typing one; `typed` is what stands so far in the field that has the cursor.
    Complete {
        root: String,
        verb: String,
        fields: Fields,
        field: String,
        typed: String,
    },
    /// A button, or a choice in a menu.
    Press { id: String, chosen: Option<String> },
    /// A form was sent.
    Send { id: String, fields: Fields },
    /// The entry in a message's menu.
    Hand(Target),
}

/// The message whose menu it was.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::chat::discord) struct Target {
    pub id: String,
    pub text: String,
    pub at: Option<Timestamp>,
}

impl Heard {
    /// Reads an interaction; none when it is of a kind that we don't know.
    pub(in crate::chat::discord) fn read(kind: u64, told: &Value) -> Option<Self> {
        let is_thread = told["channel"]["type"]
            .as_u64()
            .is_some_and(|kind| THREADS.contains(&kind));
        Some(Self {
            id: text(&told["id"])?,
            application: text(&told["application_id"])?,
            token: text(&told["token"])?,
            place: text(&told["channel_id"]).or_else(|| text(&told["channel"]["id"]))?,
            parent: text(&told["channel"]["parent_id"]).filter(|_| is_thread),
            guild: text(&told["guild_id"]),
            person: Person::read(told)?,
            in_private: told["message"]["flags"].as_u64().unwrap_or(0) & super::super::render::EPHEMERAL != 0,
            deed: deed(kind, &told["data"])?,
        })
    }
}

impl Person {
    fn read(told: &Value) -> Option<Self> {
        let member = &told["member"];
        let user = if member["user"].is_object() {
            &member["user"]
        } else {
            &told["user"]
        };
        let handle = text(&user["username"]).unwrap_or_default();
        let names = [&member["nick"], &user["global_name"], &user["username"]];
        Some(Self {
            id: text(&user["id"])?,
            title: names.into_iter().find_map(text).unwrap_or_default(),
            handle,
            roles: member["roles"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(text)
                .collect(),
            bot: user["bot"].as_bool().unwrap_or(false),
        })
    }
}

fn deed(kind: u64, data: &Value) -> Option<Deed> {
    match kind {
        COMMAND if data["type"].as_u64() == Some(3) => target(data).map(Deed::Hand),
        COMMAND | COMPLETE => line(kind, data),
        COMPONENT => Some(Deed::Press {
            id: text(&data["custom_id"])?,
            chosen: text(&data["values"][0]),
        }),
        MODAL => Some(Deed::Send {
            id: text(&data["custom_id"])?,
            fields: sent(data),
        }),
        _ => None,
    }
}

fn line(kind: u64, data: &Value) -> Option<Deed> {
    let root = text(&data["name"])?;
    let verb = &data["options"][0];
    let options = verb["options"].as_array().map_or(&[][..], Vec::as_slice);
    let fields = options
        .iter()
        .filter_map(|it| Some((text(&it["name"])?, plain(&it["value"])?)));
    let (fields, verb): (Fields, _) = (fields.collect(), text(&verb["name"]).unwrap_or_default());
    if kind == COMMAND {
        return Some(Deed::Line { root, verb, fields });
    }
    let focused = options.iter().find(|it| it["focused"] == true)?;
    Some(Deed::Complete {
        field: text(&focused["name"])?,
        typed: plain(&focused["value"]).unwrap_or_default(),
        root,
        verb,
        fields,
    })
}

/// Each row, or label, holds one field.
fn sent(data: &Value) -> Fields {
    let rows = data["components"].as_array().into_iter().flatten();
    let inputs = rows.flat_map(|row| {
        row["components"]
            .as_array()
            .into_iter()
            .flatten()
            .chain([&row["component"]])
    });
    inputs
        .filter_map(|input| Some((text(&input["custom_id"])?, input["value"].as_str()?.to_owned())))
        .collect()
}

fn target(data: &Value) -> Option<Target> {
    let id = text(&data["target_id"])?;
    let message = &data["resolved"]["messages"][&id];
    let at = message["timestamp"]
        .as_str()
        .and_then(|at| DateTime::parse_from_rfc3339(at).ok());
    Some(Target {
        text: message["content"].as_str().unwrap_or_default().to_owned(),
        at: at.map(|at| at.to_utc()),
        id,
    })
}

/// A text that is not empty.
fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The value of an option as a person typed it.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(data: &Value) -> Value {
        json!({
            "id": "1", "application_id": "2", "token": "t", "guild_id": "3", "channel_id": "5",
            "channel": { "id": "5", "type": 11, "parent_id": "4" }, "data": data, "something_new": { "a": [1] },
            "member": { "nick": null, "roles": ["7"], "user": { "id": "6", "username": "ana", "global_name": "Ana" } },
        })
    }

    #[test]
    fn a_command_is_read_with_its_place_and_person() {
        let data = json!({ "type": 1, "name": "case", "options": [{ "type": 1, "name": "reply", "options": [
            { "type": 3, "name": "text", "value": "Thank you\n*all*" }, { "type": 4, "name": "case", "value": 142 }] }] });
        let heard = Heard::read(COMMAND, &told(&data)).unwrap();
        assert_eq!(heard.parent.as_deref(), Some("4"));
        assert_eq!(
            (heard.person.title.as_str(), heard.person.roles.len()),
            ("Ana", 1)
        );
        let Deed::Line { fields, .. } = heard.deed else {
            panic!("{heard:?}")
        };
        assert_eq!(fields[0], ("text".to_owned(), "Thank you\n*all*".to_owned()));
        assert_eq!(fields[1].1, "142");
    }

    #[test]
    fn a_form_is_read_in_both_its_shapes() {
        let data = json!({ "custom_id": "form/reply/1", "components": [
            { "type": 1, "components": [{ "type": 4, "custom_id": "text", "value": "" }] },
            { "type": 18, "component": { "type": 4, "custom_id": "why", "value": "so" } }] });
        let Some(Deed::Send { fields, .. }) = deed(MODAL, &data) else {
            panic!()
        };
        assert_eq!(
            fields,
            [
                ("text".to_owned(), String::new()),
                ("why".to_owned(), "so".to_owned())
            ]
        );
    }

    #[test]
    fn nothing_unexpected_breaks_the_reading() {
        for strange in [
            json!(null),
            json!([]),
            json!({ "id": 5 }),
            told(&json!(null)),
            told(&json!({ "name": 3 })),
        ] {
            for kind in 0..8 {
                let _ = Heard::read(kind, &strange);
            }
        }
    }
}
