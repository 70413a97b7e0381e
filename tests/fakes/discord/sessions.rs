//! The gateway's sessions: what each was told, so that it can be told again
//! to who resumes.

use super::Discord;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tokio::sync::mpsc::UnboundedSender;

const GUILDS: u64 = 1;
const GUILD_MESSAGES: u64 = 1 << 9;
const MESSAGE_CONTENT: u64 = 1 << 15;
/// Members, presences, content of messages: only where they were granted.
const PRIVILEGED: u64 = (1 << 1) | (1 << 8) | MESSAGE_CONTENT;
/// Every intent that there is.
const KNOWN: u64 = ((1 << 17) - 1) | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25);

/// What a connection is told to do.
#[derive(Debug)]
pub(super) enum Out {
    /// Send this.
    Say(String),
    /// Close with this code.
    Close(u16),
    /// Break off without a word.
    Break,
}

/// A connection's number, and the way to it.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub number: u64,
    pub out: UnboundedSender<Out>,
}

/// One session.
#[derive(Debug)]
pub(super) struct Session {
    pub id: String,
    intents: u64,
    seq: u64,
    told: Vec<(u64, String)>,
    line: Option<Line>,
}

impl Session {
    fn tell(&mut self, event: &str, data: &Value) {
        self.seq += 1;
        let text = json!({ "op": 0, "s": self.seq, "t": event, "d": data }).to_string();
        if let Some(line) = &self.line {
            let _ = line.out.send(Out::Say(text.clone()));
        }
        self.told.push((self.seq, text));
    }
}

/// All sessions, and how the gateway behaves.
#[derive(Debug)]
pub(super) struct Sessions {
    all: Vec<Session>,
    lines: Vec<Line>,
    /// Connections that hear nothing any more and don't know it.
    pub silent: BTreeSet<u64>,
    numbers: u64,
    identified: Vec<DateTime<Utc>>,
    resumed: usize,
    pub refusing: bool,
    granted: u64,
    pub heartbeat: u64,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            lines: Vec::new(),
            silent: BTreeSet::new(),
            numbers: 0,
            identified: Vec::new(),
            resumed: 0,
            refusing: false,
            granted: 0,
            heartbeat: 41_250,
        }
    }
}

impl Sessions {
    /// A new connection.
    pub fn connect(&mut self, out: UnboundedSender<Out>) -> Line {
        self.numbers += 1;
        let line = Line {
            number: self.numbers,
            out,
        };
        self.lines.push(line.clone());
        line
    }

    /// A connection is gone; its session waits to be resumed.
    pub fn disconnect(&mut self, number: u64) {
        self.lines.retain(|line| line.number != number);
        for session in &mut self.all {
            session.line.take_if(|line| line.number == number);
        }
    }

    /// Identifies in the last day.
    pub fn identified_today(&self, now: DateTime<Utc>) -> usize {
        let young = |at: &&DateTime<Utc>| now - **at < TimeDelta::days(1);
        self.identified.iter().filter(young).count()
    }

    /// Opens a session, or gives the code to close with.
    pub fn identify(&mut self, line: &Line, intents: u64, now: DateTime<Utc>) -> Result<String, u16> {
        if intents & !KNOWN != 0 {
            return Err(4013);
        }
        if intents & PRIVILEGED & !self.granted != 0 {
            return Err(4014);
        }
        self.identified.push(now);
        let id = format!("session-{}", self.identified.len());
        self.all.push(Session {
            id: id.clone(),
            intents,
            seq: 0,
            told: Vec::new(),
            line: Some(line.clone()),
        });
        Ok(id)
    }

    /// Tells a session again what came after `seq`; false if there is no such session.
    pub fn resume(&mut self, line: &Line, id: &str, seq: u64) -> Result<bool, u16> {
        let Some(session) = self.all.iter_mut().find(|s| s.id == id) else {
            return Ok(false);
        };
        if seq > session.seq {
            return Err(4007);
        }
        for (_, text) in session.told.iter().filter(|(at, _)| *at > seq) {
            let _ = line.out.send(Out::Say(text.clone()));
        }
        session.line = Some(line.clone());
        session.tell("RESUMED", &json!({ "_trace": [] }));
        self.resumed += 1;
        Ok(true)
    }

    /// Tells one session.
    pub fn tell(&mut self, id: &str, event: &str, data: &Value) {
        if let Some(session) = self.all.iter_mut().find(|s| s.id == id) {
            session.tell(event, data);
        }
    }

