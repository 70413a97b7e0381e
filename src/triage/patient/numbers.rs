//! Numbers and codes: what the words before one call it, what its check
//! digits show it to be, and last what its bare shape suggests.

use super::checks;
use super::context::{Context, Cue};
use super::kind::{Found, Kind, Strength};
use super::links;
use super::phones;
use super::says::Says;
use regex::Regex;
use std::sync::LazyLock;

/// Longest code, in bytes.
const LONGEST: usize = 34;

struct Forms {
    /// Groups of digits as cards have them.
    card: Regex,
    social: Regex,
    /// HPN-987654, 12345-67890, ABCD1234.
    code: Regex,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let form = |form: &str| Regex::new(form).expect("the forms are constants that a test compiles");
    Forms {
        card: form(r"\A(?-u:\d(?:[ -]?\d){12,18}\b)"),
        social: form(r"\A(?-u:\d{3}([ -])\d{2}[ -]\d{4}\b)"),
        code: form(r"\A(?-u:[A-Za-z0-9]+(?:[-/._]?[A-Za-z0-9]+){0,6}\b)"),
    }
});

/// The number or code that begins with this word, if its check digits or the words before it say whose it is.
pub(super) fn find(context: Context<'_>, cue: Cue) -> Option<Found> {
    let (start, rest, code) = code_at(context)?;
    let (kind, length) =
        checked(context.text, start, rest, cue).or_else(|| called(context, cue, rest, code))?;
    let strength = match kind {
        Kind::Ip => Strength::Faint,
        Kind::Licence | Kind::Vehicle | Kind::Device | Kind::Id => Strength::Likely,
        _ => Strength::Sure,
    };
    Some(Found {
        kind,
        strength,
        start,
        end: start + length,
    })
}

/// A code of which nothing but the shape says that it was given to one person or one matter.
pub(super) fn bare(context: Context<'_>) -> Option<Found> {
    let (start, rest, code) = code_at(context)?;
    let marked = context.text[..start].ends_with('#');
    let measured = context.said_after(1).is(Says::MEASURE) || rest[code.len()..].starts_with(['%', '°', ':']);
    let free = phones::is_toll_free(&checks::digits(code)) || phones::is_year_or_amount(code);
    (is_bare_id(code, marked) && !measured && !free).then_some(Found {
        kind: Kind::Id,
        strength: Strength::Likely,
        start,
        end: start + code.len(),
    })
}

/// Where the word begins, what follows in the text, and how far a code reaches; none within an amount or a handle.
fn code_at<'a>(context: Context<'a>) -> Option<(usize, &'a str, &'a str)> {
    let start = context.words[context.at].start;
    let (before, rest) = context.text.split_at(start);
    if before.ends_with(|c: char| {
        c.is_alphanumeric() || matches!(c, '$' | '€' | '£' | '@' | '.' | ',' | '/' | '_')
    }) {
        return None;
    }
    let rest = &rest[..rest.floor_char_boundary(LONGEST)];
    Some((start, rest, FORMS.code.find(rest)?.as_str()))
}

/// What its own check digits or its form show it to be.
fn checked(text: &str, start: usize, rest: &str, cue: Cue) -> Option<(Kind, usize)> {
    if let Some(end) = links::ip_at(text, start) {
        return Some((Kind::Ip, end - start));
    }
    let solid = rest
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    if checks::is_iban(solid) {
        return Some((Kind::Iban, solid.len()));
    }
    if let Some(length) = spaced_iban(rest) {
        return Some((Kind::Iban, length));
    }
    if checks::is_vehicle(solid) && solid.bytes().any(|b| b.is_ascii_alphabetic()) {
        return Some((Kind::Vehicle, solid.len()));
    }
    if let Some(card) = FORMS.card.find(rest)
        && (checks::is_card(&checks::digits(card.as_str())) || cue.says.is(Says::CARD))
    {
        return Some((Kind::Card, card.end()));
    }
    let dashed = rest.get(..13).filter(|code| checks::is_medicare(code));
    if let Some(code) = dashed.or_else(|| Some(solid).filter(|code| checks::is_medicare(code))) {
        return Some((Kind::HealthPlan, code.len()));
    }
    if let Some(kind) = ten_digits(solid, rest, cue) {
        return Some((kind, if kind == Kind::Mrn { 12 } else { solid.len() }));
    }
    let other = Says::RECORD
        .and(Says::PLAN)
        .and(Says::ACCOUNT)
        .and(Says::LICENCE)
        .and(Says::DEVICE);
    let social = FORMS.social.find(rest).filter(|_| !cue.says.is(other))?;
    let given = checks::is_social_security(&checks::digits(social.as_str())) && social.as_str().contains('-');
    (given || cue.says.is(Says::SSN)).then_some((Kind::Ssn, social.end()))
}

