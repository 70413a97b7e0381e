//! A small hospital: its settings in a folder of its own, and what is done with them.

use super::database::Database;
use super::page::Page;
use super::process::{Ended, LIAISON, Process, free_port, liaison};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// What a browser must know.
pub const CONSOLE_TOKEN: &str = "correct-horse-battery";
/// What a program must know to write on the sandbox network.
pub const SANDBOX_TOKEN: &str = "sandbox-token-of-the-tests";
/// What webhooks are signed with.
pub const HOOK_SECRET: &str = "whsec_bGlhaXNvbi1wcm9ncmFtLXRlc3RzLXNlY3JldA==";

/// One installation.
pub struct House {
    pub folder: TempDir,
    pub port: u16,
    pub database: Database,
    /// The port of the sandbox network that it reads: its own, or another's.
    pub network: Option<u16>,
    /// Lines of the settings that only this story needs.
    pub extra: String,
}

impl House {
    /// One that is its own network.
    pub fn new(database: &Database) -> Self {
        let port = free_port();
        let house = Self {
            network: Some(port),
            ..Self::of(database, port)
        };
        house.write();
        house
    }

    /// One that reads the network of another.
    pub fn reading(network: &Self, database: &Database) -> Self {
        let house = Self {
            network: Some(network.port),
            ..Self::of(database, free_port())
        };
        house.write();
        house
    }

    /// One with settings of its own beside those that all have.
    pub fn with(database: &Database, extra: &str) -> Self {
        let house = Self {
            extra: extra.to_owned(),
            ..Self::of(database, free_port())
        };
        house.write();
        house
    }

    fn of(database: &Database, port: u16) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            port,
            database: database.clone(),
            network: None,
            extra: String::new(),
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn config(&self) -> PathBuf {
        self.path().join("liaison.toml")
    }

    /// Writes the settings.
    pub fn write(&self) {
        fs::write(self.config(), self.settings()).unwrap();
    }

    pub fn settings(&self) -> String {
        let network = self.network.map_or_else(String::new, |port| {
            format!(
                "[network.sandbox]\nfeeds = [{{ name = \"sandbox\", base_url = \"http://127.0.0.1:{port}/sandbox\", \
                 token = \"{SANDBOX_TOKEN}\", account = \"HarborHealth\", every = \"1s\" }}]\n"
            )
        });
        let (port, database, extra) = (self.port, &self.database.url, &self.extra);
        format!(
            "{ORGANISATION}\n{extra}\n{network}\n[chat.console]\ntoken = \"{CONSOLE_TOKEN}\"\n\n\
             [network.webhook]\nhooks = [{{ name = \"survey\", secret = \"{HOOK_SECRET}\" }}]\n\n\
             [database]\nurl = \"{database}\"\n\n[server]\nlisten = \"127.0.0.1:{port}\"\n"
        )
    }

    /// Starts it, without waiting.
    pub fn run(&self) -> Process {
        self.run_with(&[])
    }

    pub fn run_with(&self, options: &[&str]) -> Process {
        self.run_logging(None, options)
    }

    /// The same with a log that tells as much as `RUST_LOG` asks for.
    pub fn run_logging(&self, filter: Option<&str>, options: &[&str]) -> Process {
        let mut command = Command::new(LIAISON);
        command
            .arg("run")
            .arg("--config")
            .arg(self.config())
            .args(options);
        match filter {
            Some(filter) => command.env("RUST_LOG", filter),
            None => command.env_remove("RUST_LOG"),
        };
        Process::start(&mut command, &self.log())
    }

    /// Where its process writes.
    pub fn log(&self) -> PathBuf {
        self.path().join(format!("log-{}", self.port))
    }

    /// Starts it and waits until it can work.
    pub async fn serve(&self) -> Serving {
        let process = self.run();
        let page = Page::of(self.port);
        page.ready().await;
        Serving { process, page }
    }

    /// A verb in a shell: `house.case("ana", &["claim", "1"])`.
    pub async fn case(&self, who: &str, words: &[&str]) -> Ended {
        self.verb("case", who, words).await
    }

    pub async fn desk(&self, who: &str, words: &[&str]) -> Ended {
        self.verb("desk", who, words).await
    }

    async fn verb(&self, root: &str, who: &str, words: &[&str]) -> Ended {
        let line = [&[root, "--as", who, "--config", "liaison.toml"], words].concat();
        liaison(self.path(), line).await
    }

    /// Any other command, with this house's settings.
    pub async fn command(&self, words: &[&str]) -> Ended {
        let line = [words, &["--config", "liaison.toml"]].concat();
        liaison(self.path(), line).await
    }
}

/// A house that is being served.
pub struct Serving {
    pub process: Process,
    pub page: Page,
}

const ORGANISATION: &str = r#"[organisation]
name = "Harbor Health"
time_zone = "America/Chicago"
languages = ["en"]
reply_signature = ""

[[facility]]
name = "Harbor General"
aliases = ["the General"]
handles = ["@HarborGen"]
places = ["Pier Garage"]

[[department]]
name = "patient-relations"
title = "Patient Relations"
topics = ["none", "appointment", "clinical_care", "staff_conduct", "facilities", "records", "privacy", "safety", "health_info"]
answer_within = "4h"
resolve_within = "3d"
escalate_to = "leadership"

[[department]]
name = "emergency"
title = "Emergency"
topics = ["wait_time"]
answer_within = "4h"
resolve_within = "3d"
escalate_to = "patient-relations"

[[department]]
name = "billing"
title = "Billing"
topics = ["billing"]
answer_within = "4h"
resolve_within = "5d"
escalate_to = "patient-relations"

[[department]]
name = "leadership"
title = "Leadership"
topics = ["media", "careers", "community"]
answer_within = "4h"
resolve_within = "5d"

[[staff]]
name = "ana"
title = "Patient liaison"
department = "patient-relations"
rights = ["respond", "lead"]

[[staff]]
name = "ben"
title = "Billing specialist"
department = "billing"
rights = ["respond"]

[[staff]]
name = "eve"
title = "Board member"
department = "leadership"
rights = []
"#;
