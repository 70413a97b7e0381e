//! The program's database, seen from beside it: counted in, and held up.

use super::super::bluesky::program::Liaison;
use anyhow::{Result, bail};
use liaison::store::Target;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use std::time::Duration;

/// A connection of our own.
pub(super) enum Beside {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Beside {
    pub(super) async fn open(liaison: &Liaison) -> Result<Self> {
        Ok(match liaison.database()? {
            Target::Sqlite(file) => {
                let options = SqliteConnectOptions::new()
                    .filename(file)
                    .busy_timeout(Duration::from_secs(5));
                Self::Sqlite(SqliteConnection::connect_with(&options).await?)
            }
            Target::Postgres { url, schema: None } => Self::Postgres(PgConnection::connect(&url).await?),
            Target::Postgres { .. } => bail!("an installation has a whole database"),
        })
    }

    /// Deliveries of which nobody knows whether they are out.
    pub(super) async fn unknown(&mut self) -> Result<i64> {
        const SQL: &str = "select count(*) from deliveries where state = 'due' and unknown_since is not null";
        Ok(match self {
            Self::Sqlite(connection) => sqlx::query_scalar(SQL).fetch_one(connection).await?,
            Self::Postgres(connection) => sqlx::query_scalar(SQL).fetch_one(connection).await?,
        })
    }

    /// Half a minute passes for whatever a dead process holds, so that the next one needn't wait for it.
    pub(super) async fn the_dead_let_go(&mut self) -> Result<()> {
        const SQL: &str =
            "update lanes set leased_until = 0 where leased_by is not null; update leases set until = 0";
        match self {
            // Whoever starts on a file knows that nobody else is alive.
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(connection) => {
                sqlx::raw_sql(SQL).execute(connection).await?;
                Ok(())
            }
        }
    }

    /// Nobody else changes a case until [`Self::lets_go`]; on PostgreSQL, nobody reads one either.
    pub(super) async fn holds_up(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(connection) => connection.execute("begin immediate").await.map(|_| ()),
            Self::Postgres(connection) => {
                let sql = "begin; lock table cases in access exclusive mode";
                sqlx::raw_sql(sql).execute(connection).await.map(|_| ())
            }
        }?;
        Ok(())
    }

    pub(super) async fn lets_go(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(connection) => connection.execute("rollback").await.map(|_| ()),
            Self::Postgres(connection) => connection.execute("rollback").await.map(|_| ()),
        }?;
        Ok(())
    }
}
