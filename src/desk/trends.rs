//! `/desk trends`: what came lately beside what came before, and what rises.

use super::watch::WATCHED;
use super::{Answer, Caller, Desk, Period, Result, say, tally};
use crate::domain::trend::FEWEST;
use crate::domain::{Refusal, Right, Series};
use crate::store::{CountSpan, Incident};
use crate::triage::signals::Watch;
use anyhow::Context;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Most series in one answer.
const MOST: usize = 12;

/// One series beside its past.
pub(super) struct Line {
    pub series: Series,
    /// Step by step, oldest first; the later half is the span asked for.
    pub counts: Vec<i64>,
    pub now: i64,
    pub before: i64,
    /// It is told of as risen, and that is not over.
    pub is_risen: bool,
}

/// What is shown.
pub(super) struct Trends {
    /// `day`, `week`, `month`.
    pub period: Period,
    pub lines: Vec<Line>,
    /// Open incidents and how many people each has.
    pub incidents: Vec<(Incident, i64)>,
}

impl Desk {
    pub(super) async fn trends(&self, from: &Caller, ask: commands::Trends) -> Result<Answer> {
        let office = self.office();
        office.require(&from.staff, Right::Read)?;
        let asked = ask.what.as_deref().map(str::trim).filter(|what| !what.is_empty());
        let (period, about) = match asked.map(str::parse::<Period>) {
            None => (Period::Day, None),
            Some(Ok(period)) => (period, None),
            Some(Err(_)) => (Period::Week, asked),
        };
        let trends = self.trends_of(period, about).await?;
        if let (Some(about), true) = (about, trends.lines.is_empty()) {
            return Err(Refusal::UnknownWord(say::no_trend(about)).into());
        }
        Ok(Answer {
            text: say::trends(&trends, office.directory.time_zone),
            data: data(&trends),
            case: None,
            offer: None,
        })
    }

    async fn trends_of(&self, period: Period, about: Option<&str>) -> Result<Trends> {
        let zone = self.office().directory.time_zone;
        let now = self.clock.now();
        let (step, steps, newest) = match period {
            Period::Day => ("hour", 24, tally::hour(now, zone)),
            Period::Week => ("day", 7, tally::day(now, zone)),
            Period::Month => ("day", 30, tally::day(now, zone)),
        };
        let from = newest + 1 - 2 * steps as i64;
        let mut tx = self.store.read().await?;
        let span = CountSpan {
            step,
            from,
            until: newest + 1,
        };
        let mut counts: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for row in tx.counts_in(span).await? {
            let counts = counts.entry(row.series).or_insert_with(|| vec![0; 2 * steps]);
            if let Some(count) = usize::try_from(row.at - from)
                .ok()
                .and_then(|at| counts.get_mut(at))
            {
                *count = row.count;
            }
        }
        let mut risen = BTreeSet::new();
        for watched in &WATCHED {
            for (series, state) in tx.watches(watched.name).await? {
                let watch: Watch = serde_json::from_str(&state).context("where a series stands")?;
                if watch.is_risen() {
                    risen.insert(series);
                }
            }
        }
        let line = |(name, counts): (String, Vec<i64>)| {
            let series: Series = name.parse().ok()?;
            let is_meant = about.map_or(!is_part(&series), |about| series.is_meant(about));
            is_meant.then(|| Line {
                now: counts[steps..].iter().sum(),
                before: counts[..steps].iter().sum(),
                is_risen: risen.contains(&name),
                series,
                counts,
            })
        };
        let mut lines: Vec<Line> = counts.into_iter().filter_map(line).collect();
        lines.sort_by_key(|line| (!line.is_risen, -line.now, -line.before));
        lines.truncate(MOST);
        let mut incidents = Vec::new();
        for incident in tx.open_incidents().await? {
            let people = tx.people_in(incident.number).await?;
            incidents.push((incident, people));
        }
        Ok(Trends {
            period,
            lines,
            incidents,
        })
    }
}

/// Part of another series: shown when asked for.
fn is_part(series: &Series) -> bool {
    matches!(
        series,
        Series::Topic(_, Some(_)) | Series::Symptom(_, Some(_)) | Series::Copies
    )
}

/// For programs; small counts are withheld here, too.
fn data(trends: &Trends) -> Value {
    let told = |count: i64| {
        if (1..FEWEST).contains(&count) {
            Value::Null
        } else {
            json!(count)
        }
    };
    json!({
        "series": trends.lines.iter().map(|line| json!({
            "series": line.series.to_string(), "title": line.series.title(), "now": told(line.now),
            "before": told(line.before), "risen": line.is_risen,
        })).collect::<Value>(),
        "incidents": trends.incidents.iter().map(|(incident, people)| json!({
            "number": incident.number, "matter": incident.matter, "department": incident.department,
            "people": people, "opened_at": super::view::time(incident.opened_at),
        })).collect::<Value>(),
    })
}
