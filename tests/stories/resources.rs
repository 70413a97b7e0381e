//! `/desk resource`: approved answers, added, found, sent, counted and retired.

use crate::world::{Person, World, minutes, on_each_database};
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
        assert_snapshot!(ana.types(ADD).await, @"That needs the right to lead. Ask lena.");
        assert_snapshot!(lena.types(ADD).await, @"parking (en) · on facilities is ready to be sent, as version 1.");
        assert_snapshot!(rita.types("/desk resource find garage").await, @r"
        Found: 1 resource
        parking (en) · on facilities — Visitors park in the North Garage; the first hour is free.
        ");
        assert_snapshot!(rita.types("/desk resource show parking").await, @r"
        parking (en) · on facilities · version 1, added by lena on 2026-11-20
        Visitors park in the North Garage; the first hour is free.
        ");
        assert_snapshot!(rita.types("/desk resource show parkng").await, @"There is no resource “parkng”. Did you mean parking? `/desk resource find` lists them.");
        assert_snapshot!(ana.types("/desk resource retire parking").await, @"That needs the right to lead. Ask lena.");
        assert_snapshot!(lena.types("/desk resource retire parking").await, @"parking is retired; it stays on record and is offered no more.");
        assert_snapshot!(lena.types("/desk resource retire parking").await, @"There is no resource “parking”. `/desk resource find` lists them.");
        assert_snapshot!(rita.types("/desk resource find garage").await, @"Found: no resource. `/desk resource find` lists them all.");
        assert_snapshot!(lena.types("/desk resource retire crisis").await, @"“crisis” comes with liaison or its settings and can't be retired here. Add your own text under that name: it takes its place.");
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
            "invite as handoff: Please call {contact} and say LH-{code}.",
            "greeting: Mrs. Maria Lopez, MRN 00482913, is doing well.",
        ] {
            let said = lena.types(&format!("/desk resource add {line}")).await;
            assert!(!said.contains("is ready to be sent"), "{line}: {said}");
        }
        assert_snapshot!(lena.types("/desk resource add greeting: Hello {name}.").await, @"There is nothing called {name}. A text may hold {organisation}, {facility}, {department}, {phone}, {link}, {contact}, {code}.");
        assert_snapshot!(lena.types("/desk resource add Hello").await, @"A colon parts the name from the words. An example: `/desk resource add parking in es for facilities on facilities: Hay estacionamiento en…`");
        assert_snapshot!(lena.types("/desk resource add").await, @"What is to be added? `/desk resource add parking in es on facilities: Hay estacionamiento en…`");
        assert_snapshot!(lena.types("/desk resource show").await, @"Which one? `/desk resource show parking`; `/desk resource find` lists them.");
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
        assert_snapshot!(lena.types("/desk resource show PARKING").await, @r"
        parking (en) · on facilities · version 2, added by lena on 2026-11-20
        Visitors park on Level 2 now.

        parking (es) · on facilities · version 1, added by lena on 2026-11-20
        Las visitas se estacionan en {facility}.
        ");
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
        assert_snapshot!(sent(&ana, "parking").await, @"Sent 3 times, changed before sending once. What came of it: resolved twice, thanked for never, not over once.");
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
            .mention("The garage was full, I waited an hour and they charged me twice. Unacceptable!")
            .by("tom")
            .under(&second)
            .seen()
            .await;
        assert_snapshot!(sent(&ana, "parking").await, @"Sent twice, changed before sending never. What came of it: resolved never, thanked for once, not over once.");
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
        world.wait(minutes(1)).await;
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
