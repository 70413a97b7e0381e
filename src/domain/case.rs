//! One conversation with one author about one matter, and its life.
//!
//! A case is open, held by one person, or closed. Each change eats the case
//! and gives the changed one with the [`Change`] that tells of it, or a
//! [`Refusal`]; the case given back on a refusal is the one the caller loaded.

use super::{
    Author, Change, DepartmentName, FacilityName, FeedName, Intent, Label, Network, PostRef, Refusal,
    StaffName, State, Timestamp, Topic, Urgency,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A number people can say: `#142`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseNumber(pub i64);

impl std::fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// One conversation with one author about one matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its number.
    pub number: CaseNumber,
    /// Counts the changes; a save against an older one is a lost race.
    pub version: i64,
    /// Where it stands.
    pub state: State,
    /// Where the conversation is.
    pub network: Network,
    /// The feed that brought it and takes the answers back.
    pub feed: FeedName,
    /// Who wrote.
    pub author: Author,
    /// The post that began the conversation, by the network's id.
    pub conversation: String,
    /// Who answers.
    pub department: DepartmentName,
    /// Which hospital or clinic.
    pub facility: Option<FacilityName>,
    /// What it is about.
    pub topic: Topic,
    /// What the author wants.
    pub intent: Intent,
    /// How soon.
    pub urgency: Urgency,
    /// ISO 639-1 code.
    pub language: String,
    /// Why it came here.
    pub reasons: Vec<String>,
    /// Labels of staff.
    pub tags: Vec<String>,
    /// How far it has moved up.
    pub tier: i32,
    /// How many posts the author has written in it.
    pub mentions: i64,
    /// The newest post by the author; answers go under it.
    pub latest: PostRef,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it had its first public answer.
    pub answered_at: Option<Timestamp>,
    /// When somebody is to be told that it waits; nothing once closed.
    pub due_at: Option<Timestamp>,
    /// Its time to answer or to close has passed at least once.
    pub late: bool,
}

pub(super) type Changed = Result<(Case, Change), Refusal>;

