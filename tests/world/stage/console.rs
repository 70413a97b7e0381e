//! The console as a stage: lines go to the desk, and the transcript is read.

use super::super::draw;
use super::Entry;
use liaison::chat::Chat;
use liaison::chat::console::Console;
use liaison::desk::{Desk, Trouble};
use liaison::domain::transcript::{self, Body};
use liaison::domain::{CaseNumber, ChannelRef, Origin, StaffName};
use liaison::program::wiring::Kept;
use liaison::store::Store;
use std::sync::Arc;

pub struct Page {
    console: Arc<Console>,
    desk: Desk,
}

impl Page {
    pub fn open(store: &Store, desk: &Desk) -> Self {
        Self {
            console: Arc::new(Console::new(Arc::new(Kept(store.clone())))),
            desk: desk.clone(),
        }
    }

    pub fn chat(&self) -> Arc<dyn Chat> {
        Arc::<Console>::clone(&self.console)
    }

    pub async fn types(&self, who: &str, thread: Option<CaseNumber>, line: &str) -> String {
        let name = StaffName::from(who);
        match self.desk.run(&name, Origin::Console, thread, line).await {
            Ok(answer) => answer.text,
            Err(fault @ Trouble::Fault { .. }) => panic!("“{line}” by {name}: {fault}"),
            Err(trouble) => trouble.to_string(),
        }
    }

    pub async fn entries(&self, channel: &ChannelRef) -> Vec<Entry> {
        let transcript = self.console.transcript();
        let mut entries = transcript.channel(&channel.id, None, 10_000).await.unwrap();
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        entries.into_iter().map(read).collect()
    }

    pub async fn thread(&self, card: &str) -> Vec<Entry> {
        let entries = self.console.transcript().thread(card).await.unwrap();
        entries.into_iter().map(read).collect()
    }
}

fn read(entry: transcript::Entry) -> Entry {
    let (card, line) = match &entry.body {
        Body::Card(card) => (Some(card.number.0), draw::card(card)),
        Body::Request(request) => (None, draw::request(request)),
        Body::Line(words) => (None, words.clone()),
        Body::Picture { alt, .. } => (None, draw::picture(alt)),
    };
    Entry {
        id: entry.id,
        card,
        line,
        drawn: entry.seq,
    }
}
