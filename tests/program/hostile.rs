//! A publisher's server that misbehaves on purpose.

use super::process::free_port;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// What it does to one who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manner {
    /// Gives a feed with these items.
    Feed(Vec<String>),
    /// Gives half of it, and breaks off.
    Half(Vec<String>),
    /// Answers this status, with these headers.
    Status(u16, &'static str),
    /// Never answers.
    Hang,
    /// Sends this many bytes.
    Bytes(usize),
}

type Manners = Arc<Mutex<HashMap<String, (Manner, Vec<Instant>)>>>;

/// The server, which is gone when dropped.
pub struct Hostile {
    pub port: u16,
    manners: Manners,
    serving: Option<JoinHandle<()>>,
}

impl Hostile {
    pub async fn new() -> Self {
        let mut server = Self {
            port: free_port(),
            manners: Manners::default(),
            serving: None,
        };
        server.open().await;
        server
    }

    pub async fn open(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        let manners = Arc::clone(&self.manners);
        self.serving = Some(tokio::spawn(async move {
            let mut open = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                open.spawn(answer(stream, Arc::clone(&manners)));
            }
        }));
    }

    pub fn close(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
        }
    }

    pub fn at(&self, path: &str, manner: Manner) {
        let mut manners = self.manners.lock().unwrap();
        manners
            .entry(path.to_owned())
            .or_insert((Manner::Hang, Vec::new()))
            .0 = manner;
    }

    /// When it was asked there.
    pub fn asked(&self, path: &str) -> Vec<Instant> {
        self.manners
            .lock()
            .unwrap()
            .get(path)
            .map(|(_, asked)| asked.clone())
            .unwrap_or_default()
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.close();
    }
}

async fn answer(stream: TcpStream, manners: Manners) {
    let mut stream = BufReader::new(stream);
    let mut first = String::new();
    if stream.read_line(&mut first).await.is_err() {
        return;
    }
    let mut header = String::new();
    while stream.read_line(&mut header).await.is_ok_and(|read| read > 2) {
        header.clear();
    }
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let manner = {
        let mut manners = manners.lock().unwrap();
        let Some((manner, asked)) = manners.get_mut(&path) else {
            return;
        };
        asked.push(Instant::now());
        manner.clone()
    };
    let _ = behave(stream.get_mut(), manner).await;
}

async fn behave(stream: &mut TcpStream, manner: Manner) -> std::io::Result<()> {
    match manner {
        Manner::Feed(items) => {
            let body = feed(&items);
            let head = head(
                200,
                &format!(
                    "content-type: application/rss+xml\r\ncontent-length: {}\r\n",
                    body.len()
                ),
            );
            stream.write_all(format!("{head}{body}").as_bytes()).await?;
        }
        Manner::Half(items) => {
            let body = feed(&items);
            let head = head(
                200,
                &format!(
                    "content-type: application/rss+xml\r\ncontent-length: {}\r\n",
                    body.len()
                ),
            );
            stream
                .write_all(format!("{head}{}", &body[..body.len() / 2]).as_bytes())
                .await?;
            stream.flush().await?;
            sleep(Duration::from_millis(50)).await;
        }
        Manner::Status(status, headers) => {
            stream
                .write_all(head(status, &format!("{headers}content-length: 0\r\n")).as_bytes())
                .await?;
        }
        Manner::Hang => sleep(Duration::from_secs(600)).await,
        Manner::Bytes(count) => {
            stream
                .write_all(head(200, "content-type: application/rss+xml\r\n").as_bytes())
                .await?;
            let piece = vec![b'x'; 64 * 1024];
            for _ in 0..count / piece.len() {
                stream.write_all(&piece).await?;
            }
        }
    }
    stream.shutdown().await
}

fn head(status: u16, headers: &str) -> String {
    format!("HTTP/1.1 {status} As it is\r\nconnection: close\r\n{headers}\r\n")
}

fn feed(items: &[String]) -> String {
    let items: String = items
        .iter()
        .map(|text| format!("<item><guid isPermaLink=\"false\">{text}</guid><title>{text}</title></item>"))
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Paper</title>{items}</channel></rss>"
    )
}
