use super::*;

const PUT: &str = "com.atproto.repo.putRecord";
const DELETE: &str = "com.atproto.repo.deleteRecord";
const GET_POSTS: &str = "app.bsky.feed.getPosts";
const GET_RECORD: &str = "com.atproto.repo.getRecord";
const RESOLVE: &str = "com.atproto.identity.resolveHandle";

fn answer(text: &str) -> Answer {
    Answer {
        key: DeliveryId(Uuid::from_u128(0x7007)),
        to: PostRef {
            network: Network::Bluesky,
            id: mention(-5, "help")["uri"].as_str().unwrap().to_owned(),
        },
        text: text.to_owned(),
        written_at: now(),
        prepared: Value::Null,
    }
}

fn record() -> Value {
    json!({ "$type": "app.bsky.feed.post", "text": "We are on it." })
}

fn prepared() -> Answer {
    Answer {
        prepared: json!({ "rkey": "3ke6kg3wk222b", "record": record() }),
        ..answer("We are on it.")
    }
}

fn ours() -> String {
    format!("at://{US}/app.bsky.feed.post/3ke6kg3wk222b")
}

async fn ready(text: &str, parent: &Value) -> Result<Value, SendError> {
    let world = World::signed_in(&[]).await;
    world
        .on(query(GET_POSTS), 200, json!({ "posts": [parent] }))
        .await;
    let at = |handle: &str| query(RESOLVE).and(query_param("handle", handle));
    world.on(at("ana.test"), 200, json!({ "did": ANA })).await;
    world.on(at("nobody.test"), 400, error("HandleNotFound")).await;
    world.feed.prepare(&answer(text)).await
}

#[tokio::test]
async fn an_answer_is_drawn_up_once_and_for_all() {
    let text = "¡Hola @ana.test! Not @nobody.test: https://a.example #help";
    let first = ready(text, &mention(-5, "help")).await.unwrap();
    assert_eq!(first, ready(text, &mention(-5, "help")).await.unwrap());
    let record = &first["record"];
    assert_eq!(record["text"], text);
    assert_eq!(record["createdAt"], "2026-11-21T12:00:00.000Z");
    assert_eq!(record["reply"]["root"], record["reply"]["parent"]);
    assert_eq!(record["reply"]["parent"]["cid"], "bafyana");
    let facets: Vec<String> = record["facets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|facet| {
            let place = |end: &str| usize::try_from(facet["index"][end].as_u64().unwrap()).unwrap();
            let kind = facet["features"][0]["$type"].as_str().unwrap();
            format!("{} {kind}", &text[place("byteStart")..place("byteEnd")])
        })
        .collect();
    assert_eq!(
        facets,
        [
            "@ana.test app.bsky.richtext.facet#mention",
            "https://a.example app.bsky.richtext.facet#link",
            "#help app.bsky.richtext.facet#tag"
        ]
    );
}

#[tokio::test]
async fn an_answer_deep_in_a_conversation_names_its_root() {
    let mut parent = mention(-5, "help");
    let root = json!({ "uri": ours(), "cid": "bafyroot" });
    parent["record"]["reply"] = json!({ "root": root, "parent": { "uri": "at://x", "cid": "y" } });
    let drawn = ready("Yes.", &parent).await.unwrap();
    assert_eq!(drawn["record"]["reply"]["root"], root);
    assert_eq!(drawn["record"]["reply"]["parent"]["uri"], parent["uri"]);
}

