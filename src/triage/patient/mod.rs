//! Words that identify a patient: the identifiers of the rule on
//! de-identification (HIPAA Safe Harbor), in English and Spanish first.
//!
//! Each is found by its form, its check digits and the words beside it, and
//! has a strength: what a pattern and its context know for sure marks a post
//! as patient information, what is likely is masked as well, and what is on
//! the list but says little is only pointed out. Staff whom people thank,
//! journalists and the numbers of businesses are no patients.

mod abroad;
mod checks;
mod context;
mod dates;
mod kind;
mod links;
mod mask;
mod names;
mod numbers;
mod phones;
mod places;
mod says;
mod scripts;
mod streets;
mod things;
mod words;

use super::clinical::{self, TermKind};
use super::folding::{self, Folded};
use crate::domain::{Finding, Topic};
use context::Context;
pub(crate) use kind::{Found, Kind, Strength};
pub use mask::Mask;
use says::Says;
use words::Word;

/// Every identifier of a text, in order, none overlapping.
pub(crate) fn find(text: &str, topic: Topic) -> Vec<Found> {
    find_in(text, &folding::fold(text), topic)
}

/// The same in a text that is folded already.
pub(super) fn find_in(text: &str, folded: &Folded, topic: Topic) -> Vec<Found> {
    let signs = Signs::of(text);
    let mut found = Vec::new();
    if signs.at {
        links::emails(text, &mut found);
    }
    if signs.slashes {
        links::urls(text, &mut found);
    }
    found.sort_by_key(|f| f.start);
    if !(signs.digit || signs.capital || signs.foreign || things::may_be_in(text)) {
        return kind::apart(found);
    }
    let mut words = words::words(text);
    let cares = mark_care(text, folded, &mut words);
    // An office, a newsroom or an event gives its number to be called.
    let offered = matches!(
        topic,
        Topic::Media | Topic::Community | Topic::Careers | Topic::None
    );
    let public = offered && topic != Topic::None;
    if offered {
        found
            .iter_mut()
            .for_each(|f| f.strength = f.strength.min(Strength::Likely));
    }
    if signs.digit {
        with_digits(text, &words, (offered, cares), &mut found);
    }
    if signs.foreign {
        abroad::find(text, &mut found);
    }
    names::find(&words, public, cares, &mut found);
    things::find(&words, &mut found);
    if signs.at {
        found.retain(|f| !(matches!(f.kind, Kind::Address | Kind::Room) && is_in_handle(text, f.start)));
    }
    settle_rooms(&words, &mut found);
    if found.iter().any(|f| f.strength > Strength::Faint) {
        places::places(&words, &mut found);
    }
    kind::apart(found)
}

/// How far back the sign of a handle is looked for.
const LONGEST_HANDLE: usize = 64;

/// Whether a handle goes on here: “@kay_in_apt_4” lives nowhere.
fn is_in_handle(text: &str, at: usize) -> bool {
    let of_handle = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let mut before = text[..at].chars().rev().take(LONGEST_HANDLE + 1);
    before.find(|c| !of_handle(c)) == Some('@')
}

/// What a single look at each byte tells: which of the finders can find anything at all.
struct Signs {
    digit: bool,
    capital: bool,
    at: bool,
    slashes: bool,
    foreign: bool,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut seen = [false; 256];
        text.bytes().for_each(|b| seen[usize::from(b)] = true);
        let any = |mut range: std::ops::RangeInclusive<u8>| range.any(|b| seen[usize::from(b)]);
        Self {
            digit: any(b'0'..=b'9'),
            capital: any(b'A'..=b'Z'),
            at: any(b'@'..=b'@'),
            slashes: any(b'/'..=b'/') || text.contains("www."),
            foreign: any(0x80..=0xFF),
        }
    }
}

