//! What can be done with a case, as buttons. The action names the verb and
//! the value the case, so that a button outlives every restart.

use super::escape::{link, plain};
use crate::domain::{Card, CaseNumber, Sight};
use commands::{Entry, Root, catalogue};
use serde_json::{Value, json};

/// The action of the button that leads to the post.
pub const LINK: &str = "link";
/// The action of the button that opens the list of all verbs.
pub const MORE: &str = "more";

/// The action of a yes that needs no more words.
pub const YES: &str = "yes";
/// The action of a button that puts an offered answer into the reply form.
pub const USE: &str = "use";
/// The action of a button that stands for a typed line, which is its value.
pub const LINE: &str = "line";

/// How a verb looks on a card: with a colour, or without.
#[derive(Clone, Copy)]
enum Look {
    Usual,
    Primary,
    Danger,
}

/// The row of buttons under a card.
pub fn of(card: &Card) -> Option<Value> {
    let mut buttons: Vec<Value> = verbs(card)
        .into_iter()
        .map(|(verb, label, look)| button(verb, label, look, card.number))
        .collect();
    if card.help_is_ready() {
        buttons.push(button("suggest", "🆘 Help is ready", Look::Danger, card.number));
    }
    buttons.push(button(MORE, "More…", Look::Usual, card.number));
    if card.sight == Sight::Redacted {
        buttons.push(button("reveal", "See the post", Look::Usual, card.number));
    } else if card.masked && card.sight == Sight::Full {
        buttons.push(button("reveal", "Unmask", Look::Usual, card.number));
    }
    if card.sight != Sight::Redacted
        && let Some(url) = card.link.as_deref().and_then(link)
    {
        let label = plain("Open the post", 75);
        buttons.push(json!({ "type": "button", "action_id": LINK, "text": label, "url": url }));
    }
    row(&buttons)
}

/// The same on a page with many cases: an action may stand there only once.
pub fn among_others(case: CaseNumber, is_held: bool) -> Option<Value> {
    let first = if is_held {
        ("reply", "Reply", Look::Primary)
    } else {
        ("claim", "Claim", Look::Primary)
    };
    let more = (MORE, "More…", Look::Usual);
    let show = ("show", "Show", Look::Usual);
    let buttons = [first, show, more].map(|(verb, label, look)| {
        let mut button = button(verb, label, look, case);
        button["action_id"] = json!(format!("{verb}/{}", case.0));
        button
    });
    row(&buttons)
}

/// The verb that an action names.
pub fn verb(action_id: &str) -> &str {
    action_id.split('/').next().unwrap_or_default()
}

/// The verbs that fit how a case stands, for the list behind “More…”; a verb that is not known here is offered.
pub fn fitting(card: Option<&Card>) -> Vec<Entry> {
    let status = card.map_or("", |card| card.status.as_str());
    let fits = |verb: &str| match (verb, status) {
        (_, "") | ("show" | "note" | "tag" | "reveal", _) => true,
        ("claim", status) => status == "open",
        ("release", status) => status == "held",
        ("reopen", status) => matches!(status, "resolved" | "dismissed"),
        ("reply" | "suggest" | "handoff", _) => card.is_some_and(takes_a_reply),
        // Where nobody can read the words there is no yes to them.
        ("approve", _) => card.is_some_and(|card| card.draft.is_some() && card.sight != Sight::Link),
        ("decline", _) => card.is_some_and(|card| card.draft.is_some()),
        ("retract", _) => card.is_some_and(|card| card.reply.is_some()),
        (_, "merged") => false,
        ("resolve" | "dismiss" | "escalate" | "transfer" | "assign" | "merge" | "priority", status) => {
            matches!(status, "open" | "held")
        }
        _ => true,
    };
    let all = catalogue().into_iter();
    all.filter(|entry| entry.root == Root::Case && fits(&entry.verb))
        .collect()
}

/// What the public reads is green, what only colleagues see has no colour: the two never look alike.
fn verbs(card: &Card) -> Vec<(&'static str, &'static str, Look)> {
    let reply = takes_a_reply(card).then_some(("reply", "Reply", Look::Primary));
    let claim = (card.status == "open").then_some(("claim", "Claim", Look::Usual));
    let usual = |verb, label| Some((verb, label, Look::Usual));
    match card.status.as_str() {
        "open" | "held" => [
            claim,
            reply,
            usual("note", "Note"),
            usual("escalate", "Escalate"),
            usual("resolve", "Resolve"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        "resolved" | "dismissed" => vec![("reopen", "Reopen", Look::Usual)],
        _ => Vec::new(),
    }
}

fn takes_a_reply(card: &Card) -> bool {
    card.takes_replies && !card.deleted && card.status != "merged"
}

fn button(action: &str, label: &str, look: Look, case: CaseNumber) -> Value {
    let mut button = json!({
        "type": "button", "action_id": action, "text": plain(label, 75), "value": case.0.to_string(),
    });
    match look {
        Look::Usual => {}
        Look::Primary => button["style"] = json!("primary"),
        Look::Danger => button["style"] = json!("danger"),
    }
    button
}

fn row(buttons: &[Value]) -> Option<Value> {
    (!buttons.is_empty()).then(|| json!({ "type": "actions", "elements": buttons }))
}
