//! Deliveries, lanes and leases.

use super::on_each_store;
use crate::world::{morning, seconds};
use liaison::domain::{CaseNumber, ChannelRef, Clock, Delivery, Lane, Urgency, What};
use liaison::store::{Saved, Store, Tx};
use serde_json::json;
use std::collections::HashSet;
use std::time::Duration;

const LEASE: Duration = Duration::from_secs(30);

fn channel(name: &str) -> ChannelRef {
    ChannelRef {
        chat: "console".to_owned(),
        id: name.to_owned(),
    }
}

fn delivery(clock: &Clock, name: &str) -> Delivery {
    let channel = channel(name);
    let what = What::Say {
        channel: channel.clone(),
        text: "Hello".into(),
    };
    Delivery::new(
        clock.new_id(),
        Lane::channel(&channel),
        Some(CaseNumber(1)),
        what,
        clock.now(),
    )
}

async fn leased(tx: &mut Tx, holder: &str) -> Vec<String> {
    let lanes = tx.lease_lanes(holder, LEASE, 9).await.unwrap();
    let mut names: Vec<String> = lanes.into_iter().map(|l| l.lane.0).collect();
    names.sort();
    names
}

#[test]
fn a_delivery_goes_through_its_life() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        let batch: Vec<Delivery> = (0..50).map(|_| delivery(clock, "a")).collect();
        tx.enqueue(&batch).await.unwrap();
        let lane = batch[0].lane.clone();
        assert_eq!(tx.next_in(&lane, 3).await.unwrap(), batch[..3]);
        assert_eq!(tx.waiting().await.unwrap(), (50, Some(morning())));
        let id = batch[0].id;
        let head = async |tx: &mut Tx| tx.next_in(&lane, 1).await.unwrap().remove(0);

        tx.attempt(id, Some(&json!({ "rkey": "1" }))).await.unwrap();
        tx.attempt(id, Some(&json!({ "rkey": "2" }))).await.unwrap();
        let tried = head(&mut tx).await;
        assert_eq!((tried.attempts, tried.unknown_since), (2, Some(morning())));
        assert_eq!(
            tried.prepared,
            Some(json!({ "rkey": "1" })),
            "what was fixed first stays"
        );

        let later = morning() + seconds(9);
        tx.maybe_sent(id, "no answer", later, false).await.unwrap();
        tx.maybe_sent(id, "no answer", later, true).await.unwrap();
        let maybe = head(&mut tx).await;
        assert_eq!(
            (maybe.attempts, maybe.unknown_since, maybe.due_at),
            (3, Some(morning()), later)
        );
        tx.not_sent(id, "refused", morning(), false).await.unwrap();
        assert_eq!(head(&mut tx).await.unknown_since, None);

        tx.attempt(id, None).await.unwrap();
        tx.set_aside(id, "gone", false).await.unwrap();
        assert_eq!(head(&mut tx).await.id, batch[1].id);
        assert!(tx.may_be_out(id).await.unwrap() && !tx.may_be_out(batch[1].id).await.unwrap());
        let aside = tx.set_aside_deliveries(9).await.unwrap();
        assert_eq!(
            (aside[0].id, aside[0].why.as_str(), aside[0].kind.as_str()),
            (id, "gone", "message")
        );
        assert!(tx.send_again(id).await.unwrap() && !tx.send_again(id).await.unwrap());
        let again = head(&mut tx).await;
        assert_eq!(
            (again.id, again.attempts, again.unknown_since),
            (id, 0, Some(morning()))
        );
        tx.set_aside(id, "gone", true).await.unwrap();
        assert!(!tx.may_be_out(id).await.unwrap());
        assert!(tx.send_again(id).await.unwrap());
        assert_eq!(head(&mut tx).await.unknown_since, None, "it certainly is not out");
        tx.done(id).await.unwrap();
        assert_eq!(tx.waiting().await.unwrap().0, 49);
    });
}

