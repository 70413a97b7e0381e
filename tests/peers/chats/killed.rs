//! Killed at any moment: no second card, nothing twice in public, nothing lost.
//!
//! Forty-nine cases go through the hands of six people in two chats while the
//! program is killed and started again fifty times on each database, each
//! time at a moment of chance. Nine of them come at once, so that some are
//! listed before they get cards. What counts in the end is what
//! stands in the channels of both chats and in the repository of the account.

use super::super::bluesky::network::{eventually, word};
use super::database::Beside;
use super::house::{House, PEOPLE, Plan};
use super::persons::{Colleague, Task, Way};
use super::threads::once_in_order;
use crate::world::database::Kind;
use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use liaison::domain::Clock;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::ops::Range;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

const KILLS: usize = 50;
const WINGS: usize = 10;
const CASES: usize = 40;
/// A burst of these goes to one more department, in the middle of it all.
const BURST: usize = 9;
const BURST_AT: usize = KILLS / 3;
/// So many posts are written at once, while the kills go on.
const A_WAVE: usize = 5;
/// How long a process lives, in milliseconds: one in three from its start, the others from when it is ready.
const LIFE: Range<u64> = 0..1_500;
/// Everybody must have finished by then.
const FINISH: Duration = Duration::from_secs(240);
/// What Discord says to a line under a card that has no thread: unknown channel.
pub(super) const NO_THREAD: u32 = 10_003;
/// How long the last process may stand still.
const STANDSTILL: Duration = Duration::from_secs(60);

#[tokio::test]
async fn one_card_and_one_reply_after_fifty_kills_on_sqlite() -> Result<()> {
    one_card_and_one_reply(Kind::Sqlite).await
}

#[tokio::test]
async fn one_card_and_one_reply_after_fifty_kills_on_postgres() -> Result<()> {
    one_card_and_one_reply(Kind::Postgres).await
}

async fn one_card_and_one_reply(kind: Kind) -> Result<()> {
    let seed = match std::env::var("LIAISON_TEST_SEED") {
        Ok(seed) => seed.parse()?,
        Err(_) => Clock::system().new_id().as_u64_pair().1,
    };
    println!("LIAISON_TEST_SEED={seed} repeats the moments of these kills on {kind:?}");
    let plan = Plan {
        wings: WINGS + 1,
        ..Plan::of(kind)
    };
    let house = House::build(plan).await?;
    lifts_what_restarts_cost(&house);
    // Killed between a card and its thread: the first line to go under it finds no thread, and begins one.
    house.discord.permit(NO_THREAD);
    let told = survives(&house, seed).await;
    house.liaison.remove().await?;
    told
}

/// The real ones would slow a program down that starts every second; here that would only take time.
fn lifts_what_restarts_cost(house: &House) {
    for method in [
        "apps.connections.open",
        "users.list",
        "users.info",
        "usergroups.list",
        "usergroups.users.list",
        "conversations.history",
        "conversations.replies",
        "chat.update",
    ] {
        house.slack.budget(method, 5_000);
    }
}

async fn survives(house: &House, seed: u64) -> Result<()> {
    let began = Instant::now();
    let tasks = tasks(house);
    house.open().await?;
    let staff = PEOPLE.map(|name| Colleague::new(house, name));
    let people = staff.iter().enumerate().map(async |(who, colleague)| {
        let mut carried = Vec::new();
        for (index, task) in tasks.iter().enumerate().skip(who).step_by(staff.len()) {
            let way = if index / staff.len() % 2 == 0 {
                Way::Slack
            } else {
                Way::Discord
            };
            carried.push((index, colleague.carries(task, way).await?, colleague.name));
        }
        Ok::<_, anyhow::Error>(carried)
    });
    let kills = async {
        let left = is_killed_again_and_again(house, seed, &tasks).await?;
        println!(
            "{KILLS} kills in {:?}; in the moments of death {left} deliveries might be out or not",
            began.elapsed()
        );
        Ok::<_, anyhow::Error>(())
    };
    let everybody = async {
        let people = try_join_all(people);
        tokio::try_join!(people, kills)
    };
    let (carried, ()) = timeout(FINISH, everybody)
        .await
        .context("somebody never came to an end")??;
    all_out(house).await?;
    println!(
        "everything was out after {:?}; {} times nobody answered; looked up {} times in Slack, {} in Discord",
        began.elapsed(),
        staff
            .iter()
            .map(|colleague| colleague.unanswered.get())
            .sum::<usize>(),
        house.slack.calls("conversations.history") + house.slack.calls("conversations.replies"),
        house.discord.calls("GET", "/messages"),
    );
    for colleague in &staff {
        println!("{} also read {:?}", colleague.name, colleague.odd.borrow());
    }
    let carried: Vec<_> = carried.into_iter().flatten().collect();
    ensure!(
        carried.len() == tasks.len(),
        "{} of {} cases came to an end",
        carried.len(),
        tasks.len()
    );
    each_reply_once(house, &tasks).await?;
    let mut listed = (0, 0);
    for (index, case, holder) in carried {
        stands_as_it_should(house, &tasks[index], case, holder).await?;
        let (slack, discord) = house.in_lists(&tasks[index].wing, case);
        ensure!(slack < 2 && discord < 2, "case {case} is listed twice");
        listed = (listed.0 + slack, listed.1 + discord);
    }
    let (slack, discord) = listed;
    println!("of the burst, {slack} cases were listed in Slack and {discord} in Discord");
    assert_eq!(house.violations(), Vec::<String>::new());
    Ok(())
}

