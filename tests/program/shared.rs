//! Two processes on one PostgreSQL share the work and double nothing.

use super::database::{Database, wants_postgres};
use super::house::House;
use super::page::Page;
use super::process::{eventually, free_port};
use std::collections::BTreeSet;

#[tokio::test]
async fn two_processes_share_feeds_and_answers_and_one_takes_over() {
    if !wants_postgres() {
        return;
    }
    let network = House::new(&Database::sqlite());
    let public = network.serve().await;
    let database = Database::on_the_server().await;
    let house = House::reading(&network, &database);
    let mut one = house.serve().await;
    let port = free_port();
    let two = house.run_with(&["--listen", &format!("127.0.0.1:{port}")]);
    let second = Page::of(port);
    second.ready().await;

    for n in 0..30 {
        public
            .page
            .posts(&format!("person{n}"), &format!("Still waiting, number {n:02}"))
            .await;
    }
    let cards = all_cards(&second, 30).await;
    let mut sent = Vec::new();
    for (nth, number) in cards.iter().enumerate() {
        let words = format!("Answer to {number}.");
        // Half is asked of each; the first is killed with some of it on its way.
        if nth == 15 {
            one.process.kill();
        }
        let page = if nth < 15 { &one.page } else { &second };
        page.done("ana", &format!("/case reply {number} {words}")).await;
        sent.push(words);
    }
    for n in 30..40 {
        public
            .page
            .posts(&format!("person{n}"), &format!("Still waiting, number {n:02}"))
            .await;
    }
    // The feed and the lanes of the dead are taken over when its leases end.
    all_cards(&second, 40).await;
    eventually("every answer", async || {
        (public.page.answers().await.len() >= sent.len()).then_some(())
    })
    .await;
    eventually("an empty outbox", async || {
        let waiting = database
            .number(house.path(), "select count(*) from deliveries")
            .await;
        (waiting == 0).then_some(())
    })
    .await;
    let mut answers = public.page.answers().await;
    answers.sort();
    sent.sort();
    assert_eq!(answers, sent);
    assert_eq!(second.cards().await.len(), 40);
    assert_eq!(
        database
            .number(house.path(), "select count(*) from mentions")
            .await,
        40
    );
    drop(two);
    database.drop().await;
}

/// The numbers of that many cards, each shown once.
async fn all_cards(page: &Page, count: usize) -> BTreeSet<i64> {
    eventually(&format!("{count} cards"), async || {
        let cards = page.cards().await;
        let numbers: BTreeSet<_> = cards
            .iter()
            .map(|card| card["body"]["body"]["number"].as_i64().unwrap())
            .collect();
        assert_eq!(numbers.len(), cards.len(), "a case has two cards");
        (numbers.len() >= count).then_some(numbers)
    })
    .await
}
