//! A process dies at any point, and another goes on with its work.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

use crate::world::network::{Call, Fault};
use crate::world::{minutes, seconds};
use liaison::engine::Engine;

/// The process dies while its call is out.
async fn dies_in_the_call(world: &World) {
    tokio::select! {
        _ = world.crew.outbox.tick() => panic!("the call hangs"),
        () = world.network.hangs() => {}
    }
}

#[test]
fn killed_between_the_call_and_its_record_the_reply_is_not_said_again() {
    on_each_database(async |world: &mut World| {
        for fault in [Fault::Hangs, Fault::DoneThenHangs] {
            world
                .mention("Six hours in the ER and still waiting")
                .routed_to("emergency")
                .await;
            let number = i64::try_from(world.count().await).unwrap();
            world.network.next(Call::Write, fault);
            world
                .staff("ana")
                .only_types(&format!("/case reply {number} We are sorry"))
                .await;
            dies_in_the_call(world).await;
            world.crew = world.another_process(&format!("after {fault:?}")).await;
            world.settle().await;
            assert!(world.waiting().await > 0, "the dead process still has the lease");
            world.wait(seconds(31)).await;
            world.wait(minutes(1)).await;
            let thread = world.public_thread(number).await;
            assert_eq!(thread.matches("We are sorry").count(), 1, "{fault:?}: {thread}");
        }
    });
}

#[test]
fn who_knows_to_be_alone_takes_over_at_once() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.network.next(Call::Write, Fault::DoneThenHangs);
        world.staff("ana").only_types("/case reply 1 We are sorry").await;
        dies_in_the_call(world).await;
        world.crew = world.another_process("the next").await;
        Engine::take_over(&world.store, &world.crew.holder).await.unwrap();
        world.settle().await;
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: We are sorry
        ");
        assert_snapshot!(world.record(1).await, @"opened claimed replied published");
    });
}

#[test]
fn a_feed_and_the_calendar_are_taken_over_when_their_lease_ends() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.crew = world.another_process("second").await;
        world
            .mention("My bill is wrong, I was charged twice")
            .by("tom")
            .unseen();
        world.settle().await;
        assert_eq!(world.count().await, 1, "the first still has the feed");
        world.wait(seconds(61)).await;
        assert_eq!(world.count().await, 2);
        world.wait(minutes(60)).await;
        assert_eq!(world.case(1).await.tier, 1);
    });
}
