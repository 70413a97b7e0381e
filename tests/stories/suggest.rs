//! `/case suggest`: answers that fit, approved ones and earlier ones that ended well.

use crate::world::{World, minutes, on_each_database, on_the_console};
use insta::assert_snapshot;
use liaison::desk::Caller;
use liaison::domain::{CaseNumber, Origin, Sight, Source, Suggestion};

const PARK: &str = "Where do visitors park? The signs for the garage are a maze";
const GARAGE: &str = "Visitors park in the North Garage; the first hour is free.";

impl World {
    /// What a form would offer for a case.
    async fn offered(&self, case: i64) -> Vec<Suggestion> {
        let offered = self.desk.suggestions(CaseNumber(case), Sight::Full).await;
        offered.expect("a list")
    }

    async fn titles(&self, case: i64) -> Vec<String> {
        self.offered(case).await.iter().map(Suggestion::title).collect()
    }
}

#[test]
fn what_fits_is_offered_in_the_language_of_the_author() {
    on_each_database(async |world: &mut World| {
        let (lena, ana) = (world.staff("lena"), world.staff("ana"));
        for line in [
            "parking on facilities: Visitors to {facility} park in the North Garage.",
            "parking in es on facilities: Las visitas de {facility} se estacionan en el North Garage.",
            "bills for billing on billing: Our billing office explains every bill at 555-0100.",
        ] {
            lena.types(&format!("/desk resource add {line}")).await;
        }
        world.mention(PARK).seen().await;
        world
            .mention("¿Dónde pueden estacionarse las visitas en Harbor General? No encontramos el garaje")
            .by("tom")
            .seen()
            .await;
        assert_snapshot!(ana.types("/case suggest 1").await, @r"
        For case #1, as they would be sent:
        1. parking (en) — Visitors to Harbor Health park in the North Garage.
        Nothing is sent yet. To send one: `/case reply 1 …`
        ");
        assert_snapshot!(ana.types("/case suggest 2").await, @r"
        For case #2, as they would be sent:
        1. parking (es) — Las visitas de Harbor General se estacionan en el North Garage.
        Nothing is sent yet. To send one: `/case reply 2 …`
        ");
        assert_snapshot!(world.staff("rita").types("/case suggest 1").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_snapshot!(ana.types("/case suggest 9").await, @"There is no case #9. `/desk list` shows the open ones.");
        lena.types("/desk resource retire parking").await;
        assert_snapshot!(ana.types("/case suggest 1").await, @"Nothing fits case #1 well. `/desk resource find WORDS` looks through all approved answers.");
        assert_eq!(world.network.ours().len(), 0, "nothing is sent by asking");
    });
}

#[test]
fn who_may_be_in_danger_is_told_first_where_help_is() {
    on_each_database(async |world: &mut World| {
        let lena = world.staff("lena");
        lena.types("/desk resource add waiting: We are sorry that you wait in the ER waiting room.")
            .await;
        for (by, text) in [
            ("rosa", "I am in your ER waiting room and I want to kill myself"),
            (
                "tom",
                "my dad cant breathe and his lips are blue, we are in your lobby",
            ),
            ("lupe", "Estoy en su sala de emergencias y quiero suicidarme"),
        ] {
            world.mention(text).by(by).seen().await;
        }
        let first = async |case| world.offered(case).await[0].clone();
        assert_eq!(world.titles(1).await[0], "crisis (en)");
        assert_eq!(world.titles(2).await[0], "emergency (en)");
        assert_eq!(world.titles(3).await[0], "crisis (es)");
        assert!(first(1).await.urgent && first(3).await.text.contains("988"));
        // A word alone is no danger.
        world
            .mention("Kind people! But the elevator makes a sound like a dying goose")
            .by("vera")
            .seen()
            .await;
        let titles = world.titles(4).await;
        assert!(
            titles.iter().all(|title| !title.starts_with("crisis")),
            "{titles:?}"
        );
        let own = "/desk resource add crisis as crisis: Please call or text 988, or ask anyone at our desk.";
        lena.types(own).await;
        assert!(first(1).await.text.starts_with("Please call or text 988"));
        lena.types("/desk resource retire crisis").await;
        assert!(first(1).await.text.starts_with("You are not alone"));
    });
}

#[test]
fn an_answer_that_ended_well_is_offered_again_until_it_did_not() {
    on_each_database(async |world: &mut World| {
        let ana = world.staff("ana");
        let post = world.mention(PARK).seen().await;
        world
            .mention("Which garage do visitors use? I can not find where to park")
            .by("tom")
            .seen()
            .await;
        ana.types(&format!("/case reply 1 {GARAGE}")).await;
        assert_eq!(world.titles(2).await, Vec::<String>::new(), "not over yet");
        ana.types("/case resolve 1").await;
        let offered = world.offered(2).await;
        assert_eq!(offered[0].source, Source::Past(CaseNumber(1)));
        assert_eq!(offered[0].text, GARAGE);
        // Where words are kept out of a chat, what we said before is not offered there.
        let kept_out = world.desk.suggestions(CaseNumber(2), Sight::Redacted).await;
        assert_eq!(kept_out.unwrap(), []);
        ana.types("/case reopen 1").await;
        assert_eq!(world.titles(2).await, Vec::<String>::new());
        ana.types("/case resolve 1").await;
        assert_eq!(world.titles(2).await, ["as in case #1"]);
        world.network.delete(&post);
        world.settle().await;
        assert_eq!(
            world.titles(2).await,
            Vec::<String>::new(),
            "the author took the question back"
        );
    });
}

#[test]
fn what_addresses_somebody_or_ended_in_a_complaint_is_not_offered() {
    on_each_database(async |world: &mut World| {
        let ana = world.staff("ana");
        let mut posts = Vec::new();
        for (by, words) in [
            ("rosa", PARK),
            ("lupe", "Is any parking left near the main entrance?"),
        ] {
            posts.push(world.mention(words).by(by).seen().await);
        }
        world
            .mention("Which garage do visitors use? I can not find where to park")
            .by("tom")
            .seen()
            .await;
        ana.types("/case reply 1 @rosa visitors park in the North Garage.")
            .await;
        ana.types("/case resolve 1").await;
        ana.types(&format!("/case reply 2 {GARAGE}")).await;
        world.wait(minutes(1)).await;
        world
            .mention("The garage was full, I waited an hour and they charged me twice. Unacceptable!")
            .by("lupe")
            .under(&posts[1])
            .seen()
            .await;
        ana.types("/case resolve 2").await;
        assert_eq!(world.titles(3).await, Vec::<String>::new());
    });
}

#[test]
fn a_list_of_answers_can_be_used_by_programs() {
    on_the_console(async |world: &mut World| {
        world
            .staff("lena")
            .types("/desk resource add parking on facilities: Visitors park in the North Garage.")
            .await;
        world.mention(PARK).seen().await;
        let directory = world.directory();
        let ana = Caller::new(directory.staff("ana").unwrap().clone(), Origin::Terminal);
        let suggest = commands::parse("/case suggest 1", None).unwrap();
        let answer = world.desk.handle(&ana, suggest).await.unwrap();
        assert_eq!(answer.data[0]["title"], "parking (en)");
        assert_eq!(answer.data[0]["source"]["resource"], "parking");
        assert!(answer.offer.is_some());
        let show = commands::parse("/desk resource show parking", None).unwrap();
        let shown = world.desk.handle(&ana, show).await.unwrap();
        assert_eq!(
            (&shown.data[0]["added_by"], &shown.data[0]["used"]),
            (&"lena".into(), &0.into())
        );
    });
}