#[tokio::test]
async fn what_can_never_be_said_there_is_given_up_with_its_reason() {
    let why = |result: Result<Value, SendError>| match result {
        Err(SendError::GiveUp { why }) => why,
        other => panic!("{other:?} is not given up"),
    };
    assert_eq!(
        why(ready(&"é".repeat(302), &mention(-5, "help")).await),
        "the answer is 2 characters too long for Bluesky"
    );
    let mut gated = mention(-5, "help");
    gated["viewer"] = json!({ "replyDisabled": true });
    assert_eq!(
        why(ready("Yes.", &gated).await),
        "the author does not allow replies from us under this post"
    );
    for (status, body, expected) in [
        (400, error("RecordNotFound"), "the post was deleted"),
        (
            200,
            json!({ "value": {} }),
            "the post can't be answered: its author has blocked us, or we them",
        ),
    ] {
        let world = World::signed_in(&[]).await;
        world.on(query(GET_POSTS), 200, json!({ "posts": [] })).await;
        world.on(query(GET_RECORD), status, body).await;
        assert_eq!(why(world.feed.prepare(&answer("Yes.")).await), expected);
    }
}

#[tokio::test]
async fn a_reply_is_put_where_nothing_stands() {
    let world = World::signed_in(&[]).await;
    world
        .on(procedure(PUT), 200, json!({ "uri": ours(), "cid": "c" }))
        .await;
    let sent = world.feed.reply(&prepared()).await.unwrap();
    assert_eq!(sent, Outcome::Sent(Some(ours())));
    let asked = world.server.received_requests().await.unwrap();
    let body: Value = asked.last().unwrap().body_json().unwrap();
    assert_eq!(
        body,
        json!({ "repo": US, "collection": "app.bsky.feed.post", "rkey": "3ke6kg3wk222b",
                "record": record(), "swapRecord": null })
    );
}

#[tokio::test]
async fn an_expired_token_costs_a_reply_nothing() {
    let world = World::signed_in(&[]).await;
    let with = |token: &str| procedure(PUT).and(header("authorization", format!("Bearer {token}").as_str()));
    world.on(with("access-1"), 400, error("ExpiredToken")).await;
    world.on(with("access-2"), 200, json!({ "uri": ours() })).await;
    world
        .on(procedure("com.atproto.server.refreshSession"), 200, session("2"))
        .await;
    let sent = world.feed.reply(&prepared()).await.unwrap();
    assert_eq!(sent, Outcome::Sent(Some(ours())));
}

#[tokio::test]
async fn what_became_of_a_reply_is_told_apart() {
    for (status, code, expected) in [
        (400, "InvalidRequest", "give up"),
        (403, "AccountTakedown", "give up"),
        (413, "PayloadTooLarge", "give up"),
        (408, "", "unknown"),
        (500, "InternalServerError", "unknown"),
        (503, "", "unknown"),
        (429, "RateLimitExceeded", "retry"),
        (302, "", "retry"),
        (200, "", "unknown"),
    ] {
        let world = World::signed_in(&[]).await;
        world.on(procedure(PUT), status, error(code)).await;
        let failed = world.feed.reply(&prepared()).await.unwrap_err();
        let kind = match &failed {
            SendError::Retry { .. } => "retry",
            SendError::Unknown { .. } => "unknown",
            SendError::GiveUp { .. } => "give up",
            SendError::Blocked { .. } => "blocked",
        };
        assert_eq!(kind, expected, "{status} {code}: {failed:?}");
        assert!(!failed.to_string().contains("nobody must see"));
    }
}

#[tokio::test]
async fn a_reply_that_got_no_answer_may_have_been_said_and_one_without_a_connection_was_not() {
    for bytes in ["", "HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"] {
        let address = hangs_up_after(bytes).await;
        let feed = feed(&address, &[], &Clock::manual(now()), &Arc::default());
        let failed = feed.reply(&prepared()).await.unwrap_err();
        assert!(matches!(failed, SendError::Unknown { .. }), "{bytes}: {failed:?}");
    }
    let mut world = World::signed_in(&[]).await;
    world.feed.account().await.unwrap();
    // Nobody can connect to port 1 here; the session of before is good for it.
    let kept = world.drawer.kept.lock().unwrap()["bluesky/main"].clone();
    let closed = kept.replace(&world.server.uri(), "http://127.0.0.1:1");
    let drawer = Arc::new(Drawer::default());
    drawer.save("bluesky/main", &closed).await.unwrap();
    world.feed = feed("http://127.0.0.1:1", &[], &world.clock, &drawer);
    let failed = world.feed.reply(&prepared()).await.unwrap_err();
    assert!(matches!(failed, SendError::Retry { .. }), "{failed:?}");
}

