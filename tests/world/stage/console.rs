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

    /// What the page sends for a button of a request: the line, and the draft that it stood under.
    pub async fn decides(
        &self,
        who: &str,
        (channel, request): (&ChannelRef, &str),
        (button, words): (&str, &str),
    ) -> String {
        let entries = self.console.transcript().channel(&channel.id, None, 10_000).await;
        let entries = entries.unwrap();
        let entry = entries
            .iter()
            .find(|entry| entry.id == request)
            .expect("it is there");
        let Body::Request(request) = &entry.body else {
            panic!("that is no request");
        };
        assert!(request.is_open(), "its buttons are gone");
        let verb = match button {
            "Change…" => "reply",
            "Decline…" => "decline",
            "Approve" | "Override…" => "approve",
            other => panic!("there is no button “{other}”"),
        };
        let line = format!("/case {verb} {} {words}", request.card.number.0);
        let command = commands::parse(line.trim_end(), None).expect("a command");
        let caller = self.desk.caller(&StaffName::from(who), Origin::Console);
        let caller = match caller {
            Ok(caller) => caller.seeing(Some(request.draft)),
            Err(refusal) => return refusal.to_string(),
        };
        match self.desk.handle(&caller, command).await {
            Ok(answer) => answer.text,
            Err(fault @ Trouble::Fault { .. }) => panic!("“{button}” by {who}: {fault}"),
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
