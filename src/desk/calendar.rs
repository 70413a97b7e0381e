//! The digest's slots: each is done once, by whichever process is first, and
//! one that passed while nothing ran is made up for.

use super::work::Work;
use super::{Desk, Period, Result};
use crate::domain::digest::{Approvals, Digest, Span};
use crate::domain::schedule::Schedule;
use crate::domain::{Actor, DepartmentName, Lane, Origin, Timestamp, What};
use anyhow::Context;
use chrono::{SecondsFormat, SubsecRound};

const BEGINNING: &str = "digest/";

impl Desk {
    /// Posts the digest of the next slot that has come, to leadership's channel; false when none has.
    pub async fn keep_calendar(&self, schedule: &Schedule, channel: &DepartmentName) -> Result<bool> {
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let last = tx.last_slot(BEGINNING).await?;
        drop(tx);
        let Some(last) = last else {
            // The first start: the calendar begins now.
            let mut tx = self.store.begin().await?;
            tx.take_slot(&slot_name(now)).await?;
            tx.commit().await?;
            return Ok(false);
        };
        let last: Timestamp = last[BEGINNING.len()..]
            .parse()
            .context("reading the last slot of the digest")?;
        let Some(slot) = schedule.next_after(last).filter(|slot| *slot <= now) else {
            return Ok(false);
        };
        self.post_digest((last, slot), channel).await?;
        Ok(true)
    }

    async fn post_digest(
        &self,
        (last, slot): (Timestamp, Timestamp),
        channel: &DepartmentName,
    ) -> Result<()> {
        let day = Period::Day.until(slot);
        let digest = self.digest_of(day).await?;
        // Where no digest comes at weekends, what was let out on one is told of all the same.
        let since = (last < day.from).then_some(last);
        let approvals = match since {
            Some(from) => self.digest_of(Span { from, ..day }).await?.approvals,
            None => digest.approvals.clone(),
        };
        let told = Digest {
            approvals,
            ..digest.clone()
        };
        let tx = self.store.begin().await?;
        let mut work = Work::by(tx, self.office(), &self.clock, Actor::Liaison, Origin::Clock);
        if work.tx.take_slot(&slot_name(slot)).await? {
            let line = told.line(work.office.directory.time_zone, since);
            let channels = work.department(channel)?.channels;
            work.tell_department(&channels, None, &line);
            for channel in &channels {
                let what = What::Picture {
                    channel: channel.clone(),
                    digest: Box::new(without_words(&digest)),
                };
                work.enqueue(Lane::channel(channel), None, what);
            }
            work.commit().await?;
        }
        Ok(())
    }
}

/// The numbers alone: a picture shows nothing that anybody wrote, so none of it is kept for one.
fn without_words(digest: &Digest) -> Digest {
    Digest {
        praise: Vec::new(),
        approvals: Approvals {
            overrides: Vec::new(),
            ..digest.approvals.clone()
        },
        ..digest.clone()
    }
}

/// Sorts by time, so that the newest is the last by name.
fn slot_name(at: Timestamp) -> String {
    format!(
        "{BEGINNING}{}",
        at.trunc_subsecs(0).to_rfc3339_opts(SecondsFormat::Secs, true)
    )
}
