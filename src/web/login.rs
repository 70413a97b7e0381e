//! The door of the console where it stands in production: whoever knows the
//! token is given a session.
//!
//! A session is the time it ends and a keyed code over it, so every process
//! knows it, and a new token ends them all. One wrong attempt keeps the next
//! waiting, whoever makes it.

use super::assets;
use super::problem::Problem;
use crate::domain::Clock;
use axum::Form;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use tokio::time::sleep;

const COOKIE: &str = "liaison_session";

/// How long a session lasts: a shift.
const SHIFT: TimeDelta = TimeDelta::hours(12);

/// How long a wrong attempt holds up the next.
const SLOWLY: Duration = Duration::from_secs(1);

/// Knows the token.
pub(super) struct Door {
    token: SecretString,
    clock: Clock,
    attempts: Semaphore,
}

impl Door {
    pub(super) fn new(token: SecretString, clock: Clock) -> Self {
        Self {
            token,
            clock,
            attempts: Semaphore::new(1),
        }
    }

    /// Whether the request carries a session that has not ended.
    pub(super) fn knows(&self, headers: &HeaderMap) -> bool {
        let mut cookies = headers
            .get_all(header::COOKIE)
            .into_iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'));
        cookies.any(|cookie| {
            let cookie = cookie.trim().split_once('=');
            cookie.is_some_and(|(name, session)| name == COOKIE && self.is_session(session))
        })
    }

    fn is_session(&self, session: &str) -> bool {
        let Some((ends, code)) = session.split_once('.') else {
            return false;
        };
        let lasts = ends
            .parse::<i64>()
            .is_ok_and(|ends| ends > self.clock.now().timestamp());
        let code = BASE64_URL_SAFE_NO_PAD.decode(code).unwrap_or_default();
        lasts && self.code(ends).is_some_and(|mac| mac.verify_slice(&code).is_ok())
    }

    fn session(&self) -> Option<String> {
        let ends = (self.clock.now() + SHIFT).timestamp().to_string();
        let code = self.code(&ends)?.finalize().into_bytes();
        Some(format!("{ends}.{}", BASE64_URL_SAFE_NO_PAD.encode(code)))
    }

    fn code(&self, ends: &str) -> Option<Hmac<Sha256>> {
        let mut code = Hmac::<Sha256>::new_from_slice(self.token.expose_secret().as_bytes()).ok()?;
        code.update(b"liaison console session until ");
        code.update(ends.as_bytes());
        Some(code)
    }

    /// Compares digests, so that neither time nor length tells how near it was.
    fn is_token(&self, given: &str) -> bool {
        let digest = |text: &str| Sha256::digest(text.as_bytes());
        digest(given).ct_eq(&digest(self.token.expose_secret())).into()
    }
}

#[derive(Deserialize)]
struct Attempt {
    token: SecretString,
}

pub(super) fn routes(door: Arc<Door>) -> Router {
    Router::new()
        .route("/login", get(assets::login).post(log_in))
        .route("/logout", post(log_out))
        .with_state(door)
}

async fn log_in(
    State(door): State<Arc<Door>>,
    headers: HeaderMap,
    Form(attempt): Form<Attempt>,
) -> Result<Response, Problem> {
    let Ok(_turn) = door.attempts.acquire().await else {
        return Ok(Redirect::to("/login").into_response());
    };
    if !door.is_token(attempt.token.expose_secret().trim()) {
        tracing::warn!("somebody tried to open the console with a wrong token");
        sleep(SLOWLY).await;
        return Ok(Redirect::to("/login?wrong").into_response());
    }
    let session = door
        .session()
        .ok_or_else(|| anyhow::anyhow!("the console's token can't be used as a key"))?;
    let seconds = SHIFT.num_seconds();
    let cookie = format!(
        "{COOKIE}={session}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{}",
        secure(&headers)
    );
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

async fn log_out() -> impl IntoResponse {
    let cookie = format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    ([(header::SET_COOKIE, cookie)], Redirect::to("/login"))
}

/// Behind a proxy that speaks TLS the cookie stays on TLS.
fn secure(headers: &HeaderMap) -> &'static str {
    let by_tls = headers
        .get("x-forwarded-proto")
        .is_some_and(|proto| proto == "https");
    if by_tls { "; Secure" } else { "" }
}

/// Lets a request with a session pass; shows a person the door, and tells a program where it is.
pub(super) async fn only_with_session(
    State(door): State<Arc<Door>>,
    request: Request,
    next: Next,
) -> Response {
    if door.knows(request.headers()) {
        return next.run(request).await;
    }
    if request.uri().path() == "/" {
        return Redirect::to("/login").into_response();
    }
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "Your session has ended. Reload the page and log in again.",
    )
    .into_response()
}
