//! Opening the database: where it is, who may serve it, and bringing it up to
//! date under a lock, so that processes that start together don't collide.

use super::{Pools, Store, migrations};
use crate::domain::Clock;
use anyhow::{Context, Result};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// How long a writer waits for another process before it says “locked”. Chats are told in time whatever happens
/// here, so what people asked for may wait out a stall and is done after it; browsers wait a second longer.
const BUSY: Duration = Duration::from_secs(14);
/// Any number; holds while one process makes the schema.
const MAKING: i64 = 0x6c69_6169_736f_6e32;
/// How long anybody waits for a connection of the pool: who has the only one may wait so long for another process.
const ACQUIRE: Duration = BUSY;

/// Connections of one process to PostgreSQL: more than lanes that are worked on side by side, so that a storm of
/// deliveries never keeps people waiting.
const CONNECTIONS: u32 = 40;

/// Which database.
#[derive(Clone)]
pub enum Target {
    /// A file.
    Sqlite(PathBuf),
    /// A server, and optionally a schema other than the default.
    Postgres {
        /// `postgres://…`; holds a password, so it is never shown.
        url: String,
        /// Tables live there; it is made if missing.
        schema: Option<String>,
    },
}

/// Why a database could not be opened, in a sentence for its administrator.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process serves it.
    #[error("{} is already served by {by}. Stop that one first, or give this one a database of its own.", file.display())]
    Served {
        /// The database file.
        file: PathBuf,
        /// Process id and start time, as it wrote them.
        by: String,
    },
    /// Neither kind of address.
    #[error("the database address must begin with sqlite:// or postgres://")]
    Address,
}

/// The right to serve a SQLite file, held until dropped. PostgreSQL needs none.
#[derive(Debug)]
pub struct Serving(#[expect(dead_code, reason = "the lock is held by keeping the file open")] Option<File>);

impl Target {
    /// From an address; relative SQLite paths are taken from `base`.
    pub fn parse(url: &str, base: &Path) -> Result<Self, StoreError> {
        if let Some(path) = url
            .strip_prefix("sqlite://")
            .or_else(|| url.strip_prefix("sqlite:"))
        {
            return Ok(Self::Sqlite(base.join(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres {
                url: url.to_owned(),
                schema: None,
            });
        }
        Err(StoreError::Address)
    }

    /// Takes the right to serve this database, or says who has it.
    pub fn serve(&self, clock: &Clock) -> Result<Serving> {
        let Self::Sqlite(file) = self else {
            return Ok(Serving(None));
        };
        let path = beside(file, "serving");
        let mut lock = open_lock(&path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut by = String::new();
                lock.read_to_string(&mut by).ok();
                let by = if by.is_empty() {
                    "another process".to_owned()
                } else {
                    by
                };
                return Err(StoreError::Served {
                    file: file.clone(),
                    by,
                }
                .into());
            }
            Err(TryLockError::Error(e)) => return Err(e).context(format!("locking {}", path.display())),
        }
        lock.set_len(0)?;
        lock.rewind()?;
        write!(
            lock,
            "process {} since {}",
            std::process::id(),
            clock.now().format("%Y-%m-%d %H:%M:%S UTC")
        )?;
        lock.flush()?;
        Ok(Serving(Some(lock)))
    }
}

impl Store {
    /// Opens the database and brings it up to date.
    pub async fn open(target: &Target, clock: Clock) -> Result<Self> {
        Self::open_at(target, clock, migrations::NEWEST).await
    }

    /// The same, brought only so far: how a test makes the database of an older program.
    pub async fn open_at(target: &Target, clock: Clock, version: i64) -> Result<Self> {
        // sqlx takes no lock of its own on SQLite: of six processes that migrate at once, some would fail.
        let (pools, _lock) = match target {
            Target::Sqlite(file) => {
                let lock = {
                    let file = file.clone();
                    tokio::task::spawn_blocking(move || migrating(&file)).await??
                };
                (sqlite(file).await?, Some(lock))
            }
            Target::Postgres { url, schema } => (postgres(url, schema.as_deref()).await?, None),
        };
        let store = Self {
            pools,
            clock,
            bell: Arc::default(),
        };
        store
            .migrate(version)
            .await
            .context("bringing the database up to date")?;
        Ok(store)
    }

    async fn migrate(&self, version: i64) -> Result<()> {
        let migrator = migrations::up_to(version);
        match &self.pools {
            Pools::Sqlite { write, .. } => migrator.run(write).await?,
            Pools::Postgres(pool) => migrator.run(pool).await?,
        }
        self.install_search().await
    }
}

/// Held while the database is brought up to date.
fn migrating(file: &Path) -> Result<File> {
    if let Some(folder) = file.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
    }
    let lock = open_lock(&beside(file, "migrating"))?;
    lock.lock()
        .context("waiting for another process that is bringing the database up to date")?;
    Ok(lock)
}

async fn sqlite(file: &Path) -> Result<Pools> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("cache_size", "-65536")
        .pragma("wal_autocheckpoint", "4000")
        .statement_cache_capacity(256);
    let open = || format!("opening {}", file.display());
    let pool = |most| {
        SqlitePoolOptions::new()
            .max_connections(most)
            .acquire_timeout(ACQUIRE)
            // After a failed write (a full disk) SQLite has rolled back by itself, sqlx doesn't know, and the
            // connection would refuse every transaction from then on. Such a one is replaced.
            .before_acquire(|connection, _| {
                let is_sound = !connection.is_in_transaction();
                Box::pin(async move { Ok(is_sound) })
            })
    };
    let write = pool(1).connect_with(options.clone()).await.with_context(open)?;
    let read = pool(4)
        .connect_with(options.read_only(true))
        .await
        .with_context(open)?;
    Ok(Pools::Sqlite { write, read })
}

async fn postgres(url: &str, schema: Option<&str>) -> Result<Pools> {
    let mut options = PgConnectOptions::from_str(url)
        .map_err(|_| anyhow::anyhow!("the database address is not a PostgreSQL address"))?;
    if let Some(schema) = schema {
        make_schema(&options, schema).await.context("making the schema")?;
        options = options.options([("search_path", schema)]);
    }
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE);
    Ok(Pools::Postgres(
        pool.connect_with(options)
            .await
            .context("connecting to PostgreSQL")?,
    ))
}

/// Under a lock: of two processes that make the same schema at once one would fail.
async fn make_schema(options: &PgConnectOptions, schema: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    anyhow::ensure!(
        !schema.is_empty() && schema.chars().all(plain),
        "a schema's name has small letters, digits and underscores only"
    );
    let mut connection = PgConnection::connect_with(options).await?;
    let sql = format!(
        "begin; select pg_advisory_xact_lock({MAKING}); create schema if not exists {schema}; commit;"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn open_lock(path: &Path) -> Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .with_context(|| format!("opening {}", path.display()))
}
