//! Names beside kin or care. Staff whom people thank, journalists and places
//! are no patients; a name that only may be one is masked and no more.

use super::kind::{Found, Kind, Strength};
use super::says::Says;
use super::scripts;
use super::words::Word;

/// How far from a full name a word of care may stand, in words.
const NEAR: usize = 12;

/// Stretches that name somebody: a patient's surely, others likely where care is spoken of.
pub(super) fn find(words: &[Word<'_>], public: bool, cares: bool, found: &mut Vec<Found>) {
    let mut at = 0;
    while at < words.len() {
        let length = name_at(words, at);
        if length > 0
            && let Some(strength) = strength(words, (at, length), public, cares)
        {
            found.push(Found {
                kind: Kind::Name,
                strength,
                start: words[at].start,
                end: words[at + length - 1].end(),
            });
        }
        at += length.max(1);
    }
    if words.iter().any(|w| !w.written.is_ascii()) {
        let foreign = scripts::han_name(words)
            .into_iter()
            .chain(scripts::arabic_name(words));
        found.extend(foreign.map(|(start, end)| Found {
            kind: Kind::Name,
            strength: Strength::Sure,
            start,
            end,
        }));
    }
}

/// How many words of a name stand here: none to four; an initial counts where a name goes before.
fn name_at(words: &[Word<'_>], at: usize) -> usize {
    let titled = !known(words, at)
        && words
            .get(at + 1)
            .is_some_and(|w| w.close && w.is_name() && w.says.is(Says::FIRST_NAME));
    // “QB Marcus Oyelaran”: the name begins with the word that people bear.
    if !words[at].is_name() || titled && words.get(at + 2).is_some_and(|w| w.close && w.is_name()) {
        return 0;
    }
    let goes_on = |i: &usize| {
        let word = &words[*i];
        word.close && !words[*i - 1].owns && (word.is_name() || word.is_initial() && word.written != "I")
    };
    let more = (at + 1..words.len().min(at + 4)).take_while(goes_on).count();
    // Four words in capitals are a headline more often than a name.
    if more == 3 && words[at + 1..at + 4].iter().all(Word::is_name) {
        3
    } else {
        1 + more
    }
}

/// How surely the words are somebody's name that must not be shown.
fn strength(words: &[Word<'_>], (at, length): (usize, usize), public: bool, cares: bool) -> Option<Strength> {
    // “James Cook Hospital” is a house, “Mary Street” a street.
    let house = words
        .get(at + length)
        .is_some_and(|w| w.close && w.is_capital() && w.says.is(Says::CARE_PLACE.and(Says::SURELY_STREET)));
    if is_staff(words, at) || house {
        return None;
    }
    let full = length - words[at..at + length].iter().filter(|w| w.is_initial()).count();
    if !known(words, at) && (full < length && !cares || words[at].says.is(Says::ILL)) {
        return None;
    }
    if is_patient(words, (at, full.max(1)), length, public) {
        return Some(Strength::Sure);
    }
    let before = |back: usize| at.checked_sub(back).map_or("", |i| words[i].lower.as_ref());
    let titled = matches!(
        before(1),
        "mr" | "mrs" | "ms" | "miss" | "señora" | "señor" | "sra" | "sr" | "don" | "doña"
    );
    let called = matches!(
        before(1),
        "named" | "name" | "nombre" | "llamado" | "llamada" | "called" | "patient" | "paciente"
    );
    let whole = length > 1 && known(words, at);
    let initial = full < length;
    match cares && !public {
        true if titled || called || whole || initial => Some(Strength::Likely),
        false if titled || called && length > 1 || whole => Some(Strength::Faint),
        _ => None,
    }
}

/// Named as somebody at work: “Nurse Keisha”, “thank you, Dr. Lopez”.
fn is_staff(words: &[Word<'_>], at: usize) -> bool {
    let says = |back: usize| {
        at.checked_sub(back)
            .is_some_and(|i| words[i].says.is(Says::STAFF))
    };
    let called = at > 0 && matches!(words[at - 1].lower.as_ref(), "named" | "called");
    says(2) && words[at].joined || says(1) && !called
}

/// A name that kin, a title, an illness or a belonging ties to care.
fn is_patient(words: &[Word<'_>], (at, full): (usize, usize), length: usize, public: bool) -> bool {
    let says = |back: usize, what: Says| at.checked_sub(back).is_some_and(|i| words[i].says.is(what));
    let before = |back: usize| at.checked_sub(back).map_or("", |i| words[i].lower.as_ref());
    let joined = words[at].joined;
    // “my wife Nadia”, “hija de Refugio”; kin must be somebody's, or a full name.
    let kin = joined && says(1, Says::KIN) && (says(2, Says::WHOSE) || says(3, Says::WHOSE) || full > 1);
    let kin = kin || joined && says(2, Says::KIN) && matches!(before(1), "de" | "named" | "is");
    let kin = kin && !words[at - 1].owns;
    if kin || joined && says(1, Says::PATIENT) && (full > 1 || length > full || known(words, at)) {
        return true;
    }
    let last = &words[at + length - 1];
    let mut after = words[at + length..].iter().take(4);
    if last.owns && (full > 1 || known(words, at)) && after.any(|w| w.says.is(Says::OWNED)) {
        return true;
    }
    if is_introduced(before(2), before(1)) && !public {
        return full > 1;
    }
    let ill = || is_ill(&words[at + length..]);
    if public {
        return full > 1 && known(words, at) && ill();
    }
    let titled = matches!(
        before(1),
        "mr" | "mrs" | "ms" | "miss" | "señora" | "señor" | "sra" | "sr"
    );
    let is = |w: &Word<'_>| w.close && matches!(w.lower.as_ref(), "is" | "was" | "has" | "had");
    let told_of = known(words, at) && words.get(at + length).is_some_and(is);
    (full > 1 && known(words, at) || titled) && near_care(words, at, length) || told_of && ill()
}

/// What follows a name tells of an illness, or of an operation had.
fn is_ill(after: &[Word<'_>]) -> bool {
    let had = |at: usize| {
        let before = &after[at.saturating_sub(3)..at];
        before.iter().any(|w| {
            matches!(
                w.lower.as_ref(),
                "had" | "having" | "has" | "needs" | "undergoing" | "underwent" | "after" | "getting"
            )
        })
    };
    let near = after.iter().enumerate().take(10);
    near.into_iter()
        .any(|(at, w)| w.says.is(Says::ILL) || w.says.is(Says::CARE) && had(at))
}

/// “this is …”, “my name is …”, “soy …”: the author gives a name.
fn is_introduced(second: &str, first: &str) -> bool {
    matches!(
        (second, first),
        ("this", "is" | "isn't" | "isnt") | ("name", "is") | ("i", "am") | ("nombre", "es")
    ) || matches!(
        first,
        "soy" | "llamo" | "m'appelle" | "suis" | "sou" | "chamo" | "i'm" | "im" | "tôi"
    )
}

/// The first name is one that people bear.
fn known(words: &[Word<'_>], at: usize) -> bool {
    words[at].says.is(Says::FIRST_NAME)
}

fn near_care(words: &[Word<'_>], at: usize, length: usize) -> bool {
    let from = at.saturating_sub(NEAR);
    let to = words.len().min(at + length + NEAR);
    words[from..to].iter().any(|w| w.says.is(Says::CARE))
}
