//! Somebody may be in danger: those above hear of it at once.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn the_department_above_is_paged_when_a_critical_case_opens() {
    on_each_database(async |world: &mut World| {
        world
            .mention("I am in your ER waiting room and I want to kill myself")
            .seen()
            .await;
        let case = world.case(1).await;
        assert_eq!(case.urgency.as_str(), "critical");
        assert_snapshot!(world.channel(case.department.as_str()).await, @"[1] open · critical — I am in your ER waiting room and I want to kill myself");
        let above = world
            .directory()
            .above(&case.department, 1)
            .unwrap()
            .name
            .to_string();
        assert_snapshot!(world.channel(&above).await, @"Critical: case #1 (critical, safety, on Bluesky) is with patient-relations, held by nobody. `/case show 1`");
    });
}

#[test]
fn the_department_above_is_paged_when_a_follow_up_or_an_edit_is_critical() {
    on_each_database(async |world: &mut World| {
        let first = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world
            .mention("I can't take it any more, I want to kill myself")
            .under(&first)
            .seen()
            .await;
        assert_eq!(world.case(1).await.urgency.as_str(), "critical");
        assert_snapshot!(world.channel("patient-relations").await, @"Critical: case #1 (critical, wait time, on Bluesky) is with emergency, held by nobody. `/case show 1`");
        let due_at = world.case(1).await.due_at.unwrap();
        assert_eq!(
            due_at,
            crate::world::morning() + crate::world::minutes(15),
            "sooner than before"
        );
    });
}

#[test]
fn an_edit_that_makes_a_post_critical_is_paged() {
    on_each_database(async |world: &mut World| {
        let first = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world
            .network
            .edit(&first, "Six hours in the ER and I want to kill myself");
        world.settle().await;
        assert_eq!(world.case(1).await.urgency.as_str(), "critical");
        assert_snapshot!(world.channel("patient-relations").await, @"Critical: case #1 (critical, wait time, on Bluesky) is with emergency, held by nobody. `/case show 1`");
    });
}
