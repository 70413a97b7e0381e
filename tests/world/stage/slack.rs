//! A workspace of Slack as a stage: people type slash commands, or mention the
//! bot where slash commands don't work, and read what Slack shows them.

use super::super::{draw, organisation};
use super::typed::Typed;
use super::{Entry, Unhurried, facts};
use crate::fakes::slack::{self as fake, Message, Options};
use liaison::chat::slack::{Mode, Settings, Slack};
use liaison::chat::{Chat, Clerk};
use liaison::desk::Desk;
use liaison::domain::{CaseNumber, ChannelRef, Clock, Sight};
use liaison::program::wiring::AtTheDesk;
use liaison::store::Store;
use secrecy::SecretString;
use std::sync::Arc;
use tokio_util::sync::{CancellationToken, DropGuard};

/// A workspace with everybody in it.
pub struct Workspace {
    pub slack: fake::Slack,
    chat: Arc<dyn Chat>,
    _stop: DropGuard,
}

/// An empty one with the people and channels of the story's hospital.
pub async fn populated(clock: &Clock, record: Option<std::path::PathBuf>) -> fake::Slack {
    let clock = clock.clone();
    let slack = fake::Slack::open(Options {
        now: Arc::new(move || clock.now()),
        record,
        limits: false,
    })
    .await;
    let accounts: Vec<String> = organisation::PEOPLE.iter().map(|name| user(name)).collect();
    let everybody: Vec<&str> = accounts.iter().map(String::as_str).collect();
    for (name, id) in organisation::PEOPLE.iter().zip(&accounts) {
        slack.add_user(id, name);
    }
    for name in organisation::DEPARTMENTS {
        slack.add_channel(&channel(name), name, &everybody);
    }
    slack
}

/// The id of a department's channel.
pub fn channel(department: &str) -> String {
    format!("C0{}", department.to_uppercase().replace('-', ""))
}

/// The id of somebody's account.
pub fn user(name: &str) -> String {
    format!("U0{}", name.to_uppercase())
}

/// The settings that lead to the fake.
pub fn settings(slack: &fake::Slack) -> Settings {
    Settings {
        mode: Mode::Socket {
            app_token: SecretString::from(fake::APP_TOKEN),
        },
        bot_token: SecretString::from(fake::BOT_TOKEN),
        api_url: slack.api_url().parse().expect("an address"),
        sight: Sight::Full,
        names: commands::Names::default(),
    }
}

impl Workspace {
    pub fn open(slack: &fake::Slack, (store, desk, clock): (&Store, &Desk, &Clock)) -> Self {
        let clerk: Arc<dyn Clerk> = Arc::new(AtTheDesk {
            desk: desk.clone(),
            store: store.clone(),
        });
        let app = Slack::new(settings(slack), clerk, clock.clone()).expect("an app");
        let app = Arc::new(app);
        let stop = CancellationToken::new();
        tokio::spawn(Arc::clone(&app).listen(stop.clone()));
        Self {
            slack: slack.clone(),
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
        let user = user(who);
        let (root, rest) = (typed.root.as_str(), escaped(typed.rest));
        let Some(case) = thread else {
            let channel = channel(organisation::DEPARTMENTS[0]);
            let seen = self.slack.command(&user, &channel, root, &rest).await;
            return seen.ephemeral.iter().map(answer).collect::<Vec<_>>().join("\n");
        };
        let card = organisation::DEPARTMENTS.iter().find_map(|department| {
            let channel = channel(department);
            let cards = self.slack.messages(&channel);
            let card = cards.iter().find(|m| facts::case(&read(m)) == Some(case.0))?;
            Some((channel, card.ts.clone()))
        });
        let (channel, ts) = card.expect("the case has a card to answer under");
        let before: Vec<String> = self.slack.ephemerals(&user).into_iter().map(|m| m.ts).collect();
        let words = match root {
            "/case" => rest,
            _ => format!("{} {rest}", root.trim_start_matches('/')),
        };
        self.slack.mention(&user, &channel, Some(&ts), &words).await;
        let is_new = |message: &Message| !before.contains(&message.ts);
        answer(&self.slack.until_ephemeral(&user, is_new).await)
    }

    /// Presses a button of a request, and sends the form that opens with these words.
    pub async fn decides(
        &self,
        who: &str,
        (channel, request): (&ChannelRef, &str),
        (button, words): (&str, &str),
    ) -> String {
        let user = user(who);
        let seen = self.slack.press(&user, &channel.id, request, button).await;
        let Some(view) = &seen.view else {
            return seen.ephemeral.iter().map(answer).collect::<Vec<_>>().join("\n");
        };
        let field = if button == "Change…" { "text" } else { "why" };
        let sent = self.slack.submit(&user, &view.id, &[(field, words)]).await;
        let errors = sent.errors.into_values();
        let views = sent.view.iter().map(fake::View::plain);
        errors.chain(views).collect::<Vec<_>>().join("\n")
    }

    pub fn entries(&self, channel: &ChannelRef) -> Vec<Entry> {
        self.slack
            .messages(&channel.id)
            .iter()
            .map(|m| self.entry(m))
            .collect()
    }

    pub fn thread(&self, channel: &ChannelRef, card: &str) -> Vec<Entry> {
        self.slack
            .thread(&channel.id, card)
            .iter()
            .map(|m| self.entry(m))
            .collect()
    }

    fn entry(&self, message: &Message) -> Entry {
        let files = self.slack.files();
        match files.iter().find(|file| message.files.contains(&file.id)) {
            Some(file) => Entry {
                line: draw::picture(&file.alt_text),
                ..entry(message)
            },
            None => entry(message),
        }
    }
}

/// What Slack does to what people type when an app asks for it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn entry(message: &Message) -> Entry {
    let read = read(message);
    let card = message.metadata.as_ref().and_then(|_| facts::case(&read));
    Entry {
        id: message.ts.clone(),
        line: match (card, facts::request(&read)) {
            (Some(_), _) => facts::line(&read, ""),
            (None, Some(request)) => request,
            (None, None) => read,
        },
        card,
        drawn: i64::from(message.edits),
    }
}

/// An answer without its buttons, and without the person's own words in their box.
fn answer(message: &Message) -> String {
    let read = read(message);
    let said = read.split("\nYou wrote\n").next().unwrap_or_default();
    let is_button = |line: &&str| line.starts_with('[') && line.ends_with(']');
    said.lines()
        .filter(|line| !is_button(line))
        .collect::<Vec<_>>()
        .join("\n")
}

/// A message as a person reads it, with names for people.
pub fn read(message: &Message) -> String {
    let mut plain = message.plain();
    for name in organisation::PEOPLE {
        plain = plain.replace(&format!("@{}", user(name)), name);
    }
    plain
}
