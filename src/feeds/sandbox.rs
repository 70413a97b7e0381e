//! The sandbox network, as one that liaison reads and answers on.
//!
//! It runs inside liaison, and is still spoken to over HTTP like every other:
//! what the demo shows is what production does. Its posts pose as ones on
//! other networks, and a mention carries the network that it poses on. The
//! cursor is the number of the last change that was read.

use super::{Answer, Cursor, Feed, FeedError, Lookup, Page, http};
use crate::domain::sandbox::{NewPost, Post};
use crate::domain::{
    Author, Clock, FeedName, Found, Mention, Network, Outcome, PostRef, SendError, Timestamp, text,
};
use anyhow::ensure;
use async_trait::async_trait;
use reqwest::{Client, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;
use url::Url;

/// Changes asked for at a time.
const LIMIT: usize = 200;
/// Longest answer.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Where our delivery's id travels.
const KEY: &str = "idempotency-key";

/// A sandbox, as the settings name it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its name.
    pub name: FeedName,
    /// Where it is: `http://127.0.0.1:7979/sandbox`.
    pub base_url: Url,
    /// What it lets us write with, if it asks.
    pub token: Option<SecretString>,
    /// How long to wait between looks.
    pub every: Duration,
    /// The organisation's own handle there.
    pub account: String,
}

/// Reads a sandbox and answers on it.
#[derive(Debug)]
pub struct Sandbox {
    settings: Settings,
    client: Client,
    clock: Clock,
}

#[derive(Deserialize)]
struct Changes {
    posts: Vec<Post>,
    last: i64,
}

impl Sandbox {
    /// Makes one ready; asks nothing of it yet.
    pub fn new(settings: Settings, clock: Clock) -> anyhow::Result<Self> {
        ensure!(
            matches!(settings.base_url.scheme(), "http" | "https") && settings.base_url.has_host(),
            "the `base_url` of the sandbox “{}” must begin with http:// or https://",
            settings.name
        );
        Ok(Self {
            settings,
            client: http::local_client()?,
            clock,
        })
    }

    /// An address on the sandbox; whatever is in an id stays one part of the path.
    fn at(&self, parts: &[&str]) -> Url {
        let mut url = self.settings.base_url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        url
    }

    async fn call(&self, request: RequestBuilder) -> reqwest::Result<Response> {
        let request = match &self.settings.token {
            Some(token) => request.bearer_auth(token.expose_secret()),
            None => request,
        };
        request.send().await
    }

    /// What an answer of the network tells, oldest first; `after` is the change that was read last.
    pub fn page(&self, body: &[u8], after: i64) -> Result<Page, FeedError> {
        let Changes { posts, last } = understand(body)?;
        let now = self.clock.now();
        // What was read, not what the network says is its last: there may be more between the two.
        let read = posts.iter().map(|post| post.seq).fold(after, i64::max);
        let more = read > after && (posts.len() >= LIMIT || last > read);
        Ok(Page {
            found: posts.into_iter().flat_map(|post| self.found(post, now)).collect(),
            cursor: Cursor(read.to_string()),
            more,
        })
    }

    async fn changes(&self, after: i64) -> Result<Vec<u8>, FeedError> {
        let query = [("after", after.to_string()), ("limit", LIMIT.to_string())];
        let request = self.client.get(self.at(&["api", "changes"])).query(&query);
        let response = self
            .call(request)
            .await
            .map_err(|e| FeedError::retry(http::describe(&e)))?;
        match response.status().as_u16() {
            200 => http::read(response, MOST_BYTES).await,
            401 | 403 => Err(FeedError::Expired {
                why: "the sandbox refuses our token".to_owned(),
            }),
            404 => Err(FeedError::Broken {
                why: "there is no sandbox at its `base_url`".to_owned(),
            }),
            other => Err(FeedError::Retry {
                why: format!("the sandbox answers {other}"),
                after: http::retry_after(response.headers(), self.clock.now()),
            }),
        }
    }

    /// What happened to a post, oldest first. Whether it was taken in before it was edited can't be known here.
    fn found(&self, post: Post, now: Timestamp) -> Vec<Found> {
        let at = PostRef {
            network: post.network,
            id: post.id.clone(),
        };
        if post.ours {
            return Vec::new();
        }
        if post.deleted_at.is_some() {
            return vec![Found::Deleted { post: at }];
        }
        let edited = post.edited_at.map(|_| Found::Edited {
            post: at.clone(),
            text: text::clean(&post.text),
        });
        let mention = Found::Mention(Mention {
            feed: self.settings.name.clone(),
            author: Author {
                id: post.handle.clone(),
                handle: post.handle,
                name: text::clean(&post.name),
            },
            text: text::clean(&post.text),
            link: Some(self.at(&["posts", &post.id]).to_string()),
            conversation: post.root,
            posted_at: post.at.min(now),
            post: at,
        });
        [Some(mention), edited].into_iter().flatten().collect()
    }

