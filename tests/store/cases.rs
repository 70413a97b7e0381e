//! Cases, their events, and what two transactions do to one.

use super::{case, cases, event, mention, on_each_store};
use crate::world::{hours, morning};
use liaison::domain::{Case, CaseNumber, Change, Ending, StaffName, State, Urgency};
use liaison::store::{Saved, Store};

#[test]
fn a_case_comes_back_as_it_went_in() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        let written = cases(&mut tx, 200).await;
        tx.commit().await.unwrap();
        let mut tx = store.read().await.unwrap();
        for case in &written {
            assert_eq!(tx.case(case.number).await.unwrap().as_ref(), Some(case));
        }
        assert_eq!(tx.case(CaseNumber(201)).await.unwrap(), None);
        assert_eq!(tx.cases_up_to(&written[0]).await.unwrap(), 1);
    });
}

#[test]
fn every_state_comes_back() {
    on_each_store(async |store: &Store, _| {
        let (by, at) = (StaffName::from("ana"), morning());
        let mut tx = store.begin().await.unwrap();
        let open = cases(&mut tx, 1).await.remove(0);
        let closed = |how| State::Closed {
            how,
            by: Some(by.clone()),
            at,
        };
        let states = [
            State::Held {
                by: by.clone(),
                since: at,
            },
            closed(Ending::Resolved),
            closed(Ending::Dismissed),
            closed(Ending::Merged(CaseNumber(7))),
            State::Open,
        ];
        for state in states {
            let now = tx.case_to_change(open.number).await.unwrap().unwrap();
            let changed = Case {
                state: state.clone(),
                urgency: Urgency::Critical,
                tags: vec!["night".to_owned(), "“quoted”".to_owned()],
                due_at: None,
                answered_at: Some(at),
                late: true,
                tier: 2,
                mentions: 5,
                ..now.clone()
            };
            assert_eq!(tx.save_quietly(&changed).await.unwrap(), Saved::Done);
            let read = tx.case(open.number).await.unwrap().unwrap();
            assert_eq!(
                read,
                Case {
                    version: now.version + 1,
                    ..changed
                }
            );
        }
    });
}

#[test]
fn a_lost_race_is_stale_and_writes_nothing() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        let old = cases(&mut tx, 1).await.remove(0);
        assert_eq!(
            tx.save(&old, &event(1, Change::Claimed)).await.unwrap(),
            Saved::Done
        );
        let late = Case {
            tier: 9,
            ..old.clone()
        };
        assert_eq!(
            tx.save(&late, &event(1, Change::Released)).await.unwrap(),
            Saved::Stale
        );
        assert_eq!(tx.case(old.number).await.unwrap().unwrap().tier, 0);
        let told = tx.history(old.number).await.unwrap();
        assert_eq!(
            told.iter().map(|t| &t.event.change).collect::<Vec<_>>(),
            [&Change::Claimed]
        );
    });
}

#[test]
fn the_same_conversation_twice_is_a_conflict_and_nothing_else_is() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 1).await;
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let twin = case(2, &mention("p9", "author1", "p1"));
        let error = tx.insert_cases(&[twin]).await.unwrap_err();
        assert!(Store::is_conflict(&error), "{error:#}");
        assert!(!Store::is_conflict(&anyhow::anyhow!("the disk is full")));
    });
}

#[test]
fn what_is_not_committed_never_happened() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 1).await;
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.case(CaseNumber(1)).await.unwrap(), None);
        assert_eq!(
            tx.numbers("case", 3).await.unwrap(),
            1,
            "its number is free again"
        );
        assert_eq!(tx.numbers("case", 1).await.unwrap(), 4);
        drop(tx);
        store.ping().await.unwrap();
    });
}

#[test]
fn overdue_ones_come_the_longest_late_first() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        for case in cases(&mut tx, 4).await {
            let due_at = (case.number.0 != 3).then(|| morning() + hours(5 - case.number.0));
            assert_eq!(
                tx.save_quietly(&Case { due_at, ..case }).await.unwrap(),
                Saved::Done
            );
        }
        tx.commit().await.unwrap();
        clock.advance(hours(3));
        let mut tx = store.begin().await.unwrap();
        let numbers = async |tx: &mut liaison::store::Tx, most| {
            let due = tx.overdue(most).await.unwrap();
            due.iter().map(|c| c.number.0).collect::<Vec<_>>()
        };
        assert_eq!(numbers(&mut tx, 9).await, [4, 2]);
        assert_eq!(numbers(&mut tx, 1).await, [4]);
    });
}

#[test]
fn events_are_read_in_order_by_case_and_in_pages() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        let changes: Vec<_> = (0..300)
            .map(|n| event(n % 2 + 1, Change::Noted { text: format!("{n}") }))
            .collect();
        tx.record(&changes).await.unwrap();
        clock.advance(hours(1));
        let mut late = event(1, Change::RanLate);
        late.at = clock.now();
        tx.record(&[late]).await.unwrap();
        assert_eq!(tx.history(CaseNumber(2)).await.unwrap().len(), 150);
        let (mut after, mut read) = (String::new(), Vec::new());
        loop {
            let page = tx
                .events(&after, morning(), morning() + hours(1), 70)
                .await
                .unwrap();
            let Some(last) = page.last() else {
                break;
            };
            after.clone_from(&last.id);
            read.extend(page.into_iter().map(|told| told.event));
        }
        assert_eq!(read, changes);
    });
}