#[test]
fn a_lane_is_leased_once_renewed_by_its_holder_and_given_back() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        assert!(!tx.lanes_are_due().await.unwrap());
        let (a, b) = (delivery(clock, "a"), delivery(clock, "b"));
        tx.enqueue(&[a.clone(), b.clone()]).await.unwrap();
        assert!(tx.lanes_are_due().await.unwrap());
        assert_eq!(leased(&mut tx, "one").await, ["chat/console/a", "chat/console/b"]);
        assert_eq!(leased(&mut tx, "two").await, Vec::<String>::new());
        assert!(tx.renew_lane(&a.lane, "one", LEASE).await.unwrap());
        assert!(!tx.renew_lane(&a.lane, "two", LEASE).await.unwrap());

        tx.return_lane(&a.lane, "two", 0, None).await.unwrap();
        assert_eq!(
            leased(&mut tx, "two").await,
            Vec::<String>::new(),
            "it was not theirs to give"
        );
        tx.done(b.id).await.unwrap();
        tx.return_lane(&b.lane, "one", 0, None).await.unwrap();
        tx.return_lane(&a.lane, "one", 3, Some(morning() + seconds(9)))
            .await
            .unwrap();
        assert!(
            !tx.lanes_are_due().await.unwrap(),
            "one is paused, the other empty"
        );
        clock.advance(seconds(9));
        let again = tx.lease_lanes("two", LEASE, 9).await.unwrap();
        assert_eq!((again.len(), again[0].failures), (1, 3));

        clock.advance(seconds(30));
        assert!(!tx.renew_lane(&a.lane, "two", LEASE).await.unwrap(), "too late");
        assert_eq!(leased(&mut tx, "three").await, ["chat/console/a"], "taken over");
        tx.free_lanes_of_others("four").await.unwrap();
        assert_eq!(leased(&mut tx, "four").await, ["chat/console/a"]);
        tx.return_leases("four").await.unwrap();
        assert_eq!(leased(&mut tx, "five").await, ["chat/console/a"]);
    });
}

#[test]
fn a_lane_wakes_for_new_work_but_not_before_its_pause() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        let mut later = delivery(clock, "a");
        later.due_at = morning() + seconds(60);
        tx.enqueue(&[later.clone()]).await.unwrap();
        assert!(!tx.lanes_are_due().await.unwrap());
        tx.enqueue(&[delivery(clock, "a")]).await.unwrap();
        assert_eq!(leased(&mut tx, "one").await.len(), 1);
        tx.return_lane(&later.lane, "one", 1, Some(morning() + seconds(5)))
            .await
            .unwrap();
        tx.enqueue(&[delivery(clock, "a")]).await.unwrap();
        assert!(!tx.lanes_are_due().await.unwrap());
    });
}

#[test]
fn of_two_who_lease_at_once_each_lane_has_one() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        let batch: Vec<Delivery> = (0..40).map(|n| delivery(clock, &format!("c{n}"))).collect();
        tx.enqueue(&batch).await.unwrap();
        tx.commit().await.unwrap();
        let lease = async |holder: &str| {
            let mut tx = store.begin().await.unwrap();
            let lanes = tx.lease_lanes(holder, LEASE, 30).await.unwrap();
            tx.commit().await.unwrap();
            lanes.len()
        };
        let (one, two) = tokio::join!(lease("one"), lease("two"));
        assert!(one <= 30 && two <= 30);
        let rest = lease("three").await;
        assert_eq!(one + two + rest, 40);
    });
}

#[test]
fn cards_are_remembered_by_channel() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        let case = CaseNumber(1);
        assert_eq!(tx.card_message(case, &channel("a")).await.unwrap(), None);
        tx.set_card(case, &channel("b"), "m1").await.unwrap();
        tx.set_card(case, &channel("a"), "m2").await.unwrap();
        tx.set_card(case, &channel("a"), "m3").await.unwrap();
        assert_eq!(
            tx.card_message(case, &channel("a")).await.unwrap().as_deref(),
            Some("m3")
        );
        assert_eq!(
            tx.card_channels(case).await.unwrap(),
            [channel("a"), channel("b")]
        );
    });
}

#[test]
fn a_lease_is_held_by_one_until_it_ends() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        assert!(tx.lease("feed/a", "one", LEASE).await.unwrap());
        assert!(tx.lease("feed/a", "one", LEASE).await.unwrap());
        assert!(!tx.lease("feed/a", "two", LEASE).await.unwrap());
        clock.advance(seconds(30));
        assert!(tx.lease("feed/a", "two", LEASE).await.unwrap());
        tx.return_leases("two").await.unwrap();
        assert!(tx.lease("feed/a", "three", LEASE).await.unwrap());
        tx.end_leases_of_others("four").await.unwrap();
        assert!(tx.lease("feed/a", "four", LEASE).await.unwrap());
    });
}

