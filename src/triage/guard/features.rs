//! What the model beneath the rules sees of a sentence: the shapes it takes,
//! its words, the kinds of its words, how it begins, and what it has to do
//! with the author's own words.

use super::facts::{self, facts};
use super::reading::{Identifier, Reading};
use super::scopes::{Scope, Seen};
use crate::triage::function_words::is_function_word;
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;

/// Takes a feature by name, and where it was met, in words.
pub(super) type Taker<'t> = &'t mut dyn FnMut(&str, usize, usize);

/// Shapes whose meaning turns on what the thread is about.
const TURNING: [&str; 9] = [
    "you_past",
    "we_past",
    "it_was",
    "they",
    "begins_past",
    "your_other",
    "your_care",
    "for_you",
    "you_are",
];

/// How many shapes of one sentence are taken two by two.
const PAIRED: usize = 24;

/// A draft and all that was read of it.
pub(super) struct Evidence<'e, 's> {
    /// The draft.
    pub draft: &'e Reading<'s>,
    /// What the author wrote.
    pub thread: &'e [Reading<'s>],
    /// Its shapes.
    pub seen: &'e [Seen<'s>],
    /// What identifies somebody in it.
    pub identifiers: &'e [Identifier],
    /// Words of our own names.
    pub own: &'e HashSet<String>,
}

impl Evidence<'_, '_> {
    /// Gives every feature to `take`, some more than once.
    pub fn each(&self, take: Taker<'_>) {
        let matter = facts::matter(self.thread);
        self.shapes(matter, take);
        self.pairs(take);
        self.words(take);
        self.kinds(take);
        self.repeats(take);
        let mut name = String::new();
        for (fact, start, end) in facts(self) {
            take(fact, start, end);
        }
        for found in self.identifiers {
            write_name(
                &mut name,
                &["i:", found.kind.as_str(), if found.is_sure { "!" } else { "" }],
            );
            take(&name, found.start, found.end);
        }
        for (at, word) in self.draft.text.words.iter().enumerate() {
            if word.begins_sentence {
                write_name(&mut name, &["t:", matter]);
                take(&name, at, at + 1);
            }
        }
    }

    fn shapes(&self, matter: &str, take: Taker<'_>) {
        let mut name = String::new();
        for hit in self.seen {
            let scope = mark(hit.scope);
            for parts in [["r:", hit.name, scope, "", ""], ["k:", hit.kind, scope, "", ""]] {
                write_name(&mut name, &parts);
                take(&name, hit.start, hit.end);
            }
            if TURNING.contains(&hit.name) {
                write_name(&mut name, &["g:", hit.name, scope, "&", matter]);
                take(&name, hit.start, hit.end);
            }
            if !matches!(hit.kind, "structure" | "ok") {
                write_name(&mut name, &["g:", hit.kind, scope, "&", matter]);
                take(&name, hit.start, hit.end);
            }
        }
    }

    /// Shapes of one sentence, two by two.
    fn pairs(&self, take: Taker<'_>) {
        let words = &self.draft.text.words;
        let mut name = String::new();
        for sentence in self
            .seen
            .chunk_by(|one, next| words[one.start].sentence == words[next.start].sentence)
        {
            let shapes: BTreeSet<_> = sentence.iter().map(|hit| (hit.name, mark(hit.scope))).collect();
            let shapes: Vec<_> = shapes.into_iter().take(PAIRED).collect();
            let at = sentence[0].start;
            for (nth, one) in shapes.iter().enumerate() {
                for other in &shapes[nth + 1..] {
                    write_name(&mut name, &["p:", one.0, one.1, "&", other.0, other.1]);
                    take(&name, at, at + 1);
                }
            }
        }
    }

