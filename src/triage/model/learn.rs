//! Learning: each question by itself, as the weights under which the lessons
//! are most probable and no weight is large without need. A part of the
//! lessons is kept back to see how far the answers can be trusted.

use super::lessons::{self, Lesson, Lessons};
use super::sum::Sum;
use super::table::{MOST, Spelt, Steps, Table};
use super::{Model, OUTPUTS, QUESTIONS, SIGNS, answer, grams, signs, slope};
use crate::domain::{Intent, Urgency};
use crate::triage::Triage;
use crate::triage::reading::Reading;
use std::collections::BTreeMap;

/// How much words and signs may say beside each other.
const PIECES: f32 = 4.0;
const SIGN: f32 = 2.0;

/// In how many examples a piece must occur; every lesson makes two.
const RAREST_WORDS: u32 = 5;
const RAREST_LETTERS: u32 = 6;

/// In how many examples a word must occur for the sum of its runs of letters to be kept.
const RAREST_SPELT: u32 = 6;

/// How much large weights cost.
const THRIFT: f32 = 2.0;

/// How much more a rare label counts: 0 not at all, 1 as much as a common one in all.
const FAIRNESS: f32 = 0.5;

/// Most steps down the slope.
const STEPS: usize = 60;

/// One lesson in so many is kept back at first.
const KEPT_BACK: usize = 5;

/// Learns a model from all of these.
pub fn learn(all: &[&Lessons]) -> Model {
    let examples: Vec<[Example; 2]> = all.iter().flat_map(|lessons| Example::all(lessons)).collect();
    let mut model = from_examples(&examples.iter().collect::<Vec<_>>());
    model.origin = lessons::origin(all);
    model
}

/// Learns from examples: weights from all of them, trust from those kept back.
pub(super) fn from_examples(examples: &[&[Example; 2]]) -> Model {
    let is_kept_back = |at: usize| at.is_multiple_of(KEPT_BACK);
    let places = examples.iter().enumerate();
    let (others, some): (Vec<_>, Vec<_>) = places.partition(|(at, _)| is_kept_back(*at));
    let some: Vec<&Example> = some.into_iter().flat_map(|(_, both)| both.iter()).collect();
    let others: Vec<&Example> = others.into_iter().map(|(_, both)| &both[0]).collect();
    let trial = weighed(&some);
    let mut model = weighed(&examples.iter().flat_map(|both| both.iter()).collect::<Vec<_>>());
    model.sharpness = sharpness(&trial, &others);
    model
}

/// A lesson, read: what a model sees of it and what it should say.
pub(super) struct Example {
    reading: Reading,
    words: Vec<u32>,
    letters: Vec<u32>,
    signs: [f32; SIGNS],
    /// For each question the right label, if known.
    labels: [Option<usize>; QUESTIONS.len()],
}

impl Example {
    /// Every lesson twice: as the settings read it, and as a program without settings does.
    pub fn all(lessons: &Lessons) -> Vec<[Self; 2]> {
        let both = |row| {
            let named = Self::new(&lessons.triage, row);
            let mut unnamed = Self::new(&lessons.plain, row);
            // What only the second has is made of the names, of which nothing is to be learnt.
            unnamed
                .words
                .retain(|hash| named.words.binary_search(hash).is_ok());
            unnamed
                .letters
                .retain(|hash| named.letters.binary_search(hash).is_ok());
            [named, unnamed]
        };
        lessons.rows.iter().map(both).collect()
    }

    /// Reads a lesson as `triage` does.
    pub fn new(triage: &Triage, lesson: &Lesson) -> Self {
        let reading = Reading::new(triage, &lesson.text, lesson.network);
        let (mut words, mut letters) = (Vec::new(), Vec::new());
        let kinds = grams::each(reading.source(), |gram| {
            if gram.sort != grams::Sort::Spelt {
                words.push(gram.hash);
            }
        });
        words.sort_unstable();
        words.dedup();
        // A word counts once, and each of its runs as often as words have it.
        for word in spelt(&reading).into_values() {
            grams::letters(word, |run| letters.push(run));
        }
        letters.sort_unstable();
        Self {
            words,
            letters,
            signs: signs::of(&reading.case(), &kinds),
            reading,
            labels: [
                lesson.topic.map(|topic| topic as usize),
                lesson.intent.map(|intent| intent as usize),
                lesson.urgency.map(|urgency| urgency as usize),
                lesson
                    .intent
                    .map(|intent| usize::from(intent == Intent::Emergency)),
                lesson
                    .urgency
                    .map(|urgency| usize::from(urgency == Urgency::Critical)),
            ],
        }
    }

