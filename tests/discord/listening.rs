//! The gateway: sessions that end, and what is told meanwhile.

use super::*;
use crate::fakes::discord::Fault;

async fn answers(guild: &Guild) {
    let seen = guild
        .fake
        .command(guild.ana, guild.channel, "desk", "status", &[])
        .await;
    assert_eq!(only(&seen), "Done. See `/case show 1`.");
}

#[tokio::test]
async fn commands_are_registered_only_when_they_differ() {
    let guild = Guild::listening(Sight::Full).await;
    guild.fake.invalidate(false);
    guild.fake.until_identified(2).await;
    guild.until(|g| g.fake.calls("GET", "/commands") == 2).await;
    answers(&guild).await;
    assert_eq!(guild.fake.calls("PUT", "/commands"), 1);
    guild.close();
}

#[tokio::test]
async fn a_session_that_broke_goes_on() {
    let guild = Guild::listening(Sight::Full).await;
    guild.fake.ask_reconnect();
    guild.fake.until_resumed(1).await;
    answers(&guild).await;
    guild.fake.break_connections();
    guild.fake.until_resumed(2).await;
    answers(&guild).await;
    assert_eq!(guild.fake.identifies(), 1);
    guild.close();
}

#[tokio::test]
async fn a_refused_token_is_told_and_no_storm_follows() {
    let guild = Guild::listening(Sight::Full).await;
    guild.fake.revoke_token();
    guild.fake.close_connections(4004);
    guild.until(|g| !g.chat.ailments().is_empty()).await;
    let before = guild.fake.identifies();
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(guild.fake.identifies() <= before + 1);
    guild.close();
}

#[tokio::test]
async fn it_ends_when_it_is_told_to() {
    let guild = Guild::open(Sight::Full).await;
    let listening = tokio::spawn(Arc::clone(&guild.chat).listen(guild.stop.clone()));
    guild.fake.until_connected().await;
    guild.stop.cancel();
    tokio::time::timeout(Duration::from_secs(12), listening)
        .await
        .unwrap()
        .unwrap();
    guild.fake.until_alone().await;
    guild.close();
}

#[tokio::test]
async fn nobody_goes_to_the_real_gateway() {
    let guild = Guild::open(Sight::Full).await;
    // We are told where it is; the library, which asks again, is not.
    guild
        .fake
        .fail_next("GET", "/gateway", Fault::Stall(Duration::ZERO));
    guild.fake.fail_next("GET", "/gateway", Fault::Internal);
    tokio::spawn(Arc::clone(&guild.chat).listen(guild.stop.clone()));
    guild.fake.until_connected().await;
    guild.close();
}
