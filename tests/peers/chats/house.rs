//! A hospital with a workspace of Slack, a server of Discord and an account on
//! Bluesky, all brought together by the built program.

use super::super::bluesky::network::{Network, Person};
use super::super::bluesky::program::Liaison;
use crate::fakes::{discord, recording, slack};
use crate::world::database::Kind;
use anyhow::{Context, Result};
use liaison::domain::Clock;
use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// Everybody who may answer.
pub(super) const PEOPLE: [&str; 6] = ["ana", "ben", "cleo", "dev", "eva", "finn"];

/// What an installation is like.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    pub kind: Kind,
    /// How much of a post may stand on a card in Discord.
    pub cards: &'static str,
    /// Slack calls us, instead of our opening a socket.
    pub slack_calls: bool,
    /// So many departments, each with a channel in both chats. A post is routed by the word `wingN`.
    pub wings: usize,
}

impl Plan {
    pub(super) fn of(kind: Kind) -> Self {
        Self {
            kind,
            cards: "full",
            slack_calls: false,
            wings: 1,
        }
    }
}

/// The hospital.
pub(super) struct House {
    pub slack: slack::Slack,
    pub discord: discord::Discord,
    pub liaison: Liaison,
    pub clinic: Person,
    pub patient: Person,
    wings: Vec<Wing>,
    accounts: BTreeMap<&'static str, Account>,
    plan: Plan,
    recordings: TempDir,
}

/// Where a department reads.
#[derive(Debug, Clone)]
pub(super) struct Wing {
    pub slack: String,
    pub discord: discord::Id,
}

/// A colleague's two accounts.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub slack: String,
    pub discord: discord::Id,
}

impl House {
    /// Everything is there, and the program does not run yet.
    pub(super) async fn build(plan: Plan) -> Result<Self> {
        let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
        let recordings = TempDir::new()?;
        let slack = slack::Slack::open(slack::Options {
            now: Arc::new(|| Clock::system().now()),
            record: Some(recordings.path().join("slack")),
            limits: true,
        })
        .await;
        let discord = discord::Discord::open(discord::Options {
            now: Arc::new(|| Clock::system().now()),
            record: Some(recordings.path().join("discord")),
            limits: true,
        })
        .await;
        let accounts = PEOPLE
            .iter()
            .map(|name| (*name, account(&slack, &discord, name)))
            .collect::<BTreeMap<_, _>>();
        let members: Vec<&str> = accounts.values().map(|account| account.slack.as_str()).collect();
        let wings: Vec<Wing> = (0..plan.wings)
            .map(|n| wing(&slack, &discord, n, &members))
            .collect();
        let drawn = Drawn {
            plan,
            slack: &slack,
            discord: &discord,
            clinic: &clinic,
            wings: &wings,
            accounts: &accounts,
        };
        let liaison = Liaison::install_with(plan.kind, |at| drawn.settings(at)).await?;
        if plan.slack_calls {
            slack.deliver_to(&liaison.base());
        }
        Ok(Self {
            slack,
            discord,
            liaison,
            clinic,
            patient,
            wings,
            accounts,
            plan,
            recordings,
        })
    }

    /// Starts the program and waits until both chats can reach it.
    pub(super) async fn open(&self) -> Result<()> {
        self.liaison.spawn()?;
        self.liaison.is_up().await?;
        if !self.plan.slack_calls {
            self.slack.connected(1).await;
        }
        self.discord.until_connected().await;
        // Nobody can type a command that Discord does not know yet.
        super::super::bluesky::network::eventually("the commands in Discord", async || {
            let registered = self.discord.calls("PUT", "/commands") > 0;
            Ok(registered.then_some(()))
        })
        .await
    }

    pub(super) fn wing(&self, n: usize) -> &Wing {
        &self.wings[n % self.wings.len()]
    }

    pub(super) fn wings(&self) -> &[Wing] {
        &self.wings
    }

    pub(super) fn account(&self, name: &str) -> &Account {
        &self.accounts[name]
    }

    /// Every request that Discord was sent.
    pub(super) fn told_discord(&self) -> PathBuf {
        self.recordings.path().join("discord")
    }

