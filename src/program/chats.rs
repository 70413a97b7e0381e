//! The chats that the settings switch on, put together with the desk.

use super::wiring::{AtTheDesk, Kept};
use crate::chat::console::Console;
use crate::chat::discord::Discord;
use crate::chat::slack::{self, Slack};
use crate::chat::{Chat, Clerk};
use crate::config;
use crate::domain::Clock;
use anyhow::Result;
use axum::Router;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The chats of a process.
#[derive(Default, Clone)]
pub struct Chats {
    /// The embedded one.
    pub console: Option<Arc<Console>>,
    /// Slack.
    pub slack: Option<Arc<Slack>>,
    /// Discord.
    pub discord: Option<Arc<Discord>>,
}

impl Chats {
    /// Makes the adapters; nothing is called yet.
    pub fn open(settings: &config::Chats, desk: &AtTheDesk, clock: &Clock) -> Result<Self> {
        let clerk = || Arc::new(desk.clone()) as Arc<dyn Clerk>;
        let kept = || Arc::new(Kept(desk.store.clone()));
        Ok(Self {
            console: settings.console.as_ref().map(|_| Arc::new(Console::new(kept()))),
            ..Self::outside(settings, &clerk, clock)?
        })
    }

    /// Those that other people serve.
    pub fn outside(
        settings: &config::Chats,
        clerk: &dyn Fn() -> Arc<dyn Clerk>,
        clock: &Clock,
    ) -> Result<Self> {
        let slack = settings.slack.clone();
        let slack = slack.map(|settings| Slack::new(settings, clerk(), clock.clone()));
        let discord = settings.discord.clone();
        let discord = discord.map(|settings| Discord::new(settings, clerk(), clock.clone()));
        Ok(Self {
            console: None,
            slack: slack.transpose()?.map(Arc::new),
            discord: discord.transpose()?.map(Arc::new),
        })
    }

    /// All of them, as the outbox sees them.
    pub fn all(&self) -> Vec<Arc<dyn Chat>> {
        let console = self.console.iter().map(|chat| Arc::clone(chat) as Arc<dyn Chat>);
        let slack = self.slack.iter().map(|chat| Arc::clone(chat) as Arc<dyn Chat>);
        let discord = self.discord.iter().map(|chat| Arc::clone(chat) as Arc<dyn Chat>);
        console.chain(slack).chain(discord).collect()
    }

    /// Hears what people do there, until told to stop.
    pub fn listen(&self, tasks: &TaskTracker, stop: &CancellationToken) {
        if let Some(slack) = &self.slack {
            tasks.spawn(Arc::clone(slack).listen(stop.clone()));
        }
        if let Some(discord) = &self.discord {
            tasks.spawn(Arc::clone(discord).listen(stop.clone()));
        }
    }

    /// Where chats that call us are heard.
    pub fn routes(&self) -> Router {
        match &self.slack {
            Some(slack) => slack::routes(Arc::clone(slack)),
            None => Router::new(),
        }
    }
}
