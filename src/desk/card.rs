//! A case's card, as it stands at this moment: everything a chat may show.

use super::{Desk, Result, say, sight};
use crate::domain::{
    Card, Case, CaseNumber, Ending, Line, Published, Sight, StaffName, State, Timestamp, Urgency, text,
};
use crate::store::{Post, Reply};
use crate::triage::Mask;

/// Most signs of a post on a card.
const WORDS: usize = 1_500;

impl Desk {
    /// Draws the card of a case; none when there is no such case.
    pub async fn card(&self, number: CaseNumber) -> Result<Option<Card>> {
        let mut tx = self.store.read().await?;
        let Some(case) = tx.case(number).await? else {
            return Ok(None);
        };
        let posts = tx.posts_of(number).await?;
        let replies = tx.replies_of(number).await?;
        let history = tx.cases_up_to(&case).await?;
        let draft = tx.open_draft(number).await?;
        let on_call = self.on_call_for(&case);
        let speakers = self.office().directory.speakers(&case.language, &case.department);
        let copies = tx.count_copies(number).await?;
        let mask = sight::mask_of(&mut tx, &case).await?;
        let card = draw(case, (on_call, history), (&posts, &mask), replies.last());
        Ok(Some(Card {
            draft_id: draft.as_ref().map(|draft| draft.id),
            draft: draft.map(|draft| draft.state.as_str().to_owned()),
            copies,
            speakers: speakers.as_ref().map(say::speakers),
            ..card
        }))
    }

    /// A line about a case as it may be shown: what its posts told is masked where colleagues repeat it.
    pub async fn masked_line(&self, case: Option<CaseNumber>, line: &Line) -> Result<Line> {
        let Some(number) = case.filter(|_| line.quotes()) else {
            return Ok(line.clone());
        };
        let mut tx = self.store.read().await?;
        let Some(case) = tx.case(number).await? else {
            return Ok(line.clone());
        };
        let mask = sight::mask_of(&mut tx, &case).await?;
        Ok(line.requoted(|words| mask.remark(words)))
    }

    /// Whom the case wakes: a critical one that nobody holds.
    fn on_call_for(&self, case: &Case) -> Vec<StaffName> {
        if case.urgency != Urgency::Critical || case.state != State::Open {
            return Vec::new();
        }
        let office = self.office();
        let department = office.directory.department(&case.department);
        department.map(|d| d.on_call.clone()).unwrap_or_default()
    }
}

/// Draws it, with what identifies a patient masked.
fn draw(
    case: Case,
    (on_call, history): (Vec<StaffName>, i64),
    (posts, mask): (&[Post], &Mask),
    reply: Option<&Reply>,
) -> Card {
    // The one that is answered, which need not be the last: that may have been taken down.
    let answered = posts.iter().rev().find(|post| post.post == case.latest);
    let latest = answered.or(posts.last());
    let written = latest.map_or("", |post| post.text.as_str());
    let shown = mask.post(written);
    let (since, merged_into) = since(&case.state);
    Card {
        number: case.number,
        sight: Sight::Full,
        on_call,
        status: case.status().to_owned(),
        holder: case.last_holder().map(ToString::to_string),
        since,
        merged_into,
        urgency: case.urgency,
        tier: case.tier,
        network: case.network,
        handle: case.author.handle,
        author: case.author.name,
        history,
        department: case.department.0,
        facility: case.facility.map(|f| f.0),
        topic: case.topic,
        intent: case.intent,
        language: case.language,
        speakers: None,
        reasons: case.reasons.iter().map(|reason| mask.remark(reason)).collect(),
        masked: posts.iter().any(|post| mask.post(&post.text) != post.text),
        text: text::cut(&shown, WORDS),
        mentions: case.mentions,
        copies: 0,
        edited: posts.iter().any(|post| post.edited_at.is_some()),
        deleted: latest.is_some_and(|post| post.deleted_at.is_some()),
        link: latest.and_then(|post| post.link.clone()),
        posted_at: latest.map_or(case.opened_at, |post| post.posted_at),
        opened_at: case.opened_at,
        answered_at: case.answered_at,
        due_at: case.due_at,
        late: case.late,
        tags: case.tags,
        takes_replies: case.network.takes_replies(),
        limit: case.network.limit(),
        reply: reply.map(|reply| published(reply, mask)),
        draft: None,
        draft_id: None,
    }
}

fn since(state: &State) -> (Option<Timestamp>, Option<CaseNumber>) {
    match state {
        State::Open => (None, None),
        State::Held { since, .. } => (Some(*since), None),
        State::Closed {
            how: Ending::Merged(into) | Ending::Copy(into),
            at,
            ..
        } => (Some(*at), Some(*into)),
        State::Closed { at, .. } => (Some(*at), None),
    }
}

fn published(reply: &Reply, mask: &Mask) -> Published {
    Published {
        text: mask.remark(&reply.text),
        by: reply.staff.to_string(),
        state: reply.state.as_str().to_owned(),
        at: reply.written_at,
    }
}
