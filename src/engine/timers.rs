//! What is due because of time: late cases move up, the digest goes out, old
//! receipts are forgotten, gauges are set.

use super::{LEASE, rest};
use crate::desk::Desk;
use crate::domain::schedule::Schedule;
use crate::domain::{Clock, DepartmentName};
use crate::store::Store;
use anyhow::Result;
use chrono::TimeDelta;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often to look.
const EVERY: Duration = Duration::from_secs(1);
/// How long a webhook's id is remembered: senders repeat for up to three days.
const RECEIPTS_DAYS: i64 = 7;

/// How long a post is remembered that copies may be made of.
const PRINTS_HOURS: i64 = 72;

/// Looks at the clock.
pub struct Timers {
    /// The database.
    pub store: Store,
    /// Does what is due.
    pub desk: Desk,
    /// Tells the time.
    pub clock: Clock,
    /// Names this process in leases.
    pub holder: String,
    /// When the digest is due and the department that reads it.
    pub digest: Option<(Schedule, DepartmentName)>,
}

impl Timers {
    pub(super) async fn run(self: Arc<Self>, stop: CancellationToken) {
        loop {
            if let Err(error) = self.tick().await {
                tracing::error!(
                    error = format!("{error:#}"),
                    "What was due could not be done; it is tried again"
                );
            }
            if !rest(&stop, EVERY).await {
                return;
            }
        }
    }

    /// Does what is due now.
    pub async fn tick(&self) -> Result<()> {
        let mut tx = self.store.begin().await?;
        let ours = tx.lease("calendar", &self.holder, LEASE).await?;
        tx.commit().await?;
        if !ours {
            return Ok(());
        }
        while self.desk.expire_drafts().await? > 0 {}
        while self.desk.chase().await? > 0 {}
        self.desk.keep_incidents().await?;
        self.desk.watch().await?;
        if let Some((schedule, channel)) = &self.digest {
            while self.desk.keep_calendar(schedule, channel).await? {}
        }
        let mut tx = self.store.begin().await?;
        tx.forget_receipts(self.clock.now() - TimeDelta::days(RECEIPTS_DAYS))
            .await?;
        tx.forget_prints(self.clock.now() - TimeDelta::hours(PRINTS_HOURS))
            .await?;
        tx.commit().await?;
        self.gauge().await
    }

    async fn gauge(&self) -> Result<()> {
        let mut tx = self.store.read().await?;
        let (waiting, oldest) = tx.waiting().await?;
        let lag = oldest.map_or(0.0, |at| (self.clock.now() - at).as_seconds_f64().max(0.0));
        metrics::gauge!("liaison_deliveries_waiting").set(waiting as f64);
        metrics::gauge!("liaison_deliveries_oldest_seconds").set(lag);
        for count in tx.open_counts().await? {
            let department = count.department.to_string();
            metrics::gauge!("liaison_cases_open", "department" => department.clone()).set(count.open as f64);
            metrics::gauge!("liaison_cases_late", "department" => department).set(count.late as f64);
        }
        Ok(())
    }
}
