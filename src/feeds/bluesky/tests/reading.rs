use super::*;

const LIST: &str = "app.bsky.notification.listNotifications";
const SEARCH: &str = "app.bsky.feed.searchPosts";
const GET_POSTS: &str = "app.bsky.feed.getPosts";
const GET_RECORD: &str = "com.atproto.repo.getRecord";

#[tokio::test]
async fn a_look_brings_what_is_said_to_us_oldest_first() {
    let world = World::signed_in(&[]).await;
    let (mut like, mut ours, mut quote) = (mention(-1, "like"), mention(-2, "ours"), mention(-3, "quote"));
    like["reason"] = json!("like");
    ours["author"]["did"] = json!(US);
    ours["uri"] = json!(format!("at://{US}/app.bsky.feed.post/3ke6kg3wk222b"));
    quote["reason"] = json!("quote");
    let mut malformed = mention(-2, "malformed");
    malformed["record"] = json!([]);
    world
        .notifies(&[like, ours, malformed, json!(7), quote, mention(-9, "mention")])
        .await;
    let page = world.feed.since(None).await.unwrap();
    assert_eq!(texts(&page), ["mention", "quote"]);
    assert!(!page.more);
}

#[tokio::test]
async fn what_was_there_long_before_the_first_look_is_left_in_peace() {
    let world = World::signed_in(&[]).await;
    let old = mention(-60 * 24 * 8, "eight days ago");
    world.notifies(&[mention(-60, "an hour ago"), old]).await;
    let first = world.feed.since(None).await.unwrap();
    assert_eq!(texts(&first), ["an hour ago"]);
    world.clock.advance(chrono::TimeDelta::days(30));
    let later = world.feed.since(Some(&first.cursor)).await.unwrap();
    assert_eq!(texts(&later), ["an hour ago"]);
}

/// Page `n` of a list; every page but the last names the next.
async fn page(world: &World, n: usize, last: bool, posts: &[Value]) {
    let here = match n {
        0 => query(LIST).and(query_param_is_missing("cursor")),
        n => query(LIST).and(query_param("cursor", format!("page-{n}"))),
    };
    let mut body = json!({ "notifications": posts });
    if !last {
        body["cursor"] = json!(format!("page-{}", n + 1));
    }
    world.on(here, 200, body).await;
}

#[tokio::test]
async fn a_long_list_is_read_in_bounded_looks() {
    let world = World::signed_in(&[]).await;
    for n in 0..7 {
        page(&world, n, n == 6, &[mention(-(n as i64), &format!("post {n}"))]).await;
    }
    let first = world.feed.since(None).await.unwrap();
    assert!(first.more);
    assert_eq!(texts(&first), ["post 4", "post 3", "post 2", "post 1", "post 0"]);
    let second = world.feed.since(Some(&first.cursor)).await.unwrap();
    assert!(
        texts(&second).starts_with(&["post 6", "post 5"]),
        "{:?}",
        texts(&second)
    );
    assert!(!second.more);
}

#[tokio::test]
async fn a_mention_with_an_old_date_is_found_where_it_is_sorted() {
    let world = World::signed_in(&[]).await;
    page(
        &world,
        0,
        false,
        &[mention(-1, "new"), mention(-60 * 24 * 20, "known long ago")],
    )
    .await;
    page(&world, 1, false, &[mention(-60 * 24 * 30, "older still")]).await;
    page(&world, 2, true, &[dated(-2, -60 * 24 * 900, "dated years ago")]).await;
    let mut seen = Vec::new();
    let mut cursor = None;
    for _ in 0..3 {
        let page = world.feed.since(cursor.as_ref()).await.unwrap();
        assert!(!page.more);
        seen.extend(texts(&page).into_iter().map(ToOwned::to_owned));
        cursor = Some(page.cursor);
    }
    assert!(seen.contains(&"dated years ago".to_owned()), "{seen:?}");
    assert!(!seen.contains(&"older still".to_owned()));
}

