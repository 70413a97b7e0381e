//! Answers that fit a case, in the reply form and under a list.

use super::House;
use super::clerk::card;
use insta::assert_snapshot;
use liaison::chat::Told;
use liaison::domain::{CaseNumber, Offer, Source, Suggestion, Topic, Urgency};
use std::time::Duration;

fn answers() -> Vec<Suggestion> {
    let one = |source, text: &str| Suggestion {
        source,
        language: "en".to_owned(),
        urgent: false,
        text: text.to_owned(),
    };
    vec![
        one(
            Source::Resource("parking".into()),
            "Park in the *North* Garage. <!channel>",
        ),
        one(Source::Past(CaseNumber(7)), "The first hour is free."),
    ]
}

#[tokio::test]
async fn a_press_puts_an_answer_into_the_form_and_keeps_what_was_written() {
    let house = House::open().await;
    let ts = house.card(1).await;
    *house.clerk.offered.lock().unwrap() = answers();
    let form = house.fake.press("U1", "C1", &ts, "reply").await.view.unwrap();
    assert_snapshot!(form.plain(), @r"
    📣 Public: everyone on Bluesky will read this, under @rosa.example’s post.
    > Six hours in the ER & still *waiting* <!channel>
    parking (en)
    Park in the *North* Garage. <!channel>
    [Use this]
    as in case #7
    The first hour is free.
    [Use this]
    The words of your answer: []
    ");
    house.fake.press_in_view("U1", &form.id, "use/0").await;
    let filled = |words: &'static str| move |view: &crate::fakes::slack::View| view.plain().contains(words);
    let form = house.fake.until_view("U1", filled("[Park in the *North*")).await;
    house.fake.press_in_view("U1", &form.id, "use/1").await;
    let form = house
        .fake
        .until_view("U1", filled("[The first hour is free.]"))
        .await;
    let sent = house.fake.submit("U1", &form.id, &[]).await;
    assert!(sent.errors.is_empty(), "{:?}", sent.errors);
    assert_eq!(
        house.clerk.commands(),
        ["ana: Case(Reply(Reply { case: 1, text: \"The first hour is free.\" }))"]
    );
    house.close();
}

#[tokio::test]
async fn a_list_of_answers_leads_to_the_form() {
    let house = House::open().await;
    house.card(1).await;
    *house.clerk.offered.lock().unwrap() = answers();
    house.clerk.answers(Told::Answer {
        text: "For case #1, as they would be sent:\n1. …".to_owned(),
        case: Some(CaseNumber(1)),
        offer: Some(Offer::Answers {
            case: CaseNumber(1),
            answers: answers(),
        }),
    });
    let seen = house.fake.command("U1", "C1", "/case", "suggest 1").await;
    assert!(seen.plain().contains("[Use 1…] [Use 2…]"), "{}", seen.plain());
    let list = &seen.ephemeral[0].ts;
    let form = house.fake.press("U1", "C1", list, "Use 2…").await.view.unwrap();
    assert!(
        form.plain().contains("[The first hour is free.]"),
        "{}",
        form.plain()
    );
    house.clerk.offered.lock().unwrap().clear();
    let gone = house.fake.press("U1", "C1", list, "Use 1…").await;
    assert!(gone.plain().contains("not offered any more"), "{}", gone.plain());
    house.close();
}

#[tokio::test]
async fn a_form_opens_in_time_without_the_answers() {
    let house = House::open().await;
    let ts = house.card(1).await;
    *house.clerk.offered.lock().unwrap() = answers();
    house.clerk.takes(1_500);
    let seen = house.fake.press("U1", "C1", &ts, "reply").await;
    assert!(seen.view.is_some());
    tokio::time::sleep(Duration::from_secs(2)).await;
    house.close();
}

#[tokio::test]
async fn a_card_of_somebody_in_danger_says_that_help_is_ready() {
    let house = House::open().await;
    let mut urgent = card(1);
    (urgent.urgency, urgent.topic) = (Urgency::Critical, Topic::Safety);
    let ts = house.posted(urgent).await;
    house.fake.press("U1", "C1", &ts, "🆘 Help is ready").await;
    assert_eq!(
        house.clerk.commands(),
        ["ana: Case(Suggest(Suggest { case: 1 }))"]
    );
    house.close();
}
