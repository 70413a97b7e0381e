//! What triage says of a mention: a fixed vocabulary, and the reasons a person
//! would accept for each judgement.

use super::{FacilityName, words::vocabulary};
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What a case is about.
    Topic {
        /// Time spent waiting on the day.
        WaitTime = "wait_time",
        /// Booking, moving, referrals, reminders.
        Appointment = "appointment",
        /// Bills, insurance, refunds.
        Billing = "billing",
        /// Diagnosis, treatment, nursing, medicines.
        ClinicalCare = "clinical_care",
        /// How people were treated, and thanks for kindness.
        StaffConduct = "staff_conduct",
        /// Parking, wayfinding, food, wifi, lost and found.
        Facilities = "facilities",
        /// Portal, results, certificates.
        Records = "records",
        /// Information seen by, or sent to, the wrong people.
        Privacy = "privacy",
        /// Someone in danger, threats, hazards.
        Safety = "safety",
        /// Health questions, vaccines, outbreaks.
        HealthInfo = "health_info",
        /// Jobs, students, residency.
        Careers = "careers",
        /// Journalists and their coverage.
        Media = "media",
        /// Events, donations, volunteers.
        Community = "community",
        /// About us, but about nothing in particular; or not about us.
        None = "none",
    }
}

vocabulary! {
    /// What the author wants.
    Intent {
        /// Something was or is bad.
        Complaint = "complaint",
        /// Thanks and good news.
        Praise = "praise",
        /// An answer would settle it.
        Question = "question",
        /// Asks us to act.
        Request = "request",
        /// A life or somebody's safety is at risk now.
        Emergency = "emergency",
        /// Tells something without grievance or ask.
        Report = "report",
        /// Advertising, scams, bots.
        Spam = "spam",
        /// Not about us.
        Unrelated = "unrelated",
    }
}

vocabulary! {
    /// How soon somebody must look; the first is the most pressing.
    Urgency {
        /// Life, safety, or patient information exposed right now.
        Critical = "critical",
        /// The next hours matter.
        High = "high",
        /// An answer in office hours.
        Normal = "normal",
        /// Nothing is lost if nobody answers.
        Low = "low",
    }
}

impl Topic {
    /// As a reader would say it.
    pub fn title(self) -> String {
        self.as_str().replace('_', " ")
    }
}

/// A stretch of text that triage or the guard points at, in characters (code points), end not included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of thing it is, e.g. `phone`.
    pub kind: String,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// How probable triage holds each of its judgements, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Shares", into = "Shares")]
pub struct Confidence {
    // In thousandths, so that what is stored is what is read.
    topic: u16,
    intent: u16,
    urgency: u16,
    language: u16,
    facility: u16,
    phi: u16,
}

/// The same as it is written; what older ones lack is 0.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Shares {
    topic: f64,
    intent: f64,
    urgency: f64,
    lang: f64,
    facility: f64,
    phi: f64,
}

impl Confidence {
    /// Of these three; anything below 0 or above 1 is held to it.
    pub fn new(topic: f32, intent: f32, urgency: f32) -> Self {
        let [topic, intent, urgency] = [topic, intent, urgency].map(thousandths);
        Self {
            topic,
            intent,
            urgency,
            ..Self::default()
        }
    }

    /// The same with another one for the urgency.
    pub fn with_urgency(self, urgency: f32) -> Self {
        Self {
            urgency: thousandths(urgency),
            ..self
        }
    }

    /// The same with what is said of the text itself: its language, the facility it names, patient information.
    pub fn with_text(self, language: f32, facility: f32, phi: f32) -> Self {
        let [language, facility, phi] = [language, facility, phi].map(thousandths);
        Self {
            language,
            facility,
            phi,
            ..self
        }
    }

    /// That the topic is right.
    pub fn topic(self) -> f32 {
        share(self.topic)
    }

    /// That the intent is right.
    pub fn intent(self) -> f32 {
        share(self.intent)
    }

    /// That the urgency is right.
    pub fn urgency(self) -> f32 {
        share(self.urgency)
    }

    /// That the language is right.
    pub fn language(self) -> f32 {
        share(self.language)
    }

    /// That it is about this facility, or about none in particular.
    pub fn facility(self) -> f32 {
        share(self.facility)
    }

    /// That it tells of a patient, or that it does not.
    pub fn phi(self) -> f32 {
        share(self.phi)
    }
}

fn thousandths(share: f32) -> u16 {
    // A number that is none becomes 0.
    (share.clamp(0.0, 1.0) * 1000.0).round() as u16
}

fn share(thousandths: u16) -> f32 {
    f32::from(thousandths) / 1000.0
}

impl From<Shares> for Confidence {
    fn from(of: Shares) -> Self {
        Self::new(of.topic as f32, of.intent as f32, of.urgency as f32).with_text(
            of.lang as f32,
            of.facility as f32,
            of.phi as f32,
        )
    }
}

impl From<Confidence> for Shares {
    fn from(of: Confidence) -> Self {
        let share = |thousandths| f64::from(thousandths) / 1000.0;
        Self {
            topic: share(of.topic),
            intent: share(of.intent),
            urgency: share(of.urgency),
            lang: share(of.language),
            facility: share(of.facility),
            phi: share(of.phi),
        }
    }
}

/// What triage makes of one mention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// What it is about.
    pub topic: Topic,
    /// What the author wants.
    pub intent: Intent,
    /// How soon.
    pub urgency: Urgency,
    /// How sure this is.
    #[serde(default)]
    pub confidence: Confidence,
    /// ISO 639-1 code of the language it is mostly written in; empty when it can't be told.
    pub language: String,
    /// Which hospital or clinic it is about, when the text names one.
    pub facility: Option<FacilityName>,
    /// It carries information about a patient who can be told from it.
    pub phi: bool,
    /// Stretches that can tell who somebody is, whether or not that is a patient.
    pub findings: Vec<Finding>,
    /// Why, in words for the card: “‘garage’ → facilities”.
    pub reasons: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_is_read_as_it_was_written_also_by_older_programs() {
        let whole = Confidence::new(0.91, 0.5, 2.0).with_text(0.96, -1.0, f32::NAN);
        let written = serde_json::to_string(&whole).unwrap();
        assert_eq!(
            written,
            r#"{"topic":0.91,"intent":0.5,"urgency":1.0,"lang":0.96,"facility":0.0,"phi":0.0}"#
        );
        assert_eq!(serde_json::from_str::<Confidence>(&written).unwrap(), whole);
        let older = serde_json::from_str::<Confidence>(r#"{"topic":0.91,"intent":0.5,"urgency":1}"#).unwrap();
        assert_eq!(older, Confidence::new(0.91, 0.5, 1.0));
    }
}
