//! The fake is strict, and a real client can talk to it.

mod gateway;
mod interactions;
mod limits;
mod rest;

use super::{Discord, Id, Options};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use serenity::all::{
    Context, EventHandler, GatewayIntents, Http, HttpBuilder, Interaction, Message, Ready, ResumedEvent,
};
use serenity::async_trait;
use serenity::client::ClientBuilder;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// A clock that stands until it is moved.
#[derive(Clone)]
struct Watch(Arc<Mutex<DateTime<Utc>>>);

impl Watch {
    fn new() -> Self {
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        Self(Arc::new(Mutex::new(start)))
    }

    fn moves(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

async fn open(watch: &Watch, limits: bool, record: Option<PathBuf>) -> Discord {
    let now = watch.clone();
    let now = Arc::new(move || *now.0.lock().unwrap());
    Discord::open(Options { now, record, limits }).await
}

/// The REST half of a client.
fn http(discord: &Discord) -> Http {
    // Two versions of one TLS library are about: the client has to be told which to take.
    let _ = rustls::crypto::ring::default_provider().install_default();
    HttpBuilder::new(super::TOKEN)
        .proxy(discord.address())
        .ratelimiter_disabled(true)
        .application_id(discord.bot().into())
        .build()
}

/// What a person must fill in, and what can be done with a message.
fn commands() -> Value {
    json!([
        { "name": "case", "description": "One case", "options": [
            { "name": "claim", "description": "Take it", "type": 1, "options": [
                { "name": "number", "description": "Which", "type": 4, "required": true, "autocomplete": true },
                { "name": "why", "description": "Words", "type": 3 },
            ]},
        ]},
        { "name": "Open a case", "type": 3 },
    ])
}

/// A code of Discord's in an error of the client.
fn code<T: std::fmt::Debug>(refused: Result<T, serenity::Error>) -> isize {
    match refused {
        Err(serenity::Error::Http(serenity::http::HttpError::UnsuccessfulRequest(answer))) => {
            answer.error.code
        }
        other => panic!("not refused by Discord: {other:?}"),
    }
}

/// A bot that answers every interaction by one rule, and counts what it hears.
#[derive(Default)]
struct Bot {
    answer: Option<fn(&Interaction) -> Value>,
    later: Option<Value>,
    heard: Mutex<Vec<String>>,
}

#[async_trait]
impl EventHandler for Bot {
    async fn ready(&self, _: Context, ready: Ready) {
        self.hears(format!("ready {}", ready.guilds.len()));
    }

    async fn resume(&self, _: Context, _: ResumedEvent) {
        self.hears("resumed".to_owned());
    }

    async fn guild_create(&self, _: Context, guild: serenity::all::Guild, _: Option<bool>) {
        self.hears(format!("guild {} {}", guild.channels.len(), guild.threads.len()));
    }

    async fn message(&self, _: Context, message: Message) {
        self.hears(format!("message {}", message.content));
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        self.hears("interaction".to_owned());
        let Some(answer) = self.answer else { return };
        let (id, token) = (interaction.id(), interaction.token());
        let body = answer(&interaction);
        let _ = context
            .http
            .create_interaction_response(id, token, &body, Vec::new())
            .await;
        if let Some(later) = &self.later {
            let done = context
                .http
                .edit_original_interaction_response(token, later, Vec::new())
                .await;
            done.unwrap();
        }
    }
}

impl Bot {
    fn hears(&self, what: String) {
        self.heard.lock().unwrap().push(what);
    }
}

/// Lets a bot in, and gives its handler; it stays until the test ends.
async fn joins(discord: &Discord, bot: Bot) -> Arc<Bot> {
    let bot = Arc::new(bot);
    let intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES;
    let builder = ClientBuilder::new_with_http(http(discord), intents);
    let mut client = builder.event_handler_arc(Arc::clone(&bot)).await.unwrap();
    assert_eq!(*client.ws_url.lock().await, discord.gateway_address());
    tokio::spawn(async move { client.start().await });
    discord.until_connected().await;
    bot
}

async fn registers(discord: &Discord) {
    let done = http(discord)
        .create_guild_commands(discord.guild().into(), &commands())
        .await;
    assert_eq!(done.unwrap().len(), 2);
}

/// The person, and the channel, that most stories need.
fn ana_and_er(discord: &Discord) -> (Id, Id) {
    (discord.add_user("ana"), discord.add_channel("er"))
}
