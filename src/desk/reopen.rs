//! `/case reopen`: a closed case is open again, and its clock runs.

use super::{Answer, Caller, Desk, Result, say, work};
use crate::domain::{Ending, Right};

impl Desk {
    pub(super) async fn reopen(&self, from: &Caller, ask: commands::Reopen) -> Result<Answer> {
        let why = work::perhaps(ask.why.as_deref())?;
        let mut work = self.begin(from, Right::Respond).await?;
        let case = work.case(ask.case).await?;
        let department = work.department(&case.department)?;
        let due_at = department.answer_by(case.urgency, work.now);
        if case.status() == Ending::Dismissed.as_str() {
            work.learn_from_reopening(&case).await?;
        }
        let first = case.copy_of();
        let (case, change) = case.reopen(why.clone(), due_at)?;
        let told = say::reopened(&from.staff.name, why.as_deref());
        let case = work.save(case, change, Some(told)).await?;
        work.ended_badly(case.number).await?;
        work.has_one_copy_fewer(first).await?;
        work.commit().await?;
        Ok(say::answer(&case, format!("Case {} is open again.", case.number)))
    }
}
