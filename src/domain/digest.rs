//! The summary for leadership: numbers of a span of time beside the span before.

use super::{CaseNumber, DepartmentName, Network, ResourceName, StaffName, Timestamp};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A span of time, its end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Its first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub until: Timestamp,
}

impl Span {
    /// From when to when, as clocks show it there.
    pub fn words(&self, zone: Tz) -> String {
        let moment = |at: Timestamp| at.with_timezone(&zone).format("%a %d %b %Y %H:%M");
        format!("{} to {}", moment(self.from), moment(self.until))
    }
}

/// How long something took, in words.
pub fn waited(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round() as i64;
    match minutes {
        0 => format!("{} s", seconds.round() as i64),
        1..120 => format!("{minutes} min"),
        _ => format!("{} h {:02} min", minutes / 60, minutes % 60),
    }
}

/// What is counted of one span.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Cases opened in it.
    pub new: i64,
    /// Cases that had their first public answer in it.
    pub answered: i64,
    /// Median seconds from opened to first answer, of the cases answered in it.
    pub median_answer_seconds: Option<f64>,
    /// Cases of praise opened in it.
    pub praise: i64,
    /// Posts that only said what another had said; in none of the other counts.
    #[serde(default)]
    pub copies: i64,
    /// Cases that triage set aside as advertising or about somebody else; in none of the other counts.
    #[serde(default)]
    pub set_aside: i64,
}

/// One department's line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DepartmentLine {
    /// Whose.
    pub department: DepartmentName,
    /// Opened in the span.
    pub new: i64,
    /// First answered in the span.
    pub answered: i64,
    /// Opened in the span before.
    #[serde(default)]
    pub new_before: i64,
    /// First answered in the span before.
    #[serde(default)]
    pub answered_before: i64,
    /// Not closed when the digest was made.
    pub open: i64,
    /// Of those, past their time.
    pub late: i64,
}

/// Praise worth reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Praise {
    /// Its case.
    pub case: CaseNumber,
    /// Where it was said.
    pub network: Network,
    /// Whom it is for, as routed.
    pub department: DepartmentName,
    /// The words, cut to a line.
    pub text: String,
}

/// The guard was overridden.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Override {
    /// For which case.
    pub case: CaseNumber,
    /// Who said yes, and why.
    pub by: Vec<(StaffName, String)>,
}

/// How drafts fared that needed a second person.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Approvals {
    /// Drafts that began to wait in the span.
    pub asked: i64,
    /// Drafts that got their yes in it.
    pub approved: i64,
    /// Median seconds from the question to the yes.
    pub median_yes_seconds: Option<f64>,
    /// Drafts that got a no.
    pub declined: i64,
    /// Drafts that nobody answered about.
    pub expired: i64,
    /// Drafts that the guard blocked.
    pub blocked: i64,
    /// Those of them that went out all the same.
    pub overrides: Vec<Override>,
}

impl Approvals {
    /// Whether there is anything to tell.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The digest before it is put in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// What it covers.
    pub span: Span,
    /// Its numbers.
    pub now: Counts,
    /// The span before, of the same length.
    pub before: Counts,
    /// Not closed when it was made.
    pub open: i64,
    /// Of those, past their time.
    pub late: i64,
    /// Departments with anything to tell, busiest first.
    pub departments: Vec<DepartmentLine>,
    /// At most five.
    pub praise: Vec<Praise>,
    /// Drafts that needed a second person.
    #[serde(default)]
    pub approvals: Approvals,
    /// Approved answers that were sent most, with how often; at most five.
    #[serde(default)]
    pub answers: Vec<(ResourceName, i64)>,
}
