//! `response_url`: an address that came with what a person did, good for five
//! answers in half an hour.

use super::Slack;
use super::call::Refused;
use super::faults::{Fault, broken, internal};
use super::state::State;
use axum::body::Bytes;
use axum::extract;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

const USES: u32 = 5;
const MINUTES: i64 = 30;

/// One address, and what answers to it change.
pub(super) struct ResponseUrl {
    pub id: String,
    pub user: String,
    pub channel: String,
    /// The message it belongs to: the one pressed, or the first answer.
    pub message: Option<String>,
    pub thread_ts: Option<String>,
    pub issued: DateTime<Utc>,
    pub uses: u32,
}

impl State {
    /// An address for what this person just did.
    pub fn response_url(&mut self, slack: &Slack, origin: ResponseUrl) -> String {
        let id = self.id("R");
        let address = format!("{}/response/{id}", slack.base());
        self.response_urls.push(ResponseUrl { id, ..origin });
        address
    }

    fn respond(&mut self, id: &str, body: &Map<String, Value>, now: DateTime<Utc>) -> Result<(), Refused> {
        let Some(at) = self.response_urls.iter().position(|url| url.id == id) else {
            return Err(Refused::new("invalid_url"));
        };
        let url = &mut self.response_urls[at];
        if now - url.issued > TimeDelta::minutes(MINUTES) {
            return Err(Refused::new("expired_url"));
        }
        if url.uses >= USES {
            return Err(Refused::new("used_url"));
        }
        url.uses += 1;
        self.answer(at, body, now)
    }

    /// An answer to what a person did: a new message, or another face of the old one.
    pub fn answer(
        &mut self,
        at: usize,
        body: &Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Result<(), Refused> {
        let url = &self.response_urls[at];
        let (user, channel, origin) = (url.user.clone(), url.channel.clone(), url.message.clone());
        let thread_ts = url.thread_ts.clone();
        let flag = |key: &str| {
            body.get(key)
                .is_some_and(|value| *value == true || *value == "true")
        };
        if flag("delete_original") {
            let Some(origin) = origin else {
                return Err(Refused::new("no_original"));
            };
            self.ephemerals.retain(|message| message.ts != origin);
            self.remove(&channel, &origin);
            return Ok(());
        }
        self.check_content("response_url", body)?;
        let response_type = body
            .get("response_type")
            .and_then(Value::as_str)
            .unwrap_or("ephemeral");
        if !matches!(response_type, "ephemeral" | "in_channel") {
            return Err(Refused::new("invalid_response_type"));
        }
        if flag("replace_original")
            && let Some(origin) = origin
        {
            return self.replace(&channel, &origin, body);
        }
        let ts = self.ts(now);
        let mut message = self.compose(&channel, ts.clone(), body);
        message.thread_ts = message.thread_ts.or(thread_ts);
        self.response_urls[at].message.get_or_insert(ts);
        if response_type == "in_channel" {
            self.messages.push(message);
        } else {
            message.ephemeral_to = Some(user);
            self.ephemerals.push(message);
        }
        Ok(())
    }

    fn replace(&mut self, channel: &str, ts: &str, body: &Map<String, Value>) -> Result<(), Refused> {
        let new = self.compose(channel, ts.to_owned(), body);
        let whisper = self.ephemerals.iter_mut().find(|message| message.ts == ts);
        let said = self
            .messages
            .iter_mut()
            .find(|message| message.channel == channel && message.ts == ts);
        match whisper.or(said) {
            Some(message) => {
                let mut whole = body.clone();
                whole.entry("text").or_insert(json!(""));
                whole.entry("blocks").or_insert(json!([]));
                message.rewrite(new, &whole);
                Ok(())
            }
            None => Err(Refused::expected("message_not_found")),
        }
    }
}

/// Takes an answer.
pub(super) async fn serve(
    extract::State(slack): extract::State<Slack>,
    extract::Path(id): extract::Path<String>,
    body: Bytes,
) -> Response {
    let fault = slack.change(|state| {
        *state.calls.entry("response_url".to_owned()).or_default() += 1;
        state.fault("response_url")
    });
    match fault {
        Some(Fault::Internal) => return internal(),
        Some(Fault::Reset) => return broken(),
        Some(Fault::Ratelimited(seconds)) => {
            return (
                StatusCode::TOO_MANY_REQUESTS,
                [(RETRY_AFTER, seconds.to_string())],
            )
                .into_response();
        }
        Some(Fault::Error(error)) => {
            return (
                StatusCode::NOT_FOUND,
                json!({ "ok": false, "error": error }).to_string(),
            )
                .into_response();
        }
        Some(Fault::Stall(time)) => tokio::time::sleep(time).await,
        Some(Fault::InternalAfter | Fault::ResetAfter) | None => {}
    }
    let now = slack.now();
    let done = match serde_json::from_slice::<Map<String, Value>>(&body) {
        Ok(body) => slack.change(|state| state.respond(&id, &body, now)),
        Err(_) => Err(Refused::new("invalid_payload")),
    };
    match (done, fault) {
        (_, Some(Fault::InternalAfter)) => internal(),
        (_, Some(Fault::ResetAfter)) => broken(),
        (Ok(()), _) => "ok".into_response(),
        (Err(refused), _) => {
            if !refused.expected {
                slack.change(|state| {
                    state.violation(format!("response_url: {} {}", refused.error, refused.more));
                });
            }
            let answer = json!({ "ok": false, "error": refused.error });
            (StatusCode::NOT_FOUND, answer.to_string()).into_response()
        }
    }
}
