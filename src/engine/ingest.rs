//! One feed's loop: look, take in, rest. One process at a time holds a feed;
//! what a look brought and where it goes on from are stored together.

use super::{LEASE, back_off, rest};
use crate::desk::{Desk, Received};
use crate::domain::{Clock, Found, Timestamp};
use crate::feeds::{Cursor, Feed, FeedError, Page};
use crate::store::Store;
use anyhow::Result;
use chrono::TimeDelta;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Longest rest of a feed that keeps failing.
const LONGEST_WAIT: Duration = Duration::from_secs(900);
/// How long to wait for a feed that another process holds.
const WAITING: Duration = Duration::from_secs(5);
/// How long a feed stays with a process that has died: with the wait of the next one, half a minute.
const HELD: Duration = LEASE.saturating_sub(WAITING);
/// How often posts taken in before are looked at again, for edits and deletions.
const RECHECK: TimeDelta = TimeDelta::seconds(30);
/// How old a post may be to be looked at again, and how many at once.
const WATCHED_DAYS: i64 = 30;
const WATCHED: i64 = 200;

/// Reads one feed.
pub struct Ingest {
    store: Store,
    desk: Desk,
    clock: Clock,
    holder: String,
    feed: Arc<dyn Feed>,
    rechecked: Mutex<Timestamp>,
    /// The last look went well.
    reads: AtomicBool,
}

/// What to do after a look.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// There is more: look at once.
    Again,
    /// Rest so long.
    Rest(Duration),
}

impl Ingest {
    /// A loop for one feed.
    pub fn new((store, desk, clock): (Store, Desk, Clock), holder: &str, feed: Arc<dyn Feed>) -> Self {
        let rechecked = Mutex::new(clock.now());
        Self {
            store,
            desk,
            clock,
            holder: holder.to_owned(),
            feed,
            rechecked,
            reads: AtomicBool::new(false),
        }
    }

    pub(super) async fn run(self: Arc<Self>, stop: CancellationToken) {
        tokio::select! {
            () = self.look_on(&stop) => {}
            () = self.keep() => {}
        }
    }

    /// Keeps the feed through slow looks and long rests: its lease is shorter than either may be.
    /// A process that can't read it lets it go, in case another can.
    async fn keep(&self) {
        loop {
            tokio::time::sleep(HELD / 3).await;
            if !self.reads.load(Ordering::Relaxed) {
                continue;
            }
            if let Err(error) = self.have_lease().await {
                tracing::warn!(
                    feed.name = self.feed.name().as_str(),
                    error = format!("{error:#}"),
                    "A feed's lease could not be renewed"
                );
            }
        }
    }

    async fn look_on(&self, stop: &CancellationToken) {
        loop {
            // Dropping a look half-way is harmless: its cursor was not stored.
            let next = tokio::select! {
                () = stop.cancelled() => return,
                next = self.tick() => next,
            };
            let wait = match next {
                Ok(Next::Again) => Duration::ZERO,
                Ok(Next::Rest(wait)) => wait,
                Err(error) => {
                    let feed = self.feed.name().as_str();
                    tracing::error!(
                        feed.name = feed,
                        error = format!("{error:#}"),
                        "What a feed brought could not be stored; it is read again"
                    );
                    WAITING
                }
            };
            if !rest(stop, wait).await {
                return;
            }
        }
    }

    /// One look, if no other process has the feed.
    pub async fn tick(&self) -> Result<Next> {
        if !self.have_lease().await? {
            self.reads.store(false, Ordering::Relaxed);
            return Ok(Next::Rest(WAITING));
        }
        let cursor = self
            .store
            .read()
            .await?
            .cursor(self.feed.name())
            .await?
            .map(Cursor);
        match self.feed.since(cursor.as_ref()).await {
            Ok(page) => self.take_in(page).await,
            Err(error) => self.failed(&error).await,
        }
    }

    async fn have_lease(&self) -> Result<bool> {
        let mut tx = self.store.begin().await?;
        let name = format!("feed/{}", self.feed.name());
        let have = tx.lease(&name, &self.holder, HELD).await?;
        tx.commit().await?;
        Ok(have)
    }

    async fn take_in(&self, page: Page) -> Result<Next> {
        let Page { found, cursor, more } = page;
        let received = self
            .desk
            .receive(self.feed.name(), self.feed.network(), found, Some(&cursor.0))
            .await?;
        self.count(received);
        self.reads.store(true, Ordering::Relaxed);
        if more {
            return Ok(Next::Again);
        }
        self.recheck().await?;
        Ok(Next::Rest(self.feed.every()))
    }

    /// Looks again at posts of open cases: some networks announce edits and deletions nowhere.
    async fn recheck(&self) -> Result<()> {
        let now = self.clock.now();
        {
            let mut rechecked = self.rechecked.lock().unwrap_or_else(PoisonError::into_inner);
            if now - *rechecked < RECHECK {
                return Ok(());
            }
            *rechecked = now;
        }
        self.recheck_now().await.map(|_| ())
    }

    /// The same, whenever it was done last.
    pub async fn recheck_now(&self) -> Result<Received> {
        let since = self.clock.now() - TimeDelta::days(WATCHED_DAYS);
        let posts = self
            .store
            .read()
            .await?
            .watched(self.feed.name(), since, WATCHED)
            .await?;
        if posts.is_empty() {
            return Ok(Received::default());
        }
        let changes: Vec<Found> = match self.feed.recheck(&posts).await {
            Ok(changes) => changes,
            Err(error) => {
                tracing::warn!(feed.name = self.feed.name().as_str(), why = %error, "Posts could not be looked at again");
                return Ok(Received::default());
            }
        };
        let received = self
            .desk
            .receive(self.feed.name(), self.feed.network(), changes, None)
            .await?;
        self.count(received);
        Ok(received)
    }

    async fn failed(&self, error: &FeedError) -> Result<Next> {
        self.reads.store(false, Ordering::Relaxed);
        let (state, after) = match error {
            FeedError::Retry { after, .. } => ("failing", *after),
            FeedError::Expired { .. } => ("expired", None),
            FeedError::Broken { .. } => ("broken", None),
        };
        let mut tx = self.store.begin().await?;
        let failures = tx
            .feed_failed(self.feed.name(), self.feed.network(), state, &error.to_string())
            .await?;
        tx.commit().await?;
        metrics::counter!("liaison_feed_failures_total", "feed" => self.feed.name().to_string(), "state" => state).increment(1);
        tracing::warn!(feed.name = self.feed.name().as_str(), feed.state = state, why = %error, "A feed could not be read");
        let wait = after.unwrap_or_else(|| back_off(&self.clock, failures, self.feed.every(), LONGEST_WAIT));
        Ok(Next::Rest(wait))
    }

    fn count(&self, received: Received) {
        let network = self.feed.network().as_str();
        let counts = [
            ("opened", received.opened),
            ("followed_up", received.followed),
            ("edited", received.edited),
            ("deleted", received.deleted),
        ];
        for (what, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            metrics::counter!("liaison_mentions_total", "network" => network, "what" => what)
                .increment(count as u64);
        }
    }
}
