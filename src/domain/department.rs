//! The organisation: who answers, for which hospital, and where each reads.

use super::watching::Watching;
use super::{
    Account, Group, HandoffTerms, Policy, Resource, Right, Route, Staff, StaffName, Timestamp, Topic,
    Urgency, words::name,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

name! {
    /// A department's one-word name, also the name of its channel: `billing`.
    DepartmentName
}

name! {
    /// A hospital or clinic: `Lakeshore General`.
    FacilityName
}

/// A place to read in one chat.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ChannelRef {
    /// Which chat: `console`, `slack`, `discord`.
    pub chat: String,
    /// The channel's id there.
    pub id: String,
}

/// Who in the organisation answers, and how soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Its one-word name.
    pub name: DepartmentName,
    /// What it is called in full.
    pub title: String,
    /// What it takes, unless a route says otherwise.
    pub topics: Vec<Topic>,
    /// Which facilities it takes them for; none means all.
    pub facilities: Vec<FacilityName>,
    /// Where it reads; one channel a chat.
    pub channels: Vec<ChannelRef>,
    /// How soon a case should have its first answer.
    pub answer_within: Duration,
    /// How soon it should be closed.
    pub resolve_within: Duration,
    /// Who is told when that is missed.
    pub escalate_to: Option<DepartmentName>,
    /// Who is woken by a critical case.
    pub on_call: Vec<StaffName>,
}

impl Department {
    /// When a case that arrives now should have its first answer; pressing ones sooner.
    pub fn answer_by(&self, urgency: Urgency, at: Timestamp) -> Timestamp {
        let share = match urgency {
            Urgency::Critical => 4,
            Urgency::High => 2,
            Urgency::Normal | Urgency::Low => 1,
        };
        at + self.answer_within / share
    }

    /// When a case that is answered now should be closed.
    pub fn resolve_by(&self, at: Timestamp) -> Timestamp {
        at + self.resolve_within
    }
}

/// A hospital or clinic, and what people call it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facility {
    /// Its name.
    pub name: String,
    /// Other names in use: `LGH`.
    pub aliases: Vec<String>,
    /// What it is called on networks: `@LakeshoreGen`.
    pub handles: Vec<String>,
    /// Places that can only be there: `North Garage`.
    pub places: Vec<String>,
}

/// The organisation as the settings describe it. Settings are checked before
/// one is made: names in it refer to each other, and one department takes
/// what no other does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    /// The hospital system's name.
    pub organisation: String,
    /// The time zone of its days and clock times.
    pub time_zone: chrono_tz::Tz,
    /// Languages its staff and public use, ISO 639-1.
    pub languages: Vec<String>,
    /// Put under every public reply, after a space; may be empty.
    pub signature: String,
    /// Its hospitals and clinics.
    pub facilities: Vec<Facility>,
    /// Its departments.
    pub departments: Vec<Department>,
    /// Rules that come before the departments' topics; the first that holds wins.
    pub routes: Vec<Route>,
    /// Its people.
    pub staff: Vec<Staff>,
    /// Those of them whom only a group of a chat makes one of us: the settings don't name them.
    pub joined: Vec<StaffName>,
    /// Groups of a chat whose members may act though nobody named them one by one.
    pub groups: Vec<Group>,
    /// Who hears of it when liaison itself is in trouble; none means the department that takes what no other does.
    pub administrators: Option<DepartmentName>,
    /// What is asked for before words go out.
    pub policy: Policy,
    /// How a talk moves from the public to the patient liaison.
    pub handoff: HandoffTerms,
    /// Answers that the settings give; staff add more in chat.
    pub resources: Vec<Resource>,
    /// What is watched for, and who hears of it.
    pub watching: Watching,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            organisation: String::new(),
            time_zone: chrono_tz::Tz::UTC,
            languages: Vec::new(),
            signature: String::new(),
            facilities: Vec::new(),
            departments: Vec::new(),
            routes: Vec::new(),
            staff: Vec::new(),
            joined: Vec::new(),
            groups: Vec::new(),
            administrators: None,
            policy: Policy::default(),
            handoff: HandoffTerms::default(),
            resources: Vec::new(),
            watching: Watching::default(),
        }
    }
}

impl Directory {
    /// The department of that name.
    pub fn department(&self, name: &DepartmentName) -> Option<&Department> {
        self.departments.iter().find(|d| d.name == *name)
    }

    /// The person of that name; `@ana` and `Ana` are ana.
    pub fn staff(&self, name: &str) -> Option<&Staff> {
        let name = name.strip_prefix('@').unwrap_or(name);
        self.staff
            .iter()
            .find(|s| s.name.as_str().eq_ignore_ascii_case(name))
    }

