//! Approved answers, earlier ones that ended well, and invitations.

use super::{cases, on_each_store};
use crate::world::{hours, minutes, morning};
use liaison::domain::{
    CaseNumber, Clock, DeliveryId, Fared, Fate, Invitation, PostRef, Purpose, Resource, ResourceName,
    StaffName, Topic,
};
use liaison::store::{Reply, ReplyState, Store, Tx, Used};
use uuid::Uuid;

fn parking(text: &str) -> Resource {
    Resource {
        name: "parking".into(),
        language: "en".to_owned(),
        version: 0,
        purpose: Purpose::Answer,
        text: text.to_owned(),
        departments: vec!["desk".into()],
        topics: vec![Topic::Facilities],
        added_by: Some("lena".into()),
        added_at: morning(),
    }
}

fn used(delivery: u128, edited: bool) -> Used {
    Used {
        delivery: DeliveryId(Uuid::from_u128(delivery)),
        case: CaseNumber(1),
        name: "parking".into(),
        language: "en".to_owned(),
        version: 1,
        edited,
    }
}

async fn fared(tx: &mut Tx) -> Fared {
    let all = tx.resources_fared().await.unwrap();
    let of_parking = all.get(&(ResourceName::from("parking"), "en".to_owned()));
    of_parking.copied().unwrap_or_default()
}

#[test]
fn one_text_of_a_name_and_language_is_in_use() {
    on_each_store(async |store: &Store, _| {
        let lena = StaffName::from("lena");
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.add_resource(&parking("one"), &lena).await.unwrap(), 1);
        assert_eq!(tx.add_resource(&parking("two"), &lena).await.unwrap(), 2);
        let spanish = Resource {
            language: "es".to_owned(),
            ..parking("dos")
        };
        assert_eq!(tx.add_resource(&spanish, &lena).await.unwrap(), 1);
        let live = tx.resources().await.unwrap();
        let second = Resource {
            version: 2,
            ..parking("two")
        };
        assert_eq!((&live[0], live.len()), (&second, 2));
        let gone = tx.retire_resource(&"parking".into(), &lena).await.unwrap();
        assert_eq!((gone, tx.resources().await.unwrap().len()), (2, 0));
        assert_eq!(tx.retire_resource(&"parking".into(), &lena).await.unwrap(), 0);
        assert_eq!(tx.add_resource(&parking("three"), &lena).await.unwrap(), 3);
    });
}

#[test]
fn each_sending_counts_for_one_fate() {
    on_each_store(async |store: &Store, clock: &Clock| {
        let mut tx = store.begin().await.unwrap();
        tx.note_use(&used(1, false)).await.unwrap();
        tx.note_use(&used(1, false)).await.unwrap();
        clock.advance(minutes(1));
        tx.note_use(&used(2, true)).await.unwrap();
        let after = async |tx: &mut Tx, fate| {
            tx.note_fate(CaseNumber(1), fate).await.unwrap();
            let fared = fared(tx).await;
            (fared.resolved, fared.thanked, fared.reopened)
        };
        assert_eq!(after(&mut tx, Fate::Resolved).await, (2, 0, 0));
        assert_eq!(after(&mut tx, Fate::Thanked).await, (0, 2, 0));
        assert_eq!(after(&mut tx, Fate::Resolved).await, (0, 2, 0));
        assert_eq!(after(&mut tx, Fate::Reopened).await, (0, 0, 2));
        assert_eq!(after(&mut tx, Fate::Thanked).await, (0, 0, 2));
        let all = fared(&mut tx).await;
        assert_eq!((all.used, all.edited), (2, 1));
        let span = (morning(), morning() + minutes(1));
        let sent = tx.resources_used(span, 5).await.unwrap();
        assert_eq!(sent, [("parking".into(), 1)]);
    });
}

