//! An author writes again: the case, and whoever has it, hears of it.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn a_follow_up_joins_its_case_and_reaches_the_holder() {
    on_each_database(async |world: &mut World| {
        let first = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case claim 1").await;
        world
            .mention("Now they tell me to come back tomorrow")
            .under(&first)
            .seen()
            .await;
        assert_eq!(world.count().await, 1);
        assert_snapshot!(world.channel("emergency").await, @"[1] held by ana · high · 2 posts — Now they tell me to come back tomorrow");
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        ana: the author wrote again.
        ");
        world.staff("ana").types("/case reply 1 We are sorry").await;
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          rosa: Now they tell me to come back tomorrow
          harbor_health: We are sorry
        ");
    });
}

#[test]
fn somebody_elses_answer_is_a_case_of_its_own() {
    on_each_database(async |world: &mut World| {
        let first = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world
            .mention("Same here, seven hours in the ER")
            .by("tom")
            .under(&first)
            .seen()
            .await;
        assert_eq!(world.count().await, 2);
        assert_eq!(world.case(2).await.conversation, first);
    });
}

#[test]
fn a_closed_case_opens_again() {
    on_each_database(async |world: &mut World| {
        let first = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case claim 1").await;
        world.staff("ana").types("/case resolve 1").await;
        world
            .mention("Nobody ever called me back")
            .under(&first)
            .seen()
            .await;
        assert_snapshot!(world.channel("emergency").await, @"[1] open · high · 2 posts — Nobody ever called me back");
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        ana resolved it.
        ana: the author wrote again, so the case is open again.
        ");
        assert_snapshot!(world.record(1).await, @"opened claimed resolved followed_up reopened");
        assert!(world.case(1).await.due_at.is_some());
    });
}

#[test]
fn a_merged_one_goes_on_in_the_other() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let second = world
            .mention("Seven hours in the ER")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case claim 1").await;
        world.staff("lena").types("/case merge 2 1").await;
        world.mention("Eight hours now").under(&second).seen().await;
        assert_eq!(world.count().await, 2);
        assert_snapshot!(world.channel("emergency").await, @r"
        [1] held by ana · high · 3 posts — Eight hours now
        [2] merged (lena) · now #1 —
        ");
        assert_snapshot!(world.record(1).await, @"opened claimed absorbed followed_up");
        assert_eq!(world.case(1).await.mentions, 3);
    });
}

#[test]
fn several_posts_of_one_batch_are_one_case() {
    on_each_database(async |world: &mut World| {
        let first = world.mention("Six hours in the ER and still waiting").unseen();
        let second = world.mention("Seven hours now").under(&first).unseen();
        world
            .mention("My father says he wants to die, please help")
            .under(&second)
            .seen()
            .await;
        assert_eq!(world.count().await, 1);
        assert_snapshot!(world.channel("emergency").await, @"[1] open · critical · 3 posts — My father says he wants to die, please help");
        let case = world.case(1).await;
        assert_eq!((case.mentions, case.latest.id.as_str()), (3, "p3"));
    });
}

#[test]
fn what_we_wrote_ourselves_is_no_mention() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case reply 1 We are sorry").await;
        world.wait(crate::world::minutes(1)).await;
        assert_eq!((world.count().await, world.case(1).await.mentions), (1, 1));
    });
}
