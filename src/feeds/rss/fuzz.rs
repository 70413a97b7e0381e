//! Any document, as a fuzzer thinks it up: what is read of it can be kept and shown.

use super::memory::Memory;
use super::parse::{self, Item, MOST};
use crate::domain::{Timestamp, text};
use crate::feeds::Cursor;
use std::collections::HashSet;
use url::Url;

/// Types that servers give; the first byte picks one.
const HEADERS: [Option<&str>; 4] = [
    None,
    Some("application/rss+xml; charset=ISO-8859-1"),
    Some("text/xml; charset=\"shift_jis\""),
    Some("application/feed+json; charset=utf-7"),
];

/// Reads a document and, as a cursor, what is remembered of it.
pub fn check(data: &[u8]) {
    let base = Url::parse("https://news.example.org/feed/").expect("an address");
    let (pick, body) = data.split_first().unwrap_or((&0, data));
    let header = HEADERS[usize::from(*pick) % HEADERS.len()];
    let read = parse::document(body, header, &base);
    assert_eq!(
        parse::document(body, header, &base),
        read,
        "the same document twice"
    );
    match read {
        Ok(document) => {
            assert!(document.items.len() <= MOST);
            let ids: HashSet<&str> = document.items.iter().map(|item| item.id.as_str()).collect();
            assert_eq!(ids.len(), document.items.len(), "ids tell items apart");
            document.items.iter().for_each(is_fit_to_keep);
            is_brought_once(&document.items);
        }
        Err(fault) => assert!(fault.to_string().len() < 200, "{fault}"),
    }
    remembers(&String::from_utf8_lossy(body));
}

fn is_fit_to_keep(item: &Item) {
    assert!(!item.id.is_empty() && item.id.len() <= 2_000 && !item.id.contains(char::is_control));
    assert!(!item.text.is_empty());
    assert_eq!(text::clean(&item.text), item.text);
    if let Some(link) = &item.link {
        assert!(matches!(link.scheme(), "http" | "https"), "{link}");
    }
    if let Some(author) = &item.author {
        assert!(!author.is_empty() && !author.contains('\n'));
    }
}

fn is_brought_once(items: &[Item]) {
    let now = Timestamp::from_timestamp(1_790_000_000, 0).expect("a time");
    let mut memory = Memory::of(None, "https://news.example.org/feed/");
    let first = memory.news(items, now).len();
    assert!(first <= items.len());
    let mut again = Memory::of(Some(&memory.cursor()), "https://news.example.org/feed/");
    assert_eq!(again, memory, "a cursor outlives the process");
    let repeated = again.news(items, now);
    let old = repeated.iter().filter(|(_, item)| item.at.is_some()).count();
    assert_eq!(old, 0, "what was brought is not brought again");
}

/// Whatever a row holds, a look can begin with it.
fn remembers(stored: &str) {
    let memory = Memory::of(Some(&Cursor(stored.to_owned())), "https://news.example.org/feed/");
    assert_eq!(Memory::of(Some(&memory.cursor()), &memory.of), memory);
}