#[tokio::test]
async fn a_refresh_that_got_no_answer_leaves_no_doubt_about_the_reply() {
    let world = World::signed_in(&[]).await;
    world.on(procedure(PUT), 400, error("ExpiredToken")).await;
    world
        .on(procedure("com.atproto.server.refreshSession"), 500, json!({}))
        .await;
    let failed = world.feed.reply(&prepared()).await.unwrap_err();
    assert!(matches!(failed, SendError::Retry { .. }), "{failed:?}");
}

#[tokio::test]
async fn a_limit_on_writing_says_how_long() {
    let world = World::signed_in(&[]).await;
    let limited = ResponseTemplate::new(429).insert_header("retry-after", "120");
    procedure(PUT).respond_with(limited).mount(&world.server).await;
    for _ in 0..2 {
        let Err(SendError::Retry { after, .. }) = world.feed.reply(&prepared()).await else {
            panic!("it did not ask to wait");
        };
        assert_eq!(after, Some(Duration::from_secs(120)));
    }
    assert_eq!(world.calls(PUT).await, 1);
}

#[tokio::test]
async fn a_place_already_taken_is_ours_or_it_is_not() {
    let world = World::signed_in(&[]).await;
    world.on(procedure(PUT), 400, error("InvalidSwap")).await;
    let standing = query(GET_RECORD).and(query_param("repo", US));
    world
        .on(standing, 200, json!({ "uri": ours(), "value": record() }))
        .await;
    let sent = world.feed.reply(&prepared()).await.unwrap();
    assert_eq!(sent, Outcome::Sent(Some(ours())));
    let mut other = prepared();
    other.prepared["record"]["text"] = json!("Something else.");
    assert!(matches!(
        world.feed.reply(&other).await,
        Err(SendError::GiveUp { .. })
    ));
    assert!(matches!(world.feed.find(&other).await, Ok(Lookup::CantTell(_))));
}

#[tokio::test]
async fn a_lost_reply_is_looked_up_by_its_key() {
    let world = World::signed_in(&[]).await;
    query(GET_RECORD)
        .respond_with(ResponseTemplate::new(400).set_body_json(error("RecordNotFound")))
        .up_to_n_times(1)
        .mount(&world.server)
        .await;
    world
        .on(
            query(GET_RECORD),
            200,
            json!({ "uri": ours(), "value": record() }),
        )
        .await;
    assert_eq!(world.feed.find(&prepared()).await.unwrap(), Lookup::Absent);
    let Lookup::Found(post) = world.feed.find(&prepared()).await.unwrap() else {
        panic!("it was not found");
    };
    assert_eq!(post.id, ours());
    let never = answer("We are on it.");
    assert!(matches!(
        world.feed.find(&never).await,
        Err(SendError::GiveUp { .. })
    ));
}

#[tokio::test]
async fn only_our_own_posts_are_taken_down() {
    let world = World::signed_in(&[]).await;
    world.on(procedure(DELETE), 200, json!({})).await;
    let post = |id: String| PostRef {
        network: Network::Bluesky,
        id,
    };
    for _ in 0..2 {
        assert_eq!(world.feed.retract(&post(ours())).await, Ok(Outcome::Sent(None)));
    }
    for other in [answer("").to.id, "nonsense".to_owned()] {
        assert!(matches!(
            world.feed.retract(&post(other)).await,
            Err(SendError::GiveUp { .. })
        ));
    }
    assert_eq!(world.calls(DELETE).await, 2);
    let world = World::signed_in(&[]).await;
    world.on(procedure(DELETE), 500, json!({})).await;
    assert!(matches!(
        world.feed.retract(&post(ours())).await,
        Err(SendError::Retry { .. })
    ));
}
