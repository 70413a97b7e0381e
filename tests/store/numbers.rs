//! Lists, counts, the digest and exports.

use super::{cases, on_each_store};
use crate::world::{hours, minutes, morning};
use liaison::domain::digest::Span;
use liaison::domain::{Case, CaseNumber, DepartmentName, Ending, StaffName, State, Urgency};
use liaison::store::{Filter, Saved, Store, Tx};

/// Case 1 is held and late, 2 open and critical, 3 closed, 4 with billing, 5 answered after ten minutes.
async fn some_cases(tx: &mut Tx) {
    let (by, at) = (StaffName::from("ana"), morning());
    for case in cases(tx, 5).await {
        let changed = match case.number.0 {
            1 => Case {
                state: State::Held {
                    by: by.clone(),
                    since: at,
                },
                late: true,
                ..case
            },
            2 => Case {
                urgency: Urgency::Critical,
                ..case
            },
            3 => Case {
                state: State::Closed {
                    how: Ending::Resolved,
                    by: Some(by.clone()),
                    at,
                },
                due_at: None,
                ..case
            },
            4 => Case {
                department: DepartmentName::from("billing"),
                ..case
            },
            _ => Case {
                answered_at: Some(at + minutes(10)),
                ..case
            },
        };
        assert_eq!(tx.save_quietly(&changed).await.unwrap(), Saved::Done);
    }
}

#[test]
fn each_list_holds_what_it_says() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        some_cases(&mut tx).await;
        for (filter, numbers) in [
            (Filter::Mine(StaffName::from("ana")), &[1][..]),
            (Filter::Mine(StaffName::from("ben")), &[]),
            (Filter::Open, &[1, 2, 4, 5]),
            (Filter::Late, &[1]),
            (Filter::All, &[5, 4, 3, 2, 1]),
            (Filter::Department(DepartmentName::from("billing")), &[4]),
        ] {
            let listed = tx.list(&filter, 9).await.unwrap();
            assert_eq!(
                listed.iter().map(|l| l.case.number.0).collect::<Vec<_>>(),
                numbers,
                "{filter:?}"
            );
            assert!(
                listed
                    .iter()
                    .all(|l| l.text == format!("Words of p{}", l.case.number.0))
            );
        }
        assert_eq!(tx.list(&Filter::All, 2).await.unwrap().len(), 2);
        let listed = tx
            .listed(&[CaseNumber(4), CaseNumber(99), CaseNumber(1)])
            .await
            .unwrap();
        assert_eq!(listed.iter().map(|l| l.case.number.0).collect::<Vec<_>>(), [4, 1]);
    });
}

#[test]
fn open_ones_are_counted_by_department() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.open_counts().await.unwrap(), []);
        some_cases(&mut tx).await;
        let counts = tx.open_counts().await.unwrap();
        let seen: Vec<_> = counts
            .iter()
            .map(|c| (c.department.as_str(), c.open, c.late, c.urgent))
            .collect();
        assert_eq!(seen, [("billing", 1, 0, 0), ("emergency", 3, 1, 1)]);
    });
}

#[test]
fn a_digest_counts_its_span_and_the_one_before() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        some_cases(&mut tx).await;
        let span = |from: i64, until: i64| Span {
            from: morning() + minutes(from),
            until: morning() + minutes(until),
        };
        let digest = tx.digest(span(0, 10)).await.unwrap();
        assert_eq!(
            (digest.now.new, digest.now.answered, digest.before.new),
            (5, 0, 0),
            "the end is not in it"
        );
        let digest = tx.digest(span(0, 11)).await.unwrap();
        assert_eq!(
            (digest.now.answered, digest.now.median_answer_seconds),
            (1, Some(600.0))
        );
        assert_eq!((digest.open, digest.late), (4, 1));
        let digest = tx.digest(span(11, 22)).await.unwrap();
        assert_eq!(
            (digest.now.new, digest.before.new, digest.before.answered),
            (0, 5, 1)
        );
    });
}

#[test]
fn cases_are_exported_in_pages() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        some_cases(&mut tx).await;
        let (from, until) = (morning(), morning() + hours(1));
        let first = tx.export_cases(CaseNumber(0), from, until, 3).await.unwrap();
        let rest = tx.export_cases(first[2].number, from, until, 3).await.unwrap();
        assert_eq!((first.len(), rest.len()), (3, 2));
        assert!(
            tx.export_cases(CaseNumber(0), from - hours(1), from, 9)
                .await
                .unwrap()
                .is_empty()
        );
    });
}
