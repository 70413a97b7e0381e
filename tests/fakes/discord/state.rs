//! What Discord knows: one guild with its people, roles and channels, what was
//! said in them, and the conversations that are open.

use super::commands::Registered;
use super::faults::Faults;
use super::interactions::Interaction;
use super::messages::Message;
use super::rates::Rates;
use super::record::Record;
use super::sessions::Sessions;
use super::{Id, Now, Options};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The first millisecond of Discord's ids.
const EPOCH: i64 = 1_420_070_400_000;

/// Everything, behind one lock.
pub(super) struct Kept {
    pub now: Now,
    pub token: String,
    pub revoked: bool,
    pub guild: Id,
    pub bot: Id,
    pub users: BTreeMap<Id, User>,
    pub roles: BTreeMap<Id, Role>,
    pub channels: BTreeMap<Id, Channel>,
    /// Channels and messages that the story took away.
    pub gone: BTreeSet<Id>,
    pub messages: BTreeMap<Id, Message>,
    /// A nonce of the bot: when, and the message it became.
    pub nonces: HashMap<(Id, String), (DateTime<Utc>, Id)>,
    pub registered: Registered,
    /// By token.
    pub interactions: BTreeMap<String, Interaction>,
    pub sessions: Sessions,
    pub rates: Rates,
    pub faults: Faults,
    pub record: Record,
    pub violations: Vec<String>,
    pub permitted: BTreeSet<u32>,
    pub calls: Vec<(String, String)>,
    last_id: Id,
}

/// Somebody with an account.
#[derive(Debug, Clone)]
pub(super) struct User {
    pub id: Id,
    pub name: String,
    pub bot: bool,
    pub roles: BTreeSet<Id>,
}

/// A role of the guild.
#[derive(Debug, Clone)]
pub(super) struct Role {
    pub name: String,
    pub mentionable: bool,
}

/// What a channel is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Text,
    Forum { tags: Vec<(Id, String)>, required: bool },
    Thread(Thread),
}

/// A thread's own state.
#[derive(Debug, Clone)]
pub(super) struct Thread {
    pub parent: Id,
    pub owner: Id,
    pub archived: bool,
    pub locked: bool,
    pub minutes: u64,
    pub changed: DateTime<Utc>,
    pub tags: Vec<Id>,
}

/// A channel or a thread.
#[derive(Debug, Clone)]
pub(super) struct Channel {
    pub id: Id,
    pub name: String,
    pub kind: Kind,
    /// What the bot may do here; a thread asks its parent.
    pub allowed: u64,
}

impl Channel {
    /// As a thread, if it is one.
    pub fn thread(&self) -> Option<&Thread> {
        match &self.kind {
            Kind::Thread(thread) => Some(thread),
            _ => None,
        }
    }

    /// As a thread, to change it.
    pub fn thread_mut(&mut self) -> Option<&mut Thread> {
        match &mut self.kind {
            Kind::Thread(thread) => Some(thread),
            _ => None,
        }
    }
}

impl Kept {
    /// An empty guild with the bot in it.
    pub fn new(options: Options) -> Self {
        let mut kept = Self {
            rates: Rates::new(options.limits),
            record: Record::open(options.record),
            now: options.now,
            token: super::TOKEN.to_owned(),
            revoked: false,
            guild: 0,
            bot: 0,
            users: BTreeMap::new(),
            roles: BTreeMap::new(),
            channels: BTreeMap::new(),
            gone: BTreeSet::new(),
            messages: BTreeMap::new(),
            nonces: HashMap::new(),
            registered: Registered::default(),
            interactions: BTreeMap::new(),
            sessions: Sessions::default(),
            faults: Faults::default(),
            violations: Vec::new(),
            permitted: BTreeSet::new(),
            calls: Vec::new(),
            last_id: 0,
        };
        kept.guild = kept.id();
        kept.bot = kept.id();
        let (guild, bot) = (kept.guild, kept.bot);
        let everyone = Role {
            name: "@everyone".to_owned(),
            mentionable: false,
        };
        kept.roles.insert(guild, everyone);
        let user = User {
            id: bot,
            name: "liaison".to_owned(),
            bot: true,
            roles: BTreeSet::new(),
        };
        kept.users.insert(bot, user);
        kept
    }

    /// The story's time.
    pub fn now(&self) -> DateTime<Utc> {
        (self.now)()
    }

    /// A new id, later than every id before it.
    pub fn id(&mut self) -> Id {
        let since = self.now().timestamp_millis().saturating_sub(EPOCH).max(1);
        let by_time = u64::try_from(since).unwrap_or(1) << 22;
        self.last_id = by_time.max(self.last_id + 1);
        self.last_id
    }

    /// Notes what the real Discord would not take, or what a careful bot never sends.
    pub fn complain(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }

    /// The names that a text may mean, by id.
    pub fn name(&self, id: Id) -> Option<String> {
        let user = self.users.get(&id).map(|user| format!("@{}", user.name));
        let role = || self.roles.get(&id).map(|role| format!("@{}", role.name));
        let channel = || self.channels.get(&id).map(|channel| format!("#{}", channel.name));
        user.or_else(role).or_else(channel)
    }
}
