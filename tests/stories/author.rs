//! `/desk author`: everything one author has brought.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn an_authors_cases_are_listed_by_handle() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world
            .mention("My bill is wrong, I was charged twice")
            .routed_to("billing")
            .await;
        world
            .mention("My bill is wrong, I was charged twice")
            .by("tom")
            .routed_to("billing")
            .await;
        let rita = world.staff("rita");
        assert_snapshot!(rita.types("/desk author @Rosa").await, @r"
        From @Rosa: 2 cases
        #2 normal · open · billing · just now — My bill is wrong, I was charged twice
        #1 high · open · emergency · just now — Six hours in the ER and still waiting
        ");
        assert_snapshot!(rita.types("/desk author nobody").await, @"From @nobody: no case.");
    });
}
