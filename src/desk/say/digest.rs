//! The digest in words.

use crate::domain::digest::{Approvals, Counts, Digest, Override, Praise, waited};
use crate::domain::{Line, Timestamp};
use chrono_tz::Tz;
use std::fmt::Write;

/// The digest as leadership reads it: plain text, a table of departments, praise.
pub fn digest(digest: &Digest, zone: Tz) -> String {
    digest.line(zone, None).to_string()
}

impl Digest {
    /// The same for a chat, which may keep out the words of others. Approvals may be those since an earlier time.
    pub(in crate::desk) fn line(&self, zone: Tz, since: Option<Timestamp>) -> Line {
        let mut line = Line::from(numbers(self, zone));
        if !self.approvals.is_empty() {
            let from = |at: Timestamp| {
                at.with_timezone(&zone)
                    .format(" since %a %d %b %Y %H:%M")
                    .to_string()
            };
            line = line.then(approvals(&self.approvals, &since.map(from).unwrap_or_default()));
        }
        if !self.answers.is_empty() {
            let each = self.answers.iter();
            let each: Vec<String> = each.map(|(name, times)| format!("{name} {times}")).collect();
            line = line.text(format!("\n\nApproved answers sent most: {}", each.join(", ")));
        }
        if !self.praise.is_empty() {
            line = line.text("\n\nPraise worth reading");
        }
        self.praise.iter().fold(line, praise)
    }
}

fn numbers(digest: &Digest, zone: Tz) -> String {
    let (now, before) = (&digest.now, &digest.before);
    let mut out = format!("Digest · {}\n", digest.span.words(zone));
    let _ = write!(
        out,
        "\nNew        {:>5}  {}",
        now.new,
        against(now.new, before.new)
    );
    let _ = write!(
        out,
        "\nAnswered   {:>5}  {}",
        now.answered,
        against(now.answered, before.answered)
    );
    let _ = write!(
        out,
        "\nPraise     {:>5}  {}",
        now.praise,
        against(now.praise, before.praise)
    );
    if now.copies > 0 {
        let _ = write!(
            out,
            "\nCopies     {:>5}  {}",
            now.copies,
            against(now.copies, before.copies)
        );
    }
    if now.set_aside > 0 {
        let _ = write!(
            out,
            "\nSet aside  {:>5}  as advertising or not about us; `/desk list spam`",
            now.set_aside
        );
    }
    let _ = write!(
        out,
        "\nOpen now   {:>5}\nLate now   {:>5}",
        digest.open, digest.late
    );
    let _ = write!(out, "\nMedian time to first answer: {}", answer_time(now, before));
    if !digest.departments.is_empty() {
        let width = digest
            .departments
            .iter()
            .map(|d| d.department.as_str().chars().count())
            .max()
            .unwrap_or(0)
            .max(10);
        let _ = write!(
            out,
            "\n\n{:width$}  {:>4} {:>8} {:>5} {:>5}",
            "Department", "New", "Answered", "Open", "Late"
        );
        for line in &digest.departments {
            let name = line.department.as_str();
            let _ = write!(
                out,
                "\n{name:width$}  {:>4} {:>8} {:>5} {:>5}",
                line.new, line.answered, line.open, line.late
            );
        }
    }
    out
}

fn praise(line: Line, praise: &Praise) -> Line {
    line.text("\n“").quote(&praise.text).text(format!(
        "” — {}, for {} ({})",
        praise.network.title(),
        praise.department,
        praise.case
    ))
}

/// How often a second person was asked, and each time that two let out what the guard blocks.
fn approvals(approvals: &Approvals, since: &str) -> Line {
    let time = match approvals.median_yes_seconds {
        Some(seconds) => format!(" (median {} to a yes)", waited(seconds)),
        None => String::new(),
    };
    let mut line = Line::from(format!(
        "\n\nApprovals{since}: {} asked, {} approved{time}, {} declined, {} expired; {} blocked by the guard",
        approvals.asked, approvals.approved, approvals.declined, approvals.expired, approvals.blocked
    ));
    if !approvals.overrides.is_empty() {
        line = line.text(format!(
            "\nThe guard was overridden: {}",
            approvals.overrides.len()
        ));
    }
    approvals.overrides.iter().fold(line, overridden)
}

fn overridden(line: Line, one: &Override) -> Line {
    let mut line = line.text(format!("\n{} · ", one.case));
    for (at, (by, why)) in one.by.iter().enumerate() {
        if at > 0 {
            line = line.text("; ");
        }
        line = line.staff(by).text(": ").quote(why);
    }
    line
}

fn against(now: i64, before: i64) -> String {
    match now - before {
        0 => "as many as before".to_owned(),
        more if more > 0 => format!("{more} more than before"),
        fewer => format!("{} fewer than before", -fewer),
    }
}

fn answer_time(now: &Counts, before: &Counts) -> String {
    match (now.median_answer_seconds, before.median_answer_seconds) {
        (None, _) => "nothing was answered".to_owned(),
        (Some(now), None) => waited(now),
        (Some(now), Some(before)) => format!("{} (before: {})", waited(now), waited(before)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::digest::Span;
    use crate::domain::{CaseNumber, DepartmentName, Network, Sight, StaffName};

    #[test]
    fn a_chat_that_keeps_words_out_reads_no_praise_and_no_reason() {
        let at = Timestamp::UNIX_EPOCH;
        let case = CaseNumber(1);
        let digest = Digest {
            span: Span { from: at, until: at },
            now: Counts::default(),
            before: Counts::default(),
            open: 0,
            late: 0,
            departments: Vec::new(),
            praise: vec![Praise {
                case,
                network: Network::Bluesky,
                department: DepartmentName::from("emergency"),
                text: "So kind".to_owned(),
            }],
            approvals: Approvals {
                overrides: vec![Override {
                    case,
                    by: vec![(StaffName::from("cora"), "It is a sample".to_owned())],
                }],
                ..Approvals::default()
            },
            answers: Vec::new(),
        };
        let seen = digest.line(Tz::UTC, None).through(Sight::Redacted).to_string();
        let told = "#1 · cora: (words kept out of this chat)\n\nPraise worth reading\n“(words kept out of this chat)” — Bluesky";
        assert!(seen.contains(told), "{seen}");
    }
}
