//! Sessions: opened, resumed, lost.

use super::super::Discord;
use super::{Bot, Watch, ana_and_er, http, joins, open};
use serde_json::json;
use serenity::all::GatewayIntents;
use serenity::client::ClientBuilder;

fn heard(bot: &Bot, what: &str) -> usize {
    bot.heard
        .lock()
        .unwrap()
        .iter()
        .filter(|h| h.as_str() == what)
        .count()
}

async fn says(discord: &Discord, channel: u64, words: &str) {
    let said = http(discord)
        .send_message(channel.into(), Vec::new(), &json!({ "content": words }))
        .await;
    said.unwrap();
}

#[tokio::test]
async fn what_was_missed_is_told_on_resuming() {
    let discord = open(&Watch::new(), false, None).await;
    let (ana, er) = ana_and_er(&discord);
    let bot = joins(&discord, Bot::default()).await;
    discord.go_silent();
    assert!(!discord.is_connected());
    says(&discord, er, "missed").await;
    discord.say(ana, er, "a secret");
    discord.break_connections();
    discord.until_resumed(1).await;
    says(&discord, er, "later").await;
    discord.ask_reconnect();
    discord.until_resumed(2).await;
    discord.close_connections(4000);
    discord.until_resumed(3).await;
    assert_eq!((discord.identifies(), discord.resumes()), (1, 3));
    for _ in 0..200 {
        if heard(&bot, "message later") == 1 && heard(&bot, "resumed") == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let all = [
        "ready 1",
        "guild 1 0",
        "message missed",
        "message later",
        "message ",
    ];
    for one in all {
        assert_eq!(heard(&bot, one), 1, "{one} in {:?}", bot.heard.lock().unwrap());
    }
    assert_eq!(discord.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_zombie_and_a_lost_session_are_noticed() {
    let discord = open(&Watch::new(), false, None).await;
    discord.heartbeat_every(200);
    joins(&discord, Bot::default()).await;
    // This client gives a zombie's session up, and opens another one after five seconds.
    discord.go_silent();
    discord.until_identified(2).await;
    discord.invalidate(true);
    discord.until_resumed(1).await;
    discord.invalidate(false);
    discord.until_identified(3).await;
    discord.refuse_connections(true);
    discord.break_connections();
    discord.until_alone().await;
    assert_eq!(discord.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn privileged_intents_are_for_who_was_granted_them() {
    let discord = open(&Watch::new(), false, None).await;
    let intents = GatewayIntents::GUILDS | GatewayIntents::MESSAGE_CONTENT;
    let mut client = ClientBuilder::new_with_http(http(&discord), intents)
        .await
        .unwrap();
    client.start().await.unwrap_err();
    assert_eq!(
        discord.violations(),
        ["gateway: closed with 4014: intents that it may not have"]
    );
    discord.grant_intents(intents.bits());
    let mut client = ClientBuilder::new_with_http(http(&discord), intents)
        .await
        .unwrap();
    tokio::spawn(async move { client.start().await });
    discord.until_connected().await;
}
