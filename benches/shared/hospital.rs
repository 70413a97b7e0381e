//! The demo's hospital, and a public that writes about it.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, TimeDelta};
use liaison::config::Settings;
use liaison::desk::Desk;
use liaison::domain::sandbox::Post;
use liaison::domain::{Clock, Directory, FeedName, Network};
use liaison::feeds::Feed;
use liaison::feeds::sandbox::{self, Sandbox};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

const HOSPITAL: &str = include_str!("../../src/demo/hospital.toml");
const POSTS: &str = include_str!("../../src/demo/posts.jsonl");

/// Posts on one page of the network, and so in one batch.
pub const PAGE: usize = 500;

/// The demo's organisation, with so many more routing words.
pub fn directory(words: usize) -> Result<Directory> {
    Ok(settings("sqlite://liaison.db", words)?.directory)
}

/// The same with the settings around it.
pub fn settings(database: &str, words: usize) -> Result<Settings> {
    let route = if words == 0 {
        String::new()
    } else {
        let words: Vec<String> = (0..words).map(word).collect();
        format!(
            "[[route]]\nwhen = {{ words = {} }}\nto = \"guest-services\"\n",
            json!(words)
        )
    };
    let text = format!("{HOSPITAL}\n{route}\n[database]\nurl = \"{database}\"\n\n[chat.console]\n");
    Settings::parse(&text, Path::new("liaison.toml"), &|_| None).map_err(|faults| anyhow::anyhow!("{faults}"))
}

/// The adapter that reads the pages; it is handed them, and calls nobody.
pub fn network(name: &str) -> Result<Sandbox> {
    let settings = sandbox::Settings {
        name: FeedName::from(name),
        base_url: "http://127.0.0.1:7979/sandbox".parse()?,
        token: None,
        every: Duration::from_secs(1),
        account: "LakeshoreHlth".to_owned(),
    };
    Sandbox::new(settings, Clock::system())
}

/// From the bytes of a page to its committed cases.
pub async fn take_in(desk: &Desk, network: &Sandbox, page: &[u8]) -> Result<()> {
    let page = network.page(page, 0)?;
    let received = desk
        .receive(
            network.name(),
            network.network(),
            page.found,
            Some(&page.cursor.0),
        )
        .await?;
    ensure!(
        received.opened == PAGE,
        "{} cases of {PAGE} posts",
        received.opened
    );
    Ok(())
}

/// A word that hardly anybody writes, unlike any other of these.
fn word(mut number: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "der", "fi", "gon", "hal", "jo", "kem", "lu", "mar", "ne", "pol", "qui", "ras", "su", "tev",
        "zo",
    ];
    let mut word = String::new();
    for _ in 0..3 {
        word.push_str(SYLLABLES[number % 16]);
        number /= 16;
    }
    word + "n"
}

/// Pages of the sandbox network as they come over the wire: varied texts, every post by another author.
pub fn pages(count: usize) -> Result<Vec<Vec<u8>>> {
    let texts = texts(2_000)?;
    (0..count)
        .map(|page| {
            let first = page * PAGE;
            let posts: Vec<Post> = (first..first + PAGE)
                .map(|number| post(number, &texts[number % texts.len()]))
                .collect();
            let page = json!({ "posts": posts, "last": count * PAGE });
            Ok(serde_json::to_vec(&page)?)
        })
        .collect()
}

fn post(number: usize, text: &str) -> Post {
    let networks = [
        Network::X,
        Network::Facebook,
        Network::Bluesky,
        Network::Google,
        Network::Reddit,
    ];
    let id = format!("0193a{number:08x}7c4e");
    Post {
        seq: i64::try_from(number + 1).unwrap_or_default(),
        network: networks[number % networks.len()],
        handle: format!("{}.{number}", word(number)),
        name: format!("{} {}", word(number), word(number / 7)),
        text: text.to_owned(),
        parent: None,
        root: id.clone(),
        id,
        at: DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::milliseconds(number as i64),
        edited_at: None,
        deleted_at: None,
        ours: false,
    }
}

/// The demo's posts, their sentences recombined: as long and as mixed as they are.
fn texts(count: usize) -> Result<Vec<String>> {
    let mut written = Vec::new();
    for line in POSTS.lines() {
        let act: Value = serde_json::from_str(line).context("a line of the demo")?;
        if act["do"] == "post" {
            written.push(act["text"].as_str().unwrap_or_default().to_owned());
        }
    }
    let (mut texts, mut seen) = (written.clone(), HashSet::new());
    let mut dice = 1_usize;
    while texts.len() < count {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let (one, other) = ((dice >> 33) % written.len(), (dice >> 17) % written.len());
        let (head, _) = halves(&written[one]);
        let (_, tail) = halves(&written[other]);
        let text = format!("{head} {tail}");
        if seen.insert((one, other)) {
            texts.push(text);
        }
    }
    texts.truncate(count);
    Ok(texts)
}

/// Cut at the space nearest to the middle.
fn halves(text: &str) -> (&str, &str) {
    let middle = text.floor_char_boundary(text.len() / 2);
    let cut = text[middle..].find(' ').map_or(text.len(), |at| middle + at);
    (text[..cut].trim(), text[cut..].trim())
}
