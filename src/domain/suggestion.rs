//! Which answers fit a mention best: approved ones, and earlier ones that
//! ended well. Ranked by the rare words they share with it (BM25), by topic
//! and department, and by how they fared.

use super::{CaseNumber, Fared, Resource, ResourceName, Topic, Urgency, resource::ready};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// How many are offered.
pub const OFFERED: usize = 3;

/// How many of the best are looked at, where some of them may no longer be sent.
const TRIED: usize = 12;
/// Words shorter than this say nothing of what a text is about, in signs of the alphabets that part words by spaces.
const SHORTEST: usize = 3;
/// As many texts without any of the words are imagined beside those there are: among few, each word would seem common.
const IMAGINED: f32 = 20.0;
/// What being about the mention's topic is worth: less than two rare words in common, more than one.
const ON_TOPIC: f32 = 2.5;
/// The same of the department.
const OURS: f32 = 0.3;
/// Words that hold a sentence together or stand in any story, in English and Spanish, and say nothing of what it is about.
static EMPTY: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "about after all also and any are because been but can could did does for from get got had has have her \
     here him his how its just like more most much not now one our out over please she some than that the their them then there \
     these they this too very was way were what when where which who why will with would you your \
     anybody anyone ask asked day days hour hours know minute minutes nobody people person somebody someone still \
     tell thing things time times today told tonight week weeks \
     como con cual cuando donde dónde del desde ella ellos era eran ese eso esta este esto está fue hay las los más mis muy \
     nos nuestra nuestro para pero por porque que qué quien sin sobre son sus también tan una uno unos \
     alguien ayer día dias días hora horas hoy minuto minutos nadie persona personas preguntar saber semana semanas"
        .split_whitespace()
        .collect()
});
/// An answer that shares nothing with the mention must at least be about its topic.
const FLOOR: f32 = 0.8;

/// Where a suggestion comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An approved answer.
    Resource(ResourceName),
    /// What we said in an earlier case.
    Past(CaseNumber),
}

/// Words that a person may send as they stand, or change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Where it comes from.
    pub source: Source,
    /// ISO 639-1 code.
    pub language: String,
    /// It tells somebody in danger where help is right now.
    pub urgent: bool,
    /// The words, every place filled.
    pub text: String,
}

impl Suggestion {
    /// What a list calls it: `parking (es)`, `as in case #12`.
    pub fn title(&self) -> String {
        match &self.source {
            Source::Resource(name) => format!("{name} ({})", self.language),
            Source::Past(case) => format!("as in case {case}"),
        }
    }

    /// A short name that a button can carry and that finds it again: `parking.es`, `12`.
    pub fn key(&self) -> String {
        match &self.source {
            Source::Resource(name) => format!("{name}.{}", self.language),
            Source::Past(case) => case.0.to_string(),
        }
    }
}

impl Suggestion {
    /// What a field holds once this was chosen: what a person has written stays, what was only chosen before goes.
    pub fn chosen_over(&self, written: &str, offered: &[Self]) -> String {
        let written = written.trim();
        if written.is_empty() || offered.iter().any(|other| other.text == written) {
            return self.text.clone();
        }
        format!("{written}\n{}", self.text)
    }
}

/// Whether somebody may be in danger, so that help comes before anything else; a breach of privacy is as pressing, but
/// nobody's life hangs on it.
pub fn is_danger(urgency: Urgency, topic: Topic) -> bool {
    urgency == Urgency::Critical && topic != Topic::Privacy
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
    /// It is for the department of the case by name, or was said by it.
    pub ours: bool,
    /// How it fared.
    pub fared: Fared,
}

impl Candidate {
    /// A resource as a candidate, its text filled.
    pub fn of(resource: &Resource, text: String) -> Self {
        Self {
            suggestion: Suggestion {
                source: Source::Resource(resource.name.clone()),
                language: resource.language.clone(),
                urgent: false,
                text,
            },
            about: match ready::cues(resource.name.as_str()) {
                "" => about(resource),
                cues => cues.to_owned(),
            },
            on_topic: false,
            ours: false,
            fared: Fared::default(),
        }
    }
}

/// What a resource is about to somebody who looks for it: its name, its words, and what people in danger write.
pub fn about(resource: &Resource) -> String {
    let name = resource.name.as_str();
    format!(
        "{} {} {}",
        name.replace('-', " "),
        resource.text,
        ready::cues(name)
    )
}

