//! Who has accepted which version of the policy's text, and its words.
//! Appended to, never changed: what was accepted can be shown years later. An
//! acceptance is worth nothing for other words under the same version.

use super::{Tx, each, micros, time};
use crate::domain::{Origin, Pledge, StaffName, Timestamp};
use anyhow::{Context, Result};

impl Tx {
    /// Whether somebody has accepted that text. Where no words are kept, an older program took the acceptance: it
    /// stands.
    pub async fn has_accepted(&mut self, staff: &StaffName, pledge: &Pledge) -> Result<bool> {
        let found: Option<i64> = each!(self, db => sqlx::query_scalar(
            "select accepted_at from enrolments e where staff = $1 and version = $2 \
             and not exists (select 1 from policy_texts t where t.version = e.version and t.text <> $3)")
            .bind(staff.as_str()).bind(&pledge.version).bind(&pledge.text)
            .fetch_optional(db).await)?;
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

    /// Keeps the words of a version, unless some are kept; gives those that are from now on.
    pub async fn keep_policy_text(&mut self, pledge: &Pledge) -> Result<String> {
        let now = micros(self.clock.now());
        each!(self, db => sqlx::query(
            "insert into policy_texts (version, text, kept_at) values ($1, $2, $3) \
             on conflict (version) do nothing")
            .bind(&pledge.version).bind(&pledge.text).bind(now)
            .execute(db).await.map(|_| ()))
        .context("keeping the policy's text")?;
        let kept = self.policy_text(&pledge.version).await?;
        kept.context("the policy's text was kept and is not there")
    }

    /// The words that were accepted under that version.
    pub async fn policy_text(&mut self, version: &str) -> Result<Option<String>> {
        Ok(each!(self, db => sqlx::query_scalar(
            "select text from policy_texts where version = $1")
            .bind(version).fetch_optional(db).await)?)
    }

    /// Everybody who has accepted that text, and when.
    pub async fn accepted_by(&mut self, pledge: &Pledge) -> Result<Vec<(StaffName, Timestamp)>> {
        let rows: Vec<(String, i64)> = each!(self, db => sqlx::query_as(
            "select staff, accepted_at from enrolments e where version = $1 \
             and not exists (select 1 from policy_texts t where t.version = e.version and t.text <> $2) \
             order by accepted_at, staff")
            .bind(&pledge.version).bind(&pledge.text).fetch_all(db).await)?;
        Ok(rows
            .into_iter()
            .map(|(staff, at)| (StaffName(staff), time(at)))
            .collect())
    }
}
