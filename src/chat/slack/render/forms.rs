//! Forms: one for each verb, drawn from the grammar, and a few views beside
//! them. What a form must remember is in its metadata: numbers, never words.

use super::escape::{cut, plain};
use super::{OPTIONS, offered, rich};
use crate::domain::{Card, CaseNumber, Directory, DraftId, Limit, Network, Right, Sight, Suggestion, text};
use commands::{Argument, Entry, Kind};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Most that Slack lets a person write into one field.
const FIELD: usize = 3_000;
/// The callback of the list of all verbs; a verb's form is called back by its name.
pub const CHOOSER: &str = "choose";
/// The action of the select in that list.
pub const CHOICE: &str = "choice";
/// The callback of a form that hands a message in as a new case.
pub const HAND_IN: &str = "hand_in";
/// The callback of a view that only tells something.
pub const NOTICE: &str = "notice";

/// What a form remembers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// The case.
    pub case: i64,
    /// Where it was opened; nowhere on somebody's home page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Where an answer would go, and how long it may be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<(Network, Limit)>,
    /// The message that is handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The draft that it decides about, or changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftId>,
    /// How often an answer was put into its field.
    #[serde(default)]
    pub turn: u32,
}

impl Memory {
    /// Of a case, opened in that channel.
    pub fn of(case: i64, channel: Option<&str>) -> Self {
        Self {
            case,
            channel: channel.map(str::to_owned),
            reply: None,
            message: None,
            draft: None,
            turn: 0,
        }
    }

    /// What is in a view that came back.
    pub fn read(metadata: &str) -> Option<Self> {
        serde_json::from_str(metadata).ok()
    }

    fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What is in the fields when a form is drawn again, and what was wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// By field.
    pub fields: Vec<(String, String)>,
    /// The sentence that says why.
    pub problem: Option<String>,
    /// Answers that fit, above the field of a reply.
    pub offered: Vec<Suggestion>,
    /// The words that it decides about, where they may be shown.
    pub decided: Option<String>,
}

/// The form of a verb. The card, where there was time to look it up, shows what it is about.
pub fn of(
    entry: &Entry,
    memory: &Memory,
    card: Option<&Card>,
    directory: &Directory,
    draft: &Draft,
) -> Value {
    let mut memory = memory.clone();
    let mut blocks: Vec<Value> = Vec::new();
    blocks.extend(draft.problem.as_deref().map(problem));
    if entry.verb == "reply" {
        memory.reply = card.map(|card| (card.network, card.limit));
        blocks.push(section(&where_it_appears(card)));
    } else {
        blocks.push(section(&format!("{}.", entry.about)));
    }
    if entry.verb == "note" {
        blocks.push(section(
            "🔒 Only colleagues see this: it never leaves this house.",
        ));
    }
    blocks.extend(card.and_then(original));
    blocks.extend(draft.decided.as_deref().and_then(decided));
    blocks.extend(offered::in_form(CaseNumber(memory.case), &draft.offered));
    let fields = entry.arguments.iter().filter(|argument| argument.name != "case");
    blocks.extend(fields.map(|argument| field(argument, &memory, directory, draft)));
    let title = format!("{} {}", titled(&entry.verb), number(memory.case));
    let mut view = view(&title, &entry.verb, &memory, &blocks);
    let submit = match entry.verb.as_str() {
        "reply" => "Publish",
        "note" => "Keep the note",
        other => &titled(other),
    };
    view["submit"] = plain(submit, 24);
    view["close"] = plain("Cancel", 24);
    view
}

/// What can be done with a case, to choose from.
pub fn chooser(verbs: &[Entry], memory: &Memory, card: Option<&Card>) -> Value {
    let options: Vec<Value> = verbs
        .iter()
        .take(OPTIONS)
        .map(|entry| {
            json!({
                "text": plain(&titled(&entry.verb), 75), "value": entry.verb,
                "description": plain(&entry.about, 75),
            })
        })
        .collect();
    let mut blocks: Vec<Value> = Vec::new();
    if let Some(card) = card {
        blocks.push(section(&format!(
            "{} · {} · {}",
            card.number, card.status, card.urgency
        )));
        blocks.extend(original(card));
    }
    let select = json!({
        "type": "static_select", "action_id": CHOICE, "placeholder": plain("What would you like to do?", 75),
        "options": options,
    });
    blocks.push(json!({ "type": "actions", "elements": [select] }));
    let mut view = view(&format!("Case {}", number(memory.case)), CHOOSER, memory, &blocks);
    view["close"] = plain("Cancel", 24);
    view
}

/// Hands a message of the chat in as a new case. Its words are in a field, so that they can be looked through first.
pub fn hand_in(memory: &Memory, words: &str) -> Value {
    let input = json!({
        "type": "plain_text_input", "action_id": "text", "multiline": true, "max_length": FIELD,
        "initial_value": cut(&text::clean(words), FIELD),
    });
    let about = "liaison opens a case with these words and brings it to the department that can help.";
    let mut input_block = json!({
        "type": "input", "block_id": "text", "label": plain("What it is about", 2_000), "element": input,
    });
    if words.trim().is_empty()
        && let Some(element) = input_block["element"].as_object_mut()
    {
        element.remove("initial_value");
    }
    let mut view = view("Open a case", HAND_IN, memory, &[section(about), input_block]);
    view["submit"] = plain("Open a case", 24);
    view["close"] = plain("Cancel", 24);
    view
}

