//! `/case claim`: a case has one holder at a time.

use super::{Answer, Caller, Desk, Result, say};
use crate::domain::Right;

impl Desk {
    pub(super) async fn claim(&self, from: &Caller, ask: commands::Claim) -> Result<Answer> {
        let mut work = self.begin(from, Right::Respond).await?;
        let case = work.case(ask.case).await?;
        let (case, change) = case.claim(&from.staff.name, work.now, work.office.directory.time_zone)?;
        let case = work
            .save(case, change, Some(say::claimed(&from.staff.name)))
            .await?;
        work.commit().await?;
        Ok(say::answer(&case, format!("Case {} is yours.", case.number)))
    }
}
