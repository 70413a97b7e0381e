//! The chat a story is told in: the console, a workspace of Slack or a server
//! of Discord. People type there, and what they and everybody else see is read
//! off there again, so that one story is told unchanged in all three.

mod console;

use super::database::Kind;
use console::Page;
use liaison::chat::Chat;
use liaison::desk::Desk;
use liaison::domain::{CaseNumber, ChannelRef, Clock, Directory};
use liaison::store::Store;
use std::sync::Arc;

/// Which chats to tell stories in.
const WHICH: &str = "LIAISON_TEST_CHATS";

/// A chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum In {
    Console,
}

/// What this run is asked to try; all of them unless said otherwise.
pub fn wanted() -> Vec<In> {
    let which = std::env::var(WHICH).unwrap_or_else(|_| "console".to_owned());
    which
        .split(',')
        .map(|word| match word.trim() {
            "console" => In::Console,
            other => panic!("{WHICH} names “{other}”; it may name console, slack and discord"),
        })
        .collect()
}

/// One message of a channel, or of the thread under one.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What the chat calls it.
    pub id: String,
    /// Of which case it is the card.
    pub card: Option<i64>,
    /// What it says: a card as one line, words as they stand.
    pub line: String,
    /// A count that grows with each redraw.
    pub drawn: i64,
}

/// The chat of a story, with everybody in it.
pub enum Stage {
    Console(Page),
}

impl Stage {
    /// Opens a chat of that kind; people and channels of the directory are in it.
    pub async fn open(which: In, (store, desk, clock): (&Store, &Desk, &Clock)) -> Self {
        let _ = clock;
        match which {
            In::Console => Self::Console(Page::open(store, desk)),
        }
    }

    /// Our side of it, as the outbox sees it; another process has one of its own.
    pub fn chat(&self) -> Arc<dyn Chat> {
        match self {
            Self::Console(page) => page.chat(),
        }
    }

    /// Types a line, in a case's thread where there is one, and reads the answer.
    pub async fn types(&self, who: &str, thread: Option<CaseNumber>, line: &str) -> String {
        match self {
            Self::Console(page) => page.types(who, thread, line).await,
        }
    }

    /// The messages of a department's channel, in the order of first writing.
    pub async fn entries(&self, channel: &ChannelRef) -> Vec<Entry> {
        match self {
            Self::Console(page) => page.entries(channel).await,
        }
    }

    /// What stands in the thread under a card.
    pub async fn thread(&self, channel: &ChannelRef, card: &str) -> Vec<Entry> {
        match self {
            Self::Console(page) => page.thread(card).await,
        }
    }

    /// What went against the rules of the chat.
    pub fn complaints(&self) -> Vec<String> {
        match self {
            Self::Console(_) => Vec::new(),
        }
    }
}
