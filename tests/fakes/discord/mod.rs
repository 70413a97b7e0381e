//! A strict Discord: REST, gateway and interactions on a loopback port.
//!
//! What the real one would refuse is answered as the real one answers it, and
//! noted as a violation: a story ends by asking for [`Discord::violations`].
//! Refusals that a story brought about itself (a channel deleted, a token
//! revoked, a fault asked for) and rate limits are answered but not noted.
//! Time comes in from outside and stands still until the story moves it.

mod acts;
mod answers;
mod call;
mod callbacks;
mod channels;
mod commands;
mod components;
mod faults;
mod form;
mod gateway;
mod interactions;
mod mentions;
mod messages;
mod payload;
mod people;
mod rates;
mod read;
mod record;
mod refusal;
mod routes;
pub mod schema;
mod server;
mod sessions;
mod state;
#[cfg(test)]
mod tests;
mod threads;
mod tries;
mod wire;

pub use acts::{Input, Modal, Seen};
pub use channels::permission;
pub use faults::Fault;
pub use mentions::{Link, Ping};
pub use messages::{Attachment, Message};
pub use people::ThreadSeen;

use chrono::{DateTime, Utc};
use state::Kept;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// What Discord calls a snowflake.
pub type Id = u64;

/// A clock that only its owner moves.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The bot's token.
pub const TOKEN: &str = "a-token-of-the-story";

/// How long a story waits, in real time, for what should come.
const PATIENCE: Duration = Duration::from_secs(60);

/// How the server is opened.
pub struct Options {
    /// The story's time.
    pub now: Now,
    /// Where each request is kept, as a line of JSON.
    pub record: Option<PathBuf>,
    /// Whether rate limits hold.
    pub limits: bool,
}

/// The server; clones are the same server.
#[derive(Clone)]
pub struct Discord {
    inner: Arc<Inner>,
}

struct Inner {
    kept: Mutex<Kept>,
    changed: watch::Sender<u64>,
    address: String,
}

impl Discord {
    /// Opens its doors on a port of its own, with an empty guild.
    pub async fn open(options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let discord = Self {
            inner: Arc::new(Inner {
                kept: Mutex::new(Kept::new(options)),
                changed: watch::Sender::new(0),
                address: address.to_string(),
            }),
        };
        server::run(listener, discord.clone());
        discord
    }

    /// Where the REST API is: what goes into `api_url`.
    pub fn address(&self) -> String {
        format!("http://{}", self.inner.address)
    }

    /// Where the gateway is, as `GET /gateway` tells it.
    pub fn gateway_address(&self) -> String {
        format!("ws://{}/socket", self.inner.address)
    }

    /// The one guild.
    pub fn guild(&self) -> Id {
        self.kept().guild
    }

    /// The bot's user, and the application: Discord gives both one id.
    pub fn bot(&self) -> Id {
        self.kept().bot
    }

    /// What the real Discord would have refused, and faults that nobody met; both are taken out.
    pub fn violations(&self) -> Vec<String> {
        let mut kept = self.kept();
        let unmet = kept.faults.unmet();
        kept.violations.drain(..).chain(unmet).collect()
    }

    /// The story knows why refusals with this code come: they are no violations.
    pub fn permit(&self, code: u32) {
        self.kept().permitted.insert(code);
    }

    /// Requests answered so far: how many, of this method, with this in their path.
    pub fn calls(&self, method: &str, path_contains: &str) -> usize {
        let kept = self.kept();
        let fits = |(m, p): &&(String, String)| m == method && p.contains(path_contains);
        kept.calls.iter().filter(fits).count()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A story that fails with the state in its hands must still be able to end.
        self.inner
            .kept
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn tell(&self) {
        self.inner.changed.send_modify(|turn| *turn += 1);
    }

    /// Changes the state and wakes who waits.
    fn change<T>(&self, with: impl FnOnce(&mut Kept) -> T) -> T {
        let done = with(&mut self.kept());
        self.tell();
        done
    }

    /// Waits until something can be seen; fails the story, saying what is missing, when it can't.
    async fn until<T>(&self, missing: &str, mut look: impl FnMut(&Kept) -> Option<T>) -> T {
        let mut changed = self.inner.changed.subscribe();
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                changed.mark_unchanged();
                if let Some(found) = look(&self.kept()) {
                    return found;
                }
                changed.changed().await.expect("the server outlives who waits");
            }
        })
        .await;
        found.unwrap_or_else(|_| {
            let violations = self.kept().violations.join("\n  ");
            panic!("Discord waited in vain for {missing}. Violations:\n  {violations}")
        })
    }
}
