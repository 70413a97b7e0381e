//! Dates, and what they are the dates of: a birth, a visit, an admission, a
//! death. Ages over 89. A day nobody was treated on is nobody's.

use super::context::Context;
use super::kind::{Found, Kind, Strength};
use super::says::Says;
use super::words::Word;
use regex::Regex;
use std::sync::LazyLock;

/// How far back a birth or a visit is spoken of, in words.
const NEAR: usize = 8;

struct Forms {
    /// 7/7/2009, 14.01.60, 2023-02-14.
    figures: Regex,
    /// 17-Feb-2023, 3rd of March 2021, 14 de enero de 1960.
    day_first: Regex,
    /// March 3, 1961; Apr 22nd '23; January 2022.
    month_first: Regex,
    /// 3/14.
    short: Regex,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let form = |form: &str| Regex::new(form).expect("the forms are constants that a test compiles");
    Forms {
        figures: form(
            r"\A(?-u:(?:\d{1,2}[ ]?([/.-])[ ]?\d{1,2}[ ]?[/.-][ ]?(?:\d{4}|\d{2})|(?:19|20)\d\d[/.-]\d{1,2}[/.-]\d{1,2}(?:[T ]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?Z?)?))(?-u:\b)",
        ),
        day_first: form(
            r"\A(?i)\d{1,2}(?:st|nd|rd|th|º|o)?(?: of| de|-|/)? ?(?P<month>\p{L}{3,10})\.?(?:(?:,| de[l]?| of|-|/)? ?(?:(?:19|20)\d\d|'?\d\d(?-u:\b)))?",
        ),
        month_first: form(
            r"\A(?i)\p{L}{3,10}\.?[ -]?(?:(?:the )?\d{1,2}(?:st|nd|rd|th)?(?-u:\b)(?:,? ?(?:of )?(?:(?:19|20)\d\d|['’]\d\d)(?-u:\b))?|(?:,|of|de)? ?(?:19|20)\d\d(?-u:\b))",
        ),
        short: form(r"\A(?-u:\d{1,2}[/-]\d{1,2}(?:\b))"),
    }
});

/// Where a date that begins with this word ends, and whether it has a year.
fn date_at(text: &str, word: &Word<'_>) -> Option<(usize, bool)> {
    let rest = &text[word.start..];
    let rest = &rest[..rest.floor_char_boundary(48)];
    if word.says.is(Says::MONTH) {
        let found = FORMS.month_first.find(rest)?;
        return Some((word.start + found.end(), ends_in_year(found.as_str())));
    }
    if let Some(found) = FORMS.figures.find(rest) {
        return is_calendar(found.as_str()).then_some((word.start + found.end(), true));
    }
    let captures = FORMS.day_first.captures(rest)?;
    let month = captures.name("month")?.as_str().to_lowercase();
    let whole = captures.get(0)?;
    Says::of(&month)
        .is(Says::MONTH)
        .then_some((word.start + whole.end(), ends_in_year(whole.as_str())))
}

fn ends_in_year(date: &str) -> bool {
    let last = date
        .rsplit(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or_default();
    last.len() == 4 || (last.len() == 2 && date.contains(['\'', '’']))
}

/// The figures can be a day and a month, either first.
fn is_calendar(date: &str) -> bool {
    let day = date.split(['T', ':']).next().unwrap_or_default();
    let figures: Vec<u32> = day
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect();
    let day_and_month =
        |a: u32, b: u32| (1..=31).contains(&a) && (1..=31).contains(&b) && (a <= 12 || b <= 12);
    match figures[..] {
        [year, a, b, ..] if year > 31 => (1900..=2100).contains(&year) && day_and_month(a, b),
        [a, b, year] => day_and_month(a, b) && (year < 100 || (1900..=2100).contains(&year)),
        _ => false,
    }
}

/// The date that begins with word `at`, if one does, and is anybody's.
pub(super) fn find(text: &str, words: &[Word<'_>], at: usize, cares: bool) -> Option<Found> {
    let context = Context { text, words, at };
    let spoken = context.said_before(NEAR);
    let word = &words[at];
    let (end, has_year) = date_at(text, word)
        .or_else(|| short_at(text, word).filter(|_| spoken.is(Says::VISIT.and(Says::BORN))))?;
    let after_name =
        at > 1 && word.close && words[at - 1].is_name() && words[at - 2].says.is(Says::FIRST_NAME);
    let numeric = word.numeral && has_year;
    let (kind, strength) = if context.is_born(NEAR) || after_name && numeric {
        (Kind::DateOfBirth, Strength::Sure)
    } else if spoken.is(Says::VISIT) && !spoken.is(Says::MEASURE) || cares && has_year {
        (Kind::Date, Strength::Likely)
    } else if has_year && text[word.start..end].bytes().filter(u8::is_ascii_digit).count() > 4 {
        (Kind::Date, Strength::Faint)
    } else {
        return None;
    };
    Some(Found {
        kind,
        strength,
        start: word.start,
        end,
    })
}

fn short_at(text: &str, word: &Word<'_>) -> Option<(usize, bool)> {
    let rest = &text[word.start..];
    let found = FORMS.short.find(&rest[..rest.floor_char_boundary(8)])?;
    let (a, b) = found.as_str().split_once(['/', '-'])?;
    let (a, b): (u32, u32) = (a.parse().ok()?, b.parse().ok()?);
    ((1..=12).contains(&a) && (1..=31).contains(&b)).then_some((word.start + found.end(), false))
}

/// An age over 89: “92 years old”, “aged 101”, “94yo”.
pub(super) fn age(text: &str, words: &[Word<'_>], at: usize) -> Option<Found> {
    let word = &words[at];
    let digits = word.written.bytes().take_while(u8::is_ascii_digit).count();
    let years: u32 = word.written[..digits].parse().ok()?;
    if !(90..=120).contains(&years) {
        return None;
    }
    let unit = word.lower[digits..].trim_start_matches('-');
    let glued = unit
        .split('-')
        .next()
        .is_some_and(|first| Says::of(first).is(Says::YEARS));
    let next = || {
        words
            .get(at + 1)
            .is_some_and(|w| w.close && w.says.is(Says::YEARS))
    };
    let before = || {
        at > 0
            && matches!(
                words[at - 1].lower.as_ref(),
                "age" | "aged" | "turned" | "turns" | "edad" | "turning"
            )
    };
    let slash = || text[word.end()..].starts_with(" y/o") || text[word.end()..].starts_with("y/o");
    let is_age = if unit.is_empty() {
        next() || before() || slash()
    } else {
        glued
    };
    is_age.then_some(Found {
        kind: Kind::Age,
        strength: Strength::Likely,
        start: word.start,
        end: word.start + digits,
    })
}
