//! `tag`: labels that help to find cases again.

use clap::Args;

use crate::number;

/// Add tags to a case, or take them off.
///
/// Write the tags with spaces between them. A minus in front takes a tag off. `topic:` and `intent:` say what the case
/// is about and what the author wants, where triage was wrong; it learns from that.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "tag 142 parking\ntag 142 parking -billing\ntag 142 topic:records intent:question")]
pub struct Tag {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// The tags to add, and with a minus the ones to take off.
    pub tags: String,
}
