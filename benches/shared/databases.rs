//! Where a bench runs: a SQLite file of its own, and a schema of its own on
//! the PostgreSQL server that `LIAISON_TEST_POSTGRES` names. Both go at the end.

use anyhow::{Context, Result};
use liaison::domain::Clock;
use liaison::store::{Store, Target};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::str::FromStr;
use tempfile::TempDir;

const SERVER: &str = "LIAISON_TEST_POSTGRES";

/// A database that nobody else uses.
pub struct Database {
    pub target: Target,
    _folder: Option<TempDir>,
}

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A plain connection, for what the program itself never does.
pub enum Bare {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The databases there are to run on; says so where PostgreSQL is none of them.
pub fn kinds() -> Vec<Kind> {
    if std::env::var(SERVER).is_ok() {
        return vec![Kind::Sqlite, Kind::Postgres];
    }
    println!("{SERVER} is not set: SQLite only.");
    vec![Kind::Sqlite]
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

impl Database {
    /// A fresh one with every table, and the store over it.
    pub async fn fresh(kind: Kind) -> Result<(Self, Store)> {
        let clock = Clock::system();
        let (target, folder) = match kind {
            Kind::Sqlite => {
                let folder = TempDir::new()?;
                (Target::Sqlite(folder.path().join("liaison.db")), Some(folder))
            }
            Kind::Postgres => {
                let url = std::env::var(SERVER)?;
                let schema = Some(format!("bench_{}", clock.new_id().simple()));
                (Target::Postgres { url, schema }, None)
            }
        };
        let store = Store::open(&target, clock).await?;
        let database = Self {
            target,
            _folder: folder,
        };
        Ok((database, store))
    }

    /// A connection beside the program's own, with the same settings.
    pub async fn connect(&self) -> Result<Bare> {
        Ok(match &self.target {
            Target::Sqlite(file) => {
                let options = SqliteConnectOptions::new()
                    .filename(file)
                    .synchronous(SqliteSynchronous::Normal)
                    .pragma("cache_size", "-65536")
                    .pragma("wal_autocheckpoint", "4000");
                Bare::Sqlite(SqliteConnection::connect_with(&options).await?)
            }
            Target::Postgres { url, schema } => {
                let schema = schema.as_deref().unwrap_or("public");
                let options = PgConnectOptions::from_str(url)?.options([("search_path", schema)]);
                Bare::Postgres(PgConnection::connect_with(&options).await?)
            }
        })
    }

    /// Takes it down.
    pub async fn gone(self, store: Store) -> Result<()> {
        store.close().await;
        if let Target::Postgres {
            schema: Some(schema), ..
        } = &self.target
        {
            let drop = format!("drop schema {schema} cascade");
            self.connect().await?.run(drop).await?;
        }
        Ok(())
    }
}

impl Bare {
    /// Runs statements, one after the other.
    pub async fn run(&mut self, sql: String) -> Result<()> {
        let sql = AssertSqlSafe(sql);
        match self {
            Self::Sqlite(db) => sqlx::raw_sql(sql).execute(db).await.map(|_| ()),
            Self::Postgres(db) => sqlx::raw_sql(sql).execute(db).await.map(|_| ()),
        }
        .context("running a statement of the bench")
    }
}
