//! `digest`: the numbers and the voices of a period.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// The periods that a digest can cover, shortest first.
const PERIODS: [&str; 3] = ["day", "week", "month"];

/// Sum up what people said and how we answered.
///
/// How many cases are new, answered, open and late, how long people waited, and the praise worth reading.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "digest\ndigest week")]
pub struct Digest {
    /// The time to look back on: day, week or month (otherwise a day).
    #[arg(ignore_case = true, value_parser = PossibleValuesParser::new(PERIODS).map(|typed| typed.to_lowercase()))]
    pub period: Option<String>,
}
