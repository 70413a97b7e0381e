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

/// What triage makes of one mention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// What it is about.
    pub topic: Topic,
    /// What the author wants.
    pub intent: Intent,
    /// How soon.
    pub urgency: Urgency,
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
