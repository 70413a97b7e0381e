//! The guard: every word meant for the public is read here first.
//!
//! Pure and without memory. It knows what the author has told in the thread,
//! and that this does not make it ours to confirm. Tables of shapes say how
//! things are said (`shapes`, one file for each reason), rules block what
//! leaves no doubt, and a small model beneath them weighs the rest.

mod facts;
mod features;
mod model;
mod names;
mod reader;
mod reading;
mod rules;
mod said;
mod scopes;
mod shapes;
mod training;

pub use training::{Report, Rows, held_back, train};

use super::packed::{packed, text};
use crate::domain::{Directory, GuardFinding, Reason, Ruling, Verdict};
use features::Evidence;
use model::{Measured, Model, Opinion, REASONS};
use reading::Reading;
use shapes::Shapes;
use std::collections::HashSet;
use std::sync::LazyLock;

/// From here on a draft can't go out.
const BLOCKS_AT: f32 = -0.2;

/// From here on a second person looks at it: in doubt two read what one wrote.
const WARNS_AT: f32 = -0.25;

const _: () = assert!(WARNS_AT < BLOCKS_AT, "between the two somebody else looks");

/// A sentence that says so by itself.
const LOUD: f32 = 0.5;

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    Shapes::new(&[
        include_str!("shapes/classes.txt"),
        include_str!("shapes/clinical.txt"),
        include_str!("shapes/scopes.txt"),
        include_str!("shapes/structure.txt"),
        include_str!("shapes/confirms.txt"),
        include_str!("shapes/health.txt"),
        include_str!("shapes/identifier.txt"),
        include_str!("shapes/billing.txt"),
        include_str!("shapes/blame.txt"),
        include_str!("shapes/advice.txt"),
        include_str!("shapes/asks.txt"),
        include_str!("shapes/tone.txt"),
        include_str!("shapes/public.txt"),
        include_str!("shapes/spanish.txt"),
    ])
});

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(&text(packed!("triage/guard/weights.txt"))));

/// Words meant for the public, and what they answer.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// As the public would read them.
    pub words: &'a str,
    /// What the author has written in the conversation, oldest first; empty when they answer nobody.
    pub thread: &'a [&'a str],
}

/// The guard, compiled once from lexicon and settings.
#[derive(Debug, Clone)]
pub struct Guard {
    /// Names of our own: people, places, departments.
    own: HashSet<String>,
}

impl Guard {
    /// Compiles the guard; the settings name what is ours and public.
    pub fn new(directory: &Directory) -> Self {
        let facilities = directory.facilities.iter();
        let places = facilities.flat_map(|f| f.aliases.iter().chain([&f.name]));
        let departments = directory.departments.iter().map(|d| d.name.to_string());
        let staff = directory.staff.iter().map(|s| s.name.to_string());
        let names = places.cloned().chain(departments).chain(staff);
        let names = names.chain([directory.organisation.clone()]);
        // Read before the first draft comes.
        LazyLock::force(&SHAPES);
        LazyLock::force(&MODEL);
        Self {
            own: names.flat_map(|name| words_of(&name)).collect(),
        }
    }

    /// Judges a draft.
    pub fn check(&self, draft: Draft<'_>) -> Ruling {
        let thread: Vec<_> = draft
            .thread
            .iter()
            .map(|post| Reading::of(&SHAPES, post))
            .collect();
        let reading = Reading::of(&SHAPES, draft.words);
        if reading.text.words.is_empty() {
            return Ruling::from_findings(Vec::new());
        }
        let seen = scopes::seen(&SHAPES, &reading.text, &reading.at);
        let identifiers = reading.identifiers(draft.words);
        let evidence = Evidence {
            draft: &reading,
            thread: &thread,
            seen: &seen,
            identifiers: &identifiers,
            own: &self.own,
        };
        let mut said: Vec<Said> = rules::certain(&evidence);
        said.extend(weighed(&evidence));
        Ruling::from_findings(findings(&reading, said))
    }
}

