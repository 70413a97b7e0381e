//! What became of a call that brought nothing, and what it means for a
//! delivery: tried again, looked up, given up, or a person has to mend it.

use crate::domain::SendError;
use chrono::TimeDelta;
use serde_json::Value;
use std::time::Duration;

pub(super) const UNKNOWN_CHANNEL: u64 = 10_003;
pub(super) const UNKNOWN_GUILD: u64 = 10_004;
pub(super) const UNKNOWN_MESSAGE: u64 = 10_008;
pub(super) const UNKNOWN_INTERACTION: u64 = 10_062;
pub(super) const ANSWERED_BEFORE: u64 = 40_060;
pub(super) const NO_ACCESS: u64 = 50_001;
pub(super) const NO_PERMISSION: u64 = 50_013;
pub(super) const BAD_FORM: u64 = 50_035;
pub(super) const ARCHIVED: u64 = 50_083;
pub(super) const THREAD_EXISTS: u64 = 160_004;
pub(super) const THREAD_LOCKED: u64 = 160_005;
/// An old message was changed too often in a row.
const OLD_MESSAGE: u64 = 30_046;
const OLD_MESSAGE_REST: Duration = Duration::from_secs(60);

/// What a person can do about a channel that is shut.
const ALLOW: &str = "give it View Channel, Send Messages, Create Public Threads, Send Messages in Threads, \
     Embed Links, Attach Files, Read Message History and Manage Threads there";

/// What became of a call that brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    /// No connection: it never reached Discord.
    #[error("{0}")]
    NotSent(String),
    /// It may have reached Discord; no answer came that could be read.
    #[error("{0}")]
    Lost(String),
    /// Discord asked for quiet; the call was not made.
    #[error("Discord asked to wait")]
    Paused(Duration),
    /// The token was refused a moment ago; the call was not made.
    #[error("Discord refuses the bot's token; put a new one into [chat.discord] token")]
    DeadToken,
    /// Discord said no.
    #[error("{0}")]
    Refused(Refused),
}

/// An answer that says no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub status: u16,
    /// Discord's number for it; 0 where it gives none.
    pub code: u64,
    /// Which fields of the request were wrong, never what was in them.
    pub fields: String,
    pub wait: Option<Duration>,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.code {
            UNKNOWN_CHANNEL => {
                f.write_str("the channel is not there (any more); put another id into the settings")
            }
            UNKNOWN_GUILD => f.write_str("liaison is not in the server of the settings; invite it"),
            UNKNOWN_MESSAGE => f.write_str("the message is gone"),
            NO_ACCESS => write!(f, "liaison can't see the channel: {ALLOW}"),
            NO_PERMISSION => write!(f, "liaison lacks a permission in the channel: {ALLOW}"),
            _ if self.status == 401 => write!(f, "{}", Failure::DeadToken),
            code => write!(f, "Discord answered {} ({code})", self.status),
        }
    }
}

impl Refused {
    /// The same answer as a moment ago, without asking.
    pub(super) fn again(code: u64) -> Self {
        Self {
            status: 403,
            code,
            fields: String::new(),
            wait: None,
        }
    }

    /// Reads an answer's body: the code, and which fields were wrong.
    pub(super) fn read(status: u16, body: &[u8], wait: Option<Duration>) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let mut fields = Vec::new();
        wrong_fields(&body["errors"], "", &mut fields);
        let wait = wait.or_else(|| {
            let seconds = body["retry_after"]
                .as_f64()
                .filter(|s| s.is_finite() && *s >= 0.0)?;
            Some(Duration::from_secs_f64(seconds.min(3_600.0)))
        });
        Self {
            status,
            code: body["code"].as_u64().unwrap_or(0),
            fields: fields.join(", "),
            wait,
        }
    }
}

fn wrong_fields(errors: &Value, path: &str, found: &mut Vec<String>) {
    let Some(errors) = errors
        .as_object()
        .filter(|_| found.len() < 10 && path.len() < 200)
    else {
        return;
    };
    for (key, below) in errors {
        if key == "_errors" {
            let code = below[0]["code"].as_str().unwrap_or("?");
            found.push(format!("{path} {code}"));
        } else {
            let key: String = key
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            let dot = if path.is_empty() { "" } else { "." };
            wrong_fields(below, &format!("{path}{dot}{key}"), found);
        }
    }
}

impl Failure {
    pub(super) fn paused(wait: TimeDelta) -> Self {
        Self::Paused(wait.to_std().unwrap_or_default())
    }

    pub(super) fn has_code(&self, code: u64) -> bool {
        matches!(self, Self::Refused(refused) if refused.code == code)
    }

    /// Nothing happened: no connection was made.
    pub(super) fn never_arrived(&self) -> bool {
        matches!(self, Self::NotSent(_))
    }

