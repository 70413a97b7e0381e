//! A hospital that works in both chats at once: the desk, the outbox and the
//! real adapters before a strict Slack and a strict Discord, with everything
//! that is sent written down.

use super::schemas;
use crate::fakes::discord::{self as discord, Id};
use crate::fakes::recording::{self, Line};
use crate::fakes::slack;
use crate::world::crew::feed;
use crate::world::database::{Database, Kind};
use crate::world::morning;
use crate::world::network::Network as Public;
use crate::world::stage::{Unhurried, slack as workspace};
use liaison::chat::discord::{Discord, Settings};
use liaison::chat::slack::Slack;
use liaison::chat::{Chat, Clerk};
use liaison::desk::Desk;
use liaison::domain::{Account, ChannelRef, Clock, DeliveryId, Directory, Sight};
use liaison::engine::ingest::{Ingest, Next};
use liaison::engine::outbox::Outbox;
use liaison::feeds::Feed;
use liaison::program::wiring::AtTheDesk;
use liaison::store::Store;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};

/// How often the clock is moved on while calls are out.
const BEAT: Duration = Duration::from_millis(10);
/// So many rounds without coming to rest are a circle.
const ROUNDS: usize = 500;

/// How a house works.
#[derive(Clone, Copy)]
pub struct Habits {
    /// How much both chats may show.
    pub sight: Sight,
    /// Whether both chats hold us to their rates, and we rest between two messages as we do there.
    pub limits: bool,
}

/// Where a department reads.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rooms {
    pub slack: String,
    pub discord: Id,
}

pub struct House {
    pub clock: Clock,
    pub store: Store,
    pub desk: Desk,
    pub network: Public,
    pub slack: slack::Slack,
    pub discord: discord::Discord,
    /// Our side of Slack, and of Discord.
    pub chats: [Arc<dyn Chat>; 2],
    pub rooms: BTreeMap<String, Rooms>,
    people: BTreeMap<String, Rooms>,
    ingest: Ingest,
    outbox: Outbox,
    records: TempDir,
    database: Database,
    stop: CancellationToken,
    _stop: DropGuard,
}

/// The two chats with nobody of ours in them yet.
struct Towns {
    slack: slack::Slack,
    discord: discord::Discord,
    rooms: BTreeMap<String, Rooms>,
    people: BTreeMap<String, Rooms>,
}

impl House {
    /// Everybody of the directory moves into both chats, and we listen there.
    pub async fn open(mut directory: Directory, habits: Habits) -> Self {
        let clock = Clock::manual(morning());
        let database = Database::fresh(Kind::Sqlite);
        let store = Store::open(&database.target, clock.clone()).await.unwrap();
        let records = TempDir::new().unwrap();
        let towns = Towns::open(&directory, &clock, (habits.limits, &records)).await;
        towns.settle_in(&mut directory);
        let desk = Desk::new(store.clone(), clock.clone(), directory);
        let clerk: Arc<dyn Clerk> = Arc::new(AtTheDesk {
            desk: desk.clone(),
            store: store.clone(),
        });
        let stop = CancellationToken::new();
        let chats = towns.listen(&clerk, &clock, habits, &stop).await;
        let network = Public::open(clock.clone()).await;
        let public: Arc<dyn Feed> = Arc::new(feed(&network, &clock));
        let parts = || (store.clone(), desk.clone(), clock.clone());
        Self {
            ingest: Ingest::new(parts(), "one", Arc::clone(&public)),
            outbox: Outbox::new(parts(), "one", chats.to_vec(), vec![public]),
            clock,
            store,
            desk,
            network,
            slack: towns.slack,
            discord: towns.discord,
            chats,
            rooms: towns.rooms,
            people: towns.people,
            records,
            database,
            _stop: stop.clone().drop_guard(),
            stop,
        }
    }

    /// Somebody's accounts.
    pub fn person(&self, name: &str) -> &Rooms {
        &self.people[name]
    }

    /// Reads what the public wrote, until there is no more.
    pub async fn reads(&self) {
        while self.ingest.tick().await.expect("the feed is read") == Next::Again {}
    }

    /// Sends what is due; meanwhile the clock goes on as it does in life.
    pub async fn sends(&self) -> usize {
        let mut work = std::pin::pin!(self.outbox.tick());
        let (mut beat, mut last) = (tokio::time::interval(BEAT), Instant::now());
        loop {
            tokio::select! {
                sent = &mut work => return sent.expect("the outbox ticks"),
                _ = beat.tick() => {
                    let now = Instant::now();
                    self.clock.advance(chrono::TimeDelta::from_std(now - last).unwrap());
                    last = now;
                }
            }
        }
    }

    /// Everything is sent, and time passes where it has to.
    pub async fn settle(&self) {
        for _ in 0..ROUNDS {
            while self.sends().await > 0 {}
            if self.waiting().await == 0 {
                return;
            }
            self.clock.advance(chrono::TimeDelta::seconds(1));
        }
        panic!("it does not come to rest");
    }

