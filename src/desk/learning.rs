//! Triage learns from what people corrected: at night or on demand, by one
//! process at a time, beside its other work and in no transaction.
//!
//! What comes of it is a row, with how it did beside the one before. Whether
//! it is used is not for the one who asked to say: it must not be worse.

use super::{Desk, Result};
use crate::domain::schedule::Schedule;
use crate::domain::{MadeModel, ModelState, Timestamp};
use crate::store::Taught;
use crate::triage::model::{Lessons, Model};
use crate::triage::school::{self, Corrected, Learnt, School};
use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{SecondsFormat, SubsecRound};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;

/// Names the one process that learns, how long that lasts when it is not renewed, and how often it is.
const LEASE: &str = "learning";
const HELD: Duration = Duration::from_secs(30);
const RENEW_EVERY: Duration = Duration::from_secs(10);
/// So many of the newest lessons are kept, and so many of the newest models.
const MOST_LESSONS: i64 = 20_000;
const MOST_MODELS: i64 = 10;
/// Fewer new lessons are not worth a night's work.
const ENOUGH: i64 = 20;
const BEGINNING: &str = "learn/";
/// As far as a thread can step back behind those that people wait for.
const LAST: i32 = 19;

/// Who learns, and from how much.
#[derive(Debug, Clone)]
pub struct Course {
    /// Names this process in leases.
    pub holder: String,
    /// Of the program's own lessons every so many-th is used: 1, but where time is dear and nobody is judged.
    pub every: usize,
    /// How often it says that it is still at it.
    pub renew_every: Duration,
}

impl Course {
    /// From all there is.
    pub fn new(holder: String) -> Self {
        Self {
            holder,
            every: 1,
            renew_every: RENEW_EVERY,
        }
    }
}

/// What came of learning.
#[derive(Debug, Clone, PartialEq)]
pub enum Learned {
    /// Another process is at it, or a thread of this one for which nobody waits any more.
    Elsewhere,
    /// Nobody has corrected anything that is still there.
    Nothing,
    /// A model was learnt and tried.
    Made(Box<MadeModel>),
}

impl Desk {
    /// Learns when the next slot has come and enough was corrected since the last time; false when there is nothing to do.
    pub async fn study_at_night(&self, schedule: &Schedule, course: &Course) -> Result<bool> {
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let last = tx.last_slot(BEGINNING).await?;
        drop(tx);
        let Some(last) = last else {
            // The first start: the calendar begins now.
            self.take_slot(now).await?;
            return Ok(false);
        };
        let last: Timestamp = last[BEGINNING.len()..]
            .parse()
            .context("reading when triage learned last")?;
        let Some(slot) = newest_slot(schedule, last, now) else {
            return Ok(false);
        };
        let mut tx = self.store.read().await?;
        let known = tx.models(1).await?.pop().map(|model| model.newest);
        let new = tx.lessons_since(known.as_deref().unwrap_or_default()).await?;
        drop(tx);
        if new < ENOUGH {
            self.take_slot(slot).await?;
            return Ok(false);
        }
        Ok(self.study(course, Some(slot)).await? != Learned::Elsewhere)
    }

    async fn take_slot(&self, slot: Timestamp) -> Result<()> {
        let mut tx = self.store.begin().await?;
        tx.take_slot(&slot_name(slot)).await?;
        tx.commit().await
    }

    /// Learns now, from all that people corrected.
    pub async fn study_now(&self, course: &Course) -> Result<Learned> {
        self.study(course, None).await
    }

    /// What people corrected up to now, as lessons.
    pub async fn lessons(&self) -> Result<Lessons> {
        let taught = self.store.read().await?.taught(MOST_LESSONS).await?;
        let corrected: Vec<Corrected> = taught.into_iter().map(Corrected::from).collect();
        Ok(school::lessons(&self.office().settings, &corrected))
    }

    async fn study(&self, course: &Course, slot: Option<Timestamp>) -> Result<Learned> {
        let Some(studying) = Studying::begin(&self.studying) else {
            return Ok(Learned::Elsewhere);
        };
        if !self.may_study(course).await? {
            return Ok(Learned::Elsewhere);
        }
        let mut tx = self.store.read().await?;
        let taught = tx.taught(MOST_LESSONS).await?;
        drop(tx);
        let Some(newest) = taught.last().map(|lesson| lesson.id.clone()) else {
            return Ok(Learned::Nothing);
        };
        let lessons = i64::try_from(taught.len())?;
        tracing::info!(lessons, "Triage learns from what people corrected");
        let Some(learnt) = self.learnt(course, studying, taught).await? else {
            tracing::info!("Another process learns now; what this one is learning is not kept");
            return Ok(Learned::Elsewhere);
        };
        let state = match learnt.trial.verdict() {
            Ok(()) => ModelState::Used,
            Err(_) => ModelState::Refused,
        };
        let made = MadeModel {
            version: 0,
            made_at: self.clock.now(),
            lessons,
            newest,
            trial: learnt.trial,
            state,
        };
        let made = self.keep_model(made, &learnt.model, slot).await?;
        if let Learned::Made(made) = &made {
            tracing::info!(model.version = made.version, model.state = %made.state, lessons, "Triage has learned");
            self.take_model().await?;
        }
        Ok(made)
    }

