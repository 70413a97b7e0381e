//! The loops that keep liaison going: they call a `tick` and sleep.
//!
//! All work lies in the database, none only here: a loop that is stopped at
//! any point loses nothing, and another process takes its leases over when
//! they end. Tests call the ticks themselves.

mod burst;
mod deliver;
pub mod ingest;
pub mod learning;
pub mod outbox;
mod picture;
pub mod roster;
mod speak;
pub mod timers;

use crate::domain::Clock;
use crate::store::Store;
use anyhow::Result;
use ingest::Ingest;
use learning::Learning;
use outbox::Outbox;
use roster::Roster;
use std::sync::Arc;
use std::time::Duration;
use timers::Timers;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a lease lasts that is not renewed: so long after a process has
/// died, another goes on with its work. Longer than any one call outside.
pub const LEASE: Duration = Duration::from_secs(30);

/// How long a graceful shutdown waits for calls in flight.
const PATIENCE: Duration = Duration::from_secs(25);

/// Everything that goes on by itself.
pub struct Engine {
    /// The database.
    pub store: Store,
    /// Names this process in leases.
    pub holder: String,
    /// One a feed.
    pub ingests: Vec<Arc<Ingest>>,
    /// One a chat of others.
    pub rosters: Vec<Arc<Roster>>,
    /// Sends deliveries.
    pub outbox: Arc<Outbox>,
    /// Chases late cases and keeps the calendar.
    pub timers: Arc<Timers>,
    /// Looks after what triage judges by.
    pub learning: Arc<Learning>,
}

impl Engine {
    /// A name for this process in leases: unlike any other's, now or later.
    pub fn holder(clock: &Clock) -> String {
        format!("{}-{}", std::process::id(), clock.new_id().simple())
    }

    /// Runs until `stop`, then finishes what is in flight and gives every lease back.
    pub async fn run(self, stop: CancellationToken) -> Result<()> {
        let tasks = TaskTracker::new();
        for ingest in self.ingests {
            tasks.spawn(ingest.run(stop.clone()));
        }
        for roster in self.rosters {
            tasks.spawn(roster.run(stop.clone()));
        }
        tasks.spawn(Arc::clone(&self.outbox).run(stop.clone()));
        tasks.spawn(Arc::clone(&self.timers).run(stop.clone()));
        tasks.spawn(Arc::clone(&self.learning).run(stop.clone()));
        tasks.close();
        stop.cancelled().await;
        if tokio::time::timeout(PATIENCE, tasks.wait()).await.is_err() {
            tracing::warn!("Some work did not finish in time; it goes on after the next start");
        }
        let mut tx = self.store.begin().await?;
        tx.return_leases(&self.holder).await?;
        tx.commit().await
    }

    /// A process that knows it is alone on its database frees what one that was killed still holds.
    pub async fn take_over(store: &Store, holder: &str) -> Result<()> {
        let mut tx = store.begin().await?;
        tx.free_lanes_of_others(holder).await?;
        tx.end_leases_of_others(holder).await?;
        tx.commit().await
    }
}

/// Sleeps, unless told to stop; false then.
async fn rest(stop: &CancellationToken, wait: Duration) -> bool {
    tokio::select! {
        () = stop.cancelled() => false,
        () = tokio::time::sleep(wait) => true,
    }
}

/// Exponential back-off: `first`, doubled with each failure up to `most`, and up to half of that by chance.
fn back_off(clock: &Clock, failures: i32, first: Duration, most: Duration) -> Duration {
    let doubled = first.saturating_mul(
        1_u32
            .checked_shl(failures.clamp(0, 20).unsigned_abs())
            .unwrap_or(u32::MAX),
    );
    let wait = doubled.min(most);
    wait / 2 + clock.jitter(wait / 2)
}