    /// How many deliveries are still to go out.
    pub async fn waiting(&self) -> i64 {
        let mut tx = self.store.read().await.unwrap();
        tx.waiting().await.unwrap().0
    }

    pub fn key(&self) -> DeliveryId {
        DeliveryId(self.clock.new_id())
    }

    /// A department's channel in Slack and in Discord.
    pub fn channels(&self, department: &str) -> [ChannelRef; 2] {
        self.rooms[department].channels()
    }

    /// What was sent to Slack and to Discord so far.
    pub fn recorded(&self) -> [Vec<Line>; 2] {
        ["slack", "discord"].map(|chat| recording::read(&self.records.path().join(chat)))
    }

    /// Nothing was done that either would refuse, nothing waits or was given up on, and all of it is as described.
    pub async fn close(self) {
        self.stop.cancel();
        assert_eq!(self.slack.violations(), Vec::<String>::new(), "Slack complains");
        assert_eq!(
            self.discord.violations(),
            Vec::<String>::new(),
            "Discord complains"
        );
        assert_eq!(self.waiting().await, 0, "something was not sent");
        let mut tx = self.store.read().await.unwrap();
        let aside = tx.set_aside_deliveries(100).await.unwrap();
        drop(tx);
        assert!(aside.is_empty(), "given up on: {aside:?}");
        self.store.close().await;
        schemas::check(self.records.path());
        drop(self.database);
    }
}

impl Rooms {
    fn channels(&self) -> [ChannelRef; 2] {
        let of = |chat: &str, id: String| ChannelRef {
            chat: chat.to_owned(),
            id,
        };
        [
            of("slack", self.slack.clone()),
            of("discord", self.discord.to_string()),
        ]
    }
}

impl Towns {
    async fn open(directory: &Directory, clock: &Clock, (limits, records): (bool, &TempDir)) -> Self {
        let (of_slack, of_discord) = (clock.clone(), clock.clone());
        let slack = slack::Slack::open(slack::Options {
            now: Arc::new(move || of_slack.now()),
            record: Some(records.path().join("slack")),
            limits,
        })
        .await;
        let discord = discord::Discord::open(discord::Options {
            now: Arc::new(move || of_discord.now()),
            record: Some(records.path().join("discord")),
            limits,
        })
        .await;
        let mut people = BTreeMap::new();
        for person in &directory.staff {
            let name = person.name.as_str();
            let both = Rooms {
                slack: workspace::user(name),
                discord: discord.add_user(name),
            };
            slack.add_user(&both.slack, name);
            people.insert(name.to_owned(), both);
        }
        let everybody: Vec<&str> = people.values().map(|both| both.slack.as_str()).collect();
        let mut rooms = BTreeMap::new();
        for department in &directory.departments {
            let name = department.name.as_str();
            let both = Rooms {
                slack: workspace::channel(name),
                discord: discord.add_channel(name),
            };
            slack.add_channel(&both.slack, name, &everybody);
            rooms.insert(name.to_owned(), both);
        }
        Self {
            slack,
            discord,
            rooms,
            people,
        }
    }

    fn settle_in(&self, directory: &mut Directory) {
        for department in &mut directory.departments {
            department.channels = self.rooms[department.name.as_str()].channels().to_vec();
        }
        for person in &mut directory.staff {
            let both = self.people[person.name.as_str()].channels();
            let account = |ChannelRef { chat, id }| Account { chat, id };
            person.accounts.extend(both.map(account));
        }
    }

    async fn listen(
        &self,
        clerk: &Arc<dyn Clerk>,
        clock: &Clock,
        habits: Habits,
        stop: &CancellationToken,
    ) -> [Arc<dyn Chat>; 2] {
        let settings = liaison::chat::slack::Settings {
            sight: habits.sight,
            ..workspace::settings(&self.slack)
        };
        let slack = Arc::new(Slack::new(settings, Arc::clone(clerk), clock.clone()).unwrap());
        let settings = Settings {
            token: SecretString::from(discord::TOKEN),
            guild: self.discord.guild(),
            api_url: Some(self.discord.address().parse().unwrap()),
            sight: habits.sight,
            names: commands::Names::default(),
        };
        let discord = Arc::new(Discord::new(settings, Arc::clone(clerk), clock.clone()).unwrap());
        tokio::spawn(Arc::clone(&slack).listen(stop.clone()));
        tokio::spawn(Arc::clone(&discord).listen(stop.clone()));
        self.slack.connected(2).await;
        self.discord.until_connected().await;
        while self.discord.calls("PUT", "/commands") == 0 {
            tokio::time::sleep(BEAT).await;
        }
        if habits.limits {
            [slack, discord]
        } else {
            [Arc::new(Unhurried(slack)), Arc::new(Unhurried(discord))]
        }
    }
}
