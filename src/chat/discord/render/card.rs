//! A case's card as an embed with buttons. Pure, and within every limit of
//! Discord whatever the case holds.
//!
//! What a person looks for has its own plain word at a steady place: number,
//! state and holder, urgency and network in the title, all else that marks
//! the case in one field.

use super::escape::{one_line, quote, words};
use super::{Look, act, link_button, moment, row};
use crate::domain::{Card, Intent, Sight, StaffName, Topic, Urgency};
use serde_json::{Value, json};
use url::Url;

/// Signs of a post on a card: with all else it stays below the 6,000 that Discord allows.
const POST: usize = 2_800;
/// Signs of a field's value.
const FIELD: usize = 300;
/// Signs of the line that says who speaks the author's language.
const SPEAKERS: usize = 200;
/// Longest address that a button takes.
const LONGEST_LINK: usize = 512;

/// The message that shows a case: its embed and its buttons, nobody woken.
pub(in crate::chat::discord) fn message(card: &Card, look: &Look<'_>, footer: &str) -> Value {
    let fields: Vec<Value> = fields(card, look)
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| json!({ "name": name, "value": value, "inline": !matches!(name, "Language" | "Why here" | "Reply") }))
        .collect();
    json!({
        "content": "",
        "embeds": [{
            "title": title(card),
            "description": said(card),
            "color": colour(card),
            "fields": fields,
            "footer": { "text": footer },
        }],
        "components": buttons(card),
        "allowed_mentions": { "parse": [] },
    })
}

/// A thread's name: what the case is, without a word of its author.
pub(in crate::chat::discord) fn thread_name(card: &Card) -> String {
    let name = format!("{} · {} · {}", card.number, card.topic.title(), card.department);
    name.chars().take(100).collect()
}

/// `#142 · held by ana · high · Bluesky`
fn title(card: &Card) -> String {
    let standing = match (&card.holder, card.status.as_str()) {
        (Some(holder), "held") => format!("held by {}", one_line(holder, 60)),
        (Some(holder), status) => format!("{status} ({})", one_line(holder, 60)),
        (None, status) => status.to_owned(),
    };
    format!(
        "{} · {standing} · {} · {}",
        card.number,
        card.urgency,
        card.network.title()
    )
}

fn said(card: &Card) -> String {
    let words = match card.sight {
        Sight::Full if card.text.trim().is_empty() => "*A post without words.*".to_owned(),
        Sight::Full => quote(&card.text, POST),
        Sight::Redacted => {
            "*The words stay out of this channel. Press “See the post” to read them by yourself; \
             that you looked goes on record.*"
                .to_owned()
        }
        Sight::Link => "*The words stay out of this chat.*".to_owned(),
    };
    match (card.deleted, card.edited) {
        (true, _) => format!("{words}\n*The author has deleted this post.*"),
        (false, true) => format!("{words}\n*The author has changed a post.*"),
        (false, false) => words,
    }
}

fn fields(card: &Card, look: &Look<'_>) -> Vec<(&'static str, String)> {
    vec![
        ("Author", author(card)),
        ("About", about(card)),
        (
            "Facility",
            card.facility
                .as_deref()
                .map(|f| one_line(f, FIELD))
                .unwrap_or_default(),
        ),
        ("Department", one_line(&card.department, FIELD)),
        ("Holder", holder(card, look)),
        ("Posted", moment(card.posted_at)),
        ("Due", due(card)),
        ("Marks", marks(card)),
        (
            "Language",
            one_line(card.speakers.as_deref().unwrap_or_default(), SPEAKERS),
        ),
        ("Why here", one_line(&card.reasons.join("; "), 2 * FIELD)),
        ("Reply", reply(card, look)),
    ]
}

fn author(card: &Card) -> String {
    let history = match card.history {
        ..=1 => "first case".to_owned(),
        n => format!("{n}{} case", ending(n)),
    };
    if card.sight != Sight::Full {
        return history;
    }
    let name = match card.author.trim() {
        "" => String::new(),
        name => format!("{} · ", one_line(name, 80)),
    };
    format!(
        "{name}{} · {history}",
        one_line(&format!("@{}", card.handle), 120)
    )
}

fn ending(n: i64) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

fn about(card: &Card) -> String {
    let mut parts = Vec::new();
    if card.topic != Topic::None {
        parts.push(card.topic.title());
    }
    if !matches!(card.intent, Intent::Unrelated) {
        parts.push(card.intent.to_string());
    }
    if !card.language.is_empty() {
        parts.push(one_line(&card.language, 20));
    }
    parts.join(" · ")
}

