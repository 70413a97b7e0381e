//! `/case approve`: the second key. The yes, the draft's end and the delivery
//! of its words are one transaction under the case's lock, so that of two who
//! answer at once, or of a yes and the clock, one comes first and the other is
//! told.

use super::work::Work;
use super::{Answer, Caller, Desk, Result, say, work};
use crate::domain::{Case, Change, Draft, DraftState, Given, Refusal, Right, Sight, Verdict, Withdrawal};

impl Desk {
    pub(super) async fn approve(&self, from: &Caller, ask: commands::Approve) -> Result<Answer> {
        let why = work::perhaps(ask.why.as_deref())?;
        let mut work = self.begin(from, Right::Approve).await?;
        work.require_enrolled(&from.staff.name, "approve").await?;
        let case = work.case(ask.case).await?;
        if from.sight == Sight::Link {
            return Err(Refusal::DecideElsewhere(case.number).into());
        }
        let draft = work.draft_seen(from, &case).await?;
        if work.has_lost_its_author(&draft) {
            work.withdraw_draft(&case, Withdrawal::AuthorLeft).await?;
            work.commit().await?;
            return Err(Refusal::DraftEnded(case.number, "withdrawn").into());
        }
        work.office.directory.apart(&from.staff, &draft)?;
        work.place_for_answers(&case, &draft.parent).await?;
        work.not_said_yet(case.number, &draft.words, &draft.parent)
            .await?;
        if let Some(blocked) = work.blocked_by_now(&case, &draft).await? {
            let found = say::findings(&blocked.words, &blocked.findings, from.sight);
            work.commit().await?;
            let case = case.number;
            return Err(Refusal::Blocked { case, found }.into());
        }
        let draft = work.without_lost_yes(draft);
        let (draft, given) = draft.approve(&from.staff.name, why.clone(), work.now)?;
        let is_last = work.office.approvers_beside(&draft.author).count() < 2;
        if given == Given::First && is_last {
            return Err(Refusal::NobodyElse(case.number).into());
        }
        work.tx.save_draft(&draft).await?;
        let change = Change::Approved {
            draft: draft.id.to_string(),
            why,
            left: u8::from(given == Given::First),
        };
        work.record(case.number, change).await?;
        work.redraw_request(&case, &draft).await?;
        match given {
            Given::First => {
                work.redraw(&case).await?;
                work.tell_thread(&case, &say::first_yes(&from.staff.name, &draft))?;
            }
            Given::All => {
                work.tell_thread(&case, &say::approved(&from.staff.name, &draft))?;
                work.send(&case, &draft).await?;
            }
        }
        work.commit().await?;
        Ok(say::answer(&case, say::yes_counts(&case, given)))
    }
}

impl Work {
    /// The draft that the person means: the one they have before their eyes, or the one that is open.
    pub async fn draft_seen(&mut self, from: &Caller, case: &Case) -> Result<Draft> {
        let open = self.tx.open_draft(case.number).await?;
        match (from.seen, open) {
            (None, Some(open)) => Ok(open),
            (Some(seen), Some(open)) if seen == open.id => Ok(open),
            (None, None) => Err(Refusal::NoDraft(case.number).into()),
            (Some(seen), open) => {
                let known = self
                    .tx
                    .draft(seen)
                    .await?
                    .filter(|draft| draft.case == case.number);
                Err(match (known, open) {
                    (Some(ended), None) => Refusal::DraftEnded(case.number, ended.state.as_str()),
                    (_, Some(_)) => Refusal::DraftChanged(case.number),
                    (None, None) => Refusal::NoDraft(case.number),
                }
                .into())
            }
        }
    }

    /// The draft, without a first yes by somebody who has left since or may no longer give one.
    fn without_lost_yes(&self, draft: Draft) -> Draft {
        let directory = &self.office.directory;
        draft.counting(|who| {
            let staff = directory.staff(who.as_str());
            staff.is_some_and(|staff| staff.may(Right::Approve))
        })
    }

    /// Nobody's words go out in the name of somebody who has left, or may not answer any more.
    fn has_lost_its_author(&self, draft: &Draft) -> bool {
        let author = self.office.directory.staff(draft.author.as_str());
        !author.is_some_and(|staff| staff.may(Right::Respond) || staff.may(Right::Approve))
    }

    /// The author may have written more since, or the settings have changed: what the guard blocks by now is no
    /// longer one person's to let out, and of what it finds anew nobody has read who said yes before. Gives the draft
    /// as it was kept then.
    async fn blocked_by_now(&mut self, case: &Case, draft: &Draft) -> Result<Option<Draft>> {
        if !draft.is_open() || draft.expires_at <= self.now {
            return Ok(None);
        }
        let (ruling, _) = self.ruling(case, &draft.words).await?;
        let knew = draft.state != DraftState::Waiting && !draft.is_news(&ruling.findings);
        if ruling.verdict != Verdict::Block || knew {
            return Ok(None);
        }
        let blocked = draft.clone().block(ruling.findings);
        self.tx.save_draft(&blocked).await?;
        self.record_block(case, &blocked).await?;
        self.redraw_request(case, &blocked).await?;
        self.redraw(case).await?;
        self.tell_thread(case, &say::blocked_by_now(&blocked))?;
        Ok(Some(blocked))
    }
}
