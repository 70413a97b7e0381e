//! `liaison run`: serves until told to stop, then finishes or gives back what
//! is in flight.

use super::house::{self, House, Network};
use super::wiring::Kept;
use super::{Wrong, settings};
use crate::config::{FeedSettings, Settings};
use crate::domain::Clock;
use crate::engine::Engine;
use crate::feeds::Keyring;
use crate::store::Target;
use crate::web;
use anyhow::{Context, Result};
use secrecy::SecretString;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A bound address, before anything is served on it.
pub struct Listening(pub TcpListener);

impl Listening {
    /// Takes the address; `option` is what changes it, for the sentence if it is taken.
    pub async fn at(address: SocketAddr, option: &str) -> Result<Self> {
        match TcpListener::bind(address).await {
            Ok(listener) => Ok(Self(listener)),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                let port = address.port();
                Err(Wrong(format!(
                    "Port {port} is taken by another program. Choose another with {option}."
                ))
                .into())
            }
            Err(error) => {
                Err(error).with_context(|| format!("Listening on {address} failed ({option} changes it)"))
            }
        }
    }
}

pub(super) async fn run(path: &Path, listen: Option<SocketAddr>) -> Result<()> {
    let settings = settings(path)?;
    settings
        .before_run()
        .map_err(|faults| Wrong(faults.to_string()))?;
    let clock = Clock::system();
    // First of all: whoever starts it twice by mistake has the port taken, too, and another would not help.
    let _serving = Target::from(&settings.database).serve(&clock)?;
    let address = listen.unwrap_or(settings.server.listen);
    let listening = Listening::at(address, "--listen, or `listen` in [server]").await?;
    let sandbox = own_sandbox(&settings, listening.0.local_addr()?);
    let house = House::open(settings, clock, sandbox).await?;
    if house.chats.all().is_empty() {
        tracing::warn!("No chat is switched on: cases wait for `liaison desk list`");
    }
    let stop = stop_on_signal()?;
    reload_on_hangup(&house, path, &stop)?;
    tracing::info!(listen = %listening.0.local_addr()?, "liaison is serving");
    serve(house, listening, stop).await?;
    tracing::info!("liaison has stopped");
    Ok(())
}

/// Serves a house until `stop`.
pub async fn serve(house: House, Listening(listener): Listening, stop: CancellationToken) -> Result<()> {
    let _ = house::numbers();
    let keyring: Arc<dyn Keyring> = Arc::new(Kept(house.store.clone()));
    let Network { feeds, hooks } = house::network(&house.settings.feeds, &house.clock, &keyring)?;
    let engine = house.engine(&feeds);
    if matches!(Target::from(&house.settings.database), Target::Sqlite(_)) {
        // The lock on the file says so: whoever had these leases is gone.
        Engine::take_over(&house.store, &engine.holder).await?;
    }
    house.desk.remember().await?;
    house.desk.take_model().await?;
    let listening = TaskTracker::new();
    house.chats.listen(&listening, &stop);
    listening.close();
    let router = web::router(house.parts(hooks, &stop)).merge(house.chats.routes());
    let closing = stop.clone();
    let server = tokio::spawn(async move {
        axum::serve(listener, router)
            .with_graceful_shutdown(async move { closing.cancelled().await })
            .await
    });
    engine.run(stop).await?;
    // Each ends by itself soon after the stop.
    listening.wait().await;
    // A browser may keep a connection open for ever; what it asked for is answered by now.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(2), server).await;
    house.store.close().await;
    Ok(())
}

/// Told to stop by Ctrl-C or by whoever runs us.
pub fn stop_on_signal() -> Result<CancellationToken> {
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        told.cancel();
    });
    Ok(stop)
}

/// New settings on SIGHUP; faulty ones are refused and the old ones kept. Feeds and addresses need a restart.
fn reload_on_hangup(house: &House, path: &Path, stop: &CancellationToken) -> Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    let (desk, path, stop) = (house.desk.clone(), path.to_owned(), stop.clone());
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = hangup.recv() => match settings(&path) {
                    Ok(new) => {
                        desk.settle_in(new.directory);
                        tracing::info!("The organisation was read anew from the settings");
                    }
                    Err(error) => tracing::error!("The settings were not taken over: {error}"),
                },
            }
        }
    });
    Ok(())
}

/// A sandbox feed that reads from this very address: then this process is the network, too.
fn own_sandbox(settings: &Settings, here: SocketAddr) -> Option<SecretString> {
    settings.feeds.iter().find_map(|feed| match feed {
        FeedSettings::Sandbox(feed) => {
            let port = feed.base_url.port_or_known_default();
            let local = matches!(
                feed.base_url.host_str(),
                Some("127.0.0.1" | "localhost" | "[::1]")
            );
            (local && port == Some(here.port()))
                .then(|| feed.token.clone())
                .flatten()
        }
        FeedSettings::Rss(_) | FeedSettings::Webhook(_) | FeedSettings::Bluesky(_) => None,
    })
}
