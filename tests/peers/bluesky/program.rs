//! The built program as an administrator runs it: a settings file, a database
//! that nobody else uses, a process that can be killed, a browser's way into
//! the console and a terminal beside it.

use super::network::{Person, eventually, word};
use crate::world::database::Kind;
use anyhow::{Context, Result, bail, ensure};
use liaison::domain::Clock;
use liaison::store::{Store, Target};
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::{Child, Command};

const PROGRAM: &str = env!("CARGO_BIN_EXE_liaison");
/// What opens the console.
const TOKEN: &str = "a-token-that-is-long-enough";
/// The one department that has anything to read here.
pub(crate) const CHANNEL: &str = "patient-relations";

/// One installation.
pub(crate) struct Liaison {
    folder: TempDir,
    address: SocketAddr,
    /// Of the database.
    url: String,
    /// The server and the name of a database there, to be taken down in the end.
    database: Option<(String, String)>,
    process: Mutex<Option<Child>>,
    http: Client,
    cookie: String,
}

/// How a line typed in the console was answered.
#[derive(Debug)]
pub(crate) enum Answered {
    Done(Value),
    /// With the sentence that the person reads.
    Refused(String),
}

impl Liaison {
    /// Installed for the clinic's account, on a fresh database; not running yet.
    pub(crate) async fn install(kind: Kind, clinic: &Person, search: &str) -> Result<Self> {
        Self::install_with(kind, |at| settings(clinic, search, at)).await
    }

