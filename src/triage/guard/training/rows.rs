//! What the guard's model is trained on: answers to posts and single
//! sentences, each with what forbids it. The program brings them along;
//! `training/README.md` says what they are.

use super::super::features::Evidence;
use super::super::reading::Reading;
use super::super::{SHAPES, scopes};
use super::Chance;
use crate::domain::Reason;
use crate::triage::packed::{packed, text};
use serde::Deserialize;
use std::collections::HashSet;

/// Drafts put together from single sentences, as answers to any post: a kind word beside a bad one is no excuse,
/// and what is fine is fine whatever was asked.
const COMPOSED: usize = 600;

/// A draft and what is to be said of it.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::triage::guard) struct Row {
    #[serde(default)]
    pub mention: String,
    pub reply: String,
    pub reasons: Vec<Reason>,
}

/// Drafts that the guard's model is trained on.
#[derive(Debug, Clone)]
pub struct Rows {
    pub(super) replies: Vec<Row>,
    pub(super) sentences: Vec<Row>,
}

impl Rows {
    /// The rows that the program brings along.
    pub fn built_in() -> Self {
        Self {
            replies: read(&text(packed!("triage/guard/training/replies.jsonl"))),
            sentences: read(&text(packed!("triage/guard/training/sentences.jsonl"))),
        }
    }

    /// How many there are, without those put together from them.
    pub fn count(&self) -> usize {
        self.replies.len() + self.sentences.len()
    }

    /// Drafts put together from single sentences.
    pub(super) fn composed(&self) -> Vec<Row> {
        let alone = || self.sentences.iter().filter(|row| row.mention.is_empty());
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
                mention: self.replies[chance.below(self.replies.len())].mention.clone(),
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
}

fn read(lines: &str) -> Vec<Row> {
    let rows = lines.lines().map(serde_json::from_str);
    let rows: Result<_, _> = rows.collect();
    rows.expect("the built-in rows read, as their test shows")
}

impl Row {
    pub fn is_bad(&self) -> bool {
        !self.reasons.is_empty()
    }

    /// Calls `then` with everything that is read of it.
    pub fn with_evidence<T>(&self, then: impl FnOnce(&Evidence<'_, '_>) -> T) -> T {
        let draft = Reading::of(&SHAPES, &self.reply);
        let thread: Vec<_> = Some(self.mention.as_str())
            .filter(|mention| !mention.is_empty())
            .map(|mention| Reading::of(&SHAPES, mention))
            .into_iter()
            .collect();
        let seen = scopes::seen(&SHAPES, &draft.text, &draft.at);
        let identifiers = draft.identifiers(&self.reply);
        then(&Evidence {
            draft: &draft,
            thread: &thread,
            seen: &seen,
            identifiers: &identifiers,
            own: &HashSet::new(),
        })
    }
}
