//! Incidents, signals and trends in words.

use super::super::trends::Trends;
use super::super::{Period, say};
use crate::domain::trend::{bars, withheld};
use crate::domain::{Case, CaseNumber, Line, Series};
use crate::store::Incident;
use crate::triage::signals::Rise;
use chrono_tz::Tz;
use std::fmt::Write;

/// What an incident is about.
fn matter(incident: &Incident) -> String {
    match incident.matter.strip_prefix("case/") {
        Some(number) => format!("what case #{number} says"),
        None => incident
            .matter
            .parse::<Series>()
            .map_or_else(|_| incident.matter.clone(), |series| series.title()),
    }
}

pub(in crate::desk) fn incident(incident: &Incident, people: i64, first: &Case) -> String {
    format!(
        "Incident {}: {people} people write about {}. It began with case {}, with {}. Cases on it that follow are listed \
         together every few minutes; critical ones still come one by one. `/desk trends` shows it.",
        incident.number,
        matter(incident),
        first.number,
        first.department,
    )
}

pub(in crate::desk) fn incident_over(incident: &Incident, people: i64, zone: Tz) -> String {
    let clock = |at: crate::domain::Timestamp| at.with_timezone(&zone).format("%a %H:%M");
    format!(
        "Incident {} is over: {people} people wrote about {}, the last one at {}.",
        incident.number,
        matter(incident),
        clock(incident.last_at),
    )
}

fn newest(step: &str, steps: usize) -> String {
    match steps {
        1 => format!("in the last {step}"),
        steps => format!("in the last {steps} {step}s"),
    }
}

type Examples = Vec<(CaseNumber, String)>;

pub(in crate::desk) fn risen(of: (&Series, &str), rise: &Rise, examples: Examples) -> Line {
    counted("More than by chance", of, rise, examples)
}

pub(in crate::desk) fn risen_on(of: (&Series, &str), rise: &Rise, examples: Examples) -> Line {
    counted("Rising on", of, rise, examples)
}

fn counted(what: &str, (series, step): (&Series, &str), rise: &Rise, examples: Examples) -> Line {
    let line = format!(
        "{what}: {}, {} {}, where {} would be usual.",
        series.title(),
        withheld(rise.count),
        newest(step, rise.steps),
        withheld(rise.expected),
    );
    let mut line = Line::from(line);
    for (at, (case, words)) in examples.into_iter().enumerate() {
        let before = if at == 0 { " For example " } else { "; " };
        line = line
            .text(format!("{before}case {case}: “"))
            .quote(words)
            .text("”");
    }
    line.text(" `/desk trends` shows the course.")
}

pub(in crate::desk) fn no_longer_risen(series: &Series) -> String {
    format!("As usual again: {}.", series.title())
}

pub(in crate::desk) fn silent(series: &Series, step: &str, steps: usize, expected: f64) -> String {
    format!(
        "Silence: the {} brought nothing {}, where {} posts would be usual. Is it still being read? `/desk status` says.",
        series.title(),
        newest(step, steps),
        withheld(expected),
    )
}

pub(in crate::desk) fn no_longer_silent(series: &Series) -> String {
    format!("The {} brings posts again.", series.title())
}

pub(in crate::desk) fn no_trend(about: &str) -> String {
    format!(
        "Nothing is counted under “{about}”. Say day, week or month, or a topic, a facility or symptoms: wait time, gastro."
    )
}

pub(in crate::desk) fn trends(trends: &Trends, zone: Tz) -> String {
    let (now, before) = match trends.period {
        Period::Day => ("the last 24 hours", "the 24 before"),
        Period::Week => ("the last 7 days", "the 7 before"),
        Period::Month => ("the last 30 days", "the 30 before"),
    };
    let mut out = format!("Trends · {now}, and {before}");
    if trends.lines.is_empty() {
        out.push_str("\nNothing was counted.");
    }
    let titles: Vec<String> = trends.lines.iter().map(|line| line.series.title()).collect();
    let width = titles
        .iter()
        .map(|title| title.chars().count())
        .max()
        .unwrap_or(0);
    for (line, title) in trends.lines.iter().zip(&titles) {
        let half = line.counts.len() / 2;
        let _ = write!(
            out,
            "\n{title:width$}  {}  {} ({}){}",
            bars(&line.counts[half..]),
            withheld(line.now as f64),
            withheld(line.before as f64),
            if line.is_risen {
                " · more than by chance"
            } else {
                ""
            },
        );
    }
    for (incident, people) in &trends.incidents {
        let _ = write!(
            out,
            "\nIncident {}: {people} people write about {}, since {}",
            incident.number,
            matter(incident),
            incident.opened_at.with_timezone(&zone).format("%a %H:%M"),
        );
    }
    out
}

/// Copies of a case, for the page that shows it whole.
pub(in crate::desk) fn copies(count: i64, first: &[crate::store::Copied], is_shown: bool) -> String {
    if count == 0 {
        return String::new();
    }
    let mut out = format!(
        "\n\nThe same was said by {}:",
        say::count(usize::try_from(count).unwrap_or(0), "other")
    );
    for copy in first {
        let who = if is_shown {
            format!(" @{}", copy.handle)
        } else {
            String::new()
        };
        let link = copy
            .link
            .as_deref()
            .filter(|_| is_shown)
            .map(|link| format!(" {link}"));
        let _ = write!(
            out,
            "\n{}{who} on {}{}",
            copy.case,
            copy.network.title(),
            link.unwrap_or_default()
        );
    }
    let more = count - first.len() as i64;
    if more > 0 {
        let _ = write!(out, "\nand {more} more");
    }
    out.push_str("\n`/case reopen N` makes one of them a case of its own.");
    out
}
