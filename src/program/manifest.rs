//! `liaison manifest`: what to paste into Slack or to register with Discord,
//! drawn from the grammar. JSON on stdout; on a terminal also what to do
//! with it.

use super::{Wrong, print};
use crate::config::Settings;
use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use commands::Names;
use commands::manifest::{SlackMode, discord_manifest, slack_manifest};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use url::Url;

/// What `liaison manifest` takes.
#[derive(Args)]
pub(super) struct Options {
    #[command(subcommand)]
    chat: Chat,
    /// The settings that say what commands are called (otherwise liaison.toml, if it is there).
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Chat {
    /// The app manifest for Slack.
    Slack(Slack),
    /// The commands, the permissions and the invite link for Discord.
    Discord(Discord),
}

#[derive(Args)]
struct Slack {
    /// How Slack reaches liaison: over a socket that liaison opens, or over HTTP. Without it: socket, or http where there is a --url.
    #[arg(long, value_name = "MODE")]
    mode: Option<Mode>,
    /// For http: where liaison is reached from outside, such as https://liaison.example.org.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    Socket,
    Http,
}

#[derive(Args)]
struct Discord {
    /// The application's ID, for the invite link.
    #[arg(long, value_name = "ID")]
    application: Option<String>,
}

pub(super) fn manifest(options: &Options) -> Result<()> {
    let names = &names(options.config.as_deref())?;
    let (drawn, hint) = match &options.chat {
        Chat::Slack(slack) => {
            let mode = slack.mode()?;
            (slack_manifest(names, &mode), next_in_slack(&mode))
        }
        Chat::Discord(Discord { application }) => {
            let application = application.as_deref().map(snowflake).transpose()?;
            (
                discord_manifest(names, application),
                next_in_discord(application.is_some()),
            )
        }
    };
    print::line(format!("{drawn:#}"))?;
    if std::io::stderr().is_terminal() {
        eprintln!("\n{hint}");
    }
    Ok(())
}

/// What commands are called. The rest of the settings may be wrong: their tokens come from the app that is to be made.
fn names(config: Option<&Path>) -> Result<Names> {
    let usual = Path::new("liaison.toml");
    if config.is_none() && !usual.exists() {
        return Ok(Names::default());
    }
    Settings::names(config.unwrap_or(usual)).map_err(|faults| Wrong(faults.to_string()).into())
}

impl Slack {
    fn mode(&self) -> Result<SlackMode, Wrong> {
        match (self.mode, self.url.as_deref()) {
            (None | Some(Mode::Socket), None) => Ok(SlackMode::Socket),
            (None | Some(Mode::Http), Some(url)) => Ok(SlackMode::Http { base_url: base(url)? }),
            (Some(Mode::Http), None) => Err(Wrong(
                "--mode http needs --url and where liaison is reached from outside, such as \
                 https://liaison.example.org."
                    .to_owned(),
            )),
            (Some(Mode::Socket), Some(_)) => Err(Wrong(
                "A socket needs no --url: leave it out, or ask for --mode http.".to_owned(),
            )),
        }
    }
}

/// The part of every address that Slack is given.
fn base(url: &str) -> Result<String, Wrong> {
    let is_base = |url: &Url| {
        url.scheme() == "https"
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    };
    match Url::parse(url) {
        Ok(url) if is_base(&url) => Ok(url.as_str().trim_end_matches('/').to_owned()),
        _ => Err(Wrong(
            "--url is an address that begins with https:// and ends before /slack, such as \
             https://liaison.example.org."
                .to_owned(),
        )),
    }
}

/// An ID as Discord shows it. It goes into a link, so nothing else may be in it.
fn snowflake(id: &str) -> Result<&str, Wrong> {
    if (15..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(id);
    }
    Err(Wrong(
        "--application takes the number that Discord's developer portal shows as Application ID, such as \
         1100000000000000000."
            .to_owned(),
    ))
}

fn next_in_slack(mode: &SlackMode) -> &'static str {
    match mode {
        SlackMode::Socket => {
            "Paste this at https://api.slack.com/apps under Create New App, From a manifest, and install the app. \
             liaison needs its bot token (xoxb-…) and an app-level token (xapp-…) with connections:write."
        }
        SlackMode::Http { .. } => {
            "Paste this at https://api.slack.com/apps under Create New App, From a manifest, and install the app. \
             liaison needs its bot token (xoxb-…) and its signing secret, and must be running when Slack tries \
             the address."
        }
    }
}

fn next_in_discord(is_named: bool) -> &'static str {
    if is_named {
        "Open the invite link in a browser to bring the bot into your server. liaison registers the commands by \
         itself when it runs."
    } else {
        "Put your application's ID into the invite link (--application does it) and open it in a browser to bring \
         the bot into your server. liaison registers the commands by itself when it runs."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(mode: Option<Mode>, url: Option<&str>) -> Result<SlackMode, String> {
        let slack = Slack {
            mode,
            url: url.map(str::to_owned),
        };
        slack.mode().map_err(|wrong| wrong.to_string())
    }

    #[test]
    fn an_address_means_http_and_http_needs_one() {
        let http = |base_url: &str| {
            Ok(SlackMode::Http {
                base_url: base_url.to_owned(),
            })
        };
        assert_eq!(mode(None, None), Ok(SlackMode::Socket));
        assert_eq!(mode(Some(Mode::Socket), None), Ok(SlackMode::Socket));
        assert_eq!(
            mode(None, Some("https://liaison.example.org/")),
            http("https://liaison.example.org")
        );
        assert_eq!(
            mode(Some(Mode::Http), Some("https://Example.org:8443/chat/")),
            http("https://example.org:8443/chat")
        );
        assert!(mode(Some(Mode::Http), None).is_err());
        assert!(mode(Some(Mode::Socket), Some("https://liaison.example.org")).is_err());
        for wrong in [
            "",
            "liaison.example.org",
            "http://liaison.example.org",
            "https://",
            "https://ana:secret@example.org",
            "https://example.org/?x=1",
            "https://example.org/#top",
            "mailto:ana@example.org",
        ] {
            assert!(mode(None, Some(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_application_is_named_by_its_number() {
        assert!(snowflake("1100000000000000000").is_ok());
        for wrong in [
            "",
            "liaison",
            "123",
            "1100000000000000000&scope=bot",
            "１１０００００００００００００００",
        ] {
            assert!(snowflake(wrong).is_err(), "{wrong}");
        }
    }
}
