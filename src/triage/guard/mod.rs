//! The guard: every word meant for the public is read here first.
//!
//! Pure and without memory. It knows what the author has told in the thread,
//! and that this does not make it ours to confirm.

use super::patient;
use crate::domain::{Directory, GuardFinding, Reason, Ruling, Topic, Verdict};

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
pub struct Guard {}

impl Guard {
    /// Compiles the guard; the settings name what is ours and public.
    pub fn new(_directory: &Directory) -> Self {
        Self {}
    }

    /// Judges a draft.
    pub fn check(&self, draft: Draft<'_>) -> Ruling {
        let identifiers = patient::findings(draft.words, Topic::ClinicalCare);
        let findings = identifiers.into_iter().map(|found| GuardFinding {
            kind: Reason::Identifier,
            verdict: Verdict::Block,
            start: found.start,
            end: found.end,
            why: "This can tell who a patient is.".to_owned(),
            wording: None,
        });
        Ruling::from_findings(findings.collect())
    }
}
