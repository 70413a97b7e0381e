//! `/case merge`: two cases of one author become one; the record of both stays.

use super::{Answer, Caller, Desk, Result, say};
use crate::domain::{Case, Refusal, Right, Withdrawal};

impl Desk {
    pub(super) async fn merge(&self, from: &Caller, ask: commands::Merge) -> Result<Answer> {
        let mut work = self.begin(from, Right::Lead).await?;
        if ask.case == ask.into {
            return Err(Refusal::MergeIntoSelf.into());
        }
        // Always the smaller number first: two merges of the same cases must not wait for each other.
        let (first, second) = (
            work.case(ask.case.min(ask.into)).await?,
            work.case(ask.case.max(ask.into)).await?,
        );
        let (case, into) = if ask.case < ask.into {
            (first, second)
        } else {
            (second, first)
        };
        work.withdraw_draft(&case, Withdrawal::Closed).await?;
        let (into, absorbed) = into.absorb(&case);
        let (case, merged) = case.merge(&into, &from.staff.name, work.now)?;
        work.tx.move_posts(case.number, into.number).await?;
        // What was said under either is not said again, and can be taken back from here.
        work.tx.move_replies(case.number, into.number).await?;
        // The card shows the newest post of both, so that is where answers go.
        let latest = work.tx.latest_post(into.number).await?;
        let latest = latest.map_or(into.latest.clone(), |newest| newest.post);
        let into = Case { latest, ..into };
        let case = work
            .save(case, merged, Some(say::merged(&from.staff.name, into.number)))
            .await?;
        let into = work
            .save(into, absorbed, Some(say::absorbed(&from.staff.name, case.number)))
            .await?;
        work.commit().await?;
        Ok(say::answer(
            &into,
            format!("Case {} goes on as case {}.", case.number, into.number),
        ))
    }
}
