//! Trains the model from the rows in `training/`. `cargo test --release
//! --lib guard::training -- --ignored` writes `weights.txt` again; the same rows
//! and tables give the same file.

use super::features::Evidence;
use super::model::{self, Measured, Met, Model, REASONS, UNIT, WEIGHTS};
use super::reading::Reading;
use super::{BLOCKS_AT, SHAPES, rules, scopes};
use crate::domain::Reason;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

/// A draft and what is to be said of it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Row {
    #[serde(default)]
    pub mention: String,
    pub reply: String,
    pub reasons: Vec<Reason>,
}

impl Row {
    pub fn is_bad(&self) -> bool {
        !self.reasons.is_empty()
    }
}

const REPLIES: &str = include_str!("training/replies.jsonl");
const SENTENCES: &str = include_str!("training/sentences.jsonl");

/// Drafts put together from single sentences, as answers to any post: a kind word beside a bad one is no excuse,
/// and what is fine is fine whatever was asked.
const COMPOSED: usize = 600;

/// A feature of fewer rows is chance.
const RARE: u32 = 2;

/// What a feature must weigh to be kept.
const LIGHT: f32 = 0.1;

const ROUNDS: usize = 20;
const STEP: f32 = 0.05;
const DECAY: f32 = 0.002;

pub(super) fn read(lines: &str) -> Vec<Row> {
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Replies and single sentences.
pub(super) fn rows() -> (Vec<Row>, Vec<Row>) {
    (read(REPLIES), read(SENTENCES))
}

/// Numbers that look like chance and are always the same.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

fn composed(replies: &[Row], sentences: &[Row]) -> Vec<Row> {
    let alone = || sentences.iter().filter(|row| row.mention.is_empty());
    let bad: Vec<&Row> = alone().filter(|row| row.is_bad()).collect();
    let fine: Vec<&Row> = alone().filter(|row| !row.is_bad()).collect();
    let mut chance = Chance(7);
    let compose = |nth: usize| {
        let mut parts = vec![fine[chance.below(fine.len())]];
        if chance.below(2) == 0 {
            parts.push(fine[chance.below(fine.len())]);
        }
        let last = if nth.is_multiple_of(2) { &bad } else { &fine };
        parts.insert(chance.below(parts.len() + 1), last[chance.below(last.len())]);
        Row {
            mention: replies[chance.below(replies.len())].mention.clone(),
            reply: parts
                .iter()
                .map(|part| part.reply.as_str())
                .collect::<Vec<_>>()
                .join(" "),
            reasons: parts.iter().flat_map(|part| part.reasons.clone()).collect(),
        }
    };
    (0..COMPOSED).map(compose).collect()
}

/// Calls `then` with everything that was read of a row.
pub(super) fn with_evidence<T>(row: &Row, then: impl FnOnce(&Evidence<'_, '_>) -> T) -> T {
    let draft = Reading::of(&SHAPES, &row.reply);
    let thread: Vec<_> = Some(row.mention.as_str())
        .filter(|mention| !mention.is_empty())
        .map(|mention| Reading::of(&SHAPES, mention))
        .into_iter()
        .collect();
    let seen = scopes::seen(&SHAPES, &draft.text, &draft.at);
    let identifiers = draft.identifiers(&row.reply);
    then(&Evidence {
        draft: &draft,
        thread: &thread,
        seen: &seen,
        identifiers: &identifiers,
        own: &HashSet::new(),
    })
}

/// A row as the model sees it.
struct Seen<'r> {
    row: &'r Row,
    measured: Measured,
}

/// Trains on these rows and writes the weights.
pub(super) fn train(replies: &[Row], sentences: &[Row]) -> String {
    let composed = composed(replies, sentences);
    let rows: Vec<&Row> = replies.iter().chain(sentences).chain(&composed).collect();
    let mut names = common(&rows);
    // Twice: what weighs next to nothing is left out, the rest is weighed again.
    let first = weigh(&rows, &names);
    let heavy = |name: &String, weights: &HashMap<String, [f32; WEIGHTS]>| {
        weights[name].iter().take(2).any(|weight| weight.abs() >= LIGHT)
    };
    names.retain(|name| heavy(name, &first.0));
    let (weights, bias) = weigh(&rows, &names);
    let mut written =
        String::from("Weights of the guard's model, in 1/256: sentence, whole, then the reasons.\n");
    let mut line = |name: &str, weights: &[f32; WEIGHTS]| {
        let weights = weights.map(|weight| ((weight / UNIT).round() as i32).to_string());
        let _ = writeln!(written, "{name}\t{}", weights.join(" "));
    };
    line("bias", &bias);
    names.iter().for_each(|name| line(name, &weights[name]));
    written
}

/// Features of at least [`RARE`] rows, in order.
fn common(rows: &[&Row]) -> Vec<String> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for row in rows {
        let mut met: Vec<String> = Vec::new();
        with_evidence(row, |evidence| {
            evidence.each(&mut |name, _, _| met.push(name.to_owned()));
        });
        met.sort_unstable();
        met.dedup();
        met.into_iter()
            .for_each(|name| *counts.entry(name).or_default() += 1);
    }
    let common = counts.into_iter().filter(|(_, count)| *count >= RARE);
    let mut names: Vec<String> = common.map(|(name, _)| name).collect();
    names.sort_unstable();
    names
}

