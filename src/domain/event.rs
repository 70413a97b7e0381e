//! What happened to a case: the append-only record, and the reason for every
//! delivery and every number in a digest. Events are never edited.

use super::{
    CaseNumber, DepartmentName, Label, PostRef, Reason, StaffName, Timestamp, Urgency, Withdrawal, Worry,
    words::vocabulary,
};
use serde::{Deserialize, Serialize};

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// Somebody on the payroll.
    Staff(StaffName),
    /// The author of the mention.
    Author,
    /// The program, because of a rule or a clock.
    Liaison,
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Staff(name) => write!(f, "{name}"),
            Self::Author => f.write_str("the author"),
            Self::Liaison => f.write_str("liaison"),
        }
    }
}

vocabulary! {
    /// Where a change was asked for.
    Origin {
        /// The embedded chat.
        Console = "console",
        /// Slack.
        Slack = "slack",
        /// Discord.
        Discord = "discord",
        /// A shell on the machine.
        Terminal = "terminal",
        /// A feed brought it.
        Network = "network",
        /// A due time passed, or the outbox learned how a delivery ended.
        Clock = "clock",
    }
}

/// One change, by one actor, at one time, from one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Which case.
    pub case: CaseNumber,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: Actor,
    /// From where.
    pub from: Origin,
    /// What.
    pub change: Change,
}

/// What changed. The words of the public and of staff live in mentions,
/// replies and notes; an event holds what is needed to tell the story.
#[expect(missing_docs, reason = "each variant tells what its fields are")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A mention opened the case.
    Opened {
        department: DepartmentName,
        urgency: Urgency,
    },
    /// The author wrote again in the same conversation.
    FollowedUp { post: PostRef },
    /// The author changed a post.
    Edited { post: PostRef },
    /// The author took a post down.
    Deleted { post: PostRef },
    /// Somebody took the case.
    Claimed,
    /// The holder gave it back.
    Released,
    /// A lead gave it to somebody.
    Assigned { to: StaffName },
    /// A draft waits for a second person.
    Asked {
        draft: String,
        text: String,
        worries: Vec<Worry>,
    },
    /// The guard blocks a draft.
    Blocked {
        draft: String,
        text: String,
        reasons: Vec<Reason>,
    },
    /// Somebody gave their yes; `left` more are needed.
    Approved {
        draft: String,
        why: Option<String>,
        left: u8,
    },
    /// Somebody said no to a draft.
    Declined { draft: String, why: String },
    /// Nobody answered about a draft in time.
    Expired { draft: String },
    /// A draft lost its place.
    Withdrawn { draft: String, why: Withdrawal },
    /// Other words took a draft's place.
    Replaced { draft: String },
    /// A public reply was put on its way.
    Replied { delivery: String, text: String },
    /// The network accepted the reply.
    Published { post: PostRef },
    /// A delivery for this case was set aside.
    SetAside { what: String, why: String },
    /// A set-aside reply was put on its way again.
    SentAgain { delivery: String },
    /// Our reply is to be taken down.
    Retracting { post: PostRef, why: Option<String> },
    /// Our reply was taken down.
    Retracted { post: PostRef },
    /// A note for colleagues.
    Noted { text: String },
    /// Tags came or went.
    Tagged {
        added: Vec<String>,
        removed: Vec<String>,
    },
    /// The urgency was corrected.
    Prioritised { from: Urgency, to: Urgency },
    /// What it is about, or what the author wants, was corrected.
    Corrected { from: Label, to: Label },
    /// Another department has it.
    Transferred {
        from: DepartmentName,
        to: DepartmentName,
        why: Option<String>,
    },
    /// It moved up, because of a person or of time.
    Escalated {
        tier: i32,
        to: DepartmentName,
        why: Option<String>,
    },
    /// The time to answer or to close it passed, and there is nowhere higher.
    RanLate,
    /// Dealt with.
    Resolved { note: Option<String> },
    /// Open again.
    Reopened { why: Option<String> },
    /// Not ours to answer.
    Dismissed { why: String },
    /// Joined to another case.
    Merged { into: CaseNumber },
    /// It says what another case says, in nearly the same words.
    Copied { of: CaseNumber },
    /// Its author is the author of another case, too, as a colleague knows.
    AuthorLinked { case: CaseNumber },
    /// Its author is not the author of the other case, after all.
    AuthorUnlinked { case: CaseNumber },
    /// Another case joined this one.
    Absorbed { case: CaseNumber },
    /// Somebody asked to see the words of its posts.
    Revealed,
    /// The author called, and somebody found the case by its code.
    HandedOff,
}

impl Change {
    /// The word it is stored and exported under.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::FollowedUp { .. } => "followed_up",
            Self::Edited { .. } => "edited",
            Self::Deleted { .. } => "deleted",
            Self::Claimed => "claimed",
            Self::Released => "released",
            Self::Assigned { .. } => "assigned",
            Self::Asked { .. } => "asked",
            Self::Blocked { .. } => "blocked",
            Self::Approved { .. } => "approved",
            Self::Declined { .. } => "declined",
            Self::Expired { .. } => "expired",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Replaced { .. } => "replaced",
            Self::Replied { .. } => "replied",
            Self::Published { .. } => "published",
            Self::SetAside { .. } => "set_aside",
            Self::SentAgain { .. } => "sent_again",
            Self::Retracting { .. } => "retracting",
            Self::Retracted { .. } => "retracted",
            Self::Noted { .. } => "noted",
            Self::Tagged { .. } => "tagged",
            Self::Prioritised { .. } => "prioritised",
            Self::Corrected { .. } => "corrected",
            Self::Transferred { .. } => "transferred",
            Self::Escalated { .. } => "escalated",
            Self::RanLate => "ran_late",
            Self::Resolved { .. } => "resolved",
            Self::Reopened { .. } => "reopened",
            Self::Dismissed { .. } => "dismissed",
            Self::Merged { .. } => "merged",
            Self::Copied { .. } => "copied",
            Self::AuthorLinked { .. } => "author_linked",
            Self::AuthorUnlinked { .. } => "author_unlinked",
            Self::Absorbed { .. } => "absorbed",
            Self::Revealed => "revealed",
            Self::HandedOff => "handed_off",
        }
    }
}
