//! `/case approve` and `/case decline`: words that wait for a second person.

use crate::world::{World, hours, minutes, on_each_database, on_the_console};
use insta::assert_snapshot;
use liaison::desk::Caller;
use liaison::domain::{Approval, CaseNumber, DepartmentName, Draft, DraftId, Origin, Right, Sight, Topic};

const ER: &str = "Six hours in the ER and still waiting";
const SORRY: &str = "Thank you for telling us. We are looking into how long people wait.";

impl World {
    /// The settings ask for a second person.
    pub fn asks_for_approval(&self, approval: Approval) {
        let mut directory = self.directory();
        directory.policy.approval = approval;
        self.desk.settle_in(directory);
    }

    /// The draft that waits in a case.
    async fn draft(&self, case: i64) -> Draft {
        let draft = self.desk.open_draft(CaseNumber(case)).await.unwrap();
        draft.expect("a draft waits")
    }

    /// The draft that a case's card tells of.
    async fn draft_on_the_card(&self, case: i64) -> Option<DraftId> {
        let card = self.desk.card(CaseNumber(case)).await.unwrap();
        card.expect("it has a card").draft_id
    }

    /// Somebody answers the first case where they have seen this draft; gives what they are told.
    async fn writes_beside(&mut self, who: &str, seen: Option<DraftId>, words: &str) -> String {
        let caller = self.desk.caller(&who.into(), Origin::Console).unwrap();
        let reply = commands::parse(&format!("/case reply 1 {words}"), None).expect("a command");
        let told = self.desk.handle(&caller.seeing(seen), reply).await;
        self.settle().await;
        told.map_or_else(|refused| refused.to_string(), |answer| answer.text)
    }
}

#[test]
fn another_person_lets_a_draft_out() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.mention(ER).routed_to("emergency").await;
        let ana = world.staff("ana");
        assert_snapshot!(ana.types(&format!("/case reply 1 {SORRY}")).await, @r"
        Nothing is out yet: your draft waits for somebody else’s yes, because
        • every answer is looked at by two
        You will hear in the case’s thread. To change it, reply again: that takes its place.
        ");
        assert_eq!(world.network.ours().len(), 0);
        assert_snapshot!(world.channel("emergency").await, @r"
        [1] held by ana · high · draft waiting — Six hours in the ER and still waiting
        draft for #1: waits for approval
        ");
        assert_snapshot!(ana.types("/case approve 1").await, @"That needs the right to approve. Ask cora, dan.");
        assert_snapshot!(world.staff("ben").types("/case approve 1").await, @"That needs the right to approve. Ask cora, dan.");
        assert_snapshot!(world.staff("cora").decides(1, "Approve", "").await, @"Approved: the reply for case #1 is on its way to Bluesky, in public.");
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: Thank you for telling us. We are looking into how long people wait.
        ");
        assert_snapshot!(world.channel("emergency").await, @r"
        [1] held by ana · high · reply published — Six hours in the ER and still waiting
        draft for #1: approved by cora
        ");
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        ana asks for approval, nothing is out yet: “Thank you for telling us. We are looking into how long people wait.”
        cora approved the draft of ana: it goes out now.
        ana answers in public on Bluesky: “Thank you for telling us. We are looking into how long people wait.”
        The reply is out.
        ");
        assert_snapshot!(world.staff("dan").types("/case approve 1").await, @"No draft waits for approval in case #1.");
        assert_snapshot!(world.record(1).await, @"opened claimed asked approved replied published");
        assert_eq!(world.network.ours().len(), 1);
    });
}

#[test]
fn a_no_comes_with_a_reason_and_another_draft_may_follow() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.mention(ER).routed_to("emergency").await;
        let ana = world.staff("ana");
        ana.types(&format!("/case reply 1 {SORRY}")).await;
        world
            .staff("cora")
            .decides(1, "Decline…", "Please leave the looking into out.")
            .await;
        assert_snapshot!(world.requests(1).await, @"draft for #1: declined by cora");
        assert_snapshot!(world.staff("cora").types("/case decline 1 Again").await, @"No draft waits for approval in case #1.");
        ana.types("/case reply 1 Thank you for telling us.").await;
        assert_snapshot!(world.staff("dan").types("/case approve 1").await, @"Approved: the reply for case #1 is on its way to Bluesky, in public.");
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: Thank you for telling us.
        ");
        assert_snapshot!(world.record(1).await, @"opened claimed asked declined asked approved replied published");
    });
}