/// Words of a medical term speak of care, those of a disease of its bearer. Whether any word does.
fn mark_care(text: &str, folded: &Folded, words: &mut [Word<'_>]) -> bool {
    let person = Says::FIRST_NAME
        .and(Says::VISIT)
        .and(Says::PATIENT)
        .and(Says::MONTH);
    if words.iter().any(|w| w.says.is(person) || w.numeral) {
        for term in clinical::terms_of(text, folded) {
            let says = match term.kind {
                TermKind::Condition => Says::CARE.and(Says::OWNED).and(Says::ILL),
                TermKind::Drug | TermKind::Procedure => Says::CARE.and(Says::OWNED),
            };
            let from = words.partition_point(|w| w.end() <= term.start);
            let named = words[from..].iter_mut().take_while(|w| w.start < term.end);
            named.for_each(|word| word.says = word.says.and(says));
        }
    }
    words
        .iter()
        .any(|w| w.says.is(Says::CARE.and(Says::PATIENT).and(Says::ILL)))
}

/// Numbers, dates, addresses: all that has a digit in it.
fn with_digits(text: &str, words: &[Word<'_>], (offered, cares): (bool, bool), found: &mut Vec<Found>) {
    let links: Vec<(usize, usize)> = found.iter().map(|f| (f.start, f.end)).collect();
    let mut link = 0;
    let mut until = 0;
    for (at, word) in words.iter().enumerate() {
        while links.get(link).is_some_and(|l| l.1 <= word.start) {
            link += 1;
        }
        let in_link = links.get(link).is_some_and(|l| l.0 <= word.start);
        if word.start < until || in_link {
            continue;
        }
        let begins = Says::MONTH
            .and(Says::STREET_BEFORE)
            .and(Says::UNIT)
            .and(Says::MILITARY);
        if !word.numeral && !word.says.is(begins) && !word.is_capital() && word.lower != "p" {
            continue;
        }
        let context = Context { text, words, at };
        if let Some(one) = digits_at(context, offered, cares) {
            until = one.end;
            found.push(one);
        }
    }
}

/// The first that a word with a digit, or one that a digit may follow, can be.
fn digits_at(context: Context<'_>, offered: bool, cares: bool) -> Option<Found> {
    let Context { text, words, at } = context;
    if !words[at].numeral {
        let date = || {
            words[at]
                .says
                .is(Says::MONTH)
                .then(|| dates::find(text, words, at, cares))
                .flatten()
        };
        return date().or_else(|| streets::find(text, words, at));
    }
    let cue = context.cue();
    let soften = |mut one: Found| {
        if offered {
            one.strength = one.strength.min(Strength::Likely);
        }
        one
    };
    let address = || streets::find(text, words, at).map(soften);
    let phone = || phones::find(context, cue, offered);
    let called = !cue.numbered && !cue.says.is(Says::RECORD.and(Says::PLAN));
    dates::find(text, words, at, cares)
        .filter(|date| called || date.end - date.start > 6)
        .or_else(|| dates::age(text, words, at))
        .or_else(|| numbers::find(context, cue))
        .or_else(phone)
        .or_else(address)
        .or_else(|| places::room(context))
        .or_else(|| places::zip(context))
        .or_else(|| numbers::bare(context))
}

/// Whether the text has a number that only a patient has: advertisements give phones and addresses, and none of these.
pub(super) fn numbers_one(found: &[Found]) -> bool {
    let of_patients = |kind| matches!(kind, Kind::Mrn | Kind::DateOfBirth | Kind::Ssn | Kind::HealthPlan);
    found
        .iter()
        .any(|f| f.strength == Strength::Sure && of_patients(f.kind))
}

/// A room alone is a place; beside kin or a name it is a patient's.
fn settle_rooms(words: &[Word<'_>], found: &mut Vec<Found>) {
    if found.iter().all(|f| f.kind != Kind::Room) {
        return;
    }
    let person = |w: &Word<'_>| w.says.is(Says::KIN.and(Says::PATIENT));
    let tied = found
        .iter()
        .any(|f| f.kind == Kind::Name && f.strength == Strength::Sure)
        || words.iter().any(person);
    found.retain(|f| f.kind != Kind::Room || tied);
}

/// Whether a patient can be told from what was found, and how probable that answer is: counted on the lessons that the
/// program brings along. What is likely or faint is a patient's every other time.
pub(super) fn tells_of_one(found: &[Found]) -> (bool, f32) {
    let sure = found.iter().filter(|f| f.strength == Strength::Sure).count();
    let most = found.iter().map(|f| f.strength).max();
    match (sure, most) {
        (2.., _) => (true, 0.99),
        (1, _) => (true, 0.94),
        (_, Some(_)) => (false, 0.5),
        (_, None) => (false, 0.98),
    }
}

/// Findings in characters of the text, from stretches of bytes in its order.
pub(super) fn in_characters(text: &str, found: &[Found]) -> Vec<Finding> {
    let (mut byte, mut count) = (0, 0);
    let mut character = |to: usize| {
        count += text[byte..to].chars().count();
        byte = to;
        count
    };
    let findings = found.iter().map(|f| Finding {
        kind: f.kind.as_str().to_owned(),
        start: character(f.start),
        end: character(f.end),
    });
    findings.collect()
}

#[cfg(test)]
mod measure;
#[cfg(test)]
mod tests;
