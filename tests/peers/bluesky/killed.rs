//! Killed at any moment, it says nothing twice and loses nothing.
//!
//! Two hundred answers are asked for while the program is killed and started
//! again, each time at a moment of chance; people go on answering in the
//! console and, while it is gone, in a terminal. What counts in the end is
//! what stands in the repository of the account.

use super::network::{Network, Person, key_of, post, within, word};
use super::program::{Answered, Liaison};
use crate::world::database::Kind;
use anyhow::{Context, Result, ensure};
use chrono::{SecondsFormat, TimeDelta};
use liaison::domain::{Clock, PostRef};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::pending;
use std::ops::Range;
use std::time::Duration;
use tokio::time::{Instant, sleep};

const CASES: usize = 50;
/// Answers a case.
const ROUNDS: usize = 4;
/// Answers asked for while one process lives: 29 lives in all.
const A_LIFE: usize = 7;
/// How long a process lives, in milliseconds: one in five from its start, the others from their last answer.
const YOUNG: Range<u64> = 10..300;
const LIFE: Range<u64> = 0..60;
/// How long to wait for an answer that may not come: on PostgreSQL the dead still hold some.
const NO_MORE: Duration = Duration::from_millis(1_500);
/// How long the network may take to show so much.
const A_FLOOD: Duration = Duration::from_secs(60);
/// How long the last process may stand still: the dead ones' leases last half a minute.
const STANDSTILL: Duration = Duration::from_secs(45);

#[tokio::test]
async fn each_answer_stands_there_once_after_many_kills_on_sqlite() -> Result<()> {
    each_answer_stands_there_once(Kind::Sqlite).await
}

#[tokio::test]
async fn each_answer_stands_there_once_after_many_kills_on_postgres() -> Result<()> {
    each_answer_stands_there_once(Kind::Postgres).await
}

async fn each_answer_stands_there_once(kind: Kind) -> Result<()> {
    let seed = match std::env::var("LIAISON_TEST_SEED") {
        Ok(seed) => seed.parse()?,
        Err(_) => Clock::system().new_id().as_u64_pair().1,
    };
    println!("LIAISON_TEST_SEED={seed} repeats the moments of these kills");
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let asked = asks_often(&patient, &clinic).await?;
    let mut liaison = Liaison::install(kind, &clinic, "no such word").await?;
    liaison.start().await?;
    let told = survives(&liaison, seed, &clinic, &asked).await;
    liaison.remove().await?;
    told
}

async fn survives(liaison: &Liaison, seed: u64, clinic: &Person, asked: &[PostRef]) -> Result<()> {
    let answers = answers(&all_cases(liaison).await?);
    liaison.kill().await?;
    let began = Instant::now();
    let mut chance = StdRng::seed_from_u64(seed);
    let (mut waiting, mut kills) = (VecDeque::new(), 0);
    for some in answers.chunks(A_LIFE) {
        waiting.extend(some);
        lives((liaison, clinic), &mut chance, &mut waiting).await?;
        kills += 1;
        if kills % 3 == 0 {
            types_beside_the_dead(liaison, &mut waiting).await?;
        }
    }
    println!("{kills} kills in {:?}", began.elapsed());
    liaison.spawn()?;
    gives(liaison, &mut waiting).await?;
    all_out(liaison).await?;
    println!("everything was out after {:?}", began.elapsed());
    each_once(clinic, asked, &answers).await?;
    for case in answers.iter().map(|answer| answer.case).collect::<BTreeSet<_>>() {
        let shown = liaison.does("ana", &format!("/case show {case}")).await?;
        let replies = shown["replies"].as_array().into_iter().flatten();
        let states: Vec<&Value> = replies.map(|reply| &reply["state"]).collect();
        assert_eq!(states, ["published"; ROUNDS], "case {case}");
    }
    Ok(())
}

/// One of the two hundred.
struct Given {
    /// Which of the patient's posts it answers.
    to: usize,
    case: i64,
    text: String,
}

/// In rounds, so that every case waits for several at a time.
fn answers(cases: &BTreeMap<usize, i64>) -> Vec<Given> {
    let round = |n: usize| {
        cases.iter().map(move |(to, case)| Given {
            to: *to,
            case: *case,
            text: format!("Answer {n} to number {to}."),
        })
    };
    (0..ROUNDS).flat_map(round).collect()
}

/// Mentions the clinic in so many posts, written in one go.
async fn asks_often(patient: &Person, clinic: &Person) -> Result<Vec<PostRef>> {
    let start = Clock::system().now();
    let write = |n: usize| {
        let at = start + TimeDelta::milliseconds(i64::try_from(n).unwrap_or_default());
        json!({
            "$type": "com.atproto.repo.applyWrites#create", "collection": "app.bsky.feed.post",
            "value": {
                "$type": "app.bsky.feed.post",
                "text": format!("@{} Still waiting, number {n}", clinic.handle),
                "createdAt": at.to_rfc3339_opts(SecondsFormat::Millis, true),
                "facets": [clinic.named_at_the_beginning()],
            },
        })
    };
    let writes: Vec<Value> = (0..CASES).map(write).collect();
    let body = json!({ "repo": patient.did, "writes": writes });
    let made = patient.does("com.atproto.repo.applyWrites", &body).await?;
    let results = made["results"].as_array().into_iter().flatten();
    results.map(|result| Ok(post(word(result, "/uri")?))).collect()
}