    /// Nobody knows whether it happened.
    pub(super) fn is_unclear(&self) -> bool {
        match self {
            Self::Lost(_) => true,
            Self::Refused(refused) => matches!(refused.status, 408 | 500..),
            _ => false,
        }
    }

    /// How long to wait before it is worth another try, where that is known.
    pub(super) fn wait(&self) -> Option<Duration> {
        match self {
            Self::Paused(wait) => Some(*wait),
            Self::Refused(refused) if refused.code == OLD_MESSAGE => refused.wait.or(Some(OLD_MESSAGE_REST)),
            Self::Refused(refused) if refused.status == 429 => refused.wait.or(Some(Duration::from_secs(1))),
            _ => None,
        }
    }

    /// A person has to mend the other side.
    fn is_blocked(&self) -> bool {
        let Self::Refused(refused) = self else {
            return matches!(self, Self::DeadToken);
        };
        matches!(
            refused.code,
            UNKNOWN_CHANNEL | UNKNOWN_GUILD | NO_ACCESS | NO_PERMISSION | 40_001..=40_006
        ) || matches!(refused.status, 401 | 403)
    }

    /// It was refused, and will be as long as things are as they are.
    pub(super) fn is_final(&self) -> bool {
        let Self::Refused(refused) = self else {
            return false;
        };
        let gone = matches!(refused.code, UNKNOWN_CHANNEL | UNKNOWN_MESSAGE);
        gone || (matches!(refused.status, 400..=499) && self.wait().is_none() && !self.is_blocked())
    }

    /// Of a call that changes something.
    pub(super) fn while_writing(self) -> SendError {
        let why = self.to_string();
        match self {
            Self::NotSent(_) => SendError::retry(why),
            _ if self.is_unclear() => SendError::unknown(why),
            _ if self.wait().is_some() => SendError::Retry {
                why,
                after: self.wait(),
            },
            _ if self.is_blocked() => SendError::blocked(why),
            Self::Refused(refused) => {
                if refused.code == BAD_FORM {
                    tracing::error!(discord.fields = refused.fields, "Discord refuses what we send it");
                }
                SendError::give_up(why)
            }
            Self::Lost(_) | Self::Paused(_) | Self::DeadToken => SendError::blocked(why),
        }
    }

    /// Of a call that changes nothing: it can always be made again.
    pub(super) fn while_reading(self) -> SendError {
        match self.while_writing() {
            SendError::Unknown { why } | SendError::GiveUp { why } => SendError::retry(why),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(status: u16, code: u64) -> SendError {
        Failure::Refused(Refused {
            status,
            code,
            fields: String::new(),
            wait: None,
        })
        .while_writing()
    }

    #[test]
    fn what_an_answer_means_for_a_delivery() {
        for (status, code) in [
            (404, UNKNOWN_CHANNEL),
            (404, UNKNOWN_GUILD),
            (403, NO_ACCESS),
            (403, NO_PERMISSION),
            (401, 0),
            (403, 40_001),
        ] {
            assert!(
                matches!(refused(status, code), SendError::Blocked { .. }),
                "{status} {code}"
            );
        }
        for (status, code) in [(404, UNKNOWN_MESSAGE), (400, BAD_FORM), (400, 50_006)] {
            assert!(
                matches!(refused(status, code), SendError::GiveUp { .. }),
                "{status} {code}"
            );
        }
        for status in [500, 502, 408] {
            assert!(
                matches!(refused(status, 0), SendError::Unknown { .. }),
                "{status}"
            );
        }
        assert!(matches!(refused(429, 0), SendError::Retry { after: Some(_), .. }));
        assert!(matches!(
            Failure::NotSent("x".to_owned()).while_writing(),
            SendError::Retry { after: None, .. }
        ));
        assert!(matches!(
            Failure::Lost("x".to_owned()).while_writing(),
            SendError::Unknown { .. }
        ));
        assert!(matches!(
            Failure::Lost("x".to_owned()).while_reading(),
            SendError::Retry { .. }
        ));
    }

    #[test]
    fn the_fields_that_were_wrong_are_told_without_what_was_in_them() {
        let body = json!({ "code": BAD_FORM, "message": "Rosa", "errors": { "embeds": { "0": { "title": {
            "_errors": [{ "code": "BASE_TYPE_MAX_LENGTH", "message": "Rosa is too long" }] } } } } });
        let refused = Refused::read(400, body.to_string().as_bytes(), None);
        assert_eq!(refused.fields, "embeds.0.title BASE_TYPE_MAX_LENGTH");
        assert!(!refused.to_string().contains("Rosa"));
        assert_eq!(Refused::read(502, b"<html>", None).code, 0);
    }
}
