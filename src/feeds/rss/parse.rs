//! A document's bytes to its items, in words and links that can be shown.
//!
//! What a publisher left out is made up so that it stays the same on every
//! look: an item without an id, or with one that it shares with other items,
//! is known by its link and title.

use super::{charset, links, mend, plain};
use crate::domain::{Timestamp, text};
use feed_rs::model::{Content, Entry, Feed, FeedType, Text};
use feed_rs::parser::{Builder, ParseErrorKind, ParseFeedError};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};
use url::Url;

/// Most items that are read of one document, the newest.
pub const MOST: usize = 2_000;
/// Longest id that is kept as it is, in bytes.
const LONGEST: usize = 2_000;
/// Longest text of one item, in signs: a feed may carry whole books.
const LONGEST_TEXT: usize = 20_000;
/// Longest that a document may keep the parser busy; a real one takes milliseconds.
const LONGEST_PARSE: Duration = Duration::from_secs(10);

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
    let title = feed
        .title
        .as_ref()
        .map(|title| words_of(title, html))
        .unwrap_or_default();
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
        .parse(Limited {
            rest: document.as_bytes(),
            until: Instant::now() + LONGEST_PARSE,
        })
        .map_err(|e| fault(&e))
}

/// A document that runs dry when it has been read for too long, whatever the
/// parser is held up by. Measures effort, not the time of day.
struct Limited<'a> {
    rest: &'a [u8],
    until: Instant,
}

impl Read for Limited<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if Instant::now() > self.until {
            return Err(ErrorKind::TimedOut.into());
        }
        self.rest.read(into)
    }
}

/// In words of ours: the parser's may quote the document.
fn fault(error: &ParseFeedError) -> Fault {
    let why = match error {
        ParseFeedError::ParseError(ParseErrorKind::NoFeedRoot) => return Fault::NoFeed,
        ParseFeedError::ParseError(_) => "the feed lacks something that its format demands",
        ParseFeedError::IoError(_) => "the feed takes too long to read",
        ParseFeedError::JsonSerde(_) => "the feed is JSON, but no valid JSON Feed",
        ParseFeedError::JsonUnsupportedVersion(_) => {
            "the feed is of a version of JSON Feed that nobody knows"
        }
        ParseFeedError::XmlReader(_) => "the feed is broken: its XML is not well-formed, or it was cut short",
    };
    Fault::Faulty(why.to_owned())
}

