//! `author`: what we know of somebody who writes to us.

use clap::Args;

/// Show who has written to us: the earlier cases of one author.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "author @sam.rivers")]
pub struct Author {
    /// The author's name on the network, as the case's card shows it.
    pub handle: String,
}
