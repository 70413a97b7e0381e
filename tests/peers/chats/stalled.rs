//! Ten seconds without a database: whatever people do in the chats is
//! acknowledged in time all the same, and done once when it is back.

use super::super::bluesky::network::eventually;
use super::database::Beside;
use super::house::{House, Plan, Wing};
use crate::fakes::discord::{Modal, Seen};
use crate::fakes::slack::{Message, View};
use crate::world::database::Kind;
use anyhow::{Context, Result, ensure};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// So long nothing moves.
const STALL: Duration = Duration::from_secs(10);
/// Something is typed in each chat so often meanwhile.
const EVERY: Duration = Duration::from_millis(500);
const ROUNDS: u32 = 18;

#[tokio::test]
async fn everybody_is_heard_while_sqlite_stands_still() -> Result<()> {
    everybody_is_heard(Plan::of(Kind::Sqlite)).await
}

#[tokio::test]
async fn everybody_is_heard_while_postgres_stands_still() -> Result<()> {
    everybody_is_heard(Plan::of(Kind::Postgres)).await
}

#[tokio::test]
async fn everybody_is_heard_over_http_while_sqlite_stands_still() -> Result<()> {
    everybody_is_heard(Plan {
        slack_calls: true,
        ..Plan::of(Kind::Sqlite)
    })
    .await
}

#[tokio::test]
async fn everybody_is_heard_over_http_while_postgres_stands_still() -> Result<()> {
    everybody_is_heard(Plan {
        slack_calls: true,
        ..Plan::of(Kind::Postgres)
    })
    .await
}

async fn everybody_is_heard(plan: Plan) -> Result<()> {
    let house = House::build(Plan { wings: 6, ..plan }).await?;
    house.open().await?;
    let told = async {
        let before = Before::of(&house).await?;
        let answers = stands_still(&house, &before).await?;
        all_is_done_once(&house, &before, &answers).await?;
        assert_eq!(house.violations(), Vec::<String>::new());
        Ok(())
    };
    let told = told.await;
    house.liaison.remove().await?;
    told
}

/// A case for each kind of thing that is done, and the forms that are open already.
struct Before {
    cases: Vec<(Wing, i64)>,
    form: View,
    modal: Modal,
}

/// What Discord showed at once.
struct Answers {
    notes: Vec<Seen>,
    claim: Seen,
    reply: Seen,
    list: Seen,
}

impl Before {
    async fn of(house: &House) -> Result<Self> {
        for n in 0..house.wings().len() {
            let asks = format!("Is wing{n} open?");
            house.patient.mentions(&house.clinic, &asks, Value::Null).await?;
        }
        let mut cases = Vec::new();
        for (n, wing) in house.wings().iter().enumerate() {
            let case = house.case_about(wing, &format!("Is wing{n} open?")).await?;
            house
                .until_cards((wing, case), "both cards", |card| card.status == "open")
                .await?;
            cases.push((wing.clone(), case));
        }
        let (eva, finn) = (house.account("eva"), house.account("finn"));
        let card = &house.in_slack(&cases[4].0, cases[4].1)[0];
        let opened = house
            .slack
            .press(&eva.slack, &card.channel, &card.ts, "Reply")
            .await;
        let form = opened.view.context("a form in Slack")?;
        let card = &house.in_discord(&cases[5].0, cases[5].1)[0];
        let opened = house
            .discord
            .press(finn.discord, card.channel, card.id, "Reply")
            .await;
        let modal = opened.modal.context("a form in Discord")?;
        Ok(Self { cases, form, modal })
    }
}

/// People go on while the database does not.
async fn stands_still(house: &House, before: &Before) -> Result<Answers> {
    let mut database = Beside::open(&house.liaison).await?;
    house.slack.slowest_acknowledgement();
    database.holds_up().await?;
    let until = Instant::now() + STALL;
    let rounds = join_all((0..ROUNDS).map(|round| async move {
        sleep(EVERY * round).await;
        both_note(house, before, round).await
    }));
    let (notes, (claim, reply, list), ()) = tokio::join!(
        rounds,
        once_in_discord(house, before),
        once_in_slack(house, before)
    );
    ensure!(Instant::now() < until + STALL, "people were kept waiting");
    tokio::time::sleep_until(until).await;
    database.lets_go().await?;
    println!(
        "the slowest acknowledgement took {:?} in Slack, {:?} in Discord",
        house.slack.slowest_acknowledgement(),
        house.discord.slowest_answer()
    );
    Ok(Answers {
        notes,
        claim,
        reply,
        list,
    })
}

async fn both_note(house: &House, Before { cases, .. }: &Before, round: u32) -> Seen {
    let (ana, ben) = (house.account("ana"), house.account("ben"));
    let ((slack, first), (discord, second)) = (&cases[0], &cases[1]);
    let typed = format!("note {first} number {round}");
    let noted = (second.to_string(), format!("number {round}"));
    let noted = [("case", noted.0.as_str()), ("text", noted.1.as_str())];
    let (seen, ()) = tokio::join!(
        house
            .discord
            .command_at_once((ben.discord, discord.discord), ("case", "note"), &noted),
        house.slack.types(&ana.slack, &slack.slack, "/case", &typed),
    );
    seen
}

