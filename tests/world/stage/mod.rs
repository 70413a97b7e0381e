//! The chat a story is told in: the console, a workspace of Slack or a server
//! of Discord. People type there, and what they and everybody else see is read
//! off there again, so that one story is told unchanged in all three.

mod console;
pub mod discord;
mod facts;
pub mod slack;
mod typed;

use async_trait::async_trait;
use console::Page;
use liaison::chat::{Ailment, Chat, Listing, MessageRef, Place};
use liaison::desk::Desk;
use liaison::domain::{
    Account, ApprovalRequest, Card, CaseNumber, ChannelRef, Clock, DeliveryId, Directory, Line, Member,
    Picture, SendError,
};
use liaison::store::Store;
use std::sync::Arc;

/// Which chats to tell stories in.
const WHICH: &str = "LIAISON_TEST_CHATS";

/// A chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum In {
    Console,
    Slack,
    Discord,
}

/// What this run is asked to try; all of them unless said otherwise.
pub fn wanted() -> Vec<In> {
    let which = std::env::var(WHICH).unwrap_or_else(|_| "console,slack,discord".to_owned());
    which
        .split(',')
        .map(|word| match word.trim() {
            "console" => In::Console,
            "slack" => In::Slack,
            "discord" => In::Discord,
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

/// A chat before we are in it: its people and channels.
pub enum Town {
    Console,
    Slack(crate::fakes::slack::Slack),
    Discord(discord::Peopled),
}

impl Town {
    /// One with everybody of the story's hospital.
    pub async fn open(which: In, clock: &Clock) -> Self {
        match which {
            In::Console => Self::Console,
            In::Slack => Self::Slack(slack::populated(clock, None).await),
            In::Discord => Self::Discord(discord::Peopled::open(clock, None).await),
        }
    }

    /// The organisation at work there: a channel for each department, an account for each person.
    pub fn moved_in(&self, mut directory: Directory) -> Directory {
        for department in &mut directory.departments {
            department.channels = vec![self.channel(department.name.as_str())];
        }
        for person in &mut directory.staff {
            person.accounts.extend(self.account(person.name.as_str()));
        }
        directory
    }

    fn channel(&self, name: &str) -> ChannelRef {
        let (chat, id) = match self {
            Self::Console => ("console", name.to_owned()),
            Self::Slack(_) => ("slack", slack::channel(name)),
            Self::Discord(peopled) => ("discord", peopled.channel(name).to_string()),
        };
        ChannelRef {
            chat: chat.to_owned(),
            id,
        }
    }

    /// In the console people are who they say they are.
    fn account(&self, name: &str) -> Option<Account> {
        let (chat, id) = match self {
            Self::Console => return None,
            Self::Slack(_) => ("slack", slack::user(name)),
            Self::Discord(peopled) => ("discord", peopled.user(name).to_string()),
        };
        Some(Account {
            chat: chat.to_owned(),
            id,
        })
    }
}

/// The chat of a story, with us in it.
pub enum Stage {
    Console(Page),
    Slack(slack::Workspace),
    Discord(discord::Server),
}

impl Stage {
    /// We come in.
    pub fn open(town: &Town, ours: (&Store, &Desk, &Clock)) -> Self {
        match town {
            Town::Console => Self::Console(Page::open(ours.0, ours.1)),
            Town::Slack(slack) => Self::Slack(slack::Workspace::open(slack, ours)),
            Town::Discord(peopled) => Self::Discord(discord::Server::open(peopled, ours)),
        }
    }

    /// We stop, and come in again as another process.
    pub fn again(&self, ours: (&Store, &Desk, &Clock)) -> Self {
        match self {
            Self::Console(_) => Self::Console(Page::open(ours.0, ours.1)),
            Self::Slack(workspace) => Self::Slack(slack::Workspace::open(&workspace.slack, ours)),
            Self::Discord(server) => Self::Discord(discord::Server::open(&server.peopled, ours)),
        }
    }

    /// Our side of it, as the outbox sees it.
    pub fn chat(&self) -> Arc<dyn Chat> {
        match self {
            Self::Console(page) => page.chat(),
            Self::Slack(workspace) => workspace.chat(),
            Self::Discord(server) => server.chat(),
        }
    }

    /// Types a line, in a case's thread where there is one, and reads the answer.
    pub async fn types(&self, who: &str, thread: Option<CaseNumber>, line: &str) -> String {
        match self {
            Self::Console(page) => page.types(who, thread, line).await,
            Self::Slack(workspace) => workspace.types(who, thread, line).await,
            Self::Discord(server) => server.types(who, thread, line).await,
        }
    }

    /// Presses a button of a request, and sends the form that opens, if one does, with these words.
    pub async fn decides(
        &self,
        who: &str,
        (channel, request): (&ChannelRef, &str),
        (button, words): (&str, &str),
    ) -> String {
        match self {
            Self::Console(page) => page.decides(who, (channel, request), (button, words)).await,
            Self::Slack(workspace) => workspace.decides(who, (channel, request), (button, words)).await,
            Self::Discord(server) => server.decides(who, (channel, request), (button, words)).await,
        }
    }

    /// The messages of a department's channel, in the order of first writing.
    pub async fn entries(&self, channel: &ChannelRef) -> Vec<Entry> {
        match self {
            Self::Console(page) => page.entries(channel).await,
            Self::Slack(workspace) => workspace.entries(channel),
            Self::Discord(server) => server.entries(channel),
        }
    }

    /// What stands in the thread under a card.
    pub async fn thread(&self, channel: &ChannelRef, card: &str) -> Vec<Entry> {
        match self {
            Self::Console(page) => page.thread(card).await,
            Self::Slack(workspace) => workspace.thread(channel, card),
            Self::Discord(server) => server.thread(card),
        }
    }

    /// What went against the rules of the chat.
    pub fn complaints(&self) -> Vec<String> {
        match self {
            Self::Console(_) => Vec::new(),
            Self::Slack(workspace) => workspace.slack.violations(),
            Self::Discord(server) => server.peopled.discord.violations(),
        }
    }
}

/// A chat that never has to rest between two messages: stories whose clock stands still don't wait for it.
pub struct Unhurried<C>(pub Arc<C>);

#[async_trait]
impl<C: Chat> Chat for Unhurried<C> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    async fn post(&self, channel: &ChannelRef, card: &Card, key: DeliveryId) -> Result<String, SendError> {
        self.0.post(channel, card, key).await
    }

    async fn redraw(&self, message: &MessageRef, card: &Card) -> Result<(), SendError> {
        self.0.redraw(message, card).await
    }

    async fn ask(
        &self,
        channel: &ChannelRef,
        request: &ApprovalRequest,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        self.0.ask(channel, request, key).await
    }

    async fn redraw_request(&self, message: &MessageRef, request: &ApprovalRequest) -> Result<(), SendError> {
        self.0.redraw_request(message, request).await
    }

    async fn say(&self, to: &Place, line: &Line, key: DeliveryId) -> Result<String, SendError> {
        self.0.say(to, line, key).await
    }

    async fn list(
        &self,
        channel: &ChannelRef,
        listing: &Listing,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        self.0.list(channel, listing, key).await
    }

    async fn show(
        &self,
        channel: &ChannelRef,
        picture: &Picture,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        self.0.show(channel, picture, key).await
    }

    async fn find(&self, to: &Place, key: DeliveryId) -> Result<Option<String>, SendError> {
        self.0.find(to, key).await
    }

    async fn members(&self) -> Result<Option<Vec<Member>>, SendError> {
        self.0.members().await
    }

    fn ailments(&self) -> Vec<Ailment> {
        self.0.ailments()
    }
}
