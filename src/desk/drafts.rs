//! How drafts end: whoever it concerns is told in the case's thread, and the
//! request that asked for approval is redrawn wherever it stands. A draft that
//! expires is its own timer, as a late case is.

use super::work::Work;
use super::{Desk, Result, say};
use crate::domain::{
    Actor, Case, CaseNumber, Change, Draft, DraftState, Event, Lane, Line, StaffName, What, Withdrawal,
};
use crate::store::Store;

/// Most drafts in one round.
const MOST: i64 = 50;

impl Desk {
    /// Ends the drafts whose time has passed; gives how many there were.
    pub async fn expire_drafts(&self) -> Result<usize> {
        let cases = self.store.read().await?.cases_with_expired_drafts(MOST).await?;
        let mut ended = 0;
        for case in cases {
            match self.expire_draft(case).await {
                // Somebody decides about it in this very moment: it is looked at again.
                Err(error) if Store::is_conflict(&error) => {}
                expired => ended += usize::from(expired?),
            }
        }
        Ok(ended)
    }

    async fn expire_draft(&self, number: CaseNumber) -> Result<bool> {
        let mut work = self.by_clock().await?;
        let Some(case) = work.tx.case_to_change(number).await? else {
            return Ok(false);
        };
        // The case is ours now, so nobody else decides about its draft.
        let now = work.now;
        if let Some(draft) = work.tx.open_draft(number).await?
            && draft.expires_at <= now
        {
            let told = say::expired(&draft, case.holder());
            work.end_draft(&case, draft.expire(now), told).await?;
            work.redraw(&case).await?;
            work.commit().await?;
            return Ok(true);
        }
        Ok(false)
    }
}

impl Work {
    /// The draft of a case that is still open loses its place.
    pub async fn withdraw_draft(&mut self, case: &Case, why: Withdrawal) -> Result<()> {
        let Some(draft) = self.tx.open_draft(case.number).await? else {
            return Ok(());
        };
        let told = say::withdrawn(&draft, why);
        let now = self.now;
        self.end_draft(case, draft.withdraw(why, now), told).await?;
        self.redraw(case).await
    }

    /// Keeps how a draft ended, redraws its request and tells the case's thread.
    pub async fn end_draft(&mut self, case: &Case, draft: Draft, told: impl Into<Line>) -> Result<()> {
        self.tx.save_draft(&draft).await?;
        let id = draft.id.to_string();
        let change = match &draft.state {
            DraftState::Declined { why, .. } => Change::Declined {
                draft: id,
                why: why.clone(),
            },
            DraftState::Expired { .. } => Change::Expired { draft: id },
            DraftState::Withdrawn { why, .. } => Change::Withdrawn { draft: id, why: *why },
            DraftState::Waiting
            | DraftState::Blocked { .. }
            | DraftState::Approved { .. }
            | DraftState::Replaced { .. } => Change::Replaced { draft: id },
        };
        self.record(case.number, change).await?;
        self.redraw_request(case, &draft).await?;
        self.tell_thread(case, &told.into())
    }

    /// The request about a draft is drawn again wherever it stands; of one that is open, posted where approvals are
    /// asked for.
    pub async fn redraw_request(&mut self, case: &Case, draft: &Draft) -> Result<()> {
        let mut channels = self.tx.request_channels(draft.id).await?;
        // What has ended may have been posted a moment ago, where nobody noted yet: it is drawn there, or nothing is.
        if !matches!(draft.state, DraftState::Blocked { first: None }) {
            let department = self.department(&case.department)?;
            for channel in self.office.directory.approval_channels(&department) {
                if !channels.contains(&channel) {
                    channels.push(channel);
                }
            }
        }
        for channel in channels {
            let what = What::Request {
                channel: channel.clone(),
                draft: draft.id,
            };
            self.enqueue(Lane::channel(&channel), Some(case.number), what);
        }
        Ok(())
    }

    /// Records what somebody else than the one who asks has done.
    pub async fn record_by(&mut self, who: &StaffName, case: &Case, change: Change) -> Result<()> {
        let event = Event {
            who: Actor::Staff(who.clone()),
            ..self.event(case.number, change)
        };
        self.tx.record(&[event]).await
    }
}
