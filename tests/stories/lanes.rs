//! Order is kept in a lane, and a slow lane delays no other.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

use crate::world::network::{Call, Fault};
use crate::world::seconds;

#[test]
fn a_lane_told_to_wait_delays_no_other() {
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
        world.network.next(Call::Write, Fault::SlowDown(120));
        world.staff("ana").types("/case reply 1 We are sorry").await;
        world.staff("ben").types("/case reply 2 We will look").await;
        assert_snapshot!(world.public_thread(1).await, @"rosa: Six hours in the ER and still waiting");
        assert_snapshot!(world.public_thread(2).await, @r"
        tom: My bill is wrong, I was charged twice
          harbor_health: We will look
        ");
        world.wait(seconds(119)).await;
        assert_eq!(world.network.ours().len(), 1, "the network asked for two minutes");
        world.wait(seconds(1)).await;
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: We are sorry
        ");
    });
}

#[test]
fn what_is_said_first_stands_first() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.network.next(Call::Write, Fault::SlowDown(60));
        world.network.next(Call::Write, Fault::Breaks);
        for words in ["One", "Two", "Three"] {
            world.staff("ana").types(&format!("/case reply 1 {words}")).await;
        }
        world.staff("ana").types("/case retract 1").await;
        world.wait_until_sent().await;
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: One
          harbor_health: Two
          harbor_health: Three
        ");
    });
}

#[test]
fn a_thread_waits_for_its_card() {
    on_each_database(async |world: &mut World| {
        world.mention("Six hours in the ER and still waiting").unseen();
        world.crew.reads().await;
        let ana = world.staff("ana");
        ana.only_types("/case claim 1").await;
        ana.only_types("/case note 1 She is next").await;
        ana.only_types("/case resolve 1").await;
        world.settle().await;
        assert_snapshot!(world.channel("emergency").await, @"[1] resolved (ana) · high — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        ana notes, for colleagues only: She is next
        ana resolved it.
        ");
    });
}

#[test]
fn redraws_that_a_later_one_covers_are_left_out() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let before = world.entries("emergency").await[0].drawn;
        for tag in 0..10 {
            world
                .staff("ana")
                .only_types(&format!("/case tag 1 t{tag}"))
                .await;
        }
        world.settle().await;
        assert_eq!(world.entries("emergency").await[0].drawn, before + 1);
    });
}