    /// The right label of a question, if known.
    pub fn label(&self, question: usize) -> Option<usize> {
        self.labels[question]
    }

    /// The text, read.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }
}

/// The words of a text whose letters are read, by number.
fn spelt(reading: &Reading) -> BTreeMap<u32, &str> {
    let mut words = BTreeMap::new();
    grams::each(reading.source(), |gram| {
        if gram.sort == grams::Sort::Spelt {
            words.insert(gram.hash, &reading.folded.text[gram.start..gram.end]);
        }
    });
    words
}

/// What each of so many pieces of a text counts.
pub(super) fn share(pieces: u32) -> f32 {
    1.0 / (pieces.max(1) as f32).sqrt()
}

fn weighed(examples: &[&Example]) -> Model {
    let known = vocabulary(examples);
    let rows: Vec<Row> = examples.iter().map(|example| Row::new(example, &known)).collect();
    let size = known.len() + SIGNS;
    let mut grams = vec![[0.0_f32; OUTPUTS]; size];
    let learnt = std::thread::scope(|scope| {
        let rows = &rows;
        let threads = [0, 1, 2, 3, 4].map(|question| scope.spawn(move || weights(rows, question, size)));
        threads.map(|thread| {
            thread
                .join()
                .expect("weights are added and multiplied, which does not fail")
        })
    });
    for ((first, outputs), weights) in QUESTIONS.into_iter().zip(learnt) {
        for (to, from) in grams.iter_mut().zip(weights.chunks(outputs)) {
            to[first..first + outputs].copy_from_slice(from);
        }
    }
    let mut signs = grams.split_off(known.len());
    signs.iter_mut().flatten().for_each(|weight| *weight *= SIGN);
    grams.iter_mut().flatten().for_each(|weight| *weight *= PIECES);
    let (scales, steps) = in_steps(&grams);
    let mut model = Model {
        table: Table::new(known.into_iter().zip(steps).collect()),
        spelt: Table::new(Vec::new()),
        scales,
        signs,
        sharpness: [1.0; QUESTIONS.len()],
        origin: [0; 32],
    };
    model.spelt = often_spelt(&model, examples);
    model
}

/// The words that occur in enough examples, their letters weighed.
fn often_spelt(model: &Model, examples: &[&Example]) -> Table<Spelt> {
    let mut counts: BTreeMap<u32, (&str, u32)> = BTreeMap::new();
    for (hash, word) in examples.iter().flat_map(|example| spelt(&example.reading)) {
        counts.entry(hash).or_insert((word, 0)).1 += 1;
    }
    counts.retain(|_, (_, count)| *count >= RAREST_SPELT);
    let weighed = counts.into_iter().take(MOST).map(|(hash, (word, _))| {
        let mut sum = Sum::default();
        model.spell(word, &mut sum);
        (hash, sum.spelt())
    });
    Table::new(weighed.collect())
}

/// The pieces that occur in enough lessons, by rising number.
fn vocabulary(examples: &[&Example]) -> Vec<u32> {
    let often = |pieces: fn(&Example) -> &Vec<u32>, rarest: u32| {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for example in examples {
            // They are in order.
            for same in pieces(example).chunk_by(|one, other| one == other) {
                *counts.entry(same[0]).or_default() += 1;
            }
        }
        counts
            .into_iter()
            .filter(move |(_, count)| *count >= rarest)
            .map(|(hash, _)| hash)
    };
    let words = often(|example| &example.words, RAREST_WORDS);
    let mut known: Vec<u32> = words
        .chain(often(|example| &example.letters, RAREST_LETTERS))
        .collect();
    known.sort_unstable();
    known.dedup();
    // Of more than a table holds, chance keeps some: the numbers are hashes.
    known.truncate(MOST);
    known
}

/// A lesson as numbers: which weights it calls on, and how strongly.
struct Row {
    calls: Vec<(u32, f32)>,
    labels: [Option<usize>; QUESTIONS.len()],
}

impl Row {
    fn new(example: &Example, known: &[u32]) -> Self {
        let mut calls = Vec::new();
        for pieces in [&example.words, &example.letters] {
            let places = pieces.iter().filter_map(|hash| known.binary_search(hash).ok());
            let places: Vec<usize> = places.collect();
            let share = PIECES * share(places.len() as u32);
            calls.extend(places.into_iter().map(|place| (place as u32, share)));
        }
        let signs = example
            .signs
            .iter()
            .enumerate()
            .filter(|(_, value)| **value != 0.0);
        calls.extend(signs.map(|(at, value)| ((known.len() + at) as u32, value * SIGN)));
        Self {
            calls,
            labels: example.labels,
        }
    }
}