    /// What an answer other than a good one to something that changes the network means.
    fn refused(&self, response: &Response) -> SendError {
        let status = response.status().as_u16();
        match status {
            408 | 409 | 500.. => SendError::unknown(format!("the sandbox answers {status}")),
            429 => SendError::Retry {
                why: "the sandbox asks to wait (429)".to_owned(),
                after: http::retry_after(response.headers(), self.clock.now()),
            },
            401 | 403 => SendError::give_up("the sandbox refuses our token"),
            404 | 410 => SendError::give_up("the post is no longer there"),
            _ => SendError::give_up(format!("the sandbox refuses it ({status})")),
        }
    }
}

async fn read<T: serde::de::DeserializeOwned>(response: Response) -> Result<T, FeedError> {
    understand(&http::read(response, MOST_BYTES).await?)
}

fn understand<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, FeedError> {
    serde_json::from_slice(body).map_err(|_| FeedError::retry("the sandbox's answer could not be understood"))
}

fn reference(post: Post) -> PostRef {
    PostRef {
        network: post.network,
        id: post.id,
    }
}

#[async_trait]
impl Feed for Sandbox {
    fn name(&self) -> &FeedName {
        &self.settings.name
    }

    fn network(&self) -> Network {
        Network::Sandbox
    }

    fn every(&self) -> Duration {
        self.settings.every
    }

    async fn since(&self, cursor: Option<&Cursor>) -> Result<Page, FeedError> {
        let after = cursor.and_then(|cursor| cursor.0.parse().ok()).unwrap_or(0);
        let body = self.changes(after).await?;
        self.page(&body, after)
    }

    async fn reply(&self, answer: &Answer) -> Result<Outcome, SendError> {
        let post = NewPost {
            network: answer.to.network,
            handle: self.settings.account.clone(),
            name: self.settings.account.clone(),
            text: answer.text.clone(),
            parent: Some(answer.to.id.clone()),
            ours: true,
        };
        let request = self.client.post(self.at(&["api", "posts"])).json(&post);
        let request = request.header(KEY, answer.key.to_string());
        let response = self.call(request).await.map_err(|e| http::send_error(&e))?;
        if !response.status().is_success() {
            return Err(self.refused(&response));
        }
        let post: Post = read(response)
            .await
            .map_err(|e| SendError::unknown(e.to_string()))?;
        Ok(Outcome::Sent(Some(post.id)))
    }

    async fn find(&self, answer: &Answer) -> Result<Lookup, SendError> {
        let request = self
            .client
            .get(self.at(&["api", "posts"]))
            .query(&[("key", answer.key.to_string())]);
        // Looking changes nothing: whatever goes wrong, one can look again.
        let response = self
            .call(request)
            .await
            .map_err(|e| SendError::retry(http::describe(&e)))?;
        match response.status().as_u16() {
            200 => {
                let post: Post = read(response)
                    .await
                    .map_err(|e| SendError::retry(e.to_string()))?;
                Ok(Lookup::Found(reference(post)))
            }
            404 => Ok(Lookup::Absent),
            401 | 403 => Ok(Lookup::CantTell("the sandbox refuses our token".to_owned())),
            other => Err(SendError::Retry {
                why: format!("the sandbox answers {other}"),
                after: http::retry_after(response.headers(), self.clock.now()),
            }),
        }
    }

    async fn retract(&self, post: &PostRef) -> Result<Outcome, SendError> {
        let request = self.client.delete(self.at(&["api", "posts", &post.id]));
        // Taking down twice is the same as once, so an unknown outcome is simply tried again.
        let again = |error| match error {
            SendError::Unknown { why } => SendError::retry(why),
            known => known,
        };
        let response = self
            .call(request)
            .await
            .map_err(|e| again(http::send_error(&e)))?;
        match response.status().as_u16() {
            200..=299 => Ok(Outcome::Sent(None)),
            404 | 410 => Ok(Outcome::Moot),
            _ => Err(again(self.refused(&response))),
        }
    }