fn holder(card: &Card, look: &Look<'_>) -> String {
    let Some(holder) = &card.holder else {
        return String::new();
    };
    let since = card
        .since
        .map(|at| format!(" since {}", moment(at)))
        .unwrap_or_default();
    format!("{}{since}", look.name(&StaffName(holder.clone())))
}

fn due(card: &Card) -> String {
    match (card.due_at, is_closed(card)) {
        (Some(at), false) if card.late => format!("late, was due {}", moment(at)),
        (Some(at), false) => moment(at),
        _ => String::new(),
    }
}

/// Each fact in its own plain words.
fn marks(card: &Card) -> String {
    let tags = card
        .tags
        .iter()
        .map(|tag| format!("#{tag}"))
        .collect::<Vec<_>>()
        .join(" ");
    let marks = [
        (card.tier > 0).then(|| format!("tier {}", card.tier)),
        card.late.then(|| "late".to_owned()),
        (card.mentions > 1).then(|| format!("{} posts", card.mentions)),
        (card.copies == 1).then(|| "+1 copy".to_owned()),
        (card.copies > 1).then(|| format!("+{} copies", card.copies)),
        card.edited.then(|| "edited".to_owned()),
        card.deleted.then(|| "deleted".to_owned()),
        (!tags.is_empty()).then(|| words(&tags, FIELD)),
        card.reply
            .as_ref()
            .map(|reply| format!("reply {}", reply.state.replace('_', " "))),
        card.draft.as_ref().map(|state| format!("draft {state}")),
        card.merged_into.map(|into| format!("now {into}")),
    ];
    marks.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn reply(card: &Card, look: &Look<'_>) -> String {
    let Some(reply) = &card.reply else {
        return String::new();
    };
    let by = look.name(&StaffName(reply.by.clone()));
    let head = format!("{} by {by} {}", reply.state.replace('_', " "), moment(reply.at));
    if reply.text.trim().is_empty() {
        return head;
    }
    format!("{head}\n{}", quote(&reply.text, 600))
}

/// What is done or answered is green, the rest as pressing as it is.
fn colour(card: &Card) -> u32 {
    let is_answered = card
        .reply
        .as_ref()
        .is_some_and(|reply| reply.state == "published");
    match (is_closed(card) || is_answered, card.urgency) {
        (true, _) => 0x002e_7d32,
        (false, Urgency::Critical) => 0x00c6_2828,
        (false, Urgency::High) => 0x00ef_6c00,
        (false, Urgency::Normal) => 0x0015_65c0,
        (false, Urgency::Low) => 0x0075_7575,
    }
}

pub(in crate::chat::discord) fn is_closed(card: &Card) -> bool {
    !matches!(card.status.as_str(), "open" | "held")
}

/// Verbs that stand on the card of a case as it is now; all others are behind “More…”.
pub(in crate::chat::discord) fn verbs_shown(card: &Card) -> Vec<&'static str> {
    if is_closed(card) {
        return vec!["reopen"];
    }
    let mut verbs = Vec::new();
    if card.status == "open" {
        verbs.push("claim");
    }
    if card.takes_replies {
        verbs.push("reply");
    }
    verbs.extend(["escalate", "resolve"]);
    verbs
}

/// Buttons name a verb and a case and nothing else: they outlive whatever happens to us.
pub(in crate::chat::discord) fn buttons(card: &Card) -> Value {
    let first = verbs_shown(card);
    let mut row_of_verbs: Vec<Value> = first
        .iter()
        .enumerate()
        .map(|(place, verb)| act(verb, card.number, place == 0))
        .collect();
    row_of_verbs.push(super::more(card.number));
    let mut rows = vec![row(&row_of_verbs)];
    let mut below = Vec::new();
    if card.help_is_ready() {
        below.push(super::button(
            "🆘 Help is ready",
            &format!("case/suggest/{}", card.number.0),
            4,
        ));
    }
    if !is_closed(card) {
        below.push(act("note", card.number, false));
    }
    let label = match card.sight {
        Sight::Redacted => Some("See the post"),
        Sight::Full if card.masked => Some("Unmask"),
        Sight::Full | Sight::Link => None,
    };
    below.extend(label.map(|label| super::button(label, &format!("case/reveal/{}", card.number.0), 2)));
    below.extend(
        card.link
            .as_deref()
            .and_then(address)
            .map(|url| link_button("Open the post", &url)),
    );
    if !below.is_empty() {
        rows.push(row(&below));
    }
    Value::Array(rows)
}

/// An address that a browser opens and nothing else, and that leads where it seems to.
fn address(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let opens = matches!(url.scheme(), "http" | "https") && url.has_host();
    let honest = url.username().is_empty() && url.password().is_none();
    (opens && honest && url.as_str().len() <= LONGEST_LINK).then(|| url.to_string())
}
