//! `resolve`: a case that has been looked after is closed.

use clap::Args;

use crate::number;

/// Close a case that has been looked after.
///
/// Nothing is sent to the public. If more comes up later, use `reopen`.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "resolve 142\nresolve 142 The coat was found and picked up.")]
pub struct Resolve {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// How it ended, for your colleagues.
    pub note: Option<String>,
}
