//! How well a model judges: for each label how often it is said rightly
//! (precision) and how often it is found (recall), and what is taken for what.

use super::Model;
use super::learn::{self, Example};
use super::lessons::Lessons;
use crate::domain::{Intent, Topic, Urgency};
use crate::triage::decision::Decision;
use std::fmt;

/// Counts of what was said of lessons whose labels are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What it is about.
    pub topic: Table,
    /// What the author wants.
    pub intent: Table,
    /// How soon.
    pub urgency: Table,
}

/// One question's counts: a row for each true label, a column for each that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    title: &'static str,
    labels: Vec<&'static str>,
    counts: Vec<Vec<u32>>,
}

/// How a model judges lessons that it was not learnt from.
pub fn evaluate(model: &Model, lessons: &Lessons) -> Report {
    let mut report = Report::new();
    for row in &lessons.rows {
        report.hear(model, &Example::new(&lessons.triage, row));
    }
    report
}

/// How models judge that were learnt from `also` and all parts of `lessons` but one, each
/// on the part that it has not seen. `seen` hears of every part that is done.
pub fn cross_validate(
    lessons: &Lessons,
    also: &[&Lessons],
    parts: usize,
    mut seen: impl FnMut(usize),
) -> Report {
    let (tested, also) = (
        Example::all(lessons),
        also.iter().flat_map(|also| Example::all(also)),
    );
    let also: Vec<[Example; 2]> = also.collect();
    let mut report = Report::new();
    for part in 0..parts {
        let is_unseen = |(at, _): &(usize, &[Example; 2])| part_of(*at, parts) == part;
        let (unseen, others): (Vec<_>, Vec<_>) = tested.iter().enumerate().partition(is_unseen);
        let known = also.iter().chain(others.into_iter().map(|(_, both)| both));
        let model = learn::from_examples(&known.collect::<Vec<_>>());
        unseen
            .iter()
            .for_each(|(_, [named, _])| report.hear(&model, named));
        seen(part + 1);
    }
    report
}

/// Lessons stand by subject in their files: neighbours go to different parts, without a pattern.
fn part_of(at: usize, parts: usize) -> usize {
    (at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29) as usize % parts.max(1)
}

impl Report {
    fn new() -> Self {
        let table = |title, labels: Vec<&'static str>| Table {
            title,
            counts: vec![vec![0; labels.len()]; labels.len()],
            labels,
        };
        Self {
            topic: table("topic", Topic::ALL.iter().map(|label| label.as_str()).collect()),
            intent: table("intent", Intent::ALL.iter().map(|label| label.as_str()).collect()),
            urgency: table(
                "urgency",
                Urgency::ALL.iter().map(|label| label.as_str()).collect(),
            ),
        }
    }

    fn hear(&mut self, model: &Model, example: &Example) {
        let reading = example.reading();
        let said = Decision::new(&reading.case(), &model.judge(reading));
        let said = [said.topic as usize, said.intent as usize, said.urgency as usize];
        let tables = [&mut self.topic, &mut self.intent, &mut self.urgency];
        for (question, table) in tables.into_iter().enumerate() {
            if let Some(right) = example.label(question) {
                table.counts[right][said[question]] += 1;
            }
        }
    }
}

impl Table {
    /// Of what was said to be this, the part that was.
    pub fn precision(&self, label: &str) -> f64 {
        let at = self.place(label);
        ratio(self.counts[at][at], self.counts.iter().map(|row| row[at]).sum())
    }

    /// Of what was this, the part that was said to be.
    pub fn recall(&self, label: &str) -> f64 {
        let at = self.place(label);
        ratio(self.counts[at][at], self.counts[at].iter().sum())
    }

    /// How many lessons were this.
    pub fn count(&self, label: &str) -> u32 {
        self.counts[self.place(label)].iter().sum()
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self, label: &str) -> f64 {
        let (precision, recall) = (self.precision(label), self.recall(label));
        if precision + recall == 0.0 {
            0.0
        } else {
            2.0 * precision * recall / (precision + recall)
        }
    }

    /// The mean of all labels that occur, each counting the same.
    pub fn macro_f1(&self) -> f64 {
        let present: Vec<_> = self.labels.iter().filter(|label| self.count(label) > 0).collect();
        present.iter().map(|label| self.f1(label)).sum::<f64>() / present.len().max(1) as f64
    }

    /// The part that was right.
    pub fn accuracy(&self) -> f64 {
        let right = (0..self.labels.len()).map(|at| self.counts[at][at]).sum();
        ratio(right, self.counts.iter().flatten().sum())
    }

    fn place(&self, label: &str) -> usize {
        self.labels.iter().position(|known| *known == label).unwrap_or(0)
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 {
        0.0
    } else {
        f64::from(part) / f64::from(whole)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}", self.topic, self.intent, self.urgency)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<14} precision  recall     F1  lessons", self.title)?;
        for label in &self.labels {
            writeln!(
                f,
                "{label:<14} {:>9.2} {:>7.2} {:>6.2} {:>8}",
                self.precision(label),
                self.recall(label),
                self.f1(label),
                self.count(label)
            )?;
        }
        writeln!(f, "macro-F1 {:.3}, right {:.3}", self.macro_f1(), self.accuracy())?;
        write!(f, "{:<14}", "true \\ said")?;
        for label in &self.labels {
            write!(f, " {:>5}", &label[..label.len().min(5)])?;
        }
        writeln!(f)?;
        for (label, row) in self.labels.iter().zip(&self.counts) {
            write!(f, "{label:<14}")?;
            for count in row {
                write!(f, " {count:>5}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
