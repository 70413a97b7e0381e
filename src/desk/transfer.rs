//! `/case transfer`: another department has it, and its clock starts again.

use super::{Answer, Caller, Desk, Result, say, work};
use crate::domain::{Refusal, Right, Withdrawal};

impl Desk {
    pub(super) async fn transfer(&self, from: &Caller, ask: commands::Transfer) -> Result<Answer> {
        let why = work::perhaps(ask.why.as_deref())?;
        let mut work = self.begin(from, Right::Lead).await?;
        let case = work.case(ask.case).await?;
        work.withdraw_draft(&case, Withdrawal::Moved).await?;
        let directory = &work.office.directory;
        let to = directory
            .find_department(&ask.department)
            .ok_or_else(|| {
                Refusal::NoSuchDepartment(
                    ask.department.clone(),
                    directory.nearest_departments(&ask.department),
                )
            })?
            .clone();
        let left = work.department(&case.department)?;
        work.learn_from_transfer(&case, &to).await?;
        let due_at = to.answer_by(case.urgency, work.now);
        let (case, change) = case.transfer(&to.name, why.clone(), due_at)?;
        let told = say::transferred(&from.staff.name, &left.name, &to.name, why.as_deref());
        let case = work.save(case, change, Some(told)).await?;
        work.commit().await?;
        Ok(say::answer(
            &case,
            format!("Case {} went to {}.", case.number, to.title),
        ))
    }
}
