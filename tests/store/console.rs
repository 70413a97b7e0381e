//! The console's messages and the sandbox's posts.

use super::on_each_store;
use crate::world::{minutes, morning};
use liaison::domain::sandbox::NewPost;
use liaison::domain::transcript::{Body, Entry};
use liaison::domain::{Card, CaseNumber, DeliveryId, Intent, Network, Topic, Urgency};
use liaison::store::Store;
use uuid::Uuid;

fn key(number: u128) -> DeliveryId {
    DeliveryId(Uuid::from_u128(number))
}

fn line(words: &str) -> Body {
    Body::Line(words.to_owned())
}

fn words(entries: &[Entry]) -> Vec<String> {
    let word = |entry: &Entry| match &entry.body {
        Body::Line(words) => words.clone(),
        Body::Card(card) => card.status.clone(),
        Body::Request(request) => request.standing(),
        Body::Picture { alt, .. } => alt.clone(),
    };
    entries.iter().map(word).collect()
}

#[test]
fn entries_are_read_in_order_and_a_redraw_is_new() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        let card = tx
            .put_entry("a", None, &Body::Card(Box::new(drawn("open"))), key(1))
            .await
            .unwrap();
        for (number, (channel, thread)) in [("a", None), ("b", None), ("a", Some(card.as_str()))]
            .into_iter()
            .enumerate()
        {
            let number = u128::try_from(number).unwrap() + 2;
            clock.advance(minutes(1));
            tx.put_entry(channel, thread, &line(&number.to_string()), key(number))
                .await
                .unwrap();
        }
        let again = tx.put_entry("a", None, &line("never"), key(1)).await.unwrap();
        assert_eq!(again, card, "the same key says nothing twice");
        assert_eq!(tx.entry_by_key(key(1)).await.unwrap(), Some(card.clone()));
        assert_eq!(tx.entry_by_key(key(9)).await.unwrap(), None);
        assert_eq!(
            words(&tx.entries_since(0, 9).await.unwrap()),
            ["open", "2", "3", "4"]
        );
        let seen = tx.entries_since(0, 2).await.unwrap()[1].seq;
        assert!(
            tx.redraw_entry(&card, &Body::Card(Box::new(drawn("held"))))
                .await
                .unwrap()
        );
        assert!(
            !tx.redraw_entry("nobody", &Body::Card(Box::new(drawn("held"))))
                .await
                .unwrap()
        );
        assert_eq!(
            words(&tx.entries_since(seen, 9).await.unwrap()),
            ["3", "4", "held"]
        );
        assert_eq!(words(&tx.entries_of("a", None, 9).await.unwrap()), ["held", "2"]);
        let first = tx.entries_of("a", None, 1).await.unwrap();
        assert_eq!(
            words(&tx.entries_of("a", Some(first[0].seq), 9).await.unwrap()),
            ["2"]
        );
        assert_eq!(words(&tx.entries_under(&card).await.unwrap()), ["4"]);
        assert_eq!(first[0].at, morning(), "a redraw keeps the time of writing");
    });
}

#[test]
fn a_number_is_never_seen_before_a_lower_one() {
    on_each_store(async |store: &Store, _| {
        let write = async |number: u128| {
            let mut tx = store.begin().await.unwrap();
            tx.put_entry("a", None, &line("x"), key(number)).await.unwrap();
            tokio::task::yield_now().await;
            tx.commit().await.unwrap();
        };
        let look = async || {
            let mut seen = Vec::new();
            while seen.len() < 12 {
                let last = seen.last().copied().unwrap_or(0);
                let new = store.read().await.unwrap().entries_since(last, 99).await.unwrap();
                seen.extend(new.iter().map(|entry| entry.seq));
                tokio::task::yield_now().await;
            }
            seen
        };
        let writers = futures_util::future::join_all((0..12).map(write));
        let (_, seen) = tokio::join!(writers, look());
        assert_eq!(seen, (1..=12).collect::<Vec<i64>>());
    });
}

