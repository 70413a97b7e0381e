//! A person's home page: the cases they hold, and those of their department
//! that nobody has.

use super::escape::{cut, plain};
use super::{buttons, rich};
use crate::chat::Brief;
use serde_json::{Value, json};

/// Most cases of one list; a page has room for a hundred blocks.
pub const MOST: usize = 20;

/// The page. `note` is what came of something done here a moment ago.
pub fn page(mine: &[Brief], unclaimed: &[Brief], note: Option<&str>) -> Value {
    let mut blocks: Vec<Value> = Vec::new();
    if let Some(note) = note {
        blocks.extend(rich::block([rich::section(rich::own(note, super::LONGEST))]));
        blocks.push(json!({ "type": "divider" }));
    }
    blocks.extend(list("Your cases", mine, "You hold no case."));
    blocks.push(json!({ "type": "divider" }));
    blocks.extend(list(
        "Waiting in your department",
        unclaimed,
        "Nobody waits in your department.",
    ));
    json!({ "type": "home", "blocks": blocks })
}

/// What somebody sees whom the settings don't know, or when the cases can't be had.
pub fn sentence(sentence: &str) -> Value {
    let told = rich::block([rich::section(rich::own(sentence, super::LONGEST))]);
    json!({ "type": "home", "blocks": told.into_iter().collect::<Vec<_>>() })
}

fn list(title: &str, cases: &[Brief], none: &str) -> Vec<Value> {
    let head = json!({ "type": "header", "text": plain(title, 150) });
    let mut blocks = vec![head];
    if cases.is_empty() {
        blocks.push(json!({ "type": "section", "text": plain(none, 300) }));
    }
    for brief in cases.iter().take(MOST) {
        blocks.extend(rich::block([rich::section(one(brief))]));
        blocks.extend(buttons::among_others(brief.number, brief.holder.is_some()));
    }
    blocks
}

fn one(brief: &Brief) -> Vec<Value> {
    let late = if brief.late { " · late" } else { "" };
    let facts = format!(
        " · {}{late} · {} · {}",
        brief.urgency,
        brief.topic.title(),
        brief.department
    );
    let words = cut(&brief.text, 140);
    let words = if words.is_empty() {
        words
    } else {
        format!("\n{words}")
    };
    vec![
        rich::strong(&brief.number.to_string()),
        rich::words(&facts),
        rich::words(&words),
    ]
}
