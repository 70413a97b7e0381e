//! The network under test, and the people who use it through its public API.

use anyhow::{Context, Result, bail, ensure};
use chrono::SecondsFormat;
use liaison::domain::{Clock, Network as Kind, PostRef};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// How long the network may take from a post to everybody seeing it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running network.
#[derive(Deserialize)]
pub(crate) struct Network {
    pub(crate) pds: String,
}

/// Somebody with an account there.
pub(crate) struct Person {
    pub(crate) pds: String,
    pub(crate) did: String,
    pub(crate) handle: String,
    pub(crate) token: String,
    pub(crate) app_password: String,
}

impl Network {
    pub(crate) fn running() -> Result<Self> {
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let path = std::env::var("LIAISON_TEST_BLUESKY").context(
            "LIAISON_TEST_BLUESKY is not set: run tests/peers/bluesky/start FILE and set it to FILE",
        )?;
        let line = std::fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
        serde_json::from_str(&line).with_context(|| format!("{path} holds no network"))
    }

    /// A new account; the number makes its handle one of its own.
    pub(crate) async fn join(&self, name: &str) -> Result<Person> {
        let unique = Clock::system().new_id().simple().to_string();
        let handle = format!("{name}{}.test", &unique[20..]);
        let mut person = Person {
            pds: self.pds.clone(),
            did: String::new(),
            token: String::new(),
            app_password: String::new(),
            handle: handle.clone(),
        };
        let account =
            json!({ "handle": handle, "password": unique, "email": format!("{unique}@example.org") });
        let made = person.does("com.atproto.server.createAccount", &account).await?;
        person.did = word(&made, "/did")?;
        person.token = word(&made, "/accessJwt")?;
        let made = person
            .does(
                "com.atproto.server.createAppPassword",
                &json!({ "name": "liaison" }),
            )
            .await?;
        person.app_password = word(&made, "/password")?;
        Ok(person)
    }

    pub(crate) async fn clinic_and_patient(&self) -> Result<(Person, Person)> {
        Ok((self.join("c").await?, self.join("p").await?))
    }
}

pub(crate) fn word(value: &Value, place: &str) -> Result<String> {
    let word = value.pointer(place).and_then(Value::as_str);
    Ok(word.with_context(|| format!("no {place} in {value}"))?.to_owned())
}

