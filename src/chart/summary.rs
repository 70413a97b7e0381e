//! What a digest's picture shows, before it is drawn: a line for each of the
//! busiest departments, one for the rest, and all of it in a sentence.

use super::numbers::grouped;
use crate::domain::digest::{DepartmentLine, Digest};
use crate::domain::{DepartmentName, Directory, text};
use chrono_tz::Tz;

/// Departments that have a line of their own; when there are more, the rest are summed.
pub(super) const MOST: usize = 15;
/// Departments that the sentence names.
const NAMED: usize = 3;
/// Longest names, in signs: the sentence has to fit where chats put it.
const LONGEST_NAME: usize = 80;

/// The rest, summed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rest {
    pub departments: usize,
    pub sum: DepartmentLine,
}

/// The departments to be shown one by one, and the sum of the others, if there are at least two.
pub(super) fn split(digest: &Digest) -> (&[DepartmentLine], Option<Rest>) {
    let lines = digest.departments.as_slice();
    if lines.len() <= MOST + 1 {
        return (lines, None);
    }
    let (busiest, others) = lines.split_at(MOST);
    let sum = |count: fn(&DepartmentLine) -> i64| {
        others
            .iter()
            .map(count)
            .fold(0, |sum: i64, count| sum.saturating_add(count))
    };
    let rest = Rest {
        departments: others.len(),
        sum: DepartmentLine {
            department: DepartmentName::from(""),
            new: sum(|line| line.new),
            answered: sum(|line| line.answered),
            new_before: sum(|line| line.new_before),
            answered_before: sum(|line| line.answered_before),
            open: sum(|line| line.open),
            late: sum(|line| line.late),
        },
    };
    (busiest, Some(rest))
}

/// A department as people call it; one that is no longer in the settings goes by its name.
pub(super) fn title<'a>(line: &'a DepartmentLine, directory: &'a Directory) -> &'a str {
    directory
        .department(&line.department)
        .map_or(line.department.as_str(), |department| department.title.as_str())
}

/// What the span before is called.
pub(super) fn before(digest: &Digest) -> String {
    let hours = (digest.span.until - digest.span.from).num_hours();
    // A day on which clocks change has 23 hours, or 25.
    match (hours + 12) / 24 {
        0 | 1 => "the day before".to_owned(),
        7 => "the week before".to_owned(),
        days => format!("the {days} days before"),
    }
}

/// The picture in a sentence, for those who don't see it.
pub(super) fn alt(digest: &Digest, zone: Tz, directory: &Directory) -> String {
    let (now, then, before) = (&digest.now, &digest.before, before(digest));
    let mut alt = format!(
        "Digest of {}, {}: {} and {} answered ({before}: {} and {}); now {} open, {} late",
        text::line(&directory.organisation, LONGEST_NAME),
        digest.span.words(zone),
        cases(now.new),
        grouped(now.answered),
        grouped(then.new),
        grouped(then.answered),
        grouped(digest.open),
        grouped(digest.late),
    );
    let busiest: Vec<String> = digest
        .departments
        .iter()
        .take(NAMED)
        .filter(|line| line.new > 0 || line.answered > 0)
        .map(|line| {
            let title = text::line(title(line, directory), LONGEST_NAME);
            let (new, answered) = (grouped(line.new), grouped(line.answered));
            format!("{title} ({new} new, {answered} answered)")
        })
        .collect();
    if !busiest.is_empty() {
        alt.push_str("; busiest: ");
        alt.push_str(&busiest.join(", "));
    }
    alt.push('.');
    alt
}

fn cases(count: i64) -> String {
    match count {
        0 => "no new cases".to_owned(),
        1 => "one new case".to_owned(),
        count => format!("{} new cases", grouped(count)),
    }
}
