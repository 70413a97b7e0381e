//! Everything that a serving process is made of, put together from settings.

use super::chats::Chats;
use super::wiring::{AtTheDesk, Inbox, Kept};
use crate::chat::console;
use crate::config::{Database, FeedSettings, Settings};
use crate::desk::{Course, Desk};
use crate::domain::Clock;
use crate::engine::Engine;
use crate::engine::ingest::Ingest;
use crate::engine::learning::Learning;
use crate::engine::outbox::Outbox;
use crate::engine::roster::Roster;
use crate::engine::timers::Timers;
use crate::feeds::webhook::Hook;
use crate::feeds::{Feed, Keyring, bluesky, rss, sandbox};
use crate::store::{Store, Target};
use crate::web::{Front, Parts, Sandbox};
use anyhow::{Context, Result};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use tokio_util::sync::CancellationToken;

/// The way in from the networks: feeds that are read, hooks that are sent to.
#[derive(Default)]
pub struct Network {
    /// Those that are read, and answer.
    pub feeds: Vec<Arc<dyn Feed>>,
    /// Those that others send to, by name.
    pub hooks: HashMap<String, Hook>,
}

/// A serving process before it serves.
pub struct House {
    /// The settings it was made from.
    pub settings: Settings,
    /// Tells the time.
    pub clock: Clock,
    /// The database.
    pub store: Store,
    /// Answers commands.
    pub desk: Desk,
    /// The chats that are switched on.
    pub chats: Chats,
    /// The sandbox network, where this process is its server.
    pub sandbox: Option<Sandbox>,
    /// Whether this is the demonstration: no token, staff to switch between.
    pub demo: bool,
}

/// Makes the adapters that the settings ask for.
pub fn network(settings: &[FeedSettings], clock: &Clock, keyring: &Arc<dyn Keyring>) -> Result<Network> {
    let mut network = Network::default();
    for feed in settings {
        let made: Arc<dyn Feed> = match feed.clone() {
            FeedSettings::Sandbox(feed) => Arc::new(sandbox::Sandbox::new(feed, clock.clone())?),
            FeedSettings::Rss(feed) => Arc::new(rss::Rss::new(feed, clock.clone())?),
            FeedSettings::Bluesky(feed) => {
                Arc::new(bluesky::Bluesky::new(feed, clock.clone(), Arc::clone(keyring))?)
            }
            FeedSettings::Webhook(hook) => {
                let made = Hook::new(hook.name, hook.secrets)?;
                network.hooks.insert(made.name.to_string(), made);
                continue;
            }
        };
        network.feeds.push(made);
    }
    Ok(network)
}

impl From<&Database> for Target {
    fn from(database: &Database) -> Self {
        match database {
            Database::Sqlite(file) => Self::Sqlite(file.clone()),
            Database::Postgres(url) => Self::Postgres {
                url: url.expose_secret().to_owned(),
                schema: None,
            },
        }
    }
}

impl House {
    /// Opens the database and sets the desk up. `sandbox` is the token of a sandbox network to serve.
    pub async fn open(settings: Settings, clock: Clock, sandbox: Option<SecretString>) -> Result<Self> {
        let store = Store::open(&Target::from(&settings.database), clock.clone())
            .await
            .context("The database can't be opened")?;
        let desk = Desk::new(store.clone(), clock.clone(), settings.directory.clone());
        let at_the_desk = AtTheDesk {
            desk: desk.clone(),
            store: store.clone(),
        };
        let chats = Chats::open(&settings.chats, &at_the_desk, &clock)?;
        let kept = Arc::new(Kept(store.clone()));
        let sandbox = sandbox.map(|token| Sandbox::new(kept, token));
        Ok(Self {
            settings,
            clock,
            store,
            desk,
            chats,
            sandbox,
            demo: false,
        })
    }

    /// What goes on by itself.
    pub fn engine(&self, feeds: &[Arc<dyn Feed>]) -> Engine {
        let holder = Engine::holder(&self.clock);
        let parts = || (self.store.clone(), self.desk.clone(), self.clock.clone());
        let digest = self
            .settings
            .digest
            .as_ref()
            .map(|d| (d.schedule.clone(), d.channel.clone()));
        Engine {
            store: self.store.clone(),
            ingests: feeds
                .iter()
                .map(|f| Arc::new(Ingest::new(parts(), &holder, Arc::clone(f))))
                .collect(),
            rosters: self
                .chats
                .all()
                .into_iter()
                .filter(|chat| chat.name() != console::NAME)
                .map(|chat| Arc::new(Roster::new(parts(), &holder, chat)))
                .collect(),
            outbox: Arc::new(Outbox::new(parts(), &holder, self.chats.all(), feeds.to_vec())),
            timers: Arc::new(Timers {
                store: self.store.clone(),
                desk: self.desk.clone(),
                clock: self.clock.clone(),
                holder: holder.clone(),
                digest,
            }),
            learning: Arc::new(Learning::new(
                (self.desk.clone(), self.clock.clone()),
                Course::new(holder.clone()),
                self.settings.learn.clone(),
            )),
            holder,
        }
    }

    /// What is served over HTTP until `closing`.
    pub fn parts(&self, hooks: HashMap<String, Hook>, closing: &CancellationToken) -> Parts {
        let (desk, store, clock) = (self.desk.clone(), self.store.clone(), self.clock.clone());
        let clerk = Arc::new(AtTheDesk {
            desk: desk.clone(),
            store: store.clone(),
        });
        let front = self.chats.console.clone().map(|console| Front {
            console,
            clerk,
            demo: self.demo,
        });
        let token = self
            .settings
            .chats
            .console
            .as_ref()
            .and_then(|console| console.token.clone());
        Parts {
            clock: clock.clone(),
            hosts: self.settings.server.hosts.clone(),
            console: front,
            console_token: token.filter(|_| !self.demo),
            sandbox: self.sandbox.clone(),
            hooks: Arc::new(Inbox { hooks, desk, clock }),
            ready: Arc::new(move || {
                let store = store.clone();
                Box::pin(async move {
                    store
                        .ping()
                        .await
                        .map_err(|_| "The database does not answer.".to_owned())
                })
            }),
            metrics: Arc::new(|| numbers().map(PrometheusHandle::render).unwrap_or_default()),
            closing: closing.clone(),
        }
    }
}

/// The process's one recorder of numbers.
pub(super) fn numbers() -> Option<&'static PrometheusHandle> {
    static NUMBERS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    NUMBERS
        .get_or_init(|| PrometheusBuilder::new().install_recorder().ok())
        .as_ref()
}
