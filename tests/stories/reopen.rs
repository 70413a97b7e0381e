//! `/case reopen`: a closed case is open again.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn a_closed_case_is_open_again_and_its_clock_runs() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let ana = world.staff("ana");
        assert_snapshot!(ana.types("/case reopen 1").await, @"Case #1 is open already.");
        ana.types("/case resolve 1").await;
        assert_snapshot!(ana.types("/case reopen 1 It wasn't over").await, @"Case #1 is open again.");
        assert!(world.case(1).await.due_at.is_some());
        assert_snapshot!(world.channel("emergency").await, @"[1] open · high — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @r"
        ana resolved it.
        ana opened it again: It wasn't over
        ");
    });
}

#[test]
fn who_may_only_read_opens_nothing() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case resolve 1").await;
        assert_snapshot!(world.staff("rita").types("/case reopen 1").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert!(!world.case(1).await.is_open());
    });
}
