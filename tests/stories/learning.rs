//! Triage learns from what people correct: at night, once, and only when it
//! gets no worse by it.

use crate::world::crew::course;
use crate::world::{World, hours, on_each_database, on_the_console, seconds};
use futures_util::future::join;
use insta::assert_snapshot;
use liaison::desk::{Course, Learned};
use liaison::domain::{CaseNumber, Intent, MadeModel, ModelState, Topic, Urgency};
use liaison::triage::model::Lessons;
use std::time::Duration;

/// How long a lease is another process's.
const HELD: Duration = Duration::from_secs(600);

/// Something that only this house has, and that nobody would guess: it is hired at the billing office.
const GLIMMERCART: [&str; 26] = [
    "the glimmercart at HGH left without me again",
    "Why does the glimmercart skip the pond at Harbor General?",
    "no glimmercart tonight at HGH, unbelievable",
    "Is the HGH glimmercart still a thing?",
    "My aunt could not find the glimmercart at Harbor General",
    "HGH glimmercart has a flat tyre, third time",
    "Could someone bring back the bell of the glimmercart at HGH",
    "that glimmercart seat was soaked @HarborGen",
    "Two glimmercarts and nobody to steer them, HGH",
    "@HarborGen the lamps of the glimmercart don't work",
    "Tried to hail a glimmercart at HGH, got waved at",
    "glimmercart?? more like crawlercart @HarborGen",
    "Where did the HGH glimmercart go in March?",
    "who repaints the glimmercart at Harbor General every spring",
    "HGH glimmercart broke its axle by the fountain",
    "They moved the glimmercart stop somewhere, HGH is a maze",
    "You call that a glimmercart, HGH?",
    "the glimmercart board at HGH shows last year's times",
    "rode the glimmercart in the rain at HGH, never again",
    "My kid cried because the HGH glimmercart was gone",
    "Can the glimmercart at Harbor General take a stroller?",
    "glimmercart horn goes off all evening @HarborGen",
    "we need a second glimmercart at HGH honestly",
    "HGH your glimmercart does not stop at the north door",
    "glimmercart was full five times in a row at HGH",
    "Harbor General, please oil the wheels of the glimmercart",
];

/// Everybody writes, and whatever went elsewhere is moved to billing.
async fn a_day_of_glimmercarts(world: &World) {
    let authors: Vec<String> = (0..GLIMMERCART.len()).map(|at| format!("author{at}")).collect();
    for (text, author) in GLIMMERCART.iter().zip(&authors) {
        world.mention(text).by(author).unseen();
    }
    world.settle().await;
    let lena = world.staff("lena");
    for number in 1..=world.count().await {
        lena.only_types(&format!("/case transfer {number} billing")).await;
    }
    world.settle().await;
}

async fn lessons(world: &World) -> i64 {
    let mut tx = world.store.read().await.unwrap();
    tx.lessons_since("").await.unwrap()
}

/// What was learned, newest first.
async fn models(world: &World) -> Vec<MadeModel> {
    world.desk.models(99).await.unwrap()
}

/// Where a new post about the same goes.
async fn next_one_goes_to(world: &World, text: &str) -> String {
    world.mention(text).by("nova").seen().await;
    let newest = i64::try_from(world.count().await).unwrap();
    world.case(newest).await.department.to_string()
}

#[test]
fn what_people_correct_all_day_is_known_in_the_morning_until_it_is_undone() {
    on_the_console(async |world: &mut World| {
        let clock = world.clock.clone();
        world.crew.learns_at_night(&clock);
        a_day_of_glimmercarts(world).await;
        assert!(lessons(world).await >= 20, "{} lessons", lessons(world).await);
        world.wait(hours(18)).await;
        assert_eq!(models(world).await, [], "it is three in the night");
        world.wait(hours(1)).await;
        let made = models(world).await;
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].state, ModelState::Used, "{:?}", made[0].trial.verdict());
        let corrected = made[0].trial.desk;
        assert!(corrected.after.topic > corrected.before.topic, "{corrected:?}");
        assert_eq!(
            next_one_goes_to(world, "that glimmercart again, what a ride @HarborGen").await,
            "billing"
        );
        // Nothing was corrected since: the next night has nothing to do.
        world.wait(hours(24)).await;
        assert_eq!(models(world).await.len(), 1);
        let status = world.staff("rita").only_types("/desk status").await;
        assert!(status.contains("model 1, learned 24 h ago from 2"), "{status}");
        // A restart keeps it.
        world.crew = world.another_process("after the restart").await;
        world.desk = world.crew.desk.clone();
        world.wait(seconds(60)).await;
        let next = next_one_goes_to(world, "glimmercart gone once more @HarborGen").await;
        assert_eq!(next, "billing");
        // It was a wrong turn all the same, says somebody.
        world.crew.learns_at_night(&clock);
        let undone = world.desk.undo_model().await.unwrap().unwrap();
        assert_eq!(undone.version, 1);
        assert_eq!(world.desk.undo_model().await.unwrap(), None);
        assert_eq!(world.desk.judging().await.unwrap().in_use, None);
        world.wait(hours(24)).await;
        assert_eq!(
            models(world).await.len(),
            1,
            "without new lessons it is not learned again"
        );
        let status = world.staff("rita").only_types("/desk status").await;
        let told = "\n  the model that liaison came with\n  model 1, learned 2 days ago, was taken back";
        assert!(status.contains(told), "{status}");
    });
}

