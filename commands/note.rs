//! `note`: words that stay inside.

use clap::Args;

use crate::number;

/// Leave a note for your colleagues.
///
/// Only staff can read it. It stays with the case, in its history.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "note 142 Called the front desk, they will look for the lost coat.")]
pub struct Note {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// What your colleagues should know.
    pub text: String,
}
