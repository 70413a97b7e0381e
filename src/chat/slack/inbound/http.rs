//! Slack's requests over HTTP: limited in size, then proved to be Slack's,
//! and only then read.

use super::patience::Way;
use super::{action, command, event, signature};
use crate::chat::slack::{Mode, Slack, text};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// Longest request; Slack's own are far shorter.
const LONGEST: usize = 1024 * 1024;

/// Where Slack's requests arrive: `/slack/commands`, `/slack/interactions`, `/slack/events`.
pub fn routes(slack: Arc<Slack>) -> Router {
    Router::new()
        .route("/slack/commands", post(commands))
        .route("/slack/interactions", post(interactions))
        .route("/slack/events", post(events))
        .layer(DefaultBodyLimit::max(LONGEST))
        .with_state(slack)
}

async fn commands(State(slack): State<Arc<Slack>>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(no) = prove(&slack, &headers, &body) {
        return no;
    }
    acknowledged(command::handle(&slack, form(&body), Way::Http).await)
}

async fn interactions(State(slack): State<Arc<Slack>>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(no) = prove(&slack, &headers, &body) {
        return no;
    }
    let payload = form(&body).remove("payload").unwrap_or_default();
    match serde_json::from_str(&payload) {
        Ok(payload) => acknowledged(action::handle(&slack, payload, Way::Http).await),
        Err(_) => unreadable(),
    }
}

async fn events(State(slack): State<Arc<Slack>>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(no) = prove(&slack, &headers, &body) {
        return no;
    }
    let Ok(payload) = serde_json::from_slice::<Value>(&body) else {
        return unreadable();
    };
    if text(&payload, "/type") == "url_verification" {
        return Json(json!({ "challenge": text(&payload, "/challenge") })).into_response();
    }
    event::handle(&slack, payload);
    StatusCode::OK.into_response()
}

#[expect(clippy::result_large_err, reason = "the error is the answer itself")]
fn prove(slack: &Slack, headers: &HeaderMap, body: &[u8]) -> Result<(), Response> {
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let is_slacks = match &slack.settings.mode {
        Mode::Socket { .. } => false,
        Mode::Http { signing_secret } => signature::is_slacks(
            signing_secret,
            header("x-slack-request-timestamp"),
            header("x-slack-signature"),
            body,
            slack.clock.now(),
        ),
    };
    if is_slacks {
        return Ok(());
    }
    let sentence = "This request does not carry Slack’s signature of the last five minutes.";
    Err((StatusCode::UNAUTHORIZED, sentence).into_response())
}

fn acknowledged(answer: Option<Value>) -> Response {
    match answer {
        Some(answer) => Json(answer).into_response(),
        None => StatusCode::OK.into_response(),
    }
}

fn unreadable() -> Response {
    (StatusCode::BAD_REQUEST, "This request could not be read.").into_response()
}

fn form(body: &[u8]) -> HashMap<String, String> {
    url::form_urlencoded::parse(body).into_owned().collect()
}
