//! Discord: cards as embeds, commands, buttons and forms, over the gateway.
//!
//! Words of others are escaped where they are drawn, and every message says
//! whom it may wake: nobody, unless a card or a line means to. Discord's client
//! library looks after the gateway; calls are made by our own client, which
//! keeps to Discord's limits for all of them together.

mod brakes;
mod check;
mod client;
mod errors;
mod find;
mod gateway;
mod health;
mod inbound;
mod post;
mod register;
mod render;
mod rooms;

use crate::chat::{Ailment, Chat, Clerk, Listing, Manners, MessageRef, Place};
use crate::domain::{ApprovalRequest, Card, ChannelRef, Clock, DeliveryId, Line, Picture, SendError, Sight};
use async_trait::async_trait;
use client::Client;
use commands::{Entry, Names};
use health::Health;
use inbound::drafts::Drafts;
use rooms::Rooms;
use secrecy::SecretString;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use url::Url;

/// What a fuzzer reaches of what is private here.
#[cfg(any(test, fuzzing))]
pub mod fuzz {
    pub use super::inbound::fuzz::heard;
    pub use super::render::fuzz::drawn;
}

/// The word that settings and channels name Discord by.
pub const NAME: &str = "discord";

/// What the administrator decides about Discord.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The bot's token.
    pub token: SecretString,
    /// The server it works in.
    pub guild: u64,
    /// Another place than Discord's own where its API is served, without a slash at the end.
    pub api_url: Option<Url>,
    /// How much its channels may show.
    pub sight: Sight,
    /// What the commands are called there.
    pub names: Names,
}

/// Discord as a chat.
pub struct Discord {
    settings: Settings,
    clerk: Arc<dyn Clerk>,
    clock: Clock,
    client: Client,
    catalogue: Vec<Entry>,
    rooms: Rooms,
    health: Health,
    drafts: Drafts,
    /// Our own user's id, once it is known.
    me: OnceLock<String>,
    /// The application's id, once the gateway has told it.
    application: OnceLock<String>,
}

impl Discord {
    /// A chat that has not said or heard anything yet.
    pub fn new(settings: Settings, clerk: Arc<dyn Clerk>, clock: Clock) -> anyhow::Result<Self> {
        let client = Client::new(settings.token.clone(), settings.api_url.as_ref(), clock.clone())?;
        Ok(Self {
            catalogue: settings.names.catalogue(),
            client,
            rooms: Rooms::new(clock.clone()),
            health: Health::new(clock.clone()),
            drafts: Drafts::new(clock.clone()),
            me: OnceLock::new(),
            application: OnceLock::new(),
            settings,
            clerk,
            clock,
        })
    }
}

#[async_trait]
impl Chat for Discord {
    fn name(&self) -> &'static str {
        NAME
    }

    /// Five messages in five seconds is what a channel takes.
    fn manners(&self) -> Manners {
        Manners {
            pace: Duration::from_millis(1_200),
            burst: Some(5),
        }
    }

    async fn post(&self, channel: &ChannelRef, card: &Card, key: DeliveryId) -> Result<String, SendError> {
        self.post_card(channel, &self.through(card), key).await
    }

    async fn redraw(&self, message: &MessageRef, card: &Card) -> Result<(), SendError> {
        self.redraw_card(message, &self.through(card)).await
    }

    async fn ask(
        &self,
        channel: &ChannelRef,
        request: &ApprovalRequest,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let request = request.clone().through(self.settings.sight);
        self.post_request(channel, &request, key).await
    }

    async fn redraw_request(&self, message: &MessageRef, request: &ApprovalRequest) -> Result<(), SendError> {
        let request = request.clone().through(self.settings.sight);
        self.redraw_posted_request(message, &request).await
    }

    async fn say(&self, to: &Place, line: &Line, key: DeliveryId) -> Result<String, SendError> {
        self.say_line(to, &line.through(self.settings.sight), key).await
    }

    async fn list(
        &self,
        channel: &ChannelRef,
        listing: &Listing,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let cards = listing.cards.iter().map(|card| self.through(card)).collect();
        self.post_list(channel, &Listing { cards }, key).await
    }

    async fn show(
        &self,
        channel: &ChannelRef,
        picture: &Picture,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        self.post_picture(channel, picture, key).await
    }

    async fn find(&self, to: &Place, key: DeliveryId) -> Result<Option<String>, SendError> {
        self.find_message(to, key).await
    }

    fn ailments(&self) -> Vec<Ailment> {
        self.health.ailments(self.client.has_dead_token())
    }
}

impl Discord {
    fn through(&self, card: &Card) -> Card {
        card.clone().through(self.settings.sight)
    }
}
