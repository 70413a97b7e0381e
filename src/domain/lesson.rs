//! What people correct, and what triage can learn from it.
//!
//! A lesson is about one field of one mention: what triage said, and what a
//! person says it is. The last word wins; a person who comes back to what
//! triage said takes the lesson back. What a correction does not make plain
//! teaches nothing.

use super::words::{UnknownWord, vocabulary};
use super::{Department, Intent, StaffName, Topic, Urgency};
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What of a judgement was corrected.
    Field {
        /// What it is about.
        Topic = "topic",
        /// What the author wants.
        Intent = "intent",
        /// How soon.
        Urgency = "urgency",
    }
}

/// A word of one of the three vocabularies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// What it is about.
    Topic(Topic),
    /// What the author wants.
    Intent(Intent),
    /// How soon.
    Urgency(Urgency),
}

impl Label {
    /// The word as it is written in the field's vocabulary.
    pub fn read(field: Field, word: &str) -> Result<Self, UnknownWord> {
        Ok(match field {
            Field::Topic => Self::Topic(word.parse()?),
            Field::Intent => Self::Intent(word.parse()?),
            Field::Urgency => Self::Urgency(word.parse()?),
        })
    }

    /// Which vocabulary it is of.
    pub fn field(self) -> Field {
        match self {
            Self::Topic(_) => Field::Topic,
            Self::Intent(_) => Field::Intent,
            Self::Urgency(_) => Field::Urgency,
        }
    }

    /// Its one spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Topic(topic) => topic.as_str(),
            Self::Intent(intent) => intent.as_str(),
            Self::Urgency(urgency) => urgency.as_str(),
        }
    }
}

/// What a person said of a field of one mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// Our own number for the mention.
    pub mention: i64,
    /// What triage said.
    pub was: Label,
    /// What it is.
    pub is: Label,
    /// Who said so.
    pub by: StaffName,
}

impl Lesson {
    /// The lesson that stands after this correction: what triage said stays as it was before the first one, and
    /// nothing stands when the person agrees with it after all.
    pub fn after(self, kept: Option<&Self>) -> Option<Self> {
        let was = kept.map_or(self.was, |kept| kept.was);
        (was != self.is).then_some(Self { was, ..self })
    }
}

/// What a transfer says of the topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// Nothing that was not said before.
    Silent,
    /// Triage was right after all, or nobody knows any more.
    TakesBack,
    /// It is about this.
    Teaches(Topic),
}

/// What it teaches that a case about `topic` goes to a department. `said` is what triage said, where somebody has
/// corrected it; `best` picks the likeliest of several topics, if one is plain.
pub fn moved(
    topic: Topic,
    said: Option<Topic>,
    to: &Department,
    best: impl FnOnce(&[Topic]) -> Option<Topic>,
) -> Moved {
    if to.topics.contains(&topic) {
        // A topic that somebody wrote down is a plainer word than where the case goes with it.
        return match said {
            Some(said) if said == topic => Moved::TakesBack,
            Some(_) | None => Moved::Silent,
        };
    }
    let plain = match to.topics.as_slice() {
        [] => None,
        [only] => Some(*only),
        several => best(several),
    };
    match plain {
        Some(topic) => Moved::Teaches(topic),
        None if said == Some(topic) => Moved::TakesBack,
        None => Moved::Silent,
    }
}

/// Words that call a post advertising, or somebody else's.
const SPAM: &[&str] = &[
    "spam",
    "spammer",
    "scam",
    "scammer",
    "bot",
    "bots",
    "ad",
    "ads",
    "advert",
    "advertising",
    "advertisement",
    "giveaway",
    "phishing",
    "promo",
    "promotion",
    "publicidad",
    "estafa",
];
const UNRELATED: &[&str] = &[
    "unrelated",
    "namesake",
    "homonym",
    "irrelevant",
    "not us",
    "not ours",
    "not about us",
    "not our hospital",
    "another hospital",
    "other hospital",
    "wrong hospital",
    "another place",
    "off topic",
    "no es nuestro",
    "no somos nosotros",
    "otro hospital",
];
/// What turns the next words into their opposite.
const NOT: &[&str] = &["not", "no", "isn't", "isnt", "never", "hardly"];

/// What a reason for a dismissal says that the author wants: that it is spam, or not about us.
pub fn dismissed_as(why: &str) -> Option<Intent> {
    let why = why.to_lowercase().replace('’', "'");
    let words: Vec<&str> = why
        .split(|sign: char| !sign.is_alphanumeric() && sign != '\'')
        .filter(|word| !word.is_empty())
        .collect();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| occurs(&words, phrase));
    match (says(SPAM), says(UNRELATED)) {
        (true, false) => Some(Intent::Spam),
        (false, true) => Some(Intent::Unrelated),
        // Of two reasons none is plain.
        (true, true) | (false, false) => None,
    }
}

/// Whether a phrase stands among the words, and nothing just before denies it.
fn occurs(words: &[&str], phrase: &str) -> bool {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    let denied = |at: usize| {
        words[at.saturating_sub(2)..at]
            .iter()
            .any(|word| NOT.contains(word))
    };
    let mut windows = words.windows(phrase.len()).enumerate();
    windows.any(|(at, window)| window == phrase && !denied(at))
}

