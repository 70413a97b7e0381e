//! `/case reveal`: the words, for one pair of eyes and on record.

use super::clerk::{ask, clerk, words};
use crate::world::{World, minutes, on_each_database, on_the_console};
use insta::assert_snapshot;
use liaison::chat::Clerk;
use liaison::domain::{Approval, Sight};

#[test]
fn who_looks_at_the_words_is_on_record_and_nobody_is_told() {
    on_each_database(async |world: &mut World| {
        let post = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.wait(minutes(5)).await;
        world.mention("Still here").under(&post).seen().await;
        let (card, thread) = (world.channel("emergency").await, world.thread(1).await);
        assert_snapshot!(read(world, "ben", "/case reveal 1").await, @r"
        Case #1 · Bluesky by @rosa

        Fri 20 Nov 09:00
        Six hours in the ER and still waiting
        https://public.example/posts/p1

        Fri 20 Nov 09:05
        Still here
        https://public.example/posts/p2

        Only you see this. That you looked is on record.
        ");
        assert_snapshot!(world.record(1).await, @"opened followed_up revealed");
        assert_eq!(world.waiting().await, 0);
        assert_eq!(world.channel("emergency").await, card);
        assert_eq!(world.thread(1).await, thread);
        let shown = world.staff("ana").types("/case show 1").await;
        assert_snapshot!(shown.lines().last().unwrap(), @"Fri 20 Nov 09:05 ben: looked at the words");
    });
}

#[test]
fn what_the_author_did_to_the_post_is_said() {
    on_each_database(async |world: &mut World| {
        let post = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.network.edit(&post, "Six hours in the ER, now home");
        world.wait(minutes(1)).await;
        let in_thread = world.staff("ana").in_thread(Some(1), "/case reveal").await;
        assert_snapshot!(steady(world, &in_thread), @r"
        Case #1 · Bluesky by @rosa

        Fri 20 Nov 09:00 (edited)
        Six hours in the ER, now home
        https://public.example/posts/p1

        Only you see this. That you looked is on record.
        ");
        world.network.delete(&post);
        world.wait(minutes(1)).await;
        assert_snapshot!(read(world, "ana", "/case reveal #1").await, @r"
        Case #1 · Bluesky by @rosa

        Fri 20 Nov 09:00 (deleted since)
        Six hours in the ER, now home
        https://public.example/posts/p1

        Only you see this. That you looked is on record.
        ");
        assert_snapshot!(world.record(1).await, @"opened edited revealed deleted revealed");
    });
}

#[test]
fn the_words_of_a_merged_case_are_where_it_went() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world
            .mention("My bill is wrong, I was charged twice")
            .routed_to("billing")
            .await;
        world.staff("lena").types("/case merge 2 1").await;
        let before = world.record(2).await;
        assert_snapshot!(world.staff("ana").types("/case reveal 2").await, @"Case #2 was merged into case #1. Go on there.");
        assert_eq!(world.record(2).await, before);
    });
}

#[test]
fn who_may_only_read_reads_what_is_masked() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("rita").types("/case reveal 1").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_snapshot!(world.record(1).await, @"opened");
    });
}

#[test]
fn who_may_only_approve_reads_what_they_decide_about() {
    on_the_console(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let answer = "Thank you for telling us.";
        world.staff("ana").types(&format!("/case reply 1 {answer}")).await;
        let here = clerk(&world.desk, &world.store);
        let reveal = ask(&here, "cora", "/case reveal 1", Sight::Redacted);
        let read = words(Clerk::run(&here, reveal).await);
        assert!(read.contains("Six hours") && read.contains(answer), "{read}");
        assert_snapshot!(world.record(1).await, @"opened claimed asked revealed");
    });
}

#[test]
fn who_is_unknown_sees_nothing_and_leaves_no_trace() {
    on_the_console(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("anna").types("/case reveal 1").await, @"“anna” is not on the list of staff. Did you mean ana, dan?");
        assert_snapshot!(world.staff("ana").types("/case reveal 7").await, @"There is no case #7. `/desk list` shows the open ones.");
        assert_snapshot!(world.record(1).await, @"opened");
    });
}

/// What a person reads, wherever the network is served this time.
async fn read(world: &World, who: &str, line: &str) -> String {
    steady(world, &world.staff(who).types(line).await)
}

fn steady(world: &World, text: &str) -> String {
    text.replace(world.network.address(), "https://public.example")
}
