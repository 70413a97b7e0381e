//! Fifty people on one matter: told once, then listed; critical cases never among them.

use crate::world::{World, hours, minutes, on_each_database, on_the_console};
use futures_util::future::join;
use insta::assert_snapshot;
use liaison::domain::{CaseNumber, Topic, Urgency};
use std::time::Duration;

/// Each in words of their own.
fn words(n: usize) -> String {
    format!("{} hours in the ER at Harbor General and still waiting", n + 2)
}

async fn crowd(world: &World, from: usize, until: usize) {
    for n in from..until {
        let by = format!("person{n}");
        world.mention(&words(n)).by(&by).unseen();
    }
    world.settle().await;
    world.wait_until_sent().await;
}

/// How many cases of the first incident are still to be listed.
async fn unlisted(world: &World) -> usize {
    let mut tx = world.store.read().await.unwrap();
    tx.unlisted(1, 1_000).await.unwrap().len()
}

fn said(channel: &str, word: &str) -> String {
    let lines = channel.lines().filter(|line| line.contains(word));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_crowd_is_told_once_and_later_cases_join_quietly() {
    on_each_database(async |world: &mut World| {
        crowd(world, 0, 49).await;
        assert_eq!(said(&world.channel("emergency").await, "Incident"), "");
        crowd(world, 49, 56).await;
        let told = said(&world.channel("emergency").await, "Incident");
        assert!(
            told.starts_with("Incident 1: ") && told.lines().count() == 1,
            "{told}"
        );
        assert_eq!(said(&world.channel("patient-relations").await, "Incident"), told);
        crowd(world, 56, 60).await;
        assert!(world.cards(60).await.is_empty(), "it has no card of its own");
        world.wait(minutes(6)).await;
        world.wait_until_sent().await;
        assert_eq!(world.case(60).await.status(), "open");
        world
            .mention("My dad can't breathe, he is in your ER at Harbor General, nobody comes")
            .by("uma")
            .seen()
            .await;
        world.wait_until_sent().await;
        assert!(!world.cards(61).await.is_empty(), "a critical case has its card");
        let trends = world.staff("rita").types("/desk trends").await;
        assert!(
            trends.contains("Incident 1: 60 people write about wait time at Harbor General"),
            "{trends}"
        );
        world.wait(hours(2)).await;
        world.wait_until_sent().await;
        let over = said(&world.channel("emergency").await, "is over");
        assert!(
            over.contains("60 people wrote about wait time at Harbor General"),
            "{over}"
        );
        for case in 57..=60 {
            world.staff("ana").types(&format!("/case claim {case}")).await;
        }
        world.wait_until_sent().await;
        assert!(!world.cards(60).await.is_empty(), "who takes one up has a card");
    });
}

#[test]
fn one_who_writes_much_is_no_crowd() {
    on_each_database(async |world: &mut World| {
        for n in 0..55 {
            world.mention(&words(n)).unseen();
        }
        world.settle().await;
        world.wait_until_sent().await;
        assert_snapshot!(said(&world.channel("emergency").await, "Incident"), @"");
    });
}

#[test]
fn who_wrote_much_counts_once_when_others_come() {
    on_the_console(async |world: &mut World| {
        for n in 0..55 {
            world.mention(&words(n)).unseen();
        }
        // At the same time there is a crowd elsewhere.
        for n in 0..50 {
            let by = format!("elsewhere{n}");
            world
                .mention("Six hours in the ER and still waiting")
                .by(&by)
                .unseen();
        }
        world.settle().await;
        let told = said(&world.channel("emergency").await, "Incident");
        assert!(told.contains("50 people write about wait time."), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
        crowd(world, 55, 103).await;
        let told = said(&world.channel("emergency").await, "Incident");
        assert_eq!(told.lines().count(), 1, "one and 48 others: {told}");
        crowd(world, 103, 104).await;
        let told = said(&world.channel("emergency").await, "Incident 2");
        assert!(
            told.contains("50 people write about wait time at Harbor General"),
            "{told}"
        );
    });
}

#[test]
fn who_copies_is_one_of_the_crowd_and_so_is_who_was_answered() {
    on_the_console(async |world: &mut World| {
        crowd(world, 0, 25).await;
        world.staff("ana").types("/case resolve 2").await;
        for n in 0..25 {
            let by = format!("echo{n}");
            world
                .mention(&format!("RT @person0: {}", words(0)))
                .by(&by)
                .unseen();
        }
        world.settle().await;
        assert_eq!(world.case(2).await.status(), "resolved");
        assert_eq!(world.case(50).await.status(), "copy");
        let told = said(&world.channel("emergency").await, "Incident");
        assert!(
            told.contains("50 people write about wait time at Harbor General"),
            "{told}"
        );
        assert_eq!(told.lines().count(), 1, "{told}");
    });
}

/// So many others repeat what person0 said.
async fn echoes(world: &World, from: usize, until: usize) {
    for n in from..until {
        let by = format!("echo{n}");
        let words = format!("RT @person0: {}", words(0));
        world.mention(&words).by(&by).unseen();
    }
    world.settle().await;
    world.wait_until_sent().await;
}

#[test]
fn a_post_that_is_repeated_for_hours_is_one_incident() {
    on_each_database(async |world: &mut World| {
        crowd(world, 0, 1).await;
        echoes(world, 0, 49).await;
        for hour in 1..6 {
            world.wait(minutes(50)).await;
            echoes(world, hour * 50, hour * 50 + 50).await;
        }
        let channel = world.channel("emergency").await;
        assert_eq!(said(&channel, "Incident").lines().count(), 1, "{channel}");
        world.wait(hours(2)).await;
        world.wait_until_sent().await;
        let channel = world.channel("emergency").await;
        let over = said(&channel, "is over");
        assert!(over.contains("300 people wrote"), "{over}");
        // Whoever was counted then is no news now.
        echoes(world, 1_000, 1_049).await;
        assert_eq!(said(&world.channel("emergency").await, "Incident 2"), "");
        echoes(world, 1_049, 1_050).await;
        let again = said(&world.channel("emergency").await, "Incident 2");
        assert!(again.contains("50 people"), "{again}");
    });
}

#[test]
fn copies_and_people_in_danger_keep_an_incident_going() {
    on_the_console(async |world: &mut World| {
        world.dreads_code_silver();
        crowd(world, 0, 50).await;
        world.wait(minutes(50)).await;
        echoes(world, 0, 3).await;
        assert_eq!(world.case(53).await.status(), "copy");
        assert_eq!(unlisted(world).await, 0, "the card of the first shows them");
        world.wait(minutes(50)).await;
        assert_eq!(said(&world.channel("emergency").await, "is over"), "");
        world
            .mention("Nine hours in the ER at Harbor General and still waiting, is that a code silver?")
            .by("uma")
            .seen()
            .await;
        let urgent = world.case(54).await;
        assert_eq!(
            (urgent.topic, urgent.urgency),
            (Topic::WaitTime, Urgency::Critical)
        );
        world.wait_until_sent().await;
        world.wait(minutes(50)).await;
        assert_eq!(said(&world.channel("emergency").await, "is over"), "");
        world.wait(minutes(20)).await;
        world.wait_until_sent().await;
        let over = said(&world.channel("emergency").await, "is over");
        assert!(over.contains("53 people wrote"), "{over}");
    });
}

#[test]
fn an_incident_ends_when_all_that_joined_is_listed() {
    on_the_console(async |world: &mut World| {
        crowd(world, 0, 50).await;
        // More than one look lists; that there are no such cases changes nothing for it.
        let many: Vec<CaseNumber> = (1_001..=1_600).map(CaseNumber).collect();
        let mut tx = world.store.begin().await.unwrap();
        tx.join_incident(1, &many, false).await.unwrap();
        tx.commit().await.unwrap();
        world.wait(hours(1)).await;
        assert_eq!(unlisted(world).await, 100);
        assert_eq!(said(&world.channel("emergency").await, "is over"), "");
        world.wait(minutes(5)).await;
        assert_eq!(unlisted(world).await, 0);
        world.wait(minutes(1)).await;
        let over = said(&world.channel("emergency").await, "is over");
        assert!(over.contains("50 people wrote"), "{over}");
    });
}

#[test]
fn who_comes_while_an_incident_is_ending_is_not_overlooked() {
    on_each_database(async |world: &mut World| {
        crowd(world, 0, 50).await;
        let mut ending = world.store.begin().await.unwrap();
        ending.close_incident(1).await.unwrap();
        world.mention(&words(50)).by("newcomer").unseen();
        let end = async {
            // Long enough for the post to be on its way in; whichever comes first, it has a card.
            tokio::time::sleep(Duration::from_millis(300)).await;
            ending.commit().await.unwrap();
        };
        join(world.crew.reads(), end).await;
        world.wait_until_sent().await;
        assert!(!world.cards(51).await.is_empty(), "no list will ever show it");
    });
}

#[test]
fn two_processes_list_what_joined_once() {
    on_each_database(async |world: &mut World| {
        crowd(world, 0, 50).await;
        let other = world.another_process("second").await;
        for n in 50..53 {
            let by = format!("person{n}");
            world.mention(&words(n)).by(&by).unseen();
        }
        world.crew.reads().await;
        world.clock.advance(minutes(6));
        let before = world.waiting().await;
        let (first, second) = join(world.desk.keep_incidents(), other.desk.keep_incidents()).await;
        first.and(second).unwrap();
        assert_eq!(world.waiting().await - before, 1, "one list");
        world.clock.advance(hours(2));
        let before = world.waiting().await;
        let (first, second) = join(world.desk.keep_incidents(), other.desk.keep_incidents()).await;
        first.and(second).unwrap();
        assert_eq!(world.waiting().await - before, 1, "it ends once");
        world.settle().await;
        world.wait_until_sent().await;
        let over = said(&world.channel("emergency").await, "is over");
        assert_eq!(over.lines().count(), 1, "{over}");
    });
}

#[test]
fn what_an_outage_held_back_is_a_crowd_when_it_comes() {
    on_each_database(async |world: &mut World| {
        for n in 0..60 {
            let by = format!("person{n}");
            world.mention(&words(n)).by(&by).unseen();
            world.clock.advance(minutes(3));
        }
        world.settle().await;
        world.wait_until_sent().await;
        let told = said(&world.channel("emergency").await, "Incident");
        assert!(told.contains("60 people write about wait time"), "{told}");
    });
}

#[test]
fn an_archive_is_no_crowd() {
    on_the_console(async |world: &mut World| {
        for n in 0..60 {
            let by = format!("person{n}");
            world.mention(&words(n)).by(&by).unseen();
        }
        world.clock.advance(hours(25));
        world.settle().await;
        world.wait_until_sent().await;
        assert_eq!(said(&world.channel("emergency").await, "Incident"), "");
    });
}
