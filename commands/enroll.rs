//! `enroll`: how we write in public, read and accepted.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// What can be done with the text, beside reading it.
const DEEDS: [&str; 2] = ["accept", "list"];

/// Read and accept how we write in public.
///
/// Before your first public answer you accept the text that is in force; a new version asks again.
/// Without a word this shows the text. `enroll list` shows leads who has accepted it and who has not.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "enroll\nenroll accept 2026-11\nenroll list")]
pub struct Enroll {
    /// What to do: accept the text, or list who has (otherwise it is shown).
    #[arg(ignore_case = true, value_parser = PossibleValuesParser::new(DEEDS).map(|typed| typed.to_lowercase()))]
    pub what: Option<String>,
    /// The version that you accept.
    pub version: Option<String>,
}
