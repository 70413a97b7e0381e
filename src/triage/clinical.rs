//! What of medicine a text names: diseases and symptoms, medicines,
//! operations and tests, in English and Spanish, from the lists in `lexicon`.
//! A term says nothing of whom it concerns: that is its readers' work.

use super::folding::{self, Folded};
use aho_corasick::{AhoCorasick, Input, MatchKind};
use std::sync::LazyLock;

/// What sort of thing a term names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TermKind {
    /// A disease, an injury, a symptom.
    Condition,
    /// A medicine or a kind of medicine.
    Drug,
    /// An operation, a treatment, a test.
    Procedure,
}

/// A term where it stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term {
    /// What it names.
    pub kind: TermKind,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// The terms of a text, in order, the longest where several begin; none overlap.
pub(super) fn terms(text: &str) -> Vec<Term> {
    terms_of(text, &folding::fold(text))
}

/// The same for a text that is folded already.
pub(super) fn terms_of(text: &str, folded: &Folded) -> Vec<Term> {
    let words = folded.text.as_str();
    let mut terms = Vec::new();
    let mut bytes = Bytes::new(text);
    let mut from = 0;
    while let Some(found) = LEXICON.automaton.find(Input::new(words).range(from..)) {
        let entry = LEXICON.entries[found.pattern().as_usize()];
        // The space before a word belongs to its pattern, the one after it to the next.
        from = if entry.open {
            let rest = words[found.end()..].find(' ');
            rest.map_or(words.len(), |rest| found.end() + rest)
        } else {
            found.end() - 1
        };
        let start = bytes.start(folded.at[found.start() + 1]);
        let end = bytes.end(folded.at[from - 1]);
        if let Some(kind) = entry
            .kind
            .filter(|_| !entry.capitals || stands_out(text, start, end))
        {
            terms.push(Term { kind, start, end });
        }
    }
    terms
}

/// Written in capitals in a text that is not shouted altogether.
fn stands_out(text: &str, start: usize, end: usize) -> bool {
    !text[start..end].contains(char::is_lowercase) && text.contains(char::is_lowercase)
}

/// Finds the byte of a character; asked in rising order it walks the text once.
struct Bytes<'a> {
    text: &'a str,
    byte: usize,
    character: u32,
}

impl<'a> Bytes<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            byte: 0,
            character: 0,
        }
    }

    fn start(&mut self, character: u32) -> usize {
        let steps = character.saturating_sub(self.character) as usize;
        let rest = &self.text[self.byte..];
        self.byte += rest.char_indices().nth(steps).map_or(rest.len(), |(at, _)| at);
        self.character = self.character.max(character);
        self.byte
    }

    fn end(&mut self, character: u32) -> usize {
        let start = self.start(character);
        start + self.text[start..].chars().next().map_or(0, char::len_utf8)
    }
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// None for words that only look like a term, and hide what they cover.
    kind: Option<TermKind>,
    /// Any word that begins so.
    open: bool,
    /// Met in capitals only.
    capitals: bool,
}

struct Lexicon {
    automaton: AhoCorasick,
    /// By the automaton's patterns.
    entries: Vec<Entry>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let files = [
        (TermKind::Condition, include_str!("lexicon/conditions.txt")),
        (TermKind::Drug, include_str!("lexicon/drugs.txt")),
        (TermKind::Procedure, include_str!("lexicon/procedures.txt")),
    ];
    let terms = files
        .into_iter()
        .flat_map(|(kind, file)| listed(file).map(move |term| (kind, term)));
    let (patterns, entries): (Vec<String>, Vec<Entry>) =
        terms.flat_map(|(kind, term)| patterns(kind, term)).unzip();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(patterns)
        .expect("the built-in lists stay far below the automaton's size limit");
    Lexicon { automaton, entries }
});

/// The terms of a list, as written.
fn listed(file: &str) -> impl Iterator<Item = &str> {
    let lines = file.lines().filter(|line| !line.starts_with("//"));
    let terms = lines.flat_map(|line| line.split(';').map(str::trim));
    terms.filter(|term| !term.is_empty())
}

/// What to look for in a folded text: the word, and its plural.
fn patterns(kind: TermKind, term: &str) -> Vec<(String, Entry)> {
    let entry = Entry {
        kind: (!term.starts_with('-')).then_some(kind),
        open: term.ends_with('*'),
        capitals: !term.contains(char::is_lowercase),
    };
    let bare = folding::fold_phrase(term);
    if entry.open {
        return vec![(format!(" {bare}"), entry)];
    }
    let mut patterns = vec![(format!(" {bare} "), entry)];
    if !bare.ends_with('s') && !entry.capitals {
        patterns.push((format!(" {bare}s "), entry));
    }
    patterns
}

#[cfg(test)]
mod tests {
    use super::TermKind::{Condition, Drug, Procedure};
    use super::*;
    use proptest::prelude::*;

    fn named(text: &str) -> Vec<(TermKind, &str)> {
        let terms = terms(text);
        terms.iter().map(|t| (t.kind, &text[t.start..t.end])).collect()
    }

    #[test]
    fn medicine_is_named_in_english_and_spanish() {
        let table = [
            (
                "Glad your COPD is better; keep taking prednisone",
                vec![(Condition, "COPD"), (Drug, "prednisone")],
            ),
            (
                "type 2 diabetes and two kidney transplants",
                vec![(Condition, "type 2 diabetes"), (Procedure, "kidney transplants")],
            ),
            (
                "Mi papá tuvo un derrame cerebral después de la cirugía",
                vec![(Condition, "derrame cerebral"), (Procedure, "cirugía")],
            ),
            (
                "su metformina y su DIÁLISIS",
                vec![(Drug, "metformina"), (Procedure, "DIÁLISIS")],
            ),
            (
                "Crohn's, d1abetes, chemo",
                vec![(Condition, "Crohn's"), (Condition, "d1abetes"), (Drug, "chemo")],
            ),
            ("she has MS now", vec![(Condition, "MS")]),
            ("thank you Ms. Jones, ms jones", vec![]),
            ("our hours of operation, strokes", vec![(Condition, "strokes")]),
            ("the parking garage is broken", vec![]),
        ];
        for (text, expected) in table {
            assert_eq!(named(text), expected, "{text}");
        }
    }

    #[test]
    fn the_lists_are_long_and_say_nothing_twice() {
        let mut seen = std::collections::HashSet::new();
        let files = ["conditions", "drugs", "procedures"].map(|name| {
            std::fs::read_to_string(format!(
                "{}/src/triage/lexicon/{name}.txt",
                env!("CARGO_MANIFEST_DIR")
            ))
        });
        for file in files {
            for term in listed(&file.unwrap()) {
                let open = if term.ends_with('*') { "*" } else { "" };
                assert!(
                    seen.insert(folding::fold_phrase(term) + open),
                    "{term} stands twice"
                );
            }
        }
        assert!(seen.len() > 1_700, "{}", seen.len());
    }

    proptest! {
        #[test]
        fn terms_lie_within_any_text(
            text in "\\PC{0,80}|(asthma |e\u{301}czema|MS |😷|diabe\u{200b}tes|Ｃancer |кancer ){0,20}"
        ) {
            let mut last = 0;
            for term in terms(&text) {
                prop_assert!(last <= term.start && term.start < term.end);
                prop_assert!(text.get(term.start..term.end).is_some());
                last = term.end;
            }
        }
    }
}
