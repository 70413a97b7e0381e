//! A case that nobody answers in time moves up, and stops at the top.

use crate::world::{World, on_each_database, on_the_console};
use insta::assert_snapshot;

use crate::world::{hours, minutes};

#[test]
fn a_late_case_moves_up_and_stops_at_the_top() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        // Whoever waits in the building now has half the time.
        world.wait(minutes(29)).await;
        assert_snapshot!(world.record(1).await, @"opened");
        for step in [minutes(1), hours(2), hours(24), hours(1_000)] {
            world.wait(step).await;
            world.wait(minutes(0)).await;
        }
        assert_snapshot!(world.record(1).await, @"opened escalated escalated ran_late");
        assert_snapshot!(world.channel("emergency").await, @"[1] open · high · tier 2 · late — Six hours in the ER and still waiting");
        assert_snapshot!(world.channel("patient-relations").await, @"Late: case #1 (high, wait time, on Bluesky) is with emergency, held by nobody: nobody has answered in time. `/case show 1`");
        assert_snapshot!(world.channel("leadership").await, @"Late: case #1 (high, wait time, on Bluesky) is with emergency, held by nobody: nobody has answered in time. `/case show 1`");
        assert_snapshot!(world.thread(1).await, @r"
        Moved up, because nobody has answered in time: Patient Relations has been told.
        Moved up, because nobody has answered in time: Leadership has been told.
        Late: nobody has answered in time, and there is nobody above to tell. It stays marked as late.
        ");
    });
}

#[test]
fn an_answer_stops_the_first_clock_and_closing_the_second() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case reply 1 We are sorry").await;
        world.wait(hours(23)).await;
        assert_eq!(world.case(1).await.tier, 0);
        world.wait(hours(1)).await;
        assert_snapshot!(world.thread(1).await.lines().last().unwrap(), @"Moved up, because it was answered but is not closed: Patient Relations has been told.");
        world.staff("ana").types("/case resolve 1").await;
        world.wait(hours(1_000)).await;
        assert_snapshot!(world.record(1).await, @"opened claimed replied published escalated resolved");
    });
}

#[test]
fn an_answer_before_anything_moved_up_is_never_late() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.wait(minutes(29)).await;
        world.staff("ana").types("/case reply 1 We are sorry").await;
        world.staff("ana").types("/case resolve 1").await;
        world.wait(hours(1_000)).await;
        assert!(!world.case(1).await.late);
    });
}

#[test]
fn many_late_cases_each_move_up_once() {
    on_the_console(async |world: &mut World| {
        for who in 0..120 {
            world
                .mention("Six hours in the ER and still waiting")
                .by(&format!("p{who}"))
                .unseen();
        }
        world.settle().await;
        world.wait(hours(1)).await;
        for case in world.all_cases().await {
            assert_eq!((case.tier, case.late), (1, true), "{}", case.number);
        }
    });
}

#[test]
fn what_joined_an_incident_is_late_in_silence() {
    on_the_console(async |world: &mut World| {
        let crowd = async |from: usize, until: usize| {
            for who in from..until {
                world
                    .mention("Six hours in the ER and still waiting")
                    .by(&format!("p{who}"))
                    .unseen();
            }
            world.settle().await;
        };
        crowd(0, 50).await;
        crowd(50, 54).await;
        world.wait(minutes(30)).await;
        crowd(54, 56).await;
        world.wait(minutes(10)).await;
        assert_eq!(world.record(54).await, "opened escalated");
        assert!(world.cards(54).await.is_empty(), "it was listed, and has no card");
        let emergency = world.channel("emergency").await;
        let first = emergency.lines().find(|line| line.starts_with("[1] ")).unwrap();
        assert!(
            first.contains("late"),
            "a card that stands is drawn again: {first}"
        );
        assert_snapshot!(world.thread(1).await, @"");
        let above = world.channel("patient-relations").await;
        assert!(!above.contains("Late: "), "{above}");
    });
}
