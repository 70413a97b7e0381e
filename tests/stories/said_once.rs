//! A public reply is said once, whatever goes wrong before, in or after the call.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

use crate::world::network::{Call, Fault};
use crate::world::seconds;

const THREAD: &str = "rosa: Six hours in the ER and still waiting\n  harbor_health: We are sorry";

#[test]
fn whatever_fails_the_reply_is_out_exactly_once() {
    on_each_database(async |world: &mut World| {
        let faults = [
            Fault::SlowDown(20),
            Fault::Refuses(500),
            Fault::Refuses(503),
            Fault::DoneThen(500),
            Fault::DoneThen(504),
            Fault::Breaks,
            Fault::DoneThenBreaks,
            Fault::Nonsense,
        ];
        for (before, fault) in faults.into_iter().enumerate() {
            let number = i64::try_from(before).unwrap() + 1;
            world
                .mention("Six hours in the ER and still waiting")
                .routed_to("emergency")
                .await;
            world.network.next(Call::Write, fault);
            world
                .staff("ana")
                .types(&format!("/case reply {number} We are sorry"))
                .await;
            world.wait_until_sent().await;
            assert_eq!(world.public_thread(number).await, THREAD, "{fault:?}");
            assert_eq!(
                world.record(number).await,
                "opened claimed replied published",
                "{fault:?}"
            );
        }
    });
}

#[test]
fn what_may_be_out_is_looked_up_and_not_said_again() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.network.next(Call::Write, Fault::DoneThenBreaks);
        world.network.next(Call::Find, Fault::Refuses(500));
        world.network.next(Call::Find, Fault::Breaks);
        world.network.next(Call::Find, Fault::SlowDown(9));
        world.staff("ana").types("/case reply 1 We are sorry").await;
        world.wait_until_sent().await;
        assert_eq!(world.public_thread(1).await, THREAD);
        assert_eq!(
            (world.network.calls(Call::Write), world.network.calls(Call::Find)),
            (1, 4)
        );
    });
}

#[test]
fn what_is_refused_for_good_is_told_in_the_thread_and_goes_again_on_request() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.network.next(Call::Write, Fault::Refuses(403));
        world.staff("ana").types("/case reply 1 We are sorry").await;
        assert_eq!(world.given_up().await.len(), 1);
        assert_snapshot!(world.channel("emergency").await, @"[1] held by ana · high · reply set_aside — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        ana answers in public on Bluesky: “We are sorry”
        The public reply could not be delivered. What happened: the sandbox refuses our token. To send it again, give `reply` the same words once more.
        ");
        assert_snapshot!(world.staff("ana").types("/case reply 1 We are sorry").await, @"Your reply is on its way to Bluesky, in public, under @rosa’s post.");
        assert_eq!(world.given_up().await.len(), 0);
        assert_eq!(world.public_thread(1).await, THREAD);
        assert_snapshot!(world.record(1).await, @"opened claimed replied set_aside sent_again published");
    });
}

#[test]
fn after_the_limit_it_is_set_aside_and_the_same_words_arm_it_again() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        for _ in 0..8 {
            world.network.next(Call::Write, Fault::Refuses(500));
        }
        world.staff("ana").types("/case reply 1 We are sorry").await;
        world.wait_until_sent().await;
        assert_eq!(
            (world.given_up().await.len(), world.network.calls(Call::Write)),
            (1, 8)
        );
        assert_snapshot!(world.thread(1).await.lines().last().unwrap(), @"The public reply may or may not be out, and it can’t be found out from here: please look at the post. What happened: the sandbox answers 500. To send it again, give `reply` the same words once more.");
        assert_snapshot!(world.staff("ben").types("/desk status").await, @r"
        Feeds
          public (Sandbox): ok, last read just now
        Deliveries
          0 waiting
          given up on: reply for case #1 in public/public/1 (the sandbox answers 500)
        Triage judges by
          the model that liaison came with
        Open cases
          emergency: 1 case
        ");
        world.staff("ana").types("/case reply 1 We are sorry").await;
        assert_eq!(world.given_up().await.len(), 0);
        assert_eq!(world.public_thread(1).await, THREAD);
        assert_eq!(world.network.calls(Call::Write), 9);
    });
}

#[test]
fn set_aside_though_it_was_out_it_is_found_when_armed_again() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.network.next(Call::Write, Fault::DoneThen(500));
        world.network.next(Call::Find, Fault::Refuses(401));
        world.staff("ana").types("/case reply 1 We are sorry").await;
        world.wait_until_sent().await;
        assert_eq!(world.given_up().await.len(), 1);
        assert_snapshot!(world.thread(1).await.lines().last().unwrap(), @"The public reply may or may not be out, and it can’t be found out from here: please look at the post. What happened: the sandbox refuses our token. To send it again, give `reply` the same words once more.");
        world.staff("ana").types("/case reply 1 We are sorry").await;
        assert_eq!(world.given_up().await.len(), 0);
        assert_eq!(
            (
                world.public_thread(1).await.as_str(),
                world.network.calls(Call::Write)
            ),
            (THREAD, 1)
        );
    });
}

#[test]
fn other_words_do_not_overtake_what_may_be_out() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.network.next(Call::Write, Fault::DoneThenBreaks);
        world.staff("ana").types("/case reply 1 We are sorry").await;
        world.staff("ana").types("/case reply 1 Please call us").await;
        assert_eq!(world.network.calls(Call::Write), 1);
        world.wait(seconds(300)).await;
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: We are sorry
          harbor_health: Please call us
        ");
    });
}

#[test]
fn words_that_failed_under_a_post_that_is_gone_are_said_under_the_next() {
    on_each_database(async |world: &mut World| {
        let first = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").only_types("/case reply 1 We are sorry").await;
        world.network.delete(&first);
        world.settle().await;
        assert_eq!(world.given_up().await.len(), 1);
        let second = world
            .mention("Now they tell me to come back tomorrow")
            .under(&first)
            .seen()
            .await;
        world.staff("ana").types("/case reply 1 We are sorry").await;
        let ours = world.network.ours().into_iter();
        let under: Vec<_> = ours.map(|(_, post)| post.parent).collect();
        assert_eq!(under, [Some(second)]);
        assert_eq!(
            world.given_up().await.len(),
            1,
            "what failed under the first post is left alone"
        );
        assert_snapshot!(world.staff("ana").types("/case reply 1 We are sorry").await, @"Those words were sent for case #1 already; they won't be said twice.");
    });
}
