//! `trends`: what comes more or less than usual.

use clap::Args;

/// Show what people write about more, or less, than before.
///
/// Counts by topic, facility and symptoms beside those of the time before, what rises by more than chance, and the
/// incidents that are going on. Fewer than five are not told by number.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "trends\ntrends week\ntrends gastro")]
pub struct Trends {
    /// A time to look back on (day, week or month, otherwise a day), or a topic, a facility or symptoms.
    pub what: Option<String>,
}
