//! One case through both chats, from the post to its end and on when the
//! author writes again; told once more where words stay out of Discord.

use super::super::bluesky::network::{eventually, post, word};
use super::cards::Cards;
use super::house::{House, Plan, Wing};
use super::threads::once_in_order;
use crate::fakes::recording;
use crate::world::database::Kind;
use anyhow::{Result, ensure};
use liaison::domain::PostRef;
use serde_json::{Value, json};

const ASKED: &str = "Nobody answers at the billing window";
const ANSWER: &str = "We are sorry. Please call 555-0100, we would like to help.";

#[tokio::test]
async fn a_case_goes_through_both_chats_on_sqlite() -> Result<()> {
    a_case_goes_through_both_chats(Plan::of(Kind::Sqlite)).await
}

#[tokio::test]
async fn a_case_goes_through_both_chats_on_postgres() -> Result<()> {
    a_case_goes_through_both_chats(Plan::of(Kind::Postgres)).await
}

#[tokio::test]
async fn words_stay_out_of_discord_until_somebody_looks_on_sqlite() -> Result<()> {
    words_stay_out_of_discord_until_somebody_looks(Kind::Sqlite).await
}

#[tokio::test]
async fn words_stay_out_of_discord_until_somebody_looks_on_postgres() -> Result<()> {
    words_stay_out_of_discord_until_somebody_looks(Kind::Postgres).await
}

async fn a_case_goes_through_both_chats(plan: Plan) -> Result<()> {
    let house = House::build(plan).await?;
    house.open().await?;
    let told = async {
        goes_through_both_chats(&house).await?;
        assert_eq!(house.violations(), Vec::<String>::new());
        Ok(())
    };
    let told = told.await;
    house.liaison.remove().await?;
    told
}

async fn goes_through_both_chats(house: &House) -> Result<()> {
    let wing = house.wing(0);
    let asked = house.patient.mentions(&house.clinic, ASKED, Value::Null).await?;
    let case = house.case_about(wing, ASKED).await?;
    is_claimed_in_discord(house, wing, case).await?;
    is_answered_in_slack(house, wing, case, &asked).await?;
    let cards = house
        .until_cards((wing, case), "green cards", |card| card.answered && card.green)
        .await?;
    is_resolved_by_button(house, wing, case, &cards).await?;
    goes_on(house, wing, case, &asked).await
}

async fn is_claimed_in_discord(house: &House, wing: &Wing, case: i64) -> Result<()> {
    let ben = house.account("ben").discord;
    let number = case.to_string();
    house
        .until_cards((wing, case), "a card in each chat", |card| card.status == "open")
        .await?;
    let seen = house
        .discord
        .command(ben, wing.discord, "case", "claim", &[("case", &number)])
        .await;
    assert_eq!(seen.as_read(), format!("Case #{case} is yours."));
    assert_eq!(seen.public.len(), 0);
    house
        .until_cards((wing, case), "the holder on both cards", |card| {
            card.status == "held" && card.holder.as_deref() == Some("ben")
        })
        .await?;
    Ok(())
}

async fn is_answered_in_slack(house: &House, wing: &Wing, case: i64, asked: &PostRef) -> Result<()> {
    let ben = &house.account("ben").slack;
    let card = &house.in_slack(wing, case)[0];
    let seen = house.slack.press(ben, &wing.slack, &card.ts, "Reply").await;
    let form = seen.view.expect("a form to answer in");
    let plain = form.plain();
    assert!(
        plain.contains("everyone on Bluesky will read this") && plain.contains(ASKED),
        "{plain}"
    );
    let sent = house.slack.submit(ben, &form.id, &[("text", ANSWER)]).await;
    assert!(sent.errors.is_empty(), "{sent:?}");
    let replies = house.patient.replies(asked, 1).await?;
    ensure!(replies.len() == 1, "{} replies instead of one", replies.len());
    assert_eq!(replies[0]["post"]["record"]["text"], ANSWER);
    assert_eq!(replies[0]["post"]["author"]["did"], house.clinic.did);
    Ok(())
}

async fn is_resolved_by_button(house: &House, wing: &Wing, case: i64, cards: &Cards) -> Result<()> {
    let ben = &house.account("ben").slack;
    let seen = house
        .slack
        .press(ben, &wing.slack, &cards.slack.ts, "Resolve")
        .await;
    assert_eq!(seen.plain(), format!("Case #{case} is resolved."));
    let closed = house
        .until_cards((wing, case), "closed cards", |card| {
            card.status == "resolved" && card.green
        })
        .await?;
    assert!(
        !closed.slack.plain().contains("[Resolve]")
            && !closed.discord.buttons().contains(&"Resolve".to_owned())
    );
    Ok(())
}

