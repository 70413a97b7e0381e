//! Rate limits by the story's clock.

use super::{Watch, ana_and_er, http, open};
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test]
async fn five_messages_in_five_seconds_and_then_wait() {
    let watch = Watch::new();
    let discord = open(&watch, true, None).await;
    let (_, er) = ana_and_er(&discord);
    let billing = discord.add_channel("billing");
    let http = http(&discord);
    let say = async |channel: u64| {
        http.send_message(channel.into(), Vec::new(), &json!({ "content": "a" }))
            .await
    };
    for _ in 0..5 {
        say(er).await.unwrap();
    }
    let answer = reqwest::Client::new()
        .post(format!("{}/api/v10/channels/{er}/messages", discord.address()))
        .header("authorization", format!("Bot {}", super::super::TOKEN))
        .json(&json!({ "content": "a" }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status().as_u16(), 429);
    assert_eq!(answer.headers()["retry-after"], "5");
    assert_eq!(answer.headers()["x-ratelimit-scope"], "user");
    assert_eq!(
        answer.json::<serde_json::Value>().await.unwrap()["retry_after"],
        5.0
    );
    say(billing).await.unwrap();
    watch.moves(TimeDelta::seconds(5));
    say(er).await.unwrap();
    assert_eq!(discord.violations(), Vec::<String>::new());
    discord.tolerate_invalid(1);
    discord.fail_next("GET", "", super::super::Fault::RateLimited(1, "global"));
    http.get_current_user().await.unwrap_err();
    http.get_channel(er.into()).await.unwrap_err();
    assert_eq!(discord.invalid(), 3);
    assert_eq!(discord.violations().len(), 2);
}
