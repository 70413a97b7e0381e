//! The console's messages. Numbered under the counter's row lock, so that a
//! reader who has seen a number has seen every smaller one.

use super::{Tx, each, micros, row, time};
use crate::domain::DeliveryId;
use crate::domain::transcript::{Body, Entry};
use anyhow::{Context, Result};

row!(EntryRow { id: String, seq: i64, channel: String, thread: Option<String>, at: i64, body: String });

macro_rules! entry {
    ($rest:literal) => {
        concat!("select id, seq, channel, thread, at, body from entries ", $rest)
    };
}

impl Tx {
    /// Writes a message and gives its id; with a known key it gives the id of the first.
    pub async fn put_entry(
        &mut self,
        channel: &str,
        thread: Option<&str>,
        body: &Body,
        key: DeliveryId,
    ) -> Result<String> {
        if let Some(id) = self.entry_by_key(key).await? {
            return Ok(id);
        }
        let seq = self.numbers("entry", 1).await?;
        let id = self.clock.new_id().simple().to_string();
        let (at, body) = (micros(self.clock.now()), serde_json::to_string(body)?);
        each!(self, db => sqlx::query(
            "insert into entries (id, key, seq, channel, thread, at, body) values ($1, $2, $3, $4, $5, $6, $7)")
            .bind(id.as_str()).bind(key.to_string()).bind(seq).bind(channel).bind(thread).bind(at).bind(body)
            .execute(db).await.map(|_| ()))
        .context("writing to the console")?;
        Ok(id)
    }

    /// Redraws a message; false when there is no such message.
    pub async fn redraw_entry(&mut self, id: &str, body: &Body) -> Result<bool> {
        let seq = self.numbers("entry", 1).await?;
        let body = serde_json::to_string(body)?;
        let changed = each!(self, db => sqlx::query("update entries set seq = $2, body = $3 where id = $1")
            .bind(id).bind(seq).bind(body).execute(db).await.map(|done| done.rows_affected()))?;
        Ok(changed == 1)
    }

    /// The message written with that key.
    pub async fn entry_by_key(&mut self, key: DeliveryId) -> Result<Option<String>> {
        let id = each!(self, db => sqlx::query_scalar("select id from entries where key = $1")
            .bind(key.to_string()).fetch_optional(db).await)?;
        Ok(id)
    }

    /// What was written or redrawn after `seq`, in that order.
    pub async fn entries_since(&mut self, seq: i64, most: i64) -> Result<Vec<Entry>> {
        let rows: Vec<EntryRow> = each!(self, db => sqlx::query_as(entry!("where seq > $1 order by seq limit $2"))
            .bind(seq).bind(most).fetch_all(db).await)?;
        rows.into_iter().map(Entry::try_from).collect()
    }

    /// The newest messages of a channel, written before `before`.
    pub async fn entries_of(&mut self, channel: &str, before: Option<i64>, most: i64) -> Result<Vec<Entry>> {
        let rows: Vec<EntryRow> = each!(self, db => sqlx::query_as(
            entry!("where channel = $1 and thread is null and seq < $2 order by seq desc limit $3"))
            .bind(channel).bind(before.unwrap_or(i64::MAX)).bind(most).fetch_all(db).await)?;
        rows.into_iter().map(Entry::try_from).collect()
    }

    /// A thread under a card, oldest first.
    pub async fn entries_under(&mut self, card: &str) -> Result<Vec<Entry>> {
        let rows: Vec<EntryRow> = each!(self, db => sqlx::query_as(entry!("where thread = $1 order by at, seq"))
            .bind(card).fetch_all(db).await)?;
        rows.into_iter().map(Entry::try_from).collect()
    }
}

impl TryFrom<EntryRow> for Entry {
    type Error = anyhow::Error;

    fn try_from(row: EntryRow) -> Result<Self> {
        let body = serde_json::from_str(&row.body).context("reading a console message")?;
        Ok(Self {
            seq: row.seq,
            id: row.id,
            channel: row.channel,
            thread: row.thread,
            at: time(row.at),
            body,
        })
    }
}
