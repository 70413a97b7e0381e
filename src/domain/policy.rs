//! What the organisation asks for before words go out: whose second key, what
//! was accepted before the first answer, and how long a draft may wait.
//!
//! Whether a draft waits is one pure rule, [`Policy::gate`]: what the guard
//! blocks never goes out by itself and what it warns of never goes out unseen,
//! whatever the settings say.

use super::words::vocabulary;
use super::{Case, ChannelRef, Refusal, StaffName, Timestamp, Topic, Urgency, Verdict};
use chrono::NaiveTime;
use chrono_tz::Tz;
use std::time::Duration;

/// How long a draft waits unless the settings say otherwise.
const EXPIRES: Duration = Duration::from_secs(4 * 3_600);

vocabulary! {
    /// Which drafts wait for a second person.
    Approval {
        /// All of them.
        Always = "always",
        /// Those with a reason to be careful, see [`Worry`].
        Sensitive = "sensitive",
        /// Only what the guard warns of.
        Never = "never",
    }
}

vocabulary! {
    /// Why a second person should look at a draft.
    Worry {
        /// The settings ask for it always.
        Rule = "rule",
        /// The guard found something.
        Guard = "guard",
        /// The case is critical.
        Urgency = "urgency",
        /// It is about safety, privacy, clinical care or records.
        Topic = "topic",
        /// The author's posts tell something about a patient.
        Patient = "patient",
        /// It has moved up.
        Tier = "tier",
        /// Somebody who does not hold the case changed the draft.
        Changed = "changed",
    }
}

impl Worry {
    /// As an approver reads it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Rule => "every answer is looked at by two",
            Self::Guard => "the guard found something",
            Self::Urgency => "the case is critical",
            Self::Topic => "the topic is a sensitive one",
            Self::Patient => "the post tells something about a patient",
            Self::Tier => "the case has moved up",
            Self::Changed => "somebody else than the holder changed it",
        }
    }
}

/// What becomes of words for the public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// They go out at once.
    Send,
    /// They wait for one other person.
    Ask,
    /// They stay here, unless two other people say why they must go out.
    Block,
}

/// The text that people accept before they first answer in public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pledge {
    /// Which one it is; another one is asked for anew.
    pub version: String,
    /// Its words, without space around them.
    pub text: String,
}

impl Pledge {
    /// One version stands for one text: that which was kept when the first person accepted it, if anybody has.
    pub fn stands_for(&self, kept: Option<&str>) -> Result<(), Refusal> {
        match kept {
            Some(kept) if kept != self.text => Err(Refusal::PledgeChanged(self.version.clone())),
            Some(_) | None => Ok(()),
        }
    }
}

/// Who is asked while most are asleep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Night {
    /// When it begins, by the organisation's clocks.
    pub from: NaiveTime,
    /// When it ends.
    pub to: NaiveTime,
    /// Who is asked then.
    pub approvers: Vec<StaffName>,
}

impl Night {
    /// Whether it is night then; one that ends before it begins runs over midnight.
    fn holds(&self, at: NaiveTime) -> bool {
        if self.from <= self.to {
            self.from <= at && at < self.to
        } else {
            self.from <= at || at < self.to
        }
    }
}

/// What the settings ask for before words go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Which drafts wait.
    pub approval: Approval,
    /// What must have been accepted; nothing is asked where there is none.
    pub pledge: Option<Pledge>,
    /// Where approvals are asked for, at most one channel a chat; elsewhere the case's department reads them.
    pub channels: Vec<ChannelRef>,
    /// How long a draft waits.
    pub expires: Duration,
    /// Who is asked first. Everybody with the right may answer.
    pub approvers: Vec<StaffName>,
    /// Who is asked at night.
    pub night: Option<Night>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            approval: Approval::Never,
            pledge: None,
            channels: Vec::new(),
            expires: EXPIRES,
            approvers: Vec::new(),
            night: None,
        }
    }
}

impl Policy {
    /// What becomes of words on which the guard ruled so, where there are these reasons to be careful.
    pub fn gate(&self, verdict: Verdict, worries: &[Worry]) -> Gate {
        match (verdict, self.approval) {
            (Verdict::Block, _) => Gate::Block,
            (Verdict::Warn, _) | (Verdict::Ok, Approval::Always) => Gate::Ask,
            (Verdict::Ok, Approval::Sensitive) if !worries.is_empty() => Gate::Ask,
            (Verdict::Ok, Approval::Never) if worries.contains(&Worry::Changed) => Gate::Ask,
            (Verdict::Ok, Approval::Sensitive | Approval::Never) => Gate::Send,
        }
    }

