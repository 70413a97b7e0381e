//! `show`: all there is to know about one case.

use clap::Args;

use crate::number;

/// Show a case: what was said, who holds it and what has happened.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "show 142")]
pub struct Show {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
}
