//! A strict Slack: Web API, Socket Mode, signed HTTP deliveries and
//! `response_url`, in one server on a port of its own. A story speaks for the
//! people in the workspace; what the app did wrong is kept as a violation.

mod actions;
mod call;
mod chat;
mod content;
mod conversations;
mod delivery;
mod directory;
mod elements;
mod events;
mod faults;
mod files;
mod forms;
mod http;
mod kit;
mod limits;
mod payloads;
mod people;
mod response_url;
pub mod schema;
mod shapes;
mod signature;
mod socket;
mod state;
mod story;
#[cfg(test)]
mod tests;
mod text;
mod tries;
mod views;
mod web_api;

pub use delivery::Unanswered;
pub use faults::Fault;
pub use files::Upload;
pub use forms::Submitted;
pub use http::Forgery;
pub use people::Person;
pub use signature::sign;
pub use state::{Message, View};
pub use story::Seen;
pub use text::Pings;

use super::recording::Recording;
use axum::Router;
use axum::routing::{any, post};
use chrono::{DateTime, Utc};
use state::State;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The app's own credentials.
pub const BOT_TOKEN: &str = "xoxb-fake-bot";
/// What opens sockets.
pub const APP_TOKEN: &str = "xapp-fake-app";
/// What deliveries are signed with.
pub const SIGNING_SECRET: &str = "fake-signing-secret";
/// The workspace.
pub const TEAM: &str = "T0FAKE";
/// The app.
pub const APP: &str = "A0FAKE";
/// The app's user in the workspace.
pub const BOT_USER: &str = "U0BOT";
/// The app's bot.
pub const BOT: &str = "B0BOT";

/// How long a story waits for something to happen.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What a workspace is opened with.
pub struct Options {
    /// The time; it may stand still.
    pub now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// Where each request is written to.
    pub record: Option<PathBuf>,
    /// Whether too many calls are refused.
    pub limits: bool,
}

/// The workspace, and its server.
#[derive(Clone)]
pub struct Slack {
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    changed: watch::Sender<()>,
    now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    limits: bool,
    address: SocketAddr,
    recording: Recording,
    http: http::Sender,
}

impl Slack {
    /// Opens its doors on a port of its own.
    pub async fn open(options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let inner = Inner {
            state: Mutex::new(State::new()),
            changed: watch::Sender::new(()),
            now: options.now,
            limits: options.limits,
            address: listener.local_addr().expect("a bound port has an address"),
            recording: Recording::open(options.record.as_deref()),
            http: http::Sender::new(),
        };
        let slack = Self {
            inner: Arc::new(inner),
        };
        let router = Router::new()
            .route("/api/{method}", any(web_api::serve))
            .route("/link", any(socket::serve))
            .route("/response/{id}", post(response_url::serve))
            .route("/upload/{id}", post(files::serve))
            .with_state(slack.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        slack
    }

    /// Waits much longer for the app than Slack does: where posts are huge and nothing is optimised, the three seconds
    /// would only measure the machine.
    pub fn waits_long(&self) {
        self.change(|state| state.patience = Duration::from_secs(60));
    }

    fn patience(&self) -> Duration {
        self.change(|state| state.patience)
    }

    /// Where the Web API is: what `api_url` has to be.
    pub fn api_url(&self) -> String {
        format!("{}/api", self.base())
    }

    fn base(&self) -> String {
        format!("http://{}", self.inner.address)
    }

    /// What the real one would not have taken, and faults that nobody met; both are taken out.
    pub fn violations(&self) -> Vec<String> {
        let mut state = self.state();
        let unmet = state
            .faults
            .drain(..)
            .map(|(of, fault)| format!("nobody met {fault:?} of {of}"));
        let unmet = unmet.collect::<Vec<_>>();
        state.violations.drain(..).chain(unmet).collect()
    }

    /// The next call of this method goes wrong so; several stand in a row. A
    /// `response_url` is called `response_url`, an upload `upload`.
    pub fn fail_next(&self, method: &str, fault: Fault) {
        self.state().faults.push_back((method.to_owned(), fault));
    }

    /// Faults that nobody met yet are taken back.
    pub fn forgives(&self) {
        self.state().faults.clear();
    }

    /// How often a method was called, refusals and faults included.
    pub fn calls(&self, method: &str) -> usize {
        self.state().calls.get(method).copied().unwrap_or_default()
    }

    /// So many calls of a method are taken each minute, where limits are on.
    pub fn budget(&self, method: &str, per_minute: usize) {
        self.state().rates.budget(method, per_minute);
    }

    fn now(&self) -> DateTime<Utc> {
        (self.inner.now)()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes everybody who waits for a change.
    fn change<T>(&self, with: impl FnOnce(&mut State) -> T) -> T {
        let done = with(&mut self.state());
        self.inner.changed.send_replace(());
        done
    }

    /// Waits until `look` finds something, or gives up after `patience`.
    async fn look<T>(&self, patience: Duration, mut look: impl FnMut(&mut State) -> Option<T>) -> Option<T> {
        let mut changed = self.inner.changed.subscribe();
        let found = async {
            loop {
                changed.mark_unchanged();
                let seen = look(&mut self.state());
                if let Some(seen) = seen {
                    return seen;
                }
                if changed.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        tokio::time::timeout(patience, found).await.ok()
    }

    /// Waits until `look` finds something; panics with what is missing.
    async fn until<T>(&self, missing: &str, look: impl FnMut(&mut State) -> Option<T>) -> T {
        match self.look(PATIENCE, look).await {
            Some(found) => found,
            None => panic!("{missing}; violations: {:?}", self.state().violations),
        }
    }
}
