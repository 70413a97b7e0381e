//! What a chat shows of a draft, as it stands at this moment.

use super::{Desk, Result};
use crate::domain::{ApprovalRequest, Card, Draft, DraftId, PostRef, StaffName, text};
use crate::store::Post;
use crate::triage::Mask;

/// Most signs of a post in a request, as on a card.
const WORDS: usize = 1_500;

impl Desk {
    /// Draws the request about a draft; none when there is no such draft.
    pub async fn request(&self, id: DraftId) -> Result<Option<ApprovalRequest>> {
        let mut tx = self.store.read().await?;
        let Some(draft) = tx.draft(id).await? else {
            return Ok(None);
        };
        let posts = tx.posts_of(draft.case).await?;
        drop(tx);
        let Some(card) = self.card(draft.case).await? else {
            return Ok(None);
        };
        let office = self.office();
        let directory = &office.directory;
        let on_duty = directory.policy.on_duty(self.clock.now(), directory.time_zone);
        let is_other = |name: &&StaffName| **name != draft.author;
        // Who is on duty alone and wrote it asks those who are on duty otherwise.
        let asked = match on_duty.iter().any(|name| is_other(&name)) {
            true => on_duty,
            false => &directory.policy.approvers,
        };
        let may_answer = asked.iter().filter(is_other);
        let author_went_on = went_on(&draft, &posts);
        Ok(Some(ApprovalRequest {
            draft: draft.id,
            card: Box::new(with_answered(card, &draft.parent, &posts)),
            asked: may_answer.cloned().collect(),
            author: draft.author,
            words: draft.words,
            findings: draft.findings,
            worries: draft.worries,
            author_went_on,
            state: draft.state,
            asked_at: draft.asked_at,
            expires_at: draft.expires_at,
        }))
    }

    /// The draft of a case that is still open.
    pub async fn open_draft(&self, case: crate::domain::CaseNumber) -> Result<Option<Draft>> {
        self.store.read().await?.open_draft(case).await
    }
}

/// Whether the author wrote more after the post that a draft answers, or changed that post since.
fn went_on(draft: &Draft, posts: &[Post]) -> bool {
    let Some(answered) = posts.iter().position(|post| post.post == draft.parent) else {
        return false;
    };
    let is_new = posts[answered + 1..].iter().any(|post| post.deleted_at.is_none());
    is_new || posts[answered].edited_at.is_some_and(|at| at > draft.asked_at)
}

/// The card with the post that a draft answers: its author may have written more since.
fn with_answered(card: Card, parent: &PostRef, posts: &[Post]) -> Card {
    let Some(answered) = posts.iter().find(|post| post.post == *parent) else {
        return card;
    };
    let mask = Mask::of(posts.iter().map(|post| post.text.as_str()), card.topic);
    Card {
        text: text::cut(&mask.post(&answered.text), WORDS),
        deleted: answered.deleted_at.is_some(),
        link: answered.link.clone(),
        posted_at: answered.posted_at,
        ..card
    }
}
