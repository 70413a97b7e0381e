//! Prints, counts, watches and incidents.

use super::{cases, event, on_each_store};
use crate::world::{hours, morning};
use liaison::domain::{CaseNumber, Change, DepartmentName, FacilityName, Topic, Urgency};
use liaison::store::{Alike, CountSpan, Counted, Incident, Saved};

#[test]
fn a_post_is_found_by_its_keys_while_it_is_new() {
    on_each_store(async |store, clock| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 3).await;
        tx.keep_prints(vec![(7, 1), (-7, 1), (7, 2), (9, 3)])
            .await
            .unwrap();
        let alike = |case: i64| Alike {
            case: CaseNumber(case),
            text: format!("Words of p{case}"),
            urgency: Urgency::Normal,
            is_paging: false,
        };
        assert_eq!(
            tx.alike(&[-7, 7, 8]).await.unwrap(),
            [alike(1)],
            "the first keeps a key"
        );
        assert_eq!(tx.alike(&[9, 7]).await.unwrap(), [alike(1), alike(3)]);
        let urgent = tx.case(CaseNumber(3)).await.unwrap().unwrap();
        let (urgent, change) = urgent.prioritise(Urgency::Critical).unwrap();
        assert_eq!(tx.save(&urgent, &event(3, change)).await.unwrap(), Saved::Done);
        assert!(tx.alike(&[9]).await.unwrap()[0].is_paging);
        let first = tx.case(CaseNumber(1)).await.unwrap().unwrap();
        let (aside, change) = first.set_aside("advertising");
        assert_eq!(tx.save(&aside, &event(1, change)).await.unwrap(), Saved::Done);
        assert_eq!(tx.alike(&[-7, 7]).await.unwrap(), [], "it is done with");
        assert_eq!(tx.alike_aside(&[-7, 7, 9]).await.unwrap(), [alike(1)]);
        tx.keep_prints(vec![(7, 2), (9, 2)]).await.unwrap();
        assert_eq!(
            tx.alike(&[-7, 7]).await.unwrap(),
            [alike(2)],
            "the next one's key now"
        );
        assert_eq!(tx.alike_aside(&[7]).await.unwrap(), []);
        tx.forget_prints(clock.now()).await.unwrap();
        assert_eq!(tx.alike(&[9]).await.unwrap().len(), 1);
        tx.forget_prints(clock.now() + hours(1)).await.unwrap();
        assert_eq!(tx.alike(&[9]).await.unwrap(), []);
        tx.commit().await.unwrap();
    });
}

#[test]
fn copies_stand_under_the_first() {
    on_each_store(async |store, clock| {
        let mut tx = store.begin().await.unwrap();
        for case in cases(&mut tx, 4).await.into_iter().skip(1) {
            let (copy, change) = case.copied(CaseNumber(1));
            assert_eq!(
                tx.save(&copy, &event(copy.number.0, change)).await.unwrap(),
                Saved::Done
            );
        }
        assert_eq!(tx.count_copies(CaseNumber(1)).await.unwrap(), 3);
        assert_eq!(tx.count_copies(CaseNumber(2)).await.unwrap(), 0);
        let copies = tx.copies_of(CaseNumber(1), 2).await.unwrap();
        assert_eq!(
            (copies.len(), copies[0].case, copies[0].handle.as_str()),
            (2, CaseNumber(2), "author2")
        );
        assert_eq!(tx.case(CaseNumber(2)).await.unwrap().unwrap().status(), "copy");
        let since = clock.now() - hours(1);
        let numbers = [2, 3, 4].map(CaseNumber).to_vec();
        assert_eq!(
            tx.much_copied(since, 4).await.unwrap(),
            [(CaseNumber(1), numbers)]
        );
        assert_eq!(tx.much_copied(since, 5).await.unwrap(), []);
        tx.join_incident(1, &[CaseNumber(1)], true).await.unwrap();
        assert_eq!(
            tx.much_copied(since, 4).await.unwrap(),
            [],
            "who said it was counted before"
        );
        assert_eq!(tx.much_copied(since, 3).await.unwrap().len(), 1);
        tx.commit().await.unwrap();
    });
}

