//! Words proposed for the public that do not go out by themselves.
//!
//! A draft waits for one other person or, where the guard blocks it, for two
//! with a reason. It ends once, in one of five ways, and only an approval
//! puts its words on their way. Changing the words makes another draft, by
//! whoever changed them: what was approved is what is sent.

use super::words::vocabulary;
use super::{CaseNumber, FeedName, GuardFinding, PostRef, Refusal, StaffName, Timestamp, Verdict, Worry};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A draft's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DraftId(pub Uuid);

impl std::fmt::Display for DraftId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.simple())
    }
}

impl std::str::FromStr for DraftId {
    type Err = uuid::Error;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(id).map(Self)
    }
}

/// Words proposed for the public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// The case it answers.
    pub case: CaseNumber,
    /// Who wrote it.
    pub author: StaffName,
    /// As the public would read it, signature included.
    pub words: String,
    /// What the guard found in it.
    pub findings: Vec<GuardFinding>,
    /// Why a second person is asked.
    pub worries: Vec<Worry>,
    /// The feed it would go through.
    pub feed: FeedName,
    /// The post it would stand under.
    pub parent: PostRef,
    /// When it was written.
    pub asked_at: Timestamp,
    /// From then on it is too late.
    pub expires_at: Timestamp,
    /// How it stands.
    pub state: DraftState,
}

/// How a draft stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DraftState {
    /// One other person is asked.
    Waiting,
    /// The guard blocks it; two others may override that.
    Blocked {
        /// The first of the two.
        first: Option<Yes>,
    },
    /// Its words were put on their way.
    Approved {
        /// Who said yes: one, or two over a block.
        by: Vec<Yes>,
    },
    /// Somebody said no.
    Declined {
        /// Who.
        by: StaffName,
        /// Why.
        why: String,
        /// When.
        at: Timestamp,
    },
    /// Nobody answered in time.
    Expired {
        /// When that was seen.
        at: Timestamp,
    },
    /// It has lost its place.
    Withdrawn {
        /// What happened.
        why: Withdrawal,
        /// When.
        at: Timestamp,
    },
    /// Other words took its place.
    Replaced {
        /// The draft that did; none where they went out at once.
        by: Option<DraftId>,
        /// When.
        at: Timestamp,
    },
}

/// One person's yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Yes {
    /// Who.
    pub by: StaffName,
    /// What they said to it.
    pub why: Option<String>,
    /// When.
    pub at: Timestamp,
}

vocabulary! {
    /// Why a draft lost its place.
    Withdrawal {
        /// Its author took it back.
        Author = "author",
        /// The case left its holder.
        Released = "released",
        /// Another department or person has the case.
        Moved = "moved",
        /// The case was closed.
        Closed = "closed",
        /// The post it answers is gone.
        PostGone = "post_gone",
        /// Its author may not answer in public any more.
        AuthorLeft = "author_left",
    }
}

impl Withdrawal {
    /// As a colleague reads it: “withdrawn, because …”.
    pub fn title(self) -> &'static str {
        match self {
            Self::Author => "its author took it back",
            Self::Released => "the case was given back",
            Self::Moved => "somebody else has the case now",
            Self::Closed => "the case was closed",
            Self::PostGone => "the author deleted the post",
            Self::AuthorLeft => "whoever wrote it may not answer in public any more",
        }
    }
}

/// What a yes came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// One of two.
    First,
    /// The words may go out.
    All,
}

impl DraftState {
    /// The word it is stored and shown under.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Blocked { .. } => "blocked",
            Self::Approved { .. } => "approved",
            Self::Declined { .. } => "declined",
            Self::Expired { .. } => "expired",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Replaced { .. } => "replaced",
        }
    }

    /// When it ended, if it has.
    pub fn ended_at(&self) -> Option<Timestamp> {
        match self {
            Self::Waiting | Self::Blocked { .. } => None,
            Self::Approved { by } => by.last().map(|yes| yes.at),
            Self::Declined { at, .. }
            | Self::Expired { at }
            | Self::Withdrawn { at, .. }
            | Self::Replaced { at, .. } => Some(*at),
        }
    }
}

impl Draft {
    /// Whether its end is still open.
    pub fn is_open(&self) -> bool {
        matches!(self.state, DraftState::Waiting | DraftState::Blocked { .. })
    }

