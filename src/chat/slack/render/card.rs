//! A case's card: urgency and network at a glance, the author's words, why it
//! came here, who has it, and what can be done.

use super::escape::{cut, plain};
use super::{Drawn, buttons, rich};
use crate::domain::{Card, CaseNumber, Directory, Published, Sight, StaffName, Urgency, text};
use serde_json::{Value, json};

/// Longest piece of a post on its card; the rest is a click away.
const POST: usize = 2_400;
/// Longest piece of our answer.
const REPLY: usize = 1_200;
/// Longest list of reasons, tags or names.
const SHORT: usize = 300;

/// A new card. Nobody is mentioned but those whom it shall wake: a mention in a new message rings.
pub fn posted(card: &Card, directory: &Directory) -> Drawn {
    drawn(card, directory, true)
}

/// A card that is there, as the case stands now; a change rings nowhere.
pub fn redrawn(card: &Card, directory: &Directory) -> Drawn {
    drawn(card, directory, false)
}

fn drawn(card: &Card, directory: &Directory, is_new: bool) -> Drawn {
    let blocks = [
        Some(json!({ "type": "header", "text": plain(&header(card), 150) })),
        rich::block([author(card)]),
        rich::block([post(card)]),
        rich::block([read_on(card)]),
        Some(json!({ "type": "context", "elements": facts(card) })),
        rich::block([speakers(card)]),
        rich::block([holder(card, directory, is_new)]),
        rich::block([on_call(card, directory, is_new)]),
        rich::block([card.reply.as_ref().and_then(reply)]),
        rich::block([card.reply.as_ref().and_then(our_words)]),
        reasons(card),
        buttons::of(card),
    ];
    let words = text::line(&card.text, 120);
    let summary = format!("{}: {words}", header(card));
    let summary = summary.trim_end_matches([' ', ':']);
    let drawn = Drawn::new(summary, blocks.into_iter().flatten().collect());
    Drawn {
        case: Some(card.number),
        ..drawn
    }
}

fn header(card: &Card) -> String {
    format!(
        "{} {} · {} · {} · {}",
        mark(card),
        card.number,
        card.status,
        card.urgency,
        card.network.title()
    )
}

/// The colour of the whole: what is done or answered is green, the rest as pressing as it is.
fn mark(card: &Card) -> &'static str {
    let answered = card
        .reply
        .as_ref()
        .is_some_and(|reply| reply.state == "published");
    match (card.status.as_str(), card.urgency) {
        ("resolved", _) => "✅",
        ("dismissed" | "merged" | "copy", _) => "⚪",
        _ if answered => "🟢",
        (_, Urgency::Critical) => "🔴",
        (_, Urgency::High) => "🟠",
        (_, Urgency::Normal) => "🔵",
        (_, Urgency::Low) => "⚪",
    }
}

fn author(card: &Card) -> Option<Value> {
    if card.sight != Sight::Full {
        return rich::section(vec![rich::words(&history(card.history))]);
    }
    let name = cut(&text::line(&card.author, 60), 120);
    let handle = cut(&text::line(&card.handle, 80), 160);
    rich::section(vec![
        rich::strong(&name),
        rich::words(&format!(
            "{}@{handle} · {}",
            if name.is_empty() { "" } else { " " },
            history(card.history)
        )),
    ])
}

/// `1st case`: how well we know the author.
fn history(nth: i64) -> String {
    let ending = match (nth % 10, nth % 100) {
        (1, tens) if tens != 11 => "st",
        (2, tens) if tens != 12 => "nd",
        (3, tens) if tens != 13 => "rd",
        _ => "th",
    };
    format!("{nth}{ending} case by this author")
}

fn post(card: &Card) -> Option<Value> {
    match card.sight {
        Sight::Full => rich::quote(vec![rich::words(&cut(&card.text, POST))]),
        Sight::Redacted | Sight::Link => {
            rich::section(vec![rich::words("The words are kept out of this chat.")])
        }
    }
}

fn read_on(card: &Card) -> Option<Value> {
    // The card's text may have been cut before it came here.
    let is_cut = cut(&card.text, POST) != card.text || card.text.ends_with('…');
    let link = card
        .link
        .as_deref()
        .filter(|_| is_cut && card.sight == Sight::Full)?;
    rich::section(vec![rich::lead("Read on", link)?])
}

