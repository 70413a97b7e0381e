//! A server of Discord as a stage: people fill the fields of commands and read
//! what Discord shows them.

use super::super::{draw, organisation};
use super::typed::Typed;
use super::{Entry, Unhurried, facts};
use crate::fakes::discord::{self as fake, Id, Message, Options};
use liaison::chat::discord::{Discord, Settings};
use liaison::chat::{Chat, Clerk};
use liaison::desk::Desk;
use liaison::domain::{CaseNumber, ChannelRef, Clock, Sight};
use liaison::program::wiring::AtTheDesk;
use liaison::store::Store;
use regex::Regex;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use tokio_util::sync::{CancellationToken, DropGuard};

/// Most signs that Discord lets anybody type into a field of a command.
const LONGEST: usize = 6_000;

/// A server with the people and channels of the story's hospital.
#[derive(Clone)]
pub struct Peopled {
    pub discord: fake::Discord,
    channels: BTreeMap<String, Id>,
    users: BTreeMap<String, Id>,
}

/// The bot in it.
pub struct Server {
    pub peopled: Peopled,
    chat: Arc<dyn Chat>,
    _stop: DropGuard,
}

impl Peopled {
    pub async fn open(clock: &Clock, record: Option<PathBuf>) -> Self {
        let clock = clock.clone();
        let discord = fake::Discord::open(Options {
            now: Arc::new(move || clock.now()),
            record,
            limits: false,
        })
        .await;
        let channels = organisation::DEPARTMENTS.iter();
        let channels = channels.map(|name| ((*name).to_owned(), discord.add_channel(name)));
        let channels = channels.collect();
        let users = organisation::PEOPLE.iter();
        let users = users.map(|name| ((*name).to_owned(), discord.add_user(name)));
        let users = users.collect();
        Self {
            discord,
            channels,
            users,
        }
    }

    pub fn channel(&self, department: &str) -> Id {
        self.channels[department]
    }

    pub fn user(&self, name: &str) -> Id {
        self.users[name]
    }

    /// The settings that lead to the fake.
    pub fn settings(&self, sight: Sight) -> Settings {
        Settings {
            token: SecretString::from(fake::TOKEN),
            guild: self.discord.guild(),
            api_url: Some(self.discord.address().parse().expect("an address")),
            sight,
            names: commands::Names::default(),
        }
    }
}

impl Server {
    pub fn open(peopled: &Peopled, (store, desk, clock): (&Store, &Desk, &Clock)) -> Self {
        let clerk: Arc<dyn Clerk> = Arc::new(AtTheDesk {
            desk: desk.clone(),
            store: store.clone(),
        });
        let app = Discord::new(peopled.settings(Sight::Full), clerk, clock.clone()).expect("a bot");
        let app = Arc::new(app);
        let stop = CancellationToken::new();
        tokio::spawn(Arc::clone(&app).listen(stop.clone()));
        Self {
            peopled: peopled.clone(),
            chat: Arc::new(Unhurried(app)),
            _stop: stop.drop_guard(),
        }
    }

    pub fn chat(&self) -> Arc<dyn Chat> {
        Arc::clone(&self.chat)
    }

    pub async fn types(&self, who: &str, thread: Option<CaseNumber>, line: &str) -> String {
        let typed = match Typed::read(line, thread) {
            Ok(typed) => typed,
            Err(why) => return why,
        };
        let Some((verb, named)) = typed.named(thread) else {
            // Discord shows what is missing, and sends nothing.
            let thread = thread.and_then(|case| u64::try_from(case.0).ok());
            return commands::parse(line, thread)
                .expect_err("nothing to send")
                .to_string();
        };
        let named: Vec<(&str, &str)> = named.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let at = match thread {
            Some(case) => self.thread_of(case),
            None => self.peopled.channel(organisation::DEPARTMENTS[0]),
        };
        if named.iter().any(|(_, value)| value.chars().count() > LONGEST) {
            return "Discord lets nobody type so much.".to_owned();
        }
        let root = typed.root.trim_start_matches('/');
        let user = self.peopled.user(who);
        let seen = self.peopled.discord.command(user, at, root, &verb, &named).await;
        as_said(&seen.as_read())
    }

    /// Presses a button of a request, and sends the form that opens with these words.
    pub async fn decides(
        &self,
        who: &str,
        (channel, request): (&ChannelRef, &str),
        (button, words): (&str, &str),
    ) -> String {
        let (user, at) = (
            self.peopled.user(who),
            channel.id.parse().expect("a channel's id"),
        );
        let discord = &self.peopled.discord;
        let message = request.parse().expect("a message's id");
        let seen = discord.press(user, at, message, button).await;
        let Some(modal) = &seen.modal else {
            return as_said(&seen.as_read());
        };
        let field = if button == "Change…" { "text" } else { "why" };
        let sent = discord.submit(user, modal, &[(field, words)]).await;
        as_said(&sent.as_read())
    }

    fn thread_of(&self, case: CaseNumber) -> Id {
        let card = organisation::DEPARTMENTS.iter().find_map(|department| {
            let cards = self.peopled.discord.messages(self.peopled.channel(department));
            let card = cards.iter().find(|m| facts::case(m.as_read()) == Some(case.0))?;
            Some(card.id)
        });
        card.expect("the case has a card to answer under")
    }

    pub fn entries(&self, channel: &ChannelRef) -> Vec<Entry> {
        let id = channel.id.parse().expect("a channel's id");
        self.peopled.discord.messages(id).iter().map(entry).collect()
    }

    pub fn thread(&self, card: &str) -> Vec<Entry> {
        // The thread of a message has the message's id.
        let id = card.parse().expect("a message's id");
        self.peopled.discord.messages(id).iter().map(entry).collect()
    }
}

/// What was said, without what Discord's people see around it: the mark of its delivery, buttons, the sign before a
/// name, and the unseen sign that keeps other names from being mentions.
fn as_said(read: &str) -> String {
    let is_ours = |line: &&str| {
        let mark = line.strip_prefix("liaison ").unwrap_or_default();
        let is_mark = mark.len() == 12 && mark.chars().all(|sign| sign.is_ascii_hexdigit());
        !(is_mark || line.starts_with('[') && line.ends_with(']'))
    };
    // A refused person gets their own words back, in a box of their own.
    let read = read.split("\nYou wrote\n").next().unwrap_or_default();
    let mut said = read.lines().filter(is_ours).collect::<Vec<_>>().join("\n");
    for name in organisation::PEOPLE {
        said = said.replace(&format!("@{name}"), name);
    }
    // Discord draws no preview of an address in angle brackets.
    static ADDRESS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"<(https?://[^<>\s]+)>").expect("a pattern"));
    ADDRESS.replace_all(&said, "$1").replace('\u{200b}', "")
}

fn entry(message: &Message) -> Entry {
    let read = message.as_read();
    let card = (!message.embeds.is_empty()).then(|| facts::case(read)).flatten();
    Entry {
        id: message.id.to_string(),
        line: match (card, message.attachments.first()) {
            (Some(_), _) => facts::line(&as_said(read), "> "),
            (None, Some(file)) => draw::picture(&file.description),
            (None, None) => facts::request(&as_said(read)).unwrap_or_else(|| as_said(read)),
        },
        card,
        drawn: i64::from(message.edits),
    }
}
