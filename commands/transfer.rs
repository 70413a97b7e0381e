//! `transfer`: another department takes over.

use clap::Args;

use crate::number;

/// Pass a case on to the department that can help.
///
/// Its card moves to that department's channel, with all that was said so far. This is for leads.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "transfer 142 billing\ntransfer 142 billing The question is about an invoice.")]
pub struct Transfer {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// The department that should have the case.
    pub department: String,
    /// A word to that department about why.
    pub why: Option<String>,
}
