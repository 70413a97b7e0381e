//! `/case escalate`: those above are told.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn those_above_are_told_and_the_thread_knows() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let ana = world.staff("ana");
        assert_snapshot!(ana.types("/case escalate 1 She's alone & it's late").await, @"Patient Relations has been told of case #1.");
        assert_snapshot!(world.channel("emergency").await, @"[1] open · high · tier 1 — Six hours in the ER and still waiting");
        assert_snapshot!(world.channel("patient-relations").await, @"ana asks for you: case #1 (high, wait time, on Bluesky) is with emergency, held by nobody: She's alone & it's late. `/case show 1`");
        assert_snapshot!(world.thread(1).await, @"ana escalated it: Patient Relations has been told: She's alone & it's late");
        assert_snapshot!(ana.types("/case escalate 1").await, @"Leadership has been told of case #1.");
        assert_snapshot!(ana.types("/case escalate 1").await, @"Case #1 has gone as high as it can: nobody stands above emergency.");
        assert_snapshot!(world.channel("leadership").await, @"ana asks for you: case #1 (high, wait time, on Bluesky) is with emergency, held by nobody. `/case show 1`");
    });
}

#[test]
fn who_may_only_read_escalates_nothing() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("rita").types("/case escalate 1").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_eq!(world.case(1).await.tier, 0);
    });
}
