//! Learning from what people corrected, and whether what comes of it may judge.
//!
//! A fixed part of the corrected posts, and of the lessons that the program
//! brings along, is held back: a model is tried on what it has not seen. Which
//! ones these are depends on nothing but themselves, so that the model of
//! tonight has not seen what that of tomorrow is tried on.

use super::model::{Lesson, Lessons, Model, evaluate, learn};
use crate::domain::trial::{Pair, Score, Trial};
use crate::domain::{Directory, Intent, Label, Network, Topic, Urgency};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// One in so many is held back.
const HELD_BACK: u8 = 5;
/// So often a corrected post counts beside one of the program's own: it is how people write to this very house.
const COUNTS: usize = 3;

/// A post that people corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// Our own number for it.
    pub mention: i64,
    /// Its words.
    pub text: String,
    /// Where it was written.
    pub network: Network,
    /// What people say it is.
    pub labels: Vec<Label>,
}

/// What a model is learnt from, and what it is tried on.
pub struct School {
    directory: Directory,
    own: (Vec<Lesson>, Vec<Lesson>),
    corrected: (Vec<Lesson>, Vec<Lesson>),
}

/// What came of it.
pub struct Learnt {
    /// The new model.
    pub model: Model,
    /// How it did beside the one before.
    pub trial: Trial,
}

impl School {
    /// For these corrections, written by people who know the names in the settings. Of the program's own lessons
    /// every so many-th is used.
    pub fn new(directory: &Directory, corrected: &[Corrected], every: usize) -> Self {
        let own = Lessons::built_in().rows.into_iter().step_by(every.max(1));
        let own = own.partition(|lesson| !is_held_back(lesson.text.as_bytes()));
        let (taught, kept): (Vec<_>, Vec<_>) =
            by_mention(corrected).partition(|(mention, _)| !is_held_back(&mention.to_le_bytes()));
        let lessons = |of: Vec<(i64, Lesson)>| of.into_iter().map(|(_, lesson)| lesson).collect();
        Self {
            directory: directory.clone(),
            own,
            corrected: (lessons(taught), lessons(kept)),
        }
    }

    /// Learns, and tries what came of it beside the model in use. Takes long, and every core that it is given.
    pub fn learn(&self, in_use: &Model) -> Learnt {
        let names = Lessons::settings();
        let of = |rows: &[Lesson]| Lessons::of(&names, rows.to_vec());
        let (own, own_kept) = (of(&self.own.0), of(&self.own.1));
        let counted = self
            .corrected
            .0
            .iter()
            .flat_map(|lesson| vec![lesson.clone(); COUNTS]);
        let corrected = Lessons::of(&self.directory, counted.collect());
        let corrected_kept = Lessons::of(&self.directory, self.corrected.1.clone());
        // What the program's own lessons teach by themselves, without those that are held back.
        let alone = learn(&[&own]);
        let tried = learn(&[&own, &corrected]);
        let trial = Trial {
            built_in: Pair {
                before: score(&alone, &own_kept),
                after: score(&tried, &own_kept),
            },
            desk: Pair {
                before: score(in_use, &corrected_kept),
                after: score(&tried, &corrected_kept),
            },
        };
        // The one that is used forgoes none of the program's own; corrections that are held back stay unseen.
        let model = match trial.verdict() {
            Ok(()) => learn(&[&own, &own_kept, &corrected]),
            Err(_) => tried,
        };
        Learnt { model, trial }
    }
}

/// All corrections as lessons, one a post.
pub fn lessons(directory: &Directory, corrected: &[Corrected]) -> Lessons {
    let rows = by_mention(corrected).map(|(_, lesson)| lesson);
    Lessons::of(directory, rows.collect())
}

fn by_mention(corrected: &[Corrected]) -> impl Iterator<Item = (i64, Lesson)> {
    let mut lessons: BTreeMap<i64, Lesson> = BTreeMap::new();
    for one in corrected {
        let lesson = lessons.entry(one.mention).or_insert_with(|| blank(one));
        one.labels.iter().for_each(|label| teach(lesson, *label));
    }
    lessons
        .into_iter()
        .map(|(mention, lesson)| (mention, complete(lesson)))
}