#[test]
fn posts_are_written_once_changed_and_read_in_every_order() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        let (first, new) = tx
            .write_post(&written("rosa", "One", None), Some("k1"))
            .await
            .unwrap();
        assert!(new && first.root == first.id);
        let (same, new) = tx
            .write_post(&written("rosa", "Never", None), Some("k1"))
            .await
            .unwrap();
        assert!(!new && same == first);
        clock.advance(minutes(1));
        let (second, _) = tx
            .write_post(&written("us", "Two", Some(&first.id)), None)
            .await
            .unwrap();
        let (third, _) = tx
            .write_post(&written("rosa", "Three", Some(&second.id)), None)
            .await
            .unwrap();
        assert_eq!(
            (second.root.as_str(), third.root.as_str()),
            (first.id.as_str(), first.id.as_str())
        );
        assert_eq!(tx.sandbox_post_by_key("k1").await.unwrap().as_ref(), Some(&first));
        assert_eq!(tx.sandbox_post_by_key("k2").await.unwrap(), None);
        assert_eq!(tx.sandbox_thread(&first.id).await.unwrap().len(), 3);

        let edited = tx.edit_sandbox_post(&first.id, "Won").await.unwrap().unwrap();
        assert_eq!(
            (edited.text.as_str(), edited.edited_at),
            ("Won", Some(morning() + minutes(1)))
        );
        assert!(tx.delete_sandbox_post(&second.id).await.unwrap());
        assert!(!tx.delete_sandbox_post(&second.id).await.unwrap());
        assert_eq!(tx.edit_sandbox_post(&second.id, "Back").await.unwrap(), None);
        let gone = tx.sandbox_post(&second.id).await.unwrap().unwrap();
        assert_eq!(
            (gone.text.as_str(), gone.deleted_at),
            ("", Some(morning() + minutes(1)))
        );
        assert_eq!(tx.sandbox_post("nobody").await.unwrap(), None);

        let ids =
            |posts: &[liaison::domain::sandbox::Post]| posts.iter().map(|p| p.id.clone()).collect::<Vec<_>>();
        let order = [&third.id, &first.id, &second.id].map(Clone::clone);
        assert_eq!(ids(&tx.sandbox_since(0, 9).await.unwrap()), order);
        assert_eq!(ids(&tx.sandbox_since(third.seq, 1).await.unwrap()), order[1..2]);
        let newest: Vec<String> = order.iter().rev().cloned().collect();
        assert_eq!(ids(&tx.sandbox_latest(None, 9).await.unwrap()), newest);
        assert_eq!(
            ids(&tx.sandbox_latest(Some(edited.seq), 9).await.unwrap()),
            newest[2..]
        );
        assert_eq!(
            ids(&tx.sandbox_by("rosa", 9).await.unwrap()),
            [third.id, first.id]
        );
    });
}

fn written(handle: &str, text: &str, parent: Option<&str>) -> NewPost {
    NewPost {
        network: Network::Mastodon,
        handle: handle.to_owned(),
        name: String::new(),
        text: text.to_owned(),
        parent: parent.map(str::to_owned),
        ours: false,
    }
}

fn drawn(status: &str) -> Card {
    Card {
        sight: liaison::domain::Sight::Full,
        on_call: Vec::new(),
        number: CaseNumber(1),
        status: status.to_owned(),
        holder: None,
        since: None,
        merged_into: None,
        urgency: Urgency::Normal,
        tier: 0,
        network: Network::Bluesky,
        handle: "rosa".to_owned(),
        author: "Rosa".to_owned(),
        history: 1,
        department: "Emergency".to_owned(),
        facility: None,
        topic: Topic::WaitTime,
        intent: Intent::Complaint,
        language: "en".to_owned(),
        speakers: None,
        reasons: Vec::new(),
        text: "Six hours".to_owned(),
        masked: false,
        mentions: 1,
        copies: 0,
        edited: false,
        deleted: false,
        link: None,
        posted_at: morning(),
        opened_at: morning(),
        answered_at: None,
        due_at: None,
        late: false,
        tags: Vec::new(),
        draft: None,
        draft_id: None,
        takes_replies: true,
        limit: Network::Bluesky.limit(),
        reply: None,
    }
}