    /// What either chat would not have taken, and what its own description does not know.
    pub(super) fn violations(&self) -> Vec<String> {
        let mut slack = self.slack.violations();
        match slack::schema::specs() {
            Ok(specs) => {
                let told = recording::read(&self.recordings.path().join("slack"));
                slack.extend(slack::schema::check(&told, &specs));
            }
            Err(unset) => println!("{unset}"),
        }
        let mut discord = self.discord.violations();
        if let Some(description) = discord::schema::description() {
            let told = fs::read_to_string(self.told_discord()).expect("the recording can be read");
            discord.extend(discord::schema::check(&description, &told));
        }
        let slack = slack.into_iter().map(|what| format!("Slack: {what}"));
        slack
            .chain(discord.into_iter().map(|what| format!("Discord: {what}")))
            .collect()
    }

    /// A command in a terminal beside the program.
    pub(super) async fn terminal(&self, words: &[&str]) -> Result<serde_json::Value> {
        let answered = self.liaison.terminal(words).await?;
        answered
            .map_err(anyhow::Error::msg)
            .with_context(|| words.join(" "))
    }
}

fn account(slack: &slack::Slack, discord: &discord::Discord, name: &str) -> Account {
    let id = format!("U0{}", name.to_uppercase());
    slack.add_user(&id, name);
    Account {
        slack: id,
        discord: discord.add_user(name),
    }
}

fn wing(slack: &slack::Slack, discord: &discord::Discord, n: usize, members: &[&str]) -> Wing {
    let (id, name) = (format!("C0WING{n}"), format!("wing{n}"));
    slack.add_channel(&id, &name, members);
    Wing {
        slack: id,
        discord: discord.add_channel(&name),
    }
}

/// What the settings are written from.
struct Drawn<'a> {
    plan: Plan,
    slack: &'a slack::Slack,
    discord: &'a discord::Discord,
    clinic: &'a Person,
    wings: &'a [Wing],
    accounts: &'a BTreeMap<&'static str, Account>,
}

impl Drawn<'_> {
    fn settings(&self, (database, listen): (&str, SocketAddr)) -> String {
        let Person {
            pds,
            handle,
            app_password,
            ..
        } = self.clinic;
        let departments: String = (0..self.wings.len()).map(|n| self.department(n)).collect();
        let people: String = PEOPLE.iter().map(|name| self.person(name)).collect();
        format!(
            r#"
[organisation]
name = "Lakeshore Health"
time_zone = "America/Chicago"
languages = ["en"]
{departments}
{people}
{chats}
[network.bluesky]
base_url = "{pds}"
every = "2s"
accounts = [{{ name = "bluesky", handle = "{handle}", app_password = "{app_password}" }}]

[database]
url = "{database}"

[server]
listen = "{listen}"
"#,
            chats = self.chats(),
        )
    }

    fn department(&self, n: usize) -> String {
        let Wing { slack, discord } = &self.wings[n];
        let topics = if n == 0 {
            r#"["none", "wait_time", "appointment", "clinical_care", "staff_conduct", "facilities", "records", "privacy",
  "safety", "health_info", "billing", "media", "careers", "community"]"#
        } else {
            "[]"
        };
        format!(
            r#"
[[department]]
name = "wing{n}"
title = "Wing {n}"
topics = {topics}
slack_channel = "{slack}"
discord_channel = "{discord}"
answer_within = "4h"
resolve_within = "3d"

[[route]]
when = {{ words = ["wing{n}"] }}
to = "wing{n}"
"#
        )
    }

    fn person(&self, name: &str) -> String {
        let Account { slack, discord } = &self.accounts[name];
        format!(
            r#"
[[staff]]
name = "{name}"
title = "Patient liaison"
department = "wing0"
rights = ["respond", "lead"]
slack = "{slack}"
discord = "{discord}"
"#
        )
    }

    fn chats(&self) -> String {
        let reached = if self.plan.slack_calls {
            format!("mode = \"http\"\nsigning_secret = \"{}\"", slack::SIGNING_SECRET)
        } else {
            format!("app_token = \"{}\"", slack::APP_TOKEN)
        };
        format!(
            r#"
[chat.slack]
{reached}
bot_token = "{}"
api_url = "{}"

[chat.discord]
token = "{}"
guild = "{}"
api_url = "{}"
cards = "{}"
"#,
            slack::BOT_TOKEN,
            self.slack.api_url(),
            discord::TOKEN,
            self.discord.guild(),
            self.discord.address(),
            self.plan.cards,
        )
    }
}
