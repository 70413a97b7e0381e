//! The digest: each slot of its calendar once.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

use crate::world::hours;
use futures_util::future::join;

const SEVEN: &str = "0 7 * * *";

#[test]
fn each_morning_leadership_reads_one_digest() {
    on_each_database(async |world: &mut World| {
        world.crew.keeps_calendar(SEVEN);
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.wait(hours(21)).await;
        assert_snapshot!(world.channel("leadership").await, @"");
        world.wait(hours(1)).await;
        world.wait(hours(1)).await;
        assert_snapshot!(digests(world).await.join("\n"), @"Digest · Fri 20 Nov 2026 07:00 to Sat 21 Nov 2026 07:00");
        world.wait(hours(23)).await;
        assert_eq!(digests(world).await.len(), 2);
    });
}

#[test]
fn a_digest_that_was_missed_is_made_up_for_once() {
    on_each_database(async |world: &mut World| {
        world.crew.keeps_calendar(SEVEN);
        world.settle().await;
        world.clock.advance(hours(49));
        world.crew = world.another_process("after the downtime").await;
        world.crew.keeps_calendar(SEVEN);
        world.settle().await;
        world.settle().await;
        assert_snapshot!(digests(world).await.join("\n"), @r"
        Digest · Fri 20 Nov 2026 07:00 to Sat 21 Nov 2026 07:00
        Digest · Sat 21 Nov 2026 07:00 to Sun 22 Nov 2026 07:00
        ");
    });
}

#[test]
fn two_processes_post_one() {
    on_each_database(async |world: &mut World| {
        let mut other = world.another_process("second").await;
        world.crew.keeps_calendar(SEVEN);
        other.keeps_calendar(SEVEN);
        for _ in 0..3 {
            join(world.crew.round(), other.round()).await;
            world.clock.advance(hours(24));
        }
        join(world.crew.round(), other.round()).await;
        world.settle().await;
        other.round().await;
        assert_eq!(digests(world).await.len(), 3);
        let schedule = world.crew.timers.digest.clone().unwrap();
        world.clock.advance(hours(24));
        let (first, second) = join(
            world.desk.keep_calendar(&schedule.0, &schedule.1),
            other.desk.keep_calendar(&schedule.0, &schedule.1),
        )
        .await;
        assert!(first.unwrap() || second.unwrap());
        world.settle().await;
        assert_eq!(digests(world).await.len(), 4, "even without a lease");
    });
}

/// The first line of each digest that leadership read.
async fn digests(world: &World) -> Vec<String> {
    let channel = world.channel("leadership").await;
    channel
        .lines()
        .filter(|line| line.starts_with("Digest"))
        .map(str::to_owned)
        .collect()
}
