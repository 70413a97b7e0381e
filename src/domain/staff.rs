//! The people who answer, and what each may do.

use super::{Account, DepartmentName, words::name, words::vocabulary};
use serde::{Deserialize, Serialize};

name! {
    /// What a person is called in settings and in commands: `ana`.
    StaffName
}

vocabulary! {
    /// What a person may do. Everybody on the list may read.
    Right {
        /// See cases.
        Read = "read",
        /// Claim, draft, note, answer.
        Respond = "respond",
        /// Give the second key to somebody else's draft.
        Approve = "approve",
        /// Assign, transfer, merge, take a case from its holder.
        Lead = "lead",
        /// Speak for the organisation to everybody.
        Announce = "announce",
        /// Look after the program itself.
        Admin = "admin",
    }
}

/// One person on the payroll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// What they are called here.
    pub name: StaffName,
    /// What they do: “Triage nurse, Emergency”.
    pub title: String,
    /// Where they belong; leadership may belong nowhere.
    pub department: Option<DepartmentName>,
    /// What they speak, ISO 639-1.
    #[serde(default)]
    pub languages: Vec<String>,
    /// What they may do, beside reading.
    pub rights: Vec<Right>,
    /// The accounts they act with in chats.
    #[serde(skip)]
    pub accounts: Vec<Account>,
}

impl Staff {
    /// Whether this person may.
    pub fn may(&self, right: Right) -> bool {
        right == Right::Read || self.rights.contains(&right)
    }
}
