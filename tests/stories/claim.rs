//! `/case claim`: a case has one holder.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn a_case_has_one_holder() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("ana").types("/case claim 1").await, @"Case #1 is yours.");
        assert_snapshot!(world.staff("ben").types("/case claim 1").await, @"Case #1 is with ana since 09:00. Ask them, or `/case escalate 1`.");
        assert_snapshot!(world.staff("ana").types("/case claim 1").await, @"You already hold case #1.");
        assert_snapshot!(world.channel("emergency").await, @"[1] held by ana · high — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @"ana has this now.");
    });
}

#[test]
fn who_may_only_read_claims_nothing() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("rita").types("/case claim 1").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_snapshot!(world.channel("emergency").await, @"[1] open · high — Six hours in the ER and still waiting");
    });
}
