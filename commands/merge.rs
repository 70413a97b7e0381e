//! `merge`: two cases about one matter become one.

use clap::Args;

use crate::number;

/// Join two cases that are about the same matter.
///
/// The first case becomes part of the second, which keeps its number. In a case's thread one number is enough:
/// this case becomes part of that one. This is for leads.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "merge 142 140")]
pub struct Merge {
    /// The number of the case that becomes part of the other.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// The number of the case that stays.
    #[arg(value_parser = number::read)]
    pub into: u64,
}
