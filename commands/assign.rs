//! `assign`: a lead gives a case to a person.

use clap::Args;

use crate::number;

/// Give a case to a colleague.
///
/// The colleague becomes its holder. This is for leads; to take a case yourself, use `claim`.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "assign 142 ana")]
pub struct Assign {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// The name of the colleague who should have the case.
    pub staff: String,
}
