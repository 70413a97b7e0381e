//! Socket Mode. Two lines are kept up, so that one still hears while the
//! other is replaced; a line that Slack wants replaced hears on until Slack
//! closes it.

use super::patience::Way;
use super::{action, command, event};
use crate::chat::slack::client::token;
use crate::chat::slack::{Slack, text};
use async_trait::async_trait;
use secrecy::SecretString;
use serde_json::{Value, json};
use slack_morphism::clients_manager::{SlackSocketModeClientsManager, SlackSocketModeClientsManagerFactory};
use slack_morphism::listener::SlackClientEventsListenerEnvironment;
use slack_morphism::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Lines that are kept up.
const LINES: u32 = 2;
/// A line that has not said hello by then won't.
const HELLO: Duration = Duration::from_secs(10);
/// Until then it is tried again at this pace.
const RETRY: u64 = 4;
/// The wait after a line was lost, doubled up to the longest each time.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// A line that Slack wants replaced hears on for so long at most.
const FAREWELL: Duration = Duration::from_secs(30);
/// A line that held so long was a good one.
const GOOD: Duration = Duration::from_secs(60);

/// Keeps the lines up until told to stop.
pub async fn listen(slack: &Arc<Slack>, app_token: &SecretString, stop: &CancellationToken) {
    let lines = (0..LINES).map(|_| keep_up(slack, app_token, stop));
    futures_util::future::join_all(lines).await;
}

/// One line and its successors.
async fn keep_up(slack: &Arc<Slack>, app_token: &SecretString, stop: &CancellationToken) {
    let mut wait = FIRST_WAIT;
    while !stop.is_cancelled() {
        let opened = stop.run_until_cancelled(Line::open(slack, app_token)).await;
        let held = tokio::time::Instant::now();
        match opened {
            None => return,
            Some(None) => {
                let fault = slack.client.opens_sockets(app_token).await.err();
                let why = fault.map_or_else(|| "the socket stays silent".to_owned(), |fault| fault.why());
                slack.client.health.line_missing(&why, slack.clock.now());
            }
            Some(Some(mut line)) => {
                slack.client.health.line_up();
                let end = stop.run_until_cancelled(line.end()).await;
                slack.client.health.line_down(slack.clock.now());
                tokio::spawn(line.retire(stop.clone()));
                if held.elapsed() > GOOD {
                    wait = FIRST_WAIT;
                    if end == Some(End::Asked) {
                        continue;
                    }
                }
            }
        }
        let pause = wait / 2 + slack.clock.jitter(wait / 2);
        stop.run_until_cancelled(tokio::time::sleep(pause)).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// Why a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Slack asked for another one; this one still hears for a while.
    Asked,
    /// It is gone.
    Lost,
}

/// What is heard on a line beside requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Hello,
    End(End),
}

struct Line {
    manager: Arc<dyn SlackSocketModeClientsManager + Send + Sync>,
    signs: mpsc::UnboundedReceiver<Sign>,
}

impl Line {
    /// Opens one; none when that fails.
    async fn open(slack: &Arc<Slack>, app_token: &SecretString) -> Option<Self> {
        let library = Arc::clone(&slack.client.library);
        let environment = SlackClientEventsListenerEnvironment::new(Arc::clone(&library));
        let manager = library
            .http_api
            .connector
            .new_clients_manager(Arc::new(environment));
        let (tell, signs) = mpsc::unbounded_channel();
        let listener = Arc::new(Listener {
            slack: Arc::clone(slack),
            tell,
        });
        let config = SlackClientSocketModeConfig::new()
            .with_max_connections_count(1)
            .with_initial_backoff_in_seconds(0)
            .with_reconnect_timeout_in_seconds(RETRY);
        let registered = manager
            .register_new_token(&config, token(app_token), listener)
            .await;
        registered.ok()?;
        manager.start().await;
        let mut line = Self { manager, signs };
        match tokio::time::timeout(HELLO, line.signs.recv()).await {
            Ok(Some(Sign::Hello)) => Some(line),
            _ => {
                line.manager.shutdown().await;
                None
            }
        }
    }

    /// Hears to the end what Slack still sends here, for a while.
    async fn retire(mut self, stop: CancellationToken) {
        let ended = tokio::time::timeout(FAREWELL, self.end());
        stop.run_until_cancelled(ended).await;
        self.manager.shutdown().await;
    }

    /// Waits for its end.
    async fn end(&mut self) -> End {
        loop {
            match self.signs.recv().await {
                Some(Sign::Hello) => {}
                Some(Sign::End(end)) => return end,
                None => return End::Lost,
            }
        }
    }
}

/// Hears what comes in on one line. A frame waits for the one before it: nothing here may take long.
struct Listener {
    slack: Arc<Slack>,
    tell: mpsc::UnboundedSender<Sign>,
}

impl Listener {
    fn sign(&self, sign: Sign) {
        // Nobody waits for signs of a line that was given up.
        let _ = self.tell.send(sign);
    }
}

#[async_trait]
impl SlackSocketModeClientListener for Listener {
    async fn on_message(&self, _line: &SlackSocketModeWssClientId, frame: String) -> Option<String> {
        let frame: Value = serde_json::from_str(&frame).unwrap_or_default();
        match text(&frame, "/type") {
            "hello" => self.sign(Sign::Hello),
            "disconnect" => self.sign(Sign::End(End::Asked)),
            _ => return acknowledge(&self.slack, frame).await,
        }
        None
    }

    async fn on_error(&self, _error: Box<dyn std::error::Error + Send + Sync>) {}

    async fn on_disconnect(&self, _line: &SlackSocketModeWssClientId) {
        self.sign(Sign::End(End::Lost));
    }
}

/// The acknowledgement of an envelope, with the answer in it where there is one by now and it may hold one.
async fn acknowledge(slack: &Arc<Slack>, mut envelope: Value) -> Option<String> {
    let id = text(&envelope, "/envelope_id").to_owned();
    if id.is_empty() {
        return None;
    }
    let takes_answer = envelope["accepts_response_payload"] == true;
    let way = if takes_answer { Way::Socket } else { Way::Mute };
    let payload = envelope["payload"].take();
    let answer = match text(&envelope, "/type") {
        "slash_commands" => {
            let fields = payload.as_object().into_iter().flatten();
            let fields = fields.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
            command::handle(slack, fields.collect(), way).await
        }
        "interactive" => action::handle(slack, payload, way).await,
        "events_api" => {
            event::handle(slack, payload);
            None
        }
        _ => None,
    };
    let mut acknowledgement = json!({ "envelope_id": id });
    if let Some(answer) = answer.filter(|_| takes_answer) {
        acknowledgement["payload"] = answer;
    }
    Some(acknowledgement.to_string())
}