fn items(mut feed: Feed, html: bool, base: &Url) -> Vec<Item> {
    if feed.entries.len() > MOST {
        feed.entries
            .sort_by_key(|entry| std::cmp::Reverse(entry.published.or(entry.updated)));
        feed.entries.truncate(MOST);
    }
    let mut items: Vec<Item> = feed.entries.iter().map(|entry| item(entry, html, base)).collect();
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

fn item(entry: &Entry, html: bool, base: &Url) -> Item {
    let title = entry
        .title
        .as_ref()
        .map(|title| words_of(title, html))
        .unwrap_or_default();
    let summary = entry.summary.as_ref().map(|summary| words_of(summary, html));
    let content = || entry.content.as_ref().map(content_of).unwrap_or_default();
    let body = summary
        .filter(|summary| !summary.is_empty())
        .unwrap_or_else(content);
    let id = entry.id.trim();
    let author = entry.authors.iter().find_map(|person| {
        let name = text::line(&text::clean(person.name.as_deref().unwrap_or_default()), 100);
        Some(name).filter(|name| !name.is_empty())
    });
    Item {
        id: if is_kept(id) { id.to_owned() } else { digest(&[id]) },
        author,
        text: join(&text::line(&title, 500), &body),
        link: links::readable(&entry.links, base).or_else(|| links::offered(&Url::parse(id).ok()?)),
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
    hash.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    use chrono::DateTime;
    use proptest::prelude::*;
    use std::path::PathBuf;

    fn read(file: &str) -> Document {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data/feeds")
            .join(file);
        document(&std::fs::read(path).unwrap(), None, &base()).unwrap()
    }

    fn base() -> Url {
        Url::parse("https://feeds.example.org/all/feed.xml").unwrap()
    }

    fn at(time: &str) -> Option<Timestamp> {
        Some(DateTime::parse_from_rfc3339(time).unwrap().to_utc())
    }

    #[test]
    fn rss_two_becomes_words_and_safe_links() {
        let Document { title, items } = read("rss2.xml");
        assert_eq!(title, "Letters & Opinions");
        assert_eq!(
            items[0].text,
            "Six hours in the ER & still waiting\n\nWe came at nine.\n\nIt is 3 pm – nobody called us."
        );
        assert_eq!(
            items[0].link.as_ref().unwrap().as_str(),
            "https://letters.example.org/p/1?a=1&b=2"
        );
        assert_eq!(items[0].author.as_deref(), Some("Nadia P."));
        assert_eq!(items[0].at, at("2026-11-20T15:02:00Z"));
        assert_eq!(
            items[1].link.as_ref().unwrap().as_str(),
            "https://letters.example.org/p/2"
        );
        assert!(
            items[1]
                .text
                .ends_with("To the nurse on 4 West: thank you. You sat with my father until four.")
        );
        assert_eq!(items[2].link, None);
    }

    #[test]
    fn the_older_formats_are_read() {
        let first = &read("rss091.xml").items[0];
        assert_eq!(
            first.link.as_ref().unwrap().as_str(),
            "https://feeds.example.org/notes/parking"
        );
        assert!(
            first.text.ends_with("says &all; staff."),
            "no entity is ever expanded"
        );
        assert_eq!(
            read("rss090.xml").items[0].text,
            "Lost: a grey scarf near the east entrance"
        );
        let item = &read("rss1.xml").items[0];
        assert_eq!(item.author.as_deref(), Some("Imke Sander"));
        assert_eq!(item.at, at("2026-11-19T20:05:00Z"));
    }

    #[test]
    fn atom_says_what_is_html_and_what_is_not() {
        let Document { title, items } = read("atom.xml");
        assert_eq!(title, "Kitchen & Clinic");
        assert_eq!(
            items[0].text,
            "Is 5 < 6 stars fair?\n\nThe food was cold,\n\nthe doctor was kind."
        );
        assert_eq!(
            items[0].link.as_ref().unwrap().as_str(),
            "https://blog.example.org/posts/nine.html"
        );
        assert_eq!(items[0].author.as_deref(), Some("Lena Okafor"));
        assert_eq!(
            items[1].text,
            "Only content\n\nDirections\nThird floor,\nthen left."
        );
    }

    #[test]
    fn an_alert_leads_to_the_news_and_not_to_the_search_engine() {
        let item = &read("alert.xml").items[0];
        assert_eq!(
            item.link.as_ref().unwrap().as_str(),
            "https://news.example.org/2026/bills?id=5"
        );
        assert!(
            item.text
                .starts_with("Council asks Mercy Point Hospital about 'ghost' bills\n\nResidents")
        );
        assert_eq!(item.author, None);
    }

    #[test]
    fn a_json_feed_is_read_though_it_is_careless() {
        let Document { title, items } = read("feed.json");
        assert_eq!(title, "Parents of Room 12");
        assert_eq!(items[0].id, "2026");
        assert_eq!(
            items[0].link.as_ref().unwrap().as_str(),
            "https://feeds.example.org/post/2026"
        );
        assert!(
            items[0]
                .text
                .ends_with("We circled the block twice. ¿Dónde está?")
        );
        assert_eq!(items[1].text, "No sign < 3 m from the door.\nNot one.");
        assert_eq!(items[1].author.as_deref(), Some("Priya"));
        assert_eq!(
            items[1].link.as_ref().unwrap().as_str(),
            "https://room12.example.org/post/2025"
        );
    }

    #[test]
    fn what_has_no_id_of_its_own_is_known_by_link_and_title() {
        let items = read("no_ids.xml").items;
        assert_eq!(items.len(), 3);
        assert_eq!(items, read("no_ids.xml").items);
        let shared = read("shared_ids.xml").items;
        assert_eq!(
            shared.iter().map(|item| item.text.as_str()).collect::<Vec<_>>(),
            ["First", "Second"]
        );
        assert_ne!(shared[0].id, shared[1].id);
    }

    #[test]
    fn charsets_are_known_by_the_bytes() {
        let french = read("windows1252_as_utf8.xml");
        assert_eq!(french.title, "Café Santé");
        assert_eq!(french.items[0].text, "“Trois heures d’attente” — aux urgences");
        assert_eq!(
            read("shift_jis.xml").items[0].text,
            "受付で三時間待ちました\n\nとても親切な看護師さんでした。"
        );
        assert_eq!(read("utf16.xml").items[0].text, "Die Notaufnahme war überfüllt");
    }

    #[test]
    fn stray_ampersands_are_forgiven() {
        let Document { title, items } = read("stray.xml");
        assert_eq!(title, "R&D at St. Mary's");
        assert_eq!(
            items[0].text,
            "Q&A with the chief of surgery\n\nCoffee & questions, 5 pm & cake"
        );
        assert_eq!(
            items[0].link.as_ref().unwrap().as_str(),
            "https://rd.example.org/?a=1&b=2"
        );
    }

    #[test]
    fn what_is_no_feed_or_half_of_one_is_told_so() {
        let fault = |text: &str| document(text.as_bytes(), None, &base()).unwrap_err();
        assert_eq!(fault("<!DOCTYPE html><html><p>Welcome</html>"), Fault::NoFeed);
        assert_eq!(fault("plain words"), Fault::NoFeed);
        assert!(matches!(fault(" \n"), Fault::Faulty(_)));
        assert!(
            fault("<rss version='2.0'><channel><item><title>cut")
                .to_string()
                .contains("cut short")
        );
        let late = "<rss version='2.0'><channel><title>x</title>".to_owned() + &" ".repeat(300);
        let late =
            late + "<?xml version='1.0' encoding='koi8-r'?><item><title>y</title></item></channel></rss>";
        assert_eq!(
            document(late.as_bytes(), None, &base()).unwrap().items[0].text,
            "y"
        );
    }

    #[test]
    fn bombs_do_not_go_off() {
        let deep = format!("<rss version='2.0'><channel>{}", "<a b='c'>".repeat(500_000));
        let wide = format!("<rss version='2.0' {}><channel/></rss>", "a='' ".repeat(500_000));
        let many = format!(
            "<rss version='2.0'><channel>{}</channel></rss>",
            "<item/>".repeat(700_000)
        );
        let list = format!(
            "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}{{}}]}}",
            "{},".repeat(1_500_000)
        );
        let brackets = format!("{{\"version\":{}", "[".repeat(1_000_000));
        for bomb in [deep, wide, many, list, brackets] {
            let _ = document(bomb.as_bytes(), None, &base());
        }
        let mut slow = Limited {
            rest: b"<rss/>",
            until: Instant::now(),
        };
        std::thread::sleep(Duration::from_millis(1));
        assert_eq!(slow.read(&mut [0; 8]).unwrap_err().kind(), ErrorKind::TimedOut);
    }

    #[test]
    fn of_a_huge_feed_the_newest_are_read() {
        let item = |n: i64| {
            let at = DateTime::from_timestamp(1_700_000_000 + n, 0)
                .unwrap()
                .to_rfc2822();
            format!(
                "<item><guid isPermaLink='false'>{n}</guid><title>{n}</title><pubDate>{at}</pubDate></item>"
            )
        };
        let items: String = (0..5_000).map(item).collect();
        let feed = format!("<rss version='2.0'><channel><title>t</title>{items}</channel></rss>");
        let items = document(feed.as_bytes(), None, &base()).unwrap().items;
        assert_eq!((items.len(), items[0].id.as_str()), (MOST, "4999"));
    }

    #[test]
    fn every_recorded_feed_is_read_without_panic() {
        let Ok(folder) = std::env::var("LIAISON_DATA") else {
            println!("LIAISON_DATA is unset: no recorded feeds are read");
            return;
        };
        let rows =
            std::fs::read_to_string(PathBuf::from(folder).join("feeds/feed_rs_fixtures.jsonl")).unwrap();
        let mut faulty = Vec::new();
        for row in rows.lines() {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            let bytes = match (&row["xml"], &row["xml_b64"]) {
                (serde_json::Value::String(text), _) => text.clone().into_bytes(),
                (_, packed) => BASE64_STANDARD.decode(packed.as_str().unwrap()).unwrap(),
            };
            if let Err(why) = document(&bytes, None, &base()) {
                faulty.push(format!("{}: {why}", row["id"]));
            }
        }
        println!(
            "{} of {} recorded feeds were not read: {faulty:#?}",
            faulty.len(),
            rows.lines().count()
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = document(&bytes, None, &base());
        }

        #[test]
        fn any_damage_is_read_or_refused(at in 0_usize..2_000, byte in any::<u8>(), cut in 0_usize..2_000) {
            for file in ["rss2.xml", "atom.xml", "feed.json"] {
                let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/feeds").join(file);
                let mut bytes = std::fs::read(path).unwrap();
                let place = at % bytes.len();
                bytes[place] = byte;
                let _ = document(&bytes, None, &base());
                bytes.truncate(cut);
                let _ = document(&bytes, None, &base());
            }
        }
    }
}
