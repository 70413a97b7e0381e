//! The command line: what `liaison` is asked for, and with what status it ends.
//!
//! 0 done, 1 it failed, 2 what was given is wrong. An error is one calm
//! sentence on stderr with the mend; everything else that is printed is the
//! answer.

pub mod chats;
mod check;
mod digest;
mod export;
mod guard;
mod house;
mod init;
mod learn;
mod lessons;
mod lines;
mod log;
mod manifest;
mod print;
mod serve;
mod terminal;
mod triage;
pub mod wiring;

pub use house::{House, Network};
pub use serve::{Listening, serve, stop_on_signal};

use crate::config::Settings;
use crate::demo;
use crate::domain::Clock;
use crate::store::{Store, Target};
use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What was given is wrong; the sentence says what would be right.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Wrong(pub String);

/// Makes every employee of a hospital system a patient liaison.
#[derive(Parser)]
#[command(
    name = "liaison",
    version,
    disable_help_subcommand = true,
    max_term_width = 100
)]
struct Line {
    /// How to log: for people, or for machines.
    #[arg(long, global = true, value_name = "FORMAT", value_parser = ["text", "json"], default_value = "text")]
    log_format: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Shows the whole product with no account: a fictional hospital, its public, and a console in the browser.
    Demo(demo::Options),
    /// Runs liaison.
    Run(RunOptions),
    /// Writes a commented liaison.toml to begin with.
    Init(ConfigOption),
    /// Checks the settings; says file, line, column and what would be right.
    Check(check::Options),
    /// Brings the database up to date.
    Migrate(ConfigOption),
    /// Judges posts: JSON lines in, the same lines with the judgement out.
    Triage(triage::Options),
    /// Checks drafts before they go out: JSON lines in, the same lines with verdict and findings out.
    Guard(guard::Options),
    /// Learns triage's model anew: from labelled posts, or, with settings alone, from what staff corrected. With
    /// --guard, the guard's.
    Learn(learn::Options),
    /// Acts on one case, as in chat: `liaison case claim 12 --as ana`.
    #[command(disable_help_flag = true)]
    Case(Words),
    /// Everything else that can be asked in chat: `liaison desk list --as ana`.
    #[command(disable_help_flag = true)]
    Desk(Words),
    /// Prints what to paste into Slack, or to register with Discord.
    Manifest(manifest::Options),
    /// Prints the digest of a day, a week or a month.
    Digest(digest::Options),
    /// Writes cases or events out, as CSV or JSON lines.
    Export(export::Options),
}

/// Where the settings are.
#[derive(Args, Clone)]
struct ConfigOption {
    /// The settings file.
    #[arg(long, value_name = "FILE", default_value = "liaison.toml")]
    config: PathBuf,
}

#[derive(Args)]
struct RunOptions {
    #[command(flatten)]
    config: ConfigOption,
    /// Where to listen, instead of what the settings say.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

#[derive(Args)]
struct Words {
    /// The verb and what it takes; also --as STAFF, --config FILE and --json.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "VERB")]
    words: Vec<OsString>,
}

/// Does what the process was started for.
pub fn main() -> ExitCode {
    // Fails only when a provider is installed already, and then there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let line = match Line::try_parse() {
        Ok(line) => line,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    log::install(&line.log_format, matches!(line.command, Command::Run(_)));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("liaison could not start its threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(run(line.command));
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", sentence(&error));
            ExitCode::from(if error.downcast_ref::<Wrong>().is_some() {
                2
            } else {
                1
            })
        }
    }
}

async fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Demo(options) => demo::run(options).await?,
        Command::Run(options) => serve::run(&options.config.config, options.listen).await?,
        Command::Init(options) => init::init(&options.config)?,
        Command::Check(options) => check::check(&options).await?,
        Command::Migrate(options) => migrate(&options.config).await?,
        Command::Triage(options) => triage::triage(&options).await?,
        Command::Guard(options) => guard::guard(&options).await?,
        Command::Learn(options) => learn::learn(options).await?,
        Command::Case(Words { words }) => return terminal::run(commands::Root::Case, words).await,
        Command::Desk(Words { words }) => return terminal::run(commands::Root::Desk, words).await,
        Command::Manifest(options) => manifest::manifest(&options)?,
        Command::Digest(options) => digest::digest(&options).await?,
        Command::Export(options) => export::export(&options).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads the settings, or says all that is wrong with them.
fn settings(path: &Path) -> Result<Settings> {
    let env = |name: &str| std::env::var(name).ok();
    Settings::load(path, &env).map_err(|faults| Wrong(faults.to_string()).into())
}

/// Opens the database of the settings, up to date.
async fn open(settings: &Settings, clock: &Clock) -> Result<Store> {
    Store::open(&Target::from(&settings.database), clock.clone()).await
}

async fn migrate(config: &Path) -> Result<()> {
    let settings = settings(config)?;
    let store = open(&settings, &Clock::system())
        .await
        .context("The database was not brought up to date")?;
    store.close().await;
    print::line("The database is up to date.")
}

/// An error and its causes as one sentence.
fn sentence(error: &anyhow::Error) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        // Many libraries repeat their cause in their own words.
        if !said.iter().any(|s| s.contains(&cause)) {
            said.push(cause);
        }
    }
    said.join(": ")
}
