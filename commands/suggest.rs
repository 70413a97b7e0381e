//! `suggest`: answers that fit a case.

use clap::Args;

use crate::number;

/// Show the approved answers, and earlier ones that ended well, which fit best.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "suggest 142")]
pub struct Suggest {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
}
