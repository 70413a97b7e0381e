//! `liaison check --online`: each credential, scope and channel of the chats
//! is tried, and what is wrong is said with what mends it.

use super::process::liaison;
use crate::fakes::{discord, slack};
use chrono::Utc;
use insta::assert_snapshot;
use liaison::domain::Clock;
use regex::Regex;
use std::fs;
use std::sync::Arc;
use tempfile::TempDir;

fn now() -> Arc<dyn Fn() -> chrono::DateTime<Utc> + Send + Sync> {
    Arc::new(|| Clock::system().now())
}

/// Discord's ids hold the time.
fn without_ids(said: &str) -> String {
    let id = Regex::new(r"\d{17,20}").unwrap();
    id.replace_all(said, "ID").into_owned()
}

async fn both() -> (slack::Slack, discord::Discord, TempDir) {
    let workspace = slack::Slack::open(slack::Options {
        now: now(),
        record: None,
        limits: true,
    })
    .await;
    workspace.add_channel("C0DESK", "desk", &[]);
    let server = discord::Discord::open(discord::Options {
        now: now(),
        record: None,
        limits: true,
    })
    .await;
    let channel = server.add_channel("desk");
    let settings = format!(
        r#"[organisation]
name = "Harbor Health"
time_zone = "America/Chicago"

[[department]]
name = "desk"
topics = ["none"]
slack_channel = "C0DESK"
discord_channel = "{channel}"

[chat.slack]
app_token = "{app}"
bot_token = "{bot}"
api_url = "{slack}"

[chat.discord]
token = "{token}"
guild = "{guild}"
api_url = "{discord}"
"#,
        app = slack::APP_TOKEN,
        bot = slack::BOT_TOKEN,
        slack = workspace.api_url(),
        token = discord::TOKEN,
        guild = server.guild(),
        discord = server.address(),
    );
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("liaison.toml"), settings).unwrap();
    (workspace, server, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_well_is_said_and_what_is_not_is_said_with_its_mend() {
    let (workspace, server, folder) = both().await;
    let check = async || liaison(folder.path(), ["check", "--online"]).await;
    assert_snapshot!(without_ids(&check().await.done()), @r"
    liaison.toml is right.
    Slack takes the token and grants every scope; liaison is heard over the socket and is in 1 of its channels.
    Discord takes the bot's token.
    Discord: the application is ID.
    Discord: the gateway is open; only the intent GUILDS is asked for, which needs no approval.
    Discord: liaison is in the server of the settings.
    Discord: the channel ID of desk is a text channel in which liaison may do what it has to.
    ");
    workspace.kick_bot("C0DESK");
    workspace.set_scopes(&["chat:write", "channels:read", "commands"]);
    server.revoke_token();
    let wrong = check().await;
    assert_eq!(wrong.status, 1, "{wrong:?}");
    assert_snapshot!(without_ids(&wrong.err), @r"
    The Slack app lacks the scope app_mentions:read: add it under “OAuth & Permissions” and install the app again.
    The Slack app lacks the scope channels:history: add it under “OAuth & Permissions” and install the app again.
    The Slack app lacks the scope files:write: add it under “OAuth & Permissions” and install the app again.
    The Slack app lacks the scope groups:history: add it under “OAuth & Permissions” and install the app again.
    The Slack app lacks the scope groups:read: add it under “OAuth & Permissions” and install the app again.
    The Slack app lacks the scope metadata.message:read: add it under “OAuth & Permissions” and install the app again.
    The Slack app lacks the scope usergroups:read: add it under “OAuth & Permissions” and install the app again.
    The Slack app lacks the scope users:read: add it under “OAuth & Permissions” and install the app again.
    The Slack channel of desk, C0DESK: liaison is not in it: invite it there with `/invite @liaison`.
    Discord refuses the bot's token; put a new one into [chat.discord] token.
    2 of 2 could not be reached or would not let us in.
    ");
    workspace.violations();
    server.violations();
}
