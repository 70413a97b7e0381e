//! `/case merge`: two cases of one author become one.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn two_conversations_go_on_as_one() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let second = world
            .mention("Still here in the waiting room, seven hours now")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case claim 1").await;
        assert_snapshot!(world.staff("lena").types("/case merge 2 1").await, @"Case #2 goes on as case #1.");
        assert_snapshot!(world.channel("emergency").await, @r"
        [1] held by ana · high · 2 posts — Still here in the waiting room, seven hours now
        [2] merged (lena) · high · now #1 —
        ");
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        lena merged case #2 into this one.
        ");
        assert_snapshot!(world.thread(2).await, @"lena merged it into case #1. It goes on there.");
        world.staff("ana").types("/case reply 1 We are sorry").await;
        let answered = world.network.ours().pop().unwrap().1.parent;
        assert_eq!(
            answered,
            Some(second),
            "the answer stands under the post that the card shows"
        );
        assert_snapshot!(world.staff("ana").types("/case claim 2").await, @"Case #2 was merged into case #1. Go on there.");
        assert_snapshot!(world.staff("ana").types("/case reopen 2").await, @"Case #2 was merged into case #1. Go on there.");
    });
}

#[test]
fn what_does_not_belong_together_stays_apart() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world
            .mention("Three hours in the ER waiting room")
            .by("tom")
            .routed_to("emergency")
            .await;
        world
            .mention("Eight hours of waiting in the ER")
            .routed_to("emergency")
            .await;
        let lena = world.staff("lena");
        assert_snapshot!(lena.types("/case merge 2 1").await, @"Case #2 and case #1 are by different authors. One case is one conversation with one author.");
        assert_snapshot!(lena.types("/case merge 1 1").await, @"A case can't be merged into itself.");
        assert_snapshot!(lena.types("/case merge 1 77").await, @"There is no case #77. `/desk list` shows the open ones.");
        lena.types("/case resolve 3").await;
        assert_snapshot!(lena.types("/case merge 1 3").await, @"Case #3 is resolved. `/case reopen 3` opens it again.");
        assert_snapshot!(lena.types("/case merge 3 1").await, @"Case #3 is resolved. `/case reopen 3` opens it again.");
    });
}

#[test]
fn who_is_no_lead_merges_nothing() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world
            .mention("Seven hours in the ER")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("ana").types("/case merge 2 1").await, @"That needs the right to lead. Ask lena.");
        assert!(world.case(2).await.is_open());
    });
}

#[test]
fn what_was_said_in_one_is_not_said_again_from_the_other() {
    on_each_database(async |world: &mut World| {
        for words in [
            "Six hours in the ER and still waiting",
            "Still here in the waiting room, seven hours now",
        ] {
            world.mention(words).routed_to("emergency").await;
        }
        let (ana, ben) = (world.staff("ana"), world.staff("ben"));
        ben.types("/case reply 2 Thank you for telling us.").await;
        ana.types("/case claim 1").await;
        world.staff("lena").types("/case merge 2 1").await;
        assert_snapshot!(ana.types("/case reply 1 Thank you for telling us.").await, @"Those words were sent for case #1 already; they won't be said twice.");
        assert_eq!(world.network.ours().len(), 1);
        let shown = ana.types("/case show 1").await;
        assert!(shown.contains("Thank you for telling us."), "{shown}");
    });
}
