//! `/case release`: the holder gives a case back.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn what_is_given_back_is_open_for_anybody() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("ana").types("/case release 1").await, @"Nobody holds case #1, so there is nothing to give back.");
        world.staff("ana").types("/case claim 1").await;
        assert_snapshot!(world.staff("ana").types("/case release 1").await, @"Case #1 is open again for others.");
        assert_snapshot!(world.channel("emergency").await, @"[1] open · high — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        ana gave it back: it is open for anybody.
        ");
        assert_snapshot!(world.staff("ben").types("/case claim 1").await, @"Case #1 is yours.");
    });
}

#[test]
fn only_a_lead_takes_it_from_somebody_else() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case claim 1").await;
        assert_snapshot!(world.staff("ben").types("/case release 1").await, @"Case #1 is with ana since 09:00. Ask them, or `/case escalate 1`.");
        assert_snapshot!(world.staff("lena").types("/case release 1").await, @"Case #1 is open again for others.");
        assert_snapshot!(world.staff("rita").types("/case release 1").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_eq!(world.case(1).await.holder(), None);
    });
}
