//! `/case priority`: the urgency, corrected by a person.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;
use liaison::domain::Urgency;

use crate::world::{hours, minutes};

#[test]
fn more_pressing_means_sooner() {
    on_each_database(async |world: &mut World| {
        world
            .mention("I can't find my invoice in the portal")
            .seen()
            .await;
        let before = world.case(1).await;
        let ana = world.staff("ana");
        let to = if before.urgency.as_str() == "high" {
            "critical"
        } else {
            "high"
        };
        ana.types(&format!("/case priority 1 {to}")).await;
        let after = world.case(1).await;
        assert!(after.due_at < before.due_at);
        ana.types("/case priority 1 low").await;
        assert_eq!(
            world.case(1).await.due_at,
            after.due_at,
            "nobody loses time who waits"
        );
        assert_snapshot!(ana.types("/case priority 1 low").await, @"Case #1 is low already.");
        assert_snapshot!(ana.types("/case priority 1 urgent").await, @r"
        `urgent` is not one of the choices: critical, high, normal, low.
        Usage: /case priority CASE URGENCY
        ");
        assert_snapshot!(world.thread(1).await, @r"
        ana set the urgency to high.
        ana set the urgency to low.
        ");
    });
}

#[test]
fn a_closed_case_can_be_corrected_and_is_not_due() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case resolve 1").await;
        assert_snapshot!(world.staff("ana").types("/case priority 1 critical").await, @"Case #1 is critical now.");
        assert_eq!(world.case(1).await.due_at, None);
    });
}

#[test]
fn what_was_told_to_the_top_is_not_told_again() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.wait(hours(1)).await;
        world.wait(hours(24)).await;
        world.wait(hours(72)).await;
        let told = world.record(1).await;
        assert!(told.ends_with("ran_late"), "{told}");
        world.staff("ana").types("/case priority 1 critical").await;
        world.wait(minutes(1)).await;
        assert_eq!(world.record(1).await, format!("{told} prioritised"));
    });
}

#[test]
fn who_may_only_read_corrects_nothing() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("rita").types("/case priority 1 critical").await, @"That needs the right to respond. Ask ana, ben, lena.");
    });
}

#[test]
fn a_rule_gives_a_follow_up_its_priority_too() {
    on_each_database(async |world: &mut World| {
        world.dreads_code_silver();
        let first = world
            .mention("My bill is wrong, I was charged twice")
            .routed_to("billing")
            .await;
        world
            .mention("And what does code silver mean?")
            .under(&first)
            .seen()
            .await;
        let case = world.case(1).await;
        assert_eq!(
            (case.urgency, case.department.as_str()),
            (Urgency::Critical, "billing")
        );
        let told = world.channel("patient-relations").await;
        assert!(told.starts_with("Critical: case #1 "), "{told}");
    });
}
