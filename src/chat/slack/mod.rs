//! Slack: cards in Block Kit, commands, buttons and forms, over Socket Mode or
//! signed HTTP.
//!
//! `inbound` turns what Slack sends into an ask for the clerk and acknowledges
//! it at once; `render` draws, pure; `client` calls the Web API.

use super::{Ailment, Ask, Chat, Clerk, Listing, Manners, MessageRef, Place, Told};
use crate::domain::{
    ApprovalRequest, Card, ChannelRef, Clock, DeliveryId, DraftId, Line, Member, Origin, Picture, SendError,
    Sight, Staff,
};
use async_trait::async_trait;
use client::Client;
use commands::{Command, Names};
use inbound::Patience;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

mod brakes;
mod check;
mod client;
mod errors;
mod find;
mod health;
mod inbound;
mod members;
mod picture;
mod render;
#[cfg(test)]
mod samples;

pub use inbound::routes;
#[cfg(any(test, fuzzing))]
pub use render::fuzz;

/// The word that settings and channels name Slack by.
pub const NAME: &str = "slack";

/// What is under way when the program ends may take so long to come to its end.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// How often it is looked whether something ailing works again.
const PROBE: Duration = Duration::from_secs(60);

/// How Slack's side reaches us.
#[derive(Debug, Clone)]
pub enum Mode {
    /// We call them: no public address is needed.
    Socket {
        /// `xapp-…`, with `connections:write`.
        app_token: SecretString,
    },
    /// They call us, and sign it.
    Http {
        /// Proves that a call is theirs.
        signing_secret: SecretString,
    },
}

/// What the administrator decides about Slack.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How it reaches us.
    pub mode: Mode,
    /// `xoxb-…`.
    pub bot_token: SecretString,
    /// Where the Web API begins, without a slash at the end.
    pub api_url: Url,
    /// How much its channels may show.
    pub sight: Sight,
    /// What the commands are called there.
    pub names: Names,
}

/// Slack as a chat.
pub struct Slack {
    settings: Settings,
    clerk: Arc<dyn Clerk>,
    clock: Clock,
    client: Client,
    patience: Patience,
    tasks: TaskTracker,
}

impl Slack {
    /// Slack, where `clerk` carries out what people ask for. Nothing is called yet.
    pub fn new(settings: Settings, clerk: Arc<dyn Clerk>, clock: Clock) -> anyhow::Result<Self> {
        Ok(Self {
            client: Client::new(&settings, clock.clone())?,
            settings,
            clerk,
            clock,
            patience: Patience::default(),
            tasks: TaskTracker::new(),
        })
    }

    /// Listens on the socket, where the settings say so, and looks after what ails, until told to stop.
    pub async fn listen(self: Arc<Self>, stop: CancellationToken) {
        let probing = self.probe(&stop);
        match &self.settings.mode {
            Mode::Socket { app_token } => {
                let listening = inbound::socket::listen(&self, app_token, &stop);
                tokio::join!(probing, listening);
            }
            Mode::Http { .. } => probing.await,
        }
        self.tasks.close();
        let _ = tokio::time::timeout(LAST_WORDS, self.tasks.wait()).await;
    }

    /// Looks now and then whether what ails works again, where no call of its own would tell.
    async fn probe(&self, stop: &CancellationToken) {
        // Known before the first request comes: a form can't wait for it.
        let known = stop.run_until_cancelled(self.client.identity()).await;
        if let Some(Err(fault)) = known {
            tracing::warn!(why = fault.why(), "Slack doesn't answer yet");
        }
        while stop
            .run_until_cancelled(tokio::time::sleep(PROBE))
            .await
            .is_some()
        {
            if self.client.health.ails() {
                check::heal(self).await;
            }
        }
    }

    /// Has the clerk carry out a command for somebody.
    async fn run(&self, staff: Staff, command: Command, (once, seen): (&str, Option<DraftId>)) -> Told {
        let ask = Ask {
            staff,
            origin: Origin::Slack,
            sight: self.settings.sight,
            once: Some(format!("{NAME}/{once}")),
            seen,
            command,
        };
        self.clerk.run(ask).await
    }

