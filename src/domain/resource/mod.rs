//! Approved answers that staff can send: who may use them, for what, in which
//! language, with places that are filled when one is offered.
//!
//! A resource never changes: a new text is a new version, a retired one stays
//! on record. Some are [built in](ready), until the hospital adds its own.

mod places;
pub mod ready;
pub mod written;

pub use places::{PlaceFault, Places, has};

use super::{DepartmentName, StaffName, Timestamp, Topic, words::name, words::vocabulary};

name! {
    /// What a resource is called in commands: `parking`.
    ResourceName
}

/// Longest name, in signs.
const LONGEST_NAME: usize = 40;

vocabulary! {
    /// What a resource is for, beside being sent as an answer.
    Purpose {
        /// It answers what people often ask.
        Answer = "answer",
        /// It tells somebody in danger where help is right now.
        Crisis = "crisis",
        /// It invites somebody to talk to the patient liaison, with a code.
        Handoff = "handoff",
    }
}

/// One approved answer, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// What it is called; the same in every language.
    pub name: ResourceName,
    /// ISO 639-1 code.
    pub language: String,
    /// Counts its texts; the newest is the one in use.
    pub version: i64,
    /// What it is for.
    pub purpose: Purpose,
    /// The words, with places such as `{facility}`.
    pub text: String,
    /// Who may find it useful; none means everybody.
    pub departments: Vec<DepartmentName>,
    /// What it answers; none means anything.
    pub topics: Vec<Topic>,
    /// Who added it; nobody for what is built in.
    pub added_by: Option<StaffName>,
    /// When.
    pub added_at: Timestamp,
}

/// How often a resource was sent, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fared {
    /// Sent, as it stands or changed.
    pub used: i64,
    /// Of these, changed by the one who sent it.
    pub edited: i64,
    /// The case was resolved after it.
    pub resolved: i64,
    /// The author thanked for it.
    pub thanked: i64,
    /// The author was not content: the case opened again, or the words were taken back.
    pub reopened: i64,
}

/// What came of a resource that was sent. A bad ending stands, whatever comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The case was resolved.
    Resolved,
    /// The author thanked us.
    Thanked,
    /// The author was not content, the case opened again, or the words were taken back.
    Reopened,
}

impl Fate {
    /// Whether it takes the place of what was known before.
    pub fn replaces(self, before: Option<Self>) -> bool {
        match (before, self) {
            (None, _) | (Some(Self::Resolved), Self::Thanked) => true,
            (Some(before), Self::Reopened) => before != Self::Reopened,
            (Some(_), _) => false,
        }
    }

    /// As it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Thanked => "thanked",
            Self::Reopened => "reopened",
        }
    }

    /// From what was kept; nothing while nothing is known.
    pub fn read(kept: &str) -> Option<Self> {
        [Self::Resolved, Self::Thanked, Self::Reopened]
            .into_iter()
            .find(|fate| fate.as_str() == kept)
    }
}

impl Resource {
    /// Whether staff of this department would look for it.
    pub fn suits(&self, department: &DepartmentName) -> bool {
        self.departments.is_empty() || self.departments.contains(department)
    }

    /// Whether it is the same answer in the same language, so that only one of both is in use.
    pub fn replaces(&self, other: &Self) -> bool {
        self.name == other.name && self.language == other.language
    }
}

impl ResourceName {
    /// A name as it may be: small letters, digits and dashes, beginning with a letter.
    pub fn read(written: &str) -> Option<Self> {
        let name = written.to_lowercase();
        let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
        let is_plain = name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        (begins && is_plain && name.len() <= LONGEST_NAME).then_some(Self(name))
    }
}

impl Fared {
    /// The count of one fate.
    pub fn of(&mut self, fate: Fate) -> &mut i64 {
        match fate {
            Fate::Resolved => &mut self.resolved,
            Fate::Thanked => &mut self.thanked,
            Fate::Reopened => &mut self.reopened,
        }
    }

    /// The share of good endings among those known, pulled towards a half while few are known.
    pub fn worth(&self) -> f32 {
        let good = (self.resolved + self.thanked).max(0) as f32;
        let bad = self.reopened.max(0) as f32;
        (good + 1.0) / (good + bad + 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_plain_words() {
        for (written, name) in [
            ("parking", Some("parking")),
            ("Visiting-Hours2", Some("visiting-hours2")),
            ("2fast", None),
            ("a b", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(
                ResourceName::read(written).as_ref().map(ResourceName::as_str),
                name
            );
        }
        assert!(ResourceName::read(&"x".repeat(41)).is_none());
    }

    #[test]
    fn worth_moves_with_what_is_known() {
        let after = |resolved, reopened| {
            Fared {
                resolved,
                reopened,
                ..Fared::default()
            }
            .worth()
        };
        assert!((after(0, 0) - 0.5).abs() < 1e-6);
        assert!(after(10, 0) > after(1, 0) && after(0, 3) < after(0, 0));
    }

    #[test]
    fn thanks_follow_a_good_ending_and_a_bad_one_stands() {
        use Fate::{Reopened, Resolved, Thanked};
        for (before, after, replaces) in [
            (None, Resolved, true),
            (None, Reopened, true),
            (Some(Resolved), Thanked, true),
            (Some(Thanked), Resolved, false),
            (Some(Resolved), Reopened, true),
            (Some(Thanked), Reopened, true),
            (Some(Reopened), Resolved, false),
            (Some(Reopened), Thanked, false),
            (Some(Reopened), Reopened, false),
        ] {
            assert_eq!(after.replaces(before), replaces, "{before:?} → {after:?}");
            assert_eq!(Fate::read(after.as_str()), Some(after));
        }
        assert_eq!(Fate::read(""), None);
    }
}
