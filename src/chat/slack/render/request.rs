//! The request for a second person's yes: the post, the draft, what the guard
//! found, where it would appear, and the buttons that decide. Each button
//! carries the draft, so that it can't decide about another.

use super::escape::{cut, plain};
use super::{Drawn, buttons, rich};
use crate::domain::{ApprovalRequest, Directory, DraftState, GuardFinding, Sight, text};
use serde_json::{Value, json};

/// Longest piece of the post and of the draft.
const POST: usize = 1_600;
const WORDS: usize = 3_000;
/// Most findings, and the longest of each part of one.
const FINDINGS: usize = 8;
const PART: usize = 250;

/// A new one. It wakes those who are asked.
pub fn posted(request: &ApprovalRequest, directory: &Directory) -> Drawn {
    drawn(request, directory, true)
}

/// One that is there, as the draft stands now; a change rings nowhere.
pub fn redrawn(request: &ApprovalRequest, directory: &Directory) -> Drawn {
    drawn(request, directory, false)
}

fn drawn(request: &ApprovalRequest, directory: &Directory, is_new: bool) -> Drawn {
    let head = format!(
        "{} Draft for case {} · {}",
        mark(request),
        request.card.number,
        request.standing()
    );
    let mut blocks = vec![json!({ "type": "header", "text": plain(&head, 150) })];
    let parts = [
        rich::section(vec![
            rich::strong(&cut(request.author.as_str(), PART)),
            rich::words(" asks for a second person’s yes."),
        ]),
        rich::section(vec![rich::strong("The post")]),
        post(request),
        rich::section(vec![rich::strong("The draft")]),
        draft(request),
    ];
    blocks.extend(parts.into_iter().filter_map(|part| rich::block([part])));
    blocks.push(json!({ "type": "section", "text": plain(&format!("📣 {}", request.place()), 2_900) }));
    blocks.extend(rich::block([findings(request)]));
    blocks.push(json!({ "type": "context", "elements": facts(request) }));
    blocks.extend(rich::block([said(request)]));
    if is_new {
        blocks.extend(rich::block([asked(request, directory)]));
    }
    blocks.extend(decisions(request));
    let drawn = Drawn::new(&head, blocks);
    Drawn {
        case: Some(request.card.number),
        ..drawn
    }
}

fn mark(request: &ApprovalRequest) -> &'static str {
    match &request.state {
        DraftState::Waiting => "🔑",
        DraftState::Blocked { .. } => "⛔",
        DraftState::Approved { .. } => "✅",
        DraftState::Declined { .. } => "❌",
        DraftState::Expired { .. } | DraftState::Withdrawn { .. } | DraftState::Replaced { .. } => "⚪",
    }
}

fn post(request: &ApprovalRequest) -> Option<Value> {
    match request.card.sight {
        Sight::Full => rich::quote(vec![rich::words(&cut(&request.card.text, POST))]),
        Sight::Redacted | Sight::Link => kept_out(),
    }
}

fn draft(request: &ApprovalRequest) -> Option<Value> {
    match request.card.sight {
        Sight::Full => rich::quote(vec![rich::words(&cut(&request.words, WORDS))]),
        Sight::Link if request.is_open() => rich::section(vec![rich::words(
            "The words are kept out of this chat. The console and a terminal show them: please decide there.",
        )]),
        Sight::Redacted | Sight::Link => kept_out(),
    }
}

fn kept_out() -> Option<Value> {
    rich::section(vec![rich::words("The words are kept out of this chat.")])
}

fn findings(request: &ApprovalRequest) -> Option<Value> {
    let lines = request.findings.iter().take(FINDINGS);
    let lines: Vec<Value> = lines.flat_map(|found| finding(request, found)).collect();
    if lines.is_empty() {
        return rich::section(vec![rich::words("The guard found nothing.")]);
    }
    rich::section(lines)
}

fn finding(request: &ApprovalRequest, found: &GuardFinding) -> Vec<Value> {
    let span = text::line(&request.span(found), 80);
    let kind = found.kind.to_string().replace('_', " ");
    let head = match span.as_str() {
        "" => kind,
        span => format!("{kind}: “{span}”"),
    };
    let safer = match &found.wording {
        Some(wording) => format!(" Safer: “{}”", cut(wording, PART)),
        None => String::new(),
    };
    let why = format!(" — {}{safer}\n", cut(&found.why, PART));
    vec![
        rich::words("⚠️ "),
        rich::strong(&cut(&head, PART)),
        rich::words(&why),
    ]
}

fn facts(request: &ApprovalRequest) -> Vec<Value> {
    let worries: Vec<&str> = request.worries.iter().map(|worry| worry.title()).collect();
    let why = format!("Why two look: {}", worries.join("; "));
    let card = &request.card;
    let about = format!("{} · {} · {}", card.topic.title(), card.urgency, card.department);
    let mut facts = vec![plain(&why, 600), plain(&about, 300)];
    if request.is_open() {
        let text = format!("expires {}", rich::moment(request.expires_at));
        facts.push(json!({ "type": "mrkdwn", "text": text, "verbatim": true }));
    }
    facts
}

/// Why somebody said yes or no.
fn said(request: &ApprovalRequest) -> Option<Value> {
    let reasons: Vec<(&str, &str)> = match &request.state {
        DraftState::Declined { by, why, .. } => vec![(by.as_str(), why)],
        DraftState::Blocked { first: Some(yes) } => vec![(yes.by.as_str(), yes.why.as_deref().unwrap_or(""))],
        DraftState::Approved { by } => by
            .iter()
            .map(|yes| (yes.by.as_str(), yes.why.as_deref().unwrap_or("")))
            .collect(),
        _ => Vec::new(),
    };
    let said = reasons.into_iter().filter(|(_, why)| !why.is_empty());
    let lines: Vec<Value> = said
        .flat_map(|(by, why)| {
            [
                rich::strong(&cut(by, PART)),
                rich::words(&format!(": {}\n", cut(why, 2 * PART))),
            ]
        })
        .collect();
    if lines.is_empty() {
        None
    } else {
        rich::section(lines)
    }
}

fn asked(request: &ApprovalRequest, directory: &Directory) -> Option<Value> {
    let names = request.asked.iter().take(20);
    let mut pieces: Vec<Value> = names
        .flat_map(|name| [rich::words(" "), rich::colleague(name, directory)])
        .collect();
    if pieces.is_empty() {
        return None;
    }
    pieces.insert(0, rich::words("On duty:"));
    rich::section(pieces)
}

/// A yes is green, a no red; over a block each yes says why, so it is a form. Where nobody can read the words there
/// is no yes to them.
fn decisions(request: &ApprovalRequest) -> Option<Value> {
    if !request.is_open() {
        return None;
    }
    let value = format!("{}/{}", request.card.number.0, request.draft);
    let button = |action: &str, label: &str, style: Option<&str>| {
        let mut button = json!({
            "type": "button", "action_id": action, "text": plain(label, 75), "value": value,
        });
        if let Some(style) = style {
            button["style"] = json!(style);
        }
        button
    };
    let yes = if request.is_blocked() {
        button("approve", "Override…", Some("danger"))
    } else {
        button(buttons::YES, "Approve", Some("primary"))
    };
    let mut all = vec![
        button("reply", "Change…", None),
        button("decline", "Decline…", Some("danger")),
    ];
    if request.card.sight != Sight::Link {
        all.insert(0, yes);
    }
    if request.card.sight == Sight::Redacted {
        all.push(button("reveal", "See the words", None));
    }
    Some(json!({ "type": "actions", "elements": all }))
}
