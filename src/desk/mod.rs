//! The desk: one function a verb. Load, ask the domain, save, enqueue,
//! commit, answer; one transaction each, and never a call to the network.

use crate::domain::{CaseNumber, Origin, Refusal, Staff};
use serde_json::Value;

/// Who asks, and from where.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The person.
    pub staff: Staff,
    /// Where they asked.
    pub origin: Origin,
}

/// What the person who asked reads; nobody else sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Plain text, one or more lines.
    pub text: String,
    /// The same for programs: one object or array, in the words of the trade.
    pub data: Value,
    /// The case it was about.
    pub case: Option<CaseNumber>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// It can't be; the sentence says why.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The line was no command; the sentence says what would be.
    #[error("{0}")]
    Misuse(String),
    /// Something broke; logged once under this reference, which the person is given.
    #[error(
        "Something went wrong on our side. Nothing was changed; try again in a minute. Reference {reference}."
    )]
    Fault {
        /// Found in the log.
        reference: String,
    },
}
