//! What cards, lines, lists and forms look like on Discord. Pure: our words
//! in, the JSON of a message out.

pub(super) mod answer;
pub(super) mod card;
pub(super) mod escape;
pub(super) mod forms;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub(super) mod lines;
pub(super) mod request;
#[cfg(test)]
mod tests;

use crate::domain::{CaseNumber, DeliveryId, Directory, StaffName, Timestamp};
use commands::Entry;
use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;

/// Only one person sees it.
pub(super) const EPHEMERAL: u64 = 1 << 6;
/// Addresses in it are not drawn as pages.
pub(super) const BARE_LINKS: u64 = 1 << 2;

/// Who is who, for those that look at it.
pub(super) struct Look<'a> {
    /// The organisation's people.
    pub directory: &'a Directory,
}

impl Look<'_> {
    /// A colleague's id here, if they have one that Discord could have given.
    pub(super) fn account(&self, name: &StaffName) -> Option<&str> {
        let id = self.directory.account_of(name, super::NAME)?;
        (!id.is_empty() && id.bytes().all(|b| b.is_ascii_digit())).then_some(id)
    }

    /// A colleague as readers see them: a real mention, which wakes nobody by itself, or the bare name.
    pub(super) fn name(&self, name: &StaffName) -> String {
        self.account(name)
            .map_or_else(|| escape::one_line(name.as_str(), 80), |id| format!("<@{id}>"))
    }
}

/// What a message carries of its delivery, for good and for everybody to read: Discord forgets a nonce within minutes.
pub(super) fn marker(key: DeliveryId) -> String {
    let key = key.to_string();
    format!("liaison {}", &key[key.len() - 12..])
}

/// The delivery's id as Discord compares it: at most 25 signs.
pub(super) fn nonce(key: DeliveryId) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
    let number = key.0.as_u128();
    let digit = |place: u32| char::from(DIGITS[usize::try_from((number >> (5 * place)) & 31).unwrap_or(0)]);
    (0..26).rev().skip(1).map(digit).collect()
}

/// A time as each reader's own clock tells it, and it stays right without redrawing.
fn moment(at: Timestamp) -> String {
    format!("<t:{}:R>", at.timestamp())
}

pub(super) fn row(parts: &[Value]) -> Value {
    json!({ "type": 1, "components": parts })
}

/// Styles: 1 the thing to do, 2 neutral, 3 good, 4 careful.
pub(super) fn button(label: &str, id: &str, style: u8) -> Value {
    json!({ "type": 2, "style": style, "label": label, "custom_id": id })
}

fn link_button(label: &str, url: &str) -> Value {
    json!({ "type": 2, "style": 5, "label": label, "url": url })
}

/// The button of a verb: “Claim”, or “Reply…” where a form follows.
fn act(verb: &str, case: CaseNumber, first: bool) -> Value {
    let mut label = verb.to_owned();
    if let Some(letter) = label.get_mut(..1) {
        letter.make_ascii_uppercase();
    }
    let style = match verb {
        // What the public reads is green, a note for colleagues grey: the two never look alike.
        "reply" => 3,
        "escalate" => 4,
        _ if first => 1,
        _ => 2,
    };
    button(&label, &format!("case/{verb}/{}", case.0), style)
}

fn more(case: CaseNumber) -> Value {
    button("More…", &format!("more/{}", case.0), 2)
}

/// Choices as menus of 25 each, at most four of them; `id` and a number name each.
pub(super) fn menus(id: &str, about: &str, options: &[(String, String)]) -> Vec<Value> {
    let pages = options.chunks(25).take(4);
    let several = options.len() > 25;
    pages
        .enumerate()
        .map(|(page, options)| {
            let about = if several {
                format!("{about} ({})", page + 1)
            } else {
                about.to_owned()
            };
            let options: Vec<Value> = options
                .iter()
                .map(|(label, value)| json!({ "label": plain(label, 100), "value": plain(value, 100) }))
                .collect();
            row(&[
                json!({ "type": 3, "custom_id": format!("{id}/{page}"), "placeholder": plain(&about, 150),
                             "min_values": 1, "max_values": 1, "options": options }),
            ])
        })
        .collect()
}

/// All else that can be done with a case, to choose from.
pub(super) fn more_verbs(case: u64, verbs: &[&Entry]) -> answer::Answer {
    let options: Vec<(String, String)> = verbs
        .iter()
        .map(|it| (format!("{} — {}", it.verb, it.about), it.verb.clone()))
        .collect();
    let text = format!("What would you like to do with #{case}?");
    answer::Answer::text(&text).with_rows(menus(&format!("pick/{case}"), "Choose…", &options))
}

/// Text for a place where Discord reads no marks: on one line and within its length.
pub(super) fn plain(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if escape::length(&line) <= most {
        return line;
    }
    format!("{}…", within(&line, most - 1))
}

/// As much of a text as fits, cut between signs.
fn within(text: &str, most: usize) -> &str {
    let mut used = 0;
    for (at, sign) in text.grapheme_indices(true) {
        used += escape::length(sign);
        if used > most {
            return &text[..at];
        }
    }
    text
}