#[test]
fn who_changes_a_draft_is_its_author_and_the_first_author_may_approve() {
    on_each_database(async |world: &mut World| {
        let mut directory = world.directory();
        directory.staff[0].rights.push(Right::Approve);
        directory.policy.approval = Approval::Always;
        world.desk.settle_in(directory);
        world.mention(ER).routed_to("emergency").await;
        let (ana, cora) = (world.staff("ana"), world.staff("cora"));
        ana.types(&format!("/case reply 1 {SORRY}")).await;
        cora.decides(1, "Change…", "Thank you. Please tell us more at our desk.")
            .await;
        assert_snapshot!(world.requests(1).await, @r"
        draft for #1: replaced by other words
        draft for #1: waits for approval
        ");
        assert_snapshot!(cora.types("/case approve 1").await, @"That draft is your own: somebody else has to approve it. `/case decline 1 …` takes it back.");
        assert_snapshot!(ana.types("/case approve 1").await, @"Approved: the reply for case #1 is on its way to Bluesky, in public.");
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: Thank you. Please tell us more at our desk.
        ");
    });
}

#[test]
fn who_only_approves_answers_nobody_by_themselves() {
    on_the_console(async |world: &mut World| {
        world.mention(ER).routed_to("emergency").await;
        world
            .staff("ana")
            .types("/case reply 1 We found your record, MRN 44719032.")
            .await;
        let (cora, dan) = (world.staff("cora"), world.staff("dan"));
        cora.types("/case approve 1 It is a sample").await;
        cora.decides(1, "Change…", SORRY).await;
        assert_eq!(
            world.network.ours().len(),
            0,
            "it waits for another, whatever the settings say"
        );
        let refused = cora.types("/case reply 1 Thank you").await;
        assert_snapshot!(refused, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_snapshot!(cora.types("/case approve 1").await, @"That draft is your own: somebody else has to approve it. `/case decline 1 …` takes it back.");
        dan.types("/case approve 1").await;
        assert_eq!(world.network.ours().len(), 1);
    });
}

#[test]
fn a_second_reply_takes_the_place_of_the_first() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.mention(ER).routed_to("emergency").await;
        let ana = world.staff("ana");
        ana.types(&format!("/case reply 1 {SORRY}")).await;
        ana.types("/case reply 1 Thank you for telling us.").await;
        assert_snapshot!(world.requests(1).await, @r"
        draft for #1: replaced by other words
        draft for #1: waits for approval
        ");
        assert_snapshot!(ana.types("/case decline 1 I will call them").await, @"Your draft for case #1 is taken back. Nothing is out.");
        assert_snapshot!(world.staff("cora").types("/case approve 1").await, @"No draft waits for approval in case #1.");
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        ana asks for approval, nothing is out yet: “Thank you for telling us. We are looking into how long people wait.”
        The draft that waited was changed; it no longer counts.
        ana asks for approval, nothing is out yet: “Thank you for telling us.”
        ana took the draft back. Nothing is out.
        ");
        assert_eq!(world.network.ours().len(), 0);
    });
}

#[test]
fn what_expired_is_never_sent() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await;
        world.wait(hours(4) - minutes(1)).await;
        // The clock strikes before any process has looked at it.
        world.clock.advance(minutes(1));
        assert_snapshot!(world.staff("cora").only_types("/case approve 1").await, @"That draft of case #1 has expired; it was not sent.");
        world.settle().await;
        assert_snapshot!(world.requests(1).await, @"draft for #1: expired; it was never sent");
        assert_snapshot!(world.staff("cora").types("/case approve 1").await, @"No draft waits for approval in case #1.");
        assert!(
            world
                .thread(1)
                .await
                .contains("nobody approved the draft in time")
        );
        assert_eq!(world.network.ours().len(), 0);
    });
}

#[test]
fn a_draft_loses_its_place_when_its_case_moves_on() {
    for (line, why) in [
        ("/case release 1", "the case was given back"),
        ("/case transfer 1 billing", "somebody else has the case now"),
        ("/case assign 1 ben", "somebody else has the case now"),
        ("/case resolve 1", "the case was closed"),
        ("/case dismiss 1 not about us", "the case was closed"),
    ] {
        on_the_console(async |world: &mut World| {
            world.asks_for_approval(Approval::Always);
            world.mention(ER).routed_to("emergency").await;
            world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await;
            world.staff("lena").types(line).await;
            let told = world.requests(1).await;
            assert_eq!(told, format!("draft for #1: withdrawn: {why}"), "{line}");
            let refused = world.staff("cora").types("/case approve 1").await;
            assert_eq!(refused, "No draft waits for approval in case #1.", "{line}");
            assert_eq!(world.network.ours().len(), 0, "{line}");
        });
    }
}

