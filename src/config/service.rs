//! The program's own side: database, address, console, policy, digest.

use super::address;
use super::names::check_known;
use super::section::Section;
use crate::domain::schedule::Schedule;
use crate::domain::{DepartmentName, Directory};
use chrono::DateTime;
use secrecy::{ExposeSecret, SecretString};
use std::net::{AddrParseError, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// Shortest token that the console takes: it is all that keeps strangers out.
const SHORTEST_TOKEN: usize = 16;
/// Where liaison listens unless told otherwise.
const PORT: u16 = 7979;

/// Where cases are kept.
#[derive(Debug, Clone)]
pub enum Database {
    /// A file of our own.
    Sqlite(PathBuf),
    /// A server; the address holds its password.
    Postgres(SecretString),
}

/// Where liaison listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Console, hooks, health and metrics.
    pub listen: SocketAddr,
    /// Names that pages answer to beside this machine's own, as behind a reverse proxy.
    pub hosts: Vec<String>,
}

/// The embedded chat.
#[derive(Debug, Clone)]
pub struct Console {
    /// What a browser must know; `run` serves no console without one.
    pub token: Option<SecretString>,
}

/// When leadership gets its summary.
#[derive(Debug, Clone)]
pub struct Digest {
    /// As written.
    pub cron: String,
    /// The same, in the organisation's zone.
    pub schedule: Schedule,
    /// The department whose channel it goes to.
    pub channel: DepartmentName,
}

/// `[database]`; without it, a file beside the settings.
pub(super) fn database(root: &Section<'_>) -> Database {
    let folder = root.source.folder();
    let beside = || Database::Sqlite(folder.join("liaison.db"));
    let Some(section) = root.section("database", "[database]") else {
        return beside();
    };
    let url = section.secret("url");
    let found = url.as_ref().map(|url| {
        read_database(url.get_ref(), folder).unwrap_or_else(|why| {
            section.source.fault(url.span(), why);
            beside()
        })
    });
    section.done();
    found.unwrap_or_else(beside)
}

fn read_database(url: &SecretString, folder: &Path) -> Result<Database, &'static str> {
    let written = url.expose_secret();
    if let Some(file) = written.strip_prefix("sqlite:") {
        let file = file.strip_prefix("//").unwrap_or(file);
        return match file {
            "" | ":memory:" => {
                Err("A database in memory would lose every case: name a file, \"sqlite://liaison.db\".")
            }
            _ if file.contains('?') => {
                Err("liaison chooses SQLite's options itself: leave out “?” and what follows.")
            }
            _ => Ok(Database::Sqlite(folder.join(file))),
        };
    }
    let server = written.starts_with("postgres://") || written.starts_with("postgresql://");
    match (server, url::Url::parse(written)) {
        (true, Ok(_)) => Ok(Database::Postgres(url.clone())),
        (true, Err(_)) => Err(
            "This is no address of a server. Write \"postgres://USER:PASSWORD@HOST/DATABASE\", \
             with signs such as “@” or “/” in the password as %40 or %2F.",
        ),
        (false, _) => Err("A database is \"sqlite://liaison.db\" (a file) or \
             \"postgres://USER:PASSWORD@HOST/DATABASE\" (a server)."),
    }
}

/// `[server]`; without it, loopback.
pub(super) fn server(root: &Section<'_>) -> Server {
    let otherwise = Server {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, PORT)),
        hosts: Vec::new(),
    };
    let Some(section) = root.section("server", "[server]") else {
        return otherwise;
    };
    let found = section.text("listen").and_then(|written| {
        let listen = listen_at(written.get_ref());
        if listen.is_err() {
            let why = "This is no address to listen at. Write numbers and a port: \"127.0.0.1:7979\" \
                       for this machine only, \"0.0.0.0:7979\" for every network it is in.";
            section.source.fault(written.span(), why);
        }
        listen.ok()
    });
    let hosts = section.words("hosts");
    section.done();
    let listen = found.unwrap_or(otherwise.listen);
    Server { listen, hosts }
}

fn listen_at(written: &str) -> Result<SocketAddr, AddrParseError> {
    match written.strip_prefix("localhost:") {
        Some(port) => format!("{}:{port}", Ipv4Addr::LOCALHOST).parse(),
        None => written.parse(),
    }
}

/// `[chat.console]`; off unless it is there.
pub(super) fn console(chat: &Section<'_>) -> Option<Console> {
    chat.section("console", "[chat.console]").and_then(|section| {
        let on = section.flag("enabled", true);
        if !on {
            // The token of a console that is off need not exist.
            section.find("token");
            section.done();
            return None;
        }
        let token = section.secret("token");
        if let Some(token) = &token
            && token.get_ref().expose_secret().chars().count() < SHORTEST_TOKEN
        {
            let why = format!(
                "The console's token needs at least {SHORTEST_TOKEN} characters: it \
                               is all that keeps strangers out."
            );
            section.source.fault(token.span(), why);
        }
        section.done();
        Some(Console {
            token: token.map(toml::Spanned::into_inner),
        })
    })
}

/// `[digest]`.
pub(super) fn digest(root: &Section<'_>, directory: &Directory) -> Option<Digest> {
    let section = root.section("digest", "[digest]")?;
    section.later(&["channels", "people"]);
    let cron = section.needed("cron", "cron = \"0 7 * * *\" is seven every morning");
    let channel = section.needed("channel", "channel = \"leadership\", a department's name");
    let departments = directory.departments.iter().map(|d| d.name.as_str());
    check_known(section.source, "department", &channel, departments);
    let mut schedule = None;
    if !cron.get_ref().is_empty() {
        match Schedule::new(cron.get_ref(), directory.time_zone) {
            Ok(found) if found.next_after(DateTime::UNIX_EPOCH).is_some() => schedule = Some(found),
            Ok(_) => section.source.fault(
                cron.span(),
                "That day never comes. “0 7 * * *” is seven every morning.",
            ),
            Err(why) => section.source.fault(cron.span(), address::sentence(&why)),
        }
    }
    section.done();
    Some(Digest {
        cron: cron.into_inner(),
        schedule: schedule?,
        channel: DepartmentName(channel.into_inner()),
    })
}
