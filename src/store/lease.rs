//! What one process at a time may do: read a feed, keep the calendar. A
//! lease that is not renewed is taken over.

use super::{Tx, each, micros};
use crate::domain::Timestamp;
use anyhow::{Context, Result};
use std::time::Duration;

impl Tx {
    /// Takes or renews a lease; false while another process has it.
    pub async fn lease(&mut self, name: &str, holder: &str, lease: Duration) -> Result<bool> {
        let now = self.clock.now();
        let taken = each!(self, db => sqlx::query(
            "insert into leases (name, holder, until) values ($1, $2, $3) on conflict (name) do update \
             set holder = excluded.holder, until = excluded.until \
             where leases.holder = excluded.holder or leases.until <= $4")
            .bind(name).bind(holder).bind(micros(now + lease)).bind(micros(now))
            .execute(db).await.map(|done| done.rows_affected()))
        .context("taking a lease")?;
        Ok(taken == 1)
    }

    /// Gives everything back that this process has.
    pub async fn return_leases(&mut self, holder: &str) -> Result<()> {
        each!(self, db => sqlx::query("delete from leases where holder = $1").bind(holder).execute(db).await.map(|_| ()))?;
        each!(self, db => sqlx::query("update lanes set leased_by = null, leased_until = 0 where leased_by = $1")
            .bind(holder).execute(db).await.map(|_| ()))?;
        Ok(())
    }

    /// Leases of a process that is certainly gone end at once.
    pub async fn end_leases_of_others(&mut self, holder: &str) -> Result<()> {
        each!(self, db => sqlx::query("delete from leases where holder <> $1").bind(holder).execute(db).await.map(|_| ()))
            .context("ending leases of a process that is gone")
    }

    /// Marks a slot of a schedule as done; false when it was already.
    pub async fn take_slot(&mut self, slot: &str) -> Result<bool> {
        let now = micros(self.clock.now());
        let taken = each!(self, db => sqlx::query("insert into slots (name, at) values ($1, $2) on conflict (name) do nothing")
            .bind(slot).bind(now).execute(db).await.map(|done| done.rows_affected()))?;
        Ok(taken == 1)
    }

    /// Forgets slots done before whose names begin so.
    pub async fn forget_slots(&mut self, beginning: &str, before: Timestamp) -> Result<()> {
        each!(self, db => sqlx::query(
            "delete from slots where substr(name, 1, length(cast($1 as text))) = cast($1 as text) and at < $2")
            .bind(beginning).bind(micros(before)).execute(db).await.map(|_| ()))
        .context("forgetting slots")
    }

    /// The newest slot done whose name begins so.
    pub async fn last_slot(&mut self, beginning: &str) -> Result<Option<String>> {
        // What lies between two texts depends on the language that a PostgreSQL was made for; how one begins does not.
        let slot = each!(self, db => sqlx::query_scalar(
            "select name from slots where substr(name, 1, length(cast($1 as text))) = cast($1 as text) \
             order by name desc limit 1")
            .bind(beginning).fetch_optional(db).await)?;
        Ok(slot)
    }
}