/// Which case each of the patient's posts became, once all have.
async fn all_cases(liaison: &Liaison) -> Result<BTreeMap<usize, i64>> {
    within(A_FLOOD, "a case for each post", async || {
        let listed = liaison.does("ana", "/desk list").await?;
        let mut cases = BTreeMap::new();
        for case in listed.as_array().into_iter().flatten() {
            let text = word(case, "/text")?;
            let number = text.rsplit(' ').next().unwrap_or_default().parse()?;
            cases.insert(number, case["number"].as_i64().context("a case has a number")?);
        }
        Ok((cases.len() == CASES).then_some(cases))
    })
    .await
}

/// A process from its start to a moment of chance, and what people give it meanwhile.
async fn lives(
    (liaison, clinic): (&Liaison, &Person),
    chance: &mut StdRng,
    waiting: &mut VecDeque<&Given>,
) -> Result<()> {
    let young = chance.random_range(0..5) == 0;
    let life = Duration::from_millis(chance.random_range(if young { YOUNG } else { LIFE }));
    liaison.spawn()?;
    let answers = chance.random_range(0..A_LIFE);
    let dies = async {
        if !young {
            liaison.is_up().await?;
            let until = Instant::now() + NO_MORE;
            for _ in 0..answers {
                clinic.writes_something(until).await?;
            }
        }
        sleep(life).await;
        liaison.kill().await
    };
    let keeps_giving = async {
        match gives(liaison, waiting).await {
            Ok(()) => pending().await,
            Err(error) => Err(error),
        }
    };
    // What was being typed in the moment of death may have been heard or not: it is typed again.
    tokio::select! {
        died = dies => died,
        gave = keeps_giving => gave,
    }
}

/// All of them, in the console, again and again until each has an answer.
async fn gives(liaison: &Liaison, waiting: &mut VecDeque<&Given>) -> Result<()> {
    while let Some(Given { case, text, .. }) = waiting.front() {
        match liaison.types("ana", &format!("/case reply {case} {text}")).await {
            Ok(Answered::Refused(why)) => was_heard(&why)?,
            Ok(Answered::Done(_)) => {}
            Err(_) => {
                sleep(Duration::from_millis(20)).await;
                continue;
            }
        }
        waiting.pop_front();
    }
    Ok(())
}

/// With nobody to serve the console, the terminal still takes an answer.
async fn types_beside_the_dead(liaison: &Liaison, waiting: &mut VecDeque<&Given>) -> Result<()> {
    let Some(Given { case, text, .. }) = waiting.pop_front() else {
        return Ok(());
    };
    let words = ["case", "reply", &case.to_string(), text];
    match liaison.terminal(&words).await? {
        Err(why) => was_heard(&why),
        Ok(_) => Ok(()),
    }
}

/// The one refusal that is right: the same words were taken before.
fn was_heard(why: &str) -> Result<()> {
    ensure!(
        why.contains("won't be said twice"),
        "an answer was refused: {why}"
    );
    Ok(())
}

/// Waits until nothing is on its way any more, and nothing was given up on.
async fn all_out(liaison: &Liaison) -> Result<()> {
    let (mut last, mut since) = (None, Instant::now());
    loop {
        let status = liaison.terminal(&["desk", "status"]).await?;
        let status = status.map_err(anyhow::Error::msg)?;
        assert_eq!(status["given_up"], json!([]));
        let waiting = status["waiting"].as_i64().context("a number waits")?;
        if waiting == 0 {
            return Ok(());
        }
        // An answer that goes out leaves a card and a word to colleagues behind: more wait, and yet it moves.
        if last != Some(waiting) {
            (last, since) = (Some(waiting), Instant::now());
        }
        ensure!(since.elapsed() < STANDSTILL, "nothing moves any more: {status}");
        sleep(Duration::from_secs(1)).await;
    }
}

/// Every answer stands in the repository once, under its post, and in order within its case.
async fn each_once(clinic: &Person, asked: &[PostRef], answers: &[Given]) -> Result<()> {
    let there = clinic.all_posts().await?;
    let mut said = there
        .iter()
        .map(|record| word(record, "/value/text"))
        .collect::<Result<Vec<_>>>()?;
    let mut given: Vec<&str> = answers.iter().map(|answer| answer.text.as_str()).collect();
    said.sort();
    given.sort_unstable();
    assert_eq!(said, given);
    let there: BTreeMap<String, &Value> = there
        .iter()
        .map(|record| Ok((word(record, "/value/text")?, record)))
        .collect::<Result<_>>()?;
    let arrived = within(A_FLOOD, "the network's own view", async || {
        let uris: Vec<&str> = there
            .values()
            .filter_map(|record| record["uri"].as_str())
            .collect();
        let arrived = clinic.arrivals(&uris).await?;
        Ok((arrived.len() == uris.len()).then_some(arrived))
    })
    .await?;
    let mut last: BTreeMap<i64, (String, String)> = BTreeMap::new();
    for Given { to, case, text } in answers {
        let record = there[text];
        assert_eq!(record["value"]["reply"]["parent"]["uri"], asked[*to].id);
        let uri = word(record, "/uri")?;
        let place = (arrived[&uri].clone(), key_of(&post(uri)).to_owned());
        if let Some(before) = last.insert(*case, place.clone()) {
            assert!(
                before.0 <= place.0 && before.1 < place.1,
                "{text:?} went out before an earlier answer: {before:?}, {place:?}"
            );
        }
    }
    Ok(())
}