    async fn account(&self) -> Result<Option<String>, FeedError> {
        Ok(Some(self.settings.account.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DeliveryId;
    use chrono::DateTime;
    use serde_json::{Value, json};
    use std::net::TcpListener;
    use uuid::Uuid;
    use wiremock::matchers::{body_json, header, method, path, query_param};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    fn clock() -> Clock {
        Clock::manual(DateTime::from_timestamp(1_800_000_000, 0).unwrap())
    }

    fn sandbox_at(base: &str) -> Sandbox {
        let settings = Settings {
            name: FeedName::from("sandbox"),
            base_url: Url::parse(base).unwrap(),
            token: Some(SecretString::from("t0ken")),
            every: Duration::from_secs(1),
            account: "harbor_health".to_owned(),
        };
        Sandbox::new(settings, clock()).unwrap()
    }

    async fn sandbox() -> (MockServer, Sandbox) {
        let server = MockServer::start().await;
        let sandbox = sandbox_at(&format!("{}/sandbox", server.uri()));
        (server, sandbox)
    }

    fn post(id: &str, seq: i64) -> Value {
        json!({
            "id": id, "seq": seq, "network": "bluesky", "handle": "rosa", "name": "Rosa", "text": "Hello",
            "parent": null, "root": "p0", "at": "2026-11-20T10:00:00Z", "edited_at": null, "deleted_at": null,
            "ours": false,
        })
    }

    fn with(mut post: Value, field: &str, value: Value) -> Value {
        post[field] = value;
        post
    }

    fn answer() -> Answer {
        Answer {
            key: DeliveryId(Uuid::from_u128(7)),
            to: PostRef {
                network: Network::Mastodon,
                id: "p 1/2".to_owned(),
            },
            text: "We are sorry to hear that.".to_owned(),
            written_at: clock().now(),
            prepared: Value::Null,
        }
    }

    async fn answers(server: &MockServer, response: ResponseTemplate) {
        server.reset().await;
        Mock::given(wiremock::matchers::any())
            .respond_with(response)
            .mount(server)
            .await;
    }

    #[tokio::test]
    async fn changes_become_what_was_found() {
        let (server, sandbox) = sandbox().await;
        let posts = json!([
            post("p1", 4),
            with(post("p2", 5), "ours", json!(true)),
            with(post("p3", 7), "edited_at", json!("2026-11-20T10:05:00Z")),
            with(post("p4", 9), "deleted_at", json!("2026-11-20T10:06:00Z")),
        ]);
        Mock::given(path("/sandbox/api/changes"))
            .and(query_param("after", "3"))
            .and(query_param("limit", "200"))
            .and(header("authorization", "Bearer t0ken"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "posts": posts, "last": 9 })))
            .mount(&server)
            .await;
        let page = sandbox.since(Some(&Cursor("3".to_owned()))).await.unwrap();
        assert_eq!(
            (page.cursor, page.more, page.found.len()),
            (Cursor("9".to_owned()), false, 4)
        );
        let Found::Mention(first) = &page.found[0] else {
            panic!("a mention")
        };
        assert_eq!(
            (
                first.post.network,
                first.author.id.as_str(),
                first.conversation.as_str()
            ),
            (Network::Bluesky, "rosa", "p0")
        );
        assert_eq!(first.link, Some(format!("{}/sandbox/posts/p1", server.uri())));
        assert!(matches!(&page.found[1], Found::Mention(mention) if mention.post.id == "p3"));
        assert!(matches!(&page.found[2], Found::Edited { post, .. } if post.id == "p3"));
        assert!(matches!(&page.found[3], Found::Deleted { post } if post.id == "p4"));
    }

    #[tokio::test]
    async fn more_is_asked_for_only_after_something_was_read() {
        let (server, sandbox) = sandbox().await;
        let page =
            |posts: Value| ResponseTemplate::new(200).set_body_json(json!({ "posts": posts, "last": 80 }));
        answers(&server, page(json!([post("p1", 4)]))).await;
        let first = sandbox.since(None).await.unwrap();
        assert_eq!((first.cursor.0.as_str(), first.more), ("4", true));
        answers(&server, page(json!([]))).await;
        let second = sandbox.since(Some(&first.cursor)).await.unwrap();
        assert_eq!((second.cursor.0.as_str(), second.more), ("4", false));
    }

    #[tokio::test]
    async fn a_look_that_fails_says_what_to_do() {
        let (server, sandbox) = sandbox().await;
        answers(&server, ResponseTemplate::new(401)).await;
        assert!(matches!(
            sandbox.since(None).await,
            Err(FeedError::Expired { .. })
        ));
        answers(&server, ResponseTemplate::new(404)).await;
        assert!(matches!(sandbox.since(None).await, Err(FeedError::Broken { .. })));
        answers(
            &server,
            ResponseTemplate::new(429).insert_header("retry-after", "2"),
        )
        .await;
        let Err(FeedError::Retry { after, .. }) = sandbox.since(None).await else {
            panic!("to be tried again")
        };
        assert_eq!(after, Some(Duration::from_secs(2)));
        answers(
            &server,
            ResponseTemplate::new(200).set_body_string("{\"posts\":[{\"id\""),
        )
        .await;
        assert!(matches!(sandbox.since(None).await, Err(FeedError::Retry { .. })));
    }

    #[tokio::test]
    async fn an_answer_goes_under_the_post_with_its_key() {
        let (server, sandbox) = sandbox().await;
        Mock::given(method("POST"))
            .and(path("/sandbox/api/posts"))
            .and(header("idempotency-key", "00000000000000000000000000000007"))
            .and(header("authorization", "Bearer t0ken"))
            .and(body_json(json!({
                "network": "mastodon", "handle": "harbor_health", "name": "harbor_health",
                "text": "We are sorry to hear that.", "parent": "p 1/2", "ours": true,
            })))
            .respond_with(ResponseTemplate::new(201).set_body_json(post("p9", 11)))
            .mount(&server)
            .await;
        assert_eq!(
            sandbox.reply(&answer()).await,
            Ok(Outcome::Sent(Some("p9".to_owned())))
        );
        assert_eq!(sandbox.account().await, Ok(Some("harbor_health".to_owned())));
    }

    #[tokio::test]
    async fn only_what_certainly_did_not_happen_is_tried_again() {
        let (server, sandbox) = sandbox().await;
        for status in [408, 409, 500, 502, 503] {
            answers(&server, ResponseTemplate::new(status)).await;
            assert!(
                matches!(sandbox.reply(&answer()).await, Err(SendError::Unknown { .. })),
                "{status}"
            );
        }
        for status in [302, 400, 401, 404, 422] {
            answers(&server, ResponseTemplate::new(status)).await;
            assert!(
                matches!(sandbox.reply(&answer()).await, Err(SendError::GiveUp { .. })),
                "{status}"
            );
        }
        answers(
            &server,
            ResponseTemplate::new(429).insert_header("retry-after", "5"),
        )
        .await;
        let Err(SendError::Retry { after, .. }) = sandbox.reply(&answer()).await else {
            panic!("to be tried again")
        };
        assert_eq!(after, Some(Duration::from_secs(5)));
        answers(&server, ResponseTemplate::new(201).set_body_string("{")).await;
        assert!(matches!(
            sandbox.reply(&answer()).await,
            Err(SendError::Unknown { .. })
        ));
    }

    #[tokio::test]
    async fn a_closed_door_and_a_broken_line_are_told_apart() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let sandbox = sandbox_at(&format!("http://{}/sandbox", listener.local_addr().unwrap()));
        let reset = std::thread::spawn(move || listener.accept().map(drop));
        assert!(matches!(
            sandbox.reply(&answer()).await,
            Err(SendError::Unknown { .. })
        ));
        let _ = reset.join().unwrap();
        assert!(matches!(
            sandbox.reply(&answer()).await,
            Err(SendError::Retry { .. })
        ));
    }

