//! A social network at the wire, as strict as a real one: what it would
//! refuse is noted as a complaint, and a complaint fails the story. It fails
//! on demand, before or after it did what was asked.

use super::organisation::ACCOUNT;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use liaison::domain::sandbox::{NewPost, Post};
use liaison::domain::{Clock, Network as Kind};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// What our account there writes with.
pub const TOKEN: &str = "a-token-of-the-story";

/// What can be asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    /// What is new.
    Read,
    /// A post of ours.
    Write,
    /// Our post with that key.
    Find,
    /// A post of ours taken down.
    TakeDown,
}

/// How it goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 429, and so many seconds to wait.
    SlowDown(u32),
    /// This status, and nothing was done.
    Refuses(u16),
    /// It is done, and then this status.
    DoneThen(u16),
    /// The connection breaks and nothing was done.
    Breaks,
    /// It is done, and the connection breaks in the middle of the answer.
    DoneThenBreaks,
    /// No answer ever, and nothing was done.
    Hangs,
    /// It is done, and there is no answer ever.
    DoneThenHangs,
    /// Something that is no JSON.
    Nonsense,
}

/// The network, and its server.
#[derive(Clone)]
pub struct Network {
    state: Arc<Mutex<Kept>>,
    hanging: Arc<Notify>,
    clock: Clock,
    address: String,
}

#[derive(Default)]
struct Kept {
    seq: i64,
    posts: Vec<Post>,
    /// What was written with a key, and the post it became.
    keys: HashMap<String, (Value, String)>,
    faults: VecDeque<(Call, Fault)>,
    complaints: Vec<String>,
    calls: HashMap<Call, usize>,
}

/// An answer, or a broken rule with the status a real network would give.
type Done = Result<(u16, Value), (u16, String)>;