    /// One, two and three words at a time, and how sentences begin.
    fn words(&self, take: Taker<'_>) {
        let text = &self.draft.text;
        let shown = |at: usize| {
            if text.words[at].is_number {
                "#"
            } else {
                text.word(at)
            }
        };
        let mut name = String::new();
        for at in 0..text.words.len() {
            write_name(&mut name, &["w:", shown(at)]);
            take(&name, at, at + 1);
            for end in at + 1..(at + 3).min(text.words.len()) {
                if text.words[end].begins_sentence {
                    break;
                }
                name.push(' ');
                name.push_str(shown(end));
                take(&name, at, end + 1);
            }
            if text.words[at].begins_sentence {
                write_name(&mut name, &["b:", shown(at)]);
                take(&name, at, at + 1);
                if at + 1 < text.words.len() {
                    name.push(' ');
                    name.push_str(shown(at + 1));
                    take(&name, at, at + 2);
                }
            }
        }
    }

    /// The same with classes in the place of words: one to four at a time.
    fn kinds(&self, take: Taker<'_>) {
        let words = &self.draft.text.words;
        let mut kinds: Vec<(&str, usize, usize)> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let (kind, length) = self.kind(at);
            let end = (at + length).min(words.len());
            kinds.push((kind, at, end));
            at = end;
        }
        let mut name = String::new();
        for first in 0..kinds.len() {
            let start = kinds[first].1;
            let begins = words[start].begins_sentence;
            write_name(&mut name, &["z:", if begins { "^" } else { "" }]);
            for last in first..(first + 4).min(kinds.len()) {
                if last > first && words[kinds[last].1].begins_sentence {
                    break;
                }
                name.push(' ');
                name.push_str(kinds[last].0);
                take(&name, start, kinds[last].2);
            }
        }
    }

    /// The class of a word, or what its form says; how many words it takes.
    fn kind(&self, at: usize) -> (&str, usize) {
        let text = &self.draft.text;
        let word = text.word(at);
        if is_function_word(word) || COURTESIES.contains(&word) {
            return (word, 1);
        }
        let classes = self.draft.at[at].iter().filter_map(|(element, length)| {
            let name = self
                .draft
                .shapes
                .name(*element)
                .filter(|name| TELLING.contains(name))?;
            Some((*length, name))
        });
        let longest = classes.max_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(one.1)));
        let is = &text.words[at];
        match longest {
            Some((length, name)) => (name, usize::from(length)),
            None if is.is_number => ("#", 1),
            None if word.len() > 4 && word.ends_with("ed") => ("ED", 1),
            None if word.len() > 4 && word.ends_with("ing") => ("ING", 1),
            None if is.is_capital && !is.begins_sentence => ("CAP", 1),
            None => ("x", 1),
        }
    }

    /// Words of the author's that come again.
    fn repeats(&self, take: Taker<'_>) {
        let mut told: HashSet<&str> = HashSet::new();
        for post in self.thread {
            told.extend((0..post.text.words.len()).map(|at| post.text.word(at)));
        }
        let text = &self.draft.text;
        let mut name = String::new();
        for at in 0..text.words.len() {
            let word = text.word(at);
            if word.len() > 3 && told.contains(word) {
                take("m:", at, at + 1);
                write_name(&mut name, &["m:", word]);
                take(&name, at, at + 1);
            }
        }
    }
}

/// How a feature says in what scope its shape stands.
fn mark(scope: Scope) -> &'static str {
    match scope {
        Scope::Plain => "",
        Scope::Conditional => "~if",
        Scope::General => "~all",
        Scope::Refused => "~not",
    }
}

fn write_name(name: &mut String, parts: &[&str]) {
    name.clear();
    for part in parts {
        // Writing to a string can't fail.
        let _ = name.write_str(part);
    }
}

/// Classes that say enough to stand for their words.
const TELLING: [&str; 22] = [
    "care",
    "money",
    "kin",
    "kins",
    "sick",
    "state",
    "seen",
    "weekday",
    "month",
    "glad",
    "sorry",
    "condition",
    "procedure",
    "drug",
    "body",
    "public_thing",
    "staffer",
    "cuidado",
    "pariente",
    "dolencia",
    "press",
    "event",
];

/// Words of a reply that say as little.
const COURTESIES: [&str; 8] = [
    "please", "thank", "thanks", "hope", "call", "message", "ask", "tell",
];
