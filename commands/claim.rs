//! `claim`: one person takes a case.

use clap::Args;

use crate::number;

/// Take a case, so that everybody can see you are looking after it.
///
/// A case has one holder at a time. If a colleague was quicker, you are told who has it.
/// Nothing is sent to the public.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "claim 142")]
pub struct Claim {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
}