/// The author writes again: the case is open again, and both threads wake whoever had it.
async fn goes_on(house: &House, wing: &Wing, case: i64, asked: &PostRef) -> Result<()> {
    let replies = house.patient.replies(asked, 1).await?;
    let back = json!({ "reply": {
        "root": replies[0]["post"]["record"]["reply"]["root"],
        "parent": { "uri": replies[0]["post"]["uri"], "cid": replies[0]["post"]["cid"] },
    }});
    let again = post(word(
        &house.patient.posts("And until when?", back).await?,
        "/uri",
    )?);
    let cards = house
        .until_cards((wing, case), "the case open again", |card| {
            card.status == "open" || card.status == "held"
        })
        .await?;
    eventually("word to ben in both threads", async || {
        Ok(house.wakes(&cards, "ben").then_some(()))
    })
    .await?;
    let lines = [
        "has this now.",
        "answers in public",
        "The reply is out.",
        "resolved it.",
        "the author wrote again",
    ];
    for (chat, thread) in house.threads(&cards) {
        once_in_order(&thread, &lines).map_err(|why| anyhow::anyhow!("in {chat}: {why}"))?;
    }
    assert_eq!(house.in_slack(wing, case).len(), 1, "cards in Slack");
    assert_eq!(house.in_discord(wing, case).len(), 1, "cards in Discord");
    assert_eq!(house.clinic.all_posts().await?.len(), 1);
    assert_eq!(house.patient.replies(asked, 1).await?.len(), 1);
    assert_eq!(
        house.patient.thread(&again).await?["thread"]["replies"],
        json!([])
    );
    Ok(())
}

async fn words_stay_out_of_discord_until_somebody_looks(kind: Kind) -> Result<()> {
    let house = House::build(Plan {
        cards: "redacted",
        ..Plan::of(kind)
    })
    .await?;
    house.open().await?;
    let told = async {
        goes_through_both_chats(&house).await?;
        nothing_was_told_to_discord(&house)?;
        is_looked_at(&house).await?;
        assert_eq!(house.violations(), Vec::<String>::new());
        Ok(())
    };
    let told = told.await;
    house.liaison.remove().await?;
    told
}

/// What must not reach Discord: what the author wrote and who that is, and what we answered.
fn words(house: &House) -> Vec<String> {
    let handle = house.patient.handle.clone();
    [ASKED, "And until when?", ANSWER, "billing window"]
        .map(str::to_owned)
        .into_iter()
        .chain([handle])
        .collect()
}

fn requests_with_words(house: &House) -> Vec<recording::Line> {
    let words = words(house);
    let told = recording::read(&house.told_discord()).into_iter();
    told.filter(|line| {
        let body = line.body.to_string();
        words.iter().any(|words| body.contains(words))
    })
    .collect()
}

fn nothing_was_told_to_discord(house: &House) -> Result<()> {
    let told = requests_with_words(house);
    ensure!(told.is_empty(), "Discord was told {told:#?}");
    Ok(())
}

async fn is_looked_at(house: &House) -> Result<()> {
    let (wing, cleo) = (house.wing(0), house.account("cleo").discord);
    let case = house.case_about(wing, "And until when?").await?;
    let card = &house.in_discord(wing, case)[0];
    let seen = house
        .discord
        .press(cleo, wing.discord, card.id, "See the post")
        .await;
    assert!(seen.public.is_empty() && seen.redrawn.is_none(), "{seen:?}");
    let read = seen.as_read();
    assert!(read.contains(ASKED) && read.contains("And until when?"), "{read}");
    let told = requests_with_words(house);
    let only_the_answer = told
        .iter()
        .all(|line| line.path.contains("/interactions/") || line.path.contains("/webhooks/"));
    assert!(!told.is_empty() && only_the_answer, "{told:#?}");
    let events = house.liaison.events().await?;
    let looks: Vec<&Value> = events
        .iter()
        .filter(|event| event["kind"] == "revealed")
        .collect();
    ensure!(looks.len() == 1, "{} looks on record", looks.len());
    assert_eq!(looks[0]["case"], case);
    assert_eq!(
        (&looks[0]["who"], &looks[0]["from"]),
        (&json!("cleo"), &json!("discord"))
    );
    Ok(())
}
