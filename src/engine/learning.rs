//! Triage's schooling: one process learns when the hour has come, and every
//! process takes the model in use over.

use super::rest;
use crate::desk::{Course, Desk};
use crate::domain::schedule::Schedule;
use crate::domain::{Clock, Timestamp};
use anyhow::Result;
use chrono::TimeDelta;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often to look.
const EVERY: Duration = Duration::from_secs(5);
/// How often to ask which model is in use, and whether the hour has come.
const READ_EVERY: TimeDelta = TimeDelta::seconds(30);

/// Looks after what triage judges by.
pub struct Learning {
    desk: Desk,
    clock: Clock,
    course: Course,
    schedule: Option<Schedule>,
    read_at: Mutex<Option<Timestamp>>,
}

impl Learning {
    /// By this calendar; never of itself without one.
    pub fn new((desk, clock): (Desk, Clock), course: Course, schedule: Option<Schedule>) -> Self {
        Self {
            desk,
            clock,
            course,
            schedule,
            read_at: Mutex::default(),
        }
    }

    pub(super) async fn run(self: Arc<Self>, stop: CancellationToken) {
        loop {
            // A model may take minutes to learn: whoever stops does not wait for it, and nothing of it is kept.
            let learned = tokio::select! {
                () = stop.cancelled() => return,
                learned = self.tick() => learned,
            };
            if let Err(error) = learned {
                tracing::error!(
                    error = format!("{error:#}"),
                    "What triage learns could not be looked after; it is tried again"
                );
            }
            if !rest(&stop, EVERY).await {
                return;
            }
        }
    }

    /// Takes the model in use over, and learns when it is time.
    pub async fn tick(&self) -> Result<()> {
        let now = self.clock.now();
        if self.read_at().is_some_and(|at| at + READ_EVERY > now) {
            return Ok(());
        }
        self.desk.take_model().await?;
        if let Some(schedule) = &self.schedule {
            self.desk.study_at_night(schedule, &self.course).await?;
        }
        *self.read_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        Ok(())
    }

    fn read_at(&self) -> Option<Timestamp> {
        *self.read_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
