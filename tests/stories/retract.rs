//! `/case retract`: our reply is taken down.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

use crate::world::network::{Call, Fault};

#[test]
fn our_newest_reply_comes_down_and_may_be_said_again() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let ana = world.staff("ana");
        assert_snapshot!(ana.types("/case retract 1").await, @"Nothing of ours stands in public for case #1.");
        ana.types("/case reply 1 We are sorry").await;
        assert_snapshot!(ana.types("/case retract 1 Wrong person").await, @"The reply for case #1 is being taken down.");
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: (gone)
        ");
        assert_snapshot!(world.channel("emergency").await, @"[1] held by ana · high · reply retracted — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        ana answers in public on Bluesky: “We are sorry”
        The reply is out.
        ana takes our reply down: Wrong person
        Our reply was taken down.
        ");
        assert_snapshot!(ana.types("/case retract 1").await, @"Nothing of ours stands in public for case #1.");
        ana.types("/case reply 1 We are sorry").await;
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: (gone)
          harbor_health: We are sorry
        ");
    });
}

#[test]
fn taking_down_is_tried_until_it_is_done() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let ana = world.staff("ana");
        ana.types("/case reply 1 We are sorry").await;
        for fault in [
            Fault::SlowDown(30),
            Fault::Refuses(500),
            Fault::DoneThen(502),
            Fault::Breaks,
        ] {
            world.network.next(Call::TakeDown, fault);
        }
        ana.types("/case retract 1").await;
        world.wait_until_sent().await;
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: (gone)
        ");
    });
}

#[test]
fn a_reply_that_can_not_be_taken_down_still_stands_and_says_so() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case reply 1 We are sorry").await;
        world.network.next(Call::TakeDown, Fault::Refuses(403));
        world.staff("ana").types("/case retract 1").await;
        assert_eq!(world.given_up().await.len(), 1);
        assert_snapshot!(world.channel("emergency").await, @"[1] held by ana · high · reply published — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await.lines().last().unwrap(), @"Our reply still stands in public: taking it down failed (the sandbox refuses our token). `retract` tries again.");
        world.staff("ana").types("/case retract 1").await;
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: (gone)
        ");
    });
}

#[test]
fn who_may_only_read_takes_nothing_down() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case reply 1 We are sorry").await;
        assert_snapshot!(world.staff("rita").types("/case retract 1").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: We are sorry
        ");
    });
}

#[test]
fn of_two_who_take_the_newest_down_the_second_takes_nothing_else_down() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let (ana, lena) = (world.staff("ana"), world.staff("lena"));
        ana.types("/case reply 1 We are sorry").await;
        ana.types("/case reply 1 Please call us").await;
        ana.only_types("/case retract 1").await;
        assert_snapshot!(lena.types("/case retract 1").await, @"Case #1 is having its newest reply taken down already.");
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: We are sorry
          harbor_health: (gone)
        ");
        lena.types("/case retract 1").await;
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: (gone)
          harbor_health: (gone)
        ");
    });
}