fn blank(of: &Corrected) -> Lesson {
    Lesson {
        text: of.text.clone(),
        network: of.network,
        topic: None,
        intent: None,
        urgency: None,
        lang: String::new(),
    }
}

fn teach(lesson: &mut Lesson, label: Label) {
    match label {
        Label::Topic(topic) => lesson.topic = Some(topic),
        Label::Intent(intent) => lesson.intent = Some(intent),
        Label::Urgency(urgency) => lesson.urgency = Some(urgency),
    }
}

/// What one label says of the others, by the definitions of the vocabulary.
fn complete(lesson: Lesson) -> Lesson {
    let (topic, urgency) = match lesson.intent {
        Some(Intent::Spam | Intent::Unrelated) => (Some(Topic::None), Some(Urgency::Low)),
        Some(Intent::Emergency) => (Some(Topic::Safety), Some(Urgency::Critical)),
        Some(_) | None => (None, None),
    };
    Lesson {
        topic: lesson.topic.or(topic),
        urgency: lesson.urgency.or(urgency),
        ..lesson
    }
}

fn is_held_back(what: &[u8]) -> bool {
    Sha256::digest(what)[0] % HELD_BACK == 0
}

fn score(model: &Model, lessons: &Lessons) -> Score {
    let report = evaluate(model, lessons);
    let known = |is: bool, share: f64| is.then_some(share);
    let any = |told: fn(&Lesson) -> bool| lessons.rows.iter().any(told);
    Score {
        posts: lessons.rows.len(),
        topic: known(any(|lesson| lesson.topic.is_some()), report.topic.macro_f1()),
        intent: known(any(|lesson| lesson.intent.is_some()), report.intent.macro_f1()),
        critical: known(
            any(|lesson| lesson.urgency == Some(Urgency::Critical)),
            report.urgency.recall(Urgency::Critical.as_str()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corrected(mention: i64, text: &str, labels: &[Label]) -> Corrected {
        Corrected {
            mention,
            text: text.to_owned(),
            network: Network::Bluesky,
            labels: labels.to_vec(),
        }
    }

    #[test]
    fn a_fixed_part_is_held_back_and_labels_of_a_post_are_one_lesson() {
        let many: Vec<Corrected> = (0..500)
            .flat_map(|at| {
                let topic = corrected(at, "words", &[Label::Topic(Topic::Records)]);
                let urgency = corrected(at, "words", &[Label::Urgency(Urgency::High)]);
                [topic, urgency]
            })
            .collect();
        let school = School::new(&Directory::default(), &many, 100);
        let (taught, kept) = &school.corrected;
        assert_eq!(taught.len() + kept.len(), 500);
        assert!((70..130).contains(&kept.len()), "{}", kept.len());
        let whole = |lesson: &Lesson| lesson.topic.is_some() && lesson.urgency.is_some();
        assert!(taught.iter().chain(kept).all(whole));
        let again = School::new(&Directory::default(), &many[..200], 100);
        assert_eq!(again.corrected.1, kept[..again.corrected.1.len()]);
    }

    #[test]
    fn spam_is_about_nothing_and_a_word_of_a_person_stands() {
        let spam = Label::Intent(Intent::Spam);
        let of = |labels: &[Label]| {
            let mut lesson = blank(&corrected(1, "", labels));
            labels.iter().for_each(|label| teach(&mut lesson, *label));
            complete(lesson)
        };
        assert_eq!(
            (of(&[spam]).topic, of(&[spam]).urgency),
            (Some(Topic::None), Some(Urgency::Low))
        );
        let said = of(&[spam, Label::Urgency(Urgency::High)]);
        assert_eq!(said.urgency, Some(Urgency::High));
        assert_eq!(of(&[Label::Topic(Topic::Media)]).intent, None);
    }
}
