//! A chat that keeps in memory what is said in it, for stories that need more than one.

use crate::world::{World, draw};
use async_trait::async_trait;
use liaison::chat::{Ailment, Chat, Listing, Manners, MessageRef, Place};
use liaison::domain::{
    ApprovalRequest, Card, CaseNumber, ChannelRef, DeliveryId, Line, Member, Picture, SendError,
};
use liaison::engine::outbox::Outbox;
use liaison::engine::roster::Roster;
use std::sync::{Arc, Mutex};

/// What stands in a channel.
#[derive(Debug, Clone)]
pub enum Said {
    Card(Box<Card>),
    Line(String),
    Listing(Vec<CaseNumber>),
}

/// One message.
#[derive(Debug, Clone)]
pub struct Message {
    pub channel: String,
    pub thread: Option<String>,
    pub key: DeliveryId,
    pub said: Said,
}

/// A chat in memory.
pub struct Talk {
    name: &'static str,
    manners: Manners,
    messages: Mutex<Vec<Message>>,
    pub redraws: Mutex<usize>,
    /// What every call ends in, while it is set.
    pub fault: Mutex<Option<SendError>>,
    pub people: Mutex<Result<Vec<Member>, SendError>>,
    pub ailing: Mutex<Vec<Ailment>>,
}

impl Talk {
    pub fn new(name: &'static str, manners: Manners) -> Arc<Self> {
        Arc::new(Self {
            name,
            manners,
            messages: Mutex::default(),
            redraws: Mutex::default(),
            fault: Mutex::default(),
            people: Mutex::new(Ok(Vec::new())),
            ailing: Mutex::default(),
        })
    }

    /// Everything that was said, in order.
    pub fn said(&self) -> Vec<Message> {
        self.messages.lock().unwrap().clone()
    }

    /// A channel, in the order of first writing.
    pub fn channel(&self, channel: &str) -> Vec<String> {
        let of_channel = |message: &Message| message.channel == channel;
        self.said()
            .into_iter()
            .filter(of_channel)
            .map(|m| drawn(&m))
            .collect()
    }

    /// Of these, the cards of one case.
    pub fn cards(&self, number: i64) -> Vec<Card> {
        let card = |message: Message| match message.said {
            Said::Card(card) if card.number == CaseNumber(number) => Some(*card),
            _ => None,
        };
        self.said().into_iter().filter_map(card).collect()
    }

    fn put(&self, to: &Place, said: Said, key: DeliveryId) -> Result<String, SendError> {
        self.fails()?;
        let mut messages = self.messages.lock().unwrap();
        assert!(messages.iter().all(|m| m.key != key), "said twice: {key}");
        messages.push(Message {
            channel: to.channel.id.clone(),
            thread: to.thread.clone(),
            key,
            said,
        });
        Ok((messages.len() - 1).to_string())
    }

    fn fails(&self) -> Result<(), SendError> {
        self.fault.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

fn drawn(message: &Message) -> String {
    match &message.said {
        Said::Card(card) => format!("[{}] {}", card.number.0, card.status),
        Said::Line(line) if message.thread.is_some() => format!("  {line}"),
        Said::Line(line) => line.clone(),
        Said::Listing(cases) => format!("{} more", cases.len()),
    }
}

#[async_trait]
impl Chat for Talk {
    fn name(&self) -> &'static str {
        self.name
    }

    fn manners(&self) -> Manners {
        self.manners
    }

    async fn post(&self, channel: &ChannelRef, card: &Card, key: DeliveryId) -> Result<String, SendError> {
        let to = Place {
            channel: channel.clone(),
            thread: None,
        };
        self.put(&to, Said::Card(Box::new(card.clone())), key)
    }

    async fn redraw(&self, message: &MessageRef, card: &Card) -> Result<(), SendError> {
        self.fails()?;
        let at: usize = message.id.parse().unwrap();
        self.messages.lock().unwrap()[at].said = Said::Card(Box::new(card.clone()));
        *self.redraws.lock().unwrap() += 1;
        Ok(())
    }

    async fn ask(
        &self,
        channel: &ChannelRef,
        request: &ApprovalRequest,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let to = Place {
            channel: channel.clone(),
            thread: None,
        };
        self.put(&to, Said::Line(draw::request(request)), key)
    }

    async fn redraw_request(&self, message: &MessageRef, request: &ApprovalRequest) -> Result<(), SendError> {
        self.fails()?;
        let at: usize = message.id.parse().unwrap();
        self.messages.lock().unwrap()[at].said = Said::Line(draw::request(request));
        Ok(())
    }

    async fn say(&self, to: &Place, line: &Line, key: DeliveryId) -> Result<String, SendError> {
        self.put(to, Said::Line(line.to_string()), key)
    }

    async fn list(
        &self,
        channel: &ChannelRef,
        listing: &Listing,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let to = Place {
            channel: channel.clone(),
            thread: None,
        };
        let cases = listing.cards.iter().map(|card| card.number).collect();
        self.put(&to, Said::Listing(cases), key)
    }

    async fn show(
        &self,
        channel: &ChannelRef,
        picture: &Picture,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let to = Place {
            channel: channel.clone(),
            thread: None,
        };
        self.put(&to, Said::Line(picture.alt.clone()), key)
    }

    async fn find(&self, _to: &Place, key: DeliveryId) -> Result<Option<String>, SendError> {
        self.fails()?;
        let messages = self.messages.lock().unwrap();
        Ok(messages
            .iter()
            .position(|m| m.key == key)
            .map(|at| at.to_string()))
    }

    async fn members(&self) -> Result<Option<Vec<Member>>, SendError> {
        self.people.lock().unwrap().clone().map(Some)
    }

    fn ailments(&self) -> Vec<Ailment> {
        self.ailing.lock().unwrap().clone()
    }
}

impl World {
    /// From now on every department reads in these chats, too, in channels of its own name.
    pub fn reads_in(&mut self, talks: &[&Arc<Talk>]) {
        let mut directory = self.directory();
        for department in &mut directory.departments {
            department.channels.extend(talks.iter().map(|talk| ChannelRef {
                chat: talk.name.to_owned(),
                id: department.name.to_string(),
            }));
        }
        self.desk.settle_in(directory);
        let mut chats: Vec<Arc<dyn Chat>> = vec![self.stage.chat()];
        chats.extend(talks.iter().map(|talk| Arc::<Talk>::clone(talk) as Arc<dyn Chat>));
        self.crew.outbox = Outbox::new(self.parts(), &self.crew.holder, chats, Vec::new());
    }

    /// What looks after a chat.
    pub fn roster(&self, talk: &Arc<Talk>) -> Roster {
        Roster::new(self.parts(), &self.crew.holder, Arc::<Talk>::clone(talk))
    }

    fn parts(&self) -> (liaison::store::Store, liaison::desk::Desk, liaison::domain::Clock) {
        (self.store.clone(), self.desk.clone(), self.clock.clone())
    }
}
