//! Drafts: what is decided about one is decided about the one that was read.

use super::House;
use super::clerk::{card, told};
use crate::world::drafts::{blocked, with_blocked};
use liaison::chat::Told;
use liaison::domain::{Card, Draft, DraftId};

const CASE: i64 = 1;

fn draft(id: u128, author: &str) -> Draft {
    blocked(&card(CASE), id, author)
}

impl House {
    fn keeps(&self, draft: Draft) {
        *self.clerk.draft.lock().unwrap() = Some(draft);
    }

    /// The form of a verb, from the list behind a card's “More…”.
    async fn chooses(&self, ts: &str, verb: &str) -> crate::fakes::slack::View {
        let list = self.fake.press("U1", "C1", ts, "more").await.view.unwrap();
        let chosen = self.fake.choose_in_view("U1", &list.id, ("choice", verb));
        chosen.await.view.unwrap()
    }

    /// The drafts that the requests were about, oldest first.
    fn decided(&self) -> Vec<Option<DraftId>> {
        self.clerk
            .asked
            .lock()
            .unwrap()
            .iter()
            .map(|ask| ask.seen)
            .collect()
    }
}

fn waiting() -> Card {
    with_blocked(card(CASE))
}

#[tokio::test]
async fn a_form_behind_more_shows_the_draft_and_means_it() {
    let house = House::open().await;
    let ts = house.posted(waiting()).await;
    let none = house.chooses(&ts, "approve").await;
    assert!(
        none.plain().contains("no draft to decide about"),
        "{}",
        none.plain()
    );
    for verb in ["approve", "decline"] {
        house.keeps(draft(1, "ben"));
        let form = house.chooses(&ts, verb).await;
        assert!(form.plain().contains("Words of draft 1."), "{}", form.plain());
        house.keeps(draft(2, "ben"));
        house
            .fake
            .submit("U1", &form.id, &[("why", "It is right.")])
            .await;
    }
    let read = Some(draft(1, "ben").id);
    assert_eq!(house.decided(), [read, read]);
    house.close();
}

#[tokio::test]
async fn what_is_written_again_means_the_draft_that_was_read() {
    let house = House::open().await;
    let ts = house.posted(waiting()).await;
    house.keeps(draft(1, "ben"));
    let form = house.chooses(&ts, "approve").await;
    house.keeps(draft(2, "ben"));
    // The refusal comes too late for the acknowledgement, so the form is drawn again with it.
    house.clerk.takes(700);
    let changed = "The draft was changed since you saw it.";
    house.clerk.answers(Told::Refused(changed.to_owned()));
    house
        .fake
        .submit("U1", &form.id, &[("why", "It is right.")])
        .await;
    let again = house
        .fake
        .until_view("U1", |view| view.plain().contains(changed))
        .await;
    house.clerk.takes(0);
    house.fake.submit("U1", &again.id, &[]).await;
    let read = Some(draft(1, "ben").id);
    assert_eq!(house.decided(), [read, read]);
    house.close();
}

#[tokio::test]
async fn a_reply_that_was_kept_is_the_draft_that_is_changed_next() {
    let house = House::open().await;
    let ts = house.posted(waiting()).await;
    let form = house.fake.press("U1", "C1", &ts, "reply").await.view.unwrap();
    let found = "This can’t go out as it is.\n• “your chart”: it tells that she is a patient.";
    house.clerk.answers(Told::Refused(found.to_owned()));
    house.keeps(draft(1, "ana"));
    let words = [("text", "We looked into your chart.")];
    let kept = house.fake.submit("U1", &form.id, &words).await.view.unwrap();
    house.keeps(draft(2, "ben"));
    let kept = house.fake.submit("U1", &kept.id, &[]).await.view.unwrap();
    house.clerk.answers(told("It is on its way."));
    house.fake.submit("U1", &kept.id, &[]).await;
    let own = Some(draft(1, "ana").id);
    assert_eq!(house.decided(), [None, own, own]);
    house.close();
}