/// A provider's number, or a British patient's in its groups, which no American telephone has.
fn ten_digits(solid: &str, rest: &str, cue: Cue) -> Option<Kind> {
    let grouped = rest
        .get(..12)
        .filter(|code| code.as_bytes()[3] == b' ' && code.as_bytes()[7] == b' ');
    let british = |code: &str| {
        let no_phone = matches!(code.as_bytes()[4], b'0' | b'1') || cue.says.is(Says::RECORD);
        no_phone && checks::is_nhs(&checks::digits(code))
    };
    if grouped.is_some_and(british) {
        return Some(Kind::Mrn);
    }
    let provider = solid.len() == 10
        && !cue.says.is(Says::PHONE.and(Says::FAX))
        && checks::is_provider(&checks::digits(solid));
    provider.then_some(Kind::Licence)
}

/// An IBAN written in groups of four.
fn spaced_iban(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    if bytes.get(4) != Some(&b' ') || !bytes[..2].iter().all(u8::is_ascii_uppercase) {
        return None;
    }
    let mut groups = rest.split(' ').scan(0, |end, group| {
        *end += group.len() + 1;
        Some(*end - 1)
    });
    groups.find(|end| {
        let solid: String = rest[..*end].split(' ').collect();
        checks::is_iban(&solid)
    })
}

/// What the words before it call it.
fn called(context: Context<'_>, cue: Cue, rest: &str, code: &str) -> Option<(Kind, usize)> {
    let kind = [
        (Says::SSN, Kind::Ssn),
        (Says::PLAN, Kind::HealthPlan),
        (Says::RECORD, Kind::Mrn),
        (Says::PLATE, Kind::Vehicle),
        (Says::LICENCE, Kind::Licence),
        (Says::DEVICE, Kind::Device),
        (Says::ACCOUNT, Kind::Account),
        (Says::REFERENCE, Kind::Id),
        (Says::CARD, Kind::Card),
    ];
    let (_, kind) = kind.into_iter().find(|(says, _)| cue.says.is(*says))?;
    let code = &rest[..with_groups(rest, code.len())];
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let plain = digits == code.len();
    let year = plain && digits == 4 && (code.starts_with("19") || code.starts_with("20"));
    let sure_cue = cue.numbered || context.said_before(2).is(Says::SSN.and(Says::PLATE)) || is_mrn(context);
    let least = match (sure_cue, plain) {
        (true, true) => 4,
        (true, false) => 2,
        (false, true) => 6,
        (false, false) => 5,
    };
    let measured = context.said_after(1).is(Says::MEASURE) || rest[code.len()..].starts_with(['%', '°']);
    let fits = digits >= least && code.len() >= 4 && !year && (!measured || sure_cue);
    let fits = fits && (cue.numbered || (kind != Kind::Id && (kind != Kind::Card || digits > 11)));
    fits.then_some((kind, code.len()))
}

fn is_mrn(context: Context<'_>) -> bool {
    let near = &context.words[context.at.saturating_sub(3)..context.at];
    near.iter()
        .any(|w| matches!(w.lower.as_ref(), "mrn" | "nhc" | "acct" | "account" | "cuenta"))
}

/// A number may go on in groups: “12 345 678”.
fn with_groups(rest: &str, first: usize) -> usize {
    let mut end = first;
    if !rest[..first].bytes().all(|b| b.is_ascii_digit()) {
        return first;
    }
    while let Some(group) = rest[end..].strip_prefix(' ') {
        let digits = group.bytes().take_while(u8::is_ascii_digit).count();
        let ends =
            !group[digits..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | ':' | '.'));
        if !(2..=5).contains(&digits) || !ends {
            break;
        }
        end += 1 + digits;
    }
    end
}

/// Prefixes of codes that are nobody's.
const NOBODYS: [&str; 12] = [
    "covid", "sars", "iso", "icd", "cpt", "hr", "sb", "hb", "rfc", "gpt", "mp", "km",
];

/// A code that looks as though it was given to one person or one matter.
fn is_bare_id(code: &str, marked: bool) -> bool {
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let letters = code.bytes().filter(u8::is_ascii_alphabetic).count();
    let small = code.bytes().any(|b| b.is_ascii_lowercase());
    let prefix: String = code.chars().take_while(char::is_ascii_alphabetic).collect();
    if NOBODYS.contains(&prefix.to_ascii_lowercase().as_str()) {
        return false;
    }
    let hyphens = code.bytes().filter(|b| *b == b'-').count();
    match letters {
        0 if hyphens == 0 => digits >= 9 && digits == code.len(),
        0 => digits >= 8 && hyphens <= 3 && digits + hyphens == code.len(),
        // A hashtag has small letters: #flu2024.
        _ if small => digits >= 5 && letters <= 4 && hyphens > 0,
        _ if hyphens > 0 => digits >= 4 + usize::from(!marked && letters == 1) && letters <= 6,
        _ => digits >= 4 && letters <= 6 && digits + letters >= 7,
    }
}
