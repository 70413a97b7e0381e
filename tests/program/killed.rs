//! Killed at any moment: every answer stands in public exactly once, none is lost.

use super::database::{Database, Dice, on_each_database};
use super::house::House;
use super::page::Page;
use super::process::eventually;
use futures_util::future::join_all;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::sleep;

const CASES: usize = 100;
const KILLS: usize = 25;

/// Two answers for each case: 200 in all.
fn answers(cases: &BTreeMap<String, i64>) -> Vec<(i64, String)> {
    let both = |number: i64| [1, 2].map(|nth| (number, format!("Answer {nth} to number {number}.")));
    cases.values().flat_map(|number| both(*number)).collect()
}

#[tokio::test]
async fn two_hundred_answers_survive_being_killed_at_random_moments() {
    on_each_database(async |database| {
        // The network lives on: it is another process with a database of its own.
        let network = House::new(&Database::sqlite());
        let public = network.serve().await;
        for batch in (0..CASES).collect::<Vec<_>>().chunks(20) {
            let posts = batch.iter().map(|n| {
                let page = &public.page;
                async move { page.posts(&format!("person{n}"), &format!("Still waiting, number {n:03}")).await }
            });
            join_all(posts).await;
        }
        let house = House::reading(&network, &database);
        let cases = numbers(&house).await;
        let wanted = answers(&cases);

        let mut dice = Dice::new();
        // From its end.
        let mut open: Vec<_> = wanted.iter().rev().cloned().collect();
        for kill in 0..KILLS {
            let share = open.len().div_ceil(KILLS - kill).max(1);
            let mut process = house.run();
            let page = Page::of(house.port);
            let moment = Duration::from_millis(dice.below(350));
            let asked = open.split_off(open.len().saturating_sub(share));
            let unasked = tokio::select! {
                biased;
                () = async { alive(&page).await; sleep(moment).await } => asked,
                unasked = ask(&page, asked.clone()) => { sleep(Duration::from_millis(dice.below(40))).await; unasked },
            };
            process.kill();
            // An answer whose asking was cut off is asked for again: the desk knows the words.
            open.extend(unasked);
        }

        let _last = house.run();
        let page = Page::of(house.port);
        page.ready().await;
        while !open.is_empty() {
            open = ask(&page, open).await;
        }
        eventually("every answer", async || {
            let said: BTreeSet<_> = public.page.answers().await.into_iter().collect();
            (said.len() >= wanted.len()).then_some(())
        })
        .await;
        eventually("an empty outbox", async || {
            let status = house.desk("ana", &["status", "--json"]).await.json();
            (status["waiting"] == 0).then_some(())
        })
        .await;
        let mut said = public.page.answers().await;
        let mut words: Vec<_> = wanted.into_iter().map(|(_, words)| words).collect();
        said.sort();
        words.sort();
        assert_eq!(said, words);
        let lost = database.number(house.path(), "select count(*) from replies where state <> 'published'");
        assert_eq!(lost.await, 0);
        let twice = "select count(*) from (select 1 from mentions group by network, post having count(*) > 1) as twice";
        assert_eq!(database.number(house.path(), twice).await, 0);
    })
    .await;
}

/// Takes every post in, killed a few times meanwhile; the case of each author.
async fn numbers(house: &House) -> BTreeMap<String, i64> {
    for moment in [30, 90, 200] {
        let mut process = house.run();
        alive(&Page::of(house.port)).await;
        sleep(Duration::from_millis(moment)).await;
        process.kill();
    }
    let mut serving = house.serve().await;
    let cases = eventually("every post to have its card", async || {
        let cards = serving.page.cards().await;
        let by_author = cards.iter().map(|card| {
            let card = &card["body"]["body"];
            (
                card["handle"].as_str().unwrap().to_owned(),
                card["number"].as_i64().unwrap(),
            )
        });
        let shown = cards.len();
        let by_author: BTreeMap<_, _> = by_author.collect();
        assert!(shown <= CASES, "{shown} cards for {CASES} cases");
        (by_author.len() == CASES).then_some(by_author)
    })
    .await;
    serving.process.kill();
    cases
}

async fn alive(page: &Page) {
    eventually("the program to answer", async || {
        page.get("/healthz")
            .await
            .ok()
            .filter(|answered| answered.status == 200)
    })
    .await;
}

/// Asks for these answers, some at a time; gives back those of which nobody knows whether they were taken.
async fn ask(page: &Page, answers: Vec<(i64, String)>) -> Vec<(i64, String)> {
    alive(page).await;
    let mut unknown = Vec::new();
    for some in answers.chunks(4) {
        let asked = join_all(some.iter().map(|(number, words)| async move {
            let line = format!("/case reply {number} {words}");
            let answered = page.types("ana", &line).await;
            if let Ok(answered) = &answered {
                assert!(matches!(answered.status, 200 | 409), "{line}: {answered:?}");
            }
            answered.is_ok()
        }));
        for (taken, answer) in asked.await.into_iter().zip(some) {
            if !taken {
                unknown.push(answer.clone());
            }
        }
    }
    unknown
}
