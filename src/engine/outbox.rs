//! The one who speaks: leases lanes, delivers their heads in order, records
//! how each ended.
//!
//! No transaction is open while a call is out. Before the call the attempt is
//! committed, so that a process killed anywhere leaves one of two things
//! behind: a delivery never tried, or one whose outcome is unknown, which is
//! looked up before it is tried again. If it can't be found out, a person is
//! asked. Lanes run side by side; one told to slow down delays no other.

use super::{LEASE, rest};
use crate::chat::Chat;
use crate::desk::Desk;
use crate::domain::{Clock, Delivery, FeedName, Lane, What};
use crate::feeds::Feed;
use crate::store::{Leased, Store};
use anyhow::Result;
use futures_util::future::join_all;
use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Lanes worked on side by side.
const LANES: usize = 32;
/// How long to rest when there is nothing to do.
const IDLE: Duration = Duration::from_millis(100);

/// Sends deliveries.
pub struct Outbox {
    pub(super) store: Store,
    pub(super) desk: Desk,
    pub(super) clock: Clock,
    pub(super) holder: String,
    pub(super) chats: HashMap<&'static str, Arc<dyn Chat>>,
    pub(super) feeds: HashMap<FeedName, Arc<dyn Feed>>,
}

/// How a delivery of a lane ended, for the lane.
pub(super) enum Step {
    /// The next one's turn.
    Next,
    /// It went well, and the channel is left in peace for so long.
    Pause(Duration),
    /// It did not; the lane rests so long.
    Rest(Duration),
}

impl Outbox {
    /// An outbox over these chats and feeds.
    pub fn new(
        (store, desk, clock): (Store, Desk, Clock),
        holder: &str,
        chats: Vec<Arc<dyn Chat>>,
        feeds: Vec<Arc<dyn Feed>>,
    ) -> Self {
        Self {
            store,
            desk,
            clock,
            holder: holder.to_owned(),
            chats: chats.into_iter().map(|chat| (chat.name(), chat)).collect(),
            feeds: feeds
                .into_iter()
                .map(|feed| (feed.name().clone(), feed))
                .collect(),
        }
    }

    /// Works until told to stop, then finishes the calls that are out.
    pub(super) async fn run(self: Arc<Self>, stop: CancellationToken) {
        let (places, tasks) = (Arc::new(Semaphore::new(LANES)), TaskTracker::new());
        loop {
            let free = places.available_permits();
            let leased = if free == 0 {
                Vec::new()
            } else {
                self.lease_calmly(free).await
            };
            if leased.is_empty() && !self.idle(&stop).await {
                break;
            }
            for lane in leased {
                let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                    break;
                };
                let (outbox, stop) = (Arc::clone(&self), stop.clone());
                tasks.spawn(async move {
                    if let Err(error) = outbox.work(lane, &stop).await {
                        tracing::error!(
                            error = format!("{error:#}"),
                            "A lane stopped; it is taken up again when its lease ends"
                        );
                    }
                    drop(place);
                });
            }
            if stop.is_cancelled() {
                break;
            }
        }
        tasks.close();
        tasks.wait().await;
    }

    /// Until there may be something to do; false when told to stop. What other processes commit is seen by looking.
    async fn idle(&self, stop: &CancellationToken) -> bool {
        tokio::select! {
            goes_on = rest(stop, IDLE) => goes_on,
            () = self.store.deliveries_came() => true,
        }
    }

    /// Leases what is due and delivers it; gives how many lanes there were.
    pub async fn tick(&self) -> Result<usize> {
        let leased = self.lease(LANES).await?;
        let count = leased.len();
        let never = CancellationToken::new();
        for done in join_all(leased.into_iter().map(|lane| self.work(lane, &never))).await {
            done?;
        }
        Ok(count)
    }

    async fn lease_calmly(&self, most: usize) -> Vec<Leased> {
        match self.lease(most).await {
            Ok(leased) => leased,
            Err(error) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "The outbox can't reach the database; it goes on when it can"
                );
                tokio::time::sleep(Duration::from_secs(1)).await;
                Vec::new()
            }
        }
    }

    async fn lease(&self, most: usize) -> Result<Vec<Leased>> {
        // Reading first spares SQLite's one writer a transaction each time there is nothing to do.
        if !self.store.read().await?.lanes_are_due().await? {
            return Ok(Vec::new());
        }
        let mut tx = self.store.begin().await?;
        let leased = tx.lease_lanes(&self.holder, LEASE, i64::try_from(most)?).await?;
        tx.commit().await?;
        Ok(leased)
    }

    /// Delivers the heads of one lane in order, until one has to wait.
    async fn work(&self, leased: Leased, stop: &CancellationToken) -> Result<()> {
        let Leased { lane, mut failures } = leased;
        let mut pause = None;
        let batch = self.next_in(&lane).await?;
        for (index, delivery) in batch.iter().enumerate() {
            if stop.is_cancelled() || delivery.due_at > self.clock.now() || !self.still_ours(&lane).await? {
                break;
            }
            if self.is_superseded(delivery, &batch[index + 1..]).await? {
                self.desk.moot(delivery).await?;
                continue;
            }
            match self.holding(&lane, self.deliver(delivery, failures)).await? {
                Step::Next => failures = 0,
                Step::Pause(wait) => {
                    failures = 0;
                    pause = Some(self.clock.now() + wait);
                    break;
                }
                Step::Rest(wait) => {
                    failures += 1;
                    pause = Some(self.clock.now() + wait);
                    break;
                }
            }
        }
        let mut tx = self.store.begin().await?;
        tx.return_lane(&lane, &self.holder, failures, pause).await?;
        tx.commit().await
    }

    /// A later redraw of the same card shows all that this one would. A card that stands nowhere yet is
    /// posted all the same: what comes between the two is said in its thread.
    async fn is_superseded(&self, delivery: &Delivery, later: &[Delivery]) -> Result<bool> {
        let (What::Card { channel }, Some(case), None) =
            (&delivery.what, delivery.case, delivery.unknown_since)
        else {
            return Ok(false);
        };
        let covers = |later: &Delivery| later.case == delivery.case && later.what == delivery.what;
        if !later.iter().any(covers) {
            return Ok(false);
        }
        Ok(self
            .store
            .read()
            .await?
            .card_message(case, channel)
            .await?
            .is_some())
    }

    /// Renews the lane's lease for as long as `work` takes. One delivery may need several slow
    /// calls, and must not be taken up by another worker while one of them is out.
    async fn holding<T>(&self, lane: &Lane, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(LEASE / 3) => {}
            }
            tokio::select! {
                done = &mut work => return done,
                renewed = self.still_ours(lane) => if let Err(error) = renewed {
                    tracing::warn!(error = format!("{error:#}"), "A lane's lease could not be renewed");
                },
            }
        }
    }

    async fn still_ours(&self, lane: &Lane) -> Result<bool> {
        let mut tx = self.store.begin().await?;
        let ours = tx.renew_lane(lane, &self.holder, LEASE).await?;
        tx.commit().await?;
        Ok(ours)
    }
}
