//! `reopen`: a closed case becomes open again.

use clap::Args;

use crate::number;

/// Open a closed case again.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "reopen 142\nreopen 142 The bill was wrong a second time.")]
pub struct Reopen {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// Why it should be open again.
    pub why: Option<String>,
}
