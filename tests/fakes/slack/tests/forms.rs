use super::*;
use crate::fakes::slack::tests::client::Socket;
use crate::fakes::slack::{Submitted, Unanswered, View};
use slack_morphism::prelude::{SlackInteractionEvent, SlackInteractionViewSubmissionEvent};
use std::time::{Duration, Instant};

/// Acknowledges a press and opens a form; the envelope comes back.
async fn opens(house: &House, socket: &mut Socket, view: &Value) -> Value {
    let envelope = socket.hear().await;
    serde_json::from_value::<SlackInteractionEvent>(envelope["payload"].clone()).unwrap();
    socket.acknowledge(&envelope, None).await;
    let asked = json!({ "trigger_id": envelope["payload"]["trigger_id"], "view": view });
    assert_eq!(house.app.call("views.open", asked).await["ok"], true);
    envelope
}

#[tokio::test]
async fn a_form_is_opened_sent_back_and_taken() {
    let house = House::open().await;
    let mut socket = house.app.socket().await;
    let card = house
        .posts(json!([
            section("Six hours"),
            actions(&[button("reply", "Reply")])
        ]))
        .await;
    let form = modal("Reply", &[input("words", "Your words")]);
    let press = house.slack.press("U1", CHANNEL, &card, "Reply");
    let (seen, envelope) = tokio::join!(press, opens(&house, &mut socket, &form));
    assert_eq!(envelope["payload"]["actions"][0]["value"], "1");
    assert_eq!(envelope["payload"]["message"]["ts"], json!(card));
    let view: View = seen.view.expect("a form");
    assert_eq!((view.title(), view.plain().as_str()), ("Reply", "Your words: []"));

    let empty: Submitted = house.slack.submit("U1", &view.id, &[]).await;
    assert_eq!(empty.errors["words"], "Please complete this required field.");

    let answers = async {
        let envelope = socket.hear().await;
        let values = &envelope["payload"]["view"]["state"]["values"];
        assert_eq!(values["words"]["text"]["value"], "You are our patient");
        serde_json::from_value::<SlackInteractionViewSubmissionEvent>(envelope["payload"].clone()).unwrap();
        let errors = json!({ "response_action": "errors", "errors": { "words": "This says too much." } });
        socket.acknowledge(&envelope, Some(errors)).await;
        let envelope = socket.hear().await;
        let next = json!({ "response_action": "push", "view": modal("Sure?", &[section("Really?")]) });
        socket.acknowledge(&envelope, Some(next)).await;
        let envelope = socket.hear().await;
        socket
            .acknowledge(&envelope, Some(json!({ "response_action": "clear" })))
            .await;
    };
    let story = async {
        let refused = house
            .slack
            .submit("U1", &view.id, &[("Your words", "You are our patient")])
            .await;
        assert_eq!(refused.errors["words"], "This says too much.");
        let pushed = house
            .slack
            .submit("U1", &view.id, &[("words", "We are sorry")])
            .await
            .view
            .unwrap();
        assert_eq!(house.slack.view("U1").unwrap().title(), "Sure?");
        assert!(house.slack.submit("U1", &pushed.id, &[]).await.closed);
    };
    tokio::join!(answers, story);
    assert_eq!(house.slack.view("U1"), None);
    assert_eq!(house.slack.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_trigger_is_good_once_and_for_three_seconds() {
    let house = House::open().await;
    let open = async |trigger: &str, view: Value| {
        house
            .app
            .call("views.open", json!({ "trigger_id": trigger, "view": view }))
            .await["error"]
            .clone()
    };
    let form = || modal("Reply", &[input("words", "Your words")]);
    let trigger = house.slack.state().trigger("U1", None);
    assert_eq!(open(&trigger, form()).await, Value::Null);
    assert_eq!(open(&trigger, form()).await, "exchanged_trigger_id");
    assert_eq!(open("of somebody else", form()).await, "invalid_trigger_id");
    let old = house.slack.state().trigger("U1", None);
    let before = Instant::now().checked_sub(Duration::from_millis(3100)).unwrap();
    house.slack.state().triggers.get_mut(&old).unwrap().issued = before;
    assert_eq!(open(&old, form()).await, "expired_trigger_id");
    assert_eq!(house.slack.violations().len(), 3);
}

#[tokio::test]
async fn a_form_beyond_a_limit_is_refused() {
    let house = House::open().await;
    let mut metadata = modal("Reply", &[section("x")]);
    metadata["private_metadata"] = json!("x".repeat(3001));
    let mut unsendable = modal("Reply", &[input("words", "Your words")]);
    unsendable.as_object_mut().unwrap().remove("submit");
    let mut marked = modal("Reply", &[section("x")]);
    marked["title"] = json!({ "type": "mrkdwn", "text": "Reply" });
    let mut long = modal("Reply", &[input("words", "Your words")]);
    long["blocks"][0]["element"]["max_length"] = json!(3001);
    let blocks = vec![section("x"); 101];
    let wrong = [
        modal(&"x".repeat(25), &[section("x")]),
        metadata,
        unsendable,
        marked,
        long,
        modal("x", &blocks),
    ];
    for view in wrong {
        let trigger = house.slack.state().trigger("U1", None);
        let answer = house
            .app
            .call("views.open", json!({ "trigger_id": trigger, "view": view }))
            .await;
        assert_eq!(answer["error"], "invalid_arguments", "{view}");
        assert_eq!(house.slack.violations().len(), 1);
    }
}

#[tokio::test]
async fn a_view_that_changed_meanwhile_is_a_conflict() {
    let house = House::open().await;
    let trigger = house.slack.state().trigger("U1", None);
    let loading = json!({ "type": "modal", "title": plain("Reply"), "blocks": [section("Loading…")] });
    let opened = house
        .app
        .call("views.open", json!({ "trigger_id": trigger, "view": loading }))
        .await;
    let (id, hash) = (&opened["view"]["id"], &opened["view"]["hash"]);
    let form = modal("Reply", &[input("words", "Your words")]);
    let update = json!({ "view_id": id, "hash": hash, "view": form });
    assert_eq!(house.app.call("views.update", update.clone()).await["ok"], true);
    assert_eq!(
        house.app.call("views.update", update).await["error"],
        "hash_conflict"
    );
    house.slack.close("U1", id.as_str().unwrap()).await;
    let late = json!({ "view_id": id, "view": form });
    assert_eq!(house.app.call("views.update", late).await["error"], "not_found");
    assert_eq!(house.slack.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn the_home_tab_is_published_when_it_is_opened() {
    let house = House::open().await;
    let mut socket = house.app.socket().await;
    let publishes = async {
        let envelope = socket.hear().await;
        socket.acknowledge(&envelope, None).await;
        let event = &envelope["payload"]["event"];
        assert_eq!(
            (&event["type"], &event["tab"]),
            (&json!("app_home_opened"), &json!("home"))
        );
        let view = json!({ "type": "home", "blocks": [section("Nothing is yours."), actions(&[button("more", "More…")])] });
        house
            .app
            .call("views.publish", json!({ "user_id": event["user"], "view": view }))
            .await;
    };
    let (home, ()) = tokio::join!(house.slack.open_home("U1"), publishes);
    assert_eq!(home.plain(), "Nothing is yours.\n[More…]");
    assert_eq!(house.slack.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_menu_a_shortcut_and_a_search_reach_the_app() {
    let house = House::open().await;
    let mut socket = house.app.socket().await;
    let option = |value: &str, words: &str| json!({ "text": plain(words), "value": value });
    let menu = json!({ "type": "overflow", "action_id": "more", "options": [option("escalate", "Escalate"), option("snooze", "Snooze")] });
    let card = house.posts(json!([actions(&[menu])])).await;
    let search = json!({ "type": "external_select", "action_id": "to", "min_query_length": 0 });
    let block = json!({ "type": "input", "block_id": "to", "label": plain("Department"), "element": search });
    let form = modal("Transfer", &[block]);
    let choose = house.slack.choose("U1", CHANNEL, &card, ("more", "Snooze"));
    let (seen, envelope) = tokio::join!(choose, opens(&house, &mut socket, &form));
    assert_eq!(
        envelope["payload"]["actions"][0]["selected_option"]["value"],
        "snooze"
    );
    let shortcut = house.slack.shortcut("U1", "open_case", CHANNEL, &card);
    let (_, envelope) = tokio::join!(shortcut, opens(&house, &mut socket, &form));
    assert_eq!(envelope["payload"]["message_ts"], json!(card));

    let view = seen.view.unwrap();
    let suggests = async {
        let envelope = socket.hear().await;
        assert_eq!(envelope["payload"]["value"], "em");
        let options = json!({ "options": [option("er", "Emergency")] });
        socket.acknowledge(&envelope, Some(options)).await;
    };
    let (options, ()) = tokio::join!(house.slack.suggestions(&view, "Department", "em"), suggests);
    assert_eq!(options, [("Emergency".to_owned(), "er".to_owned())]);
    assert_eq!(house.slack.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn who_presses_before_an_app_that_dies_may_press_again() {
    let house = House::open().await;
    let card = house.posts(json!([actions(&[button("reply", "Reply")])])).await;
    let at = (CHANNEL, card.as_str());
    let alone = house.slack.tries_press("U1", at, "Reply").await;
    assert_eq!(alone, Err(Unanswered::NoSocket));
    let mut socket = house.app.socket().await;
    assert_eq!(
        house.slack.tries_press("U1", at, "Claim").await,
        Err(Unanswered::Gone)
    );
    let form = modal("Reply", &[input("words", "Your words")]);
    let (seen, _) = tokio::join!(
        house.slack.tries_press("U1", at, "Reply"),
        opens(&house, &mut socket, &form)
    );
    let view = seen.unwrap().view.expect("a form");
    let values = [("words", "Hello")];
    let (cut, ()) = tokio::join!(house.slack.tries_submit("U1", &view.id, &values), async {
        drop(socket);
    });
    assert_eq!(cut, Err(Unanswered::Closed));
    let mut socket = house.app.socket().await;
    let (sent, ()) = tokio::join!(house.slack.tries_submit("U1", &view.id, &values), async {
        let envelope = socket.hear().await;
        socket.acknowledge(&envelope, None).await;
    });
    assert!(sent.unwrap().closed);
    let again = house.slack.tries_submit("U1", &view.id, &values).await;
    assert_eq!(again, Err(Unanswered::Gone));
    assert_eq!(house.slack.violations(), Vec::<String>::new());
}
