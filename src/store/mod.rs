//! The case database: SQLite or PostgreSQL, one text of SQL for both.
//!
//! A [`Tx`] is a value: commit it, or it never happened. “Not found” is an
//! `Option`, a lost race is [`Saved::Stale`]; neither is a broken database.
//! Times are stored as microseconds since 1970, so that both databases
//! compare and subtract them alike. Where the two differ, a function with a
//! name says so: `Tx::skip_locked`, the whole of `search`, and `open`.

mod ailment;
mod answer;
mod case;
mod console;
mod copies;
mod count;
mod delivery;
mod digest;
mod draft;
mod enrolment;
mod event;
mod export;
mod feed;
mod handoff;
mod incident;
mod intake;
mod lane;
mod lease;
mod lesson;
mod list;
mod member;
mod mention;
mod migrations;
mod model;
mod open;
mod person;
mod reply;
mod resource;
mod rows;
mod sandbox;
mod search;

pub use ailment::Ailing;
pub use answer::GoodAnswer;
pub use copies::{Alike, Copied};
pub use count::{Counted, Span as CountSpan};
pub use delivery::Aside;
pub use event::Told;
pub use feed::{FeedHealth, Receipt};
pub use incident::Incident;
pub use intake::{Arrival, Known};
pub use lane::Leased;
pub use lesson::Taught;
pub use list::{Filter, Listed, OpenCount};
pub use mention::Post;
pub use open::{Serving, StoreError, Target};
pub use person::KnownAuthor;
pub use reply::{Reply, ReplyState};
pub use resource::{MOST_RESOURCES, Used};

use crate::domain::{Clock, Timestamp};
use anyhow::{Context, Result};
use chrono::DateTime;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use std::sync::Arc;
use tokio::sync::Notify;

/// Runs one body on whichever database the transaction is open on.
macro_rules! each {
    ($tx:expr, $db:ident => $body:expr) => {
        match &mut $tx.inner {
            crate::store::Inner::Sqlite(tx) => {
                let $db = &mut **tx;
                $body
            }
            crate::store::Inner::Postgres(tx) => {
                let $db = &mut **tx;
                $body
            }
        }
    };
}

/// A row type that both databases can fill, column by name.
macro_rules! row {
    ($name:ident { $($field:ident: $type:ty),+ $(,)? }) => {
        #[derive(Debug, Clone)]
        pub(in crate::store) struct $name { $(pub $field: $type),+ }
        crate::store::from_row!($name { $($field),+ } sqlx::sqlite::SqliteRow);
        crate::store::from_row!($name { $($field),+ } sqlx::postgres::PgRow);
    };
}

macro_rules! from_row {
    ($name:ident { $($field:ident),+ } $row:ty) => {
        impl<'r> sqlx::FromRow<'r, $row> for $name {
            fn from_row(row: &'r $row) -> sqlx::Result<Self> {
                use sqlx::Row as _;
                Ok(Self { $($field: row.try_get(stringify!($field))?),+ })
            }
        }
    };
}

pub(in crate::store) use {each, from_row, row};

/// The database, open. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    clock: Clock,
    /// Rung when this process has committed deliveries.
    bell: Arc<Notify>,
}

#[derive(Clone)]
enum Pools {
    /// One writer, so that nobody waits on a lock inside SQLite; readers beside it.
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
    },
    Postgres(PgPool),
}

/// An open transaction.
pub struct Tx {
    pub(in crate::store) inner: Inner,
    pub(in crate::store) clock: Clock,
    bell: Arc<Notify>,
    /// Whether there is something to send once it is committed.
    pub(in crate::store) rings: bool,
}

pub(in crate::store) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// How a save ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Saved {
    /// It is in the transaction.
    Done,
    /// Somebody else changed it since it was loaded; nothing was written.
    Stale,
}

impl Store {
    /// A transaction that may write. On SQLite it takes the writer's place at
    /// once: a read that turns into a write later would fail under load.
    pub async fn begin(&self) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { write, .. } => Inner::Sqlite(
                write
                    .begin_with("begin immediate")
                    .await
                    .context("beginning to write")?,
            ),
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await.context("beginning a transaction")?),
        };
        Ok(self.opened(inner))
    }

    /// A transaction that only reads; it never waits for a writer.
    pub async fn read(&self) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { read, .. } => Inner::Sqlite(read.begin().await.context("beginning to read")?),
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await.context("beginning to read")?),
        };
        Ok(self.opened(inner))
    }

    fn opened(&self, inner: Inner) -> Tx {
        Tx {
            inner,
            clock: self.clock.clone(),
            bell: Arc::clone(&self.bell),
            rings: false,
        }
    }

    /// Waits until this process commits deliveries; at once if it has since the last time.
    pub async fn deliveries_came(&self) {
        self.bell.notified().await;
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        let mut tx = self.read().await?;
        each!(tx, db => sqlx::query("select 1").execute(db).await.map(|_| ()))?;
        Ok(())
    }

    /// Whether a failure is two transactions in each other's way, so that trying again is right.
    pub fn is_conflict(error: &anyhow::Error) -> bool {
        // Not the root cause: below sqlx's own error stands the driver's.
        let of_sqlx = error.chain().find_map(|cause| cause.downcast_ref());
        let Some(sqlx::Error::Database(database)) = of_sqlx else {
            return false;
        };
        // 40001 serialization failure, 40P01 deadlock: PostgreSQL appendix A.
        database.is_unique_violation() || matches!(database.code().as_deref(), Some("40001" | "40P01"))
    }

    /// Closes every connection; on SQLite this also folds the write-ahead log back.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes it so.
    pub async fn commit(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => tx.commit().await,
        }
        .context("committing")?;
        if self.rings {
            self.bell.notify_one();
        }
        Ok(())
    }

    /// `for update` where somebody else may write at the same time; SQLite has one writer.
    pub(in crate::store) fn locked(&self) -> &'static str {
        match self.inner {
            Inner::Sqlite(_) => "",
            Inner::Postgres(_) => "for update",
        }
    }

    /// `for update skip locked` where several processes may ask for the same rows; SQLite has one writer.
    pub(in crate::store) fn skip_locked(&self) -> &'static str {
        match self.inner {
            Inner::Sqlite(_) => "",
            Inner::Postgres(_) => "for update skip locked",
        }
    }
}

/// As stored.
pub(in crate::store) fn micros(at: Timestamp) -> i64 {
    at.timestamp_micros()
}

/// As told; what is beyond the calendar is its end.
pub(in crate::store) fn time(micros: i64) -> Timestamp {
    DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::<chrono::Utc>::MAX_UTC)
}
