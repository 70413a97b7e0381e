//! Counts that rise or fall by more than chance are told once, with a chart.

use crate::world::{World, hours, minutes, on_each_database};
use futures_util::future::join_all;
use liaison::desk::Desk;
use liaison::domain::Timestamp;
use liaison::store::Counted;

/// A quiet past: some posts each hour, so that there is something to compare with.
async fn a_quiet_month(world: &World, series: &str, each_hour: i64) {
    // The world's clock stands at nine in Chicago; hours are counted by the clocks there.
    let now = (world.clock.now() - hours(6)).timestamp() / 3_600;
    let past = (now - 28 * 24..now).map(|at| Counted {
        step: "hour",
        at,
        series: series.to_owned(),
        count: each_hour,
    });
    let mut tx = world.store.begin().await.unwrap();
    tx.count(past.collect()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Children who were at Harbor General's party, each with a parent who writes.
fn are_sick(world: &mut World, kids: std::ops::Range<usize>) {
    let told = [
        "vomiting",
        "diarrhea",
        "a stomach bug",
        "throwing up",
        "vómitos y diarrea",
        "food poisoning",
    ];
    for kid in kids {
        let symptom = told[kid % told.len()];
        let words =
            format!("Kid {kid} of class {kid} has {symptom} since the party, can we come to Harbor General?");
        world.mention(&words).by(&format!("parent{kid}")).unseen();
    }
}

fn of(channel: &str, word: &str) -> Vec<String> {
    let lines = channel.lines().filter(|line| line.contains(word));
    lines.map(str::to_owned).collect()
}

#[test]
fn symptoms_that_many_tell_of_are_told_once_with_a_chart() {
    on_each_database(async |world: &mut World| {
        a_quiet_month(world, "feed/public", 1).await;
        are_sick(world, 0..12);
        world.settle().await;
        world.wait(hours(2)).await;
        world.wait_until_sent().await;
        let channel = world.channel("patient-relations").await;
        let lines = of(&channel, "gastro symptoms, ");
        assert_eq!(lines.len(), 1, "{channel}");
        assert!(
            lines[0].contains("12 in the last") && lines[0].contains("none would be usual"),
            "{lines:?}"
        );
        assert!(lines[0].contains("For example case #"), "{lines:?}");
        assert!(
            channel.contains("[picture] Gastro symptoms per hour from"),
            "{channel}"
        );
        let shown = world.staff("rita").types("/desk trends gastro").await;
        assert!(
            shown.contains("gastro symptoms") && shown.contains("more than by chance"),
            "{shown}"
        );
        world.wait(hours(1)).await;
        world.wait_until_sent().await;
        let again = of(&world.channel("patient-relations").await, "gastro symptoms, ");
        assert_eq!(again.len(), 1, "once a wave");
    });
}

#[test]
fn a_wave_that_rises_on_is_told_again() {
    on_each_database(async |world: &mut World| {
        a_quiet_month(world, "feed/public", 1).await;
        for (kids, pause) in [(0..12, 14), (12..24, 12), (24..60, 2)] {
            are_sick(world, kids);
            world.settle().await;
            for _ in 0..pause {
                world.wait(hours(1)).await;
                world.wait_until_sent().await;
            }
        }
        let channel = world.channel("patient-relations").await;
        let lines = of(&channel, "gastro symptoms, ");
        assert_eq!(lines.len(), 2, "{channel}");
        assert!(lines[0].contains("More than by chance: "), "{lines:?}");
        assert!(
            lines[1].contains("Rising on: gastro symptoms, 36 in the last"),
            "{lines:?}"
        );
    });
}

#[test]
fn a_source_gone_silent_is_told_and_when_it_is_back() {
    on_each_database(async |world: &mut World| {
        a_quiet_month(world, "feed/public", 9).await;
        world.wait(hours(4)).await;
        world.wait_until_sent().await;
        let channel = world.channel("patient-relations").await;
        assert!(
            channel.contains("Silence: the feed public brought nothing"),
            "{channel}"
        );
        world.mention("Where do I park?").seen().await;
        world.wait(hours(1) + hours(1)).await;
        world.wait_until_sent().await;
        let channel = world.channel("patient-relations").await;
        assert!(
            channel.contains("The feed public brings posts again."),
            "{channel}"
        );
    });
}

#[test]
fn two_processes_tell_a_signal_once() {
    on_each_database(async |world: &mut World| {
        a_quiet_month(world, "feed/public", 9).await;
        let others = [
            world.another_process("second").await,
            world.another_process("third").await,
        ];
        world.clock.advance(hours(4));
        // The calendar's lease keeps them apart unless it ran out on the way: then all of them are here.
        let looks = [&world.desk, &others[0].desk, &others[1].desk].map(Desk::watch);
        for looked in join_all(looks).await {
            looked.unwrap();
        }
        world.settle().await;
        world.wait_until_sent().await;
        let channel = world.channel("patient-relations").await;
        assert_eq!(of(&channel, "Silence").len(), 1, "{channel}");
    });
}

#[test]
fn an_hour_that_the_clocks_skip_is_no_silence() {
    on_each_database(async |world: &mut World| {
        // Five minutes after the clocks of Chicago went from two to three.
        let night: Timestamp = "2027-03-14T08:05:00Z".parse().unwrap();
        world.wait(night - world.clock.now()).await;
        a_quiet_month(world, "feed/public", 20).await;
        world.wait(minutes(10)).await;
        world.wait_until_sent().await;
        let channel = world.channel("patient-relations").await;
        assert_eq!(of(&channel, "Silence"), Vec::<String>::new());
        world.wait(hours(1)).await;
        world.wait_until_sent().await;
        let channel = world.channel("patient-relations").await;
        assert_eq!(
            of(&channel, "Silence").len(),
            1,
            "from three to four nothing came"
        );
    });
}
