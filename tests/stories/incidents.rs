//! Fifty people on one matter: told once, then listed; critical cases never among them.

use crate::world::{World, hours, minutes, on_each_database};
use insta::assert_snapshot;

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
