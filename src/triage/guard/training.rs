//! Trains the guard's model on rows that somebody has judged. The same rows
//! and tables of shapes give the same weights, byte for byte: `liaison learn
//! --guard --out src/triage/guard/weights.txt` writes those that the program
//! comes with.

mod report;
mod rows;

#[cfg(test)]
pub(super) use report::Share;
pub use report::{Report, held_back};
pub(super) use rows::Row;
pub use rows::Rows;

use super::model::{self, Measured, Met, REASONS, UNIT, WEIGHTS};
use std::collections::HashMap;
use std::fmt::Write as _;

/// A feature of fewer rows is chance.
const RARE: u32 = 2;

/// What a feature must weigh to be kept.
const LIGHT: f32 = 0.1;

const ROUNDS: usize = 20;
const STEP: f32 = 0.05;
const DECAY: f32 = 0.002;

/// Trains on these rows and on drafts put together from them, and writes the weights.
pub fn train(rows: &Rows) -> String {
    let composed = rows.composed();
    let rows = rows.replies.iter().chain(&rows.sentences).chain(&composed);
    written(&rows.collect::<Vec<_>>())
}

/// The weights that these rows teach, as the model reads them.
fn written(rows: &[&Row]) -> String {
    let mut names = common(rows);
    // Twice: what weighs next to nothing is left out, the rest is weighed again.
    let first = weigh(rows, &names);
    let heavy = |name: &String, weights: &HashMap<String, [f32; WEIGHTS]>| {
        weights[name].iter().take(2).any(|weight| weight.abs() >= LIGHT)
    };
    names.retain(|name| heavy(name, &first.0));
    let (weights, bias) = weigh(rows, &names);
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
        row.with_evidence(|evidence| {
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

/// A row as the model sees it.
struct Seen<'r> {
    row: &'r Row,
    measured: Measured,
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
        measured: row
            .with_evidence(|evidence| model::measure(evidence, &mut |name| known.get(name).copied())),
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

#[cfg(test)]
mod tests {
    use super::super::model::Model;
    use super::*;
    use crate::domain::Reason;

    #[test]
    fn every_built_in_row_reads() {
        let rows = Rows::built_in();
        let all = || rows.replies.iter().chain(&rows.sentences);
        assert!(rows.count() > 8000 && all().all(|row| !row.reply.is_empty()));
        assert!(rows.replies.iter().all(|row| !row.mention.is_empty()));
        for reason in REASONS {
            assert!(all().any(|row| row.reasons.contains(&reason)), "{reason}");
        }
    }

    /// All rows take minutes without optimisation, a hundred sentences tell good from bad as well.
    #[test]
    fn what_was_taught_is_judged() {
        let rows = Rows::built_in().sentences;
        let hundred: Vec<&Row> = rows.iter().step_by(rows.len() / 100).take(100).collect();
        let weights = written(&hundred);
        assert_eq!(weights, written(&hundred));
        let model = Model::read(&weights);
        let score = |reply: &str| {
            let row = Row {
                mention: String::new(),
                reply: reply.to_owned(),
                reasons: Vec::<Reason>::new(),
            };
            row.with_evidence(|evidence| model.judge(&model.measure(evidence)).score)
        };
        let (bad, fine) = (
            score("We're glad your surgery went well."),
            score("Thank you for the kind words."),
        );
        assert!(bad > fine, "{bad} {fine}");
    }
}
