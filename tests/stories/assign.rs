//! `/case assign`: a lead gives a case to somebody.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn a_lead_gives_a_case_to_somebody_who_can_answer() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("lena").types("/case assign 1 @Ana").await, @"Case #1 is with ana now.");
        assert_snapshot!(world.staff("lena").types("/case assign 1 ana").await, @"Case #1 is with ana already.");
        assert_snapshot!(world.staff("lena").types("/case assign 1 ben").await, @"Case #1 is with ben now.");
        assert_snapshot!(world.staff("lena").types("/case assign 1 rita").await, @"rita may only read, so a case can't be given to them.");
        assert_snapshot!(world.staff("lena").types("/case assign 1 bem").await, @"“bem” is not on the list of staff. Did you mean ben?");
        assert_snapshot!(world.channel("emergency").await, @"[1] held by ben · high — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @r"
        lena gave it to ana.
        lena gave it to ben.
        ");
    });
}

#[test]
fn who_is_no_lead_assigns_nothing() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("ana").types("/case assign 1 ana").await, @"That needs the right to lead. Ask lena.");
        assert_eq!(world.case(1).await.holder(), None);
    });
}
