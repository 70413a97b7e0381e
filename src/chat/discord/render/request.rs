//! The request for a second person's yes as an embed with buttons. Each
//! button carries the draft, so that it can't decide about another.

use super::super::inbound::act::Act;
use super::escape::{one_line, quote, words};
use super::{Look, button, moment, row};
use crate::domain::{ApprovalRequest, DraftState, Sight, text};
use serde_json::{Value, json};

/// Signs of the post and of the draft: with all else it stays below the 6,000 that Discord allows.
const POST: usize = 1_200;
const WORDS: usize = 1_800;
/// Signs of a field's value; Discord takes 1,024.
const FIELD: usize = 900;
/// Most findings.
const FINDINGS: usize = 6;

/// The message that asks: its embed and its buttons, nobody woken.
pub(in crate::chat::discord) fn message(request: &ApprovalRequest, look: &Look<'_>, footer: &str) -> Value {
    let fields: Vec<Value> = fields(request, look)
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| json!({ "name": name, "value": value, "inline": false }))
        .collect();
    json!({
        "content": "",
        "embeds": [{
            "title": format!("Draft for case {} · {}", request.card.number, one_line(&request.standing(), 120)),
            "description": draft(request),
            "color": colour(request),
            "fields": fields,
            "footer": { "text": footer },
        }],
        "components": decisions(request),
        "allowed_mentions": { "parse": [] },
    })
}

fn draft(request: &ApprovalRequest) -> String {
    match request.card.sight {
        Sight::Full => quote(&request.words, WORDS),
        Sight::Link if request.is_open() => {
            "*The words stay out of this chat. The console and a terminal show them: please decide there.*"
                .to_owned()
        }
        Sight::Redacted | Sight::Link => "*The words stay out of this chat.*".to_owned(),
    }
}

fn fields(request: &ApprovalRequest, look: &Look<'_>) -> Vec<(&'static str, String)> {
    let card = &request.card;
    let post = match card.sight {
        Sight::Full => quote(&card.text, POST.min(FIELD)),
        Sight::Redacted | Sight::Link => String::new(),
    };
    let worries: Vec<&str> = request.worries.iter().map(|worry| worry.title()).collect();
    let expires = if request.is_open() {
        moment(request.expires_at)
    } else {
        String::new()
    };
    vec![
        ("By", look.name(&request.author)),
        ("Where it appears", words(&request.place(), FIELD)),
        ("The post", post),
        ("The guard", findings(request)),
        ("Why two look", worries.join("; ")),
        (
            "About",
            format!(
                "{} · {} · {}",
                card.topic.title(),
                card.urgency,
                one_line(&card.department, 60)
            ),
        ),
        ("Expires", expires),
        ("Said", said(request, look)),
    ]
}

fn findings(request: &ApprovalRequest) -> String {
    let lines = request.findings.iter().take(FINDINGS).map(|found| {
        let span = text::line(&request.span(found), 60);
        let kind = found.kind.to_string().replace('_', " ");
        let head = match span.as_str() {
            "" => kind,
            span => format!("{kind}: “{span}”"),
        };
        let safer = match &found.wording {
            Some(wording) => format!(" Safer: “{}”", text::line(wording, 80)),
            None => String::new(),
        };
        format!(
            "⚠️ {}",
            one_line(&format!("{head} — {}{safer}", text::line(&found.why, 120)), 300)
        )
    });
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return "Found nothing.".to_owned();
    }
    let mut shown = String::new();
    for line in lines {
        if shown.len() + line.len() > 1_000 {
            break;
        }
        shown = format!("{shown}{line}\n");
    }
    shown.trim_end().to_owned()
}

/// Why somebody said yes or no.
fn said(request: &ApprovalRequest, look: &Look<'_>) -> String {
    let reasons: Vec<(_, &str)> = match &request.state {
        DraftState::Declined { by, why, .. } => vec![(by, why.as_str())],
        DraftState::Blocked { first: Some(yes) } => vec![(&yes.by, yes.why.as_deref().unwrap_or(""))],
        DraftState::Approved { by } => by
            .iter()
            .map(|yes| (&yes.by, yes.why.as_deref().unwrap_or("")))
            .collect(),
        _ => Vec::new(),
    };
    let said = reasons.into_iter().filter(|(_, why)| !why.is_empty());
    let lines: Vec<String> = said
        .map(|(by, why)| format!("{}: {}", look.name(by), one_line(why, 300)))
        .collect();
    lines.join("\n")
}

/// Amber while it waits, red while it is blocked, green once it may go out, grey when it never will.
fn colour(request: &ApprovalRequest) -> u32 {
    match &request.state {
        DraftState::Waiting => 0x00f9_a825,
        DraftState::Blocked { .. } => 0x00c6_2828,
        DraftState::Approved { .. } => 0x002e_7d32,
        _ => 0x0075_7575,
    }
}

/// A yes is green, a no red; over a block each yes says why, so it is a form. Where nobody can read the words there
/// is no yes to them.
fn decisions(request: &ApprovalRequest) -> Value {
    if !request.is_open() {
        return json!([]);
    }
    let case = request.card.number.0.unsigned_abs();
    let press = |verb: &str, label: &str, style: u8| {
        let act = Act::Decide {
            verb: verb.to_owned(),
            case,
            draft: request.draft,
            at_once: verb == "approve" && !request.is_blocked(),
        };
        act.id().map(|id| button(label, &id, style))
    };
    let yes = if request.is_blocked() {
        press("approve", "Override…", 4)
    } else {
        press("approve", "Approve", 3)
    };
    let mut buttons = vec![press("reply", "Change…", 2), press("decline", "Decline…", 4)];
    if request.card.sight != Sight::Link {
        buttons.insert(0, yes);
    }
    if request.card.sight == Sight::Redacted {
        let id = format!("case/reveal/{case}");
        buttons.push(Some(button("See the words", &id, 2)));
    }
    let buttons: Vec<Value> = buttons.into_iter().flatten().collect();
    json!([row(&buttons)])
}
