//! What the guard says of words meant for the public: a verdict, and each
//! thing it found with a sentence that a nurse understands.

use super::words::vocabulary;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// Whether words may go out; the last is the gravest.
    Verdict {
        /// Nothing speaks against it.
        Ok = "ok",
        /// A second person must look at it first.
        Warn = "warn",
        /// It can't be sent as it stands.
        Block = "block",
    }
}

vocabulary! {
    /// Why words should not go out.
    Reason {
        /// Says, implies or denies that somebody is or was a patient.
        ConfirmsPatient = "confirms_patient",
        /// A health fact about somebody who can be told.
        DisclosesHealthInfo = "discloses_health_info",
        /// A name, number, address or date that identifies a patient.
        Identifier = "identifier",
        /// Insurance, amounts, debts.
        DisclosesBilling = "discloses_billing",
        /// Disputes what the author tells, or shifts the blame.
        BlamesOrArgues = "blames_or_argues",
        /// A diagnosis, a dose, reassurance about a symptom.
        MedicalAdvice = "medical_advice",
        /// Asks for patient information where all can read the answer.
        AsksPhiInPublic = "asks_phi_in_public",
        /// Rude, mocking, political.
        Unprofessional = "unprofessional",
    }
}

/// One thing the guard found in a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardFinding {
    /// What is wrong with it.
    pub kind: Reason,
    /// How much it weighs: alone it makes this verdict.
    pub verdict: Verdict,
    /// First character of the draft that it is about (code points).
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// One sentence that says why.
    pub why: String,
    /// Words that could stand there instead; none when only leaving it out helps.
    pub wording: Option<String>,
}

/// What the guard says of a draft as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// The gravest of its findings, or `ok`.
    pub verdict: Verdict,
    /// What it found, in the order of the draft.
    pub findings: Vec<GuardFinding>,
}

impl Ruling {
    /// From findings in the order of the draft.
    pub fn from_findings(findings: Vec<GuardFinding>) -> Self {
        let verdict = findings.iter().map(|f| f.verdict).max().unwrap_or(Verdict::Ok);
        Self { verdict, findings }
    }
}

impl GuardFinding {
    /// The words of the draft that it is about.
    pub fn span(&self, draft: &str) -> String {
        let length = self.end.saturating_sub(self.start);
        draft.chars().skip(self.start).take(length).collect()
    }
}
