//! A small linear model of how posts are judged: weights for words, pairs of
//! words, runs of letters and the signs of the lexicon, learnt from labelled
//! posts. It ships with the program, is learnt anew by `liaison learn`, and
//! always says the same of the same text.

mod bytes;
mod grams;
mod kinds;
mod learn;
mod lessons;
mod report;
mod signs;
mod slope;
mod sum;
mod table;
#[cfg(test)]
mod tests;

pub use bytes::Unreadable;
pub(super) use grams::{Own, Source};
pub use learn::learn;
pub use lessons::{Lesson, Lessons};
pub use report::{Report, cross_validate, evaluate};

use super::function_words::tell_something;
use super::packed::packed;
use super::reading::Reading;
use crate::domain::{Intent, Topic, Urgency};
use signs::SIGNS;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use sum::{Seen, Sum};
use table::{Spelt, Table};

const TOPICS: usize = Topic::ALL.len();
const INTENTS: usize = Intent::ALL.len();
const URGENCIES: usize = Urgency::ALL.len();

/// What a model answers: each topic, intent and urgency against the others of
/// its kind, then two alarms by themselves.
const OUTPUTS: usize = TOPICS + INTENTS + URGENCIES + 2;

/// First output and number of outputs of each question: topic, intent, urgency, emergency, critical.
const QUESTIONS: [(usize, usize); 5] = [
    (0, TOPICS),
    (TOPICS, INTENTS),
    (TOPICS + INTENTS, URGENCIES),
    (OUTPUTS - 2, 1),
    (OUTPUTS - 1, 1),
];

/// One thing that a model can say of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// What it is about.
    Topic(Topic),
    /// What the author wants.
    Intent(Intent),
    /// How soon.
    Urgency(Urgency),
    /// Somebody is in danger.
    Emergency,
}

impl Label {
    fn output(self) -> usize {
        match self {
            Self::Topic(topic) => topic as usize,
            Self::Intent(intent) => QUESTIONS[1].0 + intent as usize,
            Self::Urgency(urgency) => QUESTIONS[2].0 + urgency as usize,
            Self::Emergency => QUESTIONS[3].0,
        }
    }
}

/// Weights, and what is needed to use them.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    table: Table,
    /// Words that are met often.
    spelt: Table<Spelt>,
    /// What a step of an output's small weights is worth.
    scales: [f32; OUTPUTS],
    /// The weights of the signs.
    signs: Vec<[f32; OUTPUTS]>,
    /// By how much each answer is sharpened, so that its probability can be trusted.
    sharpness: [f32; QUESTIONS.len()],
    /// What tells the lessons, lexicon and kinds that it was learnt from.
    origin: [u8; 32],
}

/// How probable a model holds each label, by place in its vocabulary.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Opinion {
    /// What it is about.
    pub topics: [f32; TOPICS],
    /// What the author wants.
    pub intents: [f32; INTENTS],
    /// How soon.
    pub urgencies: [f32; URGENCIES],
    /// That it is an emergency, asked by itself.
    pub emergency: f32,
    /// That it is critical, asked by itself.
    pub critical: f32,
}

static SHIPPED: LazyLock<Arc<Model>> = LazyLock::new(|| {
    let model = Model::from_bytes(&packed!("triage/model/shipped.bin"));
    Arc::new(model.expect("the shipped model reads, as its test shows"))
});

impl Model {
    /// The model that the program brings with it.
    pub fn shipped() -> Arc<Self> {
        Arc::clone(&SHIPPED)
    }

    /// What it makes of a text.
    pub(super) fn judge(&self, reading: &Reading) -> Opinion {
        Opinion::new(self.sums(reading), &self.sharpness)
    }

    /// The words that speak most for a label, strongest first.
    pub(super) fn spokesmen(&self, reading: &Reading, label: Label) -> Vec<(usize, usize)> {
        let output = label.output();
        let mut spoken = Vec::new();
        grams::each(reading.source(), |gram| {
            let known = gram.sort.is_quotable().then(|| self.table.get(gram.hash));
            let weight = known.flatten().map_or(0, |(_, weights)| weights[output]);
            let written = reading.folded.text[gram.start..gram.end].trim();
            let is_long = written.chars().any(char::is_alphabetic) && written.len() > 3;
            // A person would not take “and it” for a reason.
            if weight > 0 && is_long && tell_something(written) {
                spoken.push((weight, gram.start, gram.end));
            }
        });
        spoken.sort_by_key(|(weight, start, end)| (-i32::from(*weight), *start, *end));
        spoken.into_iter().map(|(_, start, end)| (start, end)).collect()
    }

    fn sums(&self, reading: &Reading) -> [f32; OUTPUTS] {
        let (mut seen, mut spelt) = (Seen::of(self.table.len()), Seen::of(self.spelt.len()));
        let (mut words, mut letters) = (Sum::default(), Sum::default());
        // By number, in a set that nobody who chooses the words can slow down.
        let mut rare = BTreeSet::new();
        let kinds = grams::each(reading.source(), |gram| {
            if gram.sort != grams::Sort::Spelt {
                let known = self.table.get(gram.hash).filter(|(place, _)| seen.is_new(*place));
                known.into_iter().for_each(|(_, weights)| words.add(weights));
            } else if let Some((place, weights)) = self.spelt.get(gram.hash) {
                if spelt.is_new(place) {
                    letters.add_spelt(weights);
                }
            } else if rare.insert(gram.hash) {
                self.spell(&reading.folded.text[gram.start..gram.end], &mut letters);
            }
        });
        let (words, letters) = (words.shared(), letters.shared());
        let mut sums: [f32; OUTPUTS] =
            std::array::from_fn(|output| (words[output] + letters[output]) * self.scales[output]);
        for (value, weights) in signs::of(&reading.case(), &kinds).iter().zip(&self.signs) {
            if *value != 0.0 {
                sums.iter_mut()
                    .zip(weights)
                    .for_each(|(sum, weight)| *sum += value * weight);
            }
        }
        sums
    }

    /// Adds the runs of letters of one word.
    fn spell(&self, word: &str, to: &mut Sum) {
        grams::letters(word, |run| {
            let known = self.table.get(run);
            known.into_iter().for_each(|(_, weights)| to.add(weights));
        });
    }
}

impl Opinion {
    fn new(mut sums: [f32; OUTPUTS], sharpness: &[f32; QUESTIONS.len()]) -> Self {
        for ((first, count), sharp) in QUESTIONS.into_iter().zip(sharpness) {
            answer(&mut sums[first..first + count], *sharp);
        }
        Self {
            topics: std::array::from_fn(|at| sums[at]),
            intents: std::array::from_fn(|at| sums[QUESTIONS[1].0 + at]),
            urgencies: std::array::from_fn(|at| sums[QUESTIONS[2].0 + at]),
            emergency: sums[QUESTIONS[3].0],
            critical: sums[QUESTIONS[4].0],
        }
    }
}

/// Turns the sums of one question into probabilities.
fn answer(sums: &mut [f32], sharpness: f32) {
    sums.iter_mut().for_each(|sum| *sum *= sharpness);
    match sums {
        [one] => *one = 1.0 / (1.0 + (-*one).exp()),
        many => {
            let most = many.iter().copied().fold(f32::MIN, f32::max);
            many.iter_mut().for_each(|sum| *sum = (*sum - most).exp());
            let all: f32 = many.iter().sum();
            many.iter_mut().for_each(|sum| *sum /= all);
        }
    }
}
