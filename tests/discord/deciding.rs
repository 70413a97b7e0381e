//! Drafts: what is decided about one is decided about the one that was read.

use super::*;
use crate::fakes::discord::Modal;
use crate::world::drafts::{blocked, with_blocked};
use liaison::chat::Told;
use liaison::domain::{Draft, DraftId};

const CASE: i64 = 7;

fn draft(id: u128, author: &str) -> Draft {
    blocked(&card(CASE), id, author)
}

fn waiting() -> Card {
    with_blocked(card(CASE))
}

impl Guild {
    /// Opens the form of a verb from the list behind a card's “More…”.
    async fn chooses(&self, card: &Message, verb: &str) -> Seen {
        let more = self.fake.press(self.ana, self.channel, card.id, "More…").await;
        let list = more.ephemeral[0].id;
        self.fake
            .choose(self.ana, self.channel, list, "pick/7/0", &[verb])
            .await
    }

    /// The form that a refusal opens again.
    async fn changes(&self, refused: &Seen) -> Modal {
        let refusal = refused.ephemeral[0].id;
        let again = self.fake.press(self.ana, self.channel, refusal, "Change it");
        again.await.modal.unwrap()
    }

    /// The draft that the one request was about.
    fn decided(&self) -> Option<DraftId> {
        let [ask] = self.desk.asked().try_into().unwrap();
        ask.seen
    }
}

#[tokio::test]
async fn a_form_behind_more_shows_the_draft_and_means_it() {
    let guild = Guild::listening(Sight::Full).await;
    let message = guild.shown(waiting()).await;
    let none = guild.chooses(&message, "approve").await;
    assert!(only(&none).contains("no draft to decide about"), "{none:?}");
    guild.desk.keeps(draft(1, "ben"));
    for (verb, word) in [("approve", "It is right."), ("decline", "Not so.")] {
        let form = guild.chooses(&message, verb).await.modal.unwrap();
        assert_eq!(form.inputs[1].value, "Words of draft 1.");
        guild.desk.keeps(draft(2, "ben"));
        guild.fake.submit(guild.ana, &form, &[("why", word)]).await;
        assert_eq!(guild.decided(), Some(draft(1, "ben").id));
        guild.desk.keeps(draft(1, "ben"));
    }
    guild.close();
}

#[tokio::test]
async fn what_is_written_again_means_the_draft_that_was_read() {
    let guild = Guild::listening(Sight::Full).await;
    let message = guild.shown(waiting()).await;
    guild.desk.keeps(draft(1, "ben"));
    let form = guild.chooses(&message, "approve").await.modal.unwrap();
    guild.desk.keeps(draft(2, "ben"));
    guild.desk.will_say(Told::Refused(
        "The draft was changed since you saw it.".to_owned(),
    ));
    let why = [("why", "It is right.")];
    let refused = guild.fake.submit(guild.ana, &form, &why).await;
    guild.desk.asked();
    let again = guild.changes(&refused).await;
    assert_eq!(again.inputs[0].value, "It is right.");
    assert_eq!(again.inputs.len(), 1, "nothing of the new draft: {again:?}");
    guild.fake.submit(guild.ana, &again, &[]).await;
    assert_eq!(guild.decided(), Some(draft(1, "ben").id));
    guild.close();
}

#[tokio::test]
async fn a_reply_that_was_kept_is_the_draft_that_is_changed_next() {
    let guild = Guild::listening(Sight::Full).await;
    guild.shown(waiting()).await;
    for (author, meant) in [("ana", Some(draft(1, "ana").id)), ("ben", None)] {
        guild.desk.keeps(draft(1, author));
        guild
            .desk
            .will_say(Told::Refused("This can’t go out as it is.".to_owned()));
        let words = [("case", "7"), ("text", "We saw you on Monday.")];
        let refused = guild
            .fake
            .command(guild.ana, guild.channel, "case", "reply", &words)
            .await;
        guild.desk.asked();
        let again = guild.changes(&refused).await;
        guild
            .fake
            .submit(guild.ana, &again, &[("text", "Thank you.")])
            .await;
        assert_eq!(guild.decided(), meant, "{author}");
    }
    guild.close();
}
