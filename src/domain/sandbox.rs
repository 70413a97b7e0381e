//! A post on the sandbox, the small social network inside liaison. It may
//! pose as one on another network, so that a demonstration shows them all.

use super::{Network, Timestamp};
use serde::{Deserialize, Serialize};

/// One post, with what its author did to it since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its id.
    pub id: String,
    /// Place in the order of all changes on the network; an edit or a deletion gives it a new one.
    pub seq: i64,
    /// The network it poses on.
    pub network: Network,
    /// Who wrote it, without `@`.
    pub handle: String,
    /// The name they show.
    pub name: String,
    /// Its words; empty once deleted.
    pub text: String,
    /// The post it answers.
    pub parent: Option<String>,
    /// The post that began the conversation; its own id when it did.
    pub root: String,
    /// When it was written.
    pub at: Timestamp,
    /// When it was changed last.
    pub edited_at: Option<Timestamp>,
    /// When it was taken down.
    pub deleted_at: Option<Timestamp>,
    /// Written by the organisation's own account.
    pub ours: bool,
}

/// A post about to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPost {
    /// The network it poses on.
    pub network: Network,
    /// Who writes it, without `@`.
    pub handle: String,
    /// The name they show.
    #[serde(default)]
    pub name: String,
    /// Its words.
    pub text: String,
    /// The post it answers.
    #[serde(default)]
    pub parent: Option<String>,
    /// Written by the organisation's own account.
    #[serde(default)]
    pub ours: bool,
}
