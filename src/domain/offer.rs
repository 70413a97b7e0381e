//! What a person may do next, beside reading an answer: drawn as a button
//! wherever the answer is shown.

use super::{CaseNumber, Suggestion};
use serde::{Deserialize, Serialize};

/// One step on from an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "offer", rename_all = "snake_case")]
pub enum Offer {
    /// A command, under a word that says what it does.
    Run {
        /// What stands on the button.
        label: String,
        /// The line it stands for, as typed.
        line: String,
    },
    /// Words that were not sent are still there to be changed: the case's reply form opens with them.
    Change {
        /// The case that they answer.
        case: CaseNumber,
    },
    /// Words that could be sent: the case's reply form opens with those that are chosen.
    Answers {
        /// The case that they would answer.
        case: CaseNumber,
        /// Best first.
        answers: Vec<Suggestion>,
    },
}
