//! `list`: the cases that wait for somebody.

use clap::Args;

/// List cases, the ones that wait longest first.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "list\nlist mine\nlist late\nlist billing")]
pub struct List {
    /// Which ones: mine, open, late, all or the name of a department (otherwise open).
    pub which: Option<String>,
}
