//! What a chat shows of a draft that waits for a second person: the post it
//! answers, its words, what the guard found, and where it would appear.

use super::{Card, DraftId, DraftState, GuardFinding, Sight, StaffName, Timestamp, Worry};
use serde::{Deserialize, Serialize};

/// The live message that asks for approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRequest {
    /// Which draft: a button that carries it can't approve another.
    pub draft: DraftId,
    /// The case, with the post as far as it may be shown.
    pub card: Box<Card>,
    /// Who wrote the draft.
    pub author: StaffName,
    /// Its words as the public would read them.
    pub words: String,
    /// What the guard found in them.
    pub findings: Vec<GuardFinding>,
    /// Why a second person is asked.
    pub worries: Vec<Worry>,
    /// How it stands.
    pub state: DraftState,
    /// The author wrote again, or changed the post, after these words were written.
    #[serde(default)]
    pub author_went_on: bool,
    /// Who is asked first; woken when it is posted.
    pub asked: Vec<StaffName>,
    /// When it was written.
    pub asked_at: Timestamp,
    /// From then on it is too late.
    pub expires_at: Timestamp,
}

/// What may make another answer right.
const WENT_ON: &str = "; the author has written since";

impl ApprovalRequest {
    /// The same as a chat of this sight may show it.
    #[must_use]
    pub fn through(self, sight: Sight) -> Self {
        if sight == Sight::Full {
            return self;
        }
        let kept_out = |mut found: GuardFinding| {
            (found.start, found.end, found.wording) = (0, 0, None);
            found
        };
        let state = match self.state {
            DraftState::Declined { by, at, .. } => DraftState::Declined {
                by,
                why: String::new(),
                at,
            },
            DraftState::Blocked { first } => DraftState::Blocked {
                first: first.map(|yes| super::Yes { why: None, ..yes }),
            },
            DraftState::Approved { by } => DraftState::Approved {
                by: by
                    .into_iter()
                    .map(|yes| super::Yes { why: None, ..yes })
                    .collect(),
            },
            other => other,
        };
        Self {
            card: Box::new(self.card.through(sight)),
            words: String::new(),
            findings: self.findings.into_iter().map(kept_out).collect(),
            state,
            ..self
        }
    }

    /// Whether somebody may still answer.
    pub fn is_open(&self) -> bool {
        matches!(self.state, DraftState::Waiting | DraftState::Blocked { .. })
    }

    /// Whether it takes two who say why.
    pub fn is_blocked(&self) -> bool {
        matches!(self.state, DraftState::Blocked { .. })
    }

    /// Where it would appear, for people.
    pub fn place(&self) -> String {
        let card = &self.card;
        let whose = match card.handle.as_str() {
            "" => "the author’s".to_owned(),
            handle => format!("@{handle}’s"),
        };
        format!(
            "Public: everyone on {} will read this, under {whose} post.",
            card.network.title()
        )
    }

    /// How it stands, for people.
    pub fn standing(&self) -> String {
        let went_on = if self.author_went_on { WENT_ON } else { "" };
        match &self.state {
            DraftState::Waiting => format!("waits for approval{went_on}"),
            DraftState::Blocked { first: None } => {
                format!("blocked by the guard; two may override it{went_on}")
            }
            DraftState::Blocked { first: Some(first) } => {
                format!("blocked by the guard; 1 of 2 said yes ({}){went_on}", first.by)
            }
            DraftState::Approved { by } => {
                let names: Vec<String> = by.iter().map(|yes| yes.by.to_string()).collect();
                format!("approved by {}", names.join(" and "))
            }
            DraftState::Declined { by, .. } => format!("declined by {by}"),
            DraftState::Expired { .. } => "expired; it was never sent".to_owned(),
            DraftState::Withdrawn { why, .. } => format!("withdrawn: {}", why.title()),
            DraftState::Replaced { .. } => "replaced by other words".to_owned(),
        }
    }

    /// The words of the draft that a finding is about.
    pub fn span(&self, found: &GuardFinding) -> String {
        found.span(&self.words)
    }
}
