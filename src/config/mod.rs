//! The settings: one file, `liaison.toml`, read whole and checked whole.
//!
//! What comes out is right: names in it refer to each other, secrets are
//! there, times and addresses make sense. What is wrong comes out as
//! [`Faults`], all of them at once, each with its line, its column and what
//! would be right. Nothing of a secret is ever shown. This room is wiring: it
//! speaks to no network and opens no database.

mod address;
mod chats;
mod fault;
mod feeds;
mod grammar;
mod handoff;
mod names;
mod organisation;
mod policy;
mod resource;
mod routing;
mod secret;
mod section;
mod service;
mod triage;
mod watching;

pub use chats::Chats;
pub use fault::{Fault, Faults};
pub use feeds::{FeedSettings, WebhookFeed};
pub use service::{Console, Database, Digest, Server};

use crate::domain::Directory;
use crate::domain::schedule::Schedule;
use commands::Names;
use fault::Source;
use section::Section;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use toml::de::DeTable;

/// A larger file is something else.
const LARGEST: u64 = 4 * 1_024 * 1_024;

/// Everything the administrator decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where they were read from.
    pub path: PathBuf,
    /// The organisation.
    pub directory: Directory,
    /// Where cases are kept.
    pub database: Database,
    /// Where liaison listens.
    pub server: Server,
    /// The chats that are switched on.
    pub chats: Chats,
    /// Every public source, in the order of the networks below `[network]`.
    pub feeds: Vec<FeedSettings>,
    /// When leadership gets its summary, if it does.
    pub digest: Option<Digest>,
    /// What is right but should be thought over.
    pub warnings: Vec<String>,
    /// When triage learns from what people corrected, if it does so of itself.
    pub learn: Option<Schedule>,
}

/// The settings that `liaison init` writes: right as they stand, and commented.
pub fn template() -> &'static str {
    include_str!("liaison.toml")
}

impl Settings {
    /// Reads and checks a file. `env` reads an environment variable.
    pub fn load(path: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, Faults> {
        Self::parse(&text(path)?, path, env)
    }

    /// What commands are called, whatever else is missing yet: an app is made before there are tokens for it.
    pub fn names(path: &Path) -> Result<Names, Faults> {
        meaning(&text(path)?, path, &|_| None, |root| chats::command_names(&root))
    }

    /// Checks settings that were read already; `path` is what faults call them, and where relative paths begin.
    pub fn parse(text: &str, path: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, Faults> {
        meaning(text, path, env, Self::of)
    }

    /// What `run` needs beside right settings: no stranger may see the console.
    pub fn before_run(&self) -> Result<(), Faults> {
        match &self.chats.console {
            Some(console) if console.token.is_none() => Err(Faults::whole(
                &self.path,
                "The console needs a token before it can be served: in [chat.console] add \
                 token = { env = \"LIAISON_TOKEN\" } or { file = \"liaison.token\" }.",
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// What the tables mean.
    fn of(root: Section<'_>) -> Self {
        let path = root.source.path.to_owned();
        let reading = chats::chats(&root);
        let mut directory = organisation::directory(&root, &reading);
        directory.watching = watching::watching(&root, &directory);
        let (policy, warnings) = policy::policy(&root, &reading, &directory);
        let chats = reading.settle(&root, &mut directory);
        directory.policy = policy;
        directory.handoff = handoff::terms(&root);
        directory.resources = resource::resources(&root, &directory);
        let settings = Self {
            path,
            database: service::database(&root),
            server: service::server(&root),
            feeds: feeds::feeds(&root),
            digest: service::digest(&root, &directory),
            learn: triage::learn(&root, &directory),
            directory,
            chats,
            warnings,
        };
        root.done();
        settings
    }
}

/// What a text means by `of`; where there are faults that is worth nothing and is dropped.
fn meaning<T>(
    text: &str,
    path: &Path,
    env: &dyn Fn(&str) -> Option<String>,
    of: impl FnOnce(Section<'_>) -> T,
) -> Result<T, Faults> {
    // Some editors put an unseen mark at the beginning.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = Source::new(text, path, env);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().unwrap_or(0..0);
        source.fault(at, grammar::sentence(error));
    }
    source.broken()?;
    let root = Section::new(&source, "this file", 0..0, table.get_ref());
    let meant = of(root);
    source.wrong(table.get_ref())?;
    Ok(meant)
}

/// The file as text.
fn text(path: &Path) -> Result<String, Faults> {
    let bytes = read(path).map_err(|error| {
        let why = match error.kind() {
            io::ErrorKind::NotFound => {
                "There is no such file. `liaison init` writes one to begin with; `--config` \
                 names another."
            }
            io::ErrorKind::PermissionDenied => "The file may not be read by this user.",
            io::ErrorKind::FileTooLarge => "The file is too large to be settings.",
            _ => "The file can't be read.",
        };
        Faults::whole(path, why)
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let right = String::from_utf8_lossy(&error.as_bytes()[..valid]);
        let place = fault::place(&right, right.len());
        let why = "This is no UTF-8 text from here on. Save the file as UTF-8 in your editor.";
        Faults::at(path, Some(place), why)
    })
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
