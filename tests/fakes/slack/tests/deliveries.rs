use super::*;
use crate::fakes::slack::{Forgery, SIGNING_SECRET, sign};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

const VECTOR: &str = "v0=32f9f88691c37cc540b79924b4e869afbc2d2dd2837990ed54f9f466aec4e4b5";

#[test]
fn a_signature_is_the_published_one() {
    let body = br#"{"type":"event_callback","event_id":"Ev1"}"#;
    assert_eq!(sign("slack-signing-secret", 1_700_000_000, body), VECTOR);
}

type Heard = Arc<Mutex<Vec<(String, HeaderMap, String)>>>;

/// An app that checks signatures, answers commands and repeats challenges.
async fn app() -> (String, Heard) {
    async fn answer(
        State(heard): State<Heard>,
        uri: Uri,
        headers: HeaderMap,
        body: Bytes,
    ) -> (StatusCode, String) {
        let header = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let at = header("x-slack-request-timestamp").parse().unwrap_or_default();
        if header("x-slack-signature") != sign(SIGNING_SECRET, at, &body) {
            return (StatusCode::UNAUTHORIZED, String::new());
        }
        let text = String::from_utf8_lossy(&body).into_owned();
        let challenge = serde_json::from_str::<Value>(&text).unwrap_or_default()["challenge"].clone();
        heard
            .lock()
            .unwrap()
            .push((uri.path().to_owned(), headers.clone(), text));
        let answer = match uri.path() {
            "/slack/commands" => "Done.".to_owned(),
            _ => challenge.as_str().unwrap_or_default().to_owned(),
        };
        (StatusCode::OK, answer)
    }
    let heard = Heard::default();
    let router = Router::new().fallback(answer).with_state(heard.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, heard)
}

#[tokio::test]
async fn deliveries_over_http_are_signed_and_forgeries_are_not() {
    let house = House::open().await;
    let (address, heard) = app().await;
    house.slack.deliver_to(&address);
    assert!(house.slack.verify_url().await);
    assert_eq!(
        house
            .slack
            .command("U1", CHANNEL, "/case", "it's late & cold")
            .await
            .plain(),
        "Done."
    );
    let card = house.posts(json!([actions(&[button("claim", "Claim")])])).await;
    house.slack.taps("U1", CHANNEL, &card, "claim").await;
    let event = house.slack.event(json!({ "type": "app_uninstalled" })).await;
    assert!(house.slack.redeliver(&event).await);
    {
        let heard = heard.lock().unwrap();
        let paths = heard.iter().map(|(path, ..)| path.as_str()).collect::<Vec<_>>();
        let events = "/slack/events";
        assert_eq!(
            paths,
            [events, "/slack/commands", "/slack/interactions", events, events]
        );
        assert!(heard[1].2.contains("text=it%27s+late+%26+cold"), "{}", heard[1].2);
        assert!(heard[2].2.starts_with("payload=%7B"));
        assert_eq!(heard[4].1["x-slack-retry-num"], "1");
    }
    let command = house.slack.command_payload("U1", CHANNEL, "/case", "claim 1");
    for how in [Forgery::BadSignature, Forgery::NoSignature, Forgery::AlteredBody] {
        assert_eq!(house.slack.forge(how, &command).await, Ok(401), "{how:?}");
    }
    let press = house.slack.press_payload("U1", CHANNEL, &card, "claim");
    assert_eq!(
        house.slack.forge_press(Forgery::BadSignature, &press).await,
        Ok(401)
    );
    assert_eq!(house.slack.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_response_url_is_good_five_times_and_half_an_hour() {
    let house = House::open().await;
    let payload = house.slack.command_payload("U1", CHANNEL, "/case", "show 1");
    let address = payload["response_url"].as_str().unwrap();
    let answer = async |body: Value| house.app.post(address, "", &body).await.unwrap().0;
    assert_eq!(answer(json!({ "text": "One moment." })).await, 200);
    assert_eq!(
        answer(json!({ "text": "Case 1.", "replace_original": true })).await,
        200
    );
    assert_eq!(house.slack.ephemerals("U1")[0].text, "Case 1.");
    assert_eq!(
        answer(json!({ "text": "To all", "response_type": "in_channel" })).await,
        200
    );
    assert_eq!(house.slack.messages(CHANNEL)[0].text, "To all");
    assert_eq!(answer(json!({ "delete_original": true })).await, 200);
    assert!(house.slack.ephemerals("U1").is_empty());
    assert_eq!(answer(json!({ "text": "x", "blocks": [section("")] })).await, 404);
    assert_eq!(answer(json!({ "text": "once more" })).await, 404);
    let violations = house.slack.violations();
    assert_eq!(violations.len(), 2, "{violations:?}");

    let payload = house.slack.command_payload("U1", CHANNEL, "/case", "show 1");
    house.wait(TimeDelta::minutes(31));
    let late = payload["response_url"].as_str().unwrap();
    assert_eq!(
        house.app.post(late, "", &json!({ "text": "x" })).await.unwrap().0,
        404
    );
    assert_eq!(house.slack.violations().len(), 1);
}

#[tokio::test]
async fn a_whisper_goes_to_somebody_in_the_channel() {
    let house = House::open().await;
    let whisper = |user: &str| json!({ "channel": CHANNEL, "user": user, "text": "x" });
    assert_eq!(
        house.app.call("chat.postEphemeral", whisper("U1")).await["ok"],
        true
    );
    assert_eq!(
        house.app.call("chat.postEphemeral", whisper("U2")).await["error"],
        "user_not_in_channel"
    );
    assert_eq!(house.slack.violations().len(), 1);
}