/// The best that may be sent, best first; nothing that has nothing to do with the mention.
pub fn best(
    mention: &str,
    candidates: Vec<Candidate>,
    may_be_sent: impl Fn(&Suggestion) -> bool,
) -> Vec<Suggestion> {
    let texts: Vec<&str> = candidates
        .iter()
        .map(|candidate| candidate.about.as_str())
        .collect();
    let shared = shared(mention, &texts);
    let mut scored: Vec<(f32, Suggestion)> = candidates
        .into_iter()
        .zip(shared)
        .map(|(candidate, shared)| (score(&candidate, shared), candidate.suggestion))
        .filter(|(score, _)| *score > FLOOR)
        .collect();
    // Equal ones keep their order, so that the same question has the same answers.
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut offered: Vec<Suggestion> = Vec::with_capacity(OFFERED);
    for (_, suggestion) in scored.into_iter().take(TRIED) {
        let is_new = offered.iter().all(|other| other.text != suggestion.text);
        if offered.len() < OFFERED && is_new && may_be_sent(&suggestion) {
            offered.push(suggestion);
        }
    }
    offered
}

/// How much each text shares with what was asked: the rare words count, the length does not.
pub fn shared(asked: &str, texts: &[&str]) -> Vec<f32> {
    let asked: HashSet<String> = words(asked).collect();
    // In one order, so that the sums are the same each time.
    let mut asked: Vec<String> = asked.into_iter().collect();
    asked.sort_unstable();
    let counted: Vec<HashMap<String, u32>> = texts.iter().map(|text| count(text)).collect();
    let lengths: f32 = counted.iter().map(length).sum();
    let mean = (lengths / counted.len().max(1) as f32).max(1.0);
    let all = counted.len() as f32 + IMAGINED;
    let rarity = |word: &String| {
        let with = counted.iter().filter(|text| text.contains_key(word)).count() as f32;
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    };
    let rarities: Vec<(&String, f32)> = asked.iter().map(|word| (word, rarity(word))).collect();
    let score = |text: &HashMap<String, u32>| {
        let of_word = |(word, rarity): &(&String, f32)| rarity * weight(text, word, mean);
        rarities.iter().map(of_word).sum()
    };
    counted.iter().map(score).collect()
}

fn score(candidate: &Candidate, shared: f32) -> f32 {
    let about = if candidate.on_topic { ON_TOPIC } else { 0.0 } + if candidate.ours { OURS } else { 0.0 };
    let first = if candidate.suggestion.urgent { 1_000.0 } else { 0.0 };
    (shared + about) * (0.5 + candidate.fared.worth()) + first
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
        if lower.chars().count() < SHORTEST || EMPTY.contains(lower.as_str()) {
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
    use proptest::prelude::*;

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
        let best = best(mention, candidates, |_| true);
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
        crisis.suggestion.urgent = true;
        let others = resource("pills", "the pharmacy answers questions about pills");
        assert_eq!(
            offered("i took all the pills", vec![others, crisis])[0],
            "crisis (en)"
        );
    }

    #[test]
    fn each_kind_of_danger_has_its_own_help_first() {
        for (mention, first) in [
            ("i want to end my life tonight", "crisis (en)"),
            ("my father can't breathe, he is in your lobby", "emergency (en)"),
            ("my toddler swallowed bleach", "poison (en)"),
            ("quiero morir", "crisis (es)"),
            ("mi hijo se tomó las pastillas de su abuela", "poison (es)"),
            ("我想自杀", "crisis (zh)"),
        ] {
            let language = &first[first.len() - 3..first.len() - 1];
            let ready = ready::all().into_iter();
            let shelf = ready.filter(|r| r.purpose == Purpose::Crisis && r.language == language);
            let shelf = shelf.map(|r| Candidate::of(&r, r.text.clone()));
            let urgent = shelf.map(|mut candidate| {
                candidate.suggestion.urgent = true;
                candidate
            });
            assert_eq!(offered(mention, urgent.collect())[0], first, "{mention}");
        }
    }

    #[test]
    fn choosing_keeps_what_somebody_wrote() {
        let shelf = ["a", "b"].map(|name| resource(name, name).suggestion);
        let over = |written: &str| shelf[1].chosen_over(written, &shelf);
        assert_eq!([over(" "), over("a"), over("Hello")], ["b", "b", "Hello\nb"]);
    }

    #[test]
    fn what_may_not_be_sent_makes_room_for_the_next() {
        let shelf = ["a", "b", "c", "d"].map(|name| resource(name, &format!("garage {name}")));
        let may = |one: &Suggestion| one.text != "garage b";
        let best = best("the garage", shelf.to_vec(), may);
        let keys: Vec<String> = best.iter().map(Suggestion::key).collect();
        assert_eq!(keys, ["a.en", "c.en", "d.en"]);
    }

    proptest! {
        #[test]
        fn any_words_have_an_order(mention in "\\PC{0,60}", texts in proptest::collection::vec("\\PC{0,40}", 0..6)) {
            let shelf = texts.iter().map(|text| resource("a", text)).collect();
            prop_assert!(best(&mention, shelf, |_| true).len() <= OFFERED);
        }
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
