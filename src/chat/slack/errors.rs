//! What can go wrong with a call of Slack's Web API, and what it means for a
//! delivery. Slack says most of it with status 200 and a word; the word alone
//! is kept, never the body it came in.

use crate::domain::SendError;
use serde_json::Value;
use slack_morphism::errors::SlackClientError;
use std::time::Duration;

/// Why a call gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// Too fast: nothing was done.
    Limited {
        /// How long Slack asks us to wait.
        after: Duration,
    },
    /// Slack said no: nothing was done.
    Refused {
        /// Its word for why: `not_in_channel`.
        error: String,
        /// The scope that is missing, where that is why.
        needed: Option<String>,
    },
    /// It never left: nothing was done.
    Unsent,
    /// It may have been done.
    Unknown(&'static str),
}

/// What is waited when Slack doesn't say how long.
const UNSAID: Duration = Duration::from_secs(5);

/// Words that a person has to do something about.
const BLOCKED: &[(&str, &str)] = &[
    (
        "not_in_channel",
        "liaison is not in that Slack channel: invite it there with `/invite @liaison`",
    ),
    (
        "channel_not_found",
        "Slack knows no such channel, or liaison was not invited to it",
    ),
    (
        "is_archived",
        "that Slack channel is archived: unarchive it, or name another in the settings",
    ),
    (
        "restricted_action",
        "the workspace lets liaison write nothing there: its owner decides that",
    ),
    (
        "token_revoked",
        "Slack took the bot's token back: install the app again and put the new token into the settings",
    ),
    (
        "token_expired",
        "the bot's token for Slack has expired: put a new one into the settings",
    ),
    (
        "account_inactive",
        "the app was taken out of the Slack workspace: install it again",
    ),
    (
        "invalid_auth",
        "Slack doesn't take the bot's token: check it in the settings",
    ),
    (
        "not_authed",
        "Slack doesn't take the bot's token: check it in the settings",
    ),
    (
        "not_allowed_token_type",
        "that is the wrong kind of token for Slack: the bot's begins with xoxb-, the app's with xapp-",
    ),
    (
        "access_denied",
        "Slack doesn't let liaison do that: a workspace owner decides it",
    ),
    (
        "no_permission",
        "Slack doesn't let liaison do that: a workspace owner decides it",
    ),
];

/// Words that no second try and no person will change.
const HOPELESS: &[&str] = &[
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_arguments",
    "invalid_metadata_format",
    "metadata_too_large",
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
    "message_not_found",
    "cant_update_message",
    "edit_window_closed",
    "thread_not_found",
    "cannot_reply_to_message",
];

/// Words after which it may have been done all the same.
const UNCERTAIN: &[&str] = &[
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
];

impl Fault {
    /// What a body with `ok: false` says.
    pub fn refused(body: &Value) -> Self {
        let word = |key: &str| body[key].as_str().map(str::to_owned);
        match word("error") {
            Some(error) if matches!(error.as_str(), "ratelimited" | "rate_limited") => {
                Self::Limited { after: UNSAID }
            }
            Some(error) if UNCERTAIN.contains(&error.as_str()) => {
                Self::Unknown("Slack had a fault of its own")
            }
            Some(error) => Self::Refused {
                error,
                needed: word("needed"),
            },
            None => Self::Unknown("Slack's answer could not be read"),
        }
    }

    /// Whether Slack said this word.
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Self::Refused { error, .. } if error == word)
    }

    /// Whether it is the token that Slack doesn't take any more.
    pub fn is_about_the_token(&self) -> bool {
        let words = [
            "token_revoked",
            "token_expired",
            "account_inactive",
            "invalid_auth",
            "not_authed",
            "not_allowed_token_type",
        ];
        words.iter().any(|word| self.is(word))
    }

    /// What is wrong, for staff.
    pub fn why(&self) -> String {
        match self {
            Self::Limited { .. } => "Slack asks us to slow down".to_owned(),
            Self::Unsent => "Slack can't be reached".to_owned(),
            Self::Unknown(why) => (*why).to_owned(),
            Self::Refused { error, needed } if error == "missing_scope" => match needed {
                Some(needed) => missing_scope(needed),
                None => "the Slack app lacks a scope: install it again with the current manifest".to_owned(),
            },
            Self::Refused { error, .. } => {
                known(error).map_or_else(|| format!("Slack refused it ({})", word(error)), str::to_owned)
            }
        }
    }

    /// What it means for a delivery.
    pub fn for_delivery(&self) -> SendError {
        let why = self.why();
        match self {
            Self::Limited { after } => SendError::Retry {
                why,
                after: Some(*after),
            },
            Self::Unsent => SendError::retry(why),
            Self::Unknown(_) => SendError::unknown(why),
            Self::Refused { error, .. } if error == "missing_scope" || known(error).is_some() => {
                SendError::blocked(why)
            }
            Self::Refused { error, .. } if error.starts_with("team_") || error.starts_with("org_") => {
                SendError::blocked(why)
            }
            Self::Refused { error, .. } if HOPELESS.contains(&error.as_str()) => SendError::give_up(why),
            Self::Refused { .. } => SendError::retry(why),
        }
    }

    /// The same where a second time does no harm: a look, or drawing a card that is there.
    pub fn for_harmless(&self) -> SendError {
        match self.for_delivery() {
            SendError::Unknown { why } => SendError::retry(why),
            other => other,
        }
    }
}