/// Tells something: that it takes a moment, how it went, what was asked for.
pub fn notice(title: &str, sentence: &str, memory: &Memory) -> Value {
    let told = rich::block([rich::section(rich::own(sentence, super::LONGEST))]);
    let mut view = view(title, NOTICE, memory, told.as_slice());
    view["close"] = plain("Close", 24);
    view
}

/// The fields of a form that refer to something outside the grammar, as a person would call them.
pub fn titled(verb: &str) -> String {
    let mut letters = verb.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn view(title: &str, callback: &str, memory: &Memory, blocks: &[Value]) -> Value {
    json!({
        "type": "modal", "title": plain(title, 24), "callback_id": callback,
        "private_metadata": memory.written(), "blocks": blocks,
    })
}

fn number(case: i64) -> String {
    format!("#{case}")
}

fn where_it_appears(card: Option<&Card>) -> String {
    match card {
        Some(card) if card.handle.is_empty() => format!(
            "📣 Public: everyone on {} will read this, under the author’s post.",
            card.network.title()
        ),
        Some(card) => format!(
            "📣 Public: everyone on {} will read this, under @{}’s post.",
            card.network.title(),
            cut(&card.handle, 160)
        ),
        None => "📣 Public: everyone will read this, under the author’s post.".to_owned(),
    }
}

/// What the author wrote, where this chat may show it.
fn original(card: &Card) -> Option<Value> {
    let words = cut(&card.text, 1_600);
    (card.sight == Sight::Full).then(|| rich::block([rich::quote(vec![rich::words(&words)])]))?
}

/// The draft that a yes or no is about.
fn decided(words: &str) -> Option<Value> {
    let head = rich::section(vec![rich::strong("The draft")]);
    rich::block([head, rich::quote(vec![rich::words(&cut(words, FIELD))])])
}

fn problem(sentence: &str) -> Value {
    section(&format!("⚠️ {sentence}"))
}

fn section(text: &str) -> Value {
    json!({ "type": "section", "text": plain(text, 2_900) })
}

fn field(argument: &Argument, memory: &Memory, directory: &Directory, draft: &Draft) -> Value {
    let written = draft.fields.iter().find(|(name, _)| *name == argument.name);
    let written = written
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty());
    let mut field = json!({
        "type": "input", "block_id": argument.name, "label": plain(&label(argument), 2_000),
        "element": element(argument, directory, written), "optional": !argument.required,
    });
    if memory.turn > 0 && argument.name == "text" {
        // A field keeps what stands in it, whatever it is redrawn with; one of another name does not.
        field["element"]["action_id"] = json!(format!("text.{}", memory.turn));
    }
    if let Some((network, limit)) = memory.reply.filter(|_| argument.name == "text") {
        let most = (limit.graphemes as usize).min(FIELD);
        let hint = format!("At most {most} characters on {}.", network.title());
        field["hint"] = plain(&hint, 2_000);
    }
    field
}

fn label(argument: &Argument) -> String {
    if argument.about.is_empty() {
        titled(&argument.name)
    } else {
        argument.about.clone()
    }
}

fn element(argument: &Argument, directory: &Directory, written: Option<&str>) -> Value {
    let options = options(argument, directory);
    if options.is_empty() || options.len() > OPTIONS {
        let is_long = argument.kind == Kind::Text;
        let mut input = json!({
            "type": "plain_text_input", "action_id": argument.name, "multiline": is_long, "max_length": FIELD,
        });
        if let Some(written) = written {
            input["initial_value"] = json!(cut(&text::clean(written), FIELD));
        }
        return input;
    }
    let chosen = options
        .iter()
        .find(|option| option["value"].as_str() == written)
        .cloned();
    let mut select = json!({
        "type": "static_select", "action_id": argument.name, "options": options,
        "placeholder": plain("Choose…", 75),
    });
    if let Some(chosen) = chosen.filter(|_| written.is_some()) {
        select["initial_option"] = chosen;
    }
    select
}

/// What there is to choose from; nothing where anything may be written.
fn options(argument: &Argument, directory: &Directory) -> Vec<Value> {
    let option = |label: &str, value: &str| json!({ "text": plain(label, 75), "value": value });
    let options: Vec<Value> = match argument.kind {
        Kind::Department => {
            let departments = directory.departments.iter();
            departments.map(|d| option(&d.title, d.name.as_str())).collect()
        }
        Kind::Staff => {
            let staff = directory.who_may(Right::Respond);
            staff
                .map(|s| option(&format!("{} ({})", s.name, s.title), s.name.as_str()))
                .collect()
        }
        _ => argument.choices.iter().map(|word| option(word, word)).collect(),
    };
    // A value that Slack would cut is better typed.
    if options
        .iter()
        .any(|o| o["value"].as_str().is_none_or(|v| v.is_empty() || v.len() > 150))
    {
        return Vec::new();
    }
    options
}
