//! `/case resolve`: dealt with.

use super::{Answer, Caller, Desk, Result, say, work};
use crate::domain::{Right, Withdrawal};

impl Desk {
    pub(super) async fn resolve(&self, from: &Caller, ask: commands::Resolve) -> Result<Answer> {
        let note = work::perhaps(ask.note.as_deref())?;
        let mut work = self.begin(from, Right::Respond).await?;
        let case = work.case(ask.case).await?;
        work.withdraw_draft(&case, Withdrawal::Closed).await?;
        let (case, change) = case.resolve(&from.staff.name, note.clone(), work.now)?;
        let told = say::closed(&from.staff.name, "resolved", note.as_deref());
        let case = work.save(case, change, Some(told)).await?;
        work.ended_well(&case).await?;
        work.commit().await?;
        Ok(say::answer(&case, format!("Case {} is resolved.", case.number)))
    }
}
