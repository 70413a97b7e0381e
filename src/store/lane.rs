//! Lanes: leased whole, so that at most one delivery of a lane is in flight,
//! and paused alone, so that a slow one delays no other.

use super::{Tx, each, micros};
use crate::domain::{Lane, Timestamp};
use anyhow::{Context, Result};
use std::time::Duration;

/// A lane that this process may work on, until the lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    /// Which.
    pub lane: Lane,
    /// How often in a row its head has failed.
    pub failures: i32,
}

impl Tx {
    /// Whether any lane has due work that nobody is on.
    pub async fn lanes_are_due(&mut self) -> Result<bool> {
        let now = micros(self.clock.now());
        let due: Option<i32> = each!(self, db => sqlx::query_scalar(
            "select 1 from lanes where due_at <= $1 and paused_until <= $1 and leased_until <= $1 limit 1")
            .bind(now).fetch_optional(db).await)?;
        Ok(due.is_some())
    }

    /// Leases lanes with due work, those due longest first.
    pub async fn lease_lanes(&mut self, holder: &str, lease: Duration, most: i64) -> Result<Vec<Leased>> {
        let now = self.clock.now();
        let until = micros(now + lease);
        let sql = format!(
            "update lanes set leased_by = $1, leased_until = $2 where name in \
             (select name from lanes where due_at <= $3 and paused_until <= $3 and leased_until <= $3 \
              order by due_at limit $4 {}) returning name, failures",
            self.skip_locked()
        );
        let rows: Vec<(String, i32)> = each!(self, db => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(holder).bind(until).bind(micros(now)).bind(most).fetch_all(db).await)
        .context("leasing lanes")?;
        Ok(rows
            .into_iter()
            .map(|(name, failures)| Leased {
                lane: Lane(name),
                failures,
            })
            .collect())
    }

    /// Whether the lane is still ours, and if so for a full lease more.
    pub async fn renew_lane(&mut self, lane: &Lane, holder: &str, lease: Duration) -> Result<bool> {
        let until = micros(self.clock.now() + lease);
        let renewed = each!(self, db =>
            sqlx::query("update lanes set leased_until = $3 where name = $1 and leased_by = $2 and leased_until > $4")
                .bind(lane.0.as_str()).bind(holder).bind(until).bind(micros(self.clock.now()))
                .execute(db).await.map(|done| done.rows_affected()))?;
        Ok(renewed == 1)
    }

    /// Gives a lane back: due again when its next delivery is, gone when it has none.
    /// The row is locked before the next delivery is looked up, so that one
    /// that is being put in meanwhile is seen here or wakes the lane again.
    pub async fn return_lane(
        &mut self,
        lane: &Lane,
        holder: &str,
        failures: i32,
        pause: Option<Timestamp>,
    ) -> Result<()> {
        let ours = each!(self, db => sqlx::query(
            "update lanes set leased_by = null, leased_until = 0, failures = $3, paused_until = $4 \
             where name = $1 and leased_by = $2")
            .bind(lane.0.as_str()).bind(holder).bind(failures).bind(pause.map_or(0, micros))
            .execute(db).await.map(|done| done.rows_affected()))?;
        if ours == 0 {
            return Ok(());
        }
        let next: Option<i64> = each!(self, db =>
            sqlx::query_scalar("select due_at from deliveries where lane = $1 and state = 'due' order by id limit 1")
                .bind(lane.0.as_str()).fetch_optional(db).await)?;
        // A lane that rests stays though it is empty: what comes next must not come too soon.
        match next.or(pause.map(|_| i64::MAX)) {
            Some(due_at) => each!(self, db => sqlx::query("update lanes set due_at = $2 where name = $1")
                .bind(lane.0.as_str()).bind(due_at).execute(db).await.map(|_| ()))?,
            None => each!(self, db => sqlx::query("delete from lanes where name = $1")
                .bind(lane.0.as_str()).execute(db).await.map(|_| ()))?,
        }
        Ok(())
    }

    /// Lanes of a process that is certainly gone are free at once.
    pub async fn free_lanes_of_others(&mut self, holder: &str) -> Result<()> {
        each!(self, db => sqlx::query("update lanes set leased_by = null, leased_until = 0 where leased_by <> $1")
            .bind(holder).execute(db).await.map(|_| ()))
        .context("freeing lanes of a process that is gone")
    }
}
