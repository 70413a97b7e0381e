//! When a cron expression of the settings fires, in the organisation's zone.
//!
//! Each local time that the expression names fires exactly once: one that the
//! spring change skips fires at the first moment after the gap, one that the
//! autumn change repeats fires the first time only. The `cron` crate is asked
//! in plain local time, where no hour is missing or double, and the zone is
//! applied here.

use super::Timestamp;
use chrono::{NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use std::str::FromStr;

/// A cron expression of five fields (minute first) or six (second first), and its zone.
#[derive(Debug, Clone)]
pub struct Schedule {
    cron: cron::Schedule,
    zone: Tz,
}

impl Schedule {
    /// Reads an expression. Days of the week are the names, or 0–7 with Sunday as 0 and 7, as in `crontab(5)`.
    pub fn new(expression: &str, zone: Tz) -> Result<Self, String> {
        let fields: Vec<&str> = expression.split_whitespace().collect();
        let (second, rest) = match fields.len() {
            5 => ("0", &fields[..]),
            6 => (fields[0], &fields[1..]),
            n => {
                return Err(format!(
                    "a cron expression has five fields, “minute hour day month weekday”, not {n}"
                ));
            }
        };
        let weekday = weekday(rest[4])?;
        let full = format!(
            "{second} {} {} {} {} {weekday}",
            rest[0], rest[1], rest[2], rest[3]
        );
        let cron = cron::Schedule::from_str(&full).map_err(|_| {
            format!("“{expression}” is no cron expression; “0 7 * * *” is seven every morning")
        })?;
        Ok(Self { cron, zone })
    }

    /// The first moment after `now`, if there ever is one.
    pub fn next_after(&self, now: Timestamp) -> Option<Timestamp> {
        // The local clock may have been set back since: begin a little before, and take what is truly later.
        let local = now.with_timezone(&self.zone).naive_local() - TimeDelta::hours(3);
        self.cron
            .after(&local.and_utc())
            .map(|slot| self.at(slot.naive_utc()))
            .find(|at| *at > now)
    }

    fn at(&self, local: NaiveDateTime) -> Timestamp {
        let mut local = local;
        for _ in 0..(24 * 60) {
            if let Some(found) = self.zone.from_local_datetime(&local).earliest() {
                return found.with_timezone(&Utc);
            }
            local += TimeDelta::minutes(1);
        }
        local.and_utc()
    }
}

/// The `cron` crate counts Sunday as 1; `crontab(5)` and everybody who writes one as 0 or 7.
fn weekday(field: &str) -> Result<String, String> {
    let shift = |day: &str| -> Result<String, String> {
        if matches!(day, "*" | "?") {
            return Ok(day.to_owned());
        }
        let named = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
        let index = named.iter().position(|name| day.to_lowercase().starts_with(name));
        match index.or_else(|| day.parse().ok()) {
            Some(day @ 0..=7) => Ok((day % 7 + 1).to_string()),
            _ => Err(format!(
                "“{day}” is no day of the week: 0 (Sunday) to 7 (Sunday again), or sun to sat"
            )),
        }
    };
    let part = |part: &str| -> Result<String, String> {
        let (days, step) = part.split_once('/').map_or((part, None), |(d, s)| (d, Some(s)));
        let days = match days.split_once('-') {
            // A range that ends on Sunday would run backwards with Sunday first.
            Some((from, "7" | "sun" | "SUN")) => format!("{}-7,1", shift(from)?),
            Some((from, to)) => format!("{}-{}", shift(from)?, shift(to)?),
            None => shift(days)?,
        };
        Ok(step.map_or(days.clone(), |s| format!("{days}/{s}")))
    };
    Ok(field
        .split(',')
        .map(part)
        .collect::<Result<Vec<_>, _>>()?
        .join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chicago(expression: &str) -> Schedule {
        Schedule::new(expression, chrono_tz::America::Chicago).unwrap()
    }

    fn slots(schedule: &Schedule, from: &str, count: usize) -> Vec<String> {
        let mut at: Timestamp = from.parse().unwrap();
        (0..count)
            .map(|_| {
                at = schedule.next_after(at).unwrap();
                at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
            })
            .collect()
    }

    #[test]
    fn the_hour_that_spring_skips_still_fires_once() {
        let found = slots(&chicago("30 2 * * *"), "2026-03-07T12:00:00Z", 3);
        assert_eq!(
            found,
            [
                "2026-03-08T08:00:00Z",
                "2026-03-09T07:30:00Z",
                "2026-03-10T07:30:00Z"
            ]
        );
    }

    #[test]
    fn the_hour_that_autumn_repeats_fires_once() {
        let found = slots(&chicago("30 1 * * *"), "2026-10-31T12:00:00Z", 3);
        assert_eq!(
            found,
            [
                "2026-11-01T06:30:00Z",
                "2026-11-02T07:30:00Z",
                "2026-11-03T07:30:00Z"
            ]
        );
    }

    #[test]
    fn days_of_the_week_are_as_in_crontab() {
        // 2026-11-22 is a Sunday.
        assert_eq!(
            slots(&chicago("0 7 * * 0"), "2026-11-21T00:00:00Z", 1),
            ["2026-11-22T13:00:00Z"]
        );
        assert_eq!(
            slots(&chicago("0 7 * * 1-5"), "2026-11-21T00:00:00Z", 1),
            ["2026-11-23T13:00:00Z"]
        );
        assert_eq!(
            slots(&chicago("0 7 * * fri-7"), "2026-11-18T00:00:00Z", 3)[2],
            "2026-11-22T13:00:00Z"
        );
        assert!(Schedule::new("0 7 * * 8", chrono_tz::UTC).is_err());
    }

    #[test]
    fn what_is_no_expression_is_refused_with_what_would_be() {
        for wrong in ["", "daily", "0 7 * *", "61 7 * * *", "a b c d e"] {
            assert!(Schedule::new(wrong, chrono_tz::UTC).is_err(), "{wrong}");
        }
    }
}
