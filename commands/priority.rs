//! `priority`: how soon a case needs an answer.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::number;

/// The urgencies, most urgent first.
const URGENCIES: [&str; 4] = ["critical", "high", "normal", "low"];

/// Say how soon a case needs an answer.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "priority 142 high")]
pub struct Priority {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// How soon, in one word (critical, high, normal or low).
    #[arg(ignore_case = true, value_parser = PossibleValuesParser::new(URGENCIES).map(|typed| typed.to_lowercase()))]
    pub urgency: String,
}
