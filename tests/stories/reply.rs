//! `/case reply`: words for the public.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn an_answer_stands_under_the_post_it_answers() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let line =
            "/case reply 1 We’re sorry -- please call 555-0100,\nor say \"liaison\" at the desk --help 🙏";
        assert_snapshot!(world.staff("ana").types(line).await, @"Your reply is on its way to Bluesky, in public, under @rosa’s post.");
        assert_snapshot!(world.public_thread(1).await, @r#"
        rosa: Six hours in the ER and still waiting
          harbor_health: We’re sorry -- please call 555-0100,
        or say "liaison" at the desk --help 🙏
        "#);
        assert_snapshot!(world.channel("emergency").await, @"[1] held by ana · high · reply published — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @r#"
        ana has this now.
        ana answers in public on Bluesky: “We’re sorry -- please call 555-0100,
        or say "liaison" at the desk --help 🙏”
        The reply is out.
        "#);
        assert_snapshot!(world.record(1).await, @"opened claimed replied published");
    });
}

#[test]
fn who_holds_a_case_is_the_only_one_to_answer_it() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case claim 1").await;
        assert_snapshot!(world.staff("ben").types("/case reply 1 We are sorry").await, @"Case #1 is with ana since 09:00. Ask them, or `/case escalate 1`.");
        assert_snapshot!(world.staff("rita").types("/case reply 1 We are sorry").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_eq!(world.network.ours().len(), 0);
    });
}

#[test]
fn what_the_network_would_refuse_is_refused_here() {
    on_each_database(async |world: &mut World| {
        let post = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let ana = world.staff("ana");
        let long = "é".repeat(307);
        assert_snapshot!(ana.types(&format!("/case reply 1 {long}")).await, @"That is 7 characters too long for Bluesky: shorten it and send it again.");
        assert_snapshot!(ana.types("/case reply 1 \u{200b}\u{202e} ").await, @"There are no words in that. Write what you want to say after the case's number.");
        assert_snapshot!(ana.types("/case reply 9 Hello").await, @"There is no case #9. `/desk list` shows the open ones.");
        world.network.delete(&post);
        world.settle().await;
        assert_snapshot!(ana.types("/case reply 1 We are sorry").await, @"The author has deleted the post, so there is nothing to answer under. Resolve or dismiss case #1.");
        assert_eq!(world.network.ours().len(), 0);
    });
}

#[test]
fn the_same_words_are_not_said_twice_and_others_are() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let ana = world.staff("ana");
        ana.only_types("/case reply 1 We are sorry").await;
        assert_snapshot!(ana.only_types("/case reply 1  We are sorry ").await, @"Those words were sent for case #1 already; they won't be said twice.");
        ana.types("/case reply 1 Please come to the desk").await;
        assert_snapshot!(ana.types("/case reply 1 We are sorry").await, @"Those words were sent for case #1 already; they won't be said twice.");
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: We are sorry
          harbor_health: Please come to the desk
        ");
    });
}

#[test]
fn a_signature_stands_under_every_answer_and_counts() {
    on_each_database(async |world: &mut World| {
        let mut directory = world.directory();
        directory.signature = "— Harbor Health".to_owned();
        world.desk.settle_in(directory);
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let ana = world.staff("ana");
        assert_snapshot!(ana.types(&format!("/case reply 1 {}", "x".repeat(290))).await, @"That is 6 characters too long for Bluesky: shorten it and send it again.");
        ana.types("/case reply 1 We are sorry.").await;
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: We are sorry. — Harbor Health
        ");
    });
}