/// What to say when a scope is missing.
pub(super) fn missing_scope(scope: &str) -> String {
    format!(
        "the Slack app lacks the scope {}: add it under “OAuth & Permissions” and install the app again",
        word(scope)
    )
}

fn known(error: &str) -> Option<&'static str> {
    BLOCKED
        .iter()
        .find(|(word, _)| *word == error)
        .map(|(_, why)| *why)
}

/// A word of Slack's, so short and plain that it can stand in a sentence.
fn word(written: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '-');
    written.chars().filter(plain).take(60).collect()
}

impl From<SlackClientError> for Fault {
    fn from(error: SlackClientError) -> Self {
        match error {
            SlackClientError::ApiError(error) => {
                let body = error.http_response_body.as_deref().unwrap_or_default();
                Self::refused(&serde_json::from_str(body).unwrap_or_default())
            }
            SlackClientError::RateLimitError(error) => Self::Limited {
                after: error.retry_after.unwrap_or(UNSAID),
            },
            SlackClientError::HttpError(error) if error.status_code.is_server_error() => {
                Self::Unknown("Slack had a fault of its own")
            }
            SlackClientError::HttpError(error) => Self::Refused {
                error: format!("status {}", error.status_code.as_u16()),
                needed: None,
            },
            SlackClientError::HttpProtocolError(error) if error.cause.as_deref().is_some_and(never_left) => {
                Self::Unsent
            }
            SlackClientError::ProtocolError(_) => Self::Unknown("Slack's answer could not be read"),
            _ => Self::Unknown("the connection to Slack broke"),
        }
    }
}

/// Only a connection that was never made tells for certain that nothing was sent.
fn never_left(cause: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    cause
        .downcast_ref::<hyper_util::client::legacy::Error>()
        .is_some_and(hyper_util::client::legacy::Error::is_connect)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn kind(error: &SendError) -> &'static str {
        match error {
            SendError::Retry { after: Some(_), .. } => "later",
            SendError::Retry { .. } => "again",
            SendError::Unknown { .. } => "unknown",
            SendError::Blocked { .. } => "blocked",
            SendError::GiveUp { .. } => "never",
        }
    }

    #[test]
    fn each_word_means_what_can_be_done_about_it() {
        for (word, expected) in [
            ("ratelimited", "later"),
            ("not_in_channel", "blocked"),
            ("channel_not_found", "blocked"),
            ("is_archived", "blocked"),
            ("missing_scope", "blocked"),
            ("token_revoked", "blocked"),
            ("team_access_not_granted", "blocked"),
            ("invalid_blocks", "never"),
            ("msg_too_long", "never"),
            ("message_not_found", "never"),
            ("internal_error", "unknown"),
            ("fatal_error", "unknown"),
            ("a_word_of_tomorrow", "again"),
        ] {
            let fault = Fault::refused(&json!({ "ok": false, "error": word }));
            assert_eq!(kind(&fault.for_delivery()), expected, "{word}");
        }
        assert_eq!(kind(&Fault::Unsent.for_delivery()), "again");
        assert_eq!(kind(&Fault::Unknown("…").for_harmless()), "again");
    }

    #[test]
    fn the_missing_scope_is_named_and_nothing_else_of_the_answer() {
        let body =
            json!({ "ok": false, "error": "missing_scope", "needed": "chat:write", "provided": "commands" });
        let why = Fault::refused(&body).why();
        assert!(why.contains("scope chat:write:"), "{why}");
        let odd = Fault::refused(&json!({ "error": "odd <!channel> words" })).why();
        assert_eq!(odd, "Slack refused it (oddchannelwords)");
    }
}
