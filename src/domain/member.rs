//! Who somebody in a chat is: the account they act with, the groups they are
//! in, and what the settings let such a group do.

use super::{DepartmentName, Right, StaffName, words::vocabulary};
use serde::{Deserialize, Serialize};

/// A person's account in one chat.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Account {
    /// The chat: `slack`, `discord`.
    pub chat: String,
    /// Their id there.
    pub id: String,
}

vocabulary! {
    /// What an account is to the chat it is in.
    Standing {
        /// One of us.
        Member = "member",
        /// Invited to some channels; may not act.
        Guest = "guest",
        /// Of another organisation, in a channel that is shared; may not act.
        Stranger = "stranger",
        /// Has left.
        Gone = "gone",
    }
}

/// Somebody as a chat knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Their account.
    pub account: Account,
    /// Their handle there, unlike anybody else's.
    pub handle: String,
    /// The name they show.
    pub title: String,
    /// The groups or roles of the settings that they are in, by id.
    pub groups: Vec<String>,
    /// Whether they are one of us.
    pub standing: Standing,
}

/// Somebody whom a chat has told of before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// As the chat told of them last.
    pub member: Member,
    /// What they are called here; given once, to those whom the settings don't name.
    pub name: Option<StaffName>,
}

/// Some or all of a chat's people, as it tells of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roll {
    /// The chat.
    pub chat: String,
    /// Its people.
    pub members: Vec<Member>,
    /// These are all: whoever is missing has gone.
    pub complete: bool,
}

/// A Slack user group or a Discord role that the settings give rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The chat: `slack`, `discord`.
    pub chat: String,
    /// Its id there.
    pub id: String,
    /// What its members may do.
    pub rights: Vec<Right>,
    /// Where its members belong.
    pub department: Option<DepartmentName>,
}
