//! What a webhook brings is taken in once, however often it is sent.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

use liaison::domain::{Author, FeedName, Found, Mention, Network, PostRef};
use liaison::store::Receipt;

fn review(id: &str) -> Found {
    Found::Mention(Mention {
        post: PostRef {
            network: Network::Webhook,
            id: id.to_owned(),
        },
        feed: FeedName::from("reviews"),
        author: Author {
            id: "88".to_owned(),
            handle: "rosa".to_owned(),
            name: "Rosa M.".to_owned(),
        },
        text: "My bill is wrong, I was charged twice".to_owned(),
        link: Some("https://reviews.example.org/4711".to_owned()),
        conversation: id.to_owned(),
        posted_at: crate::world::morning(),
    })
}

#[test]
fn a_message_is_taken_in_once_and_a_replay_is_told_apart() {
    on_each_database(async |world: &mut World| {
        let hook = FeedName::from("reviews");
        let receive = async |id: &str, at: i64| {
            world
                .desk
                .receive_once(&hook, id, at, vec![review("r1")])
                .await
                .unwrap()
        };
        assert_eq!(receive("m1", 100).await, Receipt::New);
        assert_eq!(receive("m1", 160).await, Receipt::Repeated);
        assert_eq!(receive("m1", 100).await, Receipt::Replayed);
        assert_eq!(receive("m2", 200).await, Receipt::New);
        assert_eq!(
            world.count().await,
            1,
            "another message with the same post is no new mention"
        );
        world.settle().await;
        assert_snapshot!(world.staff("ben").types("/case reply 1 Sorry").await, @"Webhook takes no answers. Go there: https://reviews.example.org/4711");
    });
}

#[test]
fn the_same_message_at_once_on_two_processes_is_taken_in_once() {
    on_each_database(async |world: &mut World| {
        let hook = FeedName::from("reviews");
        let other = world.another_process("second").await;
        for round in 0..5 {
            let (id, post) = (format!("m{round}"), format!("r{round}"));
            let (first, second) = tokio::join!(
                world.desk.receive_once(&hook, &id, 100, vec![review(&post)]),
                other.desk.receive_once(&hook, &id, 160, vec![review(&post)]),
            );
            let mut both = [first.unwrap(), second.unwrap()];
            both.sort_by_key(|receipt| *receipt != Receipt::New);
            assert_eq!(both, [Receipt::New, Receipt::Repeated]);
        }
        assert_eq!(world.count().await, 5);
    });
}
