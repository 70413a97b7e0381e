//! What the guard blocks goes out only after two named people have said why.

use crate::world::{World, hours, minutes, on_each_database, on_the_console};
use insta::assert_snapshot;
use liaison::domain::{Approval, CaseNumber, Draft, DraftId, Right};

const ER: &str = "Six hours in the ER and still waiting";
/// A record's number is nobody's to publish.
const NUMBER: &str = "We found your record, MRN 44719032.";

#[test]
fn what_the_guard_blocks_stays_here_whatever_the_settings_say() {
    on_each_database(async |world: &mut World| {
        for approval in [Approval::Never, Approval::Sensitive, Approval::Always] {
            world.asks_for_approval(approval);
            let post = world.mention(ER).routed_to("emergency").await;
            let number = i64::try_from(world.count().await).unwrap();
            let said = world
                .staff("ana")
                .types(&format!("/case reply {number} {NUMBER}"))
                .await;
            assert!(
                said.starts_with("This can’t go out as it is."),
                "{approval}: {said}"
            );
            assert!(said.contains("44719032"), "{approval}: {said}");
            let record = world.record(number).await;
            assert_eq!(record, "opened claimed blocked", "{approval}");
            assert!(!world.requests(number).await.contains("draft"), "nobody is asked");
            world.network.delete(&post);
            world.settle().await;
        }
        assert_eq!(world.network.ours().len(), 0);
    });
}

