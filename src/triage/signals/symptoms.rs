//! Which groups of symptoms a text tells of, by a lexicon of whole phrases.

use crate::domain::Symptom;
use crate::triage::folding::{Folded, fold_phrase};
use aho_corasick::{AhoCorasick, MatchKind};

const LEXICON: &str = include_str!("../lexicon/symptoms.txt");

/// Words before a phrase that take it back: “no fever”, “sin fiebre”.
const DENIALS: [&str; 8] = ["no", "not", "without", "never", "sin", "ni", "nunca", "isnt"];

/// The lexicon, compiled.
pub(in crate::triage) struct Symptoms {
    phrases: AhoCorasick,
    groups: Vec<Symptom>,
}

impl Symptoms {
    /// Compiles the lexicon.
    pub fn new() -> Self {
        let mut groups = Vec::new();
        let mut phrases = Vec::new();
        let mut group = Symptom::Respiratory;
        for line in LEXICON
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with('#'))
        {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                group = name
                    .parse()
                    .expect("the lexicon's groups are those of the vocabulary");
                continue;
            }
            for phrase in line
                .split(',')
                .map(fold_phrase)
                .filter(|phrase| !phrase.is_empty())
            {
                phrases.push(format!(" {phrase} "));
                groups.push(group);
            }
        }
        let phrases = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(phrases)
            .expect("the lexicon stays far below the automaton's size limit");
        Self { phrases, groups }
    }

    /// The groups that a text tells of, each once, in order of the vocabulary.
    pub fn told(&self, folded: &Folded) -> Vec<Symptom> {
        let text = folded.text.as_str();
        let mut told = Vec::new();
        for found in self.phrases.find_overlapping_iter(text) {
            let group = self.groups[found.pattern().as_usize()];
            if !told.contains(&group) && !is_denied(&text[..found.start()]) {
                told.push(group);
            }
        }
        told.sort_unstable();
        told
    }
}

/// Whether the words before take it back.
fn is_denied(before: &str) -> bool {
    before
        .rsplit(' ')
        .find(|word| !word.is_empty())
        .is_some_and(|word| DENIALS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::folding::fold;

    #[test]
    fn groups_are_told_in_two_languages() {
        use Symptom::*;
        let symptoms = Symptoms::new();
        let told = |text: &str| symptoms.told(&fold(text));
        assert_eq!(
            told("Whole class at Northside has a RASH and fever!!"),
            [Rash, Fever]
        );
        assert_eq!(
            told("mi hijo tiene fiebre, vómitos y diarrea desde ayer"),
            [Gastro, Fever]
        );
        assert_eq!(told("can't stop coughing, is it RSV?"), [Respiratory]);
        assert_eq!(told("no fever, just a cough"), [Respiratory]);
        assert_eq!(told("parking is full again"), []);
        assert_eq!(told("pink-eye going round the daycare"), [Eye]);
    }

    #[test]
    fn every_group_has_words() {
        let symptoms = Symptoms::new();
        assert!(Symptom::ALL.iter().all(|group| symptoms.groups.contains(group)));
    }
}
