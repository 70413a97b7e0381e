//! `/case release`: the holder gives it back; a lead may take it from anybody.

use super::{Answer, Caller, Desk, Result, say};
use crate::domain::{Right, Withdrawal};

impl Desk {
    pub(super) async fn release(&self, from: &Caller, ask: commands::Release) -> Result<Answer> {
        let mut work = self.begin(from, Right::Respond).await?;
        let case = work.case(ask.case).await?;
        work.withdraw_draft(&case, Withdrawal::Released).await?;
        let is_lead = from.staff.may(Right::Lead);
        let (case, change) = case.release(&from.staff.name, is_lead, work.office.directory.time_zone)?;
        let case = work
            .save(case, change, Some(say::released(&from.staff.name)))
            .await?;
        work.commit().await?;
        Ok(say::answer(
            &case,
            format!("Case {} is open again for others.", case.number),
        ))
    }
}