#[tokio::test]
async fn a_place_that_the_network_forgot_is_begun_again() {
    for (status, code) in [(400, "InvalidRequest"), (502, "InternalServerError")] {
        let world = World::signed_in(&[]).await;
        for n in 0..5 {
            page(&world, n, false, &[mention(-(n as i64), "post")]).await;
        }
        let first = world.feed.since(None).await.unwrap();
        let forgotten = query(LIST).and(query_param("cursor", "page-5"));
        world.on(forgotten, status, error(code)).await;
        let second = world.feed.since(Some(&first.cursor)).await.unwrap();
        assert!(texts(&second).contains(&"post"));
    }
}

#[tokio::test]
async fn a_fault_is_not_taken_for_a_spent_quota() {
    let world = World::signed_in(&[]).await;
    let reset = (now() + chrono::TimeDelta::seconds(200)).timestamp().to_string();
    let fault = ResponseTemplate::new(500)
        .insert_header("ratelimit-remaining", "2990")
        .insert_header("ratelimit-reset", reset.as_str());
    query(LIST).respond_with(fault).mount(&world.server).await;
    for _ in 0..2 {
        let failed = world.feed.since(None).await.unwrap_err();
        assert!(
            matches!(failed, FeedError::Retry { after: None, .. }),
            "{failed:?}"
        );
    }
    assert_eq!(world.calls(LIST).await, 2);
}

#[tokio::test]
async fn an_account_that_was_shut_out_needs_a_person() {
    let world = World::signed_in(&[]).await;
    world.on(query(LIST), 400, error("AccountTakedown")).await;
    assert!(matches!(
        world.feed.since(None).await,
        Err(FeedError::Expired { .. })
    ));
}

#[tokio::test]
async fn a_server_in_trouble_is_asked_again_later() {
    for status in [500, 502, 503] {
        let world = World::signed_in(&[]).await;
        world.on(query(LIST), status, json!({})).await;
        let failed = world.feed.since(None).await.unwrap_err();
        assert!(matches!(failed, FeedError::Retry { .. }), "{failed:?}");
    }
    let world = World::signed_in(&[]).await;
    world.on(query(LIST), 200, json!({ "something": "else" })).await;
    assert!(matches!(
        world.feed.since(None).await,
        Err(FeedError::Retry { .. })
    ));
}

#[tokio::test]
async fn an_answer_of_any_size_is_not_read_whole() {
    let world = World::signed_in(&[]).await;
    world.notifies(&[mention(-1, &"x".repeat(3 << 20))]).await;
    let failed = world.feed.since(None).await.unwrap_err();
    assert!(failed.to_string().contains("larger than"), "{failed}");
}

