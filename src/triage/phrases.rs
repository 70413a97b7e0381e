//! All phrases as automatons that read a folded text once, whatever their
//! number: one of the built-in lexicon, compiled once and shared by all, and
//! one of the settings' own words, so that a change of settings is cheap.

use super::folding::{Folded, fold_phrase};
use super::lexicon::{self, Section, Vote};
use aho_corasick::{AhoCorasick, BuildError, MatchKind};
use std::collections::HashMap;
use std::sync::LazyLock;

/// How far the parts of a phrase with gaps may stand apart, in bytes: four or five words.
const GAP: u8 = 34;

/// The same where three dots stand: a sentence or two.
const WIDE: u8 = 100;

/// A phrase that occurs, where, and in which section it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// First byte in the folded text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Which phrase, so that it counts once.
    pub phrase: usize,
    /// Which section it stands in.
    pub section: usize,
}

/// Every phrase that means something: the built-in ones come first.
pub(super) struct Phrases {
    built_in: &'static Table,
    own: Table,
}

static BUILT_IN: LazyLock<Table> = LazyLock::new(|| {
    Table::new(lexicon::built_in()).expect("the built-in phrases stay far below the automaton's size limit")
});

impl Phrases {
    /// The built-in phrases and these.
    pub fn new(own: Vec<Section>) -> Result<Self, BuildError> {
        Ok(Self {
            built_in: &BUILT_IN,
            own: Table::new(own)?,
        })
    }

    /// What a phrase votes for.
    pub fn votes(&self, phrase: usize) -> &[Vote] {
        let (table, phrase) = self.table(phrase);
        &table.votes[table.section[phrase]]
    }

    /// Whether a phrase is of the built-in lexicon.
    pub fn is_built_in(&self, phrase: usize) -> bool {
        phrase < self.built_in.section.len()
    }

    /// Whether a phrase is of another language than English.
    pub fn is_foreign(&self, phrase: usize) -> bool {
        let (table, phrase) = self.table(phrase);
        table.foreign[table.section[phrase]]
    }

    /// How many phrases there are.
    pub fn len(&self) -> usize {
        self.built_in.section.len() + self.own.section.len()
    }

    /// Every phrase that occurs.
    pub fn hits(&self, folded: &Folded) -> Vec<Hit> {
        let mut hits = Vec::with_capacity(folded.text.len() / 2);
        self.built_in.find(folded, 0, &mut hits);
        self.own.find(folded, self.built_in.section.len(), &mut hits);
        hits
    }

    fn table(&self, phrase: usize) -> (&Table, usize) {
        match phrase.checked_sub(self.built_in.section.len()) {
            Some(own) => (&self.own, own),
            None => (self.built_in, phrase),
        }
    }
}

/// Phrases, compiled.
struct Table {
    automaton: AhoCorasick,
    /// For each pattern of the automaton, what it is a part of.
    uses: Vec<Part>,
    /// For each pattern, the first of its uses; one more at the end.
    first: Vec<u32>,
    /// For each phrase, its section.
    section: Vec<usize>,
    votes: Vec<Vec<Vote>>,
    foreign: Vec<bool>,
    /// How many phrases have gaps.
    slots: usize,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    phrase: u32,
    /// Where the phrase keeps how far it has come, if it has gaps.
    slot: u32,
    place: u16,
    is_last: bool,
    /// How far behind the part before it may stand.
    gap: u8,
    /// A number must stand before it.
    counted: bool,
}

/// How far a phrase with gaps has come: the part it waits for, and what was seen.
#[derive(Debug, Clone, Copy, Default)]
struct Begun {
    next: u32,
    start: u32,
    end: u32,
}

impl Table {
    /// A phrase that is empty once folded is left out.
    fn new(sections: Vec<Section>) -> Result<Self, BuildError> {
        let mut patterns: Vec<String> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut uses: Vec<Vec<Part>> = Vec::new();
        let (mut section, mut votes, mut foreign) = (Vec::new(), Vec::new(), Vec::new());
        let mut slots = 0;
        for (index, of) in sections.into_iter().enumerate() {
            for written in of.phrases.iter().flat_map(|phrase| both_ways(phrase)) {
                let parts = parts(&written);
                let phrase = section.len();
                section.push(index);
                for (place, (gap, others)) in parts.iter().enumerate() {
                    let is_last = place + 1 == parts.len();
                    for (text, counted) in others {
                        let at = *known.entry(text.clone()).or_insert_with(|| {
                            patterns.push(text.clone());
                            uses.push(Vec::new());
                            patterns.len() - 1
                        });
                        uses[at].push(Part {
                            phrase: phrase as u32,
                            slot: slots as u32,
                            place: place as u16,
                            is_last,
                            gap: *gap,
                            counted: *counted,
                        });
                    }
                }
                slots += usize::from(parts.len() > 1);
            }
            votes.push(of.votes);
            foreign.push(of.is_foreign);
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&patterns)?;
        let mut first = vec![0];
        first.extend(uses.iter().scan(0, |count, of| {
            *count += of.len() as u32;
            Some(*count)
        }));
        Ok(Self {
            automaton,
            uses: uses.into_iter().flatten().collect(),
            first,
            section,
            votes,
            foreign,
            slots,
        })
    }

