//! `/case escalate`: it moves up one tier, and those above are told.

use super::{Answer, Caller, Desk, Result, say, work};
use crate::domain::{Line, Refusal, Right};

impl Desk {
    pub(super) async fn escalate(&self, from: &Caller, ask: commands::Escalate) -> Result<Answer> {
        let why = work::perhaps(ask.why.as_deref())?;
        let mut work = self.begin(from, Right::Respond).await?;
        let case = work.case(ask.case).await?;
        let above = work
            .office
            .directory
            .above(&case.department, case.tier + 1)
            .ok_or_else(|| Refusal::NowhereHigher(case.number, case.department.to_string()))?
            .clone();
        let due_at = above.answer_by(case.urgency, work.now);
        let (case, change) = case.escalate(&above.name, why.clone(), due_at)?;
        let told = say::escalated(&from.staff.name, &above.title, why.as_deref());
        let case = work.save(case, change, Some(told)).await?;
        let page = say::page(
            &case,
            &Line::of(&from.staff.name).text(" asks for you"),
            why.as_deref(),
            &[],
        );
        work.tell_department(&above.channels, Some(case.number), &page);
        work.commit().await?;
        Ok(say::answer(
            &case,
            format!("{} has been told of case {}.", above.title, case.number),
        ))
    }
}