    /// Takes or renews the lease.
    async fn may_study(&self, course: &Course) -> Result<bool> {
        let mut tx = self.store.begin().await?;
        let ours = tx.lease(LEASE, &course.holder, HELD).await?;
        tx.commit().await?;
        Ok(ours)
    }

    /// Renews the lease; false when another process has it. A database that does not answer has given it to nobody yet:
    /// minutes of work are not thrown away for that.
    async fn may_go_on(&self, course: &Course) -> bool {
        self.may_study(course).await.unwrap_or_else(|error| {
            tracing::warn!(
                error = format!("{error:#}"),
                "That triage is learning could not be renewed; it is tried again"
            );
            true
        })
    }

    /// Learns on a thread of its own that steps back behind all others, and renews the lease meanwhile; nothing once
    /// another process has it.
    async fn learnt(
        &self,
        course: &Course,
        studying: Studying,
        taught: Vec<Taught>,
    ) -> Result<Option<Learnt>> {
        let in_use = self.model_in_use().await?;
        let (settings, every) = (Arc::clone(&self.office().settings), course.every);
        let (done, learnt) = oneshot::channel();
        std::thread::Builder::new()
            .name("learning".to_owned())
            .spawn(move || {
                // Whoever may not step back learns all the same.
                let _ = rustix::process::nice(LAST);
                let corrected: Vec<Corrected> = taught.into_iter().map(Corrected::from).collect();
                let school = School::new(&settings, &corrected, every);
                let learnt = school.learn(&in_use);
                drop(studying);
                // Nobody waits for it any more when the process is about to end, or another has the lease.
                let _ = done.send(learnt);
            })?;
        let mut learnt = pin!(learnt);
        loop {
            tokio::select! {
                learnt = &mut learnt => return learnt.map(Some).context("learning came to no end"),
                () = tokio::time::sleep(course.renew_every) => {
                    if !self.may_go_on(course).await {
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// Keeps what was learnt, once: in the transaction of its slot.
    async fn keep_model(&self, made: MadeModel, model: &Model, slot: Option<Timestamp>) -> Result<Learned> {
        let mut tx = self.store.begin().await?;
        if let Some(slot) = slot
            && !tx.take_slot(&slot_name(slot)).await?
        {
            return Ok(Learned::Elsewhere);
        }
        let version = tx.numbers("model", 1).await?;
        let made = MadeModel { version, ..made };
        let weights = match made.state {
            ModelState::Used => STANDARD.encode(model.to_bytes()),
            ModelState::Refused | ModelState::Undone => String::new(),
        };
        tx.keep_model(&made, &weights).await?;
        tx.forget_models(MOST_MODELS).await?;
        tx.forget_lessons(MOST_LESSONS).await?;
        tx.commit().await?;
        Ok(Learned::Made(Box::new(made)))
    }
}

/// That this process is learning. The thread that learns holds it to its end, whether or not somebody waits for what
/// comes of it: two at once would take twice the memory and neither be done sooner.
struct Studying(Arc<AtomicBool>);

impl Studying {
    /// Nothing while it is.
    fn begin(studying: &Arc<AtomicBool>) -> Option<Self> {
        let was_studying = studying.swap(true, Ordering::AcqRel);
        (!was_studying).then(|| Self(Arc::clone(studying)))
    }
}

impl Drop for Studying {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl From<Taught> for Corrected {
    fn from(taught: Taught) -> Self {
        Self {
            mention: taught.mention,
            text: taught.text,
            network: taught.network,
            labels: vec![taught.label],
        }
    }
}

/// The newest slot that has come since the last one: what several nights missed is learned once.
fn newest_slot(schedule: &Schedule, last: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let slots = std::iter::successors(schedule.next_after(last), |slot| schedule.next_after(*slot));
    slots.take_while(|slot| *slot <= now).last()
}

/// Sorts by time, so that the newest is the last by name.
fn slot_name(at: Timestamp) -> String {
    format!(
        "{BEGINNING}{}",
        at.trunc_subsecs(0).to_rfc3339_opts(SecondsFormat::Secs, true)
    )
}
