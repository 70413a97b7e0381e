//! `status`: whether liaison itself is well.

use clap::Args;

/// Show whether all is working: the networks we watch, and what is waiting to be sent.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "status")]
pub struct Status {}
