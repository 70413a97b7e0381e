//! What a batch adds to the counts over time: by topic, facility, group of
//! symptoms and feed, for the hour and the day in which it was written. What
//! an outage held back is written late and read at once: incidents begin by
//! what came in an hour, whenever it was written.

use super::Result;
use super::receive::Judged;
use super::work::Work;
use crate::domain::{Case, FacilityName, Series, Timestamp, Topic};
use crate::store::Counted;
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// The step of what came in an hour, whenever it was written: how many there are to read at once.
pub(super) const ARRIVED: &str = "arrived";
/// What was written earlier is an archive, and no crowd.
const NEWS: i64 = 86_400;
/// Posts written earlier are not counted: nobody watches those days any more.
const OLDEST: i64 = 35 * 86_400;

/// The hour by the clocks of a zone, numbered since 1970.
pub(super) fn hour(at: Timestamp, zone: Tz) -> i64 {
    local_seconds(at, zone).div_euclid(3_600)
}

/// The day by the calendar of a zone, numbered since 1970.
pub(super) fn day(at: Timestamp, zone: Tz) -> i64 {
    local_seconds(at, zone).div_euclid(86_400)
}

/// Seasons are of the clocks people live by.
fn local_seconds(at: Timestamp, zone: Tz) -> i64 {
    at.with_timezone(&zone).naive_local().and_utc().timestamp()
}

/// Counts in the making.
#[derive(Default)]
pub(super) struct Tally {
    /// By series, hour and day in which it was written.
    written: BTreeMap<(String, i64, i64), i64>,
    /// What incidents may come of, as it came.
    arrived: BTreeMap<String, i64>,
}

impl Tally {
    /// A post that came.
    pub fn arrived(&mut self, work: &Work, one: &Judged) {
        self.add(work, one, &Series::Feed(one.mention.feed.clone()));
    }

    /// A post that says what another said before.
    pub fn copied(&mut self, work: &Work, one: &Judged) {
        self.add(work, one, &Series::Copies);
    }

    /// A case that it opened, for somebody to read.
    pub fn opened(&mut self, work: &Work, one: &Judged, case: &Case) {
        for series in series(case, one) {
            self.add(work, one, &series);
        }
    }

    fn add(&mut self, work: &Work, one: &Judged, series: &Series) {
        let at = one.mention.posted_at;
        let age = (work.now - at).num_seconds();
        if age > OLDEST {
            return;
        }
        if age <= NEWS && matches!(series, Series::Topic(..) | Series::Copies) {
            *self.arrived.entry(series.to_string()).or_default() += 1;
        }
        let zone = work.office.directory.time_zone;
        let key = (series.to_string(), hour(at, zone), day(at, zone));
        *self.written.entry(key).or_default() += 1;
    }

    /// Adds it to what was counted before.
    pub async fn write(self, work: &mut Work) -> Result<()> {
        let mut rows: BTreeMap<(&'static str, i64, String), i64> = BTreeMap::new();
        for ((series, hour, day), count) in self.written {
            *rows.entry(("hour", hour, series.clone())).or_default() += count;
            *rows.entry(("day", day, series)).or_default() += count;
        }
        let now = hour(work.now, work.office.directory.time_zone);
        rows.extend(
            self.arrived
                .into_iter()
                .map(|(series, count)| ((ARRIVED, now, series), count)),
        );
        let counted = rows.into_iter().map(|((step, at, series), count)| Counted {
            step,
            at,
            series,
            count,
        });
        work.tx.count(counted.collect()).await
    }
}

/// Everything that a case counts for.
fn series(case: &Case, one: &Judged) -> Vec<Series> {
    let facility = case.facility.clone();
    let anywhere_and_there = |of: &dyn Fn(Option<FacilityName>) -> Series| {
        let there = facility.clone().map(|facility| of(Some(facility)));
        std::iter::once(of(None)).chain(there).collect::<Vec<_>>()
    };
    let mut series: Vec<Series> = facility.clone().map(Series::Facility).into_iter().collect();
    if case.topic != Topic::None {
        series.extend(anywhere_and_there(&|facility| {
            Series::Topic(case.topic, facility)
        }));
    }
    for symptom in &one.judgement.symptoms {
        series.extend(anywhere_and_there(&|facility| {
            Series::Symptom(*symptom, facility)
        }));
    }
    series
}
