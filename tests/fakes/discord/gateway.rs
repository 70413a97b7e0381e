//! The gateway: one conversation per connection, in JSON, as strict about the
//! order of things as the real one.

use super::Discord;
use super::payload;
use super::sessions::{Line, Out};
use super::state::Kept;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

const UNKNOWN_OP: u16 = 4001;
const DECODE_ERROR: u16 = 4002;
const NOT_AUTHENTICATED: u16 = 4003;
const AUTHENTICATION_FAILED: u16 = 4004;
const ALREADY_AUTHENTICATED: u16 = 4005;
const RATE_LIMITED: u16 = 4008;
const INVALID_VERSION: u16 = 4012;
/// What a client may send in a minute.
const SENDS: usize = 120;
/// Sessions in a day; more, and the real one takes the token away.
const IDENTIFIES: usize = 1000;
/// The largest thing that a client may send.
const LARGEST: usize = 4096;

/// Somebody wants to connect.
pub(super) async fn connect(
    State(discord): State<Discord>,
    RawQuery(query): RawQuery,
    upgrade: WebSocketUpgrade,
) -> Response {
    if discord.kept().sessions.refusing {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let right = query.unwrap_or_default().split('&').any(|pair| pair == "v=10");
    upgrade.on_upgrade(async move |socket| converse(discord, socket, right).await)
}

async fn converse(discord: Discord, mut socket: WebSocket, right_version: bool) {
    if !right_version {
        close(&mut socket, INVALID_VERSION).await;
        return;
    }
    let (sender, mut out) = mpsc::unbounded_channel();
    let (line, heartbeat) = discord.change(|kept| (kept.sessions.connect(sender), kept.sessions.heartbeat));
    let mut talk = Talk {
        discord: discord.clone(),
        line,
        session: None,
        sent: VecDeque::new(),
    };
    let hello =
        json!({ "op": 10, "d": { "heartbeat_interval": heartbeat, "_trace": [] }, "s": null, "t": null });
    let mut open = socket.send(Message::text(hello.to_string())).await.is_ok();
    while open {
        tokio::select! {
            heard = socket.recv() => {
                let Some(Ok(heard)) = heard else { break };
                if let ControlFlow::Break(code) = talk.hear(&heard) {
                    close(&mut socket, code).await;
                    break;
                }
            }
            said = out.recv() => match said {
                Some(Out::Say(text)) => open = socket.send(Message::text(text)).await.is_ok(),
                Some(Out::Close(code)) => {
                    close(&mut socket, code).await;
                    break;
                }
                Some(Out::Break) | None => break,
            },
        }
    }
    discord.change(|kept| kept.sessions.disconnect(talk.line.number));
}

async fn close(socket: &mut WebSocket, code: u16) {
    let frame = CloseFrame {
        code,
        reason: "as agreed".into(),
    };
    if socket.send(Message::Close(Some(frame))).await.is_ok() {
        // A peer that reads the frame answers it; one that doesn't is not waited for.
        let _ = tokio::time::timeout(Duration::from_secs(1), socket.recv()).await;
    }
}

/// One side of a conversation.
struct Talk {
    discord: Discord,
    line: Line,
    session: Option<String>,
    sent: VecDeque<Instant>,
}

impl Talk {
    /// Hears something, or says with which code it hangs up.
    fn hear(&mut self, heard: &Message) -> ControlFlow<u16> {
        let text = match heard {
            Message::Text(text) => text.as_str(),
            Message::Binary(_) => return self.hang_up(DECODE_ERROR, "binary"),
            Message::Close(_) | Message::Ping(_) | Message::Pong(_) => return ControlFlow::Continue(()),
        };
        let now = Instant::now();
        self.sent.push_back(now);
        while self
            .sent
            .front()
            .is_some_and(|at| now - *at > Duration::from_secs(60))
        {
            self.sent.pop_front();
        }
        if self.sent.len() > SENDS {
            return self.hang_up(RATE_LIMITED, "more than 120 sends in a minute");
        }
        let read = serde_json::from_str::<Value>(text);
        let Some(heard) = read.ok().filter(|_| text.len() <= LARGEST) else {
            return self.hang_up(DECODE_ERROR, "not JSON, or too large");
        };
        let op = heard["op"].as_u64();
        match op {
            Some(1) => self.heartbeat(),
            Some(2 | 6) if self.session.is_some() => self.hang_up(ALREADY_AUTHENTICATED, "identified twice"),
            Some(2) => self.identify(&heard["d"]),
            Some(6) => self.resume(&heard["d"]),
            Some(3 | 4 | 8 | 31) if self.session.is_some() => ControlFlow::Continue(()),
            Some(3 | 4 | 8 | 31) => self.hang_up(NOT_AUTHENTICATED, "not identified yet"),
            _ => self.hang_up(UNKNOWN_OP, "no such opcode"),
        }
    }

    fn heartbeat(&self) -> ControlFlow<u16> {
        let kept = self.discord.kept();
        if !kept.sessions.silent.contains(&self.line.number) {
            self.say(&json!({ "op": 11, "d": null }));
        }
        ControlFlow::Continue(())
    }

    fn identify(&mut self, asked: &Value) -> ControlFlow<u16> {
        if let Err(code) = self.authenticate(asked) {
            return ControlFlow::Break(code);
        }
        let (Some(intents), true) = (asked["intents"].as_u64(), asked["properties"].is_object()) else {
            return self.hang_up(DECODE_ERROR, "no intents or properties");
        };
        let line = self.line.clone();
        let opened = self.discord.change(|kept| {
            let now = kept.now();
            let opened = kept.sessions.identify(&line, intents, now)?;
            if kept.sessions.identified_today(now) > IDENTIFIES {
                kept.complain("more than 1,000 sessions opened in a day");
            }
            greet(kept, &opened);
            Ok(opened)
        });
        match opened {
            Ok(session) => {
                self.session = Some(session);
                ControlFlow::Continue(())
            }
            Err(code) => self.hang_up(code, "intents that it may not have"),
        }
    }

    fn resume(&mut self, asked: &Value) -> ControlFlow<u16> {
        if let Err(code) = self.authenticate(asked) {
            return ControlFlow::Break(code);
        }
        let (Some(session), Some(seq)) = (asked["session_id"].as_str(), asked["seq"].as_u64()) else {
            return self.hang_up(DECODE_ERROR, "no session or sequence");
        };
        let line = self.line.clone();
        match self
            .discord
            .change(|kept| kept.sessions.resume(&line, session, seq))
        {
            Ok(true) => self.session = Some(session.to_owned()),
            Ok(false) => self.say(&json!({ "op": 9, "d": false })),
            Err(code) => return self.hang_up(code, "a sequence that it was never told"),
        }
        ControlFlow::Continue(())
    }

    fn authenticate(&self, asked: &Value) -> Result<(), u16> {
        let mut kept = self.discord.kept();
        let token = asked["token"].as_str().unwrap_or_default();
        if !kept.revoked && token.trim_start_matches("Bot ") == kept.token {
            return Ok(());
        }
        if !kept.revoked {
            kept.complain("gateway: a wrong token");
        }
        Err(AUTHENTICATION_FAILED)
    }

    fn say(&self, what: &Value) {
        let _ = self.line.out.send(Out::Say(what.to_string()));
    }

    /// Hangs up because the client did what it must not do.
    fn hang_up(&self, code: u16, why: &str) -> ControlFlow<u16> {
        let mut kept = self.discord.kept();
        if !kept.permitted.contains(&u32::from(code)) {
            kept.complain(format!("gateway: closed with {code}: {why}"));
        }
        ControlFlow::Break(code)
    }
}

/// READY, then the guild.
fn greet(kept: &mut Kept, session: &str) {
    let guild = kept.guild.to_string();
    let ready = json!({
        "v": 10, "user": payload::user(&kept.users[&kept.bot]), "session_id": session, "shard": [0, 1],
        "guilds": [{ "id": guild, "unavailable": true }], "resume_gateway_url": "ws://127.0.0.1:9/resume",
        "application": { "id": kept.bot.to_string(), "flags": 0 }, "private_channels": [],
    });
    let whole = payload::guild_create(kept);
    kept.sessions.tell(session, "READY", &ready);
    kept.sessions.tell(session, "GUILD_CREATE", &whole);
}
