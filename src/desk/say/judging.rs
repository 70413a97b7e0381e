//! Which model judges, and how it came to that.

use super::ago;
use super::lists::count;
use crate::desk::Judging;
use crate::domain::trial::{Pair, Trial};
use crate::domain::{MadeModel, ModelState, Timestamp};

/// One line or more, without an end.
pub(in crate::desk) fn judging(judging: &Judging, now: Timestamp) -> Vec<String> {
    let mut lines = match &judging.in_use {
        Some(model) => used(model, now),
        None => vec!["the model that liaison came with".to_owned()],
    };
    if judging.corrections > 0 {
        lines[0] += &format!(", {} to learn from", corrections(judging.corrections));
    }
    lines.extend(judging.not_used.as_ref().map(|model| not_used(model, now)));
    lines
}

/// What became of a model just learnt.
pub fn learned(model: &MadeModel) -> String {
    let head = format!(
        "Model {} was learned from {}",
        model.version,
        corrections(model.lessons)
    );
    let head = match model.trial.verdict() {
        Ok(()) => format!("{head} and judges from now on."),
        Err(worse) => format!("{head} and is refused, the one before stays: {worse}."),
    };
    lines(head, &model.trial)
}

/// A model in a list.
pub fn listed(model: &MadeModel, now: Timestamp) -> String {
    let head = format!(
        "Model {}, learned {} from {}: {}",
        model.version,
        ago(model.made_at, now),
        corrections(model.lessons),
        model.state,
    );
    lines(head, &model.trial)
}

fn used(model: &MadeModel, now: Timestamp) -> Vec<String> {
    let head = format!(
        "model {}, learned {} from {}",
        model.version,
        ago(model.made_at, now),
        corrections(model.lessons)
    );
    let mut lines = vec![head];
    lines.extend(scores(&model.trial));
    lines
}

fn not_used(model: &MadeModel, now: Timestamp) -> String {
    let head = format!("model {}, learned {},", model.version, ago(model.made_at, now));
    match (model.state, model.trial.verdict()) {
        (ModelState::Refused, Err(worse)) => format!("{head} is refused: {worse}"),
        (ModelState::Refused, Ok(())) => format!("{head} is refused"),
        (ModelState::Undone | ModelState::Used, _) => format!("{head} was taken back"),
    }
}

fn lines(head: String, trial: &Trial) -> String {
    let mut lines = vec![head];
    lines.extend(scores(trial).into_iter().map(|line| format!("  {line}")));
    lines.join("\n")
}

fn scores(trial: &Trial) -> Vec<String> {
    let of = [
        ("that people corrected", trial.desk),
        ("that liaison came with", trial.built_in),
    ];
    let known = of.into_iter().filter_map(|(of, pair)| {
        let posts = count(pair.after.posts, "post");
        measured(&pair).map(|measured| format!("on {posts} {of}: {measured}"))
    });
    known.collect()
}

fn measured(pair: &Pair) -> Option<String> {
    let measures = [
        ("topics", pair.before.topic, pair.after.topic),
        ("intents", pair.before.intent, pair.after.intent),
        ("critical cases found", pair.before.critical, pair.after.critical),
    ];
    let told: Vec<String> = measures
        .into_iter()
        .filter_map(|(what, before, after)| Some(format!("{what} {:.2} → {:.2}", before?, after?)))
        .collect();
    (!told.is_empty()).then(|| told.join(", "))
}

fn corrections(lessons: i64) -> String {
    count(usize::try_from(lessons).unwrap_or_default(), "correction")
}
