//! What is said under a case's cards.

use super::cards::Cards;
use super::house::House;
use crate::fakes::discord::Ping;
use crate::fakes::slack::Message;

impl House {
    /// The thread in each chat, line by line.
    pub(super) fn threads(&self, cards: &Cards) -> [(&'static str, Vec<String>); 2] {
        let slack = self.slack.thread(&cards.slack.channel, &cards.slack.ts);
        // The thread of a message has the message's id.
        let discord = self.discord.messages(cards.discord.id);
        [
            ("Slack", slack.iter().map(Message::plain).collect()),
            (
                "Discord",
                discord.iter().map(|line| line.as_read().to_owned()).collect(),
            ),
        ]
    }

    /// Whether both threads wake a colleague, by their account there.
    pub(super) fn wakes(&self, cards: &Cards, name: &str) -> bool {
        let account = self.account(name);
        let slack = self.slack.thread(&cards.slack.channel, &cards.slack.ts);
        let discord = self.discord.messages(cards.discord.id);
        let ping = Ping::User(account.discord);
        slack
            .iter()
            .any(|line| line.pings().users.contains(&account.slack))
            && discord.iter().any(|line| line.pings().contains(&ping))
    }
}

/// Each of these stands in the thread once, in this order.
pub(super) fn once_in_order(thread: &[String], lines: &[&str]) -> Result<(), String> {
    let mut before = None;
    for line in lines {
        let places: Vec<usize> = thread
            .iter()
            .enumerate()
            .filter(|(_, said)| said.contains(line))
            .map(|(place, _)| place)
            .collect();
        let [place] = places.as_slice() else {
            return Err(format!(
                "“{line}” stands there {} times in {thread:#?}",
                places.len()
            ));
        };
        if before.is_some_and(|before| before >= *place) {
            return Err(format!("“{line}” stands too early in {thread:#?}"));
        }
        before = Some(*place);
    }
    Ok(())
}
