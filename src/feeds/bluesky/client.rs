//! One XRPC call: the request, its limits, and what became of it.
//!
//! The client knows nothing of sessions. It remembers what a server said about
//! its rate limits and makes no call before the time it was asked to wait for,
//! so that one busy hour costs waiting and not a ban.

use crate::domain::{Clock, SendError, Timestamp};
use crate::feeds::{FeedError, http};
use anyhow::Context;
use chrono::{DateTime, TimeDelta};
use reqwest::header::HeaderMap;
use reqwest::{Client, Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use url::Url;

/// Largest answer that is read.
const LARGEST: usize = 2 * 1024 * 1024;
/// Calls that are out at the same time. A hundred answers at once would only wait for each other
/// on the account's server, and there some would wait until their time is up.
const AT_ONCE: usize = 6;
/// A server that asks for a longer wait than this gets this.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

pub(super) const CREATE_SESSION: &str = "com.atproto.server.createSession";
pub(super) const REFRESH_SESSION: &str = "com.atproto.server.refreshSession";
pub(super) const PUT_RECORD: &str = "com.atproto.repo.putRecord";
pub(super) const DELETE_RECORD: &str = "com.atproto.repo.deleteRecord";

/// What a method is asked.
#[derive(Clone, Copy)]
pub(super) enum Ask<'a> {
    /// A read, with its parameters.
    Query(&'a [(&'a str, &'a str)]),
    /// A change, with its body if it has one.
    Procedure(Option<&'a Value>),
}

/// One call.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub server: &'a Url,
    pub nsid: &'static str,
    pub ask: Ask<'a>,
    pub bearer: Option<&'a str>,
}

/// What became of a call that brought nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// No connection: it never reached the server.
    #[error("{0}")]
    NotSent(String),
    /// It may have reached the server; no answer came that could be read.
    #[error("{0}")]
    Lost(String),
    /// The server asked for quiet until later; the call was not made.
    #[error("the server asked to wait")]
    Paused(Duration),
    /// The server said no.
    #[error("the server answered {status} {code}")]
    Refused {
        status: u16,
        code: String,
        /// The record, or the whole account it stood in, is not there.
        gone: bool,
        wait: Option<Duration>,
    },
    /// There is no session to make the call with; it was not made.
    #[error(transparent)]
    NoSession(FeedError),
}

impl Failure {
    /// The access token is of no use: expired, revoked, or of another server.
    pub(super) fn is_stale_token(&self) -> bool {
        matches!(self, Self::Refused { status, code, .. }
            if *status == 401 || (*status == 400 && matches!(code.as_str(), "ExpiredToken" | "InvalidToken")))
    }

    /// The account may do nothing at all there until a person has seen to it.
    fn is_shut_out(&self) -> bool {
        let shut = ["AccountTakedown", "AccountSuspended", "AccountDeactivated"];
        self.is_stale_token() || shut.iter().any(|code| self.has_code(code))
    }

    /// The server itself is in trouble.
    pub(super) fn is_server_error(&self) -> bool {
        matches!(self, Self::Refused { status: 500.., .. })
    }

    /// The request itself was refused, not its token.
    pub(super) fn is_bad_request(&self) -> bool {
        matches!(self, Self::Refused { status: 400, .. }) && !self.is_stale_token()
    }

    pub(super) fn is_gone(&self) -> bool {
        matches!(self, Self::Refused { gone: true, .. })
    }

    pub(super) fn has_code(&self, wanted: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == wanted)
    }

    /// Of a call that changes nothing: it can always be made again.
    pub(super) fn while_reading(self) -> SendError {
        match FeedError::from(self) {
            FeedError::Retry { why, after } => SendError::Retry { why, after },
            other => SendError::retry(other.to_string()),
        }
    }

    /// Of a call that may have said something in public.
    pub(super) fn while_writing(self) -> SendError {
        match self {
            Self::Lost(why) => SendError::unknown(why),
            Self::Refused {
                status: 408 | 500.., ..
            } => SendError::unknown(self.to_string()),
            Self::Refused { status, .. }
                if (400..500).contains(&status) && status != 429 && !self.is_stale_token() =>
            {
                SendError::give_up(self.to_string())
            }
            other => other.while_reading(),
        }
    }
}

impl From<Failure> for FeedError {
    fn from(failure: Failure) -> Self {
        let why = failure.to_string();
        match failure {
            Failure::NoSession(error) => error,
            Failure::NotSent(_) | Failure::Lost(_) => Self::retry(why),
            Failure::Paused(wait) => Self::Retry {
                why,
                after: Some(wait),
            },
            Failure::Refused { .. } if failure.is_shut_out() => Self::Expired { why },
            Failure::Refused { wait, .. } => Self::Retry { why, after: wait },
        }
    }
}

