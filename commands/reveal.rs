//! `reveal`: the words of a post, where its card masks them or keeps them back.

use clap::Args;

use crate::number;

/// Show the words of the post, to you alone; that you looked goes on record.
///
/// Cards and lists mask what can tell who a patient is, and some chats leave the words out. Please don't copy what you read into a channel.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "reveal 142")]
pub struct Reveal {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
}