    /// Adds every phrase that occurs, counted from `first`.
    fn find(&self, folded: &Folded, first: usize, hits: &mut Vec<Hit>) {
        let mut begun = vec![Begun::default(); self.slots + 1];
        for found in self.automaton.find_overlapping_iter(&folded.text) {
            let (start, end) = (found.start(), found.end());
            let pattern = found.pattern().as_usize();
            for part in &self.uses[self.first[pattern] as usize..self.first[pattern + 1] as usize] {
                if part.counted && !number_before(&folded.text, start) {
                    continue;
                }
                let Some(start) = part.begins(&begun, start) else {
                    continue;
                };
                if part.is_last {
                    hits.push(Hit {
                        start,
                        end,
                        phrase: first + part.phrase as usize,
                        section: self.section[part.phrase as usize],
                    });
                } else {
                    begun[part.slot as usize] = Begun {
                        next: u32::from(part.place) + 1,
                        start: start as u32,
                        end: end as u32,
                    };
                }
            }
        }
    }
}

impl Part {
    /// Where the phrase began, if all parts before this one were seen close by.
    fn begins(self, begun: &[Begun], start: usize) -> Option<usize> {
        if self.place == 0 {
            return Some(start);
        }
        let b = begun[self.slot as usize];
        // Neighbours share the space between them.
        let end = b.end as usize;
        let fits =
            b.next == u32::from(self.place) && end <= start + 1 && end + usize::from(self.gap) >= start;
        fits.then_some(b.start as usize)
    }
}

/// `a <> b` is both `a .. b` and `b .. a`.
fn both_ways(phrase: &str) -> Vec<String> {
    match phrase.split_once(" <> ") {
        Some((one, other)) => vec![format!("{one} .. {other}"), format!("{other} .. {one}")],
        None => vec![phrase.to_owned()],
    }
}

/// The parts of a phrase with gaps: how far each may stand behind the one before, and its wordings.
fn parts(phrase: &str) -> Vec<(u8, Vec<(String, bool)>)> {
    let wide = phrase.split(" ... ").enumerate();
    let parts = wide.flat_map(|(nth, of)| {
        let near = of.split(" .. ").enumerate();
        near.map(move |(at, part)| (if nth > 0 && at == 0 { WIDE } else { GAP }, part))
    });
    parts
        .map(|(gap, part)| (gap, part.split('|').filter_map(pattern).collect::<Vec<_>>()))
        .filter(|(_, wordings)| !wordings.is_empty())
        .collect()
}

/// The bytes to look for: whole words unless a star says otherwise.
fn pattern(written: &str) -> Option<(String, bool)> {
    let written = written.trim();
    let (written, counted) = match written.strip_prefix("# ") {
        Some(rest) => (rest, true),
        None => (written, false),
    };
    let (written, open_start) = match written.strip_prefix('*') {
        Some(rest) => (rest, true),
        None => (written, false),
    };
    let (written, open_end) = match written.strip_suffix('*') {
        Some(rest) => (rest, true),
        None => (written, false),
    };
    let words = fold_phrase(written);
    if words.is_empty() {
        return None;
    }
    let before = if open_start { "" } else { " " };
    let after = if open_end { "" } else { " " };
    Some((format!("{before}{words}{after}"), counted))
}

const NUMBER_WORDS: [&str; 34] = [
    "a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "several", "few", "half", "many", "hundred", "thousand", "twenty", "thirty", "forty", "fifty",
    "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "varias",
];

fn number_before(text: &str, start: usize) -> bool {
    let word = text[..start].rsplit(' ').next().unwrap_or_default();
    word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty() || NUMBER_WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::folding::fold;
    use super::*;

    fn occurs(phrase: &str, text: &str) -> bool {
        let section = Section {
            votes: Vec::new(),
            phrases: vec![phrase.to_owned()],
            is_foreign: false,
        };
        let mut hits = Vec::new();
        Table::new(vec![section]).unwrap().find(&fold(text), 0, &mut hits);
        !hits.is_empty()
    }

    #[test]
    fn phrases_are_found_as_their_marks_say() {
        let table = [
            ("er", "the ER.", true),
            ("er", "were there", false),
            ("wait*", "Waiting!", true),
            ("# hours", "3 hours", true),
            ("# hours", "six hours", true),
            ("# hours", "visiting hours", false),
            ("has .. gun", "he has like a big gun", true),
            ("has .. gun", "has gun", true),
            (
                "has .. gun",
                "he has nothing to do with what they keep saying about a gun",
                false,
            ),
            ("lip|lips .. puff*|swell*", "his lips are puffing up", true),
            ("lips <> blue", "gone blue around the lips", true),
            ("lips .. blue", "gone blue around the lips", false),
            (
                "gun ... shift",
                "a gun, and you all will see what I mean after the shift",
                true,
            ),
            ("a .. b .. c", "a x b y c", true),
            ("a .. b .. c", "b a c", false),
            ("can't breathe", "cant breathe", true),
            ("胸痛", "我胸痛", true),
        ];
        for (phrase, text, expected) in table {
            assert_eq!(occurs(phrase, text), expected, "{phrase} in {text}");
        }
    }
}
