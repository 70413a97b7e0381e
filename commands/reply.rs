//! `reply`: words that go out to the public.

use clap::Args;

use crate::number;

/// Answer in public, where the person wrote.
///
/// Everybody can read your answer. Please write nothing that shows that somebody is or was a patient,
/// even if they said so themselves; invite them to call or to send a private message instead.
/// Your words go out just as you type them, under the post you answer.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "reply 142 Thank you for telling us. Please call 555-0100, we would like to help.")]
pub struct Reply {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// The words of your answer.
    pub text: String,
}