#[test]
fn two_others_with_a_reason_each_override_a_block() {
    on_each_database(async |world: &mut World| {
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {NUMBER}")).await;
        let (cora, dan) = (world.staff("cora"), world.staff("dan"));
        assert_snapshot!(cora.types("/case approve 1").await, @"The guard blocks that draft. Two people may override it, each with a reason: `/case approve 1 WHY`.");
        assert_snapshot!(cora.types("/case approve 1 The number is made up, from our training").await, @"Your yes to the draft of case #1 is noted: 1 of 2. Another colleague has to give theirs.");
        assert_snapshot!(cora.types("/case approve 1 Really").await, @"You gave your yes to case #1 already: a second person has to give theirs.");
        assert_snapshot!(world.requests(1).await, @"draft for #1: blocked by the guard; 1 of 2 said yes (cora)");
        assert_eq!(world.network.ours().len(), 0);
        dan.decides(1, "Override…", "I know that number, it is a sample")
            .await;
        assert_snapshot!(world.requests(1).await, @"draft for #1: approved by cora and dan");
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: We found your record, MRN 44719032.
        ");
        assert_snapshot!(world.record(1).await, @"opened claimed blocked approved approved replied published");
        world.wait(minutes(1)).await;
        let digest = world.staff("rita").types("/desk digest").await;
        let from = digest.find("Approvals:").expect("it tells of approvals");
        assert_snapshot!(&digest[from..], @r"
        Approvals: 0 asked, 1 approved (median 0 s to a yes), 0 declined, 0 expired; 1 blocked by the guard
        The guard was overridden: 1
        #1 · cora: The number is made up, from our training; dan: I know that number, it is a sample
        ");
    });
}

#[test]
fn the_author_is_no_second_person_and_safer_words_take_the_place_of_a_block() {
    on_each_database(async |world: &mut World| {
        world.mention(ER).routed_to("emergency").await;
        let ana = world.staff("ana");
        ana.types(&format!("/case reply 1 {NUMBER}")).await;
        assert_snapshot!(ana.types("/case approve 1 It is fine").await, @"That needs the right to approve. Ask cora, dan.");
        world.staff("cora").types("/case approve 1 It is a sample").await;
        assert_snapshot!(ana.types("/case reply 1 Thank you for telling us.").await, @"Your reply is on its way to Bluesky, in public, under @rosa’s post.");
        assert_snapshot!(world.staff("dan").types("/case approve 1 It is a sample").await, @"No draft waits for approval in case #1.");
        assert_snapshot!(world.public_thread(1).await, @r"
        rosa: Six hours in the ER and still waiting
          harbor_health: Thank you for telling us.
        ");
    });
}

#[test]
fn a_block_expires_too_and_a_yes_does_not_outlive_it() {
    on_the_console(async |world: &mut World| {
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {NUMBER}")).await;
        world.staff("cora").types("/case approve 1 It is a sample").await;
        world.wait(hours(4)).await;
        assert_snapshot!(world.staff("dan").types("/case approve 1 It is a sample").await, @"No draft waits for approval in case #1.");
        assert_eq!(world.network.ours().len(), 0);
    });
}

#[test]
fn what_the_guard_blocks_by_now_is_no_longer_one_persons_to_let_out() {
    on_the_console(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.mention(ER).routed_to("emergency").await;
        let ana = world.staff("ana");
        ana.types("/case reply 1 Thank you for telling us.").await;
        assert_snapshot!(ana.types("/case show 1").await, @r"
        Case #1 · held by ana · high · emergency
        Bluesky by @rosa · wait time
        Here because: ‘hours in the ER’ + ‘still waiting’ → wait time; ‘hours in the ER and’ → complaint; ‘hours in the ER and’ → high; wait time → emergency

        Fri 20 Nov 09:00
        Six hours in the ER and still waiting

        Fri 20 Nov 09:00 the author: opened, high, with emergency
        Fri 20 Nov 09:00 ana: claimed
        Fri 20 Nov 09:00 ana: asked for approval

        Draft by ana (waiting), nothing of it is out
        Thank you for telling us.
        • every answer is looked at by two
        `/case decline 1 …` takes it back.
        ");
        // As if the guard had learned of the number since.
        let mut tx = world.store.begin().await.unwrap();
        let draft = tx.open_draft(CaseNumber(1)).await.unwrap().unwrap();
        let ended = draft.clone().replace(None, world.clock.now());
        tx.save_draft(&ended).await.unwrap();
        let id = DraftId(world.clock.new_id());
        let words = NUMBER.to_owned();
        tx.insert_draft(&Draft { id, words, ..draft }).await.unwrap();
        tx.commit().await.unwrap();
        let said = world.staff("cora").types("/case approve 1").await;
        assert!(said.starts_with("This can’t go out as it is."), "{said}");
        assert!(said.contains("44719032"), "{said}");
        assert_snapshot!(world.staff("cora").types("/case approve 1 It is a sample").await, @"Your yes to the draft of case #1 is noted: 1 of 2. Another colleague has to give theirs.");
        assert_eq!(world.network.ours().len(), 0);
    });
}

#[test]
fn a_first_yes_does_not_outlive_the_right_to_give_it() {
    on_each_database(async |world: &mut World| {
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {NUMBER}")).await;
        world.staff("cora").types("/case approve 1 It is a sample").await;
        let mut directory = world.directory();
        for person in &mut directory.staff {
            match person.name.as_str() {
                "cora" => person.rights.retain(|right| *right != Right::Approve),
                "lena" => person.rights.push(Right::Approve),
                _ => {}
            }
        }
        world.desk.settle_in(directory);
        assert_snapshot!(world.staff("dan").types("/case approve 1 I know that number").await, @"Your yes to the draft of case #1 is noted: 1 of 2. Another colleague has to give theirs.");
        assert_snapshot!(world.requests(1).await, @"draft for #1: blocked by the guard; 1 of 2 said yes (dan)");
        assert_eq!(world.network.ours().len(), 0);
        world.staff("lena").types("/case approve 1 It is a sample").await;
        assert_snapshot!(world.requests(1).await, @"draft for #1: approved by dan and lena");
        assert_eq!(world.network.ours().len(), 1);
    });
}

#[test]
fn a_yes_does_not_cover_what_the_guard_finds_after_it() {
    on_each_database(async |world: &mut World| {
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {NUMBER}")).await;
        let yes = "/case approve 1 It is a sample";
        world.staff("cora").types(yes).await;
        let draft = world.desk.open_draft(CaseNumber(1)).await.unwrap().unwrap();
        let mut tx = world.store.begin().await.unwrap();
        let earlier = Draft {
            findings: Vec::new(),
            ..draft
        };
        tx.save_draft(&earlier).await.unwrap();
        tx.commit().await.unwrap();
        let said = world.staff("dan").types(yes).await;
        assert!(said.starts_with("This can’t go out as it is."), "{said}");
        assert_eq!(world.network.ours().len(), 0);
        assert_snapshot!(world.staff("dan").types(yes).await, @"Your yes to the draft of case #1 is noted: 1 of 2. Another colleague has to give theirs.");
        assert_snapshot!(world.staff("cora").types(yes).await, @"Approved: the reply for case #1 is on its way to Bluesky, in public.");
    });
}

#[test]
fn an_override_needs_two_and_says_so_before_anybody_waits() {
    on_each_database(async |world: &mut World| {
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types(&format!("/case reply 1 {NUMBER}")).await;
        let mut directory = world.directory();
        directory.staff.retain(|staff| staff.name.as_str() != "dan");
        world.desk.settle_in(directory);
        assert_snapshot!(world.staff("cora").types("/case approve 1 It is a sample").await, @"Two people besides its author would have to override the guard in case #1, and nobody else has the right to approve. Please change the words.");
    });
}
