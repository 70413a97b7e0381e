//! What people have on their screens when the program dies works after it,
//! or says kindly what happened meanwhile.

use super::super::bluesky::network::eventually;
use super::house::{House, Plan, Wing};
use crate::fakes::{discord, slack};
use crate::world::database::Kind;
use anyhow::Result;
use serde_json::Value;

/// So many seconds a card can't be redrawn.
const A_WHILE: u32 = 20;

#[tokio::test]
async fn buttons_and_forms_outlive_the_program_on_sqlite() -> Result<()> {
    buttons_and_forms_outlive_the_program(Kind::Sqlite).await
}

#[tokio::test]
async fn buttons_and_forms_outlive_the_program_on_postgres() -> Result<()> {
    buttons_and_forms_outlive_the_program(Kind::Postgres).await
}

async fn buttons_and_forms_outlive_the_program(kind: Kind) -> Result<()> {
    let house = House::build(Plan {
        wings: 5,
        ..Plan::of(kind)
    })
    .await?;
    house.open().await?;
    let told = outlive_the_program(&house).await;
    house.liaison.remove().await?;
    told
}

/// One case for each thing that is tried, each in a department of its own.
async fn outlive_the_program(house: &House) -> Result<()> {
    let mut cases = Vec::new();
    for n in 0..house.wings().len() {
        let asks = format!("Is wing{n} open?");
        house.patient.mentions(&house.clinic, &asks, Value::Null).await?;
    }
    for (n, wing) in house.wings().iter().enumerate() {
        let case = house.case_about(wing, &format!("Is wing{n} open?")).await?;
        house
            .until_cards((wing, case), "both cards", |card| card.status == "open")
            .await?;
        cases.push((wing, case));
    }
    let (ana, ben) = (house.account("ana"), house.account("ben"));
    let (forms, answers) = (cases[0], cases[1]);
    let card = &house.in_slack(forms.0, forms.1)[0];
    let opened = house
        .slack
        .press(&ana.slack, &forms.0.slack, &card.ts, "Reply")
        .await;
    let form = opened.view.expect("a form in Slack");
    let card = &house.in_discord(answers.0, answers.1)[0];
    let opened = house
        .discord
        .press(ben.discord, answers.0.discord, card.id, "Reply")
        .await;
    let modal = opened.modal.expect("a form in Discord");

    // Killed between a card and its thread, the first line finds no thread and begins one.
    house.discord.permit(super::killed::NO_THREAD);
    house.liaison.kill().await?;
    meanwhile_is_resolved(house, cases[4]).await?;
    house.open().await?;

    says_what_happened(house, cases[4]).await;
    let sent = house
        .slack
        .submit(&ana.slack, &form.id, &[("text", "It is, until ten.")])
        .await;
    assert!(sent.errors.is_empty(), "{sent:?}");
    let sent = house
        .discord
        .submit(ben.discord, &modal, &[("text", "It is, until nine.")])
        .await;
    assert!(sent.as_read().contains("is on its way"), "{}", sent.as_read());
    old_buttons_work(house, cases[2], cases[3]).await;
    for ((wing, case), holder) in cases[..4].iter().zip(["ana", "ben", "ana", "ben"]) {
        house
            .until_cards((wing, *case), "the holder", |card| {
                card.holder.as_deref() == Some(holder)
            })
            .await?;
    }
    let (wing, case) = cases[4];
    house
        .until_cards((wing, case), "the end on both cards", |card| {
            card.status == "resolved"
        })
        .await?;
    eventually("both answers", async || {
        Ok((house.clinic.all_posts().await?.len() == 2).then_some(()))
    })
    .await?;
    assert_eq!(house.violations(), Vec::<String>::new());
    Ok(())
}

/// While the program is gone somebody closes a case in a terminal; the cards can't know it for a while.
async fn meanwhile_is_resolved(house: &House, (wing, case): (&Wing, i64)) -> Result<()> {
    house.terminal(&["case", "resolve", &case.to_string()]).await?;
    let limited = slack::Fault::Ratelimited(A_WHILE);
    house.slack.fail_next("chat.update", limited);
    let limited = discord::Fault::RateLimited(A_WHILE, "shared");
    let card = format!("/channels/{}/messages/", wing.discord);
    house.discord.fail_next("PATCH", &card, limited);
    Ok(())
}

async fn says_what_happened(house: &House, (wing, case): (&Wing, i64)) {
    let kindly = format!("Case #{case} is resolved. /case reopen {case} opens it again.");
    let card = &house.in_slack(wing, case)[0];
    let seen = house
        .slack
        .press(&house.account("cleo").slack, &wing.slack, &card.ts, "Claim")
        .await;
    assert_eq!(seen.plain().replace('`', ""), kindly);
    let card = &house.in_discord(wing, case)[0];
    let seen = house
        .discord
        .press(house.account("dev").discord, wing.discord, card.id, "Claim")
        .await;
    assert_eq!(seen.as_read().replace('`', ""), kindly);
}

async fn old_buttons_work(house: &House, in_slack: (&Wing, i64), in_discord: (&Wing, i64)) {
    let (wing, case) = in_slack;
    let card = &house.in_slack(wing, case)[0];
    let seen = house
        .slack
        .press(&house.account("ana").slack, &wing.slack, &card.ts, "Claim")
        .await;
    assert_eq!(seen.plain(), format!("Case #{case} is yours."));
    let (wing, case) = in_discord;
    let card = &house.in_discord(wing, case)[0];
    let seen = house
        .discord
        .press(house.account("ben").discord, wing.discord, card.id, "Claim")
        .await;
    assert_eq!(seen.as_read(), format!("Case #{case} is yours."));
}
