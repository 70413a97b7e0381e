//! Which answers fit a mention best: approved ones, and earlier ones that
//! ended well. Ranked by the rare words they share with it (BM25), by topic
//! and department, and by how they fared.

use super::{CaseNumber, Fared, Resource, ResourceName};
use std::collections::{HashMap, HashSet};

/// How many are offered.
pub const OFFERED: usize = 3;

/// Words shorter than this say nothing of what a text is about, in signs of the alphabets that part words by spaces.
const SHORTEST: usize = 3;
/// An answer that shares nothing with the mention must at least be about its topic.
const FLOOR: f32 = 0.8;

/// Where a suggestion comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An approved answer.
    Resource {
        /// Which.
        name: ResourceName,
        /// Which of its texts.
        version: i64,
    },
    /// What we said in an earlier case.
    Past(CaseNumber),
}

/// Words that a person may send as they stand, or change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Where it comes from.
    pub source: Source,
    /// ISO 639-1 code.
    pub language: String,
    /// The words, every place filled.
    pub text: String,
}

impl Suggestion {
    /// What a list calls it: `parking (es)`, `as in case #12`.
    pub fn title(&self) -> String {
        match &self.source {
            Source::Resource { name, .. } => format!("{name} ({})", self.language),
            Source::Past(case) => format!("as in case {case}"),
        }
    }
}

/// Something that might be offered.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// What would be offered.
    pub suggestion: Suggestion,
    /// What it is compared with: a resource's name and text, or the question that was answered then.
    pub about: String,
    /// It is for the topic of the case.
    pub on_topic: bool,
    /// It is for the department of the case by name.
    pub ours: bool,
    /// It helps somebody in danger, and somebody is.
    pub pressing: bool,
    /// How it fared.
    pub fared: Fared,
}

impl Candidate {
    /// A resource as a candidate, its text filled.
    pub fn of(resource: &Resource, text: String) -> Self {
        Self {
            suggestion: Suggestion {
                source: Source::Resource {
                    name: resource.name.clone(),
                    version: resource.version,
                },
                language: resource.language.clone(),
                text,
            },
            about: format!("{} {}", resource.name.as_str().replace('-', " "), resource.text),
            on_topic: false,
            ours: false,
            pressing: false,
            fared: Fared::default(),
        }
    }
}

/// The best, best first; nothing that has nothing to do with the mention.
pub fn best(mention: &str, candidates: Vec<Candidate>) -> Vec<Suggestion> {
    let asked: HashSet<String> = words(mention).collect();
    let texts: Vec<HashMap<String, u32>> = candidates.iter().map(|c| count(&c.about)).collect();
    let lengths: f32 = texts.iter().map(length).sum();
    let mean = (lengths / texts.len().max(1) as f32).max(1.0);
    let rarity = |word: &str| {
        let with = texts.iter().filter(|text| text.contains_key(word)).count() as f32;
        (1.0 + (texts.len() as f32 - with + 0.5) / (with + 0.5)).ln()
    };
    let rarities: Vec<(&String, f32)> = asked.iter().map(|word| (word, rarity(word))).collect();
    let mut scored: Vec<(f32, Suggestion)> = Vec::new();
    for (candidate, text) in candidates.into_iter().zip(&texts) {
        let shared: f32 = rarities
            .iter()
            .map(|(word, rarity)| rarity * weight(text, word, mean))
            .sum();
        let score = score(&candidate, shared);
        if score > FLOOR {
            scored.push((score, candidate.suggestion));
        }
    }
    // Equal ones keep their order, so that the same question has the same answers.
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut offered: Vec<Suggestion> = Vec::with_capacity(OFFERED);
    for (_, suggestion) in scored {
        if offered.len() < OFFERED && offered.iter().all(|other| other.text != suggestion.text) {
            offered.push(suggestion);
        }
    }
    offered
}

