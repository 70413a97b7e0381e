use super::*;
use futures_util::future::join_all;

const CREATE: &str = "com.atproto.server.createSession";
const REFRESH: &str = "com.atproto.server.refreshSession";
const LIST: &str = "app.bsky.notification.listNotifications";

/// The first access token has run out; the second is good.
async fn first_token_expired(world: &World) {
    world
        .on(
            query(LIST).and(header("authorization", "Bearer access-1")),
            400,
            error("ExpiredToken"),
        )
        .await;
    world
        .on(
            query(LIST).and(header("authorization", "Bearer access-2")),
            200,
            json!({ "notifications": [] }),
        )
        .await;
}

#[tokio::test]
async fn a_session_is_kept_and_outlives_the_process() {
    let world = World::signed_in(&[]).await;
    world.notifies(&[]).await;
    world.feed.since(None).await.unwrap();
    assert_eq!(world.feed.account().await.unwrap().as_deref(), Some(US));
    let again = feed(&world.server.uri(), &[], &world.clock, &world.drawer);
    again.since(None).await.unwrap();
    assert_eq!(world.calls(CREATE).await, 1);
}

#[tokio::test]
async fn a_session_that_cant_be_kept_is_not_used() {
    let drawer = Drawer {
        stuck: true,
        ..Drawer::default()
    };
    let world = World::with(&[], drawer).await;
    world.on(procedure(CREATE), 200, session("1")).await;
    let failed = world.feed.since(None).await.unwrap_err();
    assert_eq!(failed, FeedError::retry("the new session could not be saved"));
    assert_eq!(world.calls(LIST).await, 0);
}

#[tokio::test]
async fn an_expired_token_is_refreshed_once_for_all_who_wait() {
    let world = World::signed_in(&[]).await;
    first_token_expired(&world).await;
    world
        .on(
            procedure(REFRESH).and(header("authorization", "Bearer refresh-1")),
            200,
            session("2"),
        )
        .await;
    let looks = join_all((0..8).map(|_| world.feed.since(None))).await;
    assert!(looks.iter().all(Result::is_ok), "{looks:?}");
    assert_eq!((world.calls(CREATE).await, world.calls(REFRESH).await), (1, 1));
    assert!(world.drawer.kept.lock().unwrap()["bluesky/main"].contains("refresh-2"));
}

#[tokio::test]
async fn a_token_that_another_process_renewed_is_taken_from_the_keyring() {
    let world = World::signed_in(&[]).await;
    first_token_expired(&world).await;
    world.feed.account().await.unwrap();
    let renewed = world.drawer.kept.lock().unwrap()["bluesky/main"].replace("-1", "-2");
    world
        .drawer
        .kept
        .lock()
        .unwrap()
        .insert("bluesky/main".to_owned(), renewed);
    world.feed.since(None).await.unwrap();
    assert_eq!(world.calls(REFRESH).await, 0);
}

#[tokio::test]
async fn a_dead_refresh_token_is_replaced_by_signing_in_again() {
    let world = World::new(&[]).await;
    procedure(CREATE)
        .respond_with(ResponseTemplate::new(200).set_body_json(session("1")))
        .up_to_n_times(1)
        .mount(&world.server)
        .await;
    world.on(procedure(CREATE), 200, session("2")).await;
    world.on(procedure(REFRESH), 400, error("ExpiredToken")).await;
    first_token_expired(&world).await;
    world.feed.since(None).await.unwrap();
    assert_eq!((world.calls(CREATE).await, world.calls(REFRESH).await), (2, 1));
}

#[tokio::test]
async fn a_wrong_password_is_named_and_not_tried_every_minute() {
    let world = World::new(&[]).await;
    world
        .on(procedure(CREATE), 401, error("AuthenticationRequired"))
        .await;
    for _ in 0..3 {
        let failed = world.feed.since(None).await.unwrap_err();
        assert!(matches!(failed, FeedError::Expired { .. }), "{failed:?}");
        assert!(!format!("{failed:?}").contains("app-password"));
        assert!(!failed.to_string().contains("nobody must see"));
    }
    assert_eq!(world.calls(CREATE).await, 1);
    world.clock.advance(chrono::TimeDelta::minutes(6));
    assert!(world.feed.since(None).await.is_err());
    assert_eq!(world.calls(CREATE).await, 2);
}

#[tokio::test]
async fn what_is_no_server_of_the_network_is_broken() {
    let world = World::new(&[]).await;
    let failed = world.feed.since(None).await.unwrap_err();
    assert!(matches!(failed, FeedError::Broken { .. }), "{failed:?}");
}

#[tokio::test]
async fn calls_go_to_the_server_that_keeps_the_account() {
    let world = World::new(&[]).await;
    let home = MockServer::start().await;
    let mut granted = session("1");
    granted["didDoc"] = json!({ "service": [{ "id": "#atproto_pds", "serviceEndpoint": home.uri() }] });
    world.on(procedure(CREATE), 200, granted).await;
    query(LIST)
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "notifications": [] })))
        .expect(1)
        .mount(&home)
        .await;
    world.feed.since(None).await.unwrap();
    assert_eq!(world.calls(LIST).await, 0);
}

#[tokio::test]
async fn a_rationed_sign_in_waits_as_long_as_the_server_says() {
    let world = World::new(&[]).await;
    let reset = (now() + chrono::TimeDelta::seconds(90)).timestamp().to_string();
    procedure(CREATE)
        .respond_with(
            ResponseTemplate::new(429)
                .insert_header("ratelimit-reset", reset.as_str())
                .set_body_json(error("RateLimitExceeded")),
        )
        .mount(&world.server)
        .await;
    for _ in 0..2 {
        let Err(FeedError::Retry { after, .. }) = world.feed.since(None).await else {
            panic!("it did not ask to wait");
        };
        assert_eq!(after, Some(Duration::from_secs(90)));
    }
    assert_eq!(world.calls(CREATE).await, 1);
}
