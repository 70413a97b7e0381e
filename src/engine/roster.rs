//! Looks after one chat of others: who its people are, and whether it ails.
//!
//! The roll is called by one process at a time, under a lease; every process
//! reads what came of it, and watches its own connection. When the roll can't
//! be had, what it gave last holds for a while, and the desk decides how long.

use super::{LEASE, back_off, rest};
use crate::chat::Chat;
use crate::desk::Desk;
use crate::domain::{Clock, Timestamp};
use crate::store::Store;
use anyhow::Result;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often to look at the connection.
const EVERY: Duration = Duration::from_secs(1);
/// How often to read what other processes learned.
const READ_EVERY: Duration = Duration::from_secs(30);
/// How often the roll is called.
const CALL_EVERY: Duration = Duration::from_secs(60);
/// First wait after a roll that could not be had.
const FIRST_WAIT: Duration = Duration::from_secs(5);

/// Looks after one chat.
pub struct Roster {
    store: Store,
    desk: Desk,
    clock: Clock,
    holder: String,
    chat: Arc<dyn Chat>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    read_at: Option<Timestamp>,
    call_at: Option<Timestamp>,
    failures: i32,
    /// What this process has told of; at first what was known from before.
    told_of: Option<BTreeSet<String>>,
}

impl Roster {
    /// For this chat.
    pub fn new((store, desk, clock): (Store, Desk, Clock), holder: &str, chat: Arc<dyn Chat>) -> Self {
        Self {
            store,
            desk,
            clock,
            holder: holder.to_owned(),
            chat,
            state: Mutex::default(),
        }
    }

    pub(super) async fn run(self: Arc<Self>, stop: CancellationToken) {
        tokio::join!(self.watch_on(&stop), self.call_on(&stop));
    }

    async fn watch_on(&self, stop: &CancellationToken) {
        loop {
            if let Err(error) = self.watch().await {
                tracing::error!(
                    error = format!("{error:#}"),
                    "How a chat fares could not be noted"
                );
            }
            if !rest(stop, EVERY).await {
                return;
            }
        }
    }

    /// Apart from the watch: a chat may take its time to tell of all its people.
    async fn call_on(&self, stop: &CancellationToken) {
        loop {
            if let Err(error) = self.call().await {
                tracing::error!(
                    error = format!("{error:#}"),
                    "The roll of a chat could not be kept"
                );
            }
            if !rest(stop, EVERY).await {
                return;
            }
        }
    }

    /// Both once.
    pub async fn tick(&self) -> Result<()> {
        self.watch().await?;
        self.call().await
    }

    /// Tells what ails the connection and what works again, and reads what other processes learned.
    async fn watch(&self) -> Result<()> {
        let now = self.clock.now();
        if self.state(|state| state.read_at.is_none_or(|at| at <= now)) {
            self.desk.remember().await?;
            self.state(|state| state.read_at = Some(now + READ_EVERY));
        }
        let ailments = self.chat.ailments();
        let known = || self.desk.known_to_ail(self.chat.name()).into_iter().collect();
        let told_of: BTreeSet<String> = self.state(|state| state.told_of.clone()).unwrap_or_else(known);
        for ailment in &ailments {
            self.desk.ailing(&ailment.subject, &ailment.why).await?;
        }
        let ailing: BTreeSet<String> = ailments.into_iter().map(|ailment| ailment.subject).collect();
        for subject in told_of.difference(&ailing) {
            self.desk.healed(subject).await?;
        }
        self.state(|state| state.told_of = Some(ailing));
        Ok(())
    }

    /// Calls the roll when it is time.
    async fn call(&self) -> Result<()> {
        let now = self.clock.now();
        if self.state(|state| state.call_at.is_some_and(|at| at > now)) {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        let name = format!("roster/{}", self.chat.name());
        let ours = tx.lease(&name, &self.holder, LEASE).await?;
        tx.commit().await?;
        if !ours {
            self.state(|state| state.call_at = Some(now + LEASE));
            return Ok(());
        }
        let (wait, failures) = match self.chat.members().await {
            Ok(members) => {
                if let Some(members) = members {
                    self.desk.meet(self.chat.name(), members, true).await?;
                }
                (CALL_EVERY, 0)
            }
            Err(error) => {
                tracing::warn!(chat.name = self.chat.name(), why = %error, "The roll of a chat can't be had; it is called again");
                let failures = self.state(|state| state.failures);
                (
                    back_off(&self.clock, failures, FIRST_WAIT, CALL_EVERY),
                    failures + 1,
                )
            }
        };
        self.state(|state| (state.call_at, state.failures) = (Some(now + wait), failures));
        Ok(())
    }

    fn state<T>(&self, with: impl FnOnce(&mut State) -> T) -> T {
        with(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
