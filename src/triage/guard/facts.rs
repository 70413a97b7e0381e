//! What a draft has to do with the author's own words: the health words,
//! relatives and amounts that it repeats, grief that it meets with cheer, and
//! what kind of matter the thread is about.

use super::features::Evidence;
use super::names;
use super::reading::Reading;
use std::collections::BTreeSet;

/// A fact by name, and where, in words.
pub(super) type Fact = (&'static str, usize, usize);

/// Smileys that have no place beside grief.
const MERRY: [char; 21] = [
    '😂', '🤣', '😄', '😃', '😁', '😆', '😉', '🙂', '😊', '🎉', '🥳', '👋', '🙄', '😜', '😏', '🤷', '😅',
    '😇', '🍿', '😴', '🌞',
];

/// What a number counts when one of these follows.
const TIMES: [&str; 16] = [
    "hours", "hrs", "minutes", "min", "days", "weeks", "months", "years", "am", "pm", "a", "p", "horas",
    "dias", "meses", "anos",
];

/// Everything a draft does with what the thread told.
pub(super) fn facts(evidence: &Evidence<'_, '_>) -> Vec<Fact> {
    let (draft, thread) = (evidence.draft, evidence.thread);
    let mut found = Vec::new();
    names::names(evidence, &mut found);
    repeats(draft, thread, &mut found);
    pronouns(draft, thread, &mut found);
    manner(draft, thread, &mut found);
    found
}

/// What a thread is about, so that “you did great” can be said to a runner.
pub(super) fn matter(thread: &[Reading<'_>]) -> &'static str {
    let has = |classes: &[&str]| {
        let mut each = thread
            .iter()
            .flat_map(|post| classes.iter().map(move |class| post.first(class)));
        each.any(|first| first.is_some())
    };
    match () {
        () if thread.is_empty() => "nothing",
        () if has(&["press"]) => "press",
        () if has(&["event"]) => "event",
        () if has(&["work"]) => "work",
        () if has(&["money"]) => "money",
        () if has(&[
            "care",
            "kin",
            "condition",
            "procedure",
            "drug",
            "cuidado",
            "pariente",
            "dolencia",
        ]) =>
        {
            "care"
        }
        () if has(&["staffer"]) => "staff",
        () if has(&["public_thing"]) => "thing",
        () => "other",
    }
}

fn repeats(draft: &Reading<'_>, thread: &[Reading<'_>], found: &mut Vec<Fact>) {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for post in thread {
        told.extend((0..post.text.words.len()).map(|at| post.text.word(at)));
    }
    let clinical = thread
        .iter()
        .any(|post| (0..post.text.words.len()).any(|at| post.is_clinical(at)));
    let kin = thread.iter().any(|post| post.first("kin").is_some());
    let text = &draft.text;
    for at in 0..text.words.len() {
        let is_told = told.contains(text.word(at));
        let mut say = |name| found.push((name, at, at + 1));
        if draft.is_clinical(at) {
            say(match (is_told, clinical) {
                (true, _) => "f:repeats a health word",
                (false, true) => "f:another health word",
                (false, false) => "f:health word",
            });
        }
        if draft.is(at, "kin") && !draft.is(at, "staffer") {
            say(match (is_told, kin) {
                (true, _) => "f:repeats a relative",
                (false, true) => "f:another relative",
                (false, false) => "f:relative",
            });
        }
        if text.words[at].is_number {
            let next = text.words.get(at + 1).map_or("", |_| text.word(at + 1));
            let is_money = at > 0 && text.word(at - 1) == "$" || matches!(next, "$" | "dollars");
            match (is_told, is_money) {
                (true, true) => say("f:repeats an amount"),
                (false, true) => say("f:amount"),
                (true, false) if TIMES.contains(&next) => say("f:repeats a time"),
                (true, false) => say("f:repeats a number"),
                (false, false) => {}
            }
        }
    }
}

/// Whom “she” may mean: somebody of staff, or of the author's family.
fn pronouns(draft: &Reading<'_>, thread: &[Reading<'_>], found: &mut Vec<Fact>) {
    let kin = thread.iter().any(|post| post.first("kin").is_some());
    let staff = thread.iter().any(|post| post.first("staffer").is_some());
    let first = draft.first("staffer").unwrap_or(usize::MAX);
    for at in (0..draft.text.words.len()).filter(|at| draft.is(*at, "one")) {
        let fact = match (staff || first < at, kin) {
            (true, false) => "f:they of staff",
            (true, true) => "f:they of either",
            (false, true) => "f:they of kin",
            (false, false) => "f:they of nobody",
        };
        found.push((fact, at, at + 1));
    }
}

fn manner(draft: &Reading<'_>, thread: &[Reading<'_>], found: &mut Vec<Fact>) {
    let text = &draft.text;
    let grief = thread.iter().any(|post| post.first("grief").is_some());
    let despair = thread.iter().any(|post| post.first("despair").is_some());
    let mut loud = 0;
    for (at, word) in text.words.iter().enumerate() {
        let written = text.written(word.from, word.to);
        let is_loud = written.chars().count() > 2 && written.chars().all(char::is_uppercase);
        loud = if is_loud && !draft.is(at, "acronym") {
            loud + 1
        } else {
            0
        };
        if loud == 2 {
            found.push(("f:shouts", at - 1, at + 1));
        }
        if written.chars().all(is_emoji) {
            let fact = match (written.contains(MERRY), grief || despair) {
                (true, true) => "f:merry in grief",
                (true, false) => "f:merry",
                (false, _) => "f:emoji",
            };
            found.push((fact, at, at + 1));
        }
        if !word.begins_sentence {
            continue;
        }
        if word.is_asked {
            found.push(("f:asks", at, at + 1));
        }
        if grief || despair {
            let fact = if grief { "f:of grief" } else { "f:of despair" };
            found.push((fact, at, at + 1));
        }
    }
    let sentences = text.words.last().map_or(0, |last| last.sentence + 1);
    if sentences == 1 && text.words.len() < 4 {
        found.push(("f:curt", 0, 1));
    }
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1FAFF}')
}
