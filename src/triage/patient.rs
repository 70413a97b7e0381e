//! Words that identify a patient: names beside kin or care, and the shapes of
//! numbers and codes. Staff whom people thank, journalists and places are no
//! patients; when in doubt nothing is said, so that a finding means something.

use super::clinical::{self, TermKind};
use super::people::Says;
use super::scripts;
use super::shapes;
use crate::domain::{Finding, Topic};
use std::borrow::Cow;

/// How far from a full name a word of care may stand, in words.
const NEAR: usize = 12;

/// What identifies a patient in a text, in characters, in order.
pub(super) fn findings(text: &str, topic: Topic) -> Vec<Finding> {
    let mut found = shapes::find(text, topic);
    let public = matches!(topic, Topic::Media | Topic::Community | Topic::Careers);
    if !public && let Some((start, end)) = shapes::email(text) {
        found.push(("email", start, end));
    }
    let mut words = words(text);
    if words.iter().any(|w| w.says.is(Says::FIRST_NAME)) {
        mark_care(text, &mut words);
    }
    found.extend(
        names(&words, public)
            .into_iter()
            .map(|(start, end)| ("name", start, end)),
    );
    // A room alone is a place; beside kin or a name it is a patient's.
    if found.iter().any(|f| f.0 == "room") {
        let person = |w: &Word<'_>| w.says.is(Says::KIN) || w.says.is(Says::PATIENT);
        let tied = found.iter().any(|f| f.0 == "name") || words.iter().any(person);
        found.retain(|f| f.0 != "room" || tied);
    }
    shapes::in_characters(text, found)
}

/// Words of a medical term speak of care, those of a disease of its bearer.
fn mark_care(text: &str, words: &mut [Word<'_>]) {
    for term in clinical::terms(text) {
        let from = words.partition_point(|w| w.end() <= term.start);
        let says = match term.kind {
            TermKind::Condition => Says::CARE.and(Says::ILL),
            TermKind::Drug | TermKind::Procedure => Says::CARE,
        };
        let named = words[from..].iter_mut().take_while(|w| w.start < term.end);
        named.for_each(|word| word.says = word.says.and(says));
    }
}

/// A word as it stands in the text.
pub(super) struct Word<'a> {
    /// Without a possessive.
    pub written: &'a str,
    lower: Cow<'a, str>,
    /// What it can be.
    says: Says,
    /// Its first byte in the text.
    pub start: usize,
    /// Nothing but a space, comma or bracket stands between it and the one before.
    joined: bool,
    /// Only a space does.
    pub close: bool,
    /// It ends in a possessive.
    owns: bool,
}

impl Word<'_> {
    /// One past its last byte.
    pub fn end(&self) -> usize {
        self.start + self.written.len()
    }

    /// Written like a name and not a word that is often written so.
    fn is_name(&self) -> bool {
        let mut signs = self.written.chars();
        let capital = signs.next().is_some_and(char::is_uppercase);
        capital && signs.next().is_some_and(char::is_alphabetic) && !self.says.is(Says::NO_NAME)
    }
}

/// Cuts a text into words; a possessive is taken off its word.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
    let mut last_end = 0;
    let mut rest = 0;
    while let Some(from) = text[rest..].find(is_part) {
        let start = rest + from;
        let end = text[start..]
            .find(|c| !is_part(c))
            .map_or(text.len(), |length| start + length);
        rest = end;
        let whole = text[start..end].trim_end_matches(['\'', '’', '-']);
        let bare = ["'s", "’s", "'S", "’S"]
            .iter()
            .find_map(|s| whole.strip_suffix(s));
        let written = bare.unwrap_or(whole);
        let lower = lower(written);
        let between = &text[last_end..start];
        words.push(Word {
            written,
            says: Says::of(&lower),
            lower,
            start,
            joined: between.chars().all(|c| matches!(c, ' ' | ',' | '(')),
            close: between == " " || between == ". " && words.last().is_some_and(|w| w.written.len() < 4),
            owns: bare.is_some(),
        });
        last_end = end;
    }
    words
}

fn lower(written: &str) -> Cow<'_, str> {
    if written
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    {
        Cow::Borrowed(written)
    } else if written.is_ascii() {
        Cow::Owned(written.to_ascii_lowercase())
    } else {
        Cow::Owned(written.to_lowercase())
    }
}

