//! Mentions, what their authors do to them, our replies, and search.

use super::{cases, mention, on_each_store, post};
use crate::world::{minutes, morning};
use liaison::domain::{CaseNumber, DeliveryId, FeedName, Network, PostRef, StaffName};
use liaison::store::{Arrival, Reply, ReplyState, Store};
use uuid::Uuid;

#[test]
fn a_batch_is_looked_up_whole() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 3).await;
        tx.insert_reply(&reply(1)).await.unwrap();
        tx.set_reply(key(1), ReplyState::Published, Some(&post("ours")))
            .await
            .unwrap();
        let batch: Vec<_> = [
            ("p2", "author2", "p2"),
            ("new", "author2", "p2"),
            ("ours", "us", "p1"),
            ("x", "y", "z"),
        ]
        .map(|(id, author, conversation)| mention(id, author, conversation))
        .into();
        let known = tx.known(&batch.iter().collect::<Vec<_>>()).await.unwrap();
        assert_eq!(known.posts.into_iter().collect::<Vec<_>>(), [post("p2")]);
        assert_eq!(known.ours.into_iter().collect::<Vec<_>>(), [post("ours")]);
        let conversations: Vec<_> = known.cases.into_values().map(|case| case.number).collect();
        assert_eq!(conversations, [CaseNumber(2)]);
    });
}

#[test]
fn posts_are_edited_deleted_moved_and_watched() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 3).await;
        assert_eq!(tx.post(&post("p9")).await.unwrap(), None);
        let first = tx.post(&post("p1")).await.unwrap().unwrap();
        assert_eq!((first.text.as_str(), first.case), ("Words of p1", CaseNumber(1)));
        clock.advance(minutes(1));
        tx.edit_post(first.id, "Other words", "name\tleopold")
            .await
            .unwrap();
        let second = tx.post(&post("p2")).await.unwrap().unwrap();
        tx.delete_post(second.id).await.unwrap();
        let now = Some(morning() + minutes(1));
        let edited = tx.post(&post("p1")).await.unwrap().unwrap();
        assert_eq!(
            (edited.text.as_str(), edited.edited_at, edited.deleted_at),
            ("Other words", now, None)
        );
        assert_eq!(edited.told.as_deref(), Some("name\tleopold"));
        assert_eq!(tx.post(&post("p2")).await.unwrap().unwrap().deleted_at, now);
        let feed = FeedName::from("public");
        assert_eq!(
            tx.watched(&feed, morning(), 9).await.unwrap(),
            [post("p3"), post("p1")]
        );
        assert_eq!(tx.watched(&feed, morning() + minutes(1), 9).await.unwrap(), []);
        tx.move_posts(CaseNumber(3), CaseNumber(1)).await.unwrap();
        tx.move_replies(CaseNumber(3), CaseNumber(1)).await.unwrap();
        assert!(tx.replies_of(CaseNumber(3)).await.unwrap().is_empty());
        let ids = |posts: Vec<liaison::store::Post>| posts.into_iter().map(|p| p.post.id).collect::<Vec<_>>();
        assert_eq!(ids(tx.posts_of(CaseNumber(1)).await.unwrap()), ["p1", "p3"]);
        assert_eq!(
            tx.latest_post(CaseNumber(1)).await.unwrap().unwrap().post,
            post("p3")
        );
        assert_eq!(tx.latest_post(CaseNumber(3)).await.unwrap(), None);
        let asked = [CaseNumber(1), CaseNumber(3), CaseNumber(1)];
        let each = tx.posts_of_each(&asked).await.unwrap();
        assert_eq!(each.len(), 1);
        assert_eq!(ids(each[&CaseNumber(1)].clone()), ["p1", "p3"]);
        // Once the newest is gone, answers go under the one before.
        let last = tx.post(&post("p3")).await.unwrap().unwrap();
        tx.delete_post(last.id).await.unwrap();
        assert_eq!(
            tx.latest_post(CaseNumber(1)).await.unwrap().unwrap().post,
            post("p1")
        );
    });
}

#[test]
fn words_are_found_alike_on_both() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        let texts = [
            "Lost my GREY coat, ¿dónde está?",
            "The North-Garage at https://x.example/a_b, Tom’s car",
            "coat coat coat Straße ﬁle 3½",
            &format!("{} {}", "x".repeat(90_000), "y ".repeat(9_000)),
        ];
        let first = tx.numbers("case", texts.len()).await.unwrap();
        let arrivals: Vec<Arrival> = (first..)
            .zip(texts)
            .map(|(number, text)| {
                let mut mention = mention(&format!("p{number}"), "rosa", "p1");
                mention.text = text.to_owned();
                Arrival {
                    mention,
                    case: CaseNumber(number),
                }
            })
            .collect();
        tx.insert_mentions(&arrivals).await.unwrap();
        for (asked, found) in [
            ("coat", &[3, 1][..]),
            ("grey COAT", &[1]),
            ("Donde esta", &[1]),
            ("garage north", &[2]),
            ("example a b toms", &[]),
            ("example tom's", &[2]),
            ("file", &[3]),
            ("y", &[4]),
            (&"x".repeat(90_000), &[4]),
            ("coat NOT grey", &[]),
            ("\"coat' OR 1=1; --", &[]),
            ("' & | ! <-> :* \"", &[]),
            ("", &[]),
        ] {
            let numbers: Vec<i64> = tx.search(asked, 9).await.unwrap().iter().map(|n| n.0).collect();
            assert_eq!(numbers, found, "{}", &asked[..asked.len().min(40)]);
        }
        assert_eq!(tx.search("coat", 1).await.unwrap(), [CaseNumber(3)]);
        let third = tx.post(&post("p3")).await.unwrap().unwrap();
        tx.edit_post(third.id, "found it", "").await.unwrap();
        assert_eq!(tx.search("coat", 9).await.unwrap(), [CaseNumber(1)]);
        assert_eq!(tx.search("found", 9).await.unwrap(), [CaseNumber(3)]);
    });
}

#[test]
fn a_reply_keeps_its_post_and_its_first_time() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        for number in 1..=3 {
            tx.insert_reply(&reply(number)).await.unwrap();
        }
        assert_eq!(tx.replies_of(CaseNumber(1)).await.unwrap().len(), 3);
        let ours = post("ours");
        tx.set_reply(key(2), ReplyState::Published, Some(&ours))
            .await
            .unwrap();
        for state in [
            ReplyState::Retracting,
            ReplyState::SetAside,
            ReplyState::Retracted,
            ReplyState::Sending,
        ] {
            tx.set_reply(key(2), state, None).await.unwrap();
            let reply = tx.reply(key(2)).await.unwrap().unwrap();
            assert_eq!((reply.state, reply.post), (state, Some(ours.clone())));
        }
        assert_eq!(tx.reply_at(&ours).await.unwrap().unwrap().delivery, key(2));
        let elsewhere = PostRef {
            network: Network::X,
            ..ours
        };
        assert!(tx.reply_at(&elsewhere).await.unwrap().is_none());
        assert!(tx.reply(key(9)).await.unwrap().is_none());
    });
}

fn key(number: u128) -> DeliveryId {
    DeliveryId(Uuid::from_u128(number))
}

fn reply(number: u128) -> Reply {
    Reply {
        delivery: key(number),
        case: CaseNumber(1),
        staff: StaffName::from("ana"),
        text: format!("Words {number}"),
        state: ReplyState::Sending,
        feed: FeedName::from("public"),
        parent: post("p1"),
        post: None,
        written_at: morning(),
    }
}
