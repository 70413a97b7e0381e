//! Street addresses: a house number and a street in either order, a box, a
//! flat, a military post office; then all that belongs to one: flat, town,
//! state, postal code.

use super::context::Context;
use super::kind::{Found, Kind, Strength};
use super::says::Says;
use super::words::Word;

/// Most words between a house number and what shows that it is one.
const MIDDLE: usize = 5;

/// Ends of street names that are one word.
const COMPOUNDS: [&str; 24] = [
    "strasse", "straße", "gasse", "weg", "vej", "gade", "gata", "gatan", "gate", "vägen", "veien", "vegur",
    "katu", "kuja", "tie", "laan", "straat", "stræde", "graben", "platz", "allee", "utca", "ulica", "braut",
];

/// The address that begins with word `at`.
pub(super) fn find(text: &str, words: &[Word<'_>], at: usize) -> Option<Found> {
    let context = Context { text, words, at };
    let word = &words[at];
    let lives = context.said_before(6).is(Says::LIVES);
    let core = if word.says.is(Says::MILITARY) || is_unit_and_box(words, at) {
        military(words, at)
    } else if word.numeral {
        numbered_first(words, at, lives)
    } else {
        named_first(words, at, lives)
    };
    let last = tail(text, words, core?);
    let business = context
        .said_before(4)
        .and(context.said_after(3))
        .is(Says::BUSINESS);
    let strength = match (lives, business) {
        (true, _) => Strength::Sure,
        (false, true) => Strength::Faint,
        (false, false) => Strength::Likely,
    };
    Some(Found {
        kind: Kind::Address,
        strength,
        start: word.start,
        end: words[last].end(),
    })
}

fn is_house_number(word: &Word<'_>) -> bool {
    let digits = word.written.bytes().take_while(u8::is_ascii_digit).count();
    (1..=6).contains(&digits) && word.written.len() - digits <= 1
}

fn is_compound(word: &Word<'_>) -> bool {
    word.is_capital()
        && COMPOUNDS
            .iter()
            .any(|end| word.lower.len() > end.len() + 2 && word.lower.ends_with(end))
}

fn is_connector(word: &Word<'_>) -> bool {
    matches!(
        word.lower.as_ref(),
        "de" | "del"
            | "la"
            | "las"
            | "los"
            | "el"
            | "do"
            | "da"
            | "dos"
            | "des"
            | "du"
            | "der"
            | "van"
            | "von"
            | "of"
            | "y"
            | "di"
    )
}

/// “412 Birch Hollow Rd”, “88 kettle road”, “33 avenue de Provence”, “5 Kiannonkatu 98 Apt. 105”.
fn numbered_first(words: &[Word<'_>], at: usize, lives: bool) -> Option<usize> {
    if !is_house_number(&words[at]) {
        return None;
    }
    let mut capitals = 0;
    for (step, next) in words.iter().enumerate().skip(at + 1).take(MIDDLE + 1) {
        let unit = next.says.is(Says::UNIT) && words.get(step + 1).is_some_and(|w| w.numeral);
        if unit && capitals > 0 {
            return Some(step + 1);
        }
        if !next.close {
            return None;
        }
        let street = next.says.is(Says::STREET) && step > at + 1;
        if street
            && (next.is_capital() && capitals > 0
                || next.says.is(Says::SURELY_STREET) && (capitals > 0 || lives || step <= at + 3))
        {
            return Some(step);
        }
        if next.says.is(Says::STREET_BEFORE) && !next.says.is(Says::NO_NAME) {
            return named_first(words, step, true).or_else(|| {
                let named = words[step + 1..]
                    .iter()
                    .take(3)
                    .take_while(|w| w.close && (w.is_capital() || is_connector(w)));
                let count = named.count();
                (count > 0).then_some(step + count)
            });
        }
        if is_compound(next) {
            return Some(
                if words.get(step + 1).is_some_and(|w| w.close && is_house_number(w)) {
                    step + 1
                } else {
                    step
                },
            );
        }
        let second_number = step == at + 1 && is_house_number(next);
        let plain = !next.says.is(Says::NO_NAME
            .and(Says::MEASURE)
            .and(Says::FILLER)
            .and(Says::YEARS))
            && !next.numeral;
        let number_after_name = capitals > 0 && next.numeral && is_house_number(next);
        if !(second_number
            || next.is_capital() && !next.numeral
            || is_connector(next)
            || number_after_name
            || plain && capitals == 0)
        {
            return None;
        }
        capitals += usize::from(next.is_capital() && !next.numeral);
    }
    None
}

/// “Calle Olmo 12”, “Ziegelgasse 19”, and after “lives on”, “Joaquin Suarez 2906”.
fn named_first(words: &[Word<'_>], at: usize, lives: bool) -> Option<usize> {
    let first = &words[at];
    let prefix = first.says.is(Says::STREET_BEFORE);
    let compound = is_compound(first);
    let prepositions = ["on", "at", "of", "to", "address", "in", "en", "is", "was"];
    let after_lives =
        || lives && first.is_name() && at > 0 && prepositions.contains(&words[at - 1].lower.as_ref());
    if !(prefix || compound || after_lives()) || first.says.is(Says::MONTH) {
        return None;
    }
    let mut named = !prefix;
    for (step, next) in words.iter().enumerate().skip(at + 1).take(MIDDLE) {
        if !next.joined {
            return None;
        }
        if is_house_number(next) && !next.says.is(Says::MEASURE) {
            return named.then_some(step);
        }
        if !(next.is_capital()
            || is_connector(next)
            || matches!(next.lower.as_ref(), "no" | "núm" | "numero" | "número" | "n"))
        {
            return None;
        }
        named |= next.is_capital();
    }
    None
}

fn is_unit_and_box(words: &[Word<'_>], at: usize) -> bool {
    let lower = |i: usize| words.get(i).map_or("", |w| w.lower.as_ref());
    let numeral = |i: usize| words.get(i).is_some_and(|w| w.numeral);
    let post_office = lower(at) == "p" && lower(at + 1) == "o" && lower(at + 2) == "box" && numeral(at + 3)
        || matches!(lower(at), "po" | "pobox") && lower(at + 1) == "box" && numeral(at + 2);
    let unit = lower(at) == "unit" && numeral(at + 1) && lower(at + 2) == "box" && numeral(at + 3);
    let flat = matches!(lower(at), "apt" | "apartment" | "suite" | "ste") && numeral(at + 1);
    post_office || unit || flat
}

/// “PSC 1437, Box 3833”, “Unit 4719 Box 7394”, “P.O. Box 149”, “USS Mahler FPO AA 70489”.
fn military(words: &[Word<'_>], at: usize) -> Option<usize> {
    let to = words.len().min(at + 7);
    let numbers = (at + 1..to).take_while(|i| {
        let word = &words[*i];
        word.numeral
            || word.says.is(Says::UNIT.and(Says::MILITARY))
            || matches!(word.lower.as_ref(), "o" | "box")
            || word.is_capital()
    });
    numbers.filter(|i| words[*i].numeral).last()
}

/// The last word of an address whose street ends with word `last`: flat, town, state and postal code belong to it.
fn tail(text: &str, words: &[Word<'_>], mut last: usize) -> usize {
    for _ in 0..6 {
        let Some(next) = words.get(last + 1) else { break };
        let between = &text[words[last].end()..next.start];
        let parted = |c: char| matches!(c, ' ' | ',' | '\n' | '\r' | '\t' | '>' | '.' | '(' | ')' | '#');
        if between.len() > 8 || !between.chars().all(parted) {
            break;
        }
        let Some(taken) = part(words, last + 1, between) else {
            break;
        };
        last = taken;
    }
    last
}

/// One more part of an address that begins with word `at`: where it ends.
fn part(words: &[Word<'_>], at: usize, between: &str) -> Option<usize> {
    let numeral = |i: usize| words.get(i).is_some_and(|w| w.numeral);
    let first = &words[at];
    if first.says.is(Says::UNIT)
        && (numeral(at + 1) || words.get(at + 1).is_some_and(|w| w.close && w.is_initial()))
    {
        return Some(at + 1);
    }
    if between.contains('#') && first.written.len() <= 5 || is_postal_code(first) {
        return Some(at);
    }
    if first.says.is(Says::MILITARY) && numeral(at + 2) {
        return Some(at + 2);
    }
    let is_part = |w: &Word<'_>| {
        (w.is_capital() && !w.numeral && (w.is_name() || w.written.len() < 4 || is_upper(w)))
            || w.lower == "nan"
    };
    let joined = |w: &Word<'_>| w.joined || is_connector(w);
    let run = words[at..]
        .iter()
        .enumerate()
        .take(6)
        .take_while(|(i, w)| (is_part(w) || *i > 0 && is_connector(w)) && (*i == 0 || joined(w)))
        .count();
    if run == 0 {
        return None;
    }
    let end = at + run;
    if words.get(end).is_some_and(is_postal_code) {
        return Some(end);
    }
    let unit_next = words.get(end).is_some_and(|w| w.says.is(Says::UNIT)) && numeral(end + 1);
    (unit_next || between.contains([',', '\n']) || is_state(&words[end - 1]) && run < 3).then_some(end - 1)
}

fn is_upper(word: &Word<'_>) -> bool {
    !word.written.contains(char::is_lowercase)
}

fn is_postal_code(word: &Word<'_>) -> bool {
    let digits = word.written.bytes().filter(u8::is_ascii_digit).count();
    let plain = word.written.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    plain && (4..=9).contains(&digits)
}

/// The two capitals of an American state.
pub(super) fn is_state(word: &Word<'_>) -> bool {
    const STATES: &str = "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY";
    word.written.len() == 2 && is_upper(word) && STATES.split(' ').any(|state| state == word.written)
}
