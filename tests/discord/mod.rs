//! Discord's adapter against a strict Discord on loopback, with a desk that
//! answers what the test says: what is posted, heard and told, and what
//! happens when the other side is in trouble.

mod clerk;
mod deciding;
mod hearing;
mod listening;
mod offering;
mod saying;

use crate::fakes::discord::{self as fake, Id, Message, Seen};
use chrono::{DateTime, TimeDelta};
use clerk::Desk;
use liaison::chat::discord::{Discord, Settings};
use liaison::chat::{Chat, MessageRef, Place};
use liaison::domain::{
    Account, Card, CaseNumber, ChannelRef, Clock, Department, DepartmentName, Directory, Group, Intent,
    Network, Right, Sight, Staff, StaffName, Topic, Urgency,
};
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// One guild with a channel and a forum, people in it, and the adapter.
struct Guild {
    fake: fake::Discord,
    chat: Arc<Discord>,
    desk: Arc<Desk>,
    clock: Clock,
    stop: CancellationToken,
    channel: Id,
    forum: Id,
    ana: Id,
    role: Id,
}

impl Guild {
    async fn open(sight: Sight) -> Self {
        let clock = Clock::manual(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
        let now = clock.clone();
        let fake = fake::Discord::open(fake::Options {
            now: Arc::new(move || now.now()),
            record: None,
            limits: false,
        })
        .await;
        let (channel, ana, role) = (
            fake.add_channel("emergency"),
            fake.add_user("ana"),
            fake.add_role("nurses"),
        );
        let forum = fake.add_forum("billing", &["high", "wait time"], true);
        let desk = Arc::new(Desk::new(directory((channel, forum), ana, role)));
        let settings = Settings {
            token: SecretString::from(fake::TOKEN.to_owned()),
            guild: fake.guild(),
            api_url: Some(fake.address().parse().unwrap()),
            sight,
            names: commands::Names::default(),
        };
        let chat = Arc::new(Discord::new(settings, desk.clone(), clock.clone()).unwrap());
        Self {
            fake,
            chat,
            desk,
            clock,
            stop: CancellationToken::new(),
            channel,
            forum,
            ana,
            role,
        }
    }

    /// With the gateway listened to.
    async fn listening(sight: Sight) -> Self {
        let guild = Self::open(sight).await;
        tokio::spawn(Arc::clone(&guild.chat).listen(guild.stop.clone()));
        guild.fake.until_connected().await;
        guild.until(|g| g.fake.calls("PUT", "/commands") == 1).await;
        guild
    }

    async fn until(&self, holds: impl Fn(&Self) -> bool) {
        for _ in 0..400 {
            if holds(self) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("it did not come to it in ten seconds");
    }

    fn reference(&self, channel: Id) -> ChannelRef {
        ChannelRef {
            chat: "discord".to_owned(),
            id: channel.to_string(),
        }
    }

    fn place(&self, channel: Id, thread: Option<&str>) -> Place {
        Place {
            channel: self.reference(channel),
            thread: thread.map(str::to_owned),
        }
    }

    fn message(&self, channel: Id, id: &str) -> MessageRef {
        MessageRef {
            channel: self.reference(channel),
            id: id.to_owned(),
        }
    }

    fn key(&self) -> liaison::domain::DeliveryId {
        liaison::domain::DeliveryId(self.clock.new_id())
    }

    fn wait(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// A case's card is posted, and the desk knows that message as its card.
    async fn posted(&self, number: i64) -> Message {
        self.shown(card(number)).await
    }

    async fn shown(&self, card: Card) -> Message {
        let id = self
            .chat
            .post(&self.reference(self.channel), &card, self.key())
            .await
            .unwrap();
        self.desk.knows(self.message(self.channel, &id), card);
        self.fake.message(id.parse().unwrap()).unwrap()
    }

    fn seen(&self, channel: Id) -> Vec<String> {
        self.fake
            .messages(channel)
            .iter()
            .map(|it| it.as_read().to_owned())
            .collect()
    }

    /// Nothing was done that the real Discord would have refused.
    fn close(self) {
        self.stop.cancel();
        assert_eq!(self.fake.violations(), Vec::<String>::new());
    }
}

fn only(seen: &Seen) -> &str {
    let [message] = seen.ephemeral.as_slice() else {
        panic!("not one message: {seen:?}");
    };
    assert!(seen.public.is_empty(), "others saw it: {seen:?}");
    message.as_read()
}

fn directory((channel, forum): (Id, Id), ana: Id, role: Id) -> Directory {
    let department = |name: &str, channel: Id| Department {
        name: DepartmentName::from(name),
        title: name.to_uppercase(),
        topics: Vec::new(),
        facilities: Vec::new(),
        channels: vec![ChannelRef {
            chat: "discord".to_owned(),
            id: channel.to_string(),
        }],
        answer_within: Duration::from_secs(1_800),
        resolve_within: Duration::from_secs(86_400),
        escalate_to: None,
        on_call: Vec::new(),
    };
    Directory {
        organisation: "Lakeshore Health".to_owned(),
        time_zone: chrono_tz::UTC,
        departments: vec![department("emergency", channel), department("billing", forum)],
        staff: vec![Staff {
            name: StaffName::from("ana"),
            title: "Triage nurse".to_owned(),
            department: Some(DepartmentName::from("emergency")),
            languages: Vec::new(),
            rights: vec![Right::Respond, Right::Approve],
            accounts: vec![Account {
                chat: "discord".to_owned(),
                id: ana.to_string(),
            }],
        }],
        groups: vec![Group {
            chat: "discord".to_owned(),
            id: role.to_string(),
            rights: vec![Right::Respond],
            department: None,
        }],
        ..Directory::default()
    }
}

fn card(number: i64) -> Card {
    let at = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    Card {
        number: CaseNumber(number),
        sight: Sight::Full,
        on_call: Vec::new(),
        status: "open".to_owned(),
        holder: None,
        since: None,
        merged_into: None,
        urgency: Urgency::High,
        tier: 0,
        network: Network::Bluesky,
        handle: "kay.example".to_owned(),
        author: "Kay".to_owned(),
        history: 1,
        department: "emergency".to_owned(),
        facility: None,
        topic: Topic::WaitTime,
        intent: Intent::Complaint,
        language: "en".to_owned(),
        speakers: None,
        reasons: vec!["“waiting” → wait time".to_owned()],
        text: "Six hours @everyone and [still](https://evil.example) waiting".to_owned(),
        masked: false,
        mentions: 1,
        copies: 0,
        edited: false,
        deleted: false,
        link: Some("https://bsky.example/1".to_owned()),
        posted_at: at,
        opened_at: at,
        answered_at: None,
        due_at: None,
        late: false,
        tags: Vec::new(),
        draft: None,
        draft_id: None,
        takes_replies: true,
        limit: Network::Bluesky.limit(),
        reply: None,
    }
}
