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
    let towards = at > 0 && matches!(words[at - 1].lower.as_ref(), "on" | "at" | "to" | "address");
    let core = if word.says.is(Says::MILITARY) || is_unit_and_box(words, at) {
        military(words, at)
    } else if word.numeral {
        numbered_first(words, at, lives || towards)
    } else {
        named_first(words, at, lives)
    };
    let last = tail(text, words, core?);
    let business = context
        .said_before(4)
        .and(context.said_after(3))
        .is(Says::BUSINESS);
    let named = words[at..=last].iter().any(says_street);
    let strength = match (lives, named) {
        (true, true) => Strength::Sure,
        (true, false) => Strength::Likely,
        (false, true) if !business => Strength::Likely,
        _ => Strength::Faint,
    };
    Some(Found {
        kind: Kind::Address,
        strength,
        start: word.start,
        end: words[last].end(),
    })
}

/// Without such a word “on Peter Olmo 188” may be a street, and may be a show.
fn says_street(word: &Word<'_>) -> bool {
    let says = Says::STREET
        .and(Says::STREET_BEFORE)
        .and(Says::UNIT)
        .and(Says::MILITARY);
    word.says.is(says) || is_compound(word)
}

fn is_house_number(word: &Word<'_>) -> bool {
    let digits = word.written.bytes().take_while(u8::is_ascii_digit).count();
    (1..=6).contains(&digits) && word.written.len() - digits <= 1
}

/// Two digits or more, and no year.
fn is_plain_number(word: &Word<'_>) -> bool {
    let year = word.written.len() == 4 && (word.written.starts_with("19") || word.written.starts_with("20"));
    word.written.len() > 1 && !year
}

fn is_compound(word: &Word<'_>) -> bool {
    word.is_capital()
        && COMPOUNDS
            .iter()
            .any(|end| word.lower.len() > end.len() + 2 && word.lower.ends_with(end))
}

/// “412 Birch Hollow Rd”, “88 kettle road”, “33 avenue de Provence”, “5366 Olmo 27”, “5 Cerezo Apt. 105”.
fn numbered_first(words: &[Word<'_>], at: usize, lives: bool) -> Option<usize> {
    if !is_house_number(&words[at]) {
        return None;
    }
    let mut capitals = 0;
    let mut plain = 0;
    for (step, next) in words.iter().enumerate().skip(at + 1).take(MIDDLE + 1) {
        if capitals > 0 && is_unit(words, step) {
            return Some(step + 1);
        }
        if !next.close {
            return None;
        }
        let far = step > at + 1;
        let street = far && next.says.is(Says::STREET) && next.is_capital() && capitals > 0;
        let small = far && next.says.is(Says::SURELY_STREET) && (capitals > 0 || lives || step <= at + 3);
        if street || small || is_compound(next) {
            let numbered = words.get(step + 1).is_some_and(|w| w.close && is_house_number(w));
            return Some(step + usize::from(numbered));
        }
        if next.says.is(Says::STREET_BEFORE) && !next.says.is(Says::NO_NAME) {
            return named_first(words, step, true).or_else(|| named_after(words, step));
        }
        let named = capitals > 0 || lives && (1..3).contains(&plain);
        if named && is_house_number(next) && next.written.bytes().all(|b| b.is_ascii_digit()) {
            let long = words[at].written.len() > 1 && next.written.len() > 1;
            return (lives || long || is_unit(words, step + 1)).then_some(step);
        }
        let second_number = !far && is_house_number(next);
        if !(second_number
            || may_be_within(next)
                && (next.is_capital() || capitals == 0 || next.says.is(Says::CONNECTOR.and(Says::STREET))))
        {
            return None;
        }
        capitals += usize::from(next.is_capital());
        plain += usize::from(!next.numeral);
    }
    None
}

/// No measure, no time, no word that only joins others: a street may bear it as a name.
fn may_be_within(word: &Word<'_>) -> bool {
    let never = Says::MEASURE
        .and(Says::YEARS)
        .and(Says::NO_NAME)
        .and(Says::FILLER);
    word.says.is(Says::CONNECTOR)
        || !word.numeral && (word.is_capital() && !word.says.is(Says::MEASURE) || !word.says.is(never))
}

/// “avenue de Provence”: the words of the name after the word for the street.
fn named_after(words: &[Word<'_>], at: usize) -> Option<usize> {
    let named = words[at + 1..].iter().take(3);
    let count = named
        .take_while(|w| w.close && (w.is_capital() || w.says.is(Says::CONNECTOR)))
        .count();
    (count > 0).then_some(at + count)
}

fn is_unit(words: &[Word<'_>], at: usize) -> bool {
    words.get(at).is_some_and(|w| w.says.is(Says::UNIT)) && words.get(at + 1).is_some_and(|w| w.numeral)
}

/// “Calle Olmo 12”, “Ziegelgasse 19”, and after “lives on”, “Joaquin Suarez 2906”.
fn named_first(words: &[Word<'_>], at: usize, lives: bool) -> Option<usize> {
    let first = &words[at];
    let prefix = first.says.is(Says::STREET_BEFORE);
    let before = at.checked_sub(1).map_or("", |i| words[i].lower.as_ref());
    let told = first.is_name()
        && (lives && matches!(before, "address" | "in" | "en" | "is" | "was")
            || matches!(before, "on" | "at" | "of" | "to"));
    if !(prefix || is_compound(first) || told) || first.says.is(Says::MONTH) {
        return None;
    }
    let sure = prefix || lives || is_compound(first);
    let mut named = !prefix;
    for (step, next) in words.iter().enumerate().skip(at + 1).take(MIDDLE) {
        if !(next.joined || next.close) {
            return None;
        }
        if is_house_number(next) {
            return (named && (sure || is_plain_number(next))).then_some(step);
        }
        let numbered = matches!(
            next.lower.as_ref(),
            "no" | "núm" | "numero" | "número" | "n" | "nº"
        );
        if !(next.is_capital() || next.says.is(Says::CONNECTOR) || numbered) {
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
    let goes_on = |i: &usize| {
        let word = &words[*i];
        let known =
            word.says.is(Says::UNIT.and(Says::MILITARY)) || matches!(word.lower.as_ref(), "o" | "box");
        // The name of a ship, and the two letters of a region.
        let named = *i == at + 1 || word.written.len() == 2 || word.is_capital();
        word.numeral || known || named
    };
    let parts = (at + 1..words.len().min(at + 7)).take_while(goes_on);
    parts.filter(|i| words[*i].numeral).last()
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
    let goes_on = |(i, w): &(usize, &Word<'_>)| {
        let inside = *i > 0 && w.says.is(Says::CONNECTOR);
        (w.is_capital() && !w.numeral || w.lower == "nan" || inside) && (*i == 0 || w.joined || inside)
    };
    let run = words[at..].iter().enumerate().take(6).take_while(goes_on).count();
    let end = at + run;
    if run > 0 && words.get(end).is_some_and(is_postal_code) {
        return Some(end);
    }
    let last = end.checked_sub(1).filter(|last| *last >= at)?;
    let town = (first.is_name() || is_upper(first)) && between.contains([',', '\n']);
    (is_unit(words, end) || town || is_state(&words[last]) && run < 3).then_some(last)
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
