//! `/case decline`: no to a draft, with a reason for its author; of one's own, it is taken back.

use super::{Answer, Caller, Desk, Result, say, work};
use crate::domain::Right;

impl Desk {
    pub(super) async fn decline(&self, from: &Caller, ask: commands::Decline) -> Result<Answer> {
        let why = work::words(&ask.why)?;
        let right = if from.staff.may(Right::Approve) {
            Right::Approve
        } else {
            Right::Respond
        };
        let mut work = self.begin(from, right).await?;
        let case = work.case(ask.case).await?;
        let draft = work.draft_seen(from, &case).await?;
        let own = draft.author == from.staff.name;
        if !own {
            work.office.require(&from.staff, Right::Approve)?;
        }
        let draft = draft.decline(&from.staff.name, why, work.now)?;
        let told = if own {
            say::took_back(&from.staff.name)
        } else {
            say::declined(&from.staff.name, &draft)
        };
        work.end_draft(&case, draft, told).await?;
        work.redraw(&case).await?;
        work.commit().await?;
        Ok(say::answer(&case, say::no_counts(&case, own)))
    }
}