#[test]
fn answers_that_ended_well_are_found_newest_first_while_their_words_stand() {
    on_each_store(async |store: &Store, clock: &Clock| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 2).await;
        for number in [1, 2] {
            let case = tx.case(CaseNumber(number)).await.unwrap().unwrap();
            let reply = Reply {
                delivery: DeliveryId(Uuid::from_u128(number.unsigned_abs().into())),
                case: case.number,
                staff: "ana".into(),
                text: format!("Answer {number}"),
                state: ReplyState::Sending,
                feed: case.feed.clone(),
                parent: case.latest.clone(),
                post: None,
                written_at: clock.now(),
            };
            tx.insert_reply(&reply).await.unwrap();
            tx.keep_good_answer(&case, reply.delivery).await.unwrap();
            clock.advance(minutes(1));
        }
        let case = tx.case(CaseNumber(1)).await.unwrap().unwrap();
        let found = async |tx: &mut Tx| -> Vec<String> {
            let good = tx.good_answers(case.topic, &case.language, 9).await.unwrap();
            good.into_iter().map(|good| good.answer).collect()
        };
        assert!(found(&mut tx).await.is_empty(), "nothing is out yet");
        for number in [1, 2] {
            let delivery = DeliveryId(Uuid::from_u128(number));
            let post = PostRef {
                network: case.network,
                id: format!("ours{number}"),
            };
            tx.set_reply(delivery, ReplyState::Published, Some(&post))
                .await
                .unwrap();
        }
        assert_eq!(found(&mut tx).await, ["Answer 2", "Answer 1"]);
        tx.forget_good_answer(CaseNumber(2)).await.unwrap();
        assert_eq!(found(&mut tx).await, ["Answer 1"]);
        let post = tx.posts_of(CaseNumber(1)).await.unwrap()[0].id;
        tx.delete_post(post).await.unwrap();
        assert!(found(&mut tx).await.is_empty(), "its author took it back");
    });
}

#[test]
fn a_code_is_used_once_and_within_its_time() {
    on_each_store(async |store: &Store, clock: &Clock| {
        let mut tx = store.begin().await.unwrap();
        let (ana, ben) = (StaffName::from("ana"), StaffName::from("ben"));
        for digest in ["aa", "bb"] {
            let invitation = Invitation {
                digest: digest.to_owned(),
                case: CaseNumber(1),
                made_by: ana.clone(),
                expires_at: morning() + hours(1),
                used: None,
            };
            tx.keep_invitation(&invitation).await.unwrap();
        }
        assert!(tx.invitation("cc").await.unwrap().is_none());
        let later = clock.now() + minutes(90);
        for (digest, case) in [("aa", 1), ("aa", 2)] {
            let until = later + minutes(case);
            tx.start_invitation((digest, CaseNumber(case)), until)
                .await
                .unwrap();
        }
        let started = tx.invitation("aa").await.unwrap().unwrap();
        assert_eq!(
            started.expires_at,
            later + minutes(1),
            "it leads to the first case"
        );
        assert!(tx.use_invitation("aa", &ben).await.unwrap());
        assert!(!tx.use_invitation("aa", &ana).await.unwrap());
        let known = tx.invitation("aa").await.unwrap().unwrap();
        assert_eq!(known.used, Some((ben.clone(), morning())));
        clock.advance(hours(1));
        assert!(!tx.use_invitation("bb", &ben).await.unwrap(), "too late");
        tx.note_wrong_code(&ben).await.unwrap();
        let since = |ago| clock.now() - ago;
        assert_eq!(tx.wrong_codes(&ben, since(minutes(1))).await.unwrap(), 1);
        assert_eq!(tx.wrong_codes(&ana, since(minutes(1))).await.unwrap(), 0);
        clock.advance(minutes(2));
        assert_eq!(tx.wrong_codes(&ben, since(minutes(1))).await.unwrap(), 0);
    });
}

#[test]
fn all_agree_on_the_first_secret() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.agreed_secret("key", "first").await.unwrap(), "first");
        assert_eq!(tx.agreed_secret("key", "second").await.unwrap(), "first");
    });
}