#[test]
fn counts_add_up_and_are_forgotten() {
    on_each_store(async |store, _| {
        let row = |step: &'static str, at: i64, series: &str, count: i64| Counted {
            step,
            at,
            series: series.to_owned(),
            count,
        };
        let mut tx = store.begin().await.unwrap();
        tx.count(vec![
            row("hour", 5, "b", 1),
            row("hour", 4, "a", 2),
            row("day", 0, "a", 2),
        ])
        .await
        .unwrap();
        tx.count(vec![row("hour", 5, "b", 3)]).await.unwrap();
        tx.count(Vec::new()).await.unwrap();
        let span = |from, until| CountSpan {
            step: "hour",
            from,
            until,
        };
        assert_eq!(
            tx.counts_in(span(0, 9)).await.unwrap(),
            [row("hour", 4, "a", 2), row("hour", 5, "b", 4)]
        );
        assert_eq!(tx.counts_in(span(0, 5)).await.unwrap().len(), 1);
        tx.forget_counts("hour", 5).await.unwrap();
        assert_eq!(tx.counts_in(span(0, 9)).await.unwrap(), [row("hour", 5, "b", 4)]);
        let kept = [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())];
        tx.keep_watches("hour", &kept).await.unwrap();
        tx.keep_watches("hour", &[("a".to_owned(), "3".to_owned())])
            .await
            .unwrap();
        let watches = tx.watches("hour").await.unwrap();
        assert_eq!(watches[0], ("a".to_owned(), "3".to_owned()));
        assert_eq!((watches.len(), tx.watches("day").await.unwrap().len()), (2, 0));
        tx.commit().await.unwrap();
    });
}

#[test]
fn an_incident_has_its_cases_until_it_is_over() {
    on_each_store(async |store, clock| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 4).await;
        let since = clock.now() - hours(1);
        let all = [1, 2, 3, 4].map(CaseNumber);
        assert_eq!(tx.on_matter(Topic::WaitTime, None, since).await.unwrap(), all);
        let elsewhere = FacilityName::from("Harbor General");
        assert_eq!(
            tx.on_matter(Topic::WaitTime, Some(&elsewhere), since)
                .await
                .unwrap(),
            []
        );
        let incident = Incident {
            number: 1,
            matter: "topic/wait_time".to_owned(),
            department: DepartmentName::from("emergency"),
            opened_at: morning(),
            last_at: morning(),
            listed_at: morning(),
        };
        assert!(tx.open_incident(&incident).await.unwrap());
        let second = Incident {
            number: 2,
            ..incident.clone()
        };
        assert!(!tx.open_incident(&second).await.unwrap(), "one a matter");
        tx.join_incident(1, &all[..2], true).await.unwrap();
        tx.join_incident(1, &all[1..], false).await.unwrap();
        assert_eq!(tx.people_in(1).await.unwrap(), 4);
        assert_eq!(tx.unlisted(1, 9).await.unwrap(), all[2..]);
        tx.listed_up_to(1, all[2]).await.unwrap();
        assert_eq!(tx.unlisted(1, 9).await.unwrap(), all[3..]);
        assert_eq!(tx.incident_of(all[3]).await.unwrap(), Some(1));
        let parts = tx.incidents_of(&[9, 3, 1].map(CaseNumber)).await.unwrap();
        assert_eq!(parts, [(all[0], 1), (all[2], 1)].into());
        assert!(tx.incident_goes_on(1, morning() + hours(1)).await.unwrap());
        tx.incident_listed(1, morning() + hours(2)).await.unwrap();
        let later = Incident {
            last_at: morning() + hours(1),
            listed_at: morning() + hours(2),
            ..incident
        };
        assert_eq!(
            tx.incident_to_change(1).await.unwrap().as_ref(),
            Some(&later),
            "each is written by itself"
        );
        assert_eq!(tx.open_incidents().await.unwrap(), [later]);
        tx.close_incident(1).await.unwrap();
        assert_eq!(tx.open_incidents().await.unwrap(), []);
        assert_eq!(tx.incident_of(all[3]).await.unwrap(), None);
        assert!(tx.incidents_of(&all).await.unwrap().is_empty());
        assert_eq!(tx.incident_to_change(1).await.unwrap(), None);
        assert!(
            !tx.incident_goes_on(1, morning() + hours(3)).await.unwrap(),
            "it is over"
        );
        assert!(tx.open_incident(&second).await.unwrap(), "it may begin again");
        tx.record(&[event(1, Change::Claimed)]).await.unwrap();
        tx.commit().await.unwrap();
    });
}
