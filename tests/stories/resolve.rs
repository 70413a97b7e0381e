//! `/case resolve`: dealt with.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn what_is_dealt_with_is_closed_and_nobody_is_chased() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case claim 1").await;
        assert_snapshot!(world.staff("ben").types("/case resolve 1 She went home").await, @"Case #1 is resolved.");
        assert_snapshot!(world.staff("ana").types("/case claim 1").await, @"Case #1 is resolved. `/case reopen 1` opens it again.");
        assert_snapshot!(world.staff("ana").types("/case resolve 1").await, @"Case #1 is resolved. `/case reopen 1` opens it again.");
        assert_snapshot!(world.staff("ana").types("/case reply 1 Sorry").await, @"Case #1 is resolved. `/case reopen 1` opens it again.");
        assert_snapshot!(world.channel("emergency").await, @"[1] resolved (ana) · high — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        ben resolved it: She went home
        ");
        world.wait(crate::world::hours(500)).await;
        assert_eq!(world.case(1).await.tier, 0);
    });
}

#[test]
fn who_may_only_read_closes_nothing() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("rita").types("/case resolve 1").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert!(world.case(1).await.is_open());
    });
}
