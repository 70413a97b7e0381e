//! Where a story happens: a SQLite file of its own, or a schema of its own on
//! a PostgreSQL server. Both are gone when the story is over.

use liaison::store::Target;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tempfile::TempDir;

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
    pub kind: Kind,
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

impl Database {
    /// A fresh one, with no tables yet.
    pub fn fresh(kind: Kind) -> Self {
        let name = format!("story_{}", liaison::domain::Clock::system().new_id().simple());
        match kind {
            Kind::Sqlite => {
                let folder = TempDir::new().expect("a folder for a database");
                Self {
                    kind,
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
                    kind,
                    target: Target::Postgres {
                        url,
                        schema: Some(name),
                    },
                    _folder: None,
                }
            }
        }
    }

    /// Takes it down again.
    pub async fn drop(self) {
        Self::abandon(self.target).await;
    }

    /// Takes down what a failed story leaves behind; a SQLite file goes by itself.
    pub async fn abandon(target: Target) {
        let Target::Postgres {
            url,
            schema: Some(name),
        } = target
        else {
            return;
        };
        let mut server = PgConnection::connect(&url).await.expect("PostgreSQL answers");
        let sql = AssertSqlSafe(format!("drop schema if exists {name} cascade"));
        server.execute(sql).await.expect("a story's schema goes");
    }
}