    /// The person who acts with that account.
    pub fn by_account(&self, chat: &str, id: &str) -> Option<&Staff> {
        let theirs = |account: &Account| account.chat == chat && account.id == id;
        self.staff.iter().find(|s| s.accounts.iter().any(theirs))
    }

    /// The account of a person in a chat, for a real mention.
    pub fn account_of(&self, name: &StaffName, chat: &str) -> Option<&str> {
        let staff = self.staff(name.as_str())?;
        let account = staff.accounts.iter().find(|account| account.chat == chat)?;
        Some(account.id.as_str())
    }

    /// The person's title line, or the bare name of somebody who has left.
    pub fn title(&self, name: &StaffName) -> String {
        self.staff(name.as_str())
            .map_or_else(|| name.to_string(), |s| format!("{} ({})", s.name, s.title))
    }

    /// The department that takes what no other does.
    pub fn catch_all(&self) -> Option<&Department> {
        self.departments
            .iter()
            .find(|d| d.topics.contains(&Topic::None))
            .or(self.departments.first())
    }

    /// Who hears of it when liaison itself is in trouble.
    pub fn administration(&self) -> Option<&Department> {
        let named = self
            .administrators
            .as_ref()
            .and_then(|name| self.department(name));
        named.or(self.catch_all())
    }

    /// Who hears of symptoms that more people than usual tell of.
    pub fn infection_control(&self) -> Option<&Department> {
        self.who_hears(self.watching.infection_control.as_ref(), Topic::HealthInfo)
    }

    /// Who hears of incidents and of what people write about more than usual.
    pub fn communications(&self) -> Option<&Department> {
        self.who_hears(self.watching.communications.as_ref(), Topic::Media)
    }

    /// The department that is named; otherwise the one for the topic, or the one that takes what no other does.
    fn who_hears(&self, named: Option<&DepartmentName>, topic: Topic) -> Option<&Department> {
        let named = named.and_then(|name| self.department(name));
        let by_topic = || self.departments.iter().find(|d| d.topics.contains(&topic));
        named.or_else(by_topic).or_else(|| self.catch_all())
    }

    /// Who is told when a case of `name` has moved up `tier` times: the chain of `escalate_to`, never in a circle.
    pub fn above(&self, name: &DepartmentName, tier: i32) -> Option<&Department> {
        let mut passed = vec![name.clone()];
        for _ in 0..tier.max(1) {
            let next = self.department(passed.last()?)?.escalate_to.clone()?;
            if passed.contains(&next) {
                return None;
            }
            passed.push(next);
        }
        self.department(passed.last()?)
    }

    /// The department a person meant; `Billing` is billing.
    pub fn find_department(&self, name: &str) -> Option<&Department> {
        let name = name.strip_prefix('#').unwrap_or(name);
        self.departments
            .iter()
            .find(|d| d.name.as_str().eq_ignore_ascii_case(name) || d.title.eq_ignore_ascii_case(name))
    }

    /// Names of departments closest to what was written, nearest first.
    pub fn nearest_departments(&self, name: &str) -> Vec<String> {
        nearest(name, self.departments.iter().map(|d| d.name.as_str()))
    }

    /// Names of people closest to what was written, nearest first.
    pub fn nearest_staff(&self, name: &str) -> Vec<String> {
        nearest(name, self.staff.iter().map(|s| s.name.as_str()))
    }

    /// The language that is meant where none is named.
    pub fn first_language(&self) -> String {
        self.languages.first().cloned().unwrap_or_else(|| "en".to_owned())
    }

    /// The people who hold a right.
    pub fn who_may(&self, right: Right) -> impl Iterator<Item = &Staff> {
        self.staff.iter().filter(move |s| s.may(right))
    }

    /// Where approvals of that department's drafts are asked for: in each of its chats the channel set for it,
    /// else the department's own.
    pub fn approval_channels(&self, department: &Department) -> Vec<ChannelRef> {
        let set = &self.policy.channels;
        let others = department.channels.iter();
        let others = others.filter(|own| set.iter().all(|channel| channel.chat != own.chat));
        set.iter().chain(others).cloned().collect()
    }
}

/// At most three names that resemble what was written.
pub fn nearest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let written = written.to_lowercase();
    let mut scored: Vec<(f64, &str)> = names
        .map(|n| (strsim::jaro_winkler(&written, n), n))
        .filter(|(score, _)| *score > 0.7)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(3).map(|(_, n)| n.to_owned()).collect()
}