/// The weights of one question, for each piece its outputs side by side.
fn weights(rows: &[Row], question: usize, size: usize) -> Vec<f32> {
    let outputs = QUESTIONS[question].1;
    let taught = rows.iter().filter_map(|row| Some((row, row.labels[question]?)));
    let taught: Vec<(&Row, usize)> = taught.collect();
    let importance = importance(&taught, outputs.max(2));
    slope::lowest(size * outputs, STEPS, |at, slope| {
        slope
            .iter_mut()
            .zip(at)
            .for_each(|(slope, at)| *slope = THRIFT * at);
        let large: f64 = at.iter().map(|weight| f64::from(weight * weight)).sum();
        let mut cost = large * 0.5 * f64::from(THRIFT);
        let mut said = vec![0.0_f32; outputs];
        for (row, label) in &taught {
            said.fill(0.0);
            for (place, value) in &row.calls {
                let weights = &at[*place as usize * outputs..][..outputs];
                said.iter_mut()
                    .zip(weights)
                    .for_each(|(said, weight)| *said += value * weight);
            }
            answer(&mut said, 1.0);
            let importance = importance[*label];
            cost -= f64::from(importance) * f64::from(right(&said, *label).max(1e-9).ln());
            miss(&mut said, *label);
            for (place, value) in &row.calls {
                let slope = &mut slope[*place as usize * outputs..][..outputs];
                let strength = importance * value;
                slope
                    .iter_mut()
                    .zip(&said)
                    .for_each(|(slope, miss)| *slope += strength * miss);
            }
        }
        cost
    })
}

/// How probable the right label was held.
fn right(said: &[f32], label: usize) -> f32 {
    match said {
        [yes] if label == 0 => 1.0 - yes,
        [yes] => *yes,
        many => many[label],
    }
}

/// Turns probabilities into how far each is off.
fn miss(said: &mut [f32], label: usize) {
    match said {
        [yes] => *yes -= label as f32,
        many => many[label] -= 1.0,
    }
}

/// How much a lesson of each label counts.
fn importance(taught: &[(&Row, usize)], labels: usize) -> Vec<f32> {
    let mut counts = vec![0.0_f32; labels];
    taught.iter().for_each(|(_, label)| counts[*label] += 1.0);
    let even = taught.len() as f32 / labels as f32;
    counts
        .iter()
        .map(|count| (even / count.max(1.0)).powf(FAIRNESS))
        .collect()
}

/// Weights in whole steps, and what a step of each output is worth.
fn in_steps(weights: &[[f32; OUTPUTS]]) -> ([f32; OUTPUTS], Vec<Steps>) {
    let mut scales = [f32::MIN_POSITIVE; OUTPUTS];
    for row in weights {
        scales
            .iter_mut()
            .zip(row)
            .for_each(|(scale, weight)| *scale = scale.max(weight.abs() / 127.0));
    }
    let steps = |row: &[f32; OUTPUTS]| -> Steps {
        std::array::from_fn(|output| (row[output] / scales[output]).round() as i8)
    };
    (scales, weights.iter().map(steps).collect())
}

/// For each question the sharpness under which lessons that it has not seen are most probable.
fn sharpness(model: &Model, unseen: &[&Example]) -> [f32; QUESTIONS.len()] {
    let sums: Vec<[f32; OUTPUTS]> = unseen
        .iter()
        .map(|example| model.sums(&example.reading))
        .collect();
    std::array::from_fn(|question| {
        let (first, outputs) = QUESTIONS[question];
        let surprise = |sharpness: f32| -> f64 {
            let taught = unseen
                .iter()
                .zip(&sums)
                .filter_map(|(e, sums)| Some((e.labels[question]?, sums)));
            taught
                .map(|(label, sums)| {
                    let mut said = sums[first..first + outputs].to_vec();
                    answer(&mut said, sharpness);
                    -f64::from(right(&said, label).max(1e-9).ln())
                })
                .sum()
        };
        let tried = (4..=24).map(|step| step as f32 * 0.1);
        let best = tried.map(|sharpness| (surprise(sharpness), sharpness));
        best.min_by(|a, b| a.0.total_cmp(&b.0))
            .map_or(1.0, |(_, sharpness)| sharpness)
    })
}
