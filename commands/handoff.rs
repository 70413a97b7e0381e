//! `handoff`: a talk moves from the public to the patient liaison's phone, by a one-time code.

use clap::Args;

use crate::number;

/// Invite the author, in public, to talk to the patient liaison, with a one-time code.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "handoff 142")]
pub struct Handoff {
    /// The number of the case, such as `142` or `#142`.
    #[arg(value_parser = number::read)]
    pub case: u64,
}

/// Find the case of somebody who calls with a handoff code. A code works once.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "handoff K7M2-QX9D")]
pub struct Redeem {
    /// The code as the caller reads it out.
    pub code: String,
}