/// Stretches that name a patient.
fn names(words: &[Word<'_>], public: bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let length = name_at(words, at);
        if length > 0 && is_patient(words, at, length, public) {
            found.push((words[at].start, words[at + length - 1].end()));
        }
        at += length.max(1);
    }
    if words.iter().any(|w| !w.written.is_ascii()) {
        found.extend(scripts::han_name(words));
        found.extend(scripts::arabic_name(words));
    }
    found
}

/// How many words of a name stand here: none to three.
fn name_at(words: &[Word<'_>], at: usize) -> usize {
    let part = |i: usize| words.get(i).is_some_and(Word::is_name);
    if !part(at) {
        return 0;
    }
    let more =
        (at + 1..words.len().min(at + 3)).take_while(|i| part(*i) && words[*i].close && !words[*i - 1].owns);
    1 + more.count()
}

fn is_patient(words: &[Word<'_>], at: usize, length: usize, public: bool) -> bool {
    let word = |back: usize| at.checked_sub(back).map(|i| &words[i]);
    let before = |back: usize| word(back).map_or("", |w| w.lower.as_ref());
    let says = |back: usize, what: Says| word(back).is_some_and(|w| w.says.is(what));
    if says(1, Says::STAFF) || says(2, Says::STAFF) && words[at].joined {
        return false;
    }
    let joined = words[at].joined;
    // “my wife Nadia”, “hija de Refugio”; kin must be somebody's, or a full name.
    let kin = joined && says(1, Says::KIN) && (says(2, Says::WHOSE) || says(3, Says::WHOSE) || length > 1);
    let kin = kin || joined && says(2, Says::KIN) && matches!(before(1), "de" | "named" | "is");
    if kin || joined && says(1, Says::PATIENT) {
        return true;
    }
    let last = &words[at + length - 1];
    let after = words[at + length..].iter().take(4);
    if last.owns && (length > 1 || known(words, at)) && after.clone().any(|w| w.says.is(Says::OWNED)) {
        return true;
    }
    let introduced = matches!(
        (before(2), before(1)),
        ("this", "is") | ("name", "is") | ("i", "am") | ("nombre", "es")
    ) || matches!(
        before(1),
        "soy" | "llamo" | "m'appelle" | "suis" | "sou" | "chamo" | "i'm" | "im" | "tôi"
    );
    if introduced && !public {
        return length > 1;
    }
    let titled = matches!(
        before(1),
        "mr" | "mrs" | "ms" | "miss" | "señora" | "señor" | "sra" | "sr"
    );
    let told_of = known(words, at)
        && words
            .get(at + length)
            .is_some_and(|w| w.close && matches!(w.lower.as_ref(), "is" | "was" | "has" | "had"));
    let ill = || words[at + length..].iter().take(8).any(|w| w.says.is(Says::ILL));
    if public {
        return length > 1 && known(words, at) && ill();
    }
    (length > 1 && known(words, at) || titled) && near_care(words, at, length) || told_of && ill()
}

/// The first name is one that people bear, or the name is shouted in full.
fn known(words: &[Word<'_>], at: usize) -> bool {
    words[at].says.is(Says::FIRST_NAME)
}

fn near_care(words: &[Word<'_>], at: usize, length: usize) -> bool {
    let from = at.saturating_sub(NEAR);
    let to = words.len().min(at + length + NEAR);
    words[from..to].iter().any(|w| w.says.is(Says::CARE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patients_are_found_and_staff_are_not() {
        let table = [
            ("my wife Nadia Brzezinski had surgery", vec!["Nadia Brzezinski"]),
            ("our son Bodhi was in the NICU", vec!["Bodhi"]),
            ("soy la hija de Refugio Barrera", vec!["Refugio Barrera"]),
            ("Mateo Ruiz's autism eval is late", vec!["Mateo Ruiz"]),
            ("我爸爸王建国上个月做了手术", vec!["王建国"]),
            ("my mom is in room 412", vec!["room 412"]),
            ("thank you Nurse Keisha in the ER", vec![]),
            ("Dr. Rosa Lopez did my surgery", vec![]),
            ("my mom had a stroke at Lakeshore General", vec![]),
            ("class is in room 204", vec![]),
        ];
        for (text, expected) in table {
            let cut = |f: &Finding| {
                text.chars()
                    .skip(f.start)
                    .take(f.end - f.start)
                    .collect::<String>()
            };
            let found: Vec<String> = findings(text, Topic::ClinicalCare).iter().map(cut).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
