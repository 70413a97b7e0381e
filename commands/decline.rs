//! `decline`: a draft stays here.

use clap::Args;

use crate::number;

/// Say no to a colleague's draft, or take your own back.
///
/// Its author is told why and can write a better one. Nothing goes out. This is for approvers; everybody can take
/// their own draft back.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "decline 142 Please leave out the date of the visit.")]
pub struct Decline {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// What should be different, for its author.
    pub why: String,
}
