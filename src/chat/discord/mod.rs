//! Discord: cards as embeds, commands, buttons and forms, over the gateway.

use crate::domain::Sight;
use commands::Names;
use secrecy::SecretString;
use url::Url;

/// The word that settings and channels name Discord by.
pub const NAME: &str = "discord";

/// What the administrator decides about Discord.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The bot's token.
    pub token: SecretString,
    /// The server it works in.
    pub guild: u64,
    /// Another place than Discord's own where its API is served, without a slash at the end.
    pub api_url: Option<Url>,
    /// How much its channels may show.
    pub sight: Sight,
    /// What the commands are called there.
    pub names: Names,
}