impl Network {
    /// Opens its doors on a port of its own.
    pub async fn open(clock: Clock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let network = Self {
            state: Arc::default(),
            hanging: Arc::default(),
            clock,
            address: format!("http://{address}/net"),
        };
        let router = Router::new().fallback(serve).with_state(network.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        network
    }

    /// Where it is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The next call of this kind goes wrong so; several stand in a row.
    pub fn next(&self, call: Call, fault: Fault) {
        self.kept().faults.push_back((call, fault));
    }

    /// Faults that nobody met yet are taken back.
    pub fn forgives(&self) {
        self.kept().faults.clear();
    }

    /// Waits until a call hangs.
    pub async fn hangs(&self) {
        self.hanging.notified().await;
    }

    /// How often it was asked.
    pub fn calls(&self, call: Call) -> usize {
        self.kept().calls.get(&call).copied().unwrap_or_default()
    }

    /// What it would have refused, and faults that nobody met; both are taken out.
    pub fn complaints(&self) -> Vec<String> {
        let mut kept = self.kept();
        let unmet = kept
            .faults
            .drain(..)
            .map(|f| format!("nobody met {f:?}"))
            .collect::<Vec<_>>();
        kept.complaints.drain(..).chain(unmet).collect()
    }

    /// Somebody writes in public.
    pub fn post(&self, kind: Kind, handle: &str, text: &str, parent: Option<&str>) -> String {
        let new = NewPost {
            network: kind,
            handle: handle.to_owned(),
            name: handle.to_owned(),
            text: text.to_owned(),
            parent: parent.map(str::to_owned),
            ours: false,
        };
        let now = self.clock.now();
        self.kept().write(&new, now).id
    }

    /// Somebody changes their post.
    pub fn edit(&self, id: &str, text: &str) {
        let now = self.clock.now();
        self.kept().change(id, |post| {
            text.clone_into(&mut post.text);
            post.edited_at = Some(now);
        });
    }

    /// Somebody takes their post down.
    pub fn delete(&self, id: &str) {
        let now = self.clock.now();
        self.kept().change(id, |post| {
            post.text.clear();
            post.deleted_at = Some(now);
        });
    }

    /// Every post there is or was, in order of writing.
    pub fn posts(&self) -> Vec<Post> {
        let mut posts = self.kept().posts.clone();
        posts.sort_by_key(|p| p.id[1..].parse::<u64>().unwrap_or_default());
        posts
    }

    /// Our posts, with the key each was written with.
    pub fn ours(&self) -> Vec<(String, Post)> {
        let kept = self.kept();
        let keyed = kept
            .keys
            .iter()
            .map(|(key, (_, id))| (key.clone(), kept.post(id).cloned()));
        keyed
            .map(|(key, post)| (key, post.expect("a key has a post")))
            .collect()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.state
            .lock()
            .expect("no story panics with the network in its hands")
    }

    fn fault(&self, call: Call) -> Option<Fault> {
        let mut kept = self.kept();
        *kept.calls.entry(call).or_default() += 1;
        let at = kept.faults.iter().position(|(of, _)| *of == call)?;
        kept.faults.remove(at).map(|(_, fault)| fault)
    }

    /// Does what is asked, or says why not.
    fn act(&self, call: Call, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Response {
        let now = self.clock.now();
        let done = match call {
            Call::Read => self.kept().read(uri),
            Call::Write => self.kept().take(headers, body, now),
            Call::Find => self.kept().find(uri),
            Call::TakeDown => self.kept().take_down(uri, now),
        };
        match done {
            Ok((status, value)) => answer(status, value.to_string()),
            Err((status, why)) => {
                self.kept().complaints.push(format!("{call:?} {uri}: {why}"));
                answer(status, json!({ "error": why }).to_string())
            }
        }
    }
}

impl Kept {
    fn post(&self, id: &str) -> Option<&Post> {
        self.posts.iter().find(|post| post.id == id)
    }

    fn write(&mut self, new: &NewPost, at: liaison::domain::Timestamp) -> Post {
        self.seq += 1;
        let id = format!("p{}", self.posts.len() + 1);
        let root = new
            .parent
            .as_deref()
            .and_then(|parent| self.post(parent))
            .map(|p| p.root.clone());
        let post = Post {
            seq: self.seq,
            network: new.network,
            handle: new.handle.clone(),
            name: new.name.clone(),
            text: new.text.clone(),
            parent: new.parent.clone(),
            root: root.unwrap_or_else(|| id.clone()),
            at,
            edited_at: None,
            deleted_at: None,
            ours: new.ours,
            id,
        };
        self.posts.push(post.clone());
        post
    }

    fn change(&mut self, id: &str, change: impl FnOnce(&mut Post)) {
        self.seq += 1;
        let seq = self.seq;
        let post = self
            .posts
            .iter_mut()
            .find(|p| p.id == id)
            .expect("a post of this network");
        change(post);
        post.seq = seq;
    }

    fn read(&self, uri: &Uri) -> Done {
        let asked = query(uri);
        let number = |key: &str| asked.get(key).and_then(|v| v.parse::<i64>().ok());
        let (Some(after), Some(limit @ 1..=500)) = (number("after"), number("limit")) else {
            return Err((400, "`after` and `limit` are needed".to_owned()));
        };
        if after > self.seq {
            return Err((400, format!("the cursor {after} was never given out")));
        }
        let mut posts: Vec<&Post> = self.posts.iter().filter(|post| post.seq > after).collect();
        posts.sort_by_key(|post| post.seq);
        posts.truncate(usize::try_from(limit).unwrap_or_default());
        Ok((200, json!({ "posts": posts, "last": self.seq })))
    }

    fn take(&mut self, headers: &HeaderMap, body: &Bytes, at: liaison::domain::Timestamp) -> Done {
        let refuse = |why: &str| Err((422, why.to_owned()));
        let json = headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|t| t == "application/json");
        let (true, Ok(value)) = (json, serde_json::from_slice::<Value>(body)) else {
            return refuse("the body is no JSON");
        };
        let Some(key) = headers.get("idempotency-key").and_then(|k| k.to_str().ok()) else {
            return refuse("a post of ours came without a key");
        };
        if let Some((before, id)) = self.keys.get(key) {
            if *before != value {
                return refuse("the same key came with other words");
            }
            return Ok((200, json!(self.post(id))));
        }
        let Ok(new) = serde_json::from_value::<NewPost>(value.clone()) else {
            return refuse("that is no post");
        };
        let Some(parent) = new.parent.as_deref().and_then(|parent| self.post(parent)) else {
            return refuse("it answers a post that was never here");
        };
        if parent.deleted_at.is_some() {
            return Ok((410, json!({ "error": "the post is gone" })));
        }
        if parent.ours || parent.network != new.network {
            return refuse("it answers the wrong post");
        }
        if !new.ours || new.handle != ACCOUNT {
            return refuse("it is not written by our account");
        }
        if new.text.trim().is_empty() || new.network.limit().excess(&new.text).0 > 0 {
            return refuse("it is empty, or longer than the network takes");
        }
        let key = key.to_owned();
        let post = self.write(&new, at);
        self.keys.insert(key, (value, post.id.clone()));
        Ok((201, json!(post)))
    }

    fn find(&self, uri: &Uri) -> Done {
        let Some(key) = query(uri).remove("key") else {
            return Err((400, "`key` is needed".to_owned()));
        };
        let post = self.keys.get(&key).and_then(|(_, id)| self.post(id));
        Ok(post.map_or((404, Value::Null), |post| (200, json!(post))))
    }

    fn take_down(&mut self, uri: &Uri, at: liaison::domain::Timestamp) -> Done {
        let id = uri.path().rsplit('/').next().unwrap_or_default().to_owned();
        match self.post(&id) {
            None => return Err((404, format!("{id} was never here"))),
            Some(post) if !post.ours => return Err((403, format!("{id} is not ours to take down"))),
            Some(post) if post.deleted_at.is_some() => return Ok((410, Value::Null)),
            Some(_) => {}
        }
        self.change(&id, |post| {
            post.text.clear();
            post.deleted_at = Some(at);
        });
        Ok((204, Value::Null))
    }
}

async fn serve(State(network): State<Network>, request: Request<Body>) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
    let call = match (&head.method, head.uri.path()) {
        (&Method::GET, "/net/api/changes") => Call::Read,
        (&Method::GET, "/net/api/posts") => Call::Find,
        (&Method::POST, "/net/api/posts") => Call::Write,
        (&Method::DELETE, path) if path.starts_with("/net/api/posts/") => Call::TakeDown,
        (method, path) => {
            network
                .kept()
                .complaints
                .push(format!("nothing answers {method} {path}"));
            return StatusCode::NOT_FOUND.into_response();
        }
    };
    let bearer = head
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok());
    if bearer != Some(&format!("Bearer {TOKEN}")) {
        network
            .kept()
            .complaints
            .push(format!("{call:?} came without our token"));
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let act = || network.act(call, &head.uri, &head.headers, &body);
    match network.fault(call) {
        None => act(),
        Some(Fault::SlowDown(seconds)) => (
            StatusCode::TOO_MANY_REQUESTS,
            [(header::RETRY_AFTER, seconds.to_string())],
        )
            .into_response(),
        Some(Fault::Refuses(status)) => answer(status, String::new()),
        Some(Fault::DoneThen(status)) => {
            act();
            answer(status, String::new())
        }
        Some(Fault::Breaks) => half(""),
        Some(Fault::DoneThenBreaks) => {
            let answer = act();
            let whole = axum::body::to_bytes(answer.into_body(), 1 << 20)
                .await
                .unwrap_or_default();
            half(&String::from_utf8_lossy(&whole[..whole.len() / 2]))
        }
        Some(fault @ (Fault::Hangs | Fault::DoneThenHangs)) => {
            if fault == Fault::DoneThenHangs {
                act();
            }
            network.hanging.notify_one();
            std::future::pending().await
        }
        Some(Fault::Nonsense) => answer(200, "<html>Welcome to the hotel wifi</html>".to_owned()),
    }
}

fn answer(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).expect("a status of HTTP");
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// The beginning of an answer, and then the connection is gone.
fn half(beginning: &str) -> Response {
    let pieces = [
        Ok(beginning.to_owned()),
        Err(std::io::Error::other("the line is cut")),
    ];
    (StatusCode::OK, Body::from_stream(stream::iter(pieces))).into_response()
}

fn query(uri: &Uri) -> HashMap<String, String> {
    url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .into_owned()
        .collect()
}