async fn once_in_slack(house: &House, before: &Before) {
    let (cleo, eva, dev) = (house.account("cleo"), house.account("eva"), house.account("dev"));
    let (wing, case) = &before.cases[2];
    let card = &house.in_slack(wing, *case)[0];
    let values = [("text", "It is, until ten.")];
    let (.., sent) = tokio::join!(
        house.slack.taps(&cleo.slack, &wing.slack, &card.ts, "Claim"),
        house.slack.taps(&dev.slack, &wing.slack, &card.ts, "Reply"),
        house.slack.types(&cleo.slack, &wing.slack, "/desk", "list"),
        house.slack.submit(&eva.slack, &before.form.id, &values),
    );
    assert!(sent.errors.is_empty(), "{sent:?}");
}

async fn once_in_discord(house: &House, before: &Before) -> (Seen, Seen, Seen) {
    let (dev, finn) = (house.account("dev"), house.account("finn"));
    let (wing, case) = &before.cases[3];
    let card = &house.in_discord(wing, *case)[0];
    let place = (dev.discord, wing.discord);
    let (claim, form, list, reply) = tokio::join!(
        house.discord.press_at_once(place, card.id, "Claim"),
        house.discord.press_at_once(place, card.id, "Reply"),
        house.discord.command_at_once(place, ("desk", "list"), &[]),
        house
            .discord
            .submit_at_once(finn.discord, &before.modal, &[("text", "It is, until nine.")]),
    );
    assert!(
        form.modal.is_some(),
        "a form opens without the database: {form:?}"
    );
    (claim, reply, list)
}

async fn all_is_done_once(house: &House, before: &Before, answers: &Answers) -> Result<()> {
    for note in &answers.notes {
        says(house, note, "").await?;
    }
    let [claimed, answered] = [before.cases[3].1, before.cases[5].1];
    says(house, &answers.claim, &format!("Case #{claimed} is yours.")).await?;
    says(house, &answers.reply, "is on its way").await?;
    says(house, &answers.list, &format!("#{answered}")).await?;
    let rounds = usize::try_from(ROUNDS)?;
    until_whispers(house, "ana", |said| said.len() == rounds).await?;
    let yours = format!("Case #{} is yours.", before.cases[2].1);
    until_whispers(house, "cleo", |said| {
        said.len() == 2
            && said.contains(&yours)
            && said.iter().any(|line| line.contains(&format!("#{answered}")))
    })
    .await?;
    for (n, holder) in [(2, "cleo"), (3, "dev"), (4, "eva"), (5, "finn")] {
        let (wing, case) = &before.cases[n];
        house
            .until_cards((wing, *case), "the holder", |card| {
                card.holder.as_deref() == Some(holder)
            })
            .await?;
    }
    let events = house.liaison.events().await?;
    let count = |case: i64, kind: &str| {
        let fits = |event: &&Value| event["case"] == case && event["kind"] == kind;
        events.iter().filter(fits).count()
    };
    for n in [0, 1] {
        assert_eq!(count(before.cases[n].1, "noted"), rounds, "notes of case {n}");
    }
    for n in [2, 3, 4, 5] {
        assert_eq!(count(before.cases[n].1, "claimed"), 1, "claims of case {n}");
    }
    eventually("both answers", async || {
        Ok((house.clinic.all_posts().await?.len() == 2).then_some(()))
    })
    .await?;
    let status = house.terminal(&["desk", "status"]).await?;
    assert_eq!(status["given_up"], json!([]));
    Ok(())
}

/// All of what Discord announced has come, and it is no excuse.
async fn says(house: &House, seen: &Seen, words: &str) -> Result<()> {
    let whole = house.discord.whole(seen).await;
    let read = whole.as_read();
    ensure!(
        !read.is_empty() && read.contains(words) && !is_excuse(&read),
        "instead of {words:?} Discord showed {read:?}"
    );
    Ok(())
}

async fn until_whispers(house: &House, name: &str, right: impl Fn(&[String]) -> bool) -> Result<()> {
    let said = || {
        let whispers = house.slack.ephemerals(&house.account(name).slack);
        whispers.iter().map(Message::plain).collect::<Vec<_>>()
    };
    let came = eventually("every answer in Slack", async || Ok(right(&said()).then_some(()))).await;
    came.with_context(|| format!("{name} read {:#?}", said()))?;
    ensure!(
        !said().iter().any(|line| is_excuse(line)),
        "{name} read {:#?}",
        said()
    );
    Ok(())
}

/// What the desk says when something broke.
fn is_excuse(read: &str) -> bool {
    read.contains("Something went wrong")
}
