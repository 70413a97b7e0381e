use super::*;
use crate::fakes::slack::state::State;
use crate::fakes::slack::{Seen, Unanswered};
use slack_morphism::prelude::{SlackCommandEvent, SlackEventCallbackBody, SlackPushEventCallback};

#[tokio::test]
async fn a_command_is_answered_in_its_acknowledgement() {
    let house = House::open().await;
    let mut socket = house.app.socket().await;
    let answers = async {
        let envelope = socket.hear().await;
        assert_eq!(envelope["payload"]["text"], "claim 1");
        serde_json::from_value::<SlackCommandEvent>(envelope["payload"].clone()).unwrap();
        socket
            .acknowledge(&envelope, Some(json!({ "text": "Case 1 is yours." })))
            .await;
    };
    let (seen, ()) = tokio::join!(house.slack.command("U1", CHANNEL, "/case", "claim 1"), answers);
    let seen: Seen = seen;
    assert_eq!(seen.plain(), "Case 1 is yours.");
    assert_eq!(house.slack.ephemerals("U1").len(), 1);
    assert!(house.slack.ephemerals("U2").is_empty());
    assert_eq!(house.slack.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn an_envelope_is_acknowledged_once_and_only_where_it_was_sent() {
    let house = House::open().await;
    let mut socket = house.app.socket().await;
    let answers = async {
        let envelope = socket.hear().await;
        socket.acknowledge(&envelope, Some(json!({ "text": "x" }))).await;
        socket.acknowledge(&envelope, None).await;
        socket.say(&json!({ "envelope_id": "of somebody else" })).await;
        let event = socket.hear().await;
        socket.acknowledge(&event, Some(json!({ "text": "x" }))).await;
    };
    let story = async {
        house.slack.command("U1", CHANNEL, "/case", "show 1").await;
        house.slack.mention("U1", CHANNEL, None, "status").await;
        let all = |state: &mut State| (state.violations.len() == 3).then_some(());
        house.slack.until("three violations", all).await;
    };
    tokio::join!(answers, story);
    let violations = house.slack.violations();
    assert_eq!(violations.len(), 3, "{violations:?}");
}

#[tokio::test]
async fn silence_is_a_violation_unless_the_line_was_cut() {
    let house = House::open().await;
    assert_eq!(
        house.slack.tries("U1", CHANNEL, "/case", "show 1").await,
        Err(Unanswered::NoSocket)
    );
    let silent = house.app.socket().await;
    assert_eq!(
        house.slack.tries("U1", CHANNEL, "/case", "show 1").await,
        Err(Unanswered::TooLate)
    );
    assert_eq!(house.slack.violations().len(), 1);
    let cut = async { drop(silent) };
    let (seen, ()) = tokio::join!(house.slack.tries("U1", CHANNEL, "/case", "show 1"), cut);
    assert_eq!(seen, Err(Unanswered::Closed));
    assert_eq!(house.slack.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn an_event_that_was_not_heard_comes_again_through_the_next_socket() {
    let house = House::open().await;
    let first = house.app.socket().await;
    let lost = async {
        let mut first = first;
        first.hear().await;
        drop(first);
    };
    let ((event, _), ()) = tokio::join!(house.slack.mention_event("U1", CHANNEL, None, "status"), lost);
    assert!(!house.slack.was_taken(&event));
    let mut second = house.app.socket().await;
    let again = second.hear().await;
    assert_eq!(
        (&again["payload"]["event_id"], &again["retry_reason"]),
        (&json!(event), &json!("timeout"))
    );
    second.acknowledge(&again, None).await;
    let taken = |state: &mut State| state.events[0].acknowledged.then_some(());
    house.slack.until("the event to be taken", taken).await;
    assert!(house.slack.was_taken(&event));
    assert_eq!(house.slack.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn sockets_are_replaced_cut_and_refused() {
    let house = House::open().await;
    let mut socket = house.app.socket().await;
    house.slack.warn_sockets();
    assert_eq!(socket.hear().await["reason"], "warning");
    house.slack.connected(1).await;
    house.slack.refresh_sockets();
    assert_eq!(socket.hear().await["reason"], "refresh_requested");
    let mut next = house.app.socket().await;
    assert!(socket.is_closed().await);
    house.slack.drop_sockets();
    assert!(next.is_closed().await);
    house
        .slack
        .until("no sockets", |state| (!state.reachable()).then_some(()))
        .await;
}

#[tokio::test]
async fn an_event_reads_as_the_client_expects() {
    let house = House::open().await;
    let mut socket = house.app.socket().await;
    let hears = async {
        let mut kinds = Vec::new();
        for _ in 0..5 {
            let envelope = socket.hear().await;
            let payload = envelope["payload"].clone();
            let event = serde_json::from_value::<SlackPushEventCallback>(payload)
                .unwrap()
                .event;
            assert!(!matches!(event, SlackEventCallbackBody::Unknown(_)), "{event:?}");
            kinds.push(envelope["payload"]["event"]["type"].as_str().unwrap().to_owned());
            socket.acknowledge(&envelope, None).await;
        }
        kinds
    };
    let tells = async {
        house.slack.mention("U1", CHANNEL, None, "status").await;
        house.slack.archive(CHANNEL, true);
        house.slack.rename(CHANNEL, "er");
        house.slack.invite_bot(CHANNEL);
        house.slack.person("U2", |ben| ben.deleted = true);
    };
    let (mut kinds, ()) = tokio::join!(hears, tells);
    kinds.sort();
    assert_eq!(
        kinds,
        [
            "app_mention",
            "channel_archive",
            "channel_rename",
            "member_joined_channel",
            "user_change"
        ]
    );
}
