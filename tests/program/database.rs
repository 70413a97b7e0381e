//! Databases made for one story, on SQLite and on PostgreSQL.

use super::process::{Process, eventually, free_port};
use liaison::domain::Clock;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Where a story keeps its cases.
#[derive(Clone)]
pub struct Database {
    /// As the settings name it.
    pub url: String,
    /// The server that it was made on, or none.
    server: Option<String>,
}

/// Tells the same story on each database of `LIAISON_TEST_DATABASES`: both, unless it names fewer.
pub async fn on_each_database(story: impl AsyncFn(Database)) {
    for kind in wanted() {
        println!("on {kind}");
        let database = match kind.as_str() {
            "sqlite" => Database::sqlite(),
            "postgres" => Database::postgres(&server()).await,
            other => panic!("LIAISON_TEST_DATABASES names “{other}”; it knows sqlite and postgres"),
        };
        story(database.clone()).await;
        database.drop().await;
    }
}

/// Whether stories on PostgreSQL alone are to be told.
pub fn wants_postgres() -> bool {
    wanted().iter().any(|kind| kind == "postgres")
}

fn wanted() -> Vec<String> {
    let named = env::var("LIAISON_TEST_DATABASES").unwrap_or_default();
    let named = if named.trim().is_empty() {
        "sqlite,postgres"
    } else {
        named.as_str()
    };
    named.split(',').map(|kind| kind.trim().to_owned()).collect()
}

fn server() -> String {
    env::var("LIAISON_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!(
            "LIAISON_TEST_POSTGRES names no server: start the tests with `tests/run`, which brings one, \
             or leave PostgreSQL out with LIAISON_TEST_DATABASES=sqlite"
        )
    })
}

impl Database {
    /// A file beside the settings.
    pub fn sqlite() -> Self {
        Self {
            url: "sqlite://liaison.db".to_owned(),
            server: None,
        }
    }

    /// A new database on the server of the tests.
    pub async fn on_the_server() -> Self {
        Self::postgres(&server()).await
    }

    /// A new database on that server.
    pub async fn postgres(server: &str) -> Self {
        let name = format!("liaison_program_{}", Clock::system().new_id().simple());
        let mut connection = PgConnection::connect(server).await.unwrap();
        let create = AssertSqlSafe(format!("create database {name}"));
        connection.execute(create).await.unwrap();
        let (head, _) = server.rsplit_once('/').unwrap();
        Self {
            url: format!("{head}/{name}"),
            server: Some(server.to_owned()),
        }
    }

    pub fn is_sqlite(&self) -> bool {
        self.server.is_none()
    }

    /// The one number that a query gives, asked for beside the program.
    pub async fn number(&self, folder: &Path, sql: &'static str) -> i64 {
        if self.is_sqlite() {
            let mut connection = sqlite(folder).await;
            sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
        } else {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
        }
    }

    pub async fn drop(self) {
        let Some(server) = self.server else { return };
        let name = self.url.rsplit('/').next().unwrap();
        let mut connection = PgConnection::connect(&server).await.unwrap();
        let drop = AssertSqlSafe(format!("drop database {name} with (force)"));
        connection.execute(drop).await.unwrap();
    }
}

/// The SQLite file of a house in `folder`, opened beside the program.
pub async fn sqlite(folder: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(folder.join("liaison.db"));
    options.connect().await.unwrap()
}

/// A PostgreSQL of a story's own, which may be stopped and started again.
pub struct Cluster {
    folder: TempDir,
    port: u16,
    running: Option<Process>,
}

impl Cluster {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut cluster = Self {
            port: free_port(),
            running: None,
            folder,
        };
        fs::create_dir(cluster.data()).unwrap();
        if is_root() {
            // PostgreSQL refuses to be root, and must reach its folder.
            run(Command::new("chmod").arg("711").arg(cluster.folder.path()));
            run(Command::new("chown").arg("postgres").arg(cluster.data()));
        }
        let mut initdb = cluster.program("initdb");
        run(initdb.arg("--pgdata").arg(cluster.data()).args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]));
        cluster.start().await;
        cluster
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    pub async fn start(&mut self) {
        let mut postgres = self.program("postgres");
        postgres.arg("-D").arg(self.data()).args([
            "-p",
            &self.port.to_string(),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=off",
        ]);
        self.running = Some(Process::start(&mut postgres, &self.folder.path().join("log")));
        let url = self.url();
        eventually("PostgreSQL", async || PgConnection::connect(&url).await.ok()).await;
    }

    /// At once, with every connection.
    pub async fn stop(&mut self) {
        let mut running = self.running.take().unwrap();
        running.signal("INT");
        running.ended().await;
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut versions: Vec<_> = fs::read_dir("/usr/lib/postgresql")
            .expect("PostgreSQL is installed; `tests/run` does it")
            .map(|version| version.unwrap().path())
            .collect();
        versions.sort();
        let program = versions.pop().unwrap().join("bin").join(name);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
            command.arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        command
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
}

/// Chance that can be had again: stories print its seed, and `LIAISON_TEST_SEED` gives it back.
pub struct Dice(u64);

impl Dice {
    pub fn new() -> Self {
        let given = env::var("LIAISON_TEST_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| Clock::system().new_id().as_u64_pair().1 | 1);
        println!("LIAISON_TEST_SEED={seed}");
        Self(seed)
    }

    /// A number below `most`.
    pub fn below(&mut self, most: u64) -> u64 {
        // xorshift64
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}
