//! What the chats ask of the desk: a command carried out for a person, and
//! what their forms, lists and home pages need to know. The wiring gives it.

use super::MessageRef;
use crate::domain::{
    Card, CaseNumber, Directory, Draft, DraftId, Member, Offer, Origin, Sight, Staff, StaffName, Suggestion,
    Timestamp, Topic, Urgency,
};
use async_trait::async_trait;
use commands::Command;
use std::sync::Arc;

/// Somebody on the payroll asks for something.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Who, with the rights they hold at this moment.
    pub staff: Staff,
    /// Which chat.
    pub origin: Origin,
    /// How much of what people wrote may be shown there.
    pub sight: Sight,
    /// What the chat calls this very request; a second one of the same name does nothing.
    pub once: Option<String>,
    /// The draft that they had before their eyes when they decided about it.
    pub seen: Option<DraftId>,
    /// What they ask for.
    pub command: Command,
}

/// What came of it; only the person who asked reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It was done, or is shown.
    Answer {
        /// Plain text, one or more lines.
        text: String,
        /// The case it was about.
        case: Option<CaseNumber>,
        /// What they may do next.
        offer: Option<Offer>,
    },
    /// It can't be, or it broke; the sentence says why, and nothing was changed.
    Refused(String),
    /// This very request was carried out before, and has been answered.
    Repeated,
}

/// A list of cases that a home page or a completion shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Held by this person; those that are due soonest first.
    Mine(StaffName),
    /// Nobody holds them, in this person's department; late ones first.
    Unclaimed(StaffName),
    /// Any that are open; the newest first.
    Open,
}

/// One line of such a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// Its number.
    pub number: CaseNumber,
    /// How soon.
    pub urgency: Urgency,
    /// What it is about.
    pub topic: Topic,
    /// The department's one-word name.
    pub department: String,
    /// Who has it.
    pub holder: Option<StaffName>,
    /// The beginning of the newest post; empty where words are kept out.
    pub text: String,
    /// When somebody is told that it waits.
    pub due_at: Option<Timestamp>,
    /// Its time has passed.
    pub late: bool,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// A message of a chat that somebody hands to the desk as a new case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// The message; handed in twice it is one case.
    pub message: MessageRef,
    /// Its words.
    pub text: String,
    /// Where colleagues find it.
    pub link: Option<String>,
    /// When it was written.
    pub at: Timestamp,
}

/// Who carries out what people in a chat ask for.
#[async_trait]
pub trait Clerk: Send + Sync {
    /// Carries a command out.
    async fn run(&self, ask: Ask) -> Told;

    /// Opens a case from a message of the chat, for the person in `ask.staff`.
    async fn open(&self, staff: &Staff, origin: Origin, handed: Handed) -> Told;

    /// The organisation and its people as they are now.
    fn directory(&self) -> Arc<Directory>;

    /// The organisation as the settings alone describe it: also those who have left, so that they are found again.
    fn settings(&self) -> Arc<Directory> {
        self.directory()
    }

    /// A case's card, all of it; none when there is no such case.
    async fn card(&self, case: CaseNumber) -> anyhow::Result<Option<Card>>;

    /// The draft of a case that waits or is blocked, so that it can be changed.
    async fn draft(&self, _case: CaseNumber) -> anyhow::Result<Option<Draft>> {
        Ok(None)
    }

    /// The case whose card, or whose draft's request, is this message.
    async fn case_of(&self, message: &MessageRef) -> anyhow::Result<Option<CaseNumber>>;

    /// At most `most` cases of a list.
    async fn list(&self, which: Which, sight: Sight, most: usize) -> anyhow::Result<Vec<Brief>>;

    /// Words that would answer a case, best first, as far as this chat may show them.
    async fn suggestions(&self, _case: CaseNumber, _sight: Sight) -> anyhow::Result<Vec<Suggestion>> {
        Ok(Vec::new())
    }

    /// The labels in use on open cases, most used first.
    async fn tags(&self, most: usize) -> anyhow::Result<Vec<String>>;

    /// Somebody acted whom only what they sent describes: remembered, and known by name from now on.
    async fn met(&self, member: Member) -> anyhow::Result<()>;
}
