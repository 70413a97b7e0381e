//! `resource`: approved answers, found, shown, added and retired.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// What can be done with approved answers.
const ACTIONS: [&str; 4] = ["find", "show", "add", "retire"];

/// Find, show, add or retire an approved answer.
///
/// To add one, write its name, if need be `in es`, `for billing, facilities` and `on records`, a colon, and the words.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(
    after_help = "resource find parking\nresource show parking\nresource add parking in es on facilities: Hay…\nresource retire parking"
)]
pub struct Resource {
    /// What to do: find, show, add or retire.
    #[arg(ignore_case = true, value_parser = PossibleValuesParser::new(ACTIONS).map(|typed| typed.to_lowercase()))]
    pub action: String,
    /// Words to look for, a resource's name, or what to add.
    pub what: Option<String>,
}
