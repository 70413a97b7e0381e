//! Where a case stands: open, held by one person, or closed, with what goes with each inside.

use super::{CaseNumber, StaffName, Timestamp};

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody has it.
    Open,
    /// One person has it.
    Held {
        /// The holder.
        by: StaffName,
        /// Since when.
        since: Timestamp,
    },
    /// It is done with.
    Closed {
        /// How it ended.
        how: Ending,
        /// Who held it or closed it.
        by: Option<StaffName>,
        /// When.
        at: Timestamp,
    },
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Dealt with.
    Resolved,
    /// Not ours to answer.
    Dismissed,
    /// Joined to another.
    Merged(CaseNumber),
    /// What it says was said in another case before, in nearly the same words.
    Copy(CaseNumber),
}

impl Ending {
    /// As a status.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Dismissed => "dismissed",
            Self::Merged(_) => "merged",
            Self::Copy(_) => "copy",
        }
    }
}
