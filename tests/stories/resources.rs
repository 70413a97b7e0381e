//! `/desk resource`: approved answers, added, found, sent, counted and retired.

use crate::world::{Person, World, on_each_database};
use insta::assert_snapshot;

const ADD: &str =
    "/desk resource add parking on facilities: Visitors park in the North Garage; the first hour is free.";
/// Nothing that anybody said before: what is alike would be one case.
const PARK: [&str; 4] = [
    "Where do visitors park? The signs for the garage are a maze",
    "Is any parking left near the main entrance this afternoon?",
    "The lift in the North Garage is broken and my father uses a wheelchair",
    "How much does it cost to leave a car with you overnight, and where?",
];

#[test]
fn a_lead_adds_an_answer_and_everybody_finds_it() {
    on_each_database(async |world: &mut World| {
        let (ana, lena, rita) = (world.staff("ana"), world.staff("lena"), world.staff("rita"));
        assert_snapshot!(ana.types(ADD).await, @"");
        assert_snapshot!(lena.types(ADD).await, @"");
        assert_snapshot!(rita.types("/desk resource find garage").await, @"");
        assert_snapshot!(rita.types("/desk resource show parking").await, @"");
        assert_snapshot!(rita.types("/desk resource show parkin").await, @"");
        assert_snapshot!(ana.types("/desk resource retire parking").await, @"");
        assert_snapshot!(lena.types("/desk resource retire parking").await, @"");
        assert_snapshot!(lena.types("/desk resource retire parking").await, @"");
        assert_snapshot!(rita.types("/desk resource find garage").await, @"");
        assert_snapshot!(lena.types("/desk resource retire crisis").await, @"");
    });
}

#[test]
fn what_is_wrong_with_an_answer_is_said_before_anybody_sends_it() {
    on_each_database(async |world: &mut World| {
        let lena = world.staff("lena");
        for line in [
            "greeting: Hello {name}, thank you.",
            "greeting for parkin: Hello.",
            "greeting on cars: Hello.",
            "greeting Hello",
            "call: Our liaison is at {phone}.",
            "greeting: Your code is {code}.",
            "invite as handoff: Please call us.",
            "greeting: Mrs. Maria Lopez, MRN 00482913, is doing well.",
        ] {
            let said = lena.types(&format!("/desk resource add {line}")).await;
            assert!(!said.contains("is ready to be sent"), "{line}: {said}");
        }
        assert_snapshot!(lena.types("/desk resource add greeting: Hello {name}.").await, @"");
        assert_snapshot!(lena.types("/desk resource add Hello").await, @"");
        assert_snapshot!(lena.types("/desk resource add").await, @"");
        assert_snapshot!(lena.types("/desk resource show").await, @"");
    });
}

#[test]
fn each_language_has_its_own_text_and_a_new_text_is_a_new_version() {
    on_each_database(async |world: &mut World| {
        let lena = world.staff("lena");
        lena.types(ADD).await;
        lena.types(
            "/desk resource add parking in es on facilities: Las visitas se estacionan en {facility}.",
        )
        .await;
        lena.types("/desk resource add parking on facilities: Visitors park on Level 2 now.")
            .await;
        assert_snapshot!(lena.types("/desk resource show PARKING").await, @"");
    });
}

#[test]
fn what_was_sent_and_how_it_ended_is_counted() {
    on_each_database(async |world: &mut World| {
        let (ana, lena) = (world.staff("ana"), world.staff("lena"));
        lena.types(ADD).await;
        for (number, words) in [
            (1, "Visitors park in the North Garage; the first hour is free."),
            (
                2,
                "Visitors can park in the North Garage; the first hour is free!",
            ),
            (3, "We are so sorry to read that and would like to hear more."),
            (4, "Visitors park in the North Garage; the first hour is free."),
        ] {
            world
                .mention(PARK[number - 1])
                .by(&format!("rosa{number}"))
                .seen()
                .await;
            ana.types(&format!("/case reply {number} {words}")).await;
        }
        ana.types("/case resolve 1").await;
        ana.types("/case resolve 2").await;
        ana.types("/case resolve 4").await;
        ana.types("/case reopen 2 Not settled").await;
        ana.types("/case resolve 2").await;
        assert_eq!(world.network.ours().len(), 4);
        assert_snapshot!(sent(&ana, "parking").await, @"");
    });
}

#[test]
fn thanks_count_and_a_complaint_counts_against() {
    on_each_database(async |world: &mut World| {
        let (ana, lena) = (world.staff("ana"), world.staff("lena"));
        lena.types(ADD).await;
        for (by, words) in [("rosa", PARK[0]), ("tom", PARK[1])] {
            world.mention(words).by(by).seen().await;
        }
        for number in [1, 2] {
            ana.types(&format!(
                "/case reply {number} Visitors park in the North Garage; the first hour is free."
            ))
            .await;
            ana.types(&format!("/case resolve {number}")).await;
        }
        let (first, second) = (world.case(1).await.latest.id, world.case(2).await.latest.id);
        world
            .mention("Thank you so much, you are wonderful! That helped.")
            .under(&first)
            .seen()
            .await;
        world
            .mention("That is a lie, it was full and I was charged. Terrible service")
            .by("tom")
            .under(&second)
            .seen()
            .await;
        assert_snapshot!(sent(&ana, "parking").await, @"");
    });
}

#[test]
fn the_digest_tells_which_answers_were_sent() {
    on_each_database(async |world: &mut World| {
        let (ana, lena) = (world.staff("ana"), world.staff("lena"));
        lena.types(ADD).await;
        world.mention(PARK[0]).seen().await;
        ana.types("/case reply 1 Visitors park in the North Garage; the first hour is free.")
            .await;
        let digest = lena.types("/desk digest day").await;
        assert!(
            digest.contains("Approved answers sent most: parking 1"),
            "{digest}"
        );
    });
}

async fn sent(who: &Person<'_>, name: &str) -> String {
    let shown = who.types(&format!("/desk resource show {name}")).await;
    let told = shown.lines().find(|line| line.starts_with("Sent "));
    told.unwrap_or("never sent").to_owned()
}