    #[tokio::test]
    async fn an_answer_is_found_by_its_key() {
        let (server, sandbox) = sandbox().await;
        Mock::given(method("GET"))
            .and(path("/sandbox/api/posts"))
            .and(query_param("key", "00000000000000000000000000000007"))
            .respond_with(ResponseTemplate::new(200).set_body_json(post("p9", 11)))
            .mount(&server)
            .await;
        let Ok(Lookup::Found(found)) = sandbox.find(&answer()).await else {
            panic!("found")
        };
        assert_eq!(found.id, "p9");
        answers(&server, ResponseTemplate::new(404)).await;
        assert_eq!(sandbox.find(&answer()).await, Ok(Lookup::Absent));
        answers(&server, ResponseTemplate::new(401)).await;
        assert!(matches!(sandbox.find(&answer()).await, Ok(Lookup::CantTell(_))));
        answers(&server, ResponseTemplate::new(500)).await;
        assert!(matches!(
            sandbox.find(&answer()).await,
            Err(SendError::Retry { .. })
        ));
    }

    #[tokio::test]
    async fn taking_down_what_is_gone_is_done() {
        let (server, sandbox) = sandbox().await;
        Mock::given(method("DELETE"))
            .and(path("/sandbox/api/posts/p%201%2F2"))
            .respond_with(ResponseTemplate::new(204))
            .mount(&server)
            .await;
        assert_eq!(sandbox.retract(&answer().to).await, Ok(Outcome::Sent(None)));
        answers(&server, ResponseTemplate::new(404)).await;
        assert_eq!(sandbox.retract(&answer().to).await, Ok(Outcome::Moot));
        answers(&server, ResponseTemplate::new(500)).await;
        assert!(matches!(
            sandbox.retract(&answer().to).await,
            Err(SendError::Retry { .. })
        ));
        answers(&server, ResponseTemplate::new(403)).await;
        assert!(matches!(
            sandbox.retract(&answer().to).await,
            Err(SendError::GiveUp { .. })
        ));
    }
}