fn tasks(house: &House) -> Vec<Task> {
    let task = |(index, wing): (usize, usize)| Task {
        wing: house.wings()[wing].clone(),
        asks: format!("Question {index} about wing{wing}, please."),
        answer: format!("Answer to question {index}."),
    };
    let calm = (0..CASES).map(|index| (index, index % WINGS));
    let burst = (CASES..CASES + BURST).map(|index| (index, WINGS));
    calm.chain(burst).map(task).collect()
}

/// Gives how many deliveries might be out or not, counted at every death.
async fn is_killed_again_and_again(house: &House, seed: u64, tasks: &[Task]) -> Result<i64> {
    let mut chance = StdRng::seed_from_u64(seed);
    let mut database = Beside::open(&house.liaison).await?;
    let (calm, burst) = tasks.split_at(CASES);
    let mut waves = calm.chunks(A_WAVE);
    let mut left = 0;
    house.liaison.kill().await?;
    for kill in 0..KILLS {
        if kill * CASES / A_WAVE % KILLS < CASES / A_WAVE {
            for task in waves.next().unwrap_or_default() {
                house
                    .patient
                    .mentions(&house.clinic, &task.asks, Value::Null)
                    .await?;
            }
        }
        for task in burst.iter().filter(|_| kill == BURST_AT) {
            house
                .patient
                .mentions(&house.clinic, &task.asks, Value::Null)
                .await?;
        }
        let young = chance.random_range(0..3) == 0;
        let life = Duration::from_millis(chance.random_range(LIFE));
        house.liaison.spawn()?;
        if !young {
            house.liaison.is_up().await?;
        }
        sleep(life).await;
        house.liaison.kill().await?;
        left += database.unknown().await?;
        database.the_dead_let_go().await?;
    }
    house.liaison.spawn()?;
    Ok(left)
}

/// Waits until nothing is on its way any more, and nothing was given up on.
async fn all_out(house: &House) -> Result<()> {
    let (mut last, mut since) = (None, Instant::now());
    loop {
        let status = house.terminal(&["desk", "status"]).await?;
        assert_eq!(status["given_up"], json!([]));
        let waiting = status["waiting"].as_i64().context("a number waits")?;
        if waiting == 0 {
            return Ok(());
        }
        if last != Some(waiting) {
            (last, since) = (Some(waiting), Instant::now());
        }
        ensure!(since.elapsed() < STANDSTILL, "nothing moves any more: {status}");
        sleep(Duration::from_secs(1)).await;
    }
}

async fn each_reply_once(house: &House, tasks: &[Task]) -> Result<()> {
    let there = house.clinic.all_posts().await?;
    let mut said = there
        .iter()
        .map(|record| word(record, "/value/text"))
        .collect::<Result<Vec<_>>>()?;
    let mut given: Vec<&str> = tasks.iter().map(|task| task.answer.as_str()).collect();
    said.sort();
    given.sort_unstable();
    assert_eq!(said, given);
    Ok(())
}

async fn stands_as_it_should(house: &House, task: &Task, case: i64, holder: &str) -> Result<()> {
    let shown = house.terminal(&["case", "show", &case.to_string()]).await?;
    assert_eq!(shown["status"], "resolved");
    assert_eq!(shown["replies"].as_array().map(Vec::len), Some(1), "{shown:#}");
    assert_eq!(shown["replies"][0]["state"], "published");
    let events = shown["events"].as_array().into_iter().flatten();
    let by: Vec<(&Value, &Value)> = events
        .filter(|event| {
            ["claimed", "replied", "resolved"]
                .iter()
                .any(|kind| event["kind"] == *kind)
        })
        .map(|event| (&event["kind"], &event["who"]))
        .collect();
    let holder = json!(holder);
    let each = [json!("claimed"), json!("replied"), json!("resolved")];
    assert_eq!(by, each.iter().map(|kind| (kind, &holder)).collect::<Vec<_>>());
    let holder = holder.as_str().unwrap_or_default();
    for wing in house.wings() {
        let right = usize::from(wing.slack == task.wing.slack);
        assert_eq!(
            house.in_slack(wing, case).len(),
            right,
            "cards of case {case} in Slack"
        );
        assert_eq!(
            house.in_discord(wing, case).len(),
            right,
            "cards of case {case} in Discord"
        );
    }
    let cards = eventually("both cards", async || Ok(house.cards(&task.wing, case))).await?;
    house
        .until_cards((&task.wing, case), "the end on both cards", |card| {
            card.status == "resolved" && card.holder.as_deref() == Some(holder) && card.answered
        })
        .await?;
    for (chat, thread) in house.threads(&cards) {
        let ways = [
            ["has this now.", "answers in public", "The reply is out."],
            ["has this now.", "answers in public", "resolved it."],
        ];
        for way in ways {
            let order = once_in_order(&thread, &way);
            order.map_err(|why| anyhow::anyhow!("in {chat}, under case {case}: {why}"))?;
        }
    }
    Ok(())
}
