//! Slack: cards in Block Kit, commands, buttons and forms, over Socket Mode or
//! signed HTTP.

use crate::domain::Sight;
use commands::Names;
use secrecy::SecretString;
use url::Url;

/// The word that settings and channels name Slack by.
pub const NAME: &str = "slack";

/// How Slack's side reaches us.
#[derive(Debug, Clone)]
pub enum Mode {
    /// We call them: no public address is needed.
    Socket {
        /// `xapp-…`, with `connections:write`.
        app_token: SecretString,
    },
    /// They call us, and sign it.
    Http {
        /// Proves that a call is theirs.
        signing_secret: SecretString,
    },
}

/// What the administrator decides about Slack.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How it reaches us.
    pub mode: Mode,
    /// `xoxb-…`.
    pub bot_token: SecretString,
    /// Where the Web API begins, without a slash at the end.
    pub api_url: Url,
    /// How much its channels may show.
    pub sight: Sight,
    /// What the commands are called there.
    pub names: Names,
}
