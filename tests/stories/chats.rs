//! Two chats beside the console: what happens in one is seen in the other,
//! and what a person has to mend is told.

use super::talk::Talk;
use crate::world::{World, minutes, on_the_console, seconds};
use insta::assert_snapshot;

use liaison::chat::{Ailment, Manners};
use liaison::desk::Trouble;
use liaison::domain::{Account, Group, Member, Origin, Right, SendError, StaffName, Standing};

const ER: &str = "Six hours in the ER and still waiting";

#[test]
fn a_claim_in_one_chat_redraws_the_card_in_the_other() {
    on_the_console(async |world: &mut World| {
        let (slack, discord) = (
            Talk::new("slack", Manners::default()),
            Talk::new("discord", Manners::default()),
        );
        world.reads_in(&[&slack, &discord]);
        world.mention(ER).routed_to("emergency").await;
        let ana = StaffName::from("ana");
        world
            .desk
            .run(&ana, Origin::Discord, None, "/case claim 1")
            .await
            .unwrap();
        world.settle().await;
        for talk in [&slack, &discord] {
            assert_eq!(talk.channel("emergency"), ["[1] held", "  ana has this now."]);
        }
    });
}

#[test]
fn what_a_person_has_to_mend_is_told_once_and_goes_on_when_it_is_mended() {
    on_the_console(async |world: &mut World| {
        let slack = Talk::new("slack", Manners::default());
        world.reads_in(&[&slack]);
        let mut directory = world.directory();
        directory.staff[2].rights.push(Right::Admin);
        world.desk.settle_in(directory);
        let why = "the bot is not in the channel; invite it there";
        *slack.fault.lock().unwrap() = Some(SendError::blocked(why));
        world.mention(ER).routed_to("emergency").await;
        for _ in 0..40 {
            world.wait(seconds(30)).await;
        }
        assert_snapshot!(world.staff("rita").only_types("/desk status").await, @r"
        Feeds
          public (Sandbox): ok, last read just now
        Deliveries
          3 waiting, the oldest for 20 min, none given up on
        Needs somebody
          Slack, where Emergency reads: the bot is not in the channel; invite it there (20 min)
          Slack, where Patient Relations reads: the bot is not in the channel; invite it there (20 min)
        Triage judges by
          the model that liaison came with
        Open cases
          emergency: 1 case
        ");
        assert!(world.channel("patient-relations").await.contains(why));
        *slack.fault.lock().unwrap() = None;
        world.wait(minutes(2)).await;
        world.wait(minutes(2)).await;
        assert_eq!(slack.channel("emergency"), ["[1] open"]);
        let told = world.channel("patient-relations").await;
        let lines: Vec<&str> = told.lines().filter(|line| line.starts_with("Slack")).collect();
        assert!(lines[0].ends_with(". lena"), "an administrator is woken: {told}");
        assert!(
            lines.contains(&"Slack, where Emergency reads, works again."),
            "{told}"
        );
        assert_eq!(
            lines.iter().filter(|line| line.contains("Emergency")).count(),
            2,
            "{told}"
        );
    });
}

#[test]
fn what_ails_a_connection_is_told_by_its_chat() {
    on_the_console(async |world: &mut World| {
        let slack = Talk::new("slack", Manners::default());
        world.reads_in(&[&slack]);
        let roster = world.roster(&slack);
        let broken = Ailment {
            subject: "slack/socket".to_owned(),
            why: "Slack refuses the app token".to_owned(),
        };
        *slack.ailing.lock().unwrap() = vec![broken];
        for _ in 0..3 {
            roster.tick().await.unwrap();
            world.wait(seconds(1)).await;
        }
        // Another process comes up meanwhile and finds it mended.
        slack.ailing.lock().unwrap().clear();
        let other = world.roster(&slack);
        other.tick().await.unwrap();
        roster.tick().await.unwrap();
        world.settle().await;
        assert_snapshot!(world.channel("patient-relations").await, @r"
        Slack (socket) needs somebody: Slack refuses the app token.
        Slack (socket) works again.
        ");
    });
}

fn member(id: &str, groups: &[&str], standing: Standing) -> Member {
    Member {
        account: Account {
            chat: "slack".to_owned(),
            id: id.to_owned(),
        },
        handle: "Zoe".to_owned(),
        title: "Zoe Q.".to_owned(),
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
        standing,
    }
}

#[test]
fn a_group_of_the_chat_makes_its_members_staff_for_as_long_as_they_are_in_it() {
    on_the_console(async |world: &mut World| {
        let mut directory = world.directory();
        directory.groups.push(Group {
            chat: "slack".to_owned(),
            id: "S1".to_owned(),
            rights: vec![Right::Respond],
            department: None,
        });
        world.desk.settle_in(directory.clone());
        world.mention(ER).routed_to("emergency").await;
        let slack = Talk::new("slack", Manners::default());
        let roster = world.roster(&slack);
        let other = world.another_process("second").await;
        other.desk.settle_in(directory);
        let zoe = StaffName::from("zoe");
        let acts = async |line: &str| match other.desk.run(&zoe, Origin::Slack, None, line).await {
            Ok(answer) => answer.text,
            Err(Trouble::Refused(why)) => why.to_string(),
            Err(trouble) => panic!("{trouble}"),
        };
        let meets = async |members: Vec<Member>| {
            *slack.people.lock().unwrap() = Ok(members);
            world.clock.advance(minutes(1));
            roster.tick().await.unwrap();
            other.desk.remember().await.unwrap();
        };
        meets(vec![member("U7", &["S1"], Standing::Member)]).await;
        assert_eq!(acts("/case claim 1").await, "Case #1 is yours.");
        let nobody = "“zoe” is not on the list of staff.";
        for none in [vec![member("U7", &[], Standing::Member)], Vec::new()] {
            meets(none).await;
            assert_eq!(acts("/case release 1").await, nobody);
            meets(vec![member("U7", &["S1"], Standing::Member)]).await;
        }
        // Slack can't be asked: for a while they are believed, then not, then they are again.
        *slack.people.lock().unwrap() = Err(SendError::retry("Slack does not answer"));
        for (wait, known) in [(14, true), (2, false)] {
            world.clock.advance(minutes(wait));
            roster.tick().await.unwrap();
            other.desk.remember().await.unwrap();
            assert_eq!(other.desk.office().directory.staff("zoe").is_some(), known);
        }
        meets(vec![member("U7", &["S1"], Standing::Member)]).await;
        assert_eq!(acts("/case release 1").await, "Case #1 is open again for others.");
        world.settle().await;
    });
}

#[test]
fn who_is_known_by_what_they_send_is_known_at_once() {
    on_the_console(async |world: &mut World| {
        let mut directory = world.directory();
        directory.groups.push(Group {
            chat: "slack".to_owned(),
            id: "S1".to_owned(),
            rights: vec![Right::Respond],
            department: None,
        });
        world.desk.settle_in(directory);
        for _ in 0..2 {
            world
                .desk
                .meet("slack", vec![member("U7", &["S1"], Standing::Member)], false)
                .await
                .unwrap();
        }
        let office = world.desk.office();
        let zoe = office.directory.by_account("slack", "U7").unwrap();
        assert!(zoe.name.as_str() == "zoe" && zoe.may(Right::Respond));
        world
            .desk
            .meet("slack", vec![member("U7", &[], Standing::Member)], false)
            .await
            .unwrap();
        assert_eq!(world.desk.office().directory.by_account("slack", "U7"), None);
    });
}
