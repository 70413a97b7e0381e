//! HTTP mode: signed requests to the app's own address, and requests that
//! somebody forged.

use super::delivery::{Delivery, Kind, LIMIT, Unanswered};
use super::{SIGNING_SECRET, Slack, sign};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use url::form_urlencoded;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
/// No answer of an app is longer.
const ANSWER: usize = 1_000_000;

/// What is wrong with a request that did not come from Slack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgery {
    /// Signed with another secret.
    BadSignature,
    /// Not signed at all.
    NoSignature,
    /// Signed well, but more than five minutes ago.
    OldTimestamp,
    /// Signed well, but more than five minutes from now.
    FutureTimestamp,
    /// Another body than the one that was signed.
    AlteredBody,
}

/// Sends requests to the app.
pub(super) struct Sender {
    client: Client<HttpConnector, Body>,
}

/// One request, before it is signed.
struct Post {
    address: String,
    kind: &'static str,
    body: String,
    retry: Option<(u32, &'static str)>,
}

impl Sender {
    pub fn new() -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build(HttpConnector::new()),
        }
    }

    async fn send(
        &self,
        post: &Post,
        at: i64,
        signature: Option<String>,
    ) -> Result<(StatusCode, Bytes), Unanswered> {
        let mut request = Request::post(&post.address)
            .header("content-type", post.kind)
            .header("user-agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
            .header("x-slack-request-timestamp", at);
        if let Some(signature) = signature {
            request = request.header("x-slack-signature", signature);
        }
        if let Some((count, reason)) = post.retry {
            request = request
                .header("x-slack-retry-num", count)
                .header("x-slack-retry-reason", reason);
        }
        let request = request
            .body(Body::from(post.body.clone()))
            .expect("the story gave a good address");
        let exchange = async {
            let answer = self
                .client
                .request(request)
                .await
                .map_err(|_| Unanswered::Unreachable)?;
            let status = answer.status();
            let body = to_bytes(Body::new(answer.into_body()), ANSWER).await;
            Ok((status, body.map_err(|_| Unanswered::Unreachable)?))
        };
        tokio::time::timeout(LIMIT, exchange)
            .await
            .unwrap_or(Err(Unanswered::TooLate))
    }
}

impl Slack {
    /// From now on everything is posted to the app at this address, not sent over sockets.
    pub fn deliver_to(&self, base: &str) {
        self.change(|state| state.deliver_to = Some(base.trim_end_matches('/').to_owned()));
    }

    /// From now on everything goes over sockets again.
    pub fn deliver_to_sockets(&self) {
        self.change(|state| state.deliver_to = None);
    }

    /// Posts something to the app.
    pub(super) async fn post(&self, base: &str, delivery: &Delivery) -> Result<Option<Value>, Unanswered> {
        let post = Post::of(base, delivery);
        let at = self.now().timestamp();
        let signature = sign(SIGNING_SECRET, at, post.body.as_bytes());
        let answer = self.inner.http.send(&post, at, Some(signature)).await;
        let refused = match &answer {
            Ok((StatusCode::OK, _)) | Err(Unanswered::Unreachable) => None,
            Ok((status, _)) => Some(format!("http: {:?} was answered with {status}", delivery.kind)),
            Err(why) => Some(format!("http: {:?} was not answered: {why:?}", delivery.kind)),
        };
        if let Some(refused) = refused {
            self.change(|state| state.violation(refused));
        }
        match answer? {
            (StatusCode::OK, body) if body.is_empty() => Ok(None),
            (StatusCode::OK, body) => Ok(Some(read(&body))),
            (status, _) => Err(Unanswered::Status(status.as_u16())),
        }
    }

    /// A command that somebody forged; the status it was answered with.
    pub async fn forge(&self, how: Forgery, payload: &Value) -> Result<u16, Unanswered> {
        let base = self.state().deliver_to.clone().expect("forgeries come over HTTP");
        let post = Post::of(&base, &Delivery::command(payload.clone()));
        self.forged(post, how).await
    }

    /// A press that somebody forged; the status it was answered with.
    pub async fn forge_press(&self, how: Forgery, payload: &Value) -> Result<u16, Unanswered> {
        let base = self.state().deliver_to.clone().expect("forgeries come over HTTP");
        let post = Post::of(&base, &Delivery::interactive(payload.clone()));
        self.forged(post, how).await
    }

    async fn forged(&self, mut post: Post, how: Forgery) -> Result<u16, Unanswered> {
        let at = match how {
            Forgery::OldTimestamp => self.now().timestamp() - 301,
            Forgery::FutureTimestamp => self.now().timestamp() + 301,
            _ => self.now().timestamp(),
        };
        let secret = if how == Forgery::BadSignature {
            "somebody-else's"
        } else {
            SIGNING_SECRET
        };
        let signature = sign(secret, at, post.body.as_bytes());
        if how == Forgery::AlteredBody {
            post.body.push_str("&text=another");
        }
        let signature = (how != Forgery::NoSignature).then_some(signature);
        let (status, _) = self.inner.http.send(&post, at, signature).await?;
        Ok(status.as_u16())
    }

    /// Asks the app whether the address is its own; true when it says so.
    pub async fn verify_url(&self) -> bool {
        let base = self
            .state()
            .deliver_to
            .clone()
            .expect("an address is asked over HTTP");
        let challenge = self.change(|state| state.id("challenge-"));
        let body = json!({ "token": "fake", "type": "url_verification", "challenge": challenge }).to_string();
        let post = Post {
            address: format!("{base}/slack/events"),
            kind: JSON,
            body,
            retry: None,
        };
        let at = self.now().timestamp();
        let signature = sign(SIGNING_SECRET, at, post.body.as_bytes());
        let answer = self.inner.http.send(&post, at, Some(signature)).await;
        let Ok((StatusCode::OK, body)) = answer else {
            return false;
        };
        body == challenge.as_bytes() || read(&body)["challenge"] == challenge
    }
}

impl Post {
    fn of(base: &str, delivery: &Delivery) -> Self {
        let payload = &delivery.payload;
        let (path, kind, body) = match delivery.kind {
            Kind::Command => ("commands", FORM, pairs(payload)),
            Kind::Interactive => {
                let payload = payload.to_string();
                let body = form_urlencoded::Serializer::new(String::new())
                    .append_pair("payload", &payload)
                    .finish();
                ("interactions", FORM, body)
            }
            Kind::Event => ("events", JSON, payload.to_string()),
        };
        Self {
            address: format!("{base}/slack/{path}"),
            kind,
            body,
            retry: delivery.retry,
        }
    }
}

fn pairs(payload: &Value) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (key, value) in payload.as_object().into_iter().flatten() {
        form.append_pair(key, value.as_str().unwrap_or_default());
    }
    form.finish()
}

/// An answer that is JSON, or the words of a message.
fn read(body: &Bytes) -> Value {
    let words = || json!({ "text": String::from_utf8_lossy(body) });
    serde_json::from_slice::<Value>(body)
        .ok()
        .filter(Value::is_object)
        .unwrap_or_else(words)
}
