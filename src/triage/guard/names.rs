//! Names in a draft: somebody called by a name that the post does not show,
//! a patient's name repeated from it, a name beside kin. Staff are no patients.

use super::facts::{self, Fact};
use super::features::Evidence;
use super::reading::Reading;
use std::collections::HashMap;

/// As whose name the thread shows a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Somewhere,
    Own,
    Kin,
    Staff,
}

/// Every name and how it is used.
pub(super) fn names(evidence: &Evidence<'_, '_>, found: &mut Vec<Fact>) {
    let (draft, thread) = (evidence.draft, evidence.thread);
    let is_press = facts::matter(thread) == "press";
    let told = told(thread);
    for at in 0..draft.text.words.len() {
        if !is_name(draft, at) || evidence.own.contains(draft.text.word(at)) {
            continue;
        }
        let told = told.get(draft.text.word(at)).copied();
        let near_staff = near_staff(draft, at);
        if !near_staff && is_honoured(draft, at) {
            found.push(("n:honoured", at, at + 1));
        }
        if !near_staff && is_called(draft, at) {
            let name = match told {
                _ if is_press => "n:called as a reporter",
                None => "n:called by an untold name",
                Some(_) => "n:called by a told name",
            };
            found.push((name, at, at + 1));
        }
        let beside_kin = at > 0 && draft.is(at - 1, "kin");
        let fact = match told {
            Some(Told::Kin) => "n:repeats a relative's",
            Some(Told::Own) if is_press => "n:repeats a reporter's",
            Some(Told::Own) => "n:repeats the author's",
            Some(Told::Staff) => "n:repeats staff's",
            Some(Told::Somewhere) => "n:repeats one",
            None if beside_kin || draft.is(at, "given") && !near_staff => "n:new",
            None => continue,
        };
        found.push((fact, at, at + 1));
    }
}

/// Written like a name, and no word that is often written so.
fn is_name(reading: &Reading<'_>, at: usize) -> bool {
    let word = &reading.text.words[at];
    word.is_capital && word.to - word.from > 1 && !reading.is(at, "common")
}

/// “Ms. Rourke”.
fn is_honoured(draft: &Reading<'_>, at: usize) -> bool {
    at > 0 && !draft.text.words[at].begins_sentence && draft.is(at - 1, "honorific")
}

/// “Hi Gina!”, “Sandra, please call”, “Thanks, Mr. Vance.”
fn is_called(draft: &Reading<'_>, at: usize) -> bool {
    let words = &draft.text.words;
    let surname = words
        .get(at + 1)
        .is_some_and(|next| next.is_capital && !next.begins_clause);
    if !(draft.text.ends_clause(at) || surname && draft.text.ends_clause(at + 1)) {
        return false;
    }
    let before = |at: usize| at.checked_sub(1).filter(|_| !words[at].begins_sentence);
    let greeted = |at: usize| before(at).is_some_and(|before| draft.is(before, "greeting"));
    if is_honoured(draft, at) {
        return words[at - 1].begins_clause || greeted(at - 1);
    }
    greeted(at) || words[at].begins_clause && draft.is(at, "given")
}

/// A word for staff stands in the same sentence, a few words off.
fn near_staff(reading: &Reading<'_>, at: usize) -> bool {
    let words = &reading.text.words;
    let near = at.saturating_sub(4)..(at + 5).min(words.len());
    let same = |word: &usize| words[*word].sentence == words[at].sentence;
    near.filter(same).any(|word| reading.is(word, "staffer"))
}

/// The names of a thread.
fn told<'t>(thread: &'t [Reading<'_>]) -> HashMap<&'t str, Told> {
    let mut told: HashMap<&str, Told> = HashMap::new();
    for post in thread {
        for at in 0..post.text.words.len() {
            if is_name(post, at) || post.is(at, "given") {
                let entry = told.entry(post.text.word(at)).or_insert(Told::Somewhere);
                *entry = (*entry).max(told_as(post, at));
            }
        }
    }
    told
}

fn told_as(post: &Reading<'_>, at: usize) -> Told {
    let until = post.text.words.len();
    let word = |at: usize| if at < until { post.text.word(at) } else { "" };
    let before = || at.saturating_sub(2)..at;
    let after = || at + 1..(at + 4).min(until);
    let staff = before().chain(after()).any(|near| post.is(near, "staffer"));
    if staff || after().any(|near| matches!(word(near), "from" | "at" | "de" | "del")) {
        Told::Staff
    } else if before().any(|near| post.is(near, "kin")) || post.is(at + 1, "kin") {
        Told::Kin
    } else if before().any(|near| matches!(word(near), "name" | "names" | "im" | "soy" | "llamo"))
        || word(at + 1) == "here"
    {
        Told::Own
    } else {
        Told::Somewhere
    }
}
