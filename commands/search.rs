//! `search`: cases by their words.

use clap::Args;

/// Find cases by the words in them.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "search lost coat")]
pub struct Search {
    /// The words to look for.
    pub words: String,
}