    /// A message that is there, drawn anew: to draw it twice is no harm.
    async fn draw_again(&self, message: &MessageRef, drawn: render::Drawn) -> Result<(), SendError> {
        let mut body = drawn.into_message();
        body["channel"] = json!(message.channel.id);
        body["ts"] = json!(message.id);
        let redrawn = self.client.post("chat.update", &body).await;
        redrawn.map(|_| ()).map_err(|fault| fault.for_harmless())
    }

    /// A new message, with its delivery's id on it.
    async fn send(&self, place: &Place, drawn: render::Drawn, key: DeliveryId) -> Result<String, SendError> {
        let case = drawn.case;
        let mut body = drawn.into_message();
        body["channel"] = json!(place.channel.id);
        body["metadata"] = find::mark(key, case);
        body["unfurl_links"] = json!(false);
        body["unfurl_media"] = json!(false);
        if let Some(thread) = &place.thread {
            body["thread_ts"] = json!(thread);
        }
        let sent = self.client.post("chat.postMessage", &body).await;
        let sent = sent.map_err(|fault| fault.for_delivery())?;
        let id = sent["ts"].as_str().map(str::to_owned);
        id.ok_or_else(|| SendError::unknown("Slack's answer could not be read"))
    }
}

#[async_trait]
impl Chat for Slack {
    fn name(&self) -> &'static str {
        NAME
    }

    /// One message a second in a channel, more for a moment; that is what Slack bears.
    fn manners(&self) -> Manners {
        Manners {
            pace: Duration::from_secs(1),
            burst: Some(5),
        }
    }

    async fn post(&self, channel: &ChannelRef, card: &Card, key: DeliveryId) -> Result<String, SendError> {
        let card = card.clone().through(self.settings.sight);
        let drawn = render::card::posted(&card, &self.clerk.directory());
        self.send(&in_channel(channel), drawn, key).await
    }

    async fn redraw(&self, message: &MessageRef, card: &Card) -> Result<(), SendError> {
        let card = card.clone().through(self.settings.sight);
        let drawn = render::card::redrawn(&card, &self.clerk.directory());
        self.draw_again(message, drawn).await
    }

    async fn ask(
        &self,
        channel: &ChannelRef,
        request: &ApprovalRequest,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let request = request.clone().through(self.settings.sight);
        let drawn = render::request::posted(&request, &self.clerk.directory());
        self.send(&in_channel(channel), drawn, key).await
    }

    async fn redraw_request(&self, message: &MessageRef, request: &ApprovalRequest) -> Result<(), SendError> {
        let request = request.clone().through(self.settings.sight);
        let drawn = render::request::redrawn(&request, &self.clerk.directory());
        self.draw_again(message, drawn).await
    }

    async fn say(&self, to: &Place, line: &Line, key: DeliveryId) -> Result<String, SendError> {
        let line = line.through(self.settings.sight);
        let drawn = render::line(&line, &self.clerk.directory());
        self.send(to, drawn, key).await
    }

    async fn list(
        &self,
        channel: &ChannelRef,
        listing: &Listing,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let cards = listing.cards.iter().cloned();
        let cards = cards.map(|card| card.through(self.settings.sight)).collect();
        self.send(&in_channel(channel), render::listing(&Listing { cards }), key)
            .await
    }

    async fn show(
        &self,
        channel: &ChannelRef,
        picture: &Picture,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        picture::show(&self.client, channel, picture, key).await
    }

    async fn find(&self, to: &Place, key: DeliveryId) -> Result<Option<String>, SendError> {
        find::find(self, to, key).await
    }

    async fn members(&self) -> Result<Option<Vec<Member>>, SendError> {
        let members = members::members(&self.client, &self.clerk.settings()).await;
        members.map(Some).map_err(|fault| fault.for_harmless())
    }

    fn ailments(&self) -> Vec<Ailment> {
        self.client.health.ailments(&self.clock)
    }
}

fn in_channel(channel: &ChannelRef) -> Place {
    Place {
        channel: channel.clone(),
        thread: None,
    }
}

/// The string at a pointer of what Slack sent; empty when there is none.
fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