#[test]
fn a_slot_is_taken_once() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.last_slot("digest/").await.unwrap(), None);
        for slot in ["digest/2026-11-21", "digest/2026-11-20", "other/2027"] {
            assert!(tx.take_slot(slot).await.unwrap() && !tx.take_slot(slot).await.unwrap());
        }
        assert_eq!(
            tx.last_slot("digest/").await.unwrap().as_deref(),
            Some("digest/2026-11-21")
        );
        tx.forget_slots("digest/", clock.now()).await.unwrap();
        assert!(
            tx.last_slot("digest/").await.unwrap().is_some(),
            "they are of now"
        );
        tx.forget_slots("digest/", clock.now() + seconds(1))
            .await
            .unwrap();
        assert_eq!(tx.last_slot("digest/").await.unwrap(), None);
        assert!(tx.last_slot("other/").await.unwrap().is_some());
    });
}

#[test]
fn a_lane_that_rests_keeps_its_rest_when_it_is_empty() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        let first = delivery(clock, "a");
        tx.enqueue(std::slice::from_ref(&first)).await.unwrap();
        assert_eq!(leased(&mut tx, "one").await.len(), 1);
        tx.done(first.id).await.unwrap();
        let pause = Some(morning() + seconds(1));
        tx.return_lane(&first.lane, "one", 0, pause).await.unwrap();
        tx.enqueue(&[delivery(clock, "a")]).await.unwrap();
        assert!(!tx.lanes_are_due().await.unwrap(), "too soon");
        clock.advance(seconds(1));
        assert_eq!(leased(&mut tx, "one").await.len(), 1);
    });
}

#[test]
fn of_a_burst_one_delivery_stays() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        let mut all = super::cases(&mut tx, 4).await;
        all[2].urgency = Urgency::Critical;
        assert_eq!(tx.save_quietly(&all[2]).await.unwrap(), Saved::Done);
        tx.set_card(CaseNumber(2), &channel("a"), "m2").await.unwrap();
        tx.set_card(CaseNumber(1), &channel("b"), "m1").await.unwrap();
        let numbers: Vec<CaseNumber> = all.iter().map(|case| case.number).collect();
        let uncarded = tx.uncarded(&channel("a"), &numbers).await.unwrap();
        assert_eq!(uncarded, HashSet::from([CaseNumber(1), CaseNumber(4)]));

        let batch: Vec<Delivery> = (0..3).map(|_| delivery(clock, "a")).collect();
        tx.enqueue(&batch).await.unwrap();
        let what = What::Listing {
            channel: channel("a"),
            cases: vec![CaseNumber(1), CaseNumber(4)],
        };
        tx.fold(batch[1].id, &what, &[batch[2].id]).await.unwrap();
        let left = tx.next_in(&batch[0].lane, 9).await.unwrap();
        assert_eq!((left.len(), &left[0]), (2, &batch[0]));
        assert_eq!(
            (left[1].id, left[1].case, &left[1].what),
            (batch[1].id, None, &what)
        );
    });
}

#[test]
fn an_ailment_is_told_once_and_again_for_another_reason_after_an_hour() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        let hour_ago = || clock.now() - crate::world::hours(1);
        assert!(tx.ailing("slack", "revoked", hour_ago()).await.unwrap());
        assert!(!tx.ailing("slack", "revoked", hour_ago()).await.unwrap());
        assert!(
            !tx.ailing("slack", "refused", hour_ago()).await.unwrap(),
            "too soon"
        );
        assert_eq!(tx.ailments().await.unwrap()[0].why, "refused");
        clock.advance(crate::world::hours(1));
        assert!(!tx.ailing("slack", "refused", hour_ago()).await.unwrap());
        assert!(tx.ailing("slack", "revoked", hour_ago()).await.unwrap());
        let known = tx.ailments().await.unwrap();
        assert_eq!((known.len(), known[0].since), (1, morning()));
        assert!(tx.healed("slack").await.unwrap() && !tx.healed("slack").await.unwrap());
    });
}

#[test]
fn who_sends_is_woken_by_what_is_committed() {
    on_each_store(async |store: &Store, clock| {
        let came = || tokio::time::timeout(Duration::from_secs(5), store.deliveries_came());
        let mut tx = store.begin().await.unwrap();
        tx.enqueue(&[delivery(clock, "a")]).await.unwrap();
        tx.commit().await.unwrap();
        came().await.expect("it rang");
        let mut tx = store.begin().await.unwrap();
        tx.enqueue(&[delivery(clock, "a")]).await.unwrap();
        drop(tx);
        let silent = tokio::time::timeout(Duration::from_millis(20), store.deliveries_came());
        assert!(silent.await.is_err(), "what was not committed rings nothing");
    });
}
