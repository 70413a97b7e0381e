//! Telephone and fax numbers: the American form by itself, any other beside
//! words that speak of calling. A toll-free number is a business's.

use super::checks;
use super::context::{Context, Cue};
use super::kind::{Found, Kind, Strength};
use super::says::Says;
use regex::Regex;
use std::sync::LazyLock;

const TOLL_FREE: [&[u8]; 7] = [
    &[8, 0, 0],
    &[8, 3, 3],
    &[8, 4, 4],
    &[8, 5, 5],
    &[8, 6, 6],
    &[8, 7, 7],
    &[8, 8, 8],
];

struct Forms {
    /// (312) 555-0187, 312.555.0187, 1-312-555-0187, 555-0187; an extension.
    american: Regex,
    /// +41 (0)69 979 80 58, 001-253-366-9781.
    abroad: Regex,
    /// Pairs and groups behind a leading nought: 01.84.17.61.18, 07700 063 966.
    national: Regex,
    /// Any groups of digits, for where a word says that it is a number to call.
    any: Regex,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let form = |form: &str| Regex::new(form).expect("the forms are constants that a test compiles");
    let extension = r"(?: ?(?:x|ext\.?|#) ?\d{1,6})?";
    Forms {
        american: form(&format!(
            r"\A(?-u:(?:\+?1[ .-]?)?(?:\(\d{{3}}\)[ .-]?|\d{{3}}[ .-]?)?[2-9]\d\d[ .-]\d{{4}}{extension}\b)"
        )),
        abroad: form(&format!(
            r"\A(?-u:(?:\+|00)\d{{1,3}}[ .-]?(?:\(\d{{1,4}}\)[ .-]?)?\d{{1,4}}(?:[ .-]?\d{{2,5}}){{1,5}}{extension}\b)"
        )),
        national: form(r"\A(?-u:\(?0\d{1,4}\)?(?:[ .-]\d{2,4}){2,4}\b)"),
        any: form(&format!(
            r"\A(?-u:\+?(?:\(\d{{1,4}}\)[ .-]?)?\d{{2,10}}(?:[ .-]{{1,2}}\d{{2,7}}){{0,5}}{extension}\b)"
        )),
    }
});

/// The number to call that begins with this word, if one does.
pub(super) fn find(context: Context<'_>, cue: Cue, public: bool) -> Option<Found> {
    let word = &context.words[context.at];
    let start = opening(context.text, word.start);
    let (before, rest) = context.text.split_at(start);
    if amount(before)
        || before
            .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '$' | '€' | '£' | '/' | '.' | '#' | '-'))
    {
        return None;
    }
    let rest = &rest[..rest.floor_char_boundary(32)];
    let label = label_after(rest);
    let around = context.said_before(6).and(context.said_after(2)).and(label);
    let called = around.is(Says::PHONE.and(Says::FAX)) || label.is(Says::BUSINESS);
    let end = start + length(rest, cue, called)?;
    let goes_on = context.text[end..].starts_with(['/', '%', '°']);
    let measured = context.words.iter().skip(context.at + 1).find(|w| w.start >= end);
    let measured = measured.is_some_and(|w| w.says.is(Says::MEASURE)) && !called;
    let digits = checks::digits(&context.text[start..end]);
    if goes_on || measured || is_toll_free(&digits) {
        return None;
    }
    let fax = cue.says.is(Says::FAX) || cue.says == Says::default() && label.is(Says::FAX);
    let own = Says::WHOSE.and(Says::KIN);
    let near = &context.words[context.at.saturating_sub(5)..context.at];
    let personal = near.iter().any(|w| {
        w.says.is(own)
            || matches!(
                w.lower.as_ref(),
                "me" | "cell" | "mobile" | "cel" | "celular" | "móvil"
            )
    });
    Some(Found {
        kind: if fax { Kind::Fax } else { Kind::Phone },
        strength: if personal && !public {
            Strength::Sure
        } else {
            Strength::Likely
        },
        start,
        end,
    })
}

/// What the word behind a number calls it: “-Fax”, “(cell)”, “ home”.
fn label_after(rest: &str) -> Says {
    let number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '+');
    let behind = rest.trim_start_matches(number);
    let length = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
    Says::of(&behind[..length].to_lowercase())
}

/// A number may begin with a plus or a bracket, which no word has.
fn opening(text: &str, start: usize) -> usize {
    let plain = text[..start].trim_end_matches('(');
    let start = if start - plain.len() == 1 {
        plain.len()
    } else {
        start
    };
    if text[..start].ends_with('+') {
        start - 1
    } else {
        start
    }
}

/// How long the number is, in bytes.
fn length(rest: &str, cue: Cue, called: bool) -> Option<usize> {
    let other = Says::RECORD
        .and(Says::PLAN)
        .and(Says::ACCOUNT)
        .and(Says::LICENCE)
        .and(Says::DEVICE)
        .and(Says::REFERENCE);
    let is_other = cue.says.is(other) && (cue.numbered || cue.says.is(Says::RECORD));
    if is_other && !cue.says.is(Says::PHONE.and(Says::FAX)) {
        return None;
    }
    let digits = |found: &regex::Match<'_>| checks::digits(found.as_str()).len();
    let american = FORMS.american.find(rest).filter(|found| {
        // Seven digits parted by a space may be anything.
        digits(found) != 7 || called || !found.as_str().contains(' ')
    });
    let formed = || {
        let abroad = FORMS.abroad.find(rest).filter(|f| (8..=15).contains(&digits(f)));
        abroad.or_else(|| {
            FORMS
                .national
                .find(rest)
                .filter(|f| (8..=13).contains(&digits(f)))
        })
    };
    let any = || {
        FORMS
            .any
            .find(rest)
            .filter(|f| called && (7..=15).contains(&digits(f)) && !is_year_or_amount(f.as_str()))
    };
    let found = american.or_else(formed).or_else(any)?;
    Some(found.end())
}

/// “2021-2022”, “120000”.
pub(super) fn is_year_or_amount(number: &str) -> bool {
    let years = number
        .split(['-', ' '])
        .all(|part| part.len() == 4 && (part.starts_with("19") || part.starts_with("20")));
    years || number.ends_with("000")
}

/// The number of a business, whoever calls it.
pub(super) fn is_toll_free(digits: &[u8]) -> bool {
    let national = match digits {
        [1, rest @ ..] if rest.len() >= 10 => rest,
        whole => whole,
    };
    national.len() >= 10 && TOLL_FREE.contains(&&national[..3])
}

/// Within “1,200”; a comma after other words parts them.
fn amount(before: &str) -> bool {
    let bare = before.trim_end_matches(',');
    bare.len() < before.len() && bare.ends_with(|c: char| c.is_ascii_digit())
}
