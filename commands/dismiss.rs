//! `dismiss`: a case that needs no answer is closed.

use clap::Args;

use crate::number;

/// Close a case that needs no answer, such as spam.
///
/// Nothing is sent to the public. Use `resolve` when somebody was helped.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "dismiss 142 An advertisement, not about us.")]
pub struct Dismiss {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// Why it needs no answer.
    pub why: String,
}
