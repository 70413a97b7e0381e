//! `/desk trends`: what comes more than before, small counts withheld.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn few_are_not_told_by_number() {
    on_each_database(async |world: &mut World| {
        assert_snapshot!(world.staff("rita").types("/desk trends").await, @"");
        for by in ["rosa", "tom", "uma"] {
            world
                .mention("Six hours in the ER and still waiting")
                .by(by)
                .seen()
                .await;
        }
        assert_snapshot!(world.staff("rita").types("/desk trends").await, @"");
        assert_snapshot!(world.staff("rita").types("/desk trends wait time").await, @"");
        assert_snapshot!(world.staff("rita").types("/desk trends weather").await, @"");
    });
}
