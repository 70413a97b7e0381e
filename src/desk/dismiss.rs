//! `/case dismiss`: not ours to answer, with the reason on record.

use super::{Answer, Caller, Desk, Result, say, work};
use crate::domain::{Right, Withdrawal};

impl Desk {
    pub(super) async fn dismiss(&self, from: &Caller, ask: commands::Dismiss) -> Result<Answer> {
        let why = work::words(&ask.why)?;
        let mut work = self.begin(from, Right::Respond).await?;
        let case = work.case(ask.case).await?;
        work.withdraw_draft(&case, Withdrawal::Closed).await?;
        let (case, change) = case.dismiss(&from.staff.name, why.clone(), work.now)?;
        work.learn_from_dismissal(&case, &why).await?;
        let told = say::closed(&from.staff.name, "dismissed", Some(&why));
        let case = work.save(case, change, Some(told)).await?;
        work.commit().await?;
        Ok(say::answer(&case, format!("Case {} is dismissed.", case.number)))
    }
}
