//! An author writes again: the case, and whoever has it, hears of it.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;
use liaison::domain::{Route, StaffName, Topic, Urgency};

const ER: &str = "Six hours in the ER and still waiting";
const SPAM: &str =
    "GIVEAWAY!! Follow and retweet to win a FREE iPhone, click the link in bio www.win.example 🎁🎁";
const DANGER: &str = "I am in your ER waiting room and I want to kill myself";

impl World {
    /// From now on Leadership takes what is about safety, and Ben is on call for Billing.
    fn keeps_safety_apart(&self) {
        let mut directory = self.directory();
        for department in &mut directory.departments {
            department.topics.retain(|topic| *topic != Topic::Safety);
            match department.name.as_str() {
                "leadership" => department.topics.push(Topic::Safety),
                "billing" => department.on_call.push(StaffName::from("ben")),
                _ => {}
            }
        }
        self.desk.settle_in(directory);
    }

    /// How often a department was told that a case is critical.
    async fn pages(&self, department: &str, number: i64) -> usize {
        let page = format!("Critical: case #{number} ");
        self.channel(department).await.matches(&page).count()
    }
}

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

#[test]
fn danger_is_heard_among_noise_in_what_was_set_aside() {
    on_each_database(async |world: &mut World| {
        let first = world.mention(SPAM).seen().await;
        world.mention(DANGER).under(&first).unseen();
        world.mention(SPAM).under(&first).seen().await;
        let case = world.case(1).await;
        assert_eq!((case.status(), case.urgency), ("open", Urgency::Critical));
        assert_snapshot!(world.record(1).await, @"opened dismissed followed_up followed_up reopened");
        assert_eq!(world.pages("leadership", 1).await, 1);
    });
}

#[test]
fn more_noise_in_what_was_set_aside_is_for_nobody() {
    on_each_database(async |world: &mut World| {
        let first = world.mention(SPAM).seen().await;
        world.mention(SPAM).under(&first).seen().await;
        assert_snapshot!(world.record(1).await, @"opened dismissed followed_up");
        assert_eq!(world.channel("patient-relations").await, "");
    });
}

#[test]
fn danger_wakes_those_on_call_for_the_case_and_reaches_safety_once() {
    on_each_database(async |world: &mut World| {
        world.keeps_safety_apart();
        let first = world
            .mention("My bill is wrong, I was charged twice")
            .routed_to("billing")
            .await;
        let above = ["patient-relations", "leadership"];
        world.mention(DANGER).under(&first).seen().await;
        assert_eq!(world.case(1).await.department.as_str(), "billing");
        for department in above {
            assert_eq!(world.pages(department, 1).await, 1, "{department}");
        }
        assert_eq!(world.pages("billing", 1).await, 1);
        let told = world.channel("billing").await;
        assert!(told.contains("ben"), "{told}");
        world.mention(DANGER).under(&first).seen().await;
        for department in above {
            assert_eq!(world.pages(department, 1).await, 1, "it is known by now");
        }
    });
}

#[test]
fn a_rule_that_sends_danger_elsewhere_keeps_nothing_from_safety() {
    on_each_database(async |world: &mut World| {
        world.follows(Route {
            words: vec!["waiting room".to_owned()],
            to: "parking".to_owned(),
            ..Route::default()
        });
        let mut directory = world.directory();
        for department in &mut directory.departments {
            department.escalate_to = None;
        }
        world.desk.settle_in(directory);
        world.mention(DANGER).routed_to("parking").await;
        assert_eq!(world.pages("patient-relations", 1).await, 1);
    });
}

#[test]
fn an_edit_that_tells_of_danger_opens_what_was_closed() {
    on_each_database(async |world: &mut World| {
        let first = world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types("/case claim 1").await;
        world.staff("ana").types("/case resolve 1").await;
        world.network.edit(&first, DANGER);
        world.settle().await;
        let case = world.case(1).await;
        assert_eq!((case.status(), case.urgency), ("open", Urgency::Critical));
        assert!(case.due_at.is_some());
        assert_snapshot!(world.record(1).await, @"opened claimed resolved reopened edited");
        assert_eq!(world.pages("patient-relations", 1).await, 1);
    });
}

#[test]
fn an_edit_that_tells_of_no_danger_leaves_it_closed() {
    on_each_database(async |world: &mut World| {
        let first = world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types("/case resolve 1").await;
        world
            .network
            .edit(&first, "Six hours in the ER, and thank you for asking");
        world.settle().await;
        assert_eq!(world.case(1).await.status(), "resolved");
    });
}

#[test]
fn an_edit_of_what_was_merged_presses_the_other() {
    on_each_database(async |world: &mut World| {
        world.mention(ER).routed_to("emergency").await;
        let second = world
            .mention("Seven hours in the ER")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case claim 1").await;
        world.staff("lena").types("/case merge 2 1").await;
        world.network.edit(&second, DANGER);
        world.settle().await;
        assert_eq!(world.case(1).await.urgency, Urgency::Critical);
        assert_eq!(world.pages("patient-relations", 1).await, 1);
    });
}
