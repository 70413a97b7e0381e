//! The digest: each slot of its calendar once.

use crate::world::{World, on_each_database, on_the_console};
use insta::assert_snapshot;

use crate::fakes::{discord, slack};
use crate::world::hours;
use crate::world::stage::Stage;
use futures_util::future::join;
use std::time::Duration;

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
fn what_was_let_out_before_a_weekend_is_told_after_it() {
    on_the_console(async |world: &mut World| {
        world.crew.keeps_calendar("0 7 * * 1-5");
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world
            .staff("ana")
            .types("/case reply 1 We found your record, MRN 44719032.")
            .await;
        for who in ["cora", "dan"] {
            world.staff(who).types("/case approve 1 It is a sample").await;
        }
        world.wait(hours(70)).await;
        world.wait(hours(1)).await;
        assert_snapshot!(digests(world).await.join("\n"), @"Digest · Sun 22 Nov 2026 07:00 to Mon 23 Nov 2026 07:00");
        let told = world.channel("leadership").await;
        let line = told.lines().find(|line| line.starts_with("Approvals"));
        assert_snapshot!(line.unwrap_or_default(), @"Approvals since Fri 20 Nov 2026 09:00: 0 asked, 1 approved (median 0 s to a yes), 0 declined, 0 expired; 1 blocked by the guard");
        assert!(
            told.contains("#1 · cora: It is a sample; dan: It is a sample"),
            "{told}"
        );
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

#[test]
fn the_digest_comes_as_a_picture_too() {
    on_each_database(async |world: &mut World| {
        world.crew.keeps_calendar(SEVEN);
        world
            .mention("They sent me the same bill twice")
            .routed_to("billing")
            .await;
        world.wait(hours(22)).await;
        world.wait(hours(1)).await;
        let shown: Vec<String> = world
            .entries("leadership")
            .await
            .into_iter()
            .map(|e| e.line)
            .collect();
        assert!(shown[0].starts_with("Digest · "), "the words come first");
        assert_snapshot!(shown[1], @"[picture] Digest of Harbor Health, Fri 20 Nov 2026 07:00 to Sat 21 Nov 2026 07:00: one new case and 0 answered (the day before: 0 and 0); now 1 open, 1 late; busiest: Billing (1 new, 0 answered).");
        assert_eq!(shown.len(), 2);
    });
}

#[test]
fn a_picture_that_may_be_there_is_looked_for_and_not_shown_twice() {
    on_each_database(async |world: &mut World| {
        world.crew.keeps_calendar(SEVEN);
        world.settle().await;
        world.wait(hours(21)).await;
        match &world.stage {
            Stage::Console(_) => {}
            Stage::Slack(workspace) => {
                let slack = &workspace.slack;
                slack.fail_next("files.getUploadURLExternal", slack::Fault::Reset);
                slack.fail_next("upload", slack::Fault::Internal);
                slack.fail_next("files.completeUploadExternal", slack::Fault::Ratelimited(3));
                slack.fail_next("files.completeUploadExternal", slack::Fault::ResetAfter);
            }
            Stage::Discord(server) => {
                let discord = &server.peopled.discord;
                // The words get through; the picture is there, and we don't hear of it.
                discord.fail_next("POST", "/messages", discord::Fault::Stall(Duration::ZERO));
                discord.fail_next("POST", "/messages", discord::Fault::RateLimited(3, "user"));
                discord.fail_next("POST", "/messages", discord::Fault::ResetAfter);
            }
        }
        world.wait(hours(1)).await;
        world.wait_until_sent().await;
        assert_eq!(pictures(world).await, 1);
        world.wait(hours(24)).await;
        world.wait_until_sent().await;
        assert_eq!(pictures(world).await, 2);
    });
}

async fn pictures(world: &World) -> usize {
    let entries = world.entries("leadership").await;
    let pictures = entries
        .iter()
        .filter(|entry| entry.line.starts_with("[picture] "));
    pictures.count()
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
