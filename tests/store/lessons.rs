//! What people corrected, and the models learnt from it.

use super::{cases, on_each_store};
use crate::world::{minutes, morning};
use liaison::domain::trial::Trial;
use liaison::domain::{
    CaseNumber, Clock, Field, Intent, Label, Lesson, MadeModel, ModelState, StaffName, Topic,
};
use liaison::store::{Store, Tx};

fn lesson(mention: i64, was: Label, is: Label) -> Lesson {
    let by = StaffName::from("lena");
    Lesson { mention, was, is, by }
}

fn topic(mention: i64, is: Topic) -> Lesson {
    lesson(mention, Label::Topic(Topic::WaitTime), Label::Topic(is))
}

#[test]
fn the_last_word_on_a_field_of_a_mention_is_kept() {
    on_each_store(async |store: &Store, clock: &Clock| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 2).await;
        assert_eq!(tx.first_post(CaseNumber(2)).await.unwrap(), Some(2));
        assert_eq!(tx.first_post(CaseNumber(3)).await.unwrap(), None);
        assert_eq!(tx.lesson(1, Field::Topic).await.unwrap(), None);
        let spam = lesson(1, Label::Intent(Intent::Complaint), Label::Intent(Intent::Spam));
        tx.keep_lesson(&topic(1, Topic::Billing)).await.unwrap();
        tx.keep_lesson(&topic(2, Topic::Media)).await.unwrap();
        tx.keep_lesson(&spam).await.unwrap();
        let last = topic(1, Topic::Records);
        tx.keep_lesson(&last).await.unwrap();
        assert_eq!(tx.lesson(1, Field::Topic).await.unwrap(), Some(last));
        let labels = async |tx: &mut Tx| -> Vec<(i64, &str)> {
            let taught = tx.taught(9).await.unwrap();
            taught
                .iter()
                .map(|one| (one.mention, one.label.as_str()))
                .collect()
        };
        // A word that was said again is the newest.
        assert_eq!(labels(&mut tx).await, [(2, "media"), (1, "spam"), (1, "records")]);
        let taught = tx.taught(2).await.unwrap();
        assert_eq!(taught.len(), 2, "only the newest");
        assert_eq!(taught[0].text, "Words of p1");
        assert_eq!(tx.lessons_since("").await.unwrap(), 3);
        assert_eq!(tx.lessons_since(&taught[0].id).await.unwrap(), 1);
        assert_eq!(tx.lessons_since(&taught[1].id).await.unwrap(), 0);
        // What the author took down teaches nothing.
        tx.delete_post(2).await.unwrap();
        assert_eq!(labels(&mut tx).await, [(1, "spam"), (1, "records")]);
        tx.drop_lesson(1, Field::Intent).await.unwrap();
        tx.drop_lesson(1, Field::Intent).await.unwrap();
        assert_eq!(labels(&mut tx).await, [(1, "records")]);
        clock.advance(minutes(1));
        tx.keep_lesson(&spam).await.unwrap();
        tx.forget_lessons(2).await.unwrap();
        assert_eq!(tx.lessons_since("").await.unwrap(), 2);
        tx.forget_lessons(2).await.unwrap();
        assert_eq!(labels(&mut tx).await, [(1, "records"), (1, "spam")]);
    });
}

fn model(version: i64, state: ModelState) -> MadeModel {
    MadeModel {
        version,
        made_at: morning(),
        lessons: 20,
        newest: format!("lesson{version}"),
        trial: Trial::default(),
        state,
    }
}

#[test]
fn the_newest_model_that_is_used_judges() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.model_in_use().await.unwrap(), None);
        assert_eq!(tx.weights(1).await.unwrap(), None);
        assert_eq!(tx.numbers("model", 1).await.unwrap(), 1);
        let states = [ModelState::Used, ModelState::Used, ModelState::Refused];
        for (version, state) in (1..).zip(states) {
            let weights = format!("weights of {version}");
            tx.keep_model(&model(version, state), &weights).await.unwrap();
        }
        let in_use = async |tx: &mut Tx| tx.model_in_use().await.unwrap().map(|m| m.version);
        assert_eq!(in_use(&mut tx).await, Some(2));
        assert_eq!(tx.weights(2).await.unwrap().as_deref(), Some("weights of 2"));
        assert!(!tx.undo_model(3).await.unwrap(), "it is not used");
        assert!(tx.undo_model(2).await.unwrap());
        assert!(!tx.undo_model(2).await.unwrap());
        assert_eq!(in_use(&mut tx).await, Some(1));
        let versions = async |tx: &mut Tx| -> Vec<i64> {
            let models = tx.models(9).await.unwrap();
            models.iter().map(|model| model.version).collect()
        };
        assert_eq!(tx.models(1).await.unwrap(), [model(3, ModelState::Refused)]);
        tx.forget_models(3).await.unwrap();
        assert_eq!(versions(&mut tx).await, [3, 2, 1]);
        tx.forget_models(1).await.unwrap();
        assert_eq!(versions(&mut tx).await, [3, 1], "the one that judges stays");
        assert!(tx.undo_model(1).await.unwrap());
        assert_eq!(in_use(&mut tx).await, None);
        tx.forget_models(1).await.unwrap();
        assert_eq!(versions(&mut tx).await, [3]);
    });
}

#[test]
fn what_an_undoing_goes_back_to_is_kept_however_many_were_refused() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        let mut states = vec![ModelState::Used; 4];
        states.extend([ModelState::Refused; 12]);
        for (version, state) in (1..).zip(states) {
            tx.keep_model(&model(version, state), "weights").await.unwrap();
        }
        assert!(tx.undo_model(3).await.unwrap());
        tx.forget_models(10).await.unwrap();
        let kept = tx.models(99).await.unwrap();
        let kept: Vec<i64> = kept.iter().map(|model| model.version).rev().collect();
        assert_eq!(kept, [2, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
        assert!(tx.undo_model(4).await.unwrap());
        assert_eq!(tx.model_in_use().await.unwrap().unwrap().version, 2);
        assert_eq!(tx.weights(2).await.unwrap().as_deref(), Some("weights"));
    });
}