    /// Why a second person should look at an answer to this case.
    pub fn worries(&self, case: &Case, tells_of_a_patient: bool, verdict: Verdict) -> Vec<Worry> {
        let sensitive = matches!(
            case.topic,
            Topic::Safety | Topic::Privacy | Topic::ClinicalCare | Topic::Records
        );
        let reasons = [
            (self.approval == Approval::Always, Worry::Rule),
            (verdict != Verdict::Ok, Worry::Guard),
            (case.urgency == Urgency::Critical, Worry::Urgency),
            (sensitive, Worry::Topic),
            (tells_of_a_patient, Worry::Patient),
            (case.tier >= 1, Worry::Tier),
        ];
        let holding = reasons.into_iter().filter(|(holds, _)| *holds);
        holding.map(|(_, worry)| worry).collect()
    }

    /// Who is asked at that time.
    pub fn on_duty(&self, at: Timestamp, zone: Tz) -> &[StaffName] {
        let clock = at.with_timezone(&zone).time();
        match &self.night {
            Some(night) if night.holds(clock) => &night.approvers,
            Some(_) | None => &self.approvers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::tests::opened;
    use Approval::{Always, Never, Sensitive};
    use Verdict::{Block, Ok, Warn};

    fn policy(approval: Approval) -> Policy {
        Policy {
            approval,
            ..Policy::default()
        }
    }

    #[test]
    fn the_guard_comes_before_the_settings() {
        let worried = [Worry::Topic];
        for (approval, verdict, worries, gate) in [
            (Never, Ok, &[][..], Gate::Send),
            (Never, Ok, &worried, Gate::Send),
            (Never, Ok, &[Worry::Changed], Gate::Ask),
            (Never, Warn, &[], Gate::Ask),
            (Never, Block, &[], Gate::Block),
            (Sensitive, Ok, &[], Gate::Send),
            (Sensitive, Ok, &worried, Gate::Ask),
            (Sensitive, Warn, &[], Gate::Ask),
            (Sensitive, Block, &[], Gate::Block),
            (Always, Ok, &[], Gate::Ask),
            (Always, Warn, &worried, Gate::Ask),
            (Always, Block, &[], Gate::Block),
        ] {
            let found = policy(approval).gate(verdict, worries);
            assert_eq!(found, gate, "{approval} {verdict} {worries:?}");
        }
    }

    #[test]
    fn what_is_sensitive_stands_in_one_table() {
        let plain = || Case {
            topic: Topic::WaitTime,
            urgency: Urgency::High,
            tier: 0,
            ..opened(1)
        };
        let of = |case: Case, patient, verdict| policy(Sensitive).worries(&case, patient, verdict);
        assert_eq!(of(plain(), false, Ok), []);
        assert_eq!(of(plain(), false, Warn), [Worry::Guard]);
        assert_eq!(of(plain(), true, Ok), [Worry::Patient]);
        for topic in [Topic::Safety, Topic::Privacy, Topic::ClinicalCare, Topic::Records] {
            assert_eq!(
                of(Case { topic, ..plain() }, false, Ok),
                [Worry::Topic],
                "{topic}"
            );
        }
        for topic in [Topic::Billing, Topic::Facilities, Topic::HealthInfo, Topic::None] {
            assert_eq!(of(Case { topic, ..plain() }, false, Ok), [], "{topic}");
        }
        let urgency = Urgency::Critical;
        assert_eq!(of(Case { urgency, ..plain() }, false, Ok), [Worry::Urgency]);
        assert_eq!(of(Case { tier: 1, ..plain() }, false, Ok), [Worry::Tier]);
        assert_eq!(policy(Always).worries(&plain(), false, Ok), [Worry::Rule]);
    }

    #[test]
    fn night_runs_over_midnight() {
        let clock = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        let night = Night {
            from: clock(22, 0),
            to: clock(6, 30),
            approvers: vec!["nils".into()],
        };
        let policy = Policy {
            approvers: vec!["dora".into()],
            night: Some(night),
            ..Policy::default()
        };
        // Chicago is six hours behind in November.
        for (at, who) in [
            ("2026-11-21T03:59:59Z", "dora"),
            ("2026-11-21T04:00:00Z", "nils"),
            ("2026-11-21T12:29:59Z", "nils"),
            ("2026-11-21T12:30:00Z", "dora"),
        ] {
            let on_duty = policy.on_duty(at.parse().unwrap(), chrono_tz::America::Chicago);
            assert_eq!(on_duty, [StaffName::from(who)], "{at}");
        }
    }
}