#[test]
fn a_post_that_is_gone_takes_its_draft_with_it() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        let post = world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await;
        world.network.delete(&post);
        world.settle().await;
        assert_snapshot!(world.requests(1).await, @"draft for #1: withdrawn: the author deleted the post");
        assert_snapshot!(world.staff("cora").types("/case approve 1").await, @"No draft waits for approval in case #1.");
        assert_eq!(world.network.ours().len(), 0);
    });
}

#[test]
fn only_what_is_sensitive_waits_where_the_settings_say_so() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Sensitive);
        world.mention(ER).routed_to("emergency").await;
        assert_snapshot!(world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await, @"Your reply is on its way to Bluesky, in public, under @rosa’s post.");
        world.staff("ana").types("/case escalate 1").await;
        assert_snapshot!(world.staff("ana").types("/case reply 1 We are on it.").await, @r"
        Nothing is out yet: your draft waits for somebody else’s yes, because
        • the case has moved up
        You will hear in the case’s thread. To change it, reply again: that takes its place.
        ");
        assert_eq!(world.network.ours().len(), 1);
    });
}

#[test]
fn it_is_asked_where_the_settings_say_and_who_is_on_duty_is_woken() {
    on_each_database(async |world: &mut World| {
        let mut directory = world.directory();
        let department = directory.department(&DepartmentName::from("leadership"));
        let channel = department.expect("it is there").channels[0].clone();
        directory.policy.approval = Approval::Always;
        directory.policy.channels = vec![channel];
        directory.policy.approvers = vec!["cora".into(), "dan".into()];
        world.desk.settle_in(directory);
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await;
        assert_snapshot!(world.channel("leadership").await, @"draft for #1: waits for approval");
        assert_snapshot!(world.staff("dan").decides(1, "Approve", "").await, @"Approved: the reply for case #1 is on its way to Bluesky, in public.");
        assert_snapshot!(world.channel("leadership").await, @"draft for #1: approved by dan");
    });
}

#[test]
fn nobody_is_asked_where_nobody_else_may_answer() {
    on_the_console(async |world: &mut World| {
        let mut directory = world.directory();
        directory.policy.approval = Approval::Always;
        for staff in &mut directory.staff {
            staff.rights.retain(|right| *right != Right::Approve);
        }
        directory.staff[0].rights.push(Right::Approve);
        world.desk.settle_in(directory);
        world.mention(ER).routed_to("emergency").await;
        assert_snapshot!(world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await, @r"
        • every answer is looked at by two
        A second person would have to look at it first, and nobody else has the right to approve. Change the words, or ask the administrator.
        ");
        assert_eq!(world.case(1).await.topic, Topic::WaitTime);
        assert_eq!(world.record(1).await, "opened");
    });
}

#[test]
fn two_who_approve_at_once_send_it_once() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await;
        let (cora, dan) = (world.staff("cora"), world.staff("dan"));
        let (first, second) = tokio::join!(
            cora.only_types("/case approve 1"),
            dan.only_types("/case approve 1")
        );
        let yes = |said: &String| said.starts_with("Approved:");
        assert!(yes(&first) != yes(&second), "{first} / {second}");
        world.settle().await;
        assert_eq!(world.network.ours().len(), 1);
    });
}

#[test]
fn its_buttons_work_after_a_restart() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await;
        world.stage = world.stage.again((&world.store, &world.desk, &world.clock));
        world.crew = world.another_process("after the restart").await;
        assert_snapshot!(world.staff("cora").decides(1, "Approve", "").await, @"Approved: the reply for case #1 is on its way to Bluesky, in public.");
        assert_eq!(world.network.ours().len(), 1);
    });
}

#[test]
fn who_has_no_right_has_no_say() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await;
        for who in ["ben", "lena", "rita", "zoe"] {
            let person = world.staff(who);
            let said = person.decides(1, "Approve", "").await;
            assert!(!said.contains("Approved"), "{who}: {said}");
            person.decides(1, "Decline…", "no").await;
        }
        assert_eq!(world.requests(1).await, "draft for #1: waits for approval");
        assert_eq!(world.network.ours().len(), 0);
    });
}

