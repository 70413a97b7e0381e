//! `/desk list`: which cases there are.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

use crate::world::hours;

#[test]
fn open_ones_mine_late_ones_all_and_a_departments() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world
            .mention("My bill is wrong, I was charged twice")
            .by("tom")
            .routed_to("billing")
            .await;
        world
            .mention("Three hours in the ER waiting room")
            .by("kim")
            .routed_to("emergency")
            .await;
        let ana = world.staff("ana");
        ana.types("/case claim 1").await;
        ana.types("/case resolve 3").await;
        world.wait(hours(1)).await;
        let rita = world.staff("rita");
        assert_snapshot!(rita.types("/desk list").await, @r"
        Open: 2 cases
        #1 high · held by ana · emergency · 1 h · late — Six hours in the ER and still waiting
        #2 normal · open · billing · 1 h — My bill is wrong, I was charged twice
        ");
        assert_snapshot!(ana.types("/desk list mine").await, @r"
        You hold: 1 case
        #1 high · held by ana · emergency · 1 h · late — Six hours in the ER and still waiting
        ");
        assert_snapshot!(rita.types("/desk list mine").await, @"You hold: nothing.");
        assert_snapshot!(rita.types("/desk list late").await, @r"
        Late: 1 case
        #1 high · held by ana · emergency · 1 h · late — Six hours in the ER and still waiting
        ");
        assert_snapshot!(rita.types("/desk list all").await, @r"
        Newest: 3 cases
        #3 normal · resolved · emergency · 1 h — Three hours in the ER waiting room
        #2 normal · open · billing · 1 h — My bill is wrong, I was charged twice
        #1 high · held by ana · emergency · 1 h · late — Six hours in the ER and still waiting
        ");
        assert_snapshot!(rita.types("/desk list Billing").await, @r"
        Open with billing: 1 case
        #2 normal · open · billing · 1 h — My bill is wrong, I was charged twice
        ");
        assert_snapshot!(rita.types("/desk list biling").await, @"There is no department “biling”. Did you mean billing?");
    });
}