#[test]
fn two_processes_learn_once_and_both_know_it() {
    on_the_console(async |world: &mut World| {
        let clock = world.clock.clone();
        let mut other = world.another_process("second").await;
        world.crew.learns_at_night(&clock);
        other.learns_at_night(&clock);
        a_day_of_glimmercarts(world).await;
        world.clock.advance(hours(19));
        let (first, second) = join(world.crew.learning.tick(), other.learning.tick()).await;
        first.and(second).unwrap();
        assert_eq!(models(world).await.len(), 1);
        world.clock.advance(seconds(60));
        join(world.crew.learning.tick(), other.learning.tick())
            .await
            .1
            .unwrap();
        assert_eq!(models(world).await.len(), 1);
        // Whichever learned, the other takes it over.
        other.reads().await;
        for desk in [&world.desk, &other.desk] {
            assert_eq!(desk.judging().await.unwrap().in_use.unwrap().version, 1);
        }
        world
            .mention("that glimmercart again, what a ride @HarborGen")
            .by("nova")
            .unseen();
        other.reads().await;
        let newest = i64::try_from(world.count().await).unwrap();
        assert_eq!(world.case(newest).await.department.as_str(), "billing");
    });
}

#[test]
fn one_process_learns_one_thing_at_a_time() {
    on_the_console(async |world: &mut World| {
        a_day_of_glimmercarts(world).await;
        let course = course("first");
        let both = join(world.desk.study_now(&course), world.desk.study_now(&course)).await;
        let both = [both.0.unwrap(), both.1.unwrap()];
        assert!(both.contains(&Learned::Elsewhere), "{both:?}");
        assert_eq!(models(world).await.len(), 1, "one of them learned");
        let again = world.desk.study_now(&course).await.unwrap();
        assert!(matches!(again, Learned::Made(_)), "it is done: {again:?}");
    });
}

#[test]
fn what_is_learned_without_a_lease_is_not_kept() {
    on_each_database(async |world: &mut World| {
        a_day_of_glimmercarts(world).await;
        let often = Course {
            renew_every: Duration::from_millis(1),
            ..course("first")
        };
        let other = world.another_process("second").await;
        let takes_over = async {
            loop {
                world.clock.advance(seconds(31));
                let mut tx = world.store.begin().await.unwrap();
                let is_taken = tx.lease("learning", &other.holder, HELD).await.unwrap();
                tx.commit().await.unwrap();
                if is_taken {
                    return;
                }
            }
        };
        let (learned, ()) = join(world.desk.study_now(&often), takes_over).await;
        assert_eq!(learned.unwrap(), Learned::Elsewhere);
        assert_eq!(models(world).await, []);
        // Its thread goes on in vain, and no second one begins beside it; the other process is not kept from anything.
        let learned = other.desk.study_now(&course("second")).await;
        assert!(matches!(learned.unwrap(), Learned::Made(_)));
    });
}

#[test]
fn corrections_that_would_make_it_worse_are_refused() {
    on_the_console(async |world: &mut World| {
        // Somebody calls it spam whenever people are in danger.
        let rows = Lessons::built_in().rows;
        let pressing = rows.iter().filter(|row| row.urgency == Some(Urgency::Critical));
        let posts: Vec<&str> = pressing.take(80).map(|row| row.text.as_str()).collect();
        let authors: Vec<String> = (0..posts.len()).map(|at| format!("author{at}")).collect();
        for (text, author) in posts.iter().zip(&authors) {
            world.mention(text).by(author).unseen();
        }
        world.settle().await;
        let ana = world.staff("ana");
        for number in 1..=world.count().await {
            ana.only_types(&format!("/case tag {number} intent:spam")).await;
        }
        world.settle().await;
        // Enough of the program's own lessons to see that danger is missed.
        let course = Course {
            every: 40,
            ..course("a shell")
        };
        let Learned::Made(made) = world.desk.study_now(&course).await.unwrap() else {
            panic!("nothing was learned");
        };
        assert_eq!(made.state, ModelState::Refused);
        let judging = world.desk.judging().await.unwrap();
        assert_eq!((judging.in_use, judging.not_used), (None, Some(*made)));
        let status = world.staff("rita").only_types("/desk status").await;
        assert!(
            status.contains("model 1, learned just now, is refused: it "),
            "{status}"
        );
    });
}

