//! Lines for colleagues, pictures, and the one message that lists a burst of new cases.

use super::escape::{length, one_line, own, words};
use super::{BARE_LINKS, Look, marker, menus, nonce, plain};
use crate::chat::Listing;
use crate::domain::{Card, DeliveryId, Line, Picture, Piece, text};
use serde_json::{Value, json};

/// Most signs of a message's own text, with room for the marker under it.
const CONTENT: usize = 1_950;
/// What does not fit goes on in a box below; together no line that we say is longer.
const BOX: usize = 4_000;
/// Longest description of a picture.
const ALT: usize = 1_024;
/// Most people that one message wakes.
const MOST_WOKEN: usize = 50;

/// A line as a message. Names in it wake nobody but those who are meant to notice.
pub(in crate::chat::discord) fn line(line: &Line, look: &Look<'_>, key: DeliveryId) -> Value {
    let (mut whole, mut woken) = (String::new(), Vec::new());
    for piece in line.pieces() {
        match piece {
            Piece::Text(text) => whole.push_str(&own(text)),
            Piece::Quote(theirs) => whole.push_str(&words(theirs, CONTENT + BOX)),
            Piece::Staff(name) => whole.push_str(&look.name(name)),
            Piece::Wake(name) => {
                whole.push_str(&look.name(name));
                woken.extend(look.account(name).map(str::to_owned));
            }
        }
    }
    woken.sort_unstable();
    woken.dedup();
    woken.truncate(MOST_WOKEN);
    let (head, tail) = split(&whole, CONTENT);
    let mut message = json!({
        "content": format!("{head}\n-# {}", marker(key)),
        "allowed_mentions": { "parse": [], "users": woken },
        "nonce": nonce(key),
        "enforce_nonce": true,
    });
    if tail.is_empty() {
        message["flags"] = BARE_LINKS.into();
    } else {
        let (tail, beyond) = split(tail, BOX);
        let cut = if beyond.is_empty() { "" } else { "…" };
        message["embeds"] = json!([{ "description": format!("{tail}{cut}") }]);
    }
    message
}

/// Cuts where it hurts least: at the end of a line, else between words, else between signs, never inside an escape.
pub(in crate::chat::discord) fn split(text: &str, most: usize) -> (&str, &str) {
    if length(text) <= most {
        return (text, "");
    }
    let mut used = 0;
    let end = text
        .char_indices()
        .find(|(_, c)| {
            used += c.len_utf16();
            used > most
        })
        .map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    let far = head.len() / 2;
    let at = head.rfind('\n').filter(|at| *at > far);
    let at = at.or_else(|| head.rfind(' ').filter(|at| *at > far));
    let at = at.unwrap_or_else(|| head.trim_end_matches('\\').len());
    if at == 0 {
        return text.split_at(end);
    }
    (&text[..at], text[at..].trim_start_matches(['\n', ' ']))
}

/// One message for many new cases: a line each, and menus that open one.
pub(in crate::chat::discord) fn listing(listing: &Listing, key: DeliveryId) -> Value {
    let cards = &listing.cards;
    let lines: Vec<String> = cards.iter().map(of_case).collect();
    let (shown, hidden) = split_lines(&lines, BOX);
    let more = if hidden == 0 {
        String::new()
    } else {
        format!("\n… and {hidden} more, in the menus below")
    };
    let options: Vec<(String, String)> = cards
        .iter()
        .map(|card| (label(card), card.number.0.to_string()))
        .collect();
    json!({
        "content": format!("{} more new cases", cards.len()),
        "embeds": [{ "description": format!("{shown}{more}"), "footer": { "text": marker(key) } }],
        "components": menus("open", "Open a case…", &options),
        "allowed_mentions": { "parse": [] },
        "nonce": nonce(key),
        "enforce_nonce": true,
    })
}

/// What goes with a picture: what it shows in words, which Discord reads for nothing, and how it is found again.
pub(in crate::chat::discord) fn picture(picture: &Picture, key: DeliveryId) -> Value {
    let alt = plain(&picture.alt, ALT);
    json!({
        "content": format!("-# {}", marker(key)),
        "attachments": [{ "id": 0, "filename": picture.name, "description": alt }],
        "allowed_mentions": { "parse": [] },
        "nonce": nonce(key),
        "enforce_nonce": true,
    })
}

fn split_lines(lines: &[String], most: usize) -> (String, usize) {
    let mut out = String::new();
    for (place, line) in lines.iter().enumerate() {
        if length(&out) + length(line) + 1 > most {
            return (out, lines.len() - place);
        }
        if place > 0 {
            out.push('\n');
        }
        out.push_str(line);
    }
    (out, 0)
}

fn of_case(card: &Card) -> String {
    let first = one_line(&text::line(&card.text, 60), 120);
    let dash = if first.is_empty() { "" } else { " — " };
    format!(
        "**{}** · {} · {} · {}{dash}{first}",
        card.number,
        card.urgency,
        card.topic.title(),
        card.network.title()
    )
}

fn label(card: &Card) -> String {
    let words = text::line(&card.text, 40);
    plain(
        &format!(
            "{} · {} · {} · {words}",
            card.number,
            card.urgency,
            card.topic.title()
        ),
        100,
    )
}
