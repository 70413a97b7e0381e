//! Places smaller than a state: postal codes, towns beside somebody's care,
//! the rooms and houses where they are cared for.

use super::context::Context;
use super::kind::{Found, Kind, Strength};
use super::says::Says;
use super::streets;
use super::words::Word;
use regex::Regex;
use std::sync::LazyLock;

struct Forms {
    american: Regex,
    /// British and Canadian codes.
    lettered: Regex,
    /// 840 24, 3610-114, 6091.
    abroad: Regex,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let form = |form: &str| Regex::new(form).expect("the forms are constants that a test compiles");
    Forms {
        american: form(r"\A(?-u:\d{5}(?:-\d{4})?\b)"),
        lettered: form(r"\A(?-u:(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)\b)"),
        abroad: form(r"\A(?-u:(?:\d{3} \d{2}|\d{4}-\d{3}|\d{4,5})\b)"),
    }
});

/// The postal code that begins with this word.
pub(super) fn zip(context: Context<'_>) -> Option<Found> {
    let Context { text, words, at } = context;
    let word = &words[at];
    let rest = &text[word.start..];
    let rest = &rest[..rest.floor_char_boundary(12)];
    let before = at.checked_sub(1).map(|i| &words[i]);
    let beside = |w: &Word<'_>| word.start - w.end() <= 2;
    let called = words[at.saturating_sub(3)..at].iter().any(|w| {
        matches!(
            w.lower.as_ref(),
            "zip" | "zipcode" | "postcode" | "postal" | "cep" | "plz" | "c.p" | "cp"
        )
    });
    let state = before.is_some_and(|w| streets::is_state(w) && beside(w));
    let town = before
        .is_some_and(|w| w.close && w.is_capital() && !w.says.is(Says::NO_NAME.and(Says::MONTH)))
        && follows_in(words, at);
    let (strength, end) = if let Some(found) = FORMS
        .american
        .find(rest)
        .filter(|f| state || called || f.len() > 5)
    {
        (Strength::Likely, found.end())
    } else if let Some(found) = FORMS.lettered.find(rest) {
        (Strength::Likely, found.end())
    } else {
        let found = FORMS
            .abroad
            .find(rest)
            .filter(|f| called || town && !is_year(f.as_str()))?;
        let strength = if called { Strength::Likely } else { Strength::Faint };
        (strength, found.end())
    };
    let goes_on = text[word.start + end..].starts_with(['-', '/', '%', ':']);
    let measured = context.said_after(1).is(Says::MEASURE);
    (!goes_on && !measured).then_some(Found {
        kind: Kind::Zip,
        strength,
        start: word.start,
        end: word.start + end,
    })
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// “in Quinta de São Tiago 3610”: a place is spoken of right before.
fn follows_in(words: &[Word<'_>], at: usize) -> bool {
    let run = words[..at]
        .iter()
        .rev()
        .take(5)
        .take_while(|w| w.is_capital() && w.close || matches!(w.lower.as_ref(), "de" | "da" | "do"));
    let run = run.count();
    let first = at - run;
    let inside = |w: &Word<'_>| matches!(w.lower.as_ref(), "in" | "from" | "near" | "of" | "en" | "at");
    run > 0 && first > 0 && inside(&words[first - 1])
}

/// “room 412”, “cuarto 220”, “rm #14B”.
pub(super) fn room(context: Context<'_>) -> Option<Found> {
    const ROOMS: [&str; 10] = [
        "room",
        "rm",
        "bed",
        "cuarto",
        "habitación",
        "habitacion",
        "quarto",
        "chambre",
        "phòng",
        "silid",
    ];
    let Context { text, words, at } = context;
    let word = &words[at];
    let digits = word.written.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&digits) || word.written.len() - digits > 1 {
        return None;
    }
    let mut first = at.checked_sub(1)?;
    if words[first].says.is(Says::NUMBERED) {
        first = first.checked_sub(1)?;
    }
    let near = &text[words[first].end()..word.start];
    (ROOMS.contains(&words[first].lower.as_ref()) && near.len() <= 9).then_some(Found {
        kind: Kind::Room,
        strength: Strength::Sure,
        start: words[first].start,
        end: word.end(),
    })
}

/// Towns, and houses of care, where somebody was treated or lives.
pub(super) fn places(words: &[Word<'_>], found: &mut Vec<Found>) {
    let mut at = 0;
    while at < words.len() {
        let run = words[at..]
            .iter()
            .enumerate()
            .take(6)
            .take_while(|(i, w)| is_place_word(w) && (*i == 0 || w.close));
        let run = run.count();
        if run == 0 {
            at += 1;
            continue;
        }
        let names = &words[at..at + run];
        let before = at.checked_sub(1).map_or("", |i| words[i].lower.as_ref());
        let inside = matches!(
            before,
            "at" | "in" | "from" | "to" | "near" | "our" | "the" | "en" | "desde" | "-"
        );
        let reach = words[at.saturating_sub(4)..at]
            .iter()
            .any(|w| w.says.is(Says::VISIT.and(Says::LIVES)));
        let town = names.iter().any(|w| w.says.is(Says::TOWN));
        let house = run > 1 && names.iter().any(|w| w.says.is(Says::CARE_PLACE));
        let dated = names.iter().any(|w| w.says.is(Says::MONTH));
        if !dated && (inside && (town || reach) || house) {
            found.push(Found {
                kind: Kind::Place,
                strength: Strength::Faint,
                start: names[0].start,
                end: names[run - 1].end(),
            });
        }
        at += run;
    }
}

fn is_place_word(word: &Word<'_>) -> bool {
    word.is_capital()
        && !word.numeral
        && (!word.says.is(Says::NO_NAME) || word.says.is(Says::CARE_PLACE) || is_saint(word))
}

fn is_saint(word: &Word<'_>) -> bool {
    matches!(
        word.lower.as_ref(),
        "st" | "saint"
            | "mt"
            | "medical"
            | "center"
            | "general"
            | "children"
            | "women"
            | "lakeshore"
            | "north"
            | "south"
            | "west"
            | "east"
    )
}
