//! The model beneath the rules: linear, over the features of sentences and of
//! the whole draft. One bad sentence is enough, however kind the others are,
//! and a whole can say what no sentence says alone; so the two are weighed
//! together. The weights were trained on the rows beside this file.

use super::features::Evidence;
use crate::domain::Reason;
use std::collections::HashMap;

/// Reasons in the order of the weights.
pub(super) const REASONS: [Reason; 8] = [
    Reason::ConfirmsPatient,
    Reason::DisclosesHealthInfo,
    Reason::Identifier,
    Reason::DisclosesBilling,
    Reason::BlamesOrArgues,
    Reason::MedicalAdvice,
    Reason::AsksPhiInPublic,
    Reason::Unprofessional,
];

/// One weight for sentences, one for the whole, one for each reason.
pub(super) const WEIGHTS: usize = 2 + REASONS.len();

/// What a sentence weighs for a draft; the whole weighs the rest.
const SENTENCE: f32 = 0.4;

/// The length that the features of a sentence are brought to.
const LENGTH: f32 = 4.0;

/// Weights are written as whole numbers of this.
pub(super) const UNIT: f32 = 1.0 / 256.0;

/// How much a kind of feature counts, by its first letter.
const COUNTS: [(&str, f32); 11] = [
    ("r:", 1.0),
    ("f:", 1.0),
    ("n:", 1.0),
    ("i:", 1.0),
    ("k:", 0.5),
    ("g:", 0.5),
    ("b:", 0.5),
    ("w:", 0.4),
    ("p:", 0.3),
    ("m:", 0.3),
    ("t:", 0.3),
];

/// All that counts less: the kinds of words.
const COUNTS_LEAST: f32 = 0.2;

/// What a feature weighs for each of the questions.
pub(super) type Weights = [f32; WEIGHTS];

/// The trained model.
#[derive(Debug, Clone)]
pub(super) struct Model {
    features: HashMap<String, u32>,
    weights: Vec<Weights>,
    bias: Weights,
}

/// A feature of a draft, as the model knows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Met {
    /// Which.
    pub feature: u32,
    /// How much it counts.
    pub value: f32,
    /// First word.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// Features of every sentence, and of the whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Measured {
    /// Sentence by sentence.
    pub sentences: Vec<Vec<Met>>,
    /// All together.
    pub whole: Vec<Met>,
}

/// What the model says of a draft.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Opinion {
    /// Above nought it should not go out.
    pub score: f32,
    /// The same for each sentence alone.
    pub sentences: Vec<f32>,
    /// For each reason, above nought it is one; and the sentence that says it loudest.
    pub reasons: [(f32, usize); REASONS.len()],
}

impl Model {
    /// Reads weights: a line of origin, one of biases, then a feature and its weights a line.
    pub fn read(written: &str) -> Self {
        let mut lines = written.lines().skip(1);
        let bias = lines
            .next()
            .and_then(weights)
            .map_or([0.0; WEIGHTS], |(_, bias)| bias);
        let mut model = Self {
            features: HashMap::new(),
            weights: Vec::new(),
            bias,
        };
        for (name, weights) in lines.filter_map(weights) {
            model.features.insert(name.to_owned(), model.weights.len() as u32);
            model.weights.push(weights);
        }
        model
    }

    /// What it knows of a draft's features.
    pub fn measure(&self, evidence: &Evidence<'_, '_>) -> Measured {
        measure(evidence, &mut |name| self.features.get(name).copied())
    }

    /// Its opinion of a draft.
    pub fn judge(&self, measured: &Measured) -> Opinion {
        let sentences: Vec<f32> = measured.sentences.iter().map(|met| self.score(met, 0)).collect();
        let loudest = sentences.iter().copied().reduce(f32::max).unwrap_or(self.bias[0]);
        let whole = self.score(&measured.whole, 1);
        let reasons = std::array::from_fn(|reason| {
            let scores = measured.sentences.iter().map(|met| self.score(met, reason + 2));
            let loudest = scores.enumerate().max_by(|one, other| one.1.total_cmp(&other.1));
            let whole = self.score(&measured.whole, reason + 2);
            loudest.map_or((whole, 0), |(sentence, score)| (whole.max(score), sentence))
        });
        Opinion {
            score: SENTENCE * loudest + (1.0 - SENTENCE) * whole,
            sentences,
            reasons,
        }
    }

    /// What a feature weighs for one of the questions.
    pub fn weight(&self, met: &Met, question: usize) -> f32 {
        met.value * self.weights[met.feature as usize][question]
    }

    fn score(&self, met: &[Met], question: usize) -> f32 {
        self.bias[question] + met.iter().map(|met| self.weight(met, question)).sum::<f32>()
    }
}

/// The known features of a draft, each once a sentence and once in the whole, at its first place.
pub(super) fn measure(evidence: &Evidence<'_, '_>, known: &mut dyn FnMut(&str) -> Option<u32>) -> Measured {
    let words = &evidence.draft.text.words;
    let count = words.last().map_or(0, |last| last.sentence as usize + 1);
    let mut sentences = vec![Vec::new(); count];
    evidence.each(&mut |name, start, end| {
        if let Some(feature) = known(name) {
            let value = value(name);
            sentences[words[start].sentence as usize].push(Met {
                feature,
                value,
                start,
                end,
            });
        }
    });
    let mut whole: Vec<Met> = sentences.iter().flatten().copied().collect();
    settle(&mut whole);
    sentences.iter_mut().for_each(settle);
    Measured { sentences, whole }
}

/// Each feature once, all of them together of the same length.
fn settle(met: &mut Vec<Met>) {
    met.sort_by_key(|met| (met.feature, met.start));
    met.dedup_by_key(|met| met.feature);
    let length = met.iter().map(|met| met.value * met.value).sum::<f32>().sqrt();
    met.iter_mut()
        .for_each(|met| met.value *= LENGTH / length.max(1.0));
}

fn value(name: &str) -> f32 {
    let counts = COUNTS.iter().find(|(letter, _)| name.starts_with(letter));
    counts.map_or(COUNTS_LEAST, |(_, counts)| *counts)
}

fn weights(line: &str) -> Option<(&str, Weights)> {
    let (name, written) = line.split_once('\t')?;
    let mut weights = [0.0; WEIGHTS];
    for (weight, written) in weights.iter_mut().zip(written.split(' ')) {
        *weight = written.parse::<i32>().ok()? as f32 * UNIT;
    }
    Some((name, weights))
}