/// A name's words in regular spelling.
fn words_of(name: &str) -> Vec<String> {
    let folded = super::folding::fold_phrase(name);
    folded
        .split(' ')
        .filter(|word| word.len() > 1)
        .map(str::to_owned)
        .collect()
}

/// Something found, in words of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Said {
    kind: Reason,
    verdict: Verdict,
    start: usize,
    end: usize,
}

/// What the model finds: a finding for each reason that it holds for likely.
fn weighed(evidence: &Evidence<'_, '_>) -> Vec<Said> {
    let measured = MODEL.measure(evidence);
    let opinion = MODEL.judge(&measured);
    let verdict = match opinion.score {
        score if score >= BLOCKS_AT => Verdict::Block,
        score if score >= WARNS_AT => Verdict::Warn,
        _ => return Vec::new(),
    };
    let likeliest = opinion
        .reasons
        .iter()
        .map(|(score, _)| *score)
        .fold(f32::MIN, f32::max);
    let likely = REASONS.iter().zip(opinion.reasons).enumerate();
    let likely = likely.filter(|(_, (_, (score, _)))| *score >= likeliest.min(LOUD));
    let said = likely.map(|(nth, (kind, (_, sentence)))| {
        let (start, end) = place(evidence, &measured, &opinion, (nth, sentence));
        Said {
            kind: *kind,
            verdict,
            start,
            end,
        }
    });
    said.collect()
}

/// The words that speak most for a reason: a shape of its kind, or what weighs most.
fn place(
    evidence: &Evidence<'_, '_>,
    measured: &Measured,
    opinion: &Opinion,
    (reason, sentence): (usize, usize),
) -> (usize, usize) {
    let words = &evidence.draft.text.words;
    let kind = REASONS[reason].as_str();
    let in_sentence = |at: usize| words[at].sentence as usize == sentence;
    let shapes = evidence
        .seen
        .iter()
        .filter(|hit| hit.kind == kind && in_sentence(hit.start));
    if let Some(hit) = shapes.max_by_key(|hit| hit.end - hit.start) {
        return (hit.start, hit.end);
    }
    debug_assert_eq!(opinion.sentences.len(), measured.sentences.len());
    let heavy = measured.sentences.get(sentence).into_iter().flatten();
    let heavy = heavy.filter(|met| met.end - met.start > 1 && in_sentence(met.start));
    let heaviest = heavy.max_by(|one, other| {
        let weight = |met| MODEL.weight(met, reason + 2) + MODEL.weight(met, 0);
        weight(one).total_cmp(&weight(other))
    });
    heaviest.map_or_else(
        || {
            let start = words.partition_point(|word| (word.sentence as usize) < sentence);
            let end = words.partition_point(|word| word.sentence as usize <= sentence);
            (start, end)
        },
        |met| (met.start, met.end),
    )
}

/// Findings in the order of the draft; of several of one kind that touch, one.
fn findings(reading: &Reading<'_>, mut said: Vec<Said>) -> Vec<GuardFinding> {
    said.sort_by_key(|said| (said.kind, said.start, said.end));
    let mut merged: Vec<Said> = Vec::new();
    for next in said {
        match merged
            .last_mut()
            .filter(|last| last.kind == next.kind && next.start <= last.end)
        {
            Some(last) => {
                last.end = last.end.max(next.end);
                last.verdict = last.verdict.max(next.verdict);
            }
            None => merged.push(next),
        }
    }
    merged.sort_by_key(|said| (said.start, said.end, said.kind));
    let words = &reading.text.words;
    let findings = merged
        .into_iter()
        .filter(|said| said.start < said.end)
        .map(|said| GuardFinding {
            kind: said.kind,
            verdict: said.verdict,
            start: words[said.start].from,
            end: words[said.end - 1].to,
            why: said::why(said.kind, said.verdict == Verdict::Block),
            wording: said::wording(said.kind, reading),
        });
    findings.collect()
}

#[cfg(test)]
mod measure;
#[cfg(test)]
mod tests;
