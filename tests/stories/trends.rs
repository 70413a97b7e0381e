//! `/desk trends`: what comes more than before, small counts withheld.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn few_are_not_told_by_number() {
    on_each_database(async |world: &mut World| {
        assert_snapshot!(world.staff("rita").types("/desk trends").await, @r"
        Trends · the last 24 hours, and the 24 before
        Nothing was counted.
        ");
        for by in ["rosa", "tom", "uma"] {
            world
                .mention("Six hours in the ER and still waiting")
                .by(by)
                .seen()
                .await;
        }
        assert_snapshot!(world.staff("rita").types("/desk trends").await, @r"
        Trends · the last 24 hours, and the 24 before
        feed public  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂  fewer than five (none)
        wait time    ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂  fewer than five (none)
        ");
        assert_snapshot!(world.staff("rita").types("/desk trends wait time").await, @r"
        Trends · the last 7 days, and the 7 before
        wait time  ▁▁▁▁▁▁▂  fewer than five (none)
        ");
        assert_snapshot!(world.staff("rita").types("/desk trends weather").await, @"Nothing is counted under “weather”. Say day, week or month, or a topic, a facility or symptoms: wait time, gastro.");
    });
}
