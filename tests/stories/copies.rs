//! The same words from many people: one case to answer, and a count.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;
use liaison::domain::{CaseNumber, Intent, Route, Urgency};

const POST: &str = "The parking machine in the North Garage ate my card again and nobody picks up the phone";
const CALM: &str =
    "The parking machine in the North Garage takes cards again, and the lift next to it runs, too";
const SPAM: &str =
    "GIVEAWAY!! Follow and retweet to win a FREE iPhone, click the link in bio www.win.example 🎁🎁";

#[test]
fn copies_join_the_first_and_are_counted() {
    on_each_database(async |world: &mut World| {
        world.mention(POST).routed_to("parking").await;
        world.mention(&format!("RT @rosa: {POST}")).by("tom").seen().await;
        world
            .mention(&format!("{POST} 😡 https://x.example/1"))
            .by("uma")
            .seen()
            .await;
        assert_snapshot!(world.channel("parking").await, @"[1] open · high · +2 copies — The parking machine in the North Garage ate my card again an…");
        let shown = world.staff("ana").types("/case show 1").await;
        assert_snapshot!(shown.split("The same").nth(1).unwrap_or_default().split("http").next().unwrap_or_default(), @r"
         was said by 2 others:
        #2 @tom on Bluesky
        ");
        assert_snapshot!(world.record(2).await, @"opened copied");
        assert_eq!(world.case(2).await.due_at, None);
    });
}

#[test]
fn a_copy_can_be_made_a_case_of_its_own() {
    on_each_database(async |world: &mut World| {
        world.mention(POST).routed_to("parking").await;
        world.mention(POST).by("tom").seen().await;
        let ben = world.staff("ben");
        assert_snapshot!(ben.types("/case claim 2").await, @"Case #2 is a copy of case #1. `/case reopen 2` makes it a case of its own.");
        assert_snapshot!(ben.types("/case reopen 2").await, @"Case #2 is open again.");
        ben.types("/case reply 2 We are sorry").await;
        assert_snapshot!(world.channel("parking").await, @r"
        [1] open · high — The parking machine in the North Garage ate my card again an…
        [2] held by ben · high · reply published — The parking machine in the North Garage ate my card again an…
        ");
        assert_snapshot!(world.public_thread(2).await, @r"
        tom: The parking machine in the North Garage ate my card again and nobody picks up the phone
          harbor_health: We are sorry
        ");
    });
}

#[test]
fn who_copied_and_writes_again_has_a_case_of_their_own() {
    on_each_database(async |world: &mut World| {
        world.mention(POST).routed_to("parking").await;
        let copy = world.mention(POST).by("tom").seen().await;
        world
            .mention("And now it has my bike, too")
            .by("tom")
            .under(&copy)
            .seen()
            .await;
        assert_snapshot!(world.channel("parking").await, @r"
        [1] open · high — The parking machine in the North Garage ate my card again an…
        Case #2: The author wrote again, so the case is open again.
        [2] open · high · 2 posts — And now it has my bike, too
        ");
    });
}

#[test]
fn who_takes_anothers_words_for_a_headline_is_heard() {
    on_each_database(async |world: &mut World| {
        world.mention(POST).routed_to("parking").await;
        let story = format!(
            "{POST}. My mother could not get out for that and waited nine hours in the cold, nobody came down to \
             help us, please call me about her"
        );
        world.mention(&story).by("tom").seen().await;
        world.mention(&format!("RT @tom: {story}")).by("uma").seen().await;
        world
            .mention(&format!("So it happens to everybody here {POST}"))
            .by("vic")
            .seen()
            .await;
        assert_eq!(world.case(2).await.status(), "open");
        assert_eq!(world.cards(2).await.len(), 1);
        assert_eq!(world.case(3).await.copy_of(), Some(CaseNumber(2)));
        assert_eq!(world.case(4).await.copy_of(), Some(CaseNumber(1)));
    });
}

#[test]
fn who_adds_something_more_pressing_is_heard_once() {
    on_each_database(async |world: &mut World| {
        world.follows(Route {
            words: vec!["wheelchair".to_owned()],
            to: "parking".to_owned(),
            priority: Some(Urgency::High),
            ..Route::default()
        });
        world.mention(CALM).seen().await;
        let pressing = format!("{CALM} my wheelchair!");
        world.mention(&pressing).by("tom").seen().await;
        for by in ["uma", "vic"] {
            world.mention(&format!("RT @tom: {pressing}")).by(by).seen().await;
        }
        let (first, second) = (world.case(1).await, world.case(2).await);
        assert!(first.urgency > Urgency::High, "{:?}", first.urgency);
        assert_eq!((second.status(), second.urgency), ("open", Urgency::High));
        for copy in [3, 4] {
            assert_eq!(world.case(copy).await.copy_of(), Some(CaseNumber(2)));
        }
    });
}

#[test]
fn what_colleagues_hold_for_less_pressing_has_copies_still() {
    on_each_database(async |world: &mut World| {
        world.mention(POST).routed_to("parking").await;
        world.staff("ben").types("/case priority 1 low").await;
        world
            .mention(&format!("Look at this: {POST}"))
            .by("tom")
            .seen()
            .await;
        assert_eq!(world.case(2).await.copy_of(), Some(CaseNumber(1)));
    });
}

#[test]
fn what_becomes_of_copies_and_advertising_is_no_news() {
    on_each_database(async |world: &mut World| {
        world.mention(POST).routed_to("parking").await;
        let copies = [
            world.mention(POST).by("tom").seen().await,
            world.mention(POST).by("uma").seen().await,
        ];
        let spam = [
            world.mention(SPAM).by("vic").seen().await,
            world.mention(SPAM).by("wim").seen().await,
        ];
        for [edited, deleted] in [&copies, &spam] {
            world.network.edit(edited, "Never mind what I wrote here");
            world.network.delete(deleted);
        }
        world.settle().await;
        assert_snapshot!(world.channel("parking").await, @"[1] open · high · +2 copies — The parking machine in the North Garage ate my card again an…");
        assert_eq!(world.thread(1).await, "");
        assert_eq!(world.channel("patient-relations").await, "");
        for case in 2..=5 {
            assert!(world.cards(case).await.is_empty(), "{case}");
        }
        assert_snapshot!(world.record(2).await, @"opened copied edited");
        assert_snapshot!(world.record(5).await, @"opened copied deleted");
    });
}

#[test]
fn what_is_critical_is_nobodys_echo() {
    on_each_database(async |world: &mut World| {
        let post =
            "My father collapsed in your North Garage, he cannot breathe, please somebody send help now";
        world.mention(post).seen().await;
        world.mention(post).by("tom").seen().await;
        world.mention(&format!("RT @rosa: {post}")).by("uma").seen().await;
        assert_snapshot!(world.case(2).await.status(), @"open");
        assert_snapshot!(world.case(3).await.status(), @"copy");
    });
}

#[test]
fn who_adds_words_of_their_own_to_what_is_critical_is_heard() {
    on_each_database(async |world: &mut World| {
        let post =
            "My father collapsed in your North Garage, he cannot breathe, please somebody send help now";
        world.mention(post).seen().await;
        world
            .mention(&format!(
                "Me too, I'm in your ER and can't breathe RT @rosa: {post}"
            ))
            .by("tom")
            .seen()
            .await;
        world
            .mention(&format!("🙏 @HarborGen RT @rosa: {post}"))
            .by("uma")
            .seen()
            .await;
        assert_snapshot!(world.case(2).await.status(), @"open");
        assert_snapshot!(world.case(3).await.status(), @"copy");
    });
}

#[test]
fn what_a_rule_makes_critical_is_nobodys_echo() {
    on_each_database(async |world: &mut World| {
        world.dreads_code_silver();
        let post =
            "They said code silver in the North Garage just now, what does that mean for visitors today";
        world.mention(post).routed_to("emergency").await;
        world.mention(post).by("tom").seen().await;
        let second = world.case(2).await;
        assert_eq!((second.status(), second.urgency), ("open", Urgency::Critical));
    });
}

#[test]
fn what_was_resolved_is_no_original() {
    on_each_database(async |world: &mut World| {
        world.mention(POST).routed_to("parking").await;
        world.staff("ben").types("/case resolve 1").await;
        world.mention(POST).by("tom").seen().await;
        assert_eq!(world.case(2).await.status(), "open");
        world.mention(POST).by("uma").seen().await;
        assert_eq!(world.case(3).await.copy_of(), Some(CaseNumber(2)));
    });
}

#[test]
fn noise_is_a_copy_of_noise() {
    on_each_database(async |world: &mut World| {
        world.mention(SPAM).seen().await;
        world.mention(SPAM).by("tom").seen().await;
        assert_eq!(world.case(2).await.copy_of(), Some(CaseNumber(1)));
    });
}

#[test]
fn what_a_rule_takes_is_not_set_aside() {
    on_each_database(async |world: &mut World| {
        for intent in [Intent::Spam, Intent::Unrelated] {
            world.follows(Route {
                intent: Some(intent),
                to: "parking".to_owned(),
                ..Route::default()
            });
        }
        world.mention(SPAM).routed_to("parking").await;
        assert_eq!(world.case(1).await.status(), "open");
        assert_eq!(world.cards(1).await.len(), 1);
    });
}

#[test]
fn short_words_of_many_are_not_copies() {
    on_each_database(async |world: &mut World| {
        for by in ["rosa", "tom", "uma"] {
            world.mention("Thank you so much, ER team!").by(by).seen().await;
        }
        for number in 1..=3 {
            assert_eq!(world.case(number).await.status(), "open");
        }
    });
}

#[test]
fn advertising_is_set_aside_listed_and_can_come_back() {
    on_each_database(async |world: &mut World| {
        world.mention(SPAM).seen().await;
        assert_eq!(world.case(1).await.due_at, None);
        assert_snapshot!(world.record(1).await, @"opened dismissed");
        for department in ["emergency", "billing", "parking", "patient-relations"] {
            assert_eq!(world.channel(department).await, "");
        }
        let lena = world.staff("lena");
        assert_snapshot!(lena.types("/desk list spam").await, @r"
        Set aside as advertising or not about us: 1 case
        #1 low · dismissed · patient-relations · just now — GIVEAWAY!! Follow and retweet to win a FREE iPhone, click the link in …
        ");
        world.wait(crate::world::minutes(1)).await;
        let digest = lena.types("/desk digest").await;
        assert!(digest.contains("Set aside      1"), "{digest}");
        lena.types("/case reopen 1").await;
        assert_snapshot!(world.channel("patient-relations").await, @"[1] open · low — GIVEAWAY!! Follow and retweet to win a FREE iPhone, click th…");
    });
}