pub(crate) fn now() -> String {
    Clock::system().now().to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Person {
    pub(crate) async fn does(&self, nsid: &str, body: &Value) -> Result<Value> {
        let mut call = reqwest::Client::new()
            .post(format!("{}/xrpc/{nsid}", self.pds))
            .json(body);
        if !self.token.is_empty() {
            call = call.bearer_auth(&self.token);
        }
        let answer = call.send().await?;
        let (status, body) = (answer.status(), answer.text().await?);
        ensure!(status.is_success(), "{nsid} answered {status}: {body}");
        Ok(serde_json::from_str(&body).unwrap_or_default())
    }

    pub(crate) async fn writes(&self, collection: &str, record: Value) -> Result<Value> {
        let body = json!({ "repo": self.did, "collection": collection, "record": record });
        self.does("com.atproto.repo.createRecord", &body).await
    }

    pub(crate) async fn posts(&self, text: &str, more: Value) -> Result<Value> {
        let mut record = json!({ "$type": "app.bsky.feed.post", "text": text, "createdAt": now() });
        for (key, value) in more.as_object().into_iter().flatten() {
            record[key] = value.clone();
        }
        self.writes("app.bsky.feed.post", record).await
    }

    /// A post that notifies `who`: the words alone notify nobody.
    pub(crate) async fn mentions(&self, who: &Self, words: &str, more: Value) -> Result<PostRef> {
        let text = format!("@{} {words}", who.handle);
        let mut record = json!({ "facets": [who.named_at_the_beginning()] });
        for (key, value) in more.as_object().into_iter().flatten() {
            record[key] = value.clone();
        }
        Ok(post(word(&self.posts(&text, record).await?, "/uri")?))
    }

    /// What marks this person's handle at the beginning of a text as their name.
    pub(crate) fn named_at_the_beginning(&self) -> Value {
        json!({
            "index": { "byteStart": 0, "byteEnd": self.handle.len() + 1 },
            "features": [{ "$type": "app.bsky.richtext.facet#mention", "did": self.did }],
        })
    }

    pub(crate) async fn edits(&self, post: &PostRef, text: &str) -> Result<Value> {
        let body = json!({
            "repo": self.did, "collection": "app.bsky.feed.post", "rkey": key_of(post),
            "record": { "$type": "app.bsky.feed.post", "text": text, "createdAt": now() },
        });
        self.does("com.atproto.repo.putRecord", &body).await
    }

    pub(crate) async fn deletes(&self, post: &PostRef) -> Result<Value> {
        let body = json!({ "repo": self.did, "collection": "app.bsky.feed.post", "rkey": key_of(post) });
        self.does("com.atproto.repo.deleteRecord", &body).await
    }

    async fn asks(&self, nsid: &str, parameters: &[(&str, &str)]) -> Result<Value> {
        let answer = reqwest::Client::new()
            .get(format!("{}/xrpc/{nsid}", self.pds))
            .query(parameters)
            .bearer_auth(&self.token)
            .send()
            .await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    /// The thread as this person sees it.
    pub(crate) async fn thread(&self, of: &PostRef) -> Result<Value> {
        self.asks("app.bsky.feed.getPostThread", &[("uri", &of.id)]).await
    }

    /// All posts in this person's repository, as the account's server keeps them.
    pub(crate) async fn all_posts(&self) -> Result<Vec<Value>> {
        let (mut posts, mut from) = (Vec::new(), None::<String>);
        loop {
            let mut parameters = vec![
                ("repo", self.did.as_str()),
                ("collection", "app.bsky.feed.post"),
                ("limit", "100"),
            ];
            parameters.extend(from.as_deref().map(|from| ("cursor", from)));
            let page = self.asks("com.atproto.repo.listRecords", &parameters).await?;
            posts.extend(page["records"].as_array().into_iter().flatten().cloned());
            from = page["cursor"].as_str().map(str::to_owned);
            if from.is_none() {
                return Ok(posts);
            }
        }
    }

    /// Waits until something more stands in this person's repository, but not for ever.
    pub(crate) async fn writes_something(&self, until: Instant) -> Result<()> {
        let whose = [("did", self.did.as_str())];
        let newest = || self.asks("com.atproto.sync.getLatestCommit", &whose);
        let before = newest().await?;
        while Instant::now() < until && newest().await? == before {
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
        Ok(())
    }

    /// When each of these posts reached the network; those that have not are left out.
    pub(crate) async fn arrivals(&self, uris: &[&str]) -> Result<BTreeMap<String, String>> {
        let mut arrived = BTreeMap::new();
        for some in uris.chunks(25) {
            let parameters: Vec<(&str, &str)> = some.iter().map(|uri| ("uris", *uri)).collect();
            let page = self.asks("app.bsky.feed.getPosts", &parameters).await?;
            for post in page["posts"].as_array().into_iter().flatten() {
                arrived.insert(word(post, "/uri")?, word(post, "/indexedAt")?);
            }
        }
        Ok(arrived)
    }

    /// The replies that stand right under a post, once the network shows `count` or more.
    pub(crate) async fn replies(&self, under: &PostRef, count: usize) -> Result<Vec<Value>> {
        eventually("the replies", async || {
            let thread = self.thread(under).await?;
            let replies = thread.pointer("/thread/replies").and_then(Value::as_array);
            Ok(replies.filter(|replies| replies.len() >= count).cloned())
        })
        .await
    }
}

pub(crate) fn post(id: String) -> PostRef {
    PostRef {
        network: Kind::Bluesky,
        id,
    }
}

pub(crate) fn key_of(post: &PostRef) -> &str {
    post.id.rsplit('/').next().unwrap_or_default()
}

/// Asks until there is an answer, within [`PATIENCE`].
pub(crate) async fn eventually<T>(what: &str, ask: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
    within(PATIENCE, what, ask).await
}

/// The same with a patience of its own.
pub(crate) async fn within<T>(
    patience: Duration,
    what: &str,
    ask: impl AsyncFn() -> Result<Option<T>>,
) -> Result<T> {
    let until = Instant::now() + patience;
    while Instant::now() < until {
        if let Some(found) = ask().await? {
            return Ok(found);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    bail!("{what} did not come in {patience:?}")
}
