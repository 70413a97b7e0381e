//! How far a feed has read, in a form that outlives the process.
//!
//! The network lists notifications newest first *by the date that the author
//! claims*. Reading from the top down to what is known finds everything with an
//! honest date and nothing with an old one: such a mention is born deep in the
//! list. So there are two readers. The **head** reads from the top down to a
//! floor: the newest date seen before, less an overlap for what arrives late.
//! The **sweep** walks on through the whole list, one page a look, and begins
//! again at its end; a small account is swept whole in every look.
//!
//! Nothing remembers what was brought before: whoever takes mentions in knows
//! each by its id, so bringing one twice costs a lookup, and forgetting one
//! would cost a patient their answer. What was there before the first look is
//! told apart from what was born deep by the time in its record key.

use super::posts::Post;
use crate::domain::Timestamp;
use crate::feeds::Cursor;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far back the first look goes.
const BACKLOG: TimeDelta = TimeDelta::days(7);
/// How long a post may take from its date to its place in the list and still be found by the head.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);
/// A network that never ends its list is left after so many pages; the sweep brings what was below.
const LONGEST_WALK: u32 = 200;
/// The sweep turns back here: about 90,000 notifications deep.
const LONGEST_SWEEP: u32 = 1_000;

/// Everything that is kept between looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    pub head: Reader,
    #[serde(default)]
    pub sweep: Sweep,
    #[serde(default)]
    pub search: BTreeMap<String, Reader>,
}

/// Reads a list, newest first, down to a floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reader {
    /// What arrived before this is none of our business.
    pub start: Timestamp,
    /// How deep a walk goes.
    pub floor: Timestamp,
    /// Where a walk that is not finished goes on: the network's own word.
    pub at: Option<String>,
    newest: Option<Timestamp>,
    pages: u32,
}

/// Reads the whole list, a page at a time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sweep {
    pub at: Option<String>,
    pages: u32,
}

impl State {
    /// What the cursor says, or a first look; search terms come and go with the settings.
    pub(super) fn read(cursor: Option<&Cursor>, terms: &[String], now: Timestamp) -> Self {
        let known = cursor.and_then(|cursor| serde_json::from_str::<Self>(&cursor.0).ok());
        if cursor.is_some() && known.is_none() {
            tracing::warn!("A Bluesky cursor can't be read; the last seven days are read again");
        }
        let mut state = known.unwrap_or_else(|| Self {
            head: Reader::new(now),
            sweep: Sweep::default(),
            search: BTreeMap::new(),
        });
        let mut readers = std::mem::take(&mut state.search);
        for term in terms {
            let reader = readers.remove(term).unwrap_or_else(|| Reader::new(now));
            state.search.insert(term.clone(), reader);
        }
        state
    }

    pub(super) fn write(&self) -> Cursor {
        Cursor(serde_json::to_string(self).unwrap_or_default())
    }
}

impl Reader {
    fn new(now: Timestamp) -> Self {
        Self {
            start: now - BACKLOG,
            floor: now - BACKLOG,
            at: None,
            newest: None,
            pages: 0,
        }
    }

    /// Whether a post is news to somebody who began when this reader did.
    pub(super) fn wants(&self, post: &Post, now: Timestamp) -> bool {
        post.arrived_at(now) >= self.start
    }

    /// Takes note of a page; `dates` are those of its posts in their order. True when the walk is over.
    pub(super) fn turn(&mut self, dates: &[Timestamp], next: Option<String>) -> bool {
        self.pages += 1;
        self.newest = self.newest.max(dates.iter().max().copied());
        let reached = dates.last().is_some_and(|oldest| *oldest < self.floor);
        let next = next.filter(|next| Some(next) != self.at.as_ref());
        let over = reached || next.is_none() || self.pages >= LONGEST_WALK;
        if over {
            let floor = self.newest.map_or(self.floor, |newest| newest - OVERLAP);
            self.floor = self.floor.max(floor);
            self.newest = None;
        }
        self.at = next.filter(|_| !over);
        self.pages = if over { 0 } else { self.pages };
        over
    }

    /// The network no longer knows the place: begin at the top again, with the same floor.
    pub(super) fn restart(&mut self) {
        self.at = None;
        self.pages = 0;
    }
}

impl Sweep {
    /// Takes note of a page.
    pub(super) fn turn(&mut self, next: Option<String>) {
        let next = next.filter(|next| Some(next) != self.at.as_ref());
        self.pages += 1;
        let on = next.is_some() && self.pages < LONGEST_SWEEP;
        self.at = next.filter(|_| on);
        self.pages = if on { self.pages } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        "2026-11-21T12:00:00Z".parse::<Timestamp>().unwrap() + TimeDelta::minutes(minutes)
    }

    fn place(n: u32) -> Option<String> {
        Some(format!("page {n}"))
    }

    #[test]
    fn the_head_reads_down_to_what_it_knew_and_not_past_the_overlap() {
        let mut head = Reader::new(at(0));
        assert!(head.turn(&[at(-1), at(-5)], None));
        assert_eq!(head.floor, at(-11));
        assert!(!head.turn(&[at(90), at(60)], place(1)));
        assert_eq!(head.floor, at(-11), "the floor stays until the walk is over");
        assert!(head.turn(&[at(30), at(-12)], place(2)));
        assert_eq!((head.floor, head.at), (at(80), None));
    }

    #[test]
    fn a_quiet_look_moves_nothing() {
        let mut head = Reader::new(at(0));
        head.turn(&[at(0)], None);
        let before = head.clone();
        assert!(head.turn(&[], None));
        assert!(head.turn(&[at(-5)], None));
        assert_eq!(head, before);
    }

    #[test]
    fn a_list_without_end_is_left() {
        let mut head = Reader::new(at(0));
        assert!(!head.turn(&[], place(1)), "an empty page may have more behind it");
        assert!(head.turn(&[], place(1)), "the same place again is the end");
        let pages = (0..).find(|n| head.turn(&[at(0)], place(*n))).unwrap();
        assert!(pages < LONGEST_WALK);
        let mut sweep = Sweep::default();
        let pages = (0..).find(|n| {
            sweep.turn(place(*n));
            sweep.at.is_none()
        });
        assert!(pages.unwrap() < LONGEST_SWEEP);
    }

    #[test]
    fn a_cursor_survives_its_writing_and_the_settings() {
        let mut state = State::read(None, &["clinic".to_owned(), "ward".to_owned()], at(0));
        state.search.get_mut("ward").unwrap().turn(&[at(-1)], place(4));
        state.sweep.turn(place(9));
        let cursor = state.write();
        assert_eq!(
            State::read(Some(&cursor), &["ward".to_owned(), "clinic".to_owned()], at(5)),
            state
        );
        let fewer = State::read(Some(&cursor), &["new".to_owned()], at(5));
        assert_eq!(fewer.search.keys().collect::<Vec<_>>(), ["new"]);
        assert_eq!(fewer.search["new"].start, at(5) - BACKLOG);
    }

    #[test]
    fn a_cursor_that_makes_no_sense_is_a_first_look() {
        for odd in ["", "{}", "null", "[1]", "17"] {
            let cursor = Cursor(odd.to_owned());
            assert_eq!(
                State::read(Some(&cursor), &[], at(0)),
                State::read(None, &[], at(0))
            );
        }
    }
}