    /// Tells all who asked for what happens in the guild; interactions come to everybody.
    pub fn dispatch(&mut self, event: &str, data: &Value) {
        for session in &mut self.all {
            if session.intents & GUILDS != 0 || event == "INTERACTION_CREATE" {
                session.tell(event, data);
            }
        }
    }

    /// Tells of messages to who asked for them; without the privilege the words of people stay out.
    pub fn message(&mut self, event: &str, data: &Value) {
        for session in &mut self.all {
            if session.intents & GUILD_MESSAGES == 0 {
                continue;
            }
            let mut data = data.clone();
            let ours = data["author"]["bot"] == true;
            if !ours && session.intents & MESSAGE_CONTENT == 0 && data.get("content").is_some() {
                data["content"] = "".into();
                data["embeds"] = json!([]);
                data["components"] = json!([]);
                data["attachments"] = json!([]);
            }
            session.tell(event, &data);
        }
    }

    fn each_line(&self, out: impl Fn() -> Out) {
        for line in &self.lines {
            let _ = line.out.send(out());
        }
    }

    /// Whether a session is open on a connection.
    pub fn is_ready(&self) -> bool {
        self.all.iter().any(|session| session.line.is_some())
    }
}

impl Discord {
    /// Waits until the bot is there: a session is open on a connection.
    pub async fn until_connected(&self) {
        self.until("a bot at the gateway", |kept| {
            kept.sessions.is_ready().then_some(())
        })
        .await;
    }

    /// Waits until no session is open on a connection.
    pub async fn until_alone(&self) {
        self.until("the bot gone from the gateway", |kept| {
            (!kept.sessions.is_ready()).then_some(())
        })
        .await;
    }

    /// Whether a session is open on a connection.
    pub fn is_connected(&self) -> bool {
        self.kept().sessions.is_ready()
    }

    /// Waits until so many sessions were resumed in all.
    pub async fn until_resumed(&self, times: usize) {
        self.until("a session resumed", |kept| {
            (kept.sessions.resumed >= times).then_some(())
        })
        .await;
    }

    /// Waits until so many sessions were opened in all.
    pub async fn until_identified(&self, times: usize) {
        self.until("a session opened", |kept| {
            (kept.sessions.identified.len() >= times).then_some(())
        })
        .await;
    }

    /// Sessions opened so far.
    pub fn identifies(&self) -> usize {
        self.kept().sessions.identified.len()
    }

    /// Sessions resumed so far.
    pub fn resumes(&self) -> usize {
        self.kept().sessions.resumed
    }

    /// Connections break without a word.
    pub fn break_connections(&self) {
        self.kept().sessions.each_line(|| Out::Break);
    }

    /// Connections are closed with a code.
    pub fn close_connections(&self, code: u16) {
        self.kept().sessions.each_line(|| Out::Close(code));
    }

    /// Asks every connection to come again (op 7).
    pub fn ask_reconnect(&self) {
        let text = json!({ "op": 7, "d": null }).to_string();
        self.kept().sessions.each_line(|| Out::Say(text.clone()));
    }

    /// Says that the session is not good any more (op 9); one that can't be resumed is forgotten.
    pub fn invalidate(&self, resumable: bool) {
        let text = json!({ "op": 9, "d": resumable }).to_string();
        self.change(|kept| {
            kept.sessions.each_line(|| Out::Say(text.clone()));
            if !resumable {
                kept.sessions.all.clear();
            }
        });
    }

    /// Today's connections become zombies: open, but no heartbeat is acknowledged and nothing is told.
    pub fn go_silent(&self) {
        self.change(|kept| {
            let sessions = &mut kept.sessions;
            sessions
                .silent
                .extend(sessions.lines.iter().map(|line| line.number));
            for session in &mut sessions.all {
                session.line = None;
            }
        });
    }

    /// Whether new connections are turned away.
    pub fn refuse_connections(&self, refuse: bool) {
        self.kept().sessions.refusing = refuse;
    }

    /// Grants privileged intents.
    pub fn grant_intents(&self, intents: u64) {
        self.kept().sessions.granted |= intents;
    }

    /// How often new connections must send a heartbeat, in milliseconds; 41,250 unless told.
    pub fn heartbeat_every(&self, millis: u64) {
        self.kept().sessions.heartbeat = millis;
    }
}
