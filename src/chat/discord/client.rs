//! One call to Discord's REST API: the request, its limits, and what became
//! of it. Bodies are JSON of our own: whatever Discord adds to its answers
//! can't break a client that reads only what it needs.

use super::brakes::{Brakes, Route};
use super::errors::{Failure, NO_ACCESS, NO_PERMISSION, Refused};
use crate::domain::Clock;
use anyhow::Context;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Method, RequestBuilder, Response, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::time::Duration;
use url::Url;

/// Where the API is, unless the settings say otherwise.
const DISCORD: &str = "https://discord.com";
/// Longest wait for a connection, and for a whole answer.
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(15);
/// Largest answer that is read.
const LARGEST: usize = 4 * 1024 * 1024;

/// What is asked of Discord.
#[derive(Clone)]
pub(super) struct Call {
    method: Method,
    path: String,
    body: Option<Value>,
    file: Option<File>,
}

/// A file that goes with a message. Its name is our own, and needs no quoting.
#[derive(Clone)]
pub(super) struct File {
    pub name: String,
    /// What it is: `image/png`.
    pub kind: &'static str,
    pub bytes: Vec<u8>,
}

impl Call {
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path.into(), None)
    }

    pub(super) fn post(path: impl Into<String>, body: Value) -> Self {
        Self::new(Method::POST, path.into(), Some(body))
    }

    pub(super) fn patch(path: impl Into<String>, body: Value) -> Self {
        Self::new(Method::PATCH, path.into(), Some(body))
    }

    pub(super) fn put(path: impl Into<String>, body: Value) -> Self {
        Self::new(Method::PUT, path.into(), Some(body))
    }

    /// It sets what is there: made twice, it is as if made once.
    pub(super) fn is_patch(&self) -> bool {
        self.method == Method::PATCH
    }

    /// With a file beside the body.
    pub(super) fn with_file(mut self, file: File) -> Self {
        self.file = Some(file);
        self
    }

    fn new(method: Method, path: String, body: Option<Value>) -> Self {
        Self {
            method,
            path,
            body,
            file: None,
        }
    }
}

/// Makes calls, within the limits.
pub(super) struct Client {
    http: reqwest::Client,
    base: String,
    token: SecretString,
    brakes: Brakes,
    clock: Clock,
}

impl Client {
    pub(super) fn new(token: SecretString, api_url: Option<&Url>, clock: Clock) -> anyhow::Result<Self> {
        // Only the first call of a process installs it; all others find it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(concat!(
                "DiscordBot (https://liaison.invalid, ",
                env!("CARGO_PKG_VERSION"),
                ")"
            ))
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .redirect(redirect::Policy::none());
        // What runs beside us is reached without a proxy.
        let http = if api_url.is_some() { http.no_proxy() } else { http };
        let base = api_url.map_or(DISCORD, Url::as_str).trim_end_matches('/');
        Ok(Self {
            http: http.build().context("making an HTTP client for Discord")?,
            base: format!("{base}/api/v10"),
            token,
            brakes: Brakes::new(clock.clone()),
            clock,
        })
    }

    /// The token was refused, and no call has worked since.
    pub(super) fn has_dead_token(&self) -> bool {
        self.brakes.is_dead()
    }

    /// Makes the call and reads its whole answer.
    pub(super) async fn call(&self, call: Call) -> Result<Value, Failure> {
        let route = Route::of(call.method.as_str(), &call.path);
        self.brakes.permit(&route)?;
        self.brakes.turn(&route).await;
        let response = self.request(call).send().await.map_err(|error| lost(&error))?;
        let status = response.status();
        let wait = self.brakes.heed(&route, status, response.headers());
        let body = read(response).await?;
        if !status.is_success() {
            let refused = Refused::read(status.as_u16(), &body, wait);
            if matches!(refused.code, NO_ACCESS | NO_PERMISSION) {
                self.brakes.shut(&route, refused.code);
            }
            metrics::counter!("liaison_discord_refusals_total", "status" => refused.status.to_string())
                .increment(1);
            return Err(Failure::Refused(refused));
        }
        if body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&body).map_err(|_| Failure::Lost("the answer is not JSON".to_owned()))
    }

    fn request(&self, call: Call) -> RequestBuilder {
        let request = self
            .http
            .request(call.method, format!("{}/{}", self.base, call.path))
            .header(AUTHORIZATION, format!("Bot {}", self.token.expose_secret()));
        match (call.body, call.file) {
            (None, _) => request,
            (Some(body), None) => request.json(&body),
            (Some(body), Some(file)) => {
                let boundary = format!("liaison-{}", self.clock.new_id().simple());
                request
                    .header(CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"))
                    .body(parts(&boundary, &body, &file))
            }
        }
    }
}

/// A body of two parts: the message as JSON, and the file that goes with it.
fn parts(boundary: &str, body: &Value, file: &File) -> Vec<u8> {
    let File { name, kind, bytes } = file;
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"payload_json\"\r\nContent-Type: application/json\r\n\r\n\
         {body}\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"{name}\"\r\n\
         Content-Type: {kind}\r\n\r\n"
    );
    let end = format!("\r\n--{boundary}--\r\n");
    [head.as_bytes(), bytes, end.as_bytes()].concat()
}

async fn read(mut response: Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error))? {
        if body.len() + chunk.len() > LARGEST {
            return Err(Failure::Lost("the answer is too large".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Only a connection that was never made tells for certain that nothing happened. No address is told: it may hold a token.
fn lost(error: &reqwest::Error) -> Failure {
    if error.is_connect() || error.is_builder() {
        Failure::NotSent("Discord can't be reached".to_owned())
    } else if error.is_timeout() {
        Failure::Lost("no answer from Discord in time".to_owned())
    } else {
        Failure::Lost("the connection to Discord broke".to_owned())
    }
}
