//! A document's bytes to its items, in words and links that can be shown.
//!
//! What a publisher left out is made up so that it stays the same on every
//! look: an item without an id, or with one that it shares with other items,
//! is known by its link and title.

use super::{charset, mend, plain};
use crate::domain::{Timestamp, text};
use feed_rs::model::{Content, Entry, Feed, FeedType, Link, Text};
use feed_rs::parser::{Builder, ParseFeedError, ParseErrorKind};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use url::Url;

/// Most items that are read of one document, the newest.
pub const MOST: usize = 2_000;
/// Longest link and longest id that are kept, in bytes.
const LONGEST: usize = 2_000;
/// Longest text of one item, in signs: a feed may carry whole books.
const LONGEST_TEXT: usize = 20_000;

/// One item of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id: the publisher's, if it is one, else made of link and title.
    pub id: String,
    /// Who wrote it, if the item says.
    pub author: Option<String>,
    /// Title and summary, as plain text.
    pub text: String,
    /// Where it can be read.
    pub link: Option<Url>,
    /// When it was published.
    pub at: Option<Timestamp>,
}

/// What a document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The feed's own title; may be empty.
    pub title: String,
    /// Its items, in its own order (mostly newest first).
    pub items: Vec<Item>,
}

/// Why a document gave no items.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is something else altogether.
    #[error("what is there is no feed: it is neither RSS, Atom nor JSON Feed")]
    NoFeed,
    /// It is one, and can't be read.
    #[error("{0}")]
    Faulty(String),
}

impl From<String> for Fault {
    fn from(why: String) -> Self {
        Self::Faulty(why)
    }
}

/// Reads a document fetched from `base`; `header` is the content type that came with it.
pub fn document(bytes: &[u8], header: Option<&str>, base: &Url) -> Result<Document, Fault> {
    let words = charset::decode(bytes, header);
    let feed = match words.trim_start_matches('\u{feff}').trim_start().chars().next() {
        None => return Err("the feed's address answers with nothing".to_owned().into()),
        Some('{') => parse(&mend::json(&words, MOST)?, base)?,
        Some(_) => {
            let xml = mend::xml(&words)?;
            parse(&xml, base).or_else(|why| parse(&mend::ampersands(&xml), base).map_err(|_| why))?
        }
    };
    let html = !matches!(feed.feed_type, FeedType::Atom | FeedType::JSON);
    let title = feed.title.as_ref().map(|title| words_of(title, html)).unwrap_or_default();
    Ok(Document {
        title: text::line(&title, 100),
        items: items(feed, html, base),
    })
}

fn parse(document: &str, base: &Url) -> Result<Feed, Fault> {
    Builder::new()
        .base_uri(Some(base.as_str()))
        .id_generator(|_, _, _| String::new())
        .build()
        .parse(document.as_bytes())
        .map_err(|e| fault(&e))
}

/// In words of ours: the parser's may quote the document.
fn fault(error: &ParseFeedError) -> Fault {
    let why = match error {
        ParseFeedError::ParseError(ParseErrorKind::NoFeedRoot) => return Fault::NoFeed,
        ParseFeedError::ParseError(_) => "the feed lacks something that its format demands",
        ParseFeedError::IoError(_) => "the feed could not be read to its end",
        ParseFeedError::JsonSerde(_) => "the feed is JSON, but no valid JSON Feed",
        ParseFeedError::JsonUnsupportedVersion(_) => "the feed is of a version of JSON Feed that nobody knows",
        ParseFeedError::XmlReader(_) => "the feed is broken: its XML is not well-formed, or it was cut short",
    };
    Fault::Faulty(why.to_owned())
}