#[test]
fn who_changes_a_draft_too_late_says_nothing_beside_it() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await;
        let seen = world.draft_on_the_card(1).await;
        assert_eq!(seen, Some(world.draft(1).await.id));
        world.staff("cora").types("/case approve 1").await;
        assert_eq!(world.draft_on_the_card(1).await, None);
        world.asks_for_approval(Approval::Never);
        let refused = world
            .writes_beside("ana", seen, "Thank you for telling us.")
            .await;
        assert_snapshot!(refused, @"That draft of case #1 was approved already; it goes out once.");
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: Thank you for telling us. We are looking into how long people wait.
        ");
    });
}

#[test]
fn who_writes_beside_a_card_takes_the_place_of_no_draft_that_came_since() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await;
        let seen = world.draft_on_the_card(1).await;
        world
            .staff("cora")
            .decides(1, "Change…", "Please come to our desk.")
            .await;
        let newer = world.draft(1).await;
        let refused = world
            .writes_beside("ana", seen, "Thank you for telling us.")
            .await;
        assert_snapshot!(refused, @"The draft of case #1 was changed since you saw it. Read the new one first.");
        assert_eq!(world.draft(1).await, newer);
        let seen = world.draft_on_the_card(1).await;
        let kept = world
            .writes_beside("ana", seen, "Thank you for telling us.")
            .await;
        assert!(kept.starts_with("Nothing is out yet"), "{kept}");
        assert_eq!(world.draft(1).await.words, "Thank you for telling us.");
    });
}

#[test]
fn a_request_shows_the_post_that_is_answered_whatever_came_since() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        let first = world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await;
        let second = world
            .mention("Now they tell me to come back tomorrow")
            .under(&first)
            .seen()
            .await;
        let draft = world.draft(1).await.id;
        let shown = world.desk.request(draft).await.unwrap().expect("it is there");
        assert_eq!((shown.card.text.as_str(), shown.card.deleted), (ER, false));
        assert_eq!(
            world.requests(1).await,
            "draft for #1: waits for approval; the author has written since"
        );
        world.network.delete(&second);
        world.settle().await;
        let shown = world.desk.request(draft).await.unwrap().expect("it is there");
        assert_eq!((shown.card.text.as_str(), shown.card.deleted), (ER, false));
        assert_eq!(world.requests(1).await, "draft for #1: waits for approval");
        world.staff("cora").types("/case approve 1").await;
        let ours = world.network.ours().into_iter();
        let under: Vec<_> = ours.map(|(_, post)| post.parent).collect();
        assert_eq!(under, [Some(first)]);
    });
}

#[test]
fn nothing_goes_out_in_the_name_of_who_has_left() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {SORRY}")).await;
        let mut directory = world.directory();
        directory.staff.retain(|staff| staff.name.as_str() != "ana");
        world.desk.settle_in(directory);
        assert_snapshot!(world.staff("cora").types("/case approve 1").await, @"That draft of case #1 was withdrawn already; nothing of it goes out.");
        assert_snapshot!(world.requests(1).await, @"draft for #1: withdrawn: whoever wrote it may not answer in public any more");
        assert_eq!(world.network.ours().len(), 0);
        assert_snapshot!(world.record(1).await, @"opened claimed asked withdrawn");
    });
}

#[test]
fn who_decides_reads_every_word_and_who_can_not_read_does_not_decide() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world
            .mention("My husband Leopold waits for six hours in the ER")
            .routed_to("emergency")
            .await;
        let mut draft = "We are sorry that people wait. Ask for Leopold at the desk.".to_owned();
        let told = world.staff("ana").types(&format!("/case reply 1 {draft}")).await;
        if told.starts_with("This can’t") {
            draft = world.draft(1).await.words;
        }
        let shown = world.staff("cora").types("/case show 1").await;
        assert!(
            shown.contains(&draft) && shown.contains("/case approve 1"),
            "{shown}"
        );
        let read = world.staff("rita").types("/case show 1").await;
        assert!(
            !read.contains("Leopold") && !read.contains("/case approve"),
            "{read}"
        );
        let here = world.desk.caller(&"cora".into(), Origin::Console).unwrap();
        let yes = commands::parse("/case approve 1 It is fine", None).expect("a command");
        let refused = world
            .desk
            .handle(
                &Caller {
                    sight: Sight::Link,
                    ..here
                },
                yes,
            )
            .await
            .unwrap_err();
        assert_snapshot!(refused.to_string(), @"The words of that draft are not shown in this chat, so there is no yes to them here. Please decide about case #1 in the console or in a terminal.");
        assert_eq!(world.network.ours().len(), 0);
    });
}