impl Case {
    /// `open`, `held`, `resolved`, `dismissed`, `merged` or `copy`.
    pub fn status(&self) -> &'static str {
        match &self.state {
            State::Open => "open",
            State::Held { .. } => "held",
            State::Closed { how, .. } => how.as_str(),
        }
    }

    /// Whether it is not closed.
    pub fn is_open(&self) -> bool {
        !matches!(self.state, State::Closed { .. })
    }

    /// Who has it.
    pub fn holder(&self) -> Option<&StaffName> {
        match &self.state {
            State::Held { by, .. } => Some(by),
            State::Open | State::Closed { .. } => None,
        }
    }

    /// Who has it, or had it when it closed.
    pub fn last_holder(&self) -> Option<&StaffName> {
        match &self.state {
            State::Held { by, .. } => Some(by),
            State::Closed { by, .. } => by.as_ref(),
            State::Open => None,
        }
    }

    /// Give the case to `who`. A case has one holder at a time.
    pub fn claim(self, who: &StaffName, at: Timestamp, zone: Tz) -> Changed {
        match &self.state {
            State::Open => Ok((self.held(who, at), Change::Claimed)),
            State::Held { by, .. } if by == who => Err(Refusal::AlreadyYours(self.number)),
            State::Held { .. } => Err(self.held_by_another(zone)),
            State::Closed { .. } => Err(self.closed()),
        }
    }

    /// The holder gives it back; a lead may take it from anybody.
    pub fn release(self, who: &StaffName, is_lead: bool, zone: Tz) -> Changed {
        match &self.state {
            State::Held { by, .. } if by == who || is_lead => Ok((
                Self {
                    state: State::Open,
                    ..self
                },
                Change::Released,
            )),
            State::Held { .. } => Err(self.held_by_another(zone)),
            State::Open => Err(Refusal::NotHeld(self.number)),
            State::Closed { .. } => Err(self.closed()),
        }
    }

    /// A lead gives it to somebody, whoever has it now.
    pub fn assign(self, to: &StaffName, at: Timestamp) -> Changed {
        match &self.state {
            State::Held { by, .. } if by == to => Err(Refusal::AlreadyThere(self.number, by.to_string())),
            State::Open | State::Held { .. } => Ok((self.held(to, at), Change::Assigned { to: to.clone() })),
            State::Closed { .. } => Err(self.closed()),
        }
    }

    /// Whether `who` may speak for us here: nobody else holds it and it is not closed.
    pub fn may_answer(&self, who: &StaffName, zone: Tz) -> Result<(), Refusal> {
        match &self.state {
            State::Held { by, .. } if by != who => Err(self.held_by_another(zone)),
            State::Closed { .. } => Err(self.closed()),
            State::Open | State::Held { .. } => Ok(()),
        }
    }

    /// Notes the first public answer; from then on the clock runs to closing, until `resolve_by`.
    pub fn answered(self, at: Timestamp, resolve_by: Timestamp) -> Self {
        if self.answered_at.is_some() {
            return self;
        }
        let due_at = self.due_at.map(|_| resolve_by);
        Self {
            answered_at: Some(at),
            due_at,
            ..self
        }
    }

    /// Adds `+word` or `word` and takes away `-word`.
    pub fn tag(mut self, words: &str) -> Changed {
        let (mut added, mut removed) = (Vec::new(), Vec::new());
        for word in words.split([' ', ',', '\n', '\t']).filter(|w| !w.is_empty()) {
            if let Some(gone) = word.strip_prefix(['-', '−', '–']) {
                let gone = tag_word(gone);
                if self.tags.contains(&gone) {
                    self.tags.retain(|t| *t != gone);
                    removed.push(gone);
                }
            } else {
                let new = tag_word(word.trim_start_matches(['+', '#']));
                if !new.is_empty() && !self.tags.contains(&new) {
                    self.tags.push(new.clone());
                    added.push(new);
                }
            }
        }
        if added.is_empty() && removed.is_empty() {
            return Err(Refusal::UnknownWord(
                "Nothing changed: those tags stand as they are.".to_owned(),
            ));
        }
        Ok((self, Change::Tagged { added, removed }))
    }

    /// Corrects the urgency; also on a closed case, so that it can be learned from.
    pub fn prioritise(self, to: Urgency) -> Changed {
        if self.urgency == to {
            return Err(Refusal::AlreadySo(self.number, to.to_string()));
        }
        let change = Change::Prioritised {
            from: self.urgency,
            to,
        };
        Ok((Self { urgency: to, ..self }, change))
    }

    /// Corrects what it is about, what the author wants, or how soon; also on a closed case.
    pub fn correct(self, to: Label) -> Changed {
        let (case, from) = match to {
            Label::Topic(topic) => (
                Self {
                    topic,
                    ..self.clone()
                },
                Label::Topic(self.topic),
            ),
            Label::Intent(intent) => (
                Self {
                    intent,
                    ..self.clone()
                },
                Label::Intent(self.intent),
            ),
            Label::Urgency(urgency) => return self.prioritise(urgency),
        };
        if from == to {
            return Err(Refusal::AlreadySo(
                self.number,
                format!("{} {}", to.field(), to.as_str()),
            ));
        }
        Ok((case, Change::Corrected { from, to }))
    }

    /// Hands it to another department; the holder is released, the clock starts again at `due_at`.
    pub fn transfer(self, to: &DepartmentName, why: Option<String>, due_at: Timestamp) -> Changed {
        if !self.is_open() {
            return Err(self.closed());
        }
        if self.department == *to {
            return Err(Refusal::AlreadyThere(self.number, to.to_string()));
        }
        let change = Change::Transferred {
            from: self.department.clone(),
            to: to.clone(),
            why,
        };
        let case = Self {
            state: State::Open,
            department: to.clone(),
            due_at: Some(due_at),
            tier: 0,
            ..self
        };
        Ok((case, change))
    }

    /// Moves up one tier; the clock runs on until `due_at`.
    pub fn escalate(self, to: &DepartmentName, why: Option<String>, due_at: Timestamp) -> Changed {
        if !self.is_open() {
            return Err(self.closed());
        }
        let tier = self.tier + 1;
        let change = Change::Escalated {
            tier,
            to: to.clone(),
            why,
        };
        Ok((
            Self {
                tier,
                due_at: Some(due_at),
                ..self
            },
            change,
        ))
    }

    /// Its time passed and there is nowhere higher: shown as late from now on, told once.
    pub fn run_late(self) -> (Self, Change) {
        (
            Self {
                late: true,
                due_at: None,
                ..self
            },
            Change::RanLate,
        )
    }

    /// The author wrote again: answers go under the new post, and the most pressing urgency stands.
    pub fn follow_up(self, post: PostRef, urgency: Urgency) -> (Self, Change) {
        let change = Change::FollowedUp { post: post.clone() };
        let urgency = self.urgency.min(urgency);
        (
            Self {
                mentions: self.mentions + 1,
                latest: post,
                urgency,
                ..self
            },
            change,
        )
    }

    fn held(self, by: &StaffName, since: Timestamp) -> Self {
        Self {
            state: State::Held {
                by: by.clone(),
                since,
            },
            ..self
        }
    }

    fn held_by_another(&self, zone: Tz) -> Refusal {
        match &self.state {
            State::Held { by, since } => {
                let since = since.with_timezone(&zone).format("%H:%M").to_string();
                Refusal::HeldBy {
                    case: self.number,
                    by: by.clone(),
                    since,
                }
            }
            _ => Refusal::NotHeld(self.number),
        }
    }
}

/// A tag is lower case and at most 40 signs.
fn tag_word(word: &str) -> String {
    word.to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        .take(40)
        .collect()
}

#[cfg(test)]
pub(in crate::domain) mod tests {
    use super::*;
    use chrono::TimeDelta;
    use chrono_tz::UTC;
    use proptest::prelude::*;

