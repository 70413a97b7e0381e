//! Who has accepted which version of the policy's text. Appended to, never changed.

use super::{Tx, each, micros, time};
use crate::domain::{Origin, StaffName, Timestamp};
use anyhow::{Context, Result};

impl Tx {
    /// Whether somebody has accepted that version.
    pub async fn has_accepted(&mut self, staff: &StaffName, version: &str) -> Result<bool> {
        let found: Option<i64> = each!(self, db => sqlx::query_scalar(
            "select accepted_at from enrolments where staff = $1 and version = $2")
            .bind(staff.as_str()).bind(version).fetch_optional(db).await)?;
        Ok(found.is_some())
    }

    /// Notes that somebody accepts that version; false when they had.
    pub async fn accept(&mut self, staff: &StaffName, version: &str, from: Origin) -> Result<bool> {
        let now = micros(self.clock.now());
        let rows = each!(self, db => sqlx::query(
            "insert into enrolments (staff, version, accepted_at, origin) values ($1, $2, $3, $4) \
             on conflict (staff, version) do nothing")
            .bind(staff.as_str()).bind(version).bind(now).bind(from.as_str())
            .execute(db).await.map(|done| done.rows_affected()))
        .context("keeping an enrolment")?;
        Ok(rows == 1)
    }

    /// Everybody who has accepted that version, and when.
    pub async fn accepted_by(&mut self, version: &str) -> Result<Vec<(StaffName, Timestamp)>> {
        let rows: Vec<(String, i64)> = each!(self, db => sqlx::query_as(
            "select staff, accepted_at from enrolments where version = $1 order by accepted_at, staff")
            .bind(version).fetch_all(db).await)?;
        Ok(rows
            .into_iter()
            .map(|(staff, at)| (StaffName(staff), time(at)))
            .collect())
    }
}
