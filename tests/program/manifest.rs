//! What `liaison manifest` prints: as committed, and as the services' own schemas want it.

use super::process::liaison;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const HTTP: [&str; 5] = ["slack", "--mode", "http", "--url", "https://liaison.example.org"];

#[tokio::test]
async fn what_is_printed_is_what_is_committed() {
    for (words, file) in [
        (&["slack"][..], "slack.socket.json"),
        (&["slack", "--mode", "socket"], "slack.socket.json"),
        (&HTTP, "slack.http.json"),
        (&["discord"], "discord.json"),
    ] {
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("commands").join(file);
        assert_eq!(
            printed(words).await,
            fs::read_to_string(committed).unwrap(),
            "{file}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_calmly() {
    let folder = tempfile::tempdir().unwrap();
    for (words, said) in [
        (&["slack", "--mode", "http"][..], "--mode http needs --url"),
        (
            &["slack", "--mode", "socket", "--url", "https://a.example"],
            "leave it out",
        ),
        (
            &["slack", "--url", "http://127.0.0.1:8080"],
            "begins with https://",
        ),
        (&["slack", "--mode", "pigeon"], "socket, http"),
        (&["discord", "--application", "liaison"], "Application ID"),
        (&["teams"], "teams"),
        (&[], "slack"),
    ] {
        let words = ["manifest"].iter().chain(words);
        let refused = liaison(folder.path(), words).await.refused(2);
        assert!(refused.contains(said), "{refused}");
    }
}

#[tokio::test]
async fn commands_are_called_what_the_settings_say() {
    let folder = tempfile::tempdir().unwrap();
    // The token is not there yet: it comes from the app that this makes.
    let settings =
        "[chat]\ncase_command = \"/post\"\n[chat.slack]\nbot_token = { env = \"NOBODY_SET_THIS\" }\n";
    fs::write(folder.path().join("liaison.toml"), settings).unwrap();
    fs::write(
        folder.path().join("other.toml"),
        "[chat]\ndesk_command = \"/Front Desk\"\n",
    )
    .unwrap();
    let printed = liaison(folder.path(), ["manifest", "slack"]).await.json();
    let commands = &printed["features"]["slash_commands"];
    assert_eq!(
        [&commands[0]["command"], &commands[1]["command"]],
        ["/post", "/desk"]
    );
    for (file, said) in [("other.toml", "other.toml:2:16"), ("none.toml", "no such file")] {
        let words = ["manifest", "discord", "--config", file];
        let refused = liaison(folder.path(), words).await.refused(2);
        assert!(refused.contains(said), "{refused}");
    }
}

#[tokio::test]
async fn the_invite_link_names_the_application() {
    let drawn: Value =
        serde_json::from_str(&printed(&["discord", "--application", "1100000000000000000"]).await).unwrap();
    let link = url::Url::parse(drawn["invite"].as_str().unwrap()).unwrap();
    let asked: Vec<(String, String)> = link.query_pairs().into_owned().collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        asked,
        [
            pair("client_id", "1100000000000000000"),
            pair("scope", "bot applications.commands"),
            pair("permissions", &drawn["permissions"]["number"].to_string()),
        ]
    );
}

#[tokio::test]
async fn slack_takes_the_manifest_in_both_modes() {
    let Some(schema) = specification("slack/manifest.schema.2.0.0.json") else {
        return;
    };
    let schema = jsonschema::validator_for(&schema).unwrap();
    for words in [&["slack"][..], &HTTP] {
        let drawn: Value = serde_json::from_str(&printed(words).await).unwrap();
        holds(&schema, &drawn);
        // The schema is at work: it refuses what Slack would.
        let mut wrong = drawn;
        wrong["features"]["slash_commands"][0]["command"] = json!("case");
        assert!(!schema.is_valid(&wrong));
    }
}

#[tokio::test]
async fn discord_takes_the_commands() {
    let Some(api) = specification("discord/openapi.json") else {
        return;
    };
    let path = "/paths/~1applications~1{application_id}~1guilds~1{guild_id}~1commands";
    let body = format!("{path}/put/requestBody/content/application~1json/schema");
    let mut schema = api.pointer(&body).unwrap().clone();
    schema["components"] = api["components"].clone();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let drawn: Value = serde_json::from_str(&printed(&["discord"]).await).unwrap();
    holds(&schema, &drawn["commands"]);
    // The schema is at work: it refuses what Discord would.
    assert!(!schema.is_valid(&json!([{ "name": "" }])));
}

async fn printed(words: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let words = ["manifest"].iter().chain(words);
    liaison(folder.path(), words).await.done()
}

#[track_caller]
fn holds(schema: &Validator, drawn: &Value) {
    let faults: Vec<String> = schema
        .iter_errors(drawn)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// An official schema, where they are at hand.
fn specification(path: &str) -> Option<Value> {
    let Some(folder) = std::env::var_os("LIAISON_SPECS") else {
        println!("LIAISON_SPECS is unset: {path} is not asked");
        return None;
    };
    let text = fs::read_to_string(PathBuf::from(folder).join(path)).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

#[test]
fn the_guides_name_all_that_is_asked_for_and_nothing_else() {
    let guide = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
        fs::read_to_string(path).unwrap()
    };
    let rows = |text: &str| -> Vec<String> {
        let (_, after) = text.split_once("## What it asks for").unwrap();
        let rows = after.split("\n## ").next().unwrap().lines();
        let rows =
            rows.filter(|row| row.starts_with("| ") && !row.contains("---") && !row.ends_with("| why |"));
        rows.map(str::to_owned).collect()
    };
    let scopes = commands::manifest::SLACK_SCOPES;
    let mut asked: Vec<String> = scopes
        .iter()
        .map(|(scope, why)| format!("| `{scope}` | {why} |"))
        .collect();
    asked.push("| `connections:write` | on the app-level token: to open the socket |".to_owned());
    assert_eq!(rows(&guide("slack.md")), asked);
    let permissions = commands::manifest::DISCORD_PERMISSIONS.iter();
    let asked: Vec<String> = permissions
        .map(|(name, _, why)| format!("| {name} | {why} |"))
        .collect();
    assert_eq!(rows(&guide("discord.md")), asked);
}
