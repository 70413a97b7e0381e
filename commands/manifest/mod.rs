//! What Slack and Discord have to be told before staff can use liaison there, drawn from the grammar.
//!
//! The drawn files lie beside the grammar, so that a change of what we ask for shows in review. A chat is asked for
//! what is listed here and for nothing else: least privilege is a list that can be read, with a reason in each line.

mod discord;
mod slack;

pub use discord::{DISCORD_INTENTS, DISCORD_PERMISSIONS, discord_commands, discord_manifest, permissions};
pub use slack::{SLACK_EVENTS, SLACK_SCOPES, SlackMode, slack_manifest};

/// What the entry in a message's menu is called that opens a case about it, in both chats.
pub const OPEN_CASE: &str = "Open a case";

/// The same entry as Slack calls it back.
pub const OPEN_CASE_CALLBACK: &str = "open_case";

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::Names;

    #[test]
    fn the_drawn_files_are_fresh() {
        let names = Names::default();
        let http = SlackMode::Http {
            base_url: "https://liaison.example.org".to_owned(),
        };
        for (drawn, kept, refresh) in [
            (
                slack_manifest(&names, &SlackMode::Socket),
                include_str!("../slack.socket.json"),
                "slack --mode socket > commands/slack.socket.json",
            ),
            (
                slack_manifest(&names, &http),
                include_str!("../slack.http.json"),
                "slack --mode http --url https://liaison.example.org > commands/slack.http.json",
            ),
            (
                discord_manifest(&names, None),
                include_str!("../discord.json"),
                "discord > commands/discord.json",
            ),
        ] {
            let drawn = format!("{drawn:#}\n");
            assert!(
                drawn == kept,
                "it is out of date; draw it again: `liaison manifest {refresh}`"
            );
        }
    }

    #[test]
    fn the_roots_go_by_the_names_of_the_settings() {
        let names = Names {
            case: "/Post".to_owned(),
            desk: "front".to_owned(),
        };
        let slack = slack_manifest(&names, &SlackMode::Socket);
        let commands = slack["features"]["slash_commands"].as_array().expect("commands");
        let called: Vec<&Value> = commands.iter().map(|command| &command["command"]).collect();
        assert_eq!(called, ["/post", "/front"]);
        let discord = discord_commands(&names);
        let called: Vec<&Value> = discord
            .as_array()
            .expect("commands")
            .iter()
            .map(|it| &it["name"])
            .collect();
        assert_eq!(called, ["post", "front", OPEN_CASE]);
    }
}