    /// What somebody may ask of a case; who, whom and when come with it.
    #[derive(Debug, Clone, Copy)]
    enum Verb {
        Claim,
        Release,
        Assign,
        Answered,
        Tag,
        Prioritise,
        Transfer,
        Escalate,
        RunLate,
        Resolve,
        Dismiss,
        Merge,
        Reopen,
        FollowUp,
    }

    use Verb::*;
    const VERBS: [Verb; 14] = [
        Claim, Release, Assign, Answered, Tag, Prioritise, Transfer, Escalate, RunLate, Resolve, Dismiss,
        Merge, Reopen, FollowUp,
    ];

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    pub(in crate::domain) fn opened(number: i64) -> Case {
        let author = Author {
            id: "rosa".to_owned(),
            handle: "rosa".to_owned(),
            name: String::new(),
        };
        Case {
            number: CaseNumber(number),
            version: 1,
            state: State::Open,
            network: Network::Bluesky,
            feed: FeedName::from("public"),
            author,
            conversation: "p1".to_owned(),
            department: DepartmentName::from("emergency"),
            facility: None,
            topic: Topic::WaitTime,
            intent: Intent::Complaint,
            urgency: Urgency::Normal,
            language: String::new(),
            reasons: Vec::new(),
            tags: Vec::new(),
            tier: 0,
            mentions: 1,
            latest: post(1),
            opened_at: at(0),
            answered_at: None,
            due_at: Some(at(60)),
            late: false,
        }
    }

    fn post(number: i64) -> PostRef {
        PostRef {
            network: Network::Bluesky,
            id: format!("p{number}"),
        }
    }

    fn ask(case: Case, verb: Verb, (who, whom): (&StaffName, &StaffName), now: Timestamp) -> Changed {
        let due = now + TimeDelta::hours(1);
        let plain = |case: Case| Ok((case, Change::RanLate));
        match verb {
            Claim => case.claim(who, now, UTC),
            Release => case.release(who, who.as_str() == "lena", UTC),
            Assign => case.assign(whom, now),
            Answered => plain(case.answered(now, due)),
            Tag => case.tag("+night -day"),
            Prioritise => case.prioritise(Urgency::High),
            Transfer => case.transfer(&DepartmentName::from("billing"), None, due),
            // The desk asks these two of open cases only.
            Escalate => case.escalate(&DepartmentName::from("leadership"), None, due),
            RunLate if case.is_open() => Ok(case.run_late()),
            RunLate => Err(case.closed()),
            Resolve => case.resolve(who, None, now),
            Dismiss => case.dismiss(who, "why".to_owned(), now),
            Merge => case.merge(&opened(2), who, now),
            Reopen => case.reopen(None, due),
            FollowUp => Ok(case.follow_up(post(2), Urgency::High)),
        }
    }

    proptest! {
        #[test]
        fn any_order_of_verbs_keeps_a_case_whole(
            steps in proptest::collection::vec((0..VERBS.len(), 0..3_usize, 0..3_usize), 0..60)
        ) {
            let staff = ["ana", "ben", "lena"].map(StaffName::from);
            let mut case = opened(1);
            for (minute, (verb, who, whom)) in steps.into_iter().enumerate() {
                let (verb, who, whom) = (VERBS[verb], &staff[who], &staff[whom]);
                let now = at(i64::try_from(minute).unwrap());
                let before = case.clone();
                let Ok((after, change)) = ask(case.clone(), verb, (who, whom), now) else {
                    continue;
                };
                prop_assert_eq!((after.number, after.version, after.opened_at), (before.number, before.version, before.opened_at));
                prop_assert!(after.is_open() || after.due_at.is_none(), "closed and due after {verb:?}");
                prop_assert!(before.answered_at.is_none() || after.answered_at == before.answered_at);
                prop_assert!(after.tier >= 0 && after.mentions >= before.mentions);
                if let (Some(was), Some(is)) = (before.holder(), after.holder()) {
                    prop_assert!(was == is || matches!(verb, Assign), "{was} lost it to {is} by {verb:?}");
                }
                let told = match &change {
                    Change::Claimed => after.holder() == Some(who) && before.holder().is_none(),
                    Change::Assigned { to } => after.holder() == Some(to),
                    Change::Released | Change::Transferred { .. } => after.state == State::Open && before.is_open(),
                    Change::Resolved { .. } => after.status() == "resolved" && before.is_open(),
                    Change::Dismissed { .. } => after.status() == "dismissed" && before.is_open(),
                    Change::Merged { .. } => after.status() == "merged" && before.is_open(),
                    Change::Reopened { .. } => after.state == State::Open && !before.is_open() && after.due_at.is_some(),
                    _ => after.state == before.state,
                };
                prop_assert!(told, "{change:?} does not tell of {before:?} → {after:?}");
                case = after;
            }
        }
    }

    #[test]
    fn a_merged_case_is_never_opened_again() {
        let ana = StaffName::from("ana");
        let (merged, _) = opened(1).merge(&opened(2), &ana, at(1)).unwrap();
        let refused = merged.reopen(None, at(2)).unwrap_err();
        assert_eq!(refused, Refusal::Merged(CaseNumber(1), CaseNumber(2)));
    }
}
