//! `/case reveal`: the words of a case's posts as they were written, and of
//! colleagues' notes where these were masked, for one pair of eyes, and on record
//! who looked. Who looks is told to nobody: no card is redrawn.

use super::{Answer, Caller, Desk, Result, say, sight, view};
use crate::domain::{Change, Ending, Refusal, Right, Sight, State};

impl Desk {
    pub(super) async fn reveal(&self, from: &Caller, ask: commands::Reveal) -> Result<Answer> {
        // The second key reads what it decides about.
        let right = if from.staff.may(Right::Approve) {
            Right::Approve
        } else {
            Right::Respond
        };
        let mut work = self.begin(from, right).await?;
        let case = work.case(ask.case).await?;
        // Its posts went with it, so there is nothing here to look at.
        if let State::Closed {
            how: Ending::Merged(into),
            ..
        } = &case.state
        {
            return Err(Refusal::Merged(case.number, *into).into());
        }
        let posts = work.tx.posts_of(case.number).await?;
        from.may_reveal(case.number, posts.last().and_then(|post| post.link.clone()))?;
        let mask = sight::mask(&case, &posts);
        let mut notes = work.tx.history(case.number).await?;
        notes.retain(
            |told| matches!(&told.event.change, Change::Noted { text } if mask.remark(text) != *text),
        );
        let mut text = say::revealed(&case, &posts, &notes, work.office.directory.time_zone);
        if let Some(draft) = work.tx.open_draft(case.number).await? {
            text += &say::open_draft(&draft, Sight::Full, &from.staff);
        }
        work.record(case.number, Change::Revealed).await?;
        work.commit().await?;
        Ok(Answer {
            text,
            data: view::posts(&case, &posts),
            case: Some(case.number),
            offer: None,
        })
    }
}