/// The weights of these features, and the biases.
fn weigh(rows: &[&Row], names: &[String]) -> (HashMap<String, [f32; WEIGHTS]>, [f32; WEIGHTS]) {
    let known: HashMap<&str, u32> = names
        .iter()
        .zip(0..)
        .map(|(name, nth)| (name.as_str(), nth))
        .collect();
    let seen = rows.iter().map(|row| Seen {
        row,
        measured: with_evidence(row, |evidence| {
            model::measure(evidence, &mut |name| known.get(name).copied())
        }),
    });
    let seen: Vec<Seen<'_>> = seen.collect();
    let columns: Vec<Vec<f32>> = (0..WEIGHTS)
        .map(|question| learn(&seen, names.len(), question))
        .collect();
    let at = |nth: usize| std::array::from_fn(|question| columns[question][nth]);
    let weights = names
        .iter()
        .enumerate()
        .map(|(nth, name)| (name.clone(), at(nth)));
    (weights.collect(), at(names.len()))
}

/// One logistic model by gradients (Adagrad), the later rounds averaged; its last weight is the bias.
fn learn(seen: &[Seen<'_>], features: usize, question: usize) -> Vec<f32> {
    let mut weights = vec![0.0_f32; features + 1];
    let mut gone = vec![1e-6_f32; features + 1];
    let mut sum = vec![0.0_f64; features + 1];
    let mut order: Vec<usize> = (0..seen.len()).collect();
    let mut chance = Chance(12_345);
    for round in 0..ROUNDS {
        for at in (1..order.len()).rev() {
            order.swap(at, chance.below(at + 1));
        }
        for nth in &order {
            let row = &seen[*nth];
            for (met, error) in errors(row, &weights, question) {
                let bias = Met {
                    feature: features as u32,
                    value: 1.0,
                    start: 0,
                    end: 0,
                };
                for met in met.iter().chain([&bias]) {
                    let at = met.feature as usize;
                    let decay = if at == features { 0.0 } else { DECAY };
                    let slope = error * met.value + decay * weights[at];
                    gone[at] += slope * slope;
                    weights[at] -= STEP * slope / gone[at].sqrt();
                }
            }
        }
        if round * 2 >= ROUNDS {
            sum.iter_mut()
                .zip(&weights)
                .for_each(|(sum, weight)| *sum += f64::from(*weight));
        }
    }
    let averaged = ROUNDS - ROUNDS.div_ceil(2);
    sum.into_iter()
        .map(|sum| (sum / averaged as f64) as f32)
        .collect()
}

/// What to correct: of a bad row the sentences by how loud they are, of a fine one all.
fn errors<'s>(row: &'s Seen<'_>, weights: &[f32], question: usize) -> Vec<(&'s [Met], f32)> {
    let score = |met: &[Met]| {
        let sum = met
            .iter()
            .map(|met| met.value * weights[met.feature as usize])
            .sum::<f32>();
        sum + weights[weights.len() - 1]
    };
    let likely = |score: f32| 1.0 / (1.0 + (-score).exp());
    let errors: Vec<(&[Met], f32)> = if question == 0 {
        let sentences = &row.measured.sentences;
        let scores: Vec<f32> = sentences.iter().map(|met| score(met)).collect();
        let loudest = scores.iter().copied().fold(f32::MIN, f32::max);
        let all: f32 = scores.iter().map(|score| (score - loudest).exp()).sum();
        let error = |score: f32| {
            if row.row.is_bad() {
                -(score - loudest).exp() / all * (1.0 - likely(loudest))
            } else {
                likely(score)
            }
        };
        sentences
            .iter()
            .zip(scores)
            .map(|(met, score)| (met.as_slice(), error(score)))
            .collect()
    } else {
        let truth = match question {
            1 => row.row.is_bad(),
            _ => row.row.reasons.contains(&REASONS[question - 2]),
        };
        let error = likely(score(&row.measured.whole)) - f32::from(u8::from(truth));
        vec![(row.measured.whole.as_slice(), error)]
    };
    errors
        .into_iter()
        .filter(|(_, error)| error.abs() > 1e-4)
        .collect()
}

#[test]
#[ignore = "writes the weights; see the words at the head of this file"]
fn weights_are_written() {
    let (replies, sentences) = rows();
    let written = train(&replies, &sentences);
    assert!(written.lines().count() > 1000);
    std::fs::write(
        concat!(env!("CARGO_MANIFEST_DIR"), "/src/triage/guard/weights.txt"),
        written,
    )
    .unwrap();
}

#[test]
#[ignore = "trains twice; prints what is blocked and passed of the half that was held back"]
fn half_of_the_replies_is_held_back() {
    let (replies, sentences) = rows();
    let is_first = |row: &Row| row.mention.bytes().map(u32::from).sum::<u32>() % 2 == 0;
    let (first, second): (Vec<Row>, Vec<Row>) = replies.into_iter().partition(is_first);
    for (taught, held_back) in [(&first, &second), (&second, &first)] {
        let model = Model::read(&train(taught, &sentences));
        let blocked = |row: &Row| {
            with_evidence(row, |evidence| {
                let is_certain = !rules::certain(evidence).is_empty();
                is_certain || model.judge(&model.measure(evidence)).score >= BLOCKS_AT
            })
        };
        let share = |bad: bool| {
            let of: Vec<&Row> = held_back.iter().filter(|row| row.is_bad() == bad).collect();
            of.iter().filter(|row| blocked(row) == bad).count() as f64 / of.len() as f64
        };
        println!("held back: blocked {:.3} passed {:.3}", share(true), share(false));
    }
}
