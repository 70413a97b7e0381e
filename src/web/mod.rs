//! Everything that liaison serves over HTTP: the console, the sandbox network
//! as the public sees it, webhooks, and what machines ask about its health.
//!
//! Whoever starts the program hands over [`Parts`] and serves [`router`].
//! Pages are for people: they answer only to this machine's own names, take
//! no request from another site, and load nothing from anywhere else.

mod assets;
mod console;
mod guard;
mod health;
mod hooks;
mod live;
mod login;
mod problem;
#[cfg(test)]
pub(crate) mod samples;
pub mod sandbox;
#[cfg(test)]
mod tests;

pub use console::{Clerk, Count};
pub use health::{Metrics, Ready};
pub use hooks::{HookAnswer, Hooks};
pub use sandbox::{Board, Sandbox};

use crate::chat::console::Console;
use crate::domain::Clock;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;

/// The most that a page may send: a post at its longest, with its JSON.
const PAGE_LIMIT: usize = 512 * 1024;

/// How long an answer may take to begin.
const PATIENCE: Duration = Duration::from_secs(15);

/// What is served, handed over by whoever starts the program.
pub struct Parts {
    /// Names the requests and ends sessions.
    pub clock: Clock,
    /// Names that pages answer to, beside those of loopback.
    pub hosts: Vec<String>,
    /// The console, where it is switched on.
    pub console: Option<Front>,
    /// What opens the console and lets a page write on the sandbox; none for a demonstration.
    pub console_token: Option<SecretString>,
    /// The sandbox network, where there is one.
    pub sandbox: Option<Sandbox>,
    /// What takes webhooks.
    pub hooks: Arc<dyn Hooks>,
    /// Whether there is a database to work with.
    pub ready: Ready,
    /// The numbers in Prometheus' text format.
    pub metrics: Metrics,
    /// Ends the live streams, so that the server can stop.
    pub closing: CancellationToken,
}

/// The console and who does its work.
#[derive(Clone)]
pub struct Front {
    /// What was said.
    pub console: Arc<Console>,
    /// Who carries out commands.
    pub clerk: Arc<dyn Clerk>,
    /// Whether this is the demonstration.
    pub demo: bool,
}

/// All that is served.
pub fn router(parts: Parts) -> Router {
    let request_id = guard::RequestIds(parts.clock.clone());
    let machines = health::routes(parts.ready.clone(), parts.metrics.clone())
        .merge(hooks::routes(Arc::clone(&parts.hooks)));
    people(parts)
        .merge(machines)
        .fallback(problem::no_such_page)
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::GATEWAY_TIMEOUT,
            PATIENCE,
        ))
        .layer(CatchPanicLayer::new())
        .layer(map_response(problem::in_a_sentence))
        .layer(CompressionLayer::new())
        .layer(map_response(guard::headers))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(request_id))
}

/// The pages, and what they ask for.
fn people(parts: Parts) -> Router {
    let door = parts
        .console_token
        .map(|token| Arc::new(login::Door::new(token, parts.clock)));
    let mut routes = assets::routes();
    if let Some(front) = parts.console {
        let room = console::Room {
            front,
            sandbox: parts.sandbox.clone(),
            closing: parts.closing.clone(),
            has_door: door.is_some(),
        };
        let mut console = console::routes(room);
        if let Some(door) = &door {
            console = console.layer(from_fn_with_state(Arc::clone(door), login::only_with_session));
        }
        routes = routes.merge(console);
    }
    if let Some(sandbox) = parts.sandbox {
        let may_write = sandbox::Gate {
            sandbox: sandbox.clone(),
            door: door.clone(),
        };
        let sandbox = sandbox::routes(sandbox, parts.closing)
            .layer(from_fn_with_state(may_write, sandbox::only_writers_write));
        routes = routes.merge(sandbox);
    }
    if let Some(door) = door {
        routes = routes.merge(login::routes(door));
    }
    routes
        .layer(RequestBodyLimitLayer::new(PAGE_LIMIT))
        .layer(from_fn(guard::same_site))
        .layer(from_fn_with_state(Arc::new(parts.hosts), guard::known_host))
}
