//! The one place that reads the time and rolls the dice.
//!
//! A test hands out a clock that moves only when told to; everything that
//! happens at a time, or is given an id, asks the clock it was given.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use rand::RngExt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uuid::{ContextV7, Uuid};

/// A moment in UTC, cut to the microsecond (what both databases keep).
pub type Timestamp = DateTime<Utc>;

/// Tells the time and makes ids.
#[derive(Clone)]
pub struct Clock {
    source: Source,
    ids: Arc<Mutex<ContextV7>>,
}

#[derive(Clone)]
enum Source {
    System,
    Manual(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The machine's own clock.
    pub fn system() -> Self {
        Self::from(Source::System)
    }

    /// A clock that stands at `at` until it is [advanced](Self::advance).
    pub fn manual(at: Timestamp) -> Self {
        Self::from(Source::Manual(Arc::new(Mutex::new(at))))
    }

    fn from(source: Source) -> Self {
        Self {
            source,
            ids: Arc::new(Mutex::new(ContextV7::new())),
        }
    }

    /// The time now.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
    pub fn now(&self) -> Timestamp {
        let now = match &self.source {
            Source::System => Utc::now(),
            Source::Manual(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }

    /// Moves a manual clock on; the machine's own stays as it is.
    pub fn advance(&self, by: TimeDelta) {
        if let Source::Manual(at) = &self.source {
            let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
            *at += by;
        }
    }

    /// A new id: time-ordered, and in order of asking within one process.
    pub fn new_id(&self) -> Uuid {
        let now = self.now();
        let context = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        Uuid::new_v7(uuid::Timestamp::from_unix(
            &*context,
            seconds,
            now.timestamp_subsec_nanos(),
        ))
    }

    /// A number by chance, from nothing up to, but not, `end`.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
    pub fn below(&self, end: u8) -> u8 {
        rand::rng().random_range(0..end.max(1))
    }

    /// A secret that nobody can guess: 256 bits by chance, as text.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
    pub fn secret(&self) -> String {
        let bits: [u8; 32] = rand::rng().random();
        bits.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A chance wait between nothing and `most`, so that many who wait don't return at once.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
    pub fn jitter(&self, most: Duration) -> Duration {
        most.mul_f64(rand::rng().random_range(0.0..1.0))
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_in_order_of_asking_even_within_a_microsecond() {
        let clock = Clock::manual(DateTime::UNIX_EPOCH);
        let ids: Vec<Uuid> = (0..5_000).map(|_| clock.new_id()).collect();
        assert!(ids.is_sorted());
    }
}
