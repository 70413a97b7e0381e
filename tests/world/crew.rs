//! One process at work: what `liaison run` starts, ticked by the story.

use super::network::{Network as Public, TOKEN};
use super::organisation::ACCOUNT;
use chrono_tz::America::Chicago;
use liaison::chat::Chat;
use liaison::desk::{Course, Desk};
use liaison::domain::schedule::Schedule;
use liaison::domain::{Clock, DepartmentName, FeedName};
use liaison::engine::ingest::{Ingest, Next};
use liaison::engine::learning::Learning;
use liaison::engine::outbox::Outbox;
use liaison::engine::timers::Timers;
use liaison::feeds::Feed;
use liaison::feeds::sandbox::{Sandbox, Settings};
use liaison::store::Store;
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;

/// The feed that every story reads.
pub const FEED: &str = "public";

pub struct Crew {
    pub holder: String,
    pub desk: Desk,
    pub ingest: Ingest,
    pub outbox: Outbox,
    pub timers: Timers,
    pub learning: Learning,
}

impl Crew {
    pub fn new(
        holder: &str,
        (store, desk, clock): (&Store, &Desk, &Clock),
        network: &Public,
        chat: Arc<dyn Chat>,
    ) -> Self {
        let parts = || (store.clone(), desk.clone(), clock.clone());
        let feed: Arc<dyn Feed> = Arc::new(feed(network, clock));
        Self {
            holder: holder.to_owned(),
            desk: desk.clone(),
            ingest: Ingest::new(parts(), holder, Arc::clone(&feed)),
            outbox: Outbox::new(parts(), holder, vec![chat], vec![feed]),
            timers: Timers {
                store: store.clone(),
                desk: desk.clone(),
                clock: clock.clone(),
                holder: holder.to_owned(),
                digest: None,
            },
            learning: Learning::new((desk.clone(), clock.clone()), course(holder), None),
        }
    }

    /// Posts a digest to leadership by this calendar.
    pub fn keeps_calendar(&mut self, cron: &str) {
        let schedule = Schedule::new(cron, Chicago).expect("a cron expression");
        self.timers.digest = Some((schedule, DepartmentName::from("leadership")));
    }

    /// Learns at half past three by the clock of the house.
    pub fn learns_at_night(&mut self, clock: &Clock) {
        let schedule = Schedule::new("30 3 * * *", Chicago).expect("a cron expression");
        let parts = (self.desk.clone(), clock.clone());
        self.learning = Learning::new(parts, course(&self.holder), Some(schedule));
    }

    /// Everything once; gives how many lanes had something to send.
    pub async fn round(&self) -> usize {
        self.reads().await;
        self.timers.tick().await.expect("the timers tick");
        self.learning
            .tick()
            .await
            .expect("what triage learns is looked after");
        self.outbox.tick().await.expect("the outbox ticks")
    }

    /// Reads the feed until there is no more.
    pub async fn reads(&self) {
        while self.ingest.tick().await.expect("the feed is read") == Next::Again {}
    }
}

/// A quick course: of the program's own lessons few are used.
pub fn course(holder: &str) -> Course {
    Course {
        every: 160,
        ..Course::new(holder.to_owned())
    }
}

/// What reads the public network, and answers there.
pub fn feed(network: &Public, clock: &Clock) -> Sandbox {
    let settings = Settings {
        name: FeedName::from(FEED),
        base_url: network.address().parse().expect("an address"),
        token: Some(SecretString::from(TOKEN)),
        every: Duration::from_secs(10),
        account: ACCOUNT.to_owned(),
    };
    Sandbox::new(settings, clock.clone()).expect("a feed")
}
