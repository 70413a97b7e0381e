//! What a feed's cursor remembers from one look to the next.
//!
//! The validators of the last answer, where a permanent redirect led, how
//! long the publisher asked to be left alone, and which items were seen with
//! which words: so that each is brought once, an edit is noticed, and an
//! item that merely vanished is not taken for deleted.

use super::parse::{Item, digest};
use crate::domain::Timestamp;
use crate::feeds::Cursor;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// How many items are remembered; more only if the feed still shows them.
const MOST: usize = 1_000;
/// How far back the first look goes.
const FIRST_LOOK: TimeDelta = TimeDelta::days(7);
/// How many items without a date the first look takes: they may be of any age.
const FIRST_UNDATED: usize = 20;

/// The cursor, in JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// The address in the settings that all this is about; another one starts afresh but for what was seen.
    pub of: String,
    /// Where it moved to for good.
    pub moved: Option<String>,
    /// `ETag` of the last answer.
    pub etag: Option<String>,
    /// `Last-Modified` of the last answer.
    pub modified: Option<String>,
    /// Not to be asked before.
    pub rest_until: Option<Timestamp>,
    /// Older items are not news, even if they turn up.
    pub since: Option<Timestamp>,
    /// Items seen and their words, both as digests, newest first.
    seen: Vec<(String, String)>,
}

/// What an item is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Not seen before.
    New,
    /// Seen with other words.
    Edited,
}

impl Memory {
    /// Reads a cursor; one that can't be read is none.
    pub fn of(cursor: Option<&Cursor>, address: &str) -> Self {
        let memory: Self = cursor
            .and_then(|cursor| serde_json::from_str(&cursor.0).ok())
            .unwrap_or_default();
        if memory.of == address {
            return memory;
        }
        Self {
            of: address.to_owned(),
            seen: memory.seen,
            since: memory.since,
            ..Self::default()
        }
    }

    /// Whether the feed was never read.
    pub fn is_fresh(&self) -> bool {
        self.since.is_none()
    }

    /// As a cursor.
    pub fn cursor(&self) -> Cursor {
        Cursor(serde_json::to_string(self).unwrap_or_default())
    }

    /// Takes note of a document's items and picks those that are news, in the document's order.
    pub fn news<'a>(&mut self, items: &'a [Item], now: Timestamp) -> Vec<(News, &'a Item)> {
        let first = self.is_fresh();
        let since = *self.since.get_or_insert(now - FIRST_LOOK);
        let old = std::mem::take(&mut self.seen);
        let before: HashMap<&str, &str> = old.iter().map(|(id, words)| (&**id, &**words)).collect();
        let mut undated = 0;
        let mut news = Vec::new();
        for item in items {
            let (id, words) = (short(&item.id), short(&item.text));
            undated += usize::from(item.at.is_none());
            let is_old = item.at.map_or(first && undated > FIRST_UNDATED, |at| at < since);
            match before.get(&*id) {
                Some(known) if *known != words => news.push((News::Edited, item)),
                None if !is_old => news.push((News::New, item)),
                _ => {}
            }
            self.seen.push((id, words));
        }
        let present: HashSet<String> = self.seen.iter().map(|(id, _)| id.clone()).collect();
        self.seen
            .extend(old.into_iter().filter(|(id, _)| !present.contains(id)));
        self.seen.truncate(MOST.max(items.len()));
        news
    }
}

/// Enough of a digest to tell some thousand items apart.
fn short(text: &str) -> String {
    let mut short = digest(&[text]);
    short.truncate(16);
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn items(ids: std::ops::Range<i64>) -> Vec<Item> {
        let item = |id: i64| Item {
            id: id.to_string(),
            author: None,
            text: "words".to_owned(),
            link: None,
            at: None,
        };
        ids.map(item).collect()
    }

    #[test]
    fn a_cursor_is_bounded_and_survives_being_stored() {
        let mut memory = Memory::of(None, "https://a.example.org/");
        for from in 0..50 {
            memory.news(&items(from * 100..from * 100 + 100), DateTime::UNIX_EPOCH);
        }
        assert_eq!(memory.seen.len(), MOST);
        let again = Memory::of(Some(&memory.cursor()), "https://a.example.org/");
        assert_eq!(again, memory);
        let many = items(0..1_500);
        memory.news(&many, DateTime::UNIX_EPOCH);
        assert_eq!(
            memory.news(&many, DateTime::UNIX_EPOCH),
            [],
            "all that is shown is remembered"
        );
    }

    #[test]
    fn the_first_look_takes_few_items_of_unknown_age() {
        let mut memory = Memory::default();
        assert_eq!(
            memory.news(&items(0..100), DateTime::UNIX_EPOCH).len(),
            FIRST_UNDATED
        );
        assert_eq!(memory.news(&items(50..150), DateTime::UNIX_EPOCH).len(), 50);
    }

    #[test]
    fn a_cursor_that_can_not_be_read_is_none() {
        for cursor in ["", "7", "{\"seen\":3}", "null"] {
            assert!(Memory::of(Some(&Cursor(cursor.to_owned())), "x").is_fresh());
        }
    }
}
