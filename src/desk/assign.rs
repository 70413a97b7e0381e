//! `/case assign`: a lead gives a case to somebody who can answer.

use super::{Answer, Caller, Desk, Result, say};
use crate::domain::{Refusal, Right, Withdrawal};

impl Desk {
    pub(super) async fn assign(&self, from: &Caller, ask: commands::Assign) -> Result<Answer> {
        let mut work = self.begin(from, Right::Lead).await?;
        let case = work.case(ask.case).await?;
        work.withdraw_draft(&case, Withdrawal::Moved).await?;
        let directory = &work.office.directory;
        let to = directory
            .staff(&ask.staff)
            .ok_or_else(|| Refusal::NoSuchStaff(ask.staff.clone(), directory.nearest_staff(&ask.staff)))?
            .clone();
        if !to.may(Right::Respond) {
            return Err(Refusal::CantRespond(to.name).into());
        }
        let (case, change) = case.assign(&to.name, work.now)?;
        let case = work
            .save(case, change, Some(say::assigned(&from.staff.name, &to.name)))
            .await?;
        work.commit().await?;
        Ok(say::answer(
            &case,
            format!("Case {} is with {} now.", case.number, to.name),
        ))
    }
}
