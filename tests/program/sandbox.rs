//! The whole way on the sandbox network: a post, a card, a claim, an answer.

use super::database::on_each_database;
use super::house::{House, SANDBOX_TOKEN};
use super::process::eventually;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_post_becomes_a_card_and_its_answer_stands_in_public() {
    on_each_database(async |database| {
        let house = House::new(&database);
        let serving = house.serve().await;
        let page = &serving.page;
        let post = page.posts("rosa", "Six hours in the ER and still waiting").await;

        let card = page.card("Six hours in the ER").await;
        assert_eq!(
            (&card["status"], &card["handle"]),
            (&json!("open"), &json!("rosa"))
        );
        assert_eq!(card["department"], "emergency");
        let number = card["number"].as_i64().unwrap();

        page.done("ana", &format!("/case claim {number}")).await;
        let late = page.types("ben", &format!("/case claim {number}")).await.unwrap();
        assert_eq!(late.status, 409);
        assert!(late.json()["error"].as_str().unwrap().contains("ana"), "{late:?}");

        let words = "Thank you for telling us. Please call 555-0142 & ask for the liaison — any day.";
        page.done("ana", &format!("/case reply {number} {words}")).await;
        let thread = format!("/sandbox/api/threads/{}", post["root"].as_str().unwrap());
        let answer = eventually("the answer in public", async || {
            let thread = page.get(&thread).await.unwrap().json();
            thread.as_array().unwrap().get(1).cloned()
        })
        .await;
        assert_eq!((&answer["text"], &answer["ours"]), (&json!(words), &json!(true)));
        assert_eq!(answer["parent"], post["id"]);
        eventually("the card to tell of it", async || {
            let card = page.card("Six hours in the ER").await;
            (card["reply"]["state"] == "published" && card["holder"] == "ana").then_some(())
        })
        .await;

        let edit = page.request(
            Method::PATCH,
            &format!("/sandbox/api/posts/{}", post["id"].as_str().unwrap()),
        );
        let edit = edit
            .bearer_auth(SANDBOX_TOKEN)
            .json(&json!({ "text": "Seven hours in the ER by now" }));
        assert!(edit.send().await.unwrap().status().is_success());
        let card = page.card("Seven hours").await;
        assert_eq!((&card["edited"], &card["number"]), (&json!(true), &json!(number)));
    })
    .await;
}

#[tokio::test]
async fn two_people_claim_at_once_and_one_wins() {
    on_each_database(async |database| {
        let house = House::new(&database);
        let serving = house.serve().await;
        let page = &serving.page;
        for round in 0..8 {
            let words = format!("Nobody answers the phone, try {round}");
            page.posts(&format!("caller{round}"), &words).await;
            let number = page.card(&words).await["number"].as_i64().unwrap();
            let line = format!("/case claim {number}");
            let (ana, ben) = tokio::join!(page.types("ana", &line), page.types("ben", &line));
            let mut statuses = [ana.unwrap().status, ben.unwrap().status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
        }
    })
    .await;
}
