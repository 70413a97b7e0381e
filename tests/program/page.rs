//! What a browser and a member of the public do, over HTTP.

use super::house::{CONSOLE_TOKEN, SANDBOX_TOKEN};
use super::process::eventually;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, redirect};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::OnceCell;

/// A program that serves, as seen from outside.
pub struct Page {
    pub address: String,
    client: Client,
    session: OnceCell<Option<String>>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub text: String,
}

impl Answered {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{self:?}: {e}"))
    }
}

impl Page {
    pub fn of(port: u16) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Self {
            address: format!("http://127.0.0.1:{port}"),
            client,
            session: OnceCell::new(),
        }
    }

    /// The demo's, which has no door.
    pub fn without_door(port: u16) -> Self {
        Self {
            session: OnceCell::new_with(Some(None)),
            ..Self::of(port)
        }
    }

    /// Waits until it can work.
    pub async fn ready(&self) {
        eventually("the program to serve", async || {
            (self.get("/readyz").await.ok()?.status == 200).then_some(())
        })
        .await;
    }

    /// Asks as anybody may.
    pub async fn get(&self, path: &str) -> reqwest::Result<Answered> {
        read(self.request(Method::GET, path).send().await?).await
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address))
    }

    /// Logs in with a token; the session's cookie, if it was right.
    pub async fn log_in(&self, token: &str) -> reqwest::Result<Option<String>> {
        let form = [("token", token)];
        let response = self.request(Method::POST, "/login").form(&form).send().await?;
        let cookie = response.headers().get(SET_COOKIE);
        Ok(cookie.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned()))
    }

    /// Asks as somebody at the console.
    pub async fn console(&self, path: &str) -> Value {
        let request = self.inside(self.request(Method::GET, path)).await.unwrap();
        let answered = read(request.send().await.unwrap()).await.unwrap();
        assert_eq!(answered.status, 200, "{answered:?}");
        answered.json()
    }

    /// Types a line at the console.
    pub async fn types(&self, who: &str, line: &str) -> reqwest::Result<Answered> {
        let request = self.request(Method::POST, "/console/command");
        let request = self
            .inside(request)
            .await?
            .json(&json!({ "as": who, "line": line }));
        read(request.send().await?).await
    }

    /// Types a line that must be carried out.
    pub async fn done(&self, who: &str, line: &str) -> String {
        let answered = self.types(who, line).await.unwrap();
        assert_eq!(answered.status, 200, "{line}: {answered:?}");
        answered.json()["text"].as_str().unwrap().to_owned()
    }

    async fn inside(&self, request: RequestBuilder) -> reqwest::Result<RequestBuilder> {
        let session = self
            .session
            .get_or_try_init(|| async { self.log_in(CONSOLE_TOKEN).await })
            .await?;
        Ok(match session {
            Some(session) => request.header(COOKIE, session),
            None => request,
        })
    }

    /// Every card that the console shows.
    pub async fn cards(&self) -> Vec<Value> {
        let mut cards = Vec::new();
        let mut path = "/console/channel/*".to_owned();
        loop {
            let channel = self.console(&path).await;
            let entries = channel["entries"].as_array().unwrap();
            let shown = entries.iter().filter(|entry| entry["body"]["kind"] == "card");
            cards.extend(shown.cloned());
            match (channel["more"].as_bool(), entries.last()) {
                (Some(true), Some(last)) => path = format!("/console/channel/*?before={}", last["seq"]),
                _ => return cards,
            }
        }
    }

    /// Waits for the card with those words.
    pub async fn card(&self, words: &str) -> Value {
        eventually(&format!("a card with “{words}”"), async || {
            let cards = self.cards().await;
            let with = |card: &&Value| card["body"]["body"]["text"].as_str().unwrap().contains(words);
            cards.iter().find(with).map(|card| card["body"]["body"].clone())
        })
        .await
    }

    /// Posts on the sandbox network, as a member of the public.
    pub async fn posts(&self, handle: &str, text: &str) -> Value {
        let post = json!({ "network": "sandbox", "handle": handle, "name": handle, "text": text });
        let request = self.request(Method::POST, "/sandbox/api/posts");
        let request = request.bearer_auth(SANDBOX_TOKEN).json(&post);
        let answered = read(request.send().await.unwrap()).await.unwrap();
        assert_eq!(answered.status, 201, "{answered:?}");
        answered.json()
    }

    /// All that stands on the sandbox network.
    pub async fn board(&self) -> Vec<Value> {
        let mut posts = Vec::new();
        let mut after = 0;
        loop {
            let path = format!("/sandbox/api/changes?limit=500&after={after}");
            let page = self.get(&path).await.unwrap().json();
            let found = page["posts"].as_array().unwrap();
            if found.is_empty() {
                return posts;
            }
            posts.extend(found.iter().cloned());
            after = page["last"].as_i64().unwrap();
        }
    }

    /// The words of each of our answers there.
    pub async fn answers(&self) -> Vec<String> {
        let board = self.board().await;
        let ours = board.iter().filter(|post| post["ours"] == true);
        ours.map(|post| post["text"].as_str().unwrap().to_owned())
            .collect()
    }
}

pub async fn read(response: Response) -> reqwest::Result<Answered> {
    let status: StatusCode = response.status();
    Ok(Answered {
        status: status.as_u16(),
        text: response.text().await?,
    })
}