/// Takes `topic:records` and `intent:praise` out of a line of tags; what is left are tags.
pub fn labels(line: &str) -> Result<(Vec<Label>, String), UnknownWord> {
    let (mut labels, mut tags) = (Vec::new(), Vec::new());
    for word in line.split([' ', ',', '\n', '\t']).filter(|word| !word.is_empty()) {
        match label(word) {
            Some(label) => labels.push(label?),
            None => tags.push(word),
        }
    }
    Ok((labels, tags.join(" ")))
}

fn label(word: &str) -> Option<Result<Label, UnknownWord>> {
    let (name, label) = word.trim_start_matches(['+', '#']).split_once(':')?;
    let field = match name.to_lowercase().as_str() {
        "topic" => Field::Topic,
        "intent" => Field::Intent,
        _ => return None,
    };
    Some(Label::read(field, &label.to_lowercase().replace('-', "_")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DepartmentName;
    use proptest::prelude::*;
    use std::time::Duration;

    fn lesson(was: Topic, is: Topic) -> Lesson {
        Lesson {
            mention: 1,
            was: Label::Topic(was),
            is: Label::Topic(is),
            by: StaffName::from("ana"),
        }
    }

    fn department(topics: &[Topic]) -> Department {
        Department {
            name: DepartmentName::from("there"),
            title: String::new(),
            topics: topics.to_vec(),
            facilities: Vec::new(),
            channels: Vec::new(),
            answer_within: Duration::ZERO,
            resolve_within: Duration::ZERO,
            escalate_to: None,
            on_call: Vec::new(),
        }
    }

    proptest! {
        #[test]
        fn the_last_word_wins(first in 0..14_usize, words in prop::collection::vec(0..14_usize, 1..8)) {
            let said = Topic::ALL[first];
            let (mut kept, mut now) = (None, said);
            for word in &words {
                let is = Topic::ALL[*word];
                kept = lesson(now, is).after(kept.as_ref());
                now = is;
            }
            prop_assert_eq!(kept, (now != said).then(|| lesson(said, now)));
        }

        #[test]
        fn any_line_of_tags_is_read(line in "\\PC{0,60}|((topic|intent|urgency)?:?(records|praise|x)?[ ,]?){0,6}") {
            if let Ok((labels, tags)) = labels(&line) {
                prop_assert!(!tags.split(' ').any(|word| label(word).is_some()));
                prop_assert!(labels.iter().all(|label| label.field() != Field::Urgency));
            }
            let _ = dismissed_as(&line);
        }
    }

    #[test]
    fn a_transfer_teaches_what_the_department_makes_plain() {
        let billing = department(&[Topic::Billing]);
        let desk = department(&[Topic::None, Topic::StaffConduct]);
        let nobody = department(&[]);
        let never = |_: &[Topic]| -> Option<Topic> { unreachable!("it is plain") };
        let last = |topics: &[Topic]| topics.last().copied();
        let wait = Topic::WaitTime;
        assert_eq!(moved(wait, None, &billing, never), Moved::Teaches(Topic::Billing));
        assert_eq!(
            moved(wait, None, &desk, last),
            Moved::Teaches(Topic::StaffConduct)
        );
        assert_eq!(moved(wait, None, &desk, |_| None), Moved::Silent);
        assert_eq!(moved(wait, None, &nobody, never), Moved::Silent);
        // It was moved before, and now nobody knows.
        assert_eq!(moved(wait, Some(wait), &nobody, never), Moved::TakesBack);
        // Back where triage sent it.
        assert_eq!(
            moved(Topic::Billing, Some(Topic::Billing), &billing, never),
            Moved::TakesBack
        );
        assert_eq!(moved(Topic::Billing, None, &billing, never), Moved::Silent);
        // Somebody wrote down that it is about billing, and sends it there.
        assert_eq!(moved(Topic::Billing, Some(wait), &billing, never), Moved::Silent);
        assert_eq!(moved(Topic::Billing, Some(wait), &nobody, never), Moved::Silent);
    }

    #[test]
    fn a_reason_for_a_dismissal_teaches_what_it_says() {
        let spam = ["Spam", "crypto scam, blocked", "a giveaway bot", "es publicidad"];
        let unrelated = [
            "Not about us",
            "the other hospital in Ohio",
            "unrelated",
            "namesake: not ours",
        ];
        let nothing = [
            "answered by phone",
            "not spam, but settled",
            "duplicate of 12",
            "it isn't a bot",
            "spam or unrelated",
            "adult patient",
            "",
        ];
        assert!(spam.iter().all(|why| dismissed_as(why) == Some(Intent::Spam)));
        for why in unrelated {
            assert_eq!(dismissed_as(why), Some(Intent::Unrelated), "{why}");
        }
        for why in nothing {
            assert_eq!(dismissed_as(why), None, "{why}");
        }
    }

    #[test]
    fn labels_are_told_from_tags() {
        let (found, tags) = labels("night topic:records, #intent:Praise -old topic:wait-time").unwrap();
        assert_eq!(tags, "night -old");
        let records = Label::Topic(Topic::Records);
        let waiting = Label::Topic(Topic::WaitTime);
        assert_eq!(found, [records, Label::Intent(Intent::Praise), waiting]);
        assert_eq!(labels("shift:night").unwrap(), (vec![], "shift:night".to_owned()));
        assert!(labels("topic:weather").is_err());
    }
}
