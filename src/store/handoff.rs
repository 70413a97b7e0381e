//! Invitations to talk to the patient liaison, and wrong codes.

use super::{Tx, each, micros, row, time};
use crate::domain::{CaseNumber, Invitation, StaffName, Timestamp};
use anyhow::{Context, Result};

row!(HandoffRow {
    digest: String,
    case_number: i64,
    made_by: String,
    expires_at: i64,
    used_by: Option<String>,
    used_at: Option<i64>,
});

impl Tx {
    /// Keeps an invitation.
    pub async fn keep_invitation(&mut self, invitation: &Invitation) -> Result<()> {
        let now = micros(self.clock.now());
        each!(self, db => sqlx::query(
            "insert into handoffs (digest, case_number, made_by, made_at, expires_at) values ($1,$2,$3,$4,$5)")
            .bind(invitation.digest.as_str()).bind(invitation.case.0).bind(invitation.made_by.as_str())
            .bind(now).bind(micros(invitation.expires_at)).execute(db).await.map(|_| ()))
        .context("keeping an invitation")
    }

    /// The invitation whose code has this digest.
    pub async fn invitation(&mut self, digest: &str) -> Result<Option<Invitation>> {
        let row: Option<HandoffRow> = each!(self, db => sqlx::query_as(
            "select digest, case_number, made_by, expires_at, used_by, used_at from handoffs where digest = $1")
            .bind(digest).fetch_optional(db).await)?;
        Ok(row.map(Invitation::from))
    }

    /// Marks a code as used, if it still works. Of any number at once exactly one gets `true`.
    pub async fn use_invitation(&mut self, digest: &str, by: &StaffName) -> Result<bool> {
        let now = micros(self.clock.now());
        let used = each!(self, db => sqlx::query(
            "update handoffs set used_by = $2, used_at = $3 where digest = $1 and used_at is null and expires_at > $3")
            .bind(digest).bind(by.as_str()).bind(now).execute(db).await.map(|done| done.rows_affected()))
        .context("using an invitation")?;
        Ok(used == 1)
    }

    /// The code with this digest works until then, if it leads to this case and nobody has used it.
    pub async fn start_invitation(
        &mut self,
        (digest, case): (&str, CaseNumber),
        expires_at: Timestamp,
    ) -> Result<()> {
        each!(self, db => sqlx::query(
            "update handoffs set expires_at = $3 where digest = $1 and case_number = $2 and used_at is null")
            .bind(digest).bind(case.0).bind(micros(expires_at)).execute(db).await.map(|_| ()))
        .context("starting an invitation")
    }

    /// Notes that somebody gave a code that works for nothing.
    pub async fn note_wrong_code(&mut self, by: &StaffName) -> Result<()> {
        let (id, now) = (self.clock.new_id().to_string(), micros(self.clock.now()));
        each!(self, db => sqlx::query("insert into wrong_codes (id, staff, at) values ($1,$2,$3)")
            .bind(id).bind(by.as_str()).bind(now).execute(db).await.map(|_| ()))
        .context("noting a wrong code")
    }

    /// How many wrong codes a person has given since.
    pub async fn wrong_codes(&mut self, by: &StaffName, since: Timestamp) -> Result<i64> {
        let count = each!(self, db => sqlx::query_scalar(
            "select count(*) from wrong_codes where staff = $1 and at > $2")
            .bind(by.as_str()).bind(micros(since)).fetch_one(db).await)?;
        Ok(count)
    }
}

impl From<HandoffRow> for Invitation {
    fn from(row: HandoffRow) -> Self {
        Self {
            digest: row.digest,
            case: CaseNumber(row.case_number),
            made_by: StaffName(row.made_by),
            expires_at: time(row.expires_at),
            used: row.used_by.map(StaffName).zip(row.used_at.map(time)),
        }
    }
}
