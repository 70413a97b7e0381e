//! The adapter against a server at the wire that answers as the network does.

mod reading;
mod signing_in;
mod writing;

use super::*;
use crate::domain::{DeliveryId, Mention, Timestamp};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use uuid::Uuid;
use wiremock::matchers::{header, method, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockBuilder, MockServer, ResponseTemplate};

const US: &str = "did:plc:us";
const ANA: &str = "did:plc:ana";

/// Remembers what was saved; can be told to fail.
#[derive(Default)]
struct Drawer {
    kept: Mutex<BTreeMap<String, String>>,
    stuck: bool,
}

#[async_trait]
impl Keyring for Drawer {
    async fn load(&self, name: &str) -> anyhow::Result<Option<String>> {
        Ok(self.kept.lock().unwrap().get(name).cloned())
    }

    async fn save(&self, name: &str, secret: &str) -> anyhow::Result<()> {
        anyhow::ensure!(!self.stuck, "stuck");
        self.kept
            .lock()
            .unwrap()
            .insert(name.to_owned(), secret.to_owned());
        Ok(())
    }
}

struct World {
    server: MockServer,
    drawer: Arc<Drawer>,
    clock: Clock,
    feed: Bluesky,
}

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn feed(base_url: &str, search: &[&str], clock: &Clock, drawer: &Arc<Drawer>) -> Bluesky {
    // Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let settings = Settings {
        name: "main".into(),
        base_url: base_url.parse().unwrap(),
        handle: "@clinic.test".to_owned(),
        app_password: "app-password".to_owned().into(),
        search: search.iter().map(|term| (*term).to_owned()).collect(),
        every: Duration::from_secs(30),
    };
    Bluesky::new(settings, clock.clone(), drawer.clone()).unwrap()
}

impl World {
    async fn new(search: &[&str]) -> Self {
        Self::with(search, Drawer::default()).await
    }

    async fn with(search: &[&str], drawer: Drawer) -> Self {
        let server = MockServer::start().await;
        let (clock, drawer) = (Clock::manual(now()), Arc::new(drawer));
        let feed = feed(&server.uri(), search, &clock, &drawer);
        Self {
            server,
            drawer,
            clock,
            feed,
        }
    }

    /// A world in which signing in works.
    async fn signed_in(search: &[&str]) -> Self {
        let world = Self::new(search).await;
        world
            .on(procedure("com.atproto.server.createSession"), 200, session("1"))
            .await;
        world
    }

    async fn on(&self, asked: MockBuilder, status: u16, body: Value) {
        asked
            .respond_with(ResponseTemplate::new(status).set_body_json(body))
            .mount(&self.server)
            .await;
    }

    async fn notifies(&self, posts: &[Value]) {
        self.on(
            query("app.bsky.notification.listNotifications"),
            200,
            json!({ "notifications": posts }),
        )
        .await;
    }

    async fn calls(&self, nsid: &str) -> usize {
        let asked = self.server.received_requests().await.unwrap();
        asked
            .iter()
            .filter(|request| request.url.path().ends_with(nsid))
            .count()
    }
}

fn query(nsid: &str) -> MockBuilder {
    Mock::given(method("GET")).and(path(format!("/xrpc/{nsid}")))
}

fn procedure(nsid: &str) -> MockBuilder {
    Mock::given(method("POST")).and(path(format!("/xrpc/{nsid}")))
}

fn session(n: &str) -> Value {
    json!({ "accessJwt": format!("access-{n}"), "refreshJwt": format!("refresh-{n}"),
            "did": US, "handle": "clinic.test" })
}

fn error(code: &str) -> Value {
    json!({ "error": code, "message": "words that nobody must see" })
}

/// A notification, dated `minutes` from now, whose key tells the same time.
fn mention(minutes: i64, text: &str) -> Value {
    dated(minutes, minutes, text)
}

fn dated(key: i64, claimed: i64, text: &str) -> Value {
    let at = |minutes: i64| now() + chrono::TimeDelta::minutes(minutes);
    // The words make the key's last bits, so that every post has one of its own.
    let bits = text.bytes().fold(7u128, |bits, byte| {
        bits.wrapping_mul(31).wrapping_add(u128::from(byte))
    });
    let rkey = tid::of(DeliveryId(Uuid::from_u128(bits)), at(key));
    json!({
        "uri": format!("at://{ANA}/app.bsky.feed.post/{rkey}"), "cid": "bafyana",
        "author": { "did": ANA, "handle": "ana.test", "displayName": "Ana" },
        "record": { "$type": "app.bsky.feed.post", "text": text, "createdAt": at(claimed).to_rfc3339() },
        "indexedAt": at(claimed).to_rfc3339(), "reason": "mention",
    })
}

fn texts(page: &Page) -> Vec<&str> {
    let text = |found| match found {
        &Found::Mention(Mention { ref text, .. }) => text.as_str(),
        other => panic!("{other:?} is no mention"),
    };
    page.found.iter().map(text).collect()
}

/// A server that signs in, then answers everything else with these bytes and hangs up.
async fn hangs_up_after(bytes: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 8_192];
            let length = stream.read(&mut request).await.unwrap_or_default();
            let signs_in = String::from_utf8_lossy(&request[..length]).contains("createSession");
            let body = session("1").to_string();
            let signed_in = format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let answer = if signs_in { signed_in.as_str() } else { bytes };
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    address
}
