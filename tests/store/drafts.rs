//! Drafts, where their requests stand, and who has accepted the policy.

use super::{cases, on_each_store, post};
use crate::world::{hours, minutes, morning};
use liaison::domain::digest::Span;
use liaison::domain::{
    CaseNumber, ChannelRef, Draft, DraftId, DraftState, FeedName, Origin, Pledge, StaffName, Timestamp,
    Withdrawal, Worry, Yes,
};
use liaison::store::Store;
use uuid::Uuid;

fn draft(id: u128, case: i64, state: DraftState) -> Draft {
    Draft {
        id: DraftId(Uuid::from_u128(id)),
        case: CaseNumber(case),
        author: StaffName::from("ana"),
        words: format!("Words of {id}"),
        findings: Vec::new(),
        worries: vec![Worry::Topic, Worry::Tier],
        feed: FeedName::from("public"),
        parent: post(&format!("p{case}")),
        asked_at: morning(),
        expires_at: morning() + hours(4),
        state,
    }
}

fn yes(by: &str, at: Timestamp) -> Yes {
    Yes {
        by: StaffName::from(by),
        why: Some("it is right".to_owned()),
        at,
    }
}

#[test]
fn a_case_has_one_open_draft_and_what_ended_stays() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 2).await;
        let first = draft(1, 1, DraftState::Waiting);
        assert_eq!(tx.open_draft(first.case).await.unwrap(), None);
        tx.insert_draft(&first).await.unwrap();
        tx.insert_draft(&draft(2, 2, DraftState::Blocked { first: None }))
            .await
            .unwrap();
        assert_eq!(tx.open_draft(first.case).await.unwrap(), Some(first.clone()));
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let second = tx.insert_draft(&draft(3, 1, DraftState::Waiting)).await;
        assert!(Store::is_conflict(&second.unwrap_err()), "one at a time");
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        let ended = first.clone().withdraw(Withdrawal::Closed, morning() + minutes(5));
        tx.save_draft(&ended).await.unwrap();
        assert_eq!(tx.open_draft(ended.case).await.unwrap(), None);
        assert_eq!(tx.draft(ended.id).await.unwrap(), Some(ended.clone()));
        assert!(tx.save_draft(&first).await.is_err(), "it has ended");
        tx.insert_draft(&draft(3, 1, DraftState::Waiting)).await.unwrap();
        assert!(tx.cases_with_expired_drafts(9).await.unwrap().is_empty());
        clock.advance(hours(4));
        let expired = tx.cases_with_expired_drafts(9).await.unwrap();
        assert_eq!(expired.len(), 2);
        assert_eq!(tx.cases_with_expired_drafts(1).await.unwrap().len(), 1);
    });
}

#[test]
fn a_request_is_found_by_its_draft_and_leads_to_its_case() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 1).await;
        let draft = draft(1, 1, DraftState::Waiting);
        tx.insert_draft(&draft).await.unwrap();
        let channel = ChannelRef {
            chat: "slack".to_owned(),
            id: "C1".to_owned(),
        };
        assert_eq!(tx.request_message(draft.id, &channel).await.unwrap(), None);
        for message in ["m1", "m2"] {
            tx.set_request((draft.id, draft.case), &channel, message)
                .await
                .unwrap();
            let known = tx.request_message(draft.id, &channel).await.unwrap();
            assert_eq!(known.as_deref(), Some(message));
        }
        assert_eq!(
            tx.request_channels(draft.id).await.unwrap(),
            std::slice::from_ref(&channel)
        );
        assert_eq!(tx.case_of(&channel, "m2").await.unwrap(), Some(draft.case));
        assert_eq!(tx.case_of(&channel, "m1").await.unwrap(), None);
    });
}

#[test]
fn who_accepted_what_is_kept_once() {
    on_each_store(async |store: &Store, clock| {
        let mut tx = store.begin().await.unwrap();
        let (ana, ben) = (StaffName::from("ana"), StaffName::from("ben"));
        let (first, second) = (pledge("1", "Be kind."), pledge("2", "Be kind."));
        assert!(!tx.has_accepted(&ana, &first).await.unwrap());
        assert!(tx.accept(&ana, "1", Origin::Slack).await.unwrap());
        clock.advance(minutes(1));
        assert!(!tx.accept(&ana, "1", Origin::Console).await.unwrap());
        assert!(tx.accept(&ben, "1", Origin::Console).await.unwrap());
        assert!(tx.has_accepted(&ana, &first).await.unwrap());
        assert!(!tx.has_accepted(&ana, &second).await.unwrap());
        let known = tx.accepted_by(&first).await.unwrap();
        assert_eq!(known, [(ana, morning()), (ben, morning() + minutes(1))]);
    });
}

#[test]
fn the_words_of_a_version_are_kept_once_and_an_acceptance_is_of_these() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        let ana = StaffName::from("ana");
        let (first, changed) = (pledge("1", "Be kind.\nPlease."), pledge("1", "be kind.\nPlease."));
        tx.accept(&ana, "1", Origin::Slack).await.unwrap();
        // An older program kept no words.
        assert!(tx.has_accepted(&ana, &changed).await.unwrap());
        assert_eq!(tx.policy_text("1").await.unwrap(), None);
        for asked in [&first, &changed] {
            assert_eq!(tx.keep_policy_text(asked).await.unwrap(), first.text);
        }
        assert_eq!(tx.policy_text("1").await.unwrap(), Some(first.text.clone()));
        assert!(tx.has_accepted(&ana, &first).await.unwrap());
        assert!(!tx.has_accepted(&ana, &changed).await.unwrap());
        assert_eq!(tx.accepted_by(&first).await.unwrap().len(), 1);
        assert_eq!(tx.accepted_by(&changed).await.unwrap(), []);
    });
}

fn pledge(version: &str, text: &str) -> Pledge {
    Pledge {
        version: version.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn a_digest_counts_how_drafts_fared() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 4).await;
        let at = |after| morning() + minutes(after);
        let approved = |by| DraftState::Approved { by };
        for (id, state) in [
            (1, approved(vec![yes("cora", at(10))])),
            (
                2,
                DraftState::Declined {
                    by: "cora".into(),
                    why: "no".to_owned(),
                    at: at(20),
                },
            ),
            (3, DraftState::Expired { at: at(240) }),
        ] {
            tx.insert_draft(&draft(id, 1, state)).await.unwrap();
        }
        let blocked = draft(4, 4, DraftState::Blocked { first: None });
        tx.insert_draft(&blocked).await.unwrap();
        let state = approved(vec![yes("cora", at(20)), yes("dan", at(30))]);
        tx.save_draft(&Draft { state, ..blocked }).await.unwrap();
        let span = Span {
            from: morning(),
            until: morning() + hours(24),
        };
        let found = tx.digest(span).await.unwrap().approvals;
        assert_eq!((found.asked, found.blocked), (3, 1));
        assert_eq!((found.approved, found.declined, found.expired), (2, 1, 1));
        assert_eq!(found.median_yes_seconds, Some(1_200.0));
        assert_eq!(found.overrides[0].case, CaseNumber(4));
        assert_eq!(found.overrides[0].by[1].0, StaffName::from("dan"));
    });
}
