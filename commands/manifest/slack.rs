//! The app manifest for Slack, second version of its schema.

use serde_json::{Value, json};

use super::{OPEN_CASE, OPEN_CASE_CALLBACK};
use crate::catalogue::{self, VERBS};
use crate::{Names, Root};

/// How Slack reaches liaison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlackMode {
    /// Over a socket that liaison opens, so that nothing of ours faces the internet.
    Socket,
    /// Over HTTP, at an address of ours.
    Http {
        /// What stands before `/slack/…`, such as `https://liaison.example.org`.
        base_url: String,
    },
}

/// The scopes of the bot's token, and why each is needed.
pub const SLACK_SCOPES: &[(&str, &str)] = &[
    (
        "app_mentions:read",
        "to be addressed in a thread, where slash commands don't work",
    ),
    (
        "channels:history",
        "to find our own message again after an unknown outcome",
    ),
    (
        "channels:read",
        "to know a department's channel, whether it is archived and we are in it",
    ),
    ("chat:write", "to post cards, redraw them and answer"),
    ("commands", "to offer the slash commands and the shortcut"),
    ("files:write", "to post the charts of a digest"),
    (
        "groups:history",
        "the same as channels:history, in private channels",
    ),
    ("groups:read", "the same as channels:read, for private channels"),
    (
        "metadata.message:read",
        "to recognise our own message by its delivery",
    ),
    ("usergroups:read", "to take rights from user groups"),
    (
        "users:read",
        "to tell staff from guests and from people who have left",
    ),
];

/// The events the bot is told of, and why.
///
/// Changes of a person are not among them: Slack sends one for every status that anybody on the payroll sets, and its
/// hourly allowance of events is shared with those that matter.
pub const SLACK_EVENTS: &[(&str, &str)] = &[
    ("app_home_opened", "to draw a person's cases when they look"),
    ("app_mention", "to hear `@liaison claim` in a thread"),
    ("app_uninstalled", "to say that we were put out"),
    ("channel_archive", "to say that a department can't be reached"),
    ("channel_deleted", "the same"),
    ("channel_rename", "to call a channel what staff call it"),
    ("channel_unarchive", "to go on by ourselves"),
    (
        "group_archive",
        "the same as channel_archive, for private channels",
    ),
    ("group_deleted", "the same as channel_deleted"),
    ("group_rename", "the same as channel_rename"),
    ("group_unarchive", "the same as channel_unarchive"),
    ("member_joined_channel", "to go on once we were invited"),
    ("subteam_members_changed", "to take rights back at once"),
    ("tokens_revoked", "to say that our token is worth nothing"),
];

/// What an administrator pastes into Slack to make the app.
pub fn slack_manifest(names: &Names, mode: &SlackMode) -> Value {
    let mut manifest = json!({
        "_metadata": { "major_version": 2, "minor_version": 1 },
        "display_information": {
            "name": "liaison",
            "description": "Brings what people say in public about us to the department that can help.",
            "long_description": "liaison watches the public places where people talk to us or about us. It opens a \
                case for each new conversation and posts it as a card in the channel of the department that can \
                help. Claim a case, answer it, pass it on or close it without leaving Slack; your answer goes \
                back to where the person wrote.",
            "background_color": "#17465a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": true,
                "messages_tab_enabled": false,
                "messages_tab_read_only_enabled": true,
            },
            "bot_user": { "display_name": "liaison", "always_online": true },
            "shortcuts": [{
                "name": OPEN_CASE,
                "type": "message",
                "callback_id": OPEN_CASE_CALLBACK,
                "description": "Hands what this message is about to the department that can help.",
            }],
            "slash_commands": [slash_command(names, Root::Case), slash_command(names, Root::Desk)],
        },
        "oauth_config": { "scopes": { "bot": firsts(SLACK_SCOPES) } },
        "settings": {
            "event_subscriptions": { "bot_events": firsts(SLACK_EVENTS) },
            "interactivity": { "is_enabled": true },
            "org_deploy_enabled": false,
            "socket_mode_enabled": *mode == SlackMode::Socket,
            "token_rotation_enabled": false,
        },
    });
    if let SlackMode::Http { base_url } = mode {
        let url = |path: &str| json!(format!("{}/slack/{path}", base_url.trim_end_matches('/')));
        for command in manifest["features"]["slash_commands"]
            .as_array_mut()
            .into_iter()
            .flatten()
        {
            command["url"] = url("commands");
        }
        manifest["settings"]["event_subscriptions"]["request_url"] = url("events");
        manifest["settings"]["interactivity"]["request_url"] = url("interactions");
    }
    manifest
}

fn slash_command(names: &Names, root: Root) -> Value {
    let verbs: Vec<&str> = VERBS
        .iter()
        .filter(|entry| entry.root == root)
        .map(|entry| entry.verb.as_str())
        .collect();
    let case = if root == Root::Case { " CASE" } else { "" };
    json!({
        "command": format!("/{}", names.bare(root)),
        "description": catalogue::about(root),
        "usage_hint": format!("VERB{case} … ({})", verbs.join(", ")),
        // A colleague or a channel then arrives by its id; by name it could be anybody.
        "should_escape": true,
    })
}

fn firsts(pairs: &[(&str, &str)]) -> Value {
    pairs.iter().map(|(first, _)| *first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http(base_url: &str) -> Value {
        let mode = SlackMode::Http {
            base_url: base_url.to_owned(),
        };
        slack_manifest(&Names::default(), &mode)
    }

    #[test]
    fn a_socket_needs_no_address_of_ours() {
        let manifest = slack_manifest(&Names::default(), &SlackMode::Socket);
        assert_eq!(manifest["settings"]["socket_mode_enabled"], true);
        assert!(!manifest.to_string().contains("://"));
    }

    #[test]
    fn over_http_each_kind_of_request_has_its_address() {
        let manifest = http("https://liaison.example.org/");
        assert_eq!(manifest["settings"]["socket_mode_enabled"], false);
        for (place, path) in [
            ("/features/slash_commands/0/url", "commands"),
            ("/features/slash_commands/1/url", "commands"),
            ("/settings/interactivity/request_url", "interactions"),
            ("/settings/event_subscriptions/request_url", "events"),
        ] {
            let url = format!("https://liaison.example.org/slack/{path}");
            assert_eq!(manifest.pointer(place), Some(&json!(url)), "{place}");
        }
        assert_eq!(manifest, http("https://liaison.example.org"));
    }

    #[test]
    fn nothing_is_asked_for_twice_or_without_a_reason() {
        for list in [SLACK_SCOPES, SLACK_EVENTS] {
            assert!(list.is_sorted_by(|a, b| a.0 < b.0), "{list:?}");
            assert!(list.iter().all(|(_, why)| !why.is_empty()));
        }
    }
}
