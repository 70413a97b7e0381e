//! A case's cards, as people read them in both chats.

use super::super::bluesky::network::within;
use super::house::{House, Wing};
use crate::fakes::{discord, slack};
use anyhow::{Context, Result, bail};
use std::time::Duration;

/// How long a card may take to be as it should be. A lane of a process that was killed rests for half a minute.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a list of new cases calls itself.
const LIST: &str = "more new cases";

/// A case's card in each chat.
#[derive(Debug, Clone)]
pub(super) struct Cards {
    pub slack: slack::Message,
    pub discord: discord::Message,
}

/// What a card says at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glance {
    /// `open`, `held`, `resolved`.
    pub status: String,
    pub holder: Option<String>,
    /// A public reply stands there.
    pub answered: bool,
    /// Its colour or mark says that all is well.
    pub green: bool,
}

impl House {
    /// The number of the case that these words opened, as soon as Slack shows it: on a card or in the list of a burst.
    pub(super) async fn case_about(&self, wing: &Wing, words: &str) -> Result<i64> {
        within(PATIENCE, "the case in Slack", async || {
            let messages = self.slack.messages(&wing.slack);
            let mut telling = messages.iter().filter(|m| m.plain().contains(words));
            Ok(telling.find_map(|m| number_in_slack(m).or_else(|| number_in_list(&m.plain(), words))))
        })
        .await
    }

    /// In how many lists of a burst a case stands, in Slack and in Discord.
    pub(super) fn in_lists(&self, wing: &Wing, case: i64) -> (usize, usize) {
        let lists = |read: &str| {
            let line = format!("#{case} ");
            read.contains(LIST) && read.lines().any(|said| said.starts_with(&line))
        };
        let slack = self.slack.messages(&wing.slack);
        let discord = self.discord.messages(wing.discord);
        (
            slack.iter().filter(|m| lists(&m.plain())).count(),
            discord.iter().filter(|m| lists(m.as_read())).count(),
        )
    }

    /// The messages that are this case's card in a channel of Slack; more than one is one too many.
    pub(super) fn in_slack(&self, wing: &Wing, case: i64) -> Vec<slack::Message> {
        let messages = self.slack.messages(&wing.slack).into_iter();
        messages.filter(|m| number_in_slack(m) == Some(case)).collect()
    }

    /// The same in Discord.
    pub(super) fn in_discord(&self, wing: &Wing, case: i64) -> Vec<discord::Message> {
        let messages = self.discord.messages(wing.discord).into_iter();
        messages.filter(|m| number_in_discord(m) == Some(case)).collect()
    }

    /// Both cards, if both are there.
    pub(super) fn cards(&self, wing: &Wing, case: i64) -> Option<Cards> {
        Some(Cards {
            slack: self.in_slack(wing, case).pop()?,
            discord: self.in_discord(wing, case).pop()?,
        })
    }

    /// Waits until both cards look right.
    pub(super) async fn until_cards(
        &self,
        (wing, case): (&Wing, i64),
        what: &str,
        right: impl Fn(&Glance) -> bool,
    ) -> Result<Cards> {
        let looks =
            |cards: &Cards| Ok::<_, anyhow::Error>((at_slack(&cards.slack)?, at_discord(&cards.discord)?));
        let found = within(PATIENCE, what, async || {
            let Some(cards) = self.cards(wing, case) else {
                return Ok(None);
            };
            let (slack, discord) = looks(&cards)?;
            Ok((right(&slack) && right(&discord)).then_some(cards))
        })
        .await;
        match (found, self.cards(wing, case)) {
            (Err(error), Some(cards)) => bail!("{error}: {:#?}", looks(&cards)?),
            (found, _) => found,
        }
    }
}

/// `#142 normal · Bluesky · Wait time Six hours in …`
fn number_in_list(read: &str, words: &str) -> Option<i64> {
    let mut lines = read.lines().filter(|_| read.contains(LIST));
    let line = lines.find(|line| line.contains(words))?;
    let (number, _) = line.strip_prefix('#')?.split_once(' ')?;
    number.parse().ok()
}

/// `🔵 #142 · held · high · Bluesky`
fn number_in_slack(message: &slack::Message) -> Option<i64> {
    let header = message.blocks.first().filter(|block| block["type"] == "header")?;
    let has_buttons = message.blocks.iter().any(|block| block["type"] == "actions");
    let (head, _) = header["text"]["text"].as_str()?.split_once(" · ")?;
    let (_, number) = head.split_once('#')?;
    number.parse().ok().filter(|_| has_buttons)
}

/// `#142 · held by ana · high · Bluesky`
fn number_in_discord(message: &discord::Message) -> Option<i64> {
    let title = message.embeds.first()?["title"].as_str()?;
    let (number, _) = title.strip_prefix('#')?.split_once(" · ")?;
    number.parse().ok()
}

pub(super) fn at_slack(card: &slack::Message) -> Result<Glance> {
    let plain = card.plain();
    let header = plain.lines().next().unwrap_or_default();
    let status = header
        .split(" · ")
        .nth(1)
        .context("a card says how its case stands")?;
    // A new card names its holder, a later one mentions them by their account.
    let holder = plain.split_once(&format!("{status} by ")).map(|(_, name)| {
        let name = name.trim_start_matches("@U0");
        let name = name
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        name.to_lowercase()
    });
    Ok(Glance {
        status: status.to_owned(),
        holder,
        answered: plain.contains("reply published"),
        green: header.starts_with(['🟢', '✅']),
    })
}

pub(super) fn at_discord(card: &discord::Message) -> Result<Glance> {
    let plain = card.as_read();
    let title = plain.lines().next().unwrap_or_default();
    let standing = title
        .split(" · ")
        .nth(1)
        .context("a card says how its case stands")?;
    let (status, holder) = match standing.split_once(" by ").or(standing.split_once(" (")) {
        Some((status, holder)) => (status, Some(holder.trim_end_matches(')').to_owned())),
        None => (standing, None),
    };
    Ok(Glance {
        status: status.to_owned(),
        holder,
        answered: plain.contains("reply published"),
        green: plain.contains("reply published") || status == "resolved",
    })
}
