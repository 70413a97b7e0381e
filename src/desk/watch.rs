//! Signals: counts that rise or fall by more than chance are told where
//! somebody watches over them, once for each wave. Looked at when an hour or
//! a day is full; where each series stands is kept with what is told of it.

use super::work::Work;
use super::{Desk, Result, say, sight, tally};
use crate::domain::{ChannelRef, Department, Lane, Series, Timestamp, Trend, What, text};
use crate::store::{CountSpan, Counted};
use crate::triage::signals::{News, Point, Rise, Step, Watch};
use anyhow::Context;
use chrono::{DateTime, LocalResult, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

/// An hour is looked at so long after it ended: feeds bring posts late.
const LATE: TimeDelta = TimeDelta::minutes(10);
/// Each step is looked at once; how long that is remembered.
const LOOKED: &str = "watch/";
const SLOTS_KEPT: TimeDelta = TimeDelta::days(3);
/// Steps that a chart shows.
const SHOWN: usize = 48;
/// Cases named as examples, and those looked through for them.
const EXAMPLES: usize = 3;
const LOOKED_THROUGH: i64 = 60;

/// A kind of step that series are watched in.
pub(super) struct Watched {
    pub name: &'static str,
    pub step: Step,
    /// Local seconds in one.
    seconds: i64,
}

pub(super) const WATCHED: [Watched; 2] = [
    Watched {
        name: "hour",
        step: Step::HOURS,
        seconds: 3_600,
    },
    Watched {
        name: "day",
        step: Step::DAYS,
        seconds: 86_400,
    },
];

impl Watched {
    /// The newest step that is over.
    fn newest(&self, now: Timestamp, zone: Tz) -> i64 {
        let then = now - LATE;
        let running = if self.name == "day" {
            tally::day(then, zone)
        } else {
            tally::hour(then, zone)
        };
        running - 1
    }

    /// When a step ended.
    fn end_of(&self, at: i64, zone: Tz) -> Timestamp {
        let local = DateTime::UNIX_EPOCH + TimeDelta::seconds((at + 1) * self.seconds);
        let ended = zone.from_local_datetime(&local.naive_utc()).earliest();
        ended.map_or(local, |ended| ended.with_timezone(&Utc))
    }

    /// How often a step came: an hour that clocks skip in spring never, one that they repeat in autumn twice.
    fn times(&self, at: i64, zone: Tz) -> f64 {
        if self.name == "day" {
            return 1.0;
        }
        let begun = DateTime::UNIX_EPOCH + TimeDelta::seconds(at * self.seconds);
        // By halves: there are clocks that are moved by half an hour.
        let halves = [0, 30].map(|minutes| {
            let local = (begun + TimeDelta::minutes(minutes)).naive_utc();
            match zone.from_local_datetime(&local) {
                LocalResult::None => 0.0,
                LocalResult::Single(_) => 0.5,
                LocalResult::Ambiguous(..) => 1.0,
            }
        });
        halves.iter().sum()
    }
}

/// A series as it was counted, zeros filled in.
struct Counts {
    first: i64,
    counts: Vec<i64>,
}

impl Counts {
    /// Each out of how often its step came; `times` end with the newest, as these do.
    fn points(&self, times: &[f64]) -> Vec<Point> {
        let times = &times[times.len().saturating_sub(self.counts.len())..];
        let pairs = self.counts.iter().zip(times);
        pairs
            .map(|(count, of)| Point {
                of: *of,
                ..Point::from(*count)
            })
            .collect()
    }
}

impl Desk {
    /// Looks at what is new since the last look; most often that is nothing.
    pub async fn watch(&self) -> Result<()> {
        let zone = self.office().directory.time_zone;
        for (watched, seen) in WATCHED.iter().zip(self.watched.iter()) {
            let newest = watched.newest(self.clock.now(), zone);
            if seen.load(Ordering::Relaxed) < newest {
                self.look(watched, newest).await?;
                seen.store(newest, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    async fn look(&self, watched: &Watched, newest: i64) -> Result<()> {
        let mut work = self.by_clock().await?;
        // Another process may look at the same time: whoever comes second waits for the first, and has nothing to do.
        let slot = format!("{LOOKED}{}/{newest}", watched.name);
        if !work.tx.take_slot(&slot).await? {
            return Ok(());
        }
        work.tx.forget_slots(LOOKED, work.now - SLOTS_KEPT).await?;
        let reach = watched.step.reach() as i64;
        work.tx.forget_counts(watched.name, newest - reach).await?;
        let begun = tally::hour(work.lately()?, work.office.directory.time_zone);
        work.tx.forget_counts(tally::ARRIVED, begun).await?;
        let span = CountSpan {
            step: watched.name,
            from: newest + 1 - reach,
            until: newest + 1,
        };
        let counted = by_series(work.tx.counts_in(span).await?, newest);
        let mut watches: BTreeMap<String, Watch> = BTreeMap::new();
        for (series, state) in work.tx.watches(watched.name).await? {
            watches.insert(
                series,
                serde_json::from_str(&state).context("where a series stands")?,
            );
        }
        let zone = work.office.directory.time_zone;
        let times: Vec<f64> = (span.from..span.until)
            .map(|at| watched.times(at, zone))
            .collect();
        let mut kept = Vec::new();
        for (name, counts) in counted {
            let Ok(series) = name.parse::<Series>() else {
                continue;
            };
            let mut watch = watches.remove(&name).unwrap_or_default();
            let points = counts.points(&times);
            let step = match series {
                Series::Feed(_) => watched.step,
                _ => watched.step.whatever_is_missing(),
            };
            if let Some(news) = watch.next(&step, &points, counts.first) {
                work.tell_news((watched, &series), news, &counts).await?;
            }
            kept.push((name, serde_json::to_string(&watch)?));
        }
        work.tx.keep_watches(watched.name, &kept).await?;
        work.commit().await
    }
}

/// All begin where the first of all begins: what was never counted before was nothing.
fn by_series(counted: Vec<Counted>, newest: i64) -> BTreeMap<String, Counts> {
    let first = counted.iter().map(|row| row.at).min().unwrap_or(newest);
    let steps = usize::try_from(newest + 1 - first).unwrap_or(0);
    let mut by_series: BTreeMap<String, Counts> = BTreeMap::new();
    for row in counted {
        let counts = by_series.entry(row.series).or_insert_with(|| Counts {
            first,
            counts: vec![0; steps],
        });
        if let Some(count) = usize::try_from(row.at - first)
            .ok()
            .and_then(|at| counts.counts.get_mut(at))
        {
            *count = row.count;
        }
    }
    by_series
}

impl Work {
    async fn tell_news(
        &mut self,
        (watched, series): (&Watched, &Series),
        news: News,
        counts: &Counts,
    ) -> Result<()> {
        let Some(hears) = self.who_watches(series) else {
            return Ok(());
        };
        tracing::info!(series = %series, step = watched.name, "A signal");
        match news {
            News::Rise(rise) | News::Grown(rise) => {
                let examples = self.examples(series).await?;
                let line = if matches!(news, News::Grown(_)) {
                    say::risen_on((series, watched.name), &rise, examples)
                } else {
                    say::risen((series, watched.name), &rise, examples)
                };
                self.tell_department(&hears.channels, None, &line);
                self.show_trend(&hears.channels, (watched, series), (&rise, counts));
            }
            News::Ended => {
                let line = say::no_longer_risen(series);
                self.tell_department(&hears.channels, None, &line.into());
            }
            News::Silence { steps, expected } => {
                let line = say::silent(series, watched.name, steps, expected);
                self.tell_department(&hears.channels, None, &line.into());
            }
            News::Back => {
                let line = say::no_longer_silent(series);
                self.tell_department(&hears.channels, None, &line.into());
            }
        }
        Ok(())
    }

    fn who_watches(&self, series: &Series) -> Option<Department> {
        let directory = &self.office.directory;
        match series {
            Series::Symptom(..) => directory.infection_control(),
            Series::Feed(_) => directory.administration(),
            Series::Copies => None,
            Series::Topic(..) | Series::Facility(_) => directory.communications(),
        }
        .cloned()
    }

    /// A few of the newest posts that were counted, with what may be about a patient taken out.
    async fn examples(&mut self, series: &Series) -> Result<Vec<(crate::domain::CaseNumber, String)>> {
        let newest = self
            .tx
            .list(&crate::store::Filter::Newest, LOOKED_THROUGH)
            .await?;
        let mut examples = Vec::new();
        for listed in newest {
            let judgement = self.office.triage().assess(&listed.text, listed.case.network);
            let (case, there) = (&listed.case, |facility: &Option<_>| {
                facility.is_none() || *facility == listed.case.facility
            });
            let is_counted = match series {
                Series::Topic(topic, facility) => case.topic == *topic && there(facility),
                Series::Facility(facility) => case.facility.as_ref() == Some(facility),
                Series::Symptom(symptom, facility) => judgement.symptoms.contains(symptom) && there(facility),
                Series::Copies | Series::Feed(_) => false,
            };
            if is_counted {
                let words = sight::mask_of(&mut self.tx, case).await?.post(&listed.text);
                examples.push((case.number, text::line(&words, 90)));
            }
            if examples.len() == EXAMPLES {
                break;
            }
        }
        Ok(examples)
    }

    fn show_trend(
        &mut self,
        channels: &[ChannelRef],
        (watched, series): (&Watched, &Series),
        (rise, counts): (&Rise, &Counts),
    ) {
        let zone = self.office.directory.time_zone;
        let newest = counts.first + counts.counts.len() as i64 - 1;
        let shown = counts.counts.len().saturating_sub(SHOWN);
        let trend = Trend {
            title: capital(&series.title()),
            step: watched.name.to_owned(),
            until: watched.end_of(newest, zone),
            counts: counts.counts[shown..].to_vec(),
            risen: rise.steps,
            usual: rise.expected / rise.steps as f64,
        };
        for channel in channels {
            let what = What::Chart {
                channel: channel.clone(),
                trend: Box::new(trend.clone()),
            };
            self.enqueue(Lane::channel(channel), None, what);
        }
    }
}

fn capital(words: &str) -> String {
    let mut signs = words.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string());
    first.unwrap_or_default() + signs.as_str()
}
