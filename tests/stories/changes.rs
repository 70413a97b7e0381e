//! What authors do to their posts afterwards.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn an_edit_is_shown_and_marked() {
    on_each_database(async |world: &mut World| {
        let post = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world
            .network
            .edit(&post, "Six hours in the ER, but the nurses are kind");
        world.settle().await;
        assert_snapshot!(world.channel("emergency").await, @"[1] open · high · edited — Six hours in the ER, but the nurses are kind");
        assert_snapshot!(world.thread(1).await, @"The author changed the post; the card shows the new words.");
    });
}

#[test]
fn an_edit_before_anybody_looked_is_just_the_post() {
    on_each_database(async |world: &mut World| {
        let post = world.mention("Sox hours").unseen();
        world.network.edit(&post, "Six hours in the ER and still waiting");
        world.settle().await;
        assert_snapshot!(world.channel("emergency").await, @"[1] open · high — Six hours in the ER and still waiting");
    });
}

#[test]
fn a_deleted_post_is_marked_and_nothing_is_said_under_it() {
    on_each_database(async |world: &mut World| {
        let post = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case claim 1").await;
        world.network.delete(&post);
        world.settle().await;
        assert_snapshot!(world.channel("emergency").await, @"[1] held by ana · high · deleted — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        The author deleted the post. Nothing can be answered under it any more.
        ");
        world.mention("Never mind").unseen();
        let gone = world.mention("Nobody will ever read this").unseen();
        world.network.delete(&gone);
        world.settle().await;
        assert_eq!(world.count().await, 2);
    });
}

#[test]
fn a_post_deleted_while_the_answer_is_on_its_way_is_told() {
    on_each_database(async |world: &mut World| {
        let post = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").only_types("/case reply 1 We are sorry").await;
        world.network.delete(&post);
        world.settle().await;
        assert_eq!(world.given_up().await.len(), 1);
        assert_snapshot!(world.channel("emergency").await, @"[1] held by ana · high · deleted · reply set_aside — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        ana answers in public on Bluesky: “We are sorry”
        The author deleted the post. Nothing can be answered under it any more.
        The public reply could not be delivered. What happened: the author has deleted the post. To send it again, give `reply` the same words once more.
        ");
    });
}

#[test]
fn a_follow_up_that_is_gone_leaves_the_first_post_to_be_answered() {
    on_each_database(async |world: &mut World| {
        let first = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let second = world
            .mention("Now they tell me to come back tomorrow")
            .under(&first)
            .seen()
            .await;
        world.network.delete(&second);
        world.settle().await;
        assert_eq!(world.case(1).await.latest.id, first);
        assert_snapshot!(world.staff("ana").types("/case reply 1 We are sorry").await, @"Your reply is on its way to Bluesky, in public, under @rosa’s post.");
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          rosa: (gone)
          harbor_health: We are sorry
        ");
        world.network.delete(&first);
        world.settle().await;
        assert_snapshot!(world.staff("ana").types("/case reply 1 Please call us").await, @"The author has deleted the post, so there is nothing to answer under. Resolve or dismiss case #1.");
    });
}
