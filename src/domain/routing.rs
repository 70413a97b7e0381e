//! From an assessment to a department: the settings' routes first, the
//! departments' topics next, the catch-all last. Every step leaves a reason.

use super::{
    Assessment, Department, DepartmentName, Directory, FacilityName, Intent, Network, Topic, Urgency,
};

/// A rule of the settings. What is given must all hold; words need one of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// One of these words or phrases is in the text; empty when words don't matter.
    pub words: Vec<String>,
    /// The topic is this.
    pub topic: Option<Topic>,
    /// The intent is this.
    pub intent: Option<Intent>,
    /// The post stands on this network.
    pub network: Option<Network>,
    /// It is about this facility.
    pub facility: Option<FacilityName>,
    /// It is written in this language.
    pub language: Option<String>,
    /// It is this urgent.
    pub urgency: Option<Urgency>,
    /// Who gets it.
    pub to: String,
    /// The least urgency it gets.
    pub priority: Option<Urgency>,
}

/// Where a mention goes, and what it gained on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routed {
    /// Who gets it.
    pub department: DepartmentName,
    /// Its urgency after the route had its say.
    pub urgency: Urgency,
    /// Why it went there, for the card.
    pub reason: String,
    /// The index of the rule that took it; none when its topic did.
    pub rule: Option<usize>,
}

impl Directory {
    /// Picks the department. `hits` are the indexes of routes whose words are in the text.
    pub fn route(&self, assessment: &Assessment, network: Network, hits: &[usize]) -> Routed {
        for (index, route) in self.routes.iter().enumerate() {
            if route.holds(assessment, network, hits.contains(&index)) {
                let urgency = route
                    .priority
                    .map_or(assessment.urgency, |p| p.min(assessment.urgency));
                let reason = format!("rule {} → {}", index + 1, route.to);
                return Routed {
                    department: DepartmentName(route.to.clone()),
                    urgency,
                    reason,
                    rule: Some(index),
                };
            }
        }
        let (department, reason) = self.by_topic(assessment);
        Routed {
            department,
            urgency: assessment.urgency,
            reason,
            rule: None,
        }
    }

    /// Who hears of danger, wherever a case went: the department that takes safety there, or else anywhere.
    pub fn safety(&self, facility: Option<&FacilityName>) -> Option<&Department> {
        let anywhere = || {
            self.departments
                .iter()
                .find(|d| d.topics.contains(&Topic::Safety))
        };
        self.taking(Topic::Safety, facility).or_else(anywhere)
    }

    fn taking(&self, topic: Topic, facility: Option<&FacilityName>) -> Option<&Department> {
        let takes = |d: &&Department| d.topics.contains(&topic);
        let here = |d: &&Department| facility.is_some_and(|facility| d.facilities.contains(facility));
        let everywhere = |d: &&Department| d.facilities.is_empty();
        let of_topic = || self.departments.iter().filter(takes);
        of_topic().find(here).or_else(|| of_topic().find(everywhere))
    }

    fn by_topic(&self, assessment: &Assessment) -> (DepartmentName, String) {
        if let Some(found) = self.taking(assessment.topic, assessment.facility.as_ref()) {
            return (
                found.name.clone(),
                format!("{} → {}", assessment.topic.title(), found.name),
            );
        }
        let last = self
            .catch_all()
            .map_or_else(|| DepartmentName::from("desk"), |d| d.name.clone());
        let reason = format!("nobody takes “{}” there → {last}", assessment.topic.title());
        (last, reason)
    }
}

impl Route {
    fn holds(&self, assessment: &Assessment, network: Network, words_found: bool) -> bool {
        (self.words.is_empty() || words_found)
            && self.topic.is_none_or(|t| t == assessment.topic)
            && self.intent.is_none_or(|i| i == assessment.intent)
            && self.network.is_none_or(|n| n == network)
            && self.urgency.is_none_or(|u| u == assessment.urgency)
            && self
                .facility
                .as_ref()
                .is_none_or(|f| Some(f) == assessment.facility.as_ref())
            && self.language.as_ref().is_none_or(|l| *l == assessment.language)
    }
}
