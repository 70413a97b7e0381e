//! `approve`: the second key to words for the public.

use clap::Args;

use crate::number;

/// Let a colleague's draft go out to the public.
///
/// Read it as the public would: it must not show that anybody is or was a patient. You can't approve your own
/// draft. What the guard blocks goes out only after two colleagues have said yes, each with a reason.
/// This is for approvers.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "approve 142\napprove 142 The family has agreed in writing that we may say this.")]
pub struct Approve {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
    /// Why it may go out; needed where the guard blocks it.
    pub why: Option<String>,
}
