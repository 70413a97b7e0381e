//! `retract`: an answer is taken back.

use clap::Args;

use crate::number;

/// Take back the last public answer of a case.
///
/// It is deleted where it was posted, if the network allows that. People may have read it already,
/// so the case's history keeps it.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "retract 142\nretract 142 It was meant for another case.")]
pub struct Retract {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// Why it is taken back.
    pub why: Option<String>,
}
