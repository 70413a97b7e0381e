//! From an assessment to a department: the settings' routes first, the
//! departments' topics next, the catch-all last. Every step leaves a reason.

use super::{Assessment, DepartmentName, Directory, FacilityName, Intent, Network, Topic, Urgency};

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
                };
            }
        }
        let (department, reason) = self.by_topic(assessment);
        Routed {
            department,
            urgency: assessment.urgency,
            reason,
        }
    }

    fn by_topic(&self, assessment: &Assessment) -> (DepartmentName, String) {
        let takes = |d: &&super::Department| d.topics.contains(&assessment.topic);
        let here = |d: &&super::Department| match &assessment.facility {
            Some(facility) => d.facilities.contains(facility),
            None => false,
        };
        let everywhere = |d: &&super::Department| d.facilities.is_empty();
        let of_topic = || self.departments.iter().filter(takes);
        if let Some(found) = of_topic().find(here).or_else(|| of_topic().find(everywhere)) {
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
