//! Everything that was sent, held against what Slack and Discord publish of
//! their interfaces. What these descriptions can't know is left to the strict
//! servers: Slack's dates from 2021 and says nothing of the shape of blocks,
//! and neither knows of limits that depend on the other fields of a message.

use super::house::{Habits, House};
use crate::fakes::discord::schema as discord;
use crate::fakes::recording;
use crate::fakes::slack::schema as slack;
use crate::world::organisation;
use liaison::chat::{Listing, Place};
use liaison::domain::{Card, CaseNumber, Line, Network, Sight};
use std::path::Path;

/// The two recordings of a house, against both descriptions; said aloud where these are not at hand.
pub fn check(records: &Path) {
    match slack::specs() {
        Ok(specs) => {
            let lines = recording::read(&records.join("slack"));
            assert!(!lines.is_empty(), "nothing was sent to Slack");
            assert_eq!(slack::check(&lines, &specs), Vec::<String>::new(), "Slack");
        }
        Err(missing) => eprintln!("{missing}"),
    }
    if let Some(description) = discord::description() {
        let lines = std::fs::read_to_string(records.join("discord")).unwrap();
        assert!(!lines.is_empty(), "nothing was sent to Discord");
        assert_eq!(
            discord::check(&description, &lines),
            Vec::<String>::new(),
            "Discord"
        );
    }
}

/// One of each thing that we send, so that the hostile and the stormy are not the only ones who look.
#[tokio::test]
async fn one_of_everything_is_as_described() {
    let habits = Habits {
        sight: Sight::Full,
        limits: false,
    };
    let house = House::open(organisation::directory(), habits).await;
    house.network.post(
        Network::Bluesky,
        "rosa",
        "Six hours in the ER and still waiting",
        None,
    );
    house.reads().await;
    house.settle().await;
    let (ana, er) = (house.person("ana"), &house.rooms["emergency"]);
    house
        .slack
        .command(&ana.slack, &er.slack, "/case", "claim 1")
        .await;
    house.settle().await;
    let card = &house.slack.messages(&er.slack)[0];
    let form = house.slack.press(&ana.slack, &er.slack, &card.ts, "reply").await;
    let form = form.view.expect("a form opens");
    let sent = house
        .slack
        .submit(&ana.slack, &form.id, &[("text", "We are sorry.")])
        .await;
    assert!(sent.errors.is_empty(), "{sent:?}");
    house.slack.open_home(&ana.slack).await;
    let card = house.discord.messages(er.discord)[0].id;
    house
        .discord
        .press(ana.discord, er.discord, card, "Resolve")
        .await;
    let number = [("case", "1")];
    house
        .discord
        .command(ana.discord, er.discord, "case", "show", &number)
        .await;
    house
        .discord
        .autocomplete((ana.discord, er.discord), ("case", "claim"), ("case", ""), &[])
        .await;
    let drawn = house.desk.card(CaseNumber(1)).await.unwrap().unwrap();
    for (chat, channel) in house.chats.iter().zip(house.channels("billing")) {
        let numbered = |number| Card {
            number: CaseNumber(number),
            ..drawn.clone()
        };
        let listing = Listing {
            cards: vec![numbered(1), numbered(2)],
        };
        let key = house.key();
        chat.list(&channel, &listing, key).await.unwrap();
        let place = Place {
            channel,
            thread: None,
        };
        assert!(chat.find(&place, key).await.unwrap().is_some());
        chat.say(&place, &Line::from("Said."), house.key()).await.unwrap();
        chat.members().await.unwrap();
    }
    house.settle().await;
    house.close().await;
}