/// Servers count these apart, and so do we: a day's last sign-in must not stop the reading.
#[derive(Clone, Copy)]
enum Quota {
    SignIn,
    Write,
    Read,
}

impl Quota {
    fn of(nsid: &str) -> Self {
        match nsid {
            CREATE_SESSION | REFRESH_SESSION => Self::SignIn,
            PUT_RECORD | DELETE_RECORD => Self::Write,
            _ => Self::Read,
        }
    }
}

/// Makes calls, within the limits.
pub(super) struct Xrpc {
    http: Client,
    clock: Clock,
    not_before: Mutex<[Option<Timestamp>; 3]>,
    turns: Semaphore,
}

impl Xrpc {
    pub(super) fn new(clock: Clock) -> anyhow::Result<Self> {
        Ok(Self {
            http: http::client().context("making an HTTP client for Bluesky")?,
            clock,
            not_before: Mutex::default(),
            turns: Semaphore::new(AT_ONCE),
        })
    }

    /// Makes the call and reads its whole answer.
    pub(super) async fn call(&self, call: Call<'_>) -> Result<Value, Failure> {
        let quota = Quota::of(call.nsid);
        let Ok(_turn) = self.turns.acquire().await else {
            return Err(Failure::NotSent("no more calls are made".to_owned()));
        };
        self.wait_is_over(quota)?;
        let response = self.request(call).send().await.map_err(|error| {
            let why = http::describe(&error);
            if error.is_connect() {
                Failure::NotSent(why)
            } else {
                Failure::Lost(why)
            }
        })?;
        let wait = self.heed(quota, response.status(), response.headers());
        if !response.status().is_success() {
            return Err(refused(response, wait).await);
        }
        let body = http::read(response, LARGEST)
            .await
            .map_err(|error| Failure::Lost(error.to_string()))?;
        if body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&body).map_err(|_| Failure::Lost("the answer is not JSON".to_owned()))
    }

    fn request(&self, call: Call<'_>) -> reqwest::RequestBuilder {
        // A server behind a path of its own keeps that path.
        let url = format!(
            "{}/xrpc/{}",
            call.server.as_str().trim_end_matches('/'),
            call.nsid
        );
        let request = match call.ask {
            Ask::Query(parameters) => self.http.get(url).query(parameters),
            Ask::Procedure(None) => self.http.post(url),
            Ask::Procedure(Some(body)) => self.http.post(url).json(body),
        };
        match call.bearer {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    fn wait_is_over(&self, quota: Quota) -> Result<(), Failure> {
        let until = self.not_before.lock().unwrap_or_else(PoisonError::into_inner)[quota as usize];
        match until.map(|until| until - self.clock.now()) {
            Some(left) if left > TimeDelta::zero() => Err(Failure::Paused(left.to_std().unwrap_or_default())),
            _ => Ok(()),
        }
    }

    /// Remembers what the headers ask for, and says how long it is from now.
    fn heed(&self, quota: Quota, status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
        let now = self.clock.now();
        let told = http::retry_after(headers, now);
        if status != StatusCode::TOO_MANY_REQUESTS && number(headers, "ratelimit-remaining") != Some(0) {
            return told;
        }
        let wait = told.or_else(|| {
            // Every answer says when its quota is full again; it only matters once the quota is spent.
            let reset = DateTime::from_timestamp(number(headers, "ratelimit-reset")?, 0)?;
            (reset - now)
                .clamp(TimeDelta::seconds(1), LONGEST_WAIT)
                .to_std()
                .ok()
        })?;
        self.not_before.lock().unwrap_or_else(PoisonError::into_inner)[quota as usize] = Some(now + wait);
        Some(wait)
    }
}

fn number(headers: &HeaderMap, name: &str) -> Option<i64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// A lexicon error: a code for programs; the message, which may quote words, goes no further than here.
#[derive(Deserialize, Default)]
struct ErrorBody {
    #[serde(default)]
    error: String,
    #[serde(default)]
    message: String,
}

async fn refused(response: Response, wait: Option<Duration>) -> Failure {
    let status = response.status().as_u16();
    let body = http::read(response, LARGEST).await.unwrap_or_default();
    let body: ErrorBody = serde_json::from_slice(&body).unwrap_or_default();
    let code: String = body
        .error
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(40)
        .collect();
    let gone = matches!(
        code.as_str(),
        "RecordNotFound" | "RepoNotFound" | "RepoDeactivated" | "RepoTakendown" | "RepoSuspended"
    ) || (code == "InvalidRequest" && body.message.starts_with("Could not find repo"));
    Failure::Refused {
        status,
        code: if code.is_empty() {
            "without a reason".to_owned()
        } else {
            code
        },
        gone,
        wait,
    }
}
