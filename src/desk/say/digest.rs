//! The digest in words.

use crate::domain::digest::{Approvals, Counts, Digest, waited};
use chrono_tz::Tz;
use std::fmt::Write;

/// The digest as leadership reads it: plain text, a table of departments, praise.
pub fn digest(digest: &Digest, zone: Tz) -> String {
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
    if !digest.approvals.is_empty() {
        out.push_str(&approvals(&digest.approvals));
    }
    if !digest.answers.is_empty() {
        let each = digest.answers.iter();
        let each: Vec<String> = each.map(|(name, times)| format!("{name} {times}")).collect();
        let _ = write!(out, "\n\nApproved answers sent most: {}", each.join(", "));
    }
    if !digest.praise.is_empty() {
        out.push_str("\n\nPraise worth reading");
        for praise in &digest.praise {
            let _ = write!(
                out,
                "\n“{}” — {}, for {} ({})",
                praise.text,
                praise.network.title(),
                praise.department,
                praise.case
            );
        }
    }
    out
}

/// How often a second person was asked, and each time that two let out what the guard blocks.
fn approvals(approvals: &Approvals) -> String {
    let time = match approvals.median_yes_seconds {
        Some(seconds) => format!(" (median {} to a yes)", waited(seconds)),
        None => String::new(),
    };
    let mut out = format!(
        "\n\nApprovals: {} asked, {} approved{time}, {} declined, {} expired; {} blocked by the guard",
        approvals.asked, approvals.approved, approvals.declined, approvals.expired, approvals.blocked
    );
    if !approvals.overrides.is_empty() {
        let _ = write!(out, "\nThe guard was overridden: {}", approvals.overrides.len());
    }
    for one in &approvals.overrides {
        let said: Vec<String> = one.by.iter().map(|(by, why)| format!("{by}: {why}")).collect();
        let _ = write!(out, "\n{} · {}", one.case, said.join("; "));
    }
    out
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
