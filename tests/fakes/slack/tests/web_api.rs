use super::*;
use crate::fakes::recording;
use crate::fakes::slack::{BOT_TOKEN, Fault, schema};
use std::time::Duration;

fn many(count: usize) -> Value {
    json!(vec![section("x"); count])
}

fn select(options: usize) -> Value {
    let option = |nth: usize| json!({ "text": plain("x"), "value": nth.to_string() });
    let options = (0..options).map(option).collect::<Vec<_>>();
    actions(&[json!({ "type": "static_select", "action_id": "menu", "options": options })])
}

fn words(count: usize) -> String {
    "x".repeat(count)
}

#[tokio::test]
async fn blocks_beyond_a_limit_are_refused() {
    let house = House::open().await;
    let field = json!({ "type": "mrkdwn", "text": words(2000) });
    let wrong = [
        many(51),
        json!([section(&words(3001))]),
        json!([section("")]),
        json!([{ "type": "section" }]),
        json!([{ "type": "section", "fields": vec![field.clone(); 11] }]),
        json!([{ "type": "section", "fields": [{ "type": "mrkdwn", "text": words(2001) }] }]),
        json!([{ "type": "header", "text": plain(&words(151)) }]),
        json!([{ "type": "header", "text": { "type": "mrkdwn", "text": "x" } }]),
        json!([{ "type": "context", "elements": vec![plain("x"); 11] }]),
        json!([actions(
            &(0..26).map(|n| button(&n.to_string(), "x")).collect::<Vec<_>>()
        )]),
        json!([actions(&[button("a", &words(76))])]),
        json!([actions(&[button("a", "x"), button("a", "y")])]),
        json!([actions(&[button(&words(256), "x")])]),
        json!([{ "type": "section", "text": plain("x"), "block_id": "b" }, { "type": "divider", "block_id": "b" }]),
        json!([select(101)]),
        json!([select(0)]),
        json!([{ "type": "image", "image_url": "ftp://example.org/a.png", "alt_text": "x" }]),
        json!([{ "type": "image", "image_url": "https://example.org/a.png" }]),
        json!([{ "type": "carousel" }]),
        json!([{ "type": "divider", "colour": "red" }]),
    ];
    for blocks in wrong {
        let answer = house.app.call("chat.postMessage", message(&blocks)).await;
        assert_eq!(answer["error"], "invalid_blocks", "{blocks}");
        assert_eq!(house.slack.violations().len(), 1, "{blocks}");
    }
    let long = json!([
        section(&words(3000)),
        section(&words(3000)),
        section(&words(3000)),
        section(&words(3000)),
        section(&words(1001))
    ]);
    assert_eq!(
        house.app.call("chat.postMessage", message(&long)).await["error"],
        "msg_blocks_too_long"
    );
    assert_eq!(house.slack.violations().len(), 1);
    assert!(house.slack.messages(CHANNEL).is_empty());

    house.posts(many(50)).await;
    house
        .posts(json!([section(&words(3000)), select(100), { "type": "section", "fields": [field] }]))
        .await;
    assert_eq!(house.slack.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn what_would_ping_or_unfurl_is_a_violation() {
    let house = House::open().await;
    let mut loud = message(&many(1));
    loud["link_names"] = json!(true);
    loud["unfurl_links"] = json!(true);
    loud["reply_broadcast"] = json!(true);
    house.app.call("chat.postMessage", loud).await;
    let violations = house.slack.violations();
    assert_eq!(violations.len(), 3, "{violations:?}");
}

#[tokio::test]
async fn a_call_needs_a_token_a_scope_and_a_seat_in_the_channel() {
    let house = House::open().await;
    let post = || house.app.call("chat.postMessage", message(&many(1)));
    house.slack.kick_bot(CHANNEL);
    assert_eq!(post().await["error"], "not_in_channel");
    house.slack.invite_bot(CHANNEL);
    house.slack.archive(CHANNEL, true);
    assert_eq!(post().await["error"], "is_archived");
    house.slack.archive(CHANNEL, false);
    house.slack.set_scopes(&["commands"]);
    let answer = post().await;
    assert_eq!(
        (&answer["error"], &answer["needed"]),
        (&json!("missing_scope"), &json!("chat:write"))
    );
    house.slack.restore_scopes();
    house.slack.revoke_token();
    assert_eq!(post().await["error"], "token_revoked");
    house.slack.restore_token();
    assert_eq!(
        house.slack.violations(),
        Vec::<String>::new(),
        "the story brought all this about"
    );

    let stranger = house
        .app
        .raw("chat.postMessage", "xoxb-other", message(&many(1)))
        .await
        .unwrap();
    assert_eq!(stranger.1["error"], "invalid_auth");
    let nowhere = house
        .app
        .call(
            "chat.postMessage",
            json!({ "channel": "#emergency", "text": "x" }),
        )
        .await;
    assert_eq!(nowhere["error"], "channel_not_found");
    assert_eq!(house.slack.violations().len(), 2);
}

#[tokio::test]
async fn a_message_is_changed_found_and_taken_away() {
    let house = House::open().await;
    let mut card = message(&many(1));
    card["metadata"] = json!({ "event_type": "delivery", "event_payload": { "id": "d1" } });
    let ts = house.app.call("chat.postMessage", card).await["ts"].clone();
    let reply = json!({ "channel": CHANNEL, "text": "below", "thread_ts": ts, "unfurl_links": false, "unfurl_media": false });
    house.app.call("chat.postMessage", reply).await;
    house
        .app
        .call(
            "chat.update",
            json!({ "channel": CHANNEL, "ts": ts, "text": "Another" }),
        )
        .await;

    let asked = json!({ "channel": CHANNEL, "oldest": ts, "inclusive": true, "include_all_metadata": true });
    let found = house.app.call("conversations.history", asked).await;
    let message = &found["messages"][0];
    assert_eq!(message["metadata"]["event_payload"]["id"], "d1");
    assert_eq!(
        (&message["text"], &message["reply_count"]),
        (&json!("Another"), &json!(1))
    );
    assert_eq!(
        found["messages"].as_array().unwrap().len(),
        1,
        "replies are not in the history"
    );
    let thread = house
        .app
        .call("conversations.replies", json!({ "channel": CHANNEL, "ts": ts }))
        .await;
    assert_eq!(thread["messages"][1]["text"], "below");
    assert_eq!(house.slack.messages(CHANNEL)[0].edits, 1);

    house.slack.remove_message(CHANNEL, ts.as_str().unwrap());
    let gone = json!({ "channel": CHANNEL, "ts": ts, "text": "x" });
    assert_eq!(
        house.app.call("chat.update", gone).await["error"],
        "message_not_found"
    );
    assert_eq!(house.slack.violations(), Vec::<String>::new());
    let theirs = house.slack.say("U1", CHANNEL, None, "mine");
    let answer = house
        .app
        .call(
            "chat.update",
            json!({ "channel": CHANNEL, "ts": theirs, "text": "x" }),
        )
        .await;
    assert_eq!(answer["error"], "cant_update_message");
    assert_eq!(house.slack.violations().len(), 1);
}

#[tokio::test]
async fn lists_come_in_pages() {
    let house = House::open().await;
    let first = house.app.call("users.list", json!({ "limit": 1 })).await;
    let next = &first["response_metadata"]["next_cursor"];
    let second = house
        .app
        .call("users.list", json!({ "limit": 1, "cursor": next }))
        .await;
    assert_eq!(
        (&first["members"][0]["name"], &second["members"][0]["name"]),
        (&json!("ana"), &json!("ben"))
    );
    assert_eq!(second["response_metadata"]["next_cursor"], "");
}

#[tokio::test]
async fn too_many_messages_have_to_wait() {
    let house = House::with(true, None).await;
    let post = || house.app.raw("chat.postMessage", BOT_TOKEN, message(&many(1)));
    for _ in 0..3 {
        assert_eq!(post().await.unwrap().0, 200);
    }
    let (status, answer) = post().await.unwrap();
    assert_eq!((status, &answer["error"]), (429, &json!("ratelimited")));
    house.wait(TimeDelta::seconds(1));
    assert_eq!(post().await.unwrap().0, 200);
    assert_eq!(house.slack.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn faults_come_in_turn_and_do_their_work_or_not() {
    let house = House::open().await;
    let post = || house.app.raw("chat.postMessage", BOT_TOKEN, message(&many(1)));
    let faults = [
        Fault::Internal,
        Fault::InternalAfter,
        Fault::Reset,
        Fault::ResetAfter,
        Fault::Ratelimited(7),
        Fault::Error("fatal_error".to_owned()),
        Fault::Stall(Duration::from_millis(1)),
    ];
    for fault in faults {
        house.slack.fail_next("chat.postMessage", fault);
    }
    let mut answers = Vec::new();
    for _ in 0..7 {
        let answer = post().await.map(|(status, _)| status).unwrap_or_default();
        answers.push((answer, house.slack.messages(CHANNEL).len()));
    }
    assert_eq!(
        answers,
        [(500, 0), (500, 1), (0, 1), (0, 2), (429, 2), (200, 2), (200, 3)]
    );
    house.slack.fail_next("chat.delete", Fault::Internal);
    assert_eq!(house.slack.violations(), ["nobody met Internal of chat.delete"]);
}

#[tokio::test]
async fn a_file_goes_up_in_three_steps() {
    let house = House::open().await;
    let asked = json!({ "filename": "digest.png", "length": 2 });
    let place = house.app.call("files.getUploadURLExternal", asked).await;
    let address = place["upload_url"].as_str().unwrap();
    house.app.post(address, "", &json!({})).await.unwrap();
    let complete = json!({ "files": [{ "id": place["file_id"], "title": "Digest" }], "channel_id": CHANNEL });
    assert_eq!(
        house.app.call("files.completeUploadExternal", complete).await["ok"],
        true
    );
    let files: Vec<crate::fakes::slack::Upload> = house.slack.files();
    assert_eq!(
        (files[0].bytes.as_slice(), files[0].title.as_str()),
        (b"{}".as_slice(), "Digest")
    );
    assert_eq!(house.slack.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn requests_are_recorded_without_tokens_and_fit_the_description() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("slack.jsonl");
    let house = House::with(false, Some(file.clone())).await;
    house.posts(many(1)).await;
    house.app.call("auth.test", json!({})).await;
    house
        .app
        .call("chat.update", json!({ "channel": CHANNEL, "colour": "red" }))
        .await;
    let lines = recording::read(&file);
    assert_eq!(lines.len(), 3);
    assert!(!std::fs::read_to_string(&file).unwrap().contains("xox"));
    match schema::specs() {
        Err(unset) => println!("{unset}"),
        Ok(specs) => {
            let faults = schema::check(&lines, &specs);
            assert_eq!(
                faults,
                ["chat.update: no parameter colour", "chat.update: ts is missing"]
            );
        }
    }
}
