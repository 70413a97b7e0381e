//! Interactions: what a person did, as it is told to the bot, and what became
//! of it.

use super::acts::Modal;
use super::messages::Message;
use super::state::Kept;
use super::{Id, payload};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub(super) const COMMAND: u8 = 2;
pub(super) const COMPONENT: u8 = 3;
pub(super) const AUTOCOMPLETE: u8 = 4;
pub(super) const SUBMIT: u8 = 5;

/// The first answer must come so soon, or the token dies.
pub(super) const FIRST: TimeDelta = TimeDelta::seconds(3);
/// After the first answer the token is good for so long.
pub(super) const TOKEN: TimeDelta = TimeDelta::minutes(15);

/// The first answer: its type, and whether one person alone sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct First {
    pub kind: u64,
    pub ephemeral: bool,
}

/// One interaction.
#[derive(Debug)]
pub(super) struct Interaction {
    pub id: Id,
    pub kind: u8,
    pub user: Id,
    pub channel: Id,
    /// The message whose button it was.
    pub source: Option<Id>,
    pub at: DateTime<Utc>,
    pub sent: Instant,
    pub took: Option<Duration>,
    pub first: Option<First>,
    pub original: Option<Id>,
    pub follow_ups: Vec<Id>,
    /// The source was changed by an answer.
    pub redrawn: bool,
    pub modal: Option<Modal>,
    pub choices: Option<Vec<(String, Value)>>,
    /// A fault of the story met one of its answers.
    pub excused: bool,
}

impl Interaction {
    /// Whether the person has something to look at.
    pub fn is_answered(&self) -> bool {
        let said = self.original.is_some() || !self.follow_ups.is_empty() || self.redrawn;
        match self.first.map(|first| first.kind) {
            None => false,
            Some(5 | 6) => said,
            Some(_) => true,
        }
    }
}

/// What a person does, before it has an id.
pub(super) struct Deed {
    pub kind: u8,
    pub user: Id,
    pub channel: Id,
    pub source: Option<Id>,
    pub data: Value,
    /// In a direct message there is no guild and no member.
    pub direct: bool,
}

impl Kept {
    /// Tells the bot, and gives the token.
    pub fn interact(&mut self, deed: &Deed) -> String {
        let id = self.id();
        let token = format!("token-of-{id}");
        let told = self.interaction_payload(id, &token, deed);
        let interaction = Interaction {
            id,
            kind: deed.kind,
            user: deed.user,
            channel: deed.channel,
            source: deed.source,
            at: self.now(),
            sent: Instant::now(),
            took: None,
            first: None,
            original: None,
            follow_ups: Vec::new(),
            redrawn: false,
            modal: None,
            choices: None,
            excused: false,
        };
        self.interactions.insert(token.clone(), interaction);
        self.sessions.dispatch("INTERACTION_CREATE", &told);
        token
    }

    fn interaction_payload(&self, id: Id, token: &str, deed: &Deed) -> Value {
        let app = self.bot.to_string();
        let mut told = json!({
            "id": id.to_string(), "application_id": app, "type": deed.kind, "token": token, "version": 1,
            "data": deed.data, "channel_id": deed.channel.to_string(), "locale": "en-US", "entitlements": [],
            "attachment_size_limit": 10_485_760, "app_permissions": self.allowed(deed.channel).to_string(),
        });
        if deed.direct {
            let owner = json!({ "0": "0" });
            told["user"] = payload::user(&self.users[&deed.user]);
            told["context"] = 1.into();
            told["authorizing_integration_owners"] = owner;
            told["channel"] = json!({ "id": deed.channel.to_string(), "type": 1 });
        } else {
            told["guild_id"] = self.guild.to_string().into();
            told["guild"] = json!({ "id": self.guild.to_string(), "locale": "en-US", "features": [] });
            told["guild_locale"] = "en-US".into();
            told["member"] = payload::member(self, deed.user);
            told["context"] = 0.into();
            told["authorizing_integration_owners"] = json!({ "0": self.guild.to_string() });
            told["channel"] = payload::channel(self, deed.channel);
            told["channel"]["permissions"] = "0".into();
        }
        if let Some(message) = deed.source {
            told["message"] = payload::message(self, message);
        }
        told
    }

    /// A message with the text that is read of it now.
    pub fn look(&self, id: Id) -> Option<Message> {
        self.messages.get(&id).cloned()
    }
}