    /// Whether the guard blocks it, or blocked it until two said otherwise.
    pub fn is_override(&self) -> bool {
        match &self.state {
            DraftState::Blocked { .. } => true,
            DraftState::Approved { by } => by.len() > 1,
            _ => false,
        }
    }

    /// The words as they were written, without what is put under every reply.
    pub fn unsigned(&self, signature: &str) -> &str {
        let unsigned = self.words.strip_suffix(signature).map(str::trim_end);
        unsigned.filter(|_| !signature.is_empty()).unwrap_or(&self.words)
    }

    /// The gravest of what the guard found.
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.findings.iter().map(|found| found.verdict);
        verdicts.max().unwrap_or(Verdict::Ok)
    }

    /// A first yes counts as long as whoever gave it may give one.
    pub fn counting(self, may_still: impl Fn(&StaffName) -> bool) -> Self {
        match &self.state {
            DraftState::Blocked { first: Some(first) } if !may_still(&first.by) => Self {
                state: DraftState::Blocked { first: None },
                ..self
            },
            _ => self,
        }
    }

    /// Somebody gives their yes.
    pub fn approve(
        self,
        who: &StaffName,
        why: Option<String>,
        at: Timestamp,
    ) -> Result<(Self, Given), Refusal> {
        self.still_open(at)?;
        if *who == self.author {
            return Err(Refusal::OwnDraft(self.case));
        }
        let yes = Yes {
            by: who.clone(),
            why,
            at,
        };
        let (state, given) = match &self.state {
            DraftState::Blocked { .. } if yes.why.is_none() => return Err(Refusal::NeedsWhy(self.case)),
            DraftState::Blocked { first: Some(first) } if first.by == *who => {
                return Err(Refusal::GaveYes(self.case));
            }
            DraftState::Blocked { first: Some(first) } => {
                let by = vec![first.clone(), yes];
                (DraftState::Approved { by }, Given::All)
            }
            DraftState::Blocked { first: None } => (DraftState::Blocked { first: Some(yes) }, Given::First),
            _ => (DraftState::Approved { by: vec![yes] }, Given::All),
        };
        Ok((Self { state, ..self }, given))
    }

    /// Somebody says no; of its author's own it is taken back.
    pub fn decline(self, who: &StaffName, why: String, at: Timestamp) -> Result<Self, Refusal> {
        self.still_open(at)?;
        if *who == self.author {
            return Ok(self.withdraw(Withdrawal::Author, at));
        }
        let by = who.clone();
        Ok(self.ends(DraftState::Declined { by, why, at }))
    }

    /// Its time has passed.
    pub fn expire(self, at: Timestamp) -> Self {
        if at < self.expires_at {
            return self;
        }
        self.ends(DraftState::Expired { at })
    }

    /// It has lost its place.
    pub fn withdraw(self, why: Withdrawal, at: Timestamp) -> Self {
        self.ends(DraftState::Withdrawn { why, at })
    }

    /// Other words take its place.
    pub fn replace(self, by: Option<DraftId>, at: Timestamp) -> Self {
        self.ends(DraftState::Replaced { by, at })
    }

    /// The guard blocks it now, with what it finds: what was said before counts no more.
    pub fn block(self, findings: Vec<GuardFinding>) -> Self {
        if !self.is_open() {
            return self;
        }
        Self {
            state: DraftState::Blocked { first: None },
            findings,
            ..self
        }
    }

    /// Whether the guard finds a kind of thing by now that those who decide have not read of.
    pub fn is_news(&self, findings: &[GuardFinding]) -> bool {
        let known = |kind| self.findings.iter().any(|found| found.kind == kind);
        findings.iter().any(|found| !known(found.kind))
    }

    /// What has ended stays as it ended.
    fn ends(self, state: DraftState) -> Self {
        if self.is_open() {
            Self { state, ..self }
        } else {
            self
        }
    }

    fn still_open(&self, at: Timestamp) -> Result<(), Refusal> {
        if !self.is_open() {
            return Err(Refusal::DraftEnded(self.case, self.state.as_str()));
        }
        if at >= self.expires_at {
            return Err(Refusal::DraftEnded(self.case, "expired"));
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests;
