//! Feeds, webhook receipts and secrets.

use super::on_each_store;
use crate::world::{hours, minutes, morning};
use liaison::domain::{FeedName, Network};
use liaison::store::{Receipt, Store};

#[test]
fn a_cursor_stays_when_a_look_fails() {
    on_each_store(async |store: &Store, clock| {
        let feed = FeedName::from("public");
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.cursor(&feed).await.unwrap(), None);
        assert_eq!(
            tx.feed_failed(&feed, Network::Bluesky, "expired", "a token")
                .await
                .unwrap(),
            1
        );
        assert_eq!(tx.cursor(&feed).await.unwrap(), None);
        tx.feed_ok(&feed, Network::Bluesky, Some("7")).await.unwrap();
        clock.advance(minutes(1));
        tx.feed_ok(&feed, Network::Bluesky, None).await.unwrap();
        assert_eq!(tx.cursor(&feed).await.unwrap().as_deref(), Some("7"));
        clock.advance(minutes(1));
        for failures in 1..=2 {
            let counted = tx
                .feed_failed(&feed, Network::Bluesky, "failing", "no answer")
                .await
                .unwrap();
            assert_eq!(counted, failures);
        }
        assert_eq!(tx.cursor(&feed).await.unwrap().as_deref(), Some("7"));
        let health = tx.feeds().await.unwrap().remove(0);
        assert_eq!(
            (health.state.as_str(), health.failures, health.why.as_deref()),
            ("failing", 2, Some("no answer"))
        );
        assert_eq!(
            (health.ok_at, health.checked_at),
            (Some(morning() + minutes(1)), Some(morning() + minutes(2)))
        );
        tx.feed_ok(&feed, Network::Bluesky, Some("8")).await.unwrap();
        let health = tx.feeds().await.unwrap().remove(0);
        assert_eq!(
            (health.state.as_str(), health.failures, health.why),
            ("ok", 0, None)
        );
    });
}

#[test]
fn a_receipt_tells_a_repetition_from_a_replay_and_is_forgotten() {
    on_each_store(async |store: &Store, clock| {
        let (hook, other) = (FeedName::from("a"), FeedName::from("b"));
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.receipt(&hook, "m", 5).await.unwrap(), Receipt::New);
        assert_eq!(tx.receipt(&other, "m", 5).await.unwrap(), Receipt::New);
        assert_eq!(tx.receipt(&hook, "m", 6).await.unwrap(), Receipt::Repeated);
        assert_eq!(tx.receipt(&hook, "m", 5).await.unwrap(), Receipt::Replayed);
        clock.advance(hours(1));
        tx.forget_receipts(morning()).await.unwrap();
        assert_eq!(tx.receipt(&hook, "m", 5).await.unwrap(), Receipt::Replayed);
        tx.forget_receipts(clock.now()).await.unwrap();
        assert_eq!(tx.receipt(&hook, "m", 5).await.unwrap(), Receipt::New);
    });
}

#[test]
fn a_secret_is_kept_and_replaced() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.secret("a").await.unwrap(), None);
        tx.set_secret("a", "1").await.unwrap();
        tx.set_secret("a", "2").await.unwrap();
        assert_eq!(tx.secret("a").await.unwrap().as_deref(), Some("2"));
    });
}
