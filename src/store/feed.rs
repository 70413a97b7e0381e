//! Feeds: where each has read up to and how it fares; webhook receipts; secrets.

use super::{Tx, each, micros, row, time};
use crate::domain::{FeedName, Network, Timestamp};
use anyhow::{Context, Result};

/// How a feed fares.
#[derive(Debug, Clone)]
pub struct FeedHealth {
    /// Which.
    pub name: FeedName,
    /// What it reads.
    pub network: Network,
    /// `ok`, `failing`, `expired`, `broken`.
    pub state: String,
    /// When it was looked at last.
    pub checked_at: Option<Timestamp>,
    /// When that went well last.
    pub ok_at: Option<Timestamp>,
    /// How often in a row it has failed.
    pub failures: i32,
    /// What went wrong last.
    pub why: Option<String>,
}

/// Whether a webhook message is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// Never seen: it is kept now.
    New,
    /// The sender tries again, with a new time: it was taken in already.
    Repeated,
    /// The very same bytes again: somebody replays it.
    Replayed,
}

row!(FeedRow {
    name: String,
    network: String,
    state: String,
    checked_at: Option<i64>,
    ok_at: Option<i64>,
    failures: i32,
    why: Option<String>,
});

impl Tx {
    /// Where the feed has read up to.
    pub async fn cursor(&mut self, feed: &FeedName) -> Result<Option<String>> {
        let cursor: Option<Option<String>> = each!(self, db =>
            sqlx::query_scalar("select cursor from feeds where name = $1").bind(feed.as_str()).fetch_optional(db).await)?;
        Ok(cursor.flatten())
    }

    /// Notes a look that went well, and where to go on from.
    pub async fn feed_ok(&mut self, feed: &FeedName, network: Network, cursor: Option<&str>) -> Result<()> {
        let now = micros(self.clock.now());
        each!(self, db => sqlx::query(
            "insert into feeds (name, network, cursor, checked_at, ok_at, failures, state) values ($1, $2, $3, $4, $4, 0, 'ok') \
             on conflict (name) do update set cursor = coalesce(excluded.cursor, feeds.cursor), network = excluded.network, \
             checked_at = excluded.checked_at, ok_at = excluded.ok_at, failures = 0, state = 'ok', why = null")
            .bind(feed.as_str()).bind(network.as_str()).bind(cursor).bind(now).execute(db).await.map(|_| ()))
        .context("noting a feed's cursor")
    }

    /// Notes a look that failed; the cursor stays.
    pub async fn feed_failed(
        &mut self,
        feed: &FeedName,
        network: Network,
        state: &str,
        why: &str,
    ) -> Result<i32> {
        let now = micros(self.clock.now());
        let failures = each!(self, db => sqlx::query_scalar(
            "insert into feeds (name, network, checked_at, failures, state, why) values ($1, $2, $3, 1, $4, $5) \
             on conflict (name) do update set checked_at = excluded.checked_at, failures = feeds.failures + 1, \
             state = excluded.state, why = excluded.why returning failures")
            .bind(feed.as_str()).bind(network.as_str()).bind(now).bind(state).bind(why).fetch_one(db).await)
        .context("noting a feed's failure")?;
        Ok(failures)
    }

    /// How every feed fares.
    pub async fn feeds(&mut self) -> Result<Vec<FeedHealth>> {
        let rows: Vec<FeedRow> = each!(self, db => sqlx::query_as(
            "select name, network, state, checked_at, ok_at, failures, why from feeds order by name").fetch_all(db).await)?;
        rows.into_iter()
            .map(|row| {
                Ok(FeedHealth {
                    name: FeedName(row.name),
                    network: row.network.parse()?,
                    state: row.state,
                    checked_at: row.checked_at.map(time),
                    ok_at: row.ok_at.map(time),
                    failures: row.failures,
                    why: row.why,
                })
            })
            .collect()
    }

    /// Keeps a webhook message's id; says whether it is new.
    pub async fn receipt(&mut self, hook: &FeedName, id: &str, sent_at: i64) -> Result<Receipt> {
        let now = micros(self.clock.now());
        let new = each!(self, db => sqlx::query(
            "insert into receipts (hook, id, sent_at, taken_at) values ($1, $2, $3, $4) on conflict (hook, id) do nothing")
            .bind(hook.as_str()).bind(id).bind(sent_at).bind(now).execute(db).await.map(|done| done.rows_affected()))?;
        if new == 1 {
            return Ok(Receipt::New);
        }
        let known: i64 = each!(self, db => sqlx::query_scalar("select sent_at from receipts where hook = $1 and id = $2")
            .bind(hook.as_str()).bind(id).fetch_one(db).await)?;
        Ok(if known == sent_at {
            Receipt::Replayed
        } else {
            Receipt::Repeated
        })
    }

    /// Forgets receipts that no sender will repeat any more.
    pub async fn forget_receipts(&mut self, before: Timestamp) -> Result<()> {
        each!(self, db => sqlx::query("delete from receipts where taken_at < $1")
            .bind(micros(before)).execute(db).await.map(|_| ()))?;
        Ok(())
    }

    /// A secret kept for an adapter.
    pub async fn secret(&mut self, name: &str) -> Result<Option<String>> {
        let value = each!(self, db => sqlx::query_scalar("select value from secrets where name = $1")
            .bind(name).fetch_optional(db).await)?;
        Ok(value)
    }

    /// The secret of that name, which is this one unless there is one. All processes agree.
    pub async fn agreed_secret(&mut self, name: &str, fresh: &str) -> Result<String> {
        each!(self, db => sqlx::query("insert into secrets (name, value) values ($1, $2) on conflict (name) do nothing")
            .bind(name).bind(fresh).execute(db).await.map(|_| ()))
        .context("agreeing on a secret")?;
        let kept = self.secret(name).await?;
        kept.context("a secret that was just kept is gone")
    }

    /// Keeps a secret for an adapter.
    pub async fn set_secret(&mut self, name: &str, value: &str) -> Result<()> {
        each!(self, db => sqlx::query(
            "insert into secrets (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value")
            .bind(name).bind(value).execute(db).await.map(|_| ()))
        .context("keeping a secret")
    }
}
