//! `/case dismiss`: not ours to answer.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn what_is_not_ours_is_closed_with_the_reason() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let ana = world.staff("ana");
        assert_snapshot!(ana.types("/case dismiss 1").await, @r"
        Please add WHY: why it needs no answer.
        Usage: /case dismiss CASE WHY
        ");
        assert_snapshot!(ana.types("/case dismiss 1 It's another hospital's ER").await, @"Case #1 is dismissed.");
        assert_snapshot!(world.channel("emergency").await, @"[1] dismissed (ana) · high — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @"ana dismissed it: It's another hospital's ER");
    });
}

#[test]
fn who_may_only_read_dismisses_nothing() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("rita").types("/case dismiss 1 boring").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert!(world.case(1).await.is_open());
    });
}