fn items(mut feed: Feed, html: bool, base: &Url) -> Vec<Item> {
    if feed.entries.len() > MOST {
        feed.entries.sort_by_key(|entry| std::cmp::Reverse(entry.published.or(entry.updated)));
        feed.entries.truncate(MOST);
    }
    let mut items: Vec<Item> = feed.entries.into_iter().map(|entry| item(entry, html, base)).collect();
    let mut known_as: HashMap<String, String> = HashMap::new();
    let mut shared: HashSet<String> = HashSet::from([String::new()]);
    for item in &items {
        let own = made_up(item);
        if *known_as.entry(item.id.clone()).or_insert_with(|| own.clone()) != own {
            shared.insert(item.id.clone());
        }
    }
    for item in &mut items {
        if shared.contains(&item.id) {
            item.id = made_up(item);
        }
    }
    let mut seen = HashSet::new();
    items.retain(|item| !item.text.is_empty() && seen.insert(item.id.clone()));
    items
}

fn item(entry: Entry, html: bool, base: &Url) -> Item {
    let title = entry.title.as_ref().map(|title| words_of(title, html)).unwrap_or_default();
    let summary = entry.summary.as_ref().map(|summary| words_of(summary, html));
    let content = || entry.content.as_ref().map(content_of).unwrap_or_default();
    let body = summary.filter(|summary| !summary.is_empty()).unwrap_or_else(content);
    let id = entry.id.trim();
    let author = entry.authors.iter().find_map(|person| {
        let name = text::line(&text::clean(person.name.as_deref().unwrap_or_default()), 100);
        Some(name).filter(|name| !name.is_empty())
    });
    Item {
        id: if is_kept(id) { id.to_owned() } else { digest(&[id]) },
        author,
        text: join(&text::line(&title, 500), &body),
        link: link_of(&entry.links, base).or_else(|| as_link(&Url::parse(id).ok()?)),
        at: entry.published.or(entry.updated),
    }
}

/// The title above the rest, once: many summaries begin with it.
fn join(title: &str, body: &str) -> String {
    let both = match (title, body) {
        ("", body) => body.to_owned(),
        (title, body) if body.is_empty() || title.starts_with(body) => title.to_owned(),
        (title, body) if body.starts_with(title) => body.to_owned(),
        (title, body) => format!("{title}\n\n{body}"),
    };
    text::cut(&text::clean(&both), LONGEST_TEXT)
}

/// The formats before Atom never said whether their text is HTML; mostly it is.
fn words_of(text: &Text, html: bool) -> String {
    if html || text.content_type.as_str() != "text/plain" {
        plain::from_html(&text.content)
    } else {
        plain::tidy(&text.content)
    }
}

/// What is no text (a picture in base64) has no words.
fn content_of(content: &Content) -> String {
    let body = content.body.as_deref().unwrap_or_default();
    match content.content_type.as_str() {
        "text/plain" => plain::tidy(body),
        kind if kind.starts_with("text/") || kind.ends_with("xml") => plain::from_html(body),
        _ => String::new(),
    }
}

fn link_of(links: &[Link], base: &Url) -> Option<Url> {
    let readable = |link: &&Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let hrefs = links.iter().filter(readable).map(|link| link.href.trim());
    hrefs.filter_map(|href| base.join(href).ok()).find_map(|url| as_link(&url))
}

/// A link that a person may be offered: on the web, of sane length, without a
/// password in it, and not by way of a search engine that counts.
fn as_link(url: &Url) -> Option<Url> {
    let mut url = unwrapped(url).unwrap_or_else(|| url.clone());
    let on_the_web = matches!(url.scheme(), "http" | "https") && url.as_str().len() <= LONGEST;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    on_the_web.then_some(url)
}

/// Where an alert's `https://www.google.com/url?…&url=TARGET` leads.
fn unwrapped(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    if !host.starts_with("google.") || url.path() != "/url" {
        return None;
    }
    let target = |name: &str| url.query_pairs().find(|(key, _)| key == name);
    let (_, target) = target("url").or_else(|| target("q"))?;
    Url::parse(&target).ok().filter(|target| matches!(target.scheme(), "http" | "https"))
}

fn is_kept(id: &str) -> bool {
    id.len() <= LONGEST && !id.chars().any(char::is_control)
}

fn made_up(item: &Item) -> String {
    let title = item.text.lines().next().unwrap_or_default();
    digest(&[item.link.as_ref().map(Url::as_str).unwrap_or_default(), title])
}

/// 128 bits of a digest, the same in every version of this program.
pub fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
