//! What a person has to mend: told once, and gone when it is mended.

use super::{Tx, each, micros, row, time};
use crate::domain::Timestamp;
use anyhow::{Context, Result};

/// Something that ails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ailing {
    /// What: a chat, its connection, a channel, a feed.
    pub subject: String,
    /// What is wrong and what would mend it.
    pub why: String,
    /// Since when.
    pub since: Timestamp,
}

row!(AilingRow {
    subject: String,
    why: String,
    since: i64
});

impl Tx {
    /// Notes that something ails; whether people are to be told. The same is told once, and another reason for it
    /// if it was not told since `told_before`.
    pub async fn ailing(&mut self, subject: &str, why: &str, told_before: Timestamp) -> Result<bool> {
        let (now, before) = (micros(self.clock.now()), micros(told_before));
        let new = each!(self, db => sqlx::query(
            "insert into ailments (subject, why, since, told_at) values ($1, $2, $3, $3) on conflict (subject) do nothing")
            .bind(subject).bind(why).bind(now).execute(db).await.map(|done| done.rows_affected()))
        .context("noting an ailment")?;
        if new == 1 {
            return Ok(true);
        }
        let told = each!(self, db => sqlx::query(
            "update ailments set why = $2, told_at = $3 where subject = $1 and why <> $2 and told_at <= $4")
            .bind(subject).bind(why).bind(now).bind(before).execute(db).await.map(|done| done.rows_affected()))?;
        each!(self, db => sqlx::query("update ailments set why = $2 where subject = $1 and why <> $2")
            .bind(subject).bind(why).execute(db).await.map(|_| ()))?;
        Ok(told == 1)
    }

    /// It works again; false when nothing was known to ail.
    pub async fn healed(&mut self, subject: &str) -> Result<bool> {
        let gone = each!(self, db => sqlx::query("delete from ailments where subject = $1")
            .bind(subject).execute(db).await.map(|done| done.rows_affected()))?;
        Ok(gone == 1)
    }

    /// Everything that ails, by subject.
    pub async fn ailments(&mut self) -> Result<Vec<Ailing>> {
        let rows: Vec<AilingRow> = each!(self, db =>
            sqlx::query_as("select subject, why, since from ailments order by subject").fetch_all(db).await)?;
        Ok(rows
            .into_iter()
            .map(|row| Ailing {
                subject: row.subject,
                why: row.why,
                since: time(row.since),
            })
            .collect())
    }
}
