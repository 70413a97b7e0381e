//! Cases whose time has passed. A case's own due time is the timer: one
//! transaction moves the case up, tells those above and sets the next time,
//! so a restart repeats none and loses none, and it ends at the top.

use super::work::Work;
use super::{Desk, Result, say};
use crate::domain::{Actor, Case, Change, Origin, Refusal, Urgency};
use crate::store::Saved;

/// Most cases in one transaction.
const MOST: i64 = 50;

impl Desk {
    /// Moves up what is due; gives how many cases were.
    pub async fn chase(&self) -> Result<usize> {
        let tx = self.store.begin().await?;
        let mut work = Work::by(tx, self.office(), &self.clock, Actor::Liaison, Origin::Clock);
        let overdue = work.tx.overdue(MOST).await?;
        let count = overdue.len();
        for case in overdue {
            work.chase(case).await?;
        }
        if count > 0 {
            work.commit().await?;
        }
        Ok(count)
    }
}

impl Work {
    async fn chase(&mut self, case: Case) -> Result<()> {
        let why = say::why_late(&case);
        let is_listed =
            case.urgency != Urgency::Critical && self.tx.incident_of(case.number).await?.is_some();
        let above = self
            .office
            .directory
            .above(&case.department, case.tier + 1)
            .cloned();
        let Some(above) = above else {
            let (case, change) = case.run_late();
            if is_listed {
                return self.save_in_silence(case, change).await;
            }
            self.save(case, change, Some(say::nowhere_higher(why).into()))
                .await?;
            return Ok(());
        };
        let due_at = above.answer_by(case.urgency, self.now);
        let (case, change) = case.escalate(&above.name, Some(why.to_owned()), due_at)?;
        let case = Case { late: true, ..case };
        if is_listed {
            return self.save_in_silence(case, change).await;
        }
        let case = self
            .save(
                case,
                change,
                Some(say::escalated_by_time(&above.title, why).into()),
            )
            .await?;
        let page = say::page(&case, &"Late".into(), Some(why), &[]);
        self.tell_department(&above.channels, Some(case.number), &page);
        Ok(())
    }

    /// Everybody has been told of the incident: a card, a notice and a page for each of its cases would hide the
    /// others, and the critical among them.
    async fn save_in_silence(&mut self, case: Case, change: Change) -> Result<()> {
        let event = self.event(case.number, change);
        if self.tx.save(&case, &event).await? == Saved::Stale {
            return Err(Refusal::Busy(case.number).into());
        }
        self.redraw_where_it_is(&case).await
    }
}
