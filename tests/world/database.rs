//! Where a story happens: a SQLite file of its own, or a schema of its own on
//! a PostgreSQL server. Both are gone when the story is over.

use liaison::store::Target;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use tempfile::TempDir;
use tokio::runtime::Builder;
use tracing_subscriber::EnvFilter;

/// Which databases to run on, and where the server is.
const WHICH: &str = "LIAISON_TEST_DATABASES";
const SERVER: &str = "LIAISON_TEST_POSTGRES";

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The embedded default.
    Sqlite,
    /// A server.
    Postgres,
}

/// A database that nobody else uses.
pub struct Database {
    pub target: Target,
    /// Goes with the file when this is dropped.
    _folder: Option<TempDir>,
}

/// What this run is asked to try, `sqlite,postgres` unless said otherwise.
pub fn wanted() -> Vec<Kind> {
    let which = std::env::var(WHICH).unwrap_or_else(|_| "sqlite,postgres".to_owned());
    which
        .split(',')
        .map(|word| match word.trim() {
            "sqlite" => Kind::Sqlite,
            "postgres" => Kind::Postgres,
            other => panic!("{WHICH} names “{other}”; it may name sqlite and postgres"),
        })
        .collect()
}

/// Runs a body on a fresh database of each kind, and takes that down whatever became of it.
pub fn each(kinds: &[Kind], body: impl AsyncFn(Database) -> Database) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("off"));
    let _ = tracing_subscriber::fmt()
        .with_test_writer()
        .with_env_filter(filter)
        .try_init();
    for kind in kinds {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let database = Database::fresh(*kind);
        let target = database.target.clone();
        let done = catch_unwind(AssertUnwindSafe(|| {
            insta::allow_duplicates! {
                runtime.block_on(body(database))
            }
        }));
        runtime.block_on(take_down(&target));
        if let Err(panic) = done {
            println!("this was on {kind:?}");
            resume_unwind(panic);
        }
    }
}

impl Database {
    /// A fresh one, with no tables yet.
    pub fn fresh(kind: Kind) -> Self {
        let name = format!("story_{}", liaison::domain::Clock::system().new_id().simple());
        match kind {
            Kind::Sqlite => {
                let folder = TempDir::new().expect("a folder for a database");
                Self {
                    target: Target::Sqlite(folder.path().join("liaison.db")),
                    _folder: Some(folder),
                }
            }
            Kind::Postgres => {
                let url = std::env::var(SERVER).unwrap_or_else(|_| {
                    panic!(
                        "{SERVER} does not say where PostgreSQL is. `tests/run` starts one and says so; \
                         `tests/run --embedded` does without"
                    )
                });
                Self {
                    target: Target::Postgres {
                        url,
                        schema: Some(name),
                    },
                    _folder: None,
                }
            }
        }
    }

    /// Runs statements as they stand, beside everything that knows what it does.
    pub async fn execute(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match &self.target {
            Target::Sqlite(file) => {
                let options = SqliteConnectOptions::new().filename(file);
                let mut connection = SqliteConnection::connect_with(&options)
                    .await
                    .expect("the file opens");
                sqlx::raw_sql(sql)
                    .execute(&mut connection)
                    .await
                    .expect("the statements are right");
                connection.close().await.expect("the file closes");
            }
            Target::Postgres { url, schema } => {
                let schema = schema.as_deref().expect("a story has a schema");
                let options: PgConnectOptions = url.parse().expect("an address");
                let options = options.options([("search_path", schema)]);
                let mut connection = PgConnection::connect_with(&options)
                    .await
                    .expect("PostgreSQL answers");
                sqlx::raw_sql(sql)
                    .execute(&mut connection)
                    .await
                    .expect("the statements are right");
            }
        }
    }
}

/// Takes a schema down; a SQLite file goes with its folder.
async fn take_down(target: &Target) {
    let Target::Postgres {
        url,
        schema: Some(name),
    } = target
    else {
        return;
    };
    let mut server = PgConnection::connect(url).await.expect("PostgreSQL answers");
    let sql = AssertSqlSafe(format!("drop schema if exists {name} cascade"));
    server.execute(sql).await.expect("a story's schema goes");
}