#[tokio::test]
async fn half_a_page_is_no_page() {
    let address = hangs_up_after(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{\"notifications\":[",
    )
    .await;
    let feed = feed(&address, &[], &Clock::manual(now()), &Arc::default());
    assert!(matches!(feed.since(None).await, Err(FeedError::Retry { .. })));
}

#[tokio::test]
async fn a_spent_quota_is_not_overdrawn() {
    let world = World::signed_in(&[]).await;
    let reset = (now() + chrono::TimeDelta::seconds(40)).timestamp().to_string();
    let spent = ResponseTemplate::new(200)
        .insert_header("ratelimit-remaining", "0")
        .insert_header("ratelimit-reset", reset.as_str())
        .set_body_json(json!({ "notifications": [] }));
    query(LIST).respond_with(spent).mount(&world.server).await;
    world.feed.since(None).await.unwrap();
    let Err(FeedError::Retry { after, .. }) = world.feed.since(None).await else {
        panic!("it did not wait");
    };
    assert_eq!(after, Some(Duration::from_secs(40)));
    assert_eq!(world.calls(LIST).await, 1);
    world.clock.advance(chrono::TimeDelta::seconds(41));
    world.feed.since(None).await.unwrap();
}

#[tokio::test]
async fn a_search_hit_is_a_mention_once() {
    let world = World::signed_in(&["clinic", "ward"]).await;
    world.notifies(&[mention(-1, "clinic, by name")]).await;
    let mut ours = mention(-2, "the clinic says");
    ours["author"]["did"] = json!(US);
    ours["uri"] = json!(format!("at://{US}/app.bsky.feed.post/3ke6kg3wk222b"));
    let hits =
        json!({ "posts": [mention(-1, "clinic, by name"), ours, mention(-5, "the clinic and its ward")] });
    world.on(query(SEARCH), 200, hits).await;
    let page = world.feed.since(None).await.unwrap();
    assert_eq!(texts(&page), ["the clinic and its ward", "clinic, by name"]);
}

#[tokio::test]
async fn a_search_that_fails_holds_up_no_mention() {
    let world = World::signed_in(&["clinic"]).await;
    world.notifies(&[mention(-1, "hello")]).await;
    world.on(query(SEARCH), 502, json!({})).await;
    let page = world.feed.since(None).await.unwrap();
    assert_eq!(texts(&page), ["hello"]);
}

#[tokio::test]
async fn a_search_that_a_person_must_mend_is_not_passed_over() {
    let world = World::signed_in(&["clinic"]).await;
    world.notifies(&[]).await;
    world.on(query(SEARCH), 403, error("AccountSuspended")).await;
    assert!(matches!(
        world.feed.since(None).await,
        Err(FeedError::Expired { .. })
    ));
}

fn view(n: usize, text: &str) -> Value {
    let mut view = mention(-60, text);
    view["uri"] = json!(format!("at://{ANA}/app.bsky.feed.post/{n}"));
    view
}

fn post(n: usize) -> PostRef {
    PostRef {
        network: Network::Bluesky,
        id: format!("at://{ANA}/app.bsky.feed.post/{n}"),
    }
}

#[tokio::test]
async fn a_second_look_tells_edited_deleted_and_merely_hidden_apart() {
    let world = World::signed_in(&[]).await;
    world
        .on(
            query(GET_POSTS),
            200,
            json!({ "posts": [view(1, "changed"), {"odd": true}] }),
        )
        .await;
    let at = |n: &str| query(GET_RECORD).and(query_param("rkey", n));
    let hidden = json!({ "uri": post(2).id, "value": { "text": "still here" } });
    world.on(at("2"), 200, hidden).await;
    world.on(at("3"), 400, error("RecordNotFound")).await;
    let no_repo = json!({ "error": "InvalidRequest", "message": "Could not find repo: did:plc:ana" });
    world.on(at("4"), 400, no_repo).await;
    world.on(at("5"), 400, error("InvalidRequest")).await;
    let asked: Vec<PostRef> = (1..=5).map(post).collect();
    let found = world.feed.recheck(&asked).await.unwrap();
    let edited = |n, text: &str| Found::Edited {
        post: post(n),
        text: text.to_owned(),
    };
    assert_eq!(
        found,
        [
            edited(1, "changed"),
            edited(2, "still here"),
            Found::Deleted { post: post(3) },
            Found::Deleted { post: post(4) },
        ]
    );
}

#[tokio::test]
async fn many_posts_are_asked_about_in_the_numbers_that_are_allowed() {
    let world = World::signed_in(&[]).await;
    let all: Vec<Value> = (0..60).map(|n| view(n, "as it was")).collect();
    world.on(query(GET_POSTS), 200, json!({ "posts": all })).await;
    let asked: Vec<PostRef> = (0..60).map(post).collect();
    assert_eq!(world.feed.recheck(&asked).await.unwrap().len(), 60);
    assert_eq!(world.calls(GET_POSTS).await, 3);
}

#[tokio::test]
async fn a_second_look_that_fails_deletes_nothing() {
    let world = World::signed_in(&[]).await;
    world.on(query(GET_POSTS), 200, json!({ "posts": [] })).await;
    world.on(query(GET_RECORD), 502, json!({})).await;
    assert!(world.feed.recheck(&[post(1)]).await.is_err());
}
