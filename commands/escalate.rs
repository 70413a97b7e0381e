//! `escalate`: a person asks for more help than they have.

use clap::Args;

use crate::number;

/// Ask for help with a case that needs more than you can give.
///
/// The next people in line are told. When somebody may be in danger, don't wait: escalate.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "escalate 142\nescalate 142 She writes that she cannot breathe.")]
pub struct Escalate {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// What worries you.
    pub why: Option<String>,
}