fn score(candidate: &Candidate, shared: f32) -> f32 {
    let about = if candidate.on_topic { 1.0 } else { 0.0 } + if candidate.ours { 0.3 } else { 0.0 };
    let pressing = if candidate.pressing { 1_000.0 } else { 0.0 };
    (shared + about) * (0.5 + candidate.fared.worth()) + pressing
}

/// BM25's saturation and its pull on long texts, with the usual constants.
fn weight(text: &HashMap<String, u32>, word: &str, mean: f32) -> f32 {
    let often = text.get(word).copied().unwrap_or(0) as f32;
    often * 2.2 / (often + 1.2 * (0.25 + 0.75 * length(text) / mean))
}

fn length(text: &HashMap<String, u32>) -> f32 {
    text.values().sum::<u32>() as f32
}

fn count(text: &str) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for word in words(text) {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// Words in small letters without a plural's or a verb's last signs; signs of Han one by one.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    parts.flat_map(|part| {
        let han = part.chars().filter(|c| ('\u{3400}'..='\u{9FFF}').contains(c));
        let signs: Vec<String> = han.map(String::from).collect();
        if !signs.is_empty() {
            return signs;
        }
        let lower = part.to_lowercase();
        if lower.chars().count() < SHORTEST {
            return Vec::new();
        }
        vec![stem(&lower).to_owned()]
    })
}

/// `parked`, `parking` and `parks` are about one thing; three signs stay at least.
fn stem(word: &str) -> &str {
    for end in ["ing", "ed", "es", "s", "os", "as"] {
        if let Some(stem) = word.strip_suffix(end)
            && stem.chars().count() >= SHORTEST
        {
            return stem;
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Purpose, Timestamp};

    fn resource(name: &str, text: &str) -> Candidate {
        let resource = Resource {
            name: name.into(),
            language: "en".to_owned(),
            version: 1,
            purpose: Purpose::Answer,
            text: text.to_owned(),
            departments: Vec::new(),
            topics: Vec::new(),
            added_by: None,
            added_at: Timestamp::UNIX_EPOCH,
        };
        Candidate::of(&resource, text.to_owned())
    }

    fn offered(mention: &str, candidates: Vec<Candidate>) -> Vec<String> {
        let best = best(mention, candidates);
        best.iter().map(Suggestion::title).collect()
    }

    #[test]
    fn what_shares_rare_words_comes_first_and_strangers_are_not_offered() {
        let shelf = || {
            vec![
                resource("visiting", "Visiting hours are 9 to 8."),
                resource("parking", "Visitors park in the north garage."),
                resource("billing", "Our billing office explains every bill: 555-0100."),
            ]
        };
        let parking = offered("where do visitors park??", shelf());
        assert_eq!(parking.first().map(String::as_str), Some("parking (en)"));
        assert!(!parking.contains(&"billing (en)".to_owned()), "{parking:?}");
        assert!(offered("the nurse was rude", shelf()).is_empty());
    }

    #[test]
    fn what_fared_well_comes_before_what_did_not() {
        let mut good = resource("a", "the garage opens at six");
        let mut bad = resource("b", "the garage is full at noon");
        good.fared = Fared {
            used: 9,
            resolved: 9,
            ..Fared::default()
        };
        bad.fared = Fared {
            used: 9,
            reopened: 9,
            ..Fared::default()
        };
        assert_eq!(offered("garage", vec![bad, good])[0], "a (en)");
    }

    #[test]
    fn help_in_danger_comes_first_whatever_words_it_shares() {
        let mut crisis = resource("crisis", "Call 988.");
        crisis.pressing = true;
        let others = resource("pills", "the pharmacy answers questions about pills");
        assert_eq!(
            offered("i took all the pills", vec![others, crisis])[0],
            "crisis (en)"
        );
    }

    #[test]
    fn the_same_words_are_offered_once() {
        let twice = vec![
            resource("a", "park north garage"),
            resource("b", "park north garage"),
        ];
        assert_eq!(offered("park north garage", twice).len(), 1);
    }
}
