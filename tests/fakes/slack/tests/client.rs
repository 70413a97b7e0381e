//! A client with no opinions: the Web API over HTTP, and a WebSocket by hand,
//! so that a test can say what no real client would.

use super::super::{APP_TOKEN, BOT_TOKEN, PATIENCE};
use axum::body::{Body, to_bytes};
use axum::http::Request;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub struct Client {
    api: String,
    http: legacy::Client<HttpConnector, Body>,
}

impl Client {
    pub fn new(api: &str) -> Self {
        let http = legacy::Client::builder(TokioExecutor::new()).build(HttpConnector::new());
        Self {
            api: api.to_owned(),
            http,
        }
    }

    /// The answer to a call with the app's own token.
    pub async fn call(&self, method: &str, params: Value) -> Value {
        self.raw(method, BOT_TOKEN, params).await.expect("an answer").1
    }

    pub async fn raw(&self, method: &str, token: &str, params: Value) -> Result<(u16, Value), String> {
        self.post(&format!("{}/{method}", self.api), token, &params).await
    }

    pub async fn post(&self, address: &str, token: &str, body: &Value) -> Result<(u16, Value), String> {
        let request = Request::post(address)
            .header("content-type", "application/json; charset=utf-8")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::from(body.to_string()))
            .unwrap();
        let answer = self.http.request(request).await.map_err(|e| e.to_string())?;
        let status = answer.status().as_u16();
        let body = to_bytes(Body::new(answer.into_body()), 1_000_000)
            .await
            .map_err(|e| e.to_string())?;
        let text = || Value::String(String::from_utf8_lossy(&body).into_owned());
        Ok((status, serde_json::from_slice(&body).unwrap_or_else(|_| text())))
    }

    /// An open socket that was greeted.
    pub async fn socket(&self) -> Socket {
        let (_, answer) = self
            .raw("apps.connections.open", APP_TOKEN, json!({}))
            .await
            .unwrap();
        let mut socket = Socket::open(answer["url"].as_str().expect("an address")).await;
        assert_eq!(socket.hear().await["type"], "hello");
        socket
    }
}

pub struct Socket {
    stream: TcpStream,
}

impl Socket {
    async fn open(address: &str) -> Self {
        let (host, path) = address.strip_prefix("ws://").unwrap().split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let request = format!(
            "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        assert!(
            head.starts_with(b"HTTP/1.1 101"),
            "{}",
            String::from_utf8_lossy(&head)
        );
        Self { stream }
    }

    /// The next frame of text.
    pub async fn hear(&mut self) -> Value {
        tokio::time::timeout(PATIENCE, self.frame())
            .await
            .expect("a frame")
    }

    async fn frame(&mut self) -> Value {
        assert_eq!(
            self.stream.read_u8().await.unwrap(),
            0x81,
            "a whole frame of text"
        );
        let length = match self.stream.read_u8().await.unwrap() {
            126 => u64::from(self.stream.read_u16().await.unwrap()),
            127 => self.stream.read_u64().await.unwrap(),
            short => u64::from(short),
        };
        let mut text = vec![0; usize::try_from(length).unwrap()];
        self.stream.read_exact(&mut text).await.unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    /// Says something, with a mask of zeros.
    pub async fn say(&mut self, frame: &Value) {
        let text = frame.to_string();
        let length = u16::try_from(text.len()).unwrap();
        let mut bytes = vec![0x81, 0x80 | 126];
        bytes.extend(length.to_be_bytes());
        bytes.extend([0; 4]);
        bytes.extend(text.as_bytes());
        self.stream.write_all(&bytes).await.unwrap();
    }

    pub async fn acknowledge(&mut self, envelope: &Value, payload: Option<Value>) {
        let mut frame = json!({ "envelope_id": envelope["envelope_id"] });
        if let Some(payload) = payload {
            frame["payload"] = payload;
        }
        self.say(&frame).await;
    }

    /// Whether the other side hung up.
    pub async fn is_closed(&mut self) -> bool {
        !matches!(self.stream.read_u8().await, Ok(byte) if byte != 0x88)
    }
}