    /// The same with settings of the caller's own, who is told the database and the address.
    pub(crate) async fn install_with(
        kind: Kind,
        settings: impl FnOnce((&str, SocketAddr)) -> String,
    ) -> Result<Self> {
        let folder = TempDir::new()?;
        let (url, database) = match kind {
            Kind::Sqlite => ("sqlite://liaison.db".to_owned(), None),
            Kind::Postgres => {
                let made = fresh_database().await?;
                (format!("{}/{}", made.0, made.1), Some(made))
            }
        };
        // Whoever binds this port for a moment gives it back to us.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let liaison = Self {
            folder,
            address,
            url,
            database,
            process: Mutex::default(),
            http: Client::builder()
                .redirect(Policy::none())
                .timeout(Duration::from_secs(10))
                .build()?,
            cookie: String::new(),
        };
        fs::write(liaison.settings(), settings((&liaison.url, address)))?;
        Ok(liaison)
    }

    /// Where its database is.
    pub(crate) fn database(&self) -> Result<Target> {
        Target::parse(&self.url, self.folder.path())
            .map_err(|error| anyhow::anyhow!("an address of ours: {error}"))
    }

    /// Where it serves.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.folder.path().join("liaison.toml")
    }

    /// Everything that the program has logged so far.
    pub(crate) fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.folder.path().join("log"))?)
    }

    /// Starts the process and waits for nothing.
    pub(crate) fn spawn(&self) -> Result<()> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))?;
        let process = Command::new(PROGRAM)
            .args(["run", "--config"])
            .arg(self.settings())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        *self.process.lock().unwrap_or_else(PoisonError::into_inner) = Some(process);
        Ok(())
    }

    /// Starts the process and waits until a person could use it.
    pub(crate) async fn start(&mut self) -> Result<()> {
        self.spawn()?;
        self.is_up().await?;
        self.log_in().await
    }

    /// Its database, opened beside it.
    pub(crate) async fn store(&self) -> Result<Store> {
        Store::open(&self.database()?, Clock::system()).await
    }

    /// Waits until a process that was started can work.
    pub(crate) async fn is_up(&self) -> Result<()> {
        eventually("a process that is ready", async || {
            let answer = self.http.get(self.at("/readyz")).send().await;
            Ok(answer
                .is_ok_and(|answer| answer.status().is_success())
                .then_some(()))
        })
        .await
    }

    /// As a browser does: the form of the page, then the cookie.
    async fn log_in(&mut self) -> Result<()> {
        let shut = self.http.get(self.at("/console/state")).send().await?;
        ensure!(
            shut.status() == StatusCode::UNAUTHORIZED,
            "the console is open to anybody"
        );
        let form = [("token", TOKEN)];
        let answer = self.http.post(self.at("/login")).form(&form).send().await?;
        let cookie = answer.headers().get(SET_COOKIE).context("no cookie was set")?;
        let cookie = cookie.to_str()?.split(';').next().unwrap_or_default();
        self.cookie = cookie.to_owned();
        Ok(())
    }

    /// `kill -9`.
    pub(crate) async fn kill(&self) -> Result<()> {
        let mut process = self.take_process().context("it is not running")?;
        ensure!(
            process.try_wait()?.is_none(),
            "it ended by itself: {}",
            self.last_words()
        );
        process.kill().await?;
        Ok(())
    }

    /// Ends it and takes the database down.
    pub(crate) async fn remove(mut self) -> Result<()> {
        if let Some(mut process) = self.take_process() {
            process.kill().await?;
        }
        if let Some((server, name)) = self.database.take() {
            let mut server = PgConnection::connect(&format!("{server}/postgres")).await?;
            let sql = format!("drop database {name} with (force)");
            server.execute(AssertSqlSafe(sql)).await?;
        }
        Ok(())
    }

    fn take_process(&self) -> Option<Child> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base())
    }

    async fn get(&self, path: &str) -> Result<Value> {
        let asked = self.http.get(self.at(path)).header(COOKIE, &self.cookie);
        Ok(asked.send().await?.error_for_status()?.json().await?)
    }

    /// A line typed in the console.
    pub(crate) async fn types(&self, who: &str, line: &str) -> Result<Answered> {
        let asked = self
            .http
            .post(self.at("/console/command"))
            .header(COOKIE, &self.cookie)
            .json(&json!({ "as": who, "line": line }));
        let answer = asked.send().await?;
        let (status, said) = (answer.status(), answer.json::<Value>().await?);
        match status {
            StatusCode::OK => Ok(Answered::Done(said["data"].clone())),
            StatusCode::CONFLICT | StatusCode::BAD_REQUEST => Ok(Answered::Refused(word(&said, "/error")?)),
            _ => bail!("{line:?} was answered with {status}: {said}"),
        }
    }

    /// The same, where only one answer is right.
    pub(crate) async fn does(&self, who: &str, line: &str) -> Result<Value> {
        match self.types(who, line).await? {
            Answered::Done(data) => Ok(data),
            Answered::Refused(why) => bail!("{line:?} was refused: {why}"),
        }
    }

    /// A command in a terminal, whether or not the program runs: its JSON, or what it said instead.
    pub(crate) async fn terminal(&self, words: &[&str]) -> Result<std::result::Result<Value, String>> {
        let ran = Command::new(PROGRAM)
            .args(words)
            .args(["--as", "ana", "--json", "--config"])
            .arg(self.settings())
            .output()
            .await?;
        if ran.status.success() {
            return Ok(Ok(serde_json::from_slice(&ran.stdout)?));
        }
        Ok(Err(String::from_utf8_lossy(&ran.stderr).trim().to_owned()))
    }

    /// Everything that happened, as `liaison export` writes it out.
    pub(crate) async fn events(&self) -> Result<Vec<Value>> {
        let ran = Command::new(PROGRAM)
            .args(["export", "events", "--format", "jsonl", "--config"])
            .arg(self.settings())
            .output()
            .await?;
        ensure!(
            ran.status.success(),
            "the events were not written out: {}",
            String::from_utf8_lossy(&ran.stderr)
        );
        let lines = String::from_utf8(ran.stdout)?;
        lines
            .lines()
            .map(|line| serde_json::from_str(line).context("an event is a line of JSON"))
            .collect()
    }

    /// The cards in the channel, as the console's page asks for them.
    async fn entries(&self) -> Result<Vec<Value>> {
        let page = self.get(&format!("/console/channel/{CHANNEL}")).await?;
        Ok(page["entries"].as_array().cloned().unwrap_or_default())
    }

    /// Waits until the channel has a card like that.
    pub(crate) async fn card(&self, what: &str, like: impl Fn(&Value) -> bool) -> Result<Value> {
        self.card_within(Duration::from_secs(20), what, like).await
    }

    pub(crate) async fn card_within(
        &self,
        patience: Duration,
        what: &str,
        like: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        let until = tokio::time::Instant::now() + patience;
        loop {
            let cards: Vec<Value> = self
                .entries()
                .await?
                .into_iter()
                .filter(|entry| entry["body"]["kind"] == "card")
                .map(|entry| entry["body"]["body"].clone())
                .collect();
            if let Some(card) = cards.iter().find(|card| like(card)) {
                return Ok(card.clone());
            }
            if tokio::time::Instant::now() > until {
                bail!("{what} did not come in {patience:?}; there is {cards:#?}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// How many cards the channel shows.
    pub(crate) async fn cards(&self) -> Result<usize> {
        let entries = self.entries().await?;
        Ok(entries
            .iter()
            .filter(|entry| entry["body"]["kind"] == "card")
            .count())
    }

    /// What is said in the thread under a case's card.
    pub(crate) async fn thread(&self, case: i64) -> Result<Vec<String>> {
        let entries = self.entries().await?;
        let card = entries
            .iter()
            .find(|entry| entry["body"]["body"]["number"] == case)
            .with_context(|| format!("case {case} has no card"))?;
        let thread = self
            .get(&format!("/console/thread/{}", word(card, "/id")?))
            .await?;
        let lines = thread.as_array().into_iter().flatten();
        Ok(lines
            .filter_map(|entry| entry["body"]["body"].as_str().map(str::to_owned))
            .collect())
    }

    fn last_words(&self) -> String {
        let log = self.log().unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Liaison {
    /// Read where a story failed; one that went well takes it down with the rest of its output.
    fn drop(&mut self) {
        eprintln!("the program's last words:\n{}", self.last_words());
    }
}

/// A database of its own on the server for tests: the server's address and the name.
async fn fresh_database() -> Result<(String, String)> {
    let url = std::env::var("LIAISON_TEST_POSTGRES")
        .context("LIAISON_TEST_POSTGRES does not say where PostgreSQL is; tests/run starts one")?;
    let (server, _) = url
        .rsplit_once('/')
        .context("LIAISON_TEST_POSTGRES names no database")?;
    let name = format!("story_{}", Clock::system().new_id().simple());
    let mut connection = PgConnection::connect(&url).await?;
    connection
        .execute(AssertSqlSafe(format!("create database {name}")))
        .await?;
    Ok((server.to_owned(), name))
}

fn settings(clinic: &Person, search: &str, (database, listen): (&str, SocketAddr)) -> String {
    let Person {
        pds,
        handle,
        app_password,
        ..
    } = clinic;
    format!(
        r#"
[organisation]
name = "Lakeshore Health"
time_zone = "America/Chicago"
languages = ["en"]

[[department]]
name = "{CHANNEL}"
title = "Patient Relations"
topics = ["none", "wait_time", "appointment", "clinical_care", "staff_conduct", "facilities", "records",
  "privacy", "safety", "health_info", "billing", "media", "careers", "community"]
answer_within = "1h"
resolve_within = "3d"

[[staff]]
name = "ana"
title = "Patient liaison"
department = "{CHANNEL}"
rights = ["respond", "lead"]

[[staff]]
name = "ben"
title = "Patient liaison"
department = "{CHANNEL}"
rights = ["respond"]

[chat.console]
enabled = true
token = "{TOKEN}"

[network.bluesky]
base_url = "{pds}"
every = "2s"
search = ["{search}"]
accounts = [{{ name = "bluesky", handle = "{handle}", app_password = "{app_password}" }}]

[database]
url = "{database}"

[server]
listen = "{listen}"
"#
    )
}
