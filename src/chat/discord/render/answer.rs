//! What one person reads after asking: never cut in silence. What is longer
//! than a message goes on in the next; what is longer than five is a file.

use super::super::inbound::act::Act;
use super::card::buttons;
use super::escape::{own, quote};
use super::lines::split;
use super::{BARE_LINKS, EPHEMERAL, button, row};
use crate::domain::{Card, Offer, Suggestion, text};
use serde_json::{Value, json};

/// Signs of one message.
const MESSAGE: usize = 1_990;
/// Messages of one answer.
const MOST: usize = 5;

/// An answer: its first message, those that follow, and the file if there is one.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::chat::discord) struct Answer {
    pub first: Value,
    pub more: Vec<Value>,
    /// All of it, where it is too long for messages.
    pub file: Option<String>,
    /// It changes the menu it was chosen in and says nothing of its own.
    pub in_place: bool,
}

impl Answer {
    /// Plain text, in which words of others may stand.
    pub(in crate::chat::discord) fn text(text: &str) -> Self {
        let text = if text.trim().is_empty() { "Done." } else { text };
        let whole = own(text);
        let mut parts = Vec::new();
        let mut rest = whole.as_str();
        while !rest.is_empty() && parts.len() <= MOST {
            let (head, tail) = split(rest, MESSAGE);
            parts.push(message(head));
            rest = tail;
        }
        let mut parts = parts.into_iter();
        if parts.len() > MOST {
            return Self {
                first: parts.next().unwrap_or_default(),
                file: Some(text.to_owned()),
                ..Self::default()
            };
        }
        Self {
            first: parts.next().unwrap_or_default(),
            more: parts.collect(),
            ..Self::default()
        }
    }

    /// With the buttons of a case under its last message.
    pub(in crate::chat::discord) fn with_buttons_of(mut self, card: &Card) -> Self {
        let last = self.more.last_mut().unwrap_or(&mut self.first);
        last["components"] = buttons(card);
        self
    }

    /// With a button for what can be done next, under its last message.
    pub(in crate::chat::discord) fn with_offer(mut self, offer: &Offer) -> Self {
        let last = self.more.last_mut().unwrap_or(&mut self.first);
        let (label, act) = match offer {
            Offer::Answers { case, answers } => {
                last["components"] = json!([uses(case.0.unsigned_abs(), answers)]);
                return self;
            }
            Offer::Run { label, line } => (label.as_str(), Act::Line { line: line.clone() }),
            Offer::Change { case } => {
                let verb = "reply".to_owned();
                let case = case.0.unsigned_abs();
                ("Change it", Act::Verb { verb, case })
            }
        };
        if let Some(id) = act.id() {
            last["components"] = json!([row(&[button(label, &id, 1)])]);
        }
        self
    }

    /// With menus.
    pub(in crate::chat::discord) fn with_rows(mut self, rows: Vec<Value>) -> Self {
        self.first["components"] = Value::Array(rows);
        self
    }

    /// A refusal that gives the person's own words back, with a way to go on from them.
    pub(in crate::chat::discord) fn refused(why: &str, draft: &str, change: &str) -> Self {
        let mut answer = Self::text(why);
        let last = answer.more.last_mut().unwrap_or(&mut answer.first);
        // What turns a page about was pasted unseen, and stays unseen.
        let shown = quote(&text::clean(draft), 4_000);
        last["embeds"] = json!([{ "title": "You wrote", "description": shown }]);
        last["components"] = json!([row(&[button("Change it", change, 1)])]);
        // The other flag would hide the box as well.
        last["flags"] = EPHEMERAL.into();
        answer
    }
}

/// A button for each answer, which opens the reply form with its words.
fn uses(case: u64, answers: &[Suggestion]) -> Value {
    let buttons = answers.iter().enumerate().filter_map(|(place, answer)| {
        let key = answer.key();
        let id = Act::Use { case, key }.id()?;
        let style = if answer.urgent { 4 } else { 2 };
        Some(button(&format!("Use {}…", place + 1), &id, style))
    });
    row(&buttons.collect::<Vec<Value>>())
}

fn message(content: &str) -> Value {
    json!({
        "content": content,
        "flags": EPHEMERAL | BARE_LINKS,
        "allowed_mentions": { "parse": [] },
    })
}
