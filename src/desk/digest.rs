//! `/desk digest`, `liaison digest` and the calendar: numbers of a span beside the span before.

use super::{Answer, Caller, Desk, Result, say, sight};
use crate::domain::digest::{Digest, Span};
use crate::domain::{Case, CaseNumber, Refusal, Timestamp, Topic, text};
use crate::store::Tx;
use crate::triage::Mask;
use anyhow::Context;
use chrono::{Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;

/// Most signs of a post in a digest.
const EXCERPT: usize = 180;

/// How long a digest looks back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// A month.
    Month,
}

impl FromStr for Period {
    type Err = Refusal;

    fn from_str(word: &str) -> std::result::Result<Self, Refusal> {
        match word.trim().to_lowercase().as_str() {
            "" | "day" => Ok(Self::Day),
            "week" => Ok(Self::Week),
            "month" => Ok(Self::Month),
            other => Err(Refusal::UnknownWord(format!(
                "“{other}” is no period: day, week or month."
            ))),
        }
    }
}

impl Period {
    /// The span of this length that ends now.
    pub fn until(self, now: Timestamp) -> Span {
        let days = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
        };
        Span {
            from: now - TimeDelta::days(days),
            until: now,
        }
    }
}

/// The calendar day, or the week or month that begins with it, in the organisation's zone.
pub fn span_at(period: Period, date: NaiveDate, zone: Tz) -> Option<Span> {
    let end = match period {
        Period::Day => date.checked_add_days(Days::new(1)),
        Period::Week => date.checked_add_days(Days::new(7)),
        Period::Month => date.checked_add_months(Months::new(1)),
    }?;
    Some(Span {
        from: midnight(date, zone)?,
        until: midnight(end, zone)?,
    })
}

/// The first moment of a day; where midnight is skipped, the first moment there is.
fn midnight(date: NaiveDate, zone: Tz) -> Option<Timestamp> {
    let first = date.and_time(NaiveTime::MIN);
    (0..4)
        .find_map(|hours| {
            zone.from_local_datetime(&(first + TimeDelta::hours(hours)))
                .earliest()
        })
        .map(|local| local.with_timezone(&Utc))
}

impl Desk {
    pub(super) async fn digest(&self, from: &Caller, ask: commands::Digest) -> Result<Answer> {
        let period: Period = ask.period.as_deref().unwrap_or("day").parse()?;
        let digest = self.digest_of(period.until(self.clock.now())).await?;
        let digest = sight::digest(digest, from.sight);
        let text = say::digest(&digest, self.office().directory.time_zone);
        Ok(Answer {
            text,
            data: serde_json::to_value(&digest)?,
            case: None,
            offer: None,
        })
    }

    /// Counts a span. What the posts of a case told is masked in its praise, and in why the guard was overridden there.
    pub async fn digest_of(&self, span: Span) -> Result<Digest> {
        let mut tx = self.store.read().await?;
        let mut digest = tx.digest(span).await.context("counting a digest")?;
        let masks = masks(&mut tx, &digest).await?;
        let untold = Mask::of([], Topic::ClinicalCare);
        let mask = |case: CaseNumber| masks.get(&case).unwrap_or(&untold);
        for praise in &mut digest.praise {
            praise.text = text::line(&mask(praise.case).post(&praise.text), EXCERPT);
        }
        for one in &mut digest.approvals.overrides {
            let mask = mask(one.case);
            one.by.iter_mut().for_each(|(_, why)| *why = mask.remark(why));
        }
        Ok(digest)
    }
}

/// What the cases that a digest quotes keep to themselves.
async fn masks(tx: &mut Tx, digest: &Digest) -> Result<HashMap<CaseNumber, Mask>> {
    let praised = digest.praise.iter().map(|praise| praise.case);
    let overridden = digest.approvals.overrides.iter().map(|one| one.case);
    let numbers: BTreeSet<CaseNumber> = praised.chain(overridden).collect();
    let mut cases = Vec::with_capacity(numbers.len());
    for number in numbers {
        // Who reads a digest knows nothing of the case: no topic makes a name in it harmless.
        let strictly = |case: Case| Case {
            topic: Topic::ClinicalCare,
            ..case
        };
        cases.extend(tx.case(number).await?.map(strictly));
    }
    let cases: Vec<&Case> = cases.iter().collect();
    sight::masks(tx, &cases).await
}
