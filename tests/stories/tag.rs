//! `/case tag`: labels come and go.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn tags_come_and_go() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let ana = world.staff("ana");
        assert_snapshot!(ana.types("/case tag 1 Night, #triage +triage").await, @"Case #1 has night, triage.");
        assert_snapshot!(ana.types("/case tag 1 -night −nobody").await, @"Case #1 has triage.");
        assert_snapshot!(ana.types("/case tag 1 triage").await, @"Nothing changed: those tags stand as they are.");
        assert_snapshot!(ana.types("/case tag 1 @everyone <b>").await, @"Case #1 has triage, everyone, b.");
        assert_snapshot!(world.channel("emergency").await, @"[1] open · high · #triage #everyone #b — Six hours in the ER and still waiting");
        assert_snapshot!(ana.types("/case tag 1 -triage -everyone -bb -b").await, @"Case #1 has no tags.");
    });
}

#[test]
fn who_may_only_read_labels_nothing() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("rita").types("/case tag 1 mine").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert!(world.case(1).await.tags.is_empty());
    });
}
