//! How a case ends, and how it is opened again: looked after, dismissed, joined
//! to another, or closed as it opens because nobody has to answer it.

use super::case::Changed;
use super::{Case, CaseNumber, Change, Ending, Refusal, StaffName, State, Timestamp};

impl Case {
    /// Dealt with.
    pub fn resolve(self, who: &StaffName, note: Option<String>, at: Timestamp) -> Changed {
        self.close(Ending::Resolved, who, at, Change::Resolved { note })
    }

    /// Not ours to answer.
    pub fn dismiss(self, who: &StaffName, why: String, at: Timestamp) -> Changed {
        self.close(Ending::Dismissed, who, at, Change::Dismissed { why })
    }

    /// The case that it is a copy of.
    pub fn copy_of(&self) -> Option<CaseNumber> {
        match &self.state {
            State::Closed {
                how: Ending::Copy(first),
                ..
            } => Some(*first),
            _ => None,
        }
    }

    /// Triage dismissed it, and nobody has looked at it.
    pub fn is_set_aside(&self) -> bool {
        matches!(
            &self.state,
            State::Closed {
                how: Ending::Dismissed,
                by: None,
                ..
            }
        )
    }

    /// It was closed as it opened, as a copy or set aside: no card was ever posted.
    pub fn opened_closed(&self) -> bool {
        self.copy_of().is_some() || self.is_set_aside()
    }

    /// Closed as it opens: what it says was said in `first` before. It can be opened as a case of its own.
    pub fn copied(self, first: CaseNumber) -> (Self, Change) {
        let at = self.opened_at;
        let case = self.closed_by_itself(Ending::Copy(first), at);
        (case, Change::Copied { of: first })
    }

    /// Closed as it opens: advertising, or about somebody else. Listed, and can be opened again.
    pub fn set_aside(self, why: &str) -> (Self, Change) {
        let at = self.opened_at;
        let case = self.closed_by_itself(Ending::Dismissed, at);
        (case, Change::Dismissed { why: why.to_owned() })
    }

    /// Joined to `into`, which must be open and by the same author.
    pub fn merge(self, into: &Self, who: &StaffName, at: Timestamp) -> Changed {
        if self.number == into.number {
            return Err(Refusal::MergeIntoSelf);
        }
        if (self.network, &self.author.id) != (into.network, &into.author.id) {
            return Err(Refusal::DifferentAuthors(self.number, into.number));
        }
        if !into.is_open() {
            return Err(into.closed());
        }
        self.close(
            Ending::Merged(into.number),
            who,
            at,
            Change::Merged { into: into.number },
        )
    }

    /// Takes over the posts of a case merged into this one.
    pub fn absorb(self, other: &Self) -> (Self, Change) {
        let change = Change::Absorbed { case: other.number };
        (
            Self {
                mentions: self.mentions + other.mentions,
                ..self
            },
            change,
        )
    }

    /// Open again, with nobody holding it and the clock running until `due_at`.
    pub fn reopen(self, why: Option<String>, due_at: Timestamp) -> Changed {
        match self.state {
            State::Closed {
                how: Ending::Merged(into),
                ..
            } => Err(Refusal::Merged(self.number, into)),
            State::Closed { .. } => {
                let case = Self {
                    state: State::Open,
                    due_at: Some(due_at),
                    tier: 0,
                    late: false,
                    ..self
                };
                Ok((case, Change::Reopened { why }))
            }
            State::Open | State::Held { .. } => Err(Refusal::NotClosed(self.number)),
        }
    }

    fn close(self, how: Ending, who: &StaffName, at: Timestamp, change: Change) -> Changed {
        if !self.is_open() {
            return Err(self.closed());
        }
        let by = Some(self.holder().unwrap_or(who).clone());
        Ok((
            Self {
                state: State::Closed { how, by, at },
                due_at: None,
                ..self
            },
            change,
        ))
    }

    fn closed_by_itself(self, how: Ending, at: Timestamp) -> Self {
        let state = State::Closed { how, by: None, at };
        Self {
            state,
            due_at: None,
            ..self
        }
    }

    /// Why nothing can be done with it any more.
    pub(super) fn closed(&self) -> Refusal {
        match &self.state {
            State::Closed {
                how: Ending::Merged(into),
                ..
            } => Refusal::Merged(self.number, *into),
            State::Closed {
                how: Ending::Copy(first),
                ..
            } => Refusal::Copied {
                case: self.number,
                first: *first,
            },
            _ => Refusal::Closed {
                case: self.number,
                how: self.status(),
            },
        }
    }
}
