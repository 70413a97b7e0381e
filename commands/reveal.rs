//! `reveal`: the words of a post, where its card keeps them back.

use clap::Args;

use crate::number;

/// Show the words of the post, to you alone; that you looked goes on record.
///
/// For chats whose cards leave the author's words out. Please don't copy what you read into a channel.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "reveal 142")]
pub struct Reveal {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
}
