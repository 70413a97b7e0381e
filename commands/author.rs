//! `author`: what we know of somebody who writes to us, and who else they are.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// What can be said of two authors.
const CHANGES: [&str; 2] = ["link", "unlink"];

/// Show who has written to us: the earlier cases of one author.
///
/// One person may write under two names. A colleague who knows links the two, and it goes on record; liaison never
/// guesses. Where authors share a name, put the network before it, or name a case: bluesky/sam.rivers or #142.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "author @sam.rivers\nauthor @sam.rivers link x/sam_r\nauthor @sam.rivers unlink")]
pub struct Author {
    /// The author's name on the network, as the case's card shows it.
    pub handle: String,
    /// To say that somebody else is the same person, or is not after all: link or unlink.
    #[arg(ignore_case = true, value_parser = PossibleValuesParser::new(CHANGES).map(|typed| typed.to_lowercase()))]
    pub change: Option<String>,
    /// The same person's other name.
    pub other: Option<String>,
}