/// Each fact is an element of its own; there is room for ten.
fn facts(card: &Card) -> Vec<Value> {
    let mrkdwn = |text: String| json!({ "type": "mrkdwn", "text": text, "verbatim": true });
    let fact = |text: String| plain(&text, SHORT);
    let closed = !matches!(card.status.as_str(), "open" | "held");
    let due = match card.due_at {
        _ if card.late => Some(fact("late".to_owned())),
        Some(due) if !closed => Some(mrkdwn(format!("due {}", rich::moment(due)))),
        _ => None,
    };
    let of_post = [("edited", card.edited), ("deleted", card.deleted)];
    let of_post = of_post.into_iter().filter(|(_, is_so)| *is_so);
    let tags: Vec<String> = card.tags.iter().map(|tag| format!("#{tag}")).collect();
    [
        Some(fact(format!("{} · {}", card.topic.title(), card.intent))),
        Some(fact(match &card.facility {
            Some(facility) => format!("{} · {facility}", card.department),
            None => card.department.clone(),
        })),
        Some(mrkdwn(format!("written {}", rich::ago(card.posted_at)))),
        due,
        (card.tier > 0).then(|| fact(format!("tier {}", card.tier))),
        (card.mentions > 1).then(|| fact(format!("{} posts", card.mentions))),
        (card.copies > 0).then(|| fact(copies(card.copies))),
        (!tags.is_empty()).then(|| fact(tags.join(" "))),
        card.draft.as_ref().map(|state| fact(format!("draft {state}"))),
        card.merged_into.map(|into| fact(joined(card, into))),
    ]
    .into_iter()
    .flatten()
    .chain(of_post.map(|(word, _)| fact(word.to_owned())))
    .collect()
}

/// Where it went, or what it repeats.
fn joined(card: &Card, other: CaseNumber) -> String {
    let how = if card.status == "copy" { "copy of" } else { "now" };
    format!("{how} {other}")
}

/// `+1 copy`, `+12 copies`.
fn copies(count: i64) -> String {
    format!("+{count} {}", if count == 1 { "copy" } else { "copies" })
}

/// By name only: whoever speaks it is not called for.
fn speakers(card: &Card) -> Option<Value> {
    let words = cut(card.speakers.as_ref()?, SHORT);
    rich::section(vec![rich::words(&words)])
}

fn holder(card: &Card, directory: &Directory, is_new: bool) -> Option<Value> {
    let Some(holder) = &card.holder else {
        let nobody = (card.status == "open").then_some("Nobody has it yet.")?;
        return rich::section(vec![rich::words(nobody)]);
    };
    let who = StaffName::from(holder.as_str());
    let who = if is_new {
        rich::strong(&cut(holder, SHORT))
    } else {
        rich::colleague(&who, directory)
    };
    let how = match card.status.as_str() {
        "held" => "held by ",
        "resolved" => "resolved by ",
        "dismissed" => "dismissed by ",
        _ => "was with ",
    };
    rich::section(vec![rich::words(how), who])
}

/// Only a new card wakes anybody, and only by a real account.
fn on_call(card: &Card, directory: &Directory, is_new: bool) -> Option<Value> {
    let names = card.on_call.iter().filter(|_| is_new).take(20);
    let mut pieces: Vec<Value> = names
        .flat_map(|name| [rich::words(" "), rich::colleague(name, directory)])
        .collect();
    if pieces.is_empty() {
        return None;
    }
    pieces.insert(0, rich::words("On call:"));
    rich::section(pieces)
}

fn reply(reply: &Published) -> Option<Value> {
    let by = format!(", by {}", cut(&reply.by, SHORT));
    rich::section(vec![rich::strong(state(reply)), rich::words(&by)])
}

fn our_words(reply: &Published) -> Option<Value> {
    rich::quote(vec![rich::words(&cut(&reply.text, REPLY))])
}

fn state(reply: &Published) -> &'static str {
    match reply.state.as_str() {
        "published" => "reply published",
        "set_aside" => "reply set aside",
        "retracting" => "reply being taken down",
        "retracted" => "reply taken down",
        _ => "reply on its way",
    }
}

fn reasons(card: &Card) -> Option<Value> {
    if card.reasons.is_empty() {
        return None;
    }
    let why = format!("Why here: {}", text::line(&card.reasons.join("; "), SHORT));
    Some(json!({ "type": "context", "elements": [plain(&why, 2 * SHORT)] }))
}
