//! `release`: the holder gives a case back.

use clap::Args;

use crate::number;

/// Give a case back, so that somebody else can take it.
///
/// Handy at the end of a shift, or when a case turns out not to be yours. Its notes and tags stay.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "release 142")]
pub struct Release {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
}