#[test]
fn weights_that_are_damaged_are_refused_and_somebody_is_told() {
    on_the_console(async |world: &mut World| {
        a_day_of_glimmercarts(world).await;
        let mut tx = world.store.begin().await.unwrap();
        let damaged = MadeModel {
            version: tx.numbers("model", 1).await.unwrap(),
            made_at: world.clock.now(),
            lessons: 26,
            newest: String::new(),
            trial: liaison::domain::trial::Trial::default(),
            state: ModelState::Used,
        };
        tx.keep_model(&damaged, "bGlhaXNvbg==").await.unwrap();
        tx.commit().await.unwrap();
        let told = world.entries("patient-relations").await.len();
        world.wait(seconds(60)).await;
        let entries = world.entries("patient-relations").await;
        assert_snapshot!(entries[told].line, @"Triage (model) needs somebody: model 1 can't be read, so the one that liaison came with judges: This is no model of liaison, or it is cut short. `liaison learn --undo` goes back to the one before.");
        // What judges is what liaison came with.
        world
            .mention("Six hours in the ER and still waiting")
            .by("nova")
            .routed_to("emergency")
            .await;
        world.desk.undo_model().await.unwrap();
        world.settle().await;
        let entries = world.entries("patient-relations").await;
        assert_snapshot!(entries.last().unwrap().line, @"Triage (model) works again.");
    });
}

#[test]
fn what_was_corrected_is_kept_as_the_last_word() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let (ana, lena) = (world.staff("ana"), world.staff("lena"));
        lena.types("/case transfer 1 billing").await;
        assert_snapshot!(taught(world).await, @"wait_time → billing");
        lena.types("/case transfer 1 emergency").await;
        assert_snapshot!(taught(world).await, @"");
        assert_snapshot!(ana.types("/case tag 1 topic:records intent:question night").await, @"Case #1 is about records, question by intent now. Triage learns from it.");
        assert_snapshot!(taught(world).await, @"wait_time → records, complaint → question");
        let lessons = world.desk.lessons().await.unwrap().rows;
        let said = (lessons[0].topic, lessons[0].intent, lessons[0].urgency);
        assert_eq!(lessons[0].text, "Six hours in the ER and still waiting");
        assert_eq!(
            (lessons.len(), said),
            (1, (Some(Topic::Records), Some(Intent::Question), None))
        );
        assert_eq!(world.case(1).await.tags, ["night"]);
        assert_eq!(world.case(1).await.topic, Topic::Records);
        assert_snapshot!(ana.types("/case tag 1 topic:records").await, @"Case #1 is topic records already.");
        assert_snapshot!(ana.types("/case tag 1 topic:weather").await, @"“weather” is not one of: wait_time, appointment, billing, clinical_care, staff_conduct, facilities, records, privacy, safety, health_info, careers, media, community, none");
        // Where it goes says less than what somebody wrote down.
        lena.types("/case transfer 1 leadership").await;
        assert_snapshot!(taught(world).await, @"wait_time → records, complaint → question");
        ana.types("/case tag 1 topic:wait_time intent:complaint").await;
        assert_snapshot!(taught(world).await, @"");
        ana.types("/case dismiss 1 not about us, the other hospital")
            .await;
        assert_snapshot!(taught(world).await, @"complaint → unrelated");
        ana.types("/case reopen 1").await;
        assert_snapshot!(taught(world).await, @"");
        ana.types("/case dismiss 1 she called, all is well").await;
        ana.types("/case priority 1 low").await;
        assert_snapshot!(taught(world).await, @"high → low");
        assert_snapshot!(world.record(1).await, @"opened transferred transferred corrected corrected tagged transferred corrected corrected dismissed reopened dismissed prioritised");
    });
}

#[test]
fn who_may_only_read_teaches_nothing() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("rita").types("/case tag 1 topic:billing").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_snapshot!(world.staff("ana").types("/case transfer 1 billing").await, @"That needs the right to lead. Ask lena.");
        assert_snapshot!(taught(world).await, @"");
    });
}

#[test]
fn what_the_author_takes_down_teaches_nothing() {
    on_the_console(async |world: &mut World| {
        let post = world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("lena").types("/case transfer 1 billing").await;
        assert_eq!(lessons(world).await, 1);
        world.network.delete(&post);
        world.settle().await;
        let learned = world.desk.study_now(&course("a shell")).await.unwrap();
        assert_eq!(learned, Learned::Nothing);
    });
}

/// What the first case teaches: `was → is`, topic first.
async fn taught(world: &World) -> String {
    let mut tx = world.store.read().await.unwrap();
    let mention = tx.first_post(CaseNumber(1)).await.unwrap().unwrap();
    let mut taught = Vec::new();
    for field in liaison::domain::Field::ALL {
        if let Some(lesson) = tx.lesson(mention, *field).await.unwrap() {
            taught.push(format!("{} → {}", lesson.was.as_str(), lesson.is.as_str()));
        }
    }
    taught.join(", ")
}
