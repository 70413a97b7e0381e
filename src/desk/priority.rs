//! `/case priority`: the urgency, corrected by a person.

use super::{Answer, Caller, Desk, Result, say};
use crate::domain::{Refusal, Right, Urgency};

impl Desk {
    pub(super) async fn priority(&self, from: &Caller, ask: commands::Priority) -> Result<Answer> {
        let to: Urgency =
            ask.urgency
                .to_lowercase()
                .parse()
                .map_err(|unknown: <Urgency as std::str::FromStr>::Err| {
                    Refusal::UnknownWord(unknown.to_string())
                })?;
        let mut work = self.begin(from, Right::Respond).await?;
        let (mut case, change) = work.case(ask.case).await?.prioritise(to)?;
        if case.is_open() && case.answered_at.is_none() {
            // More pressing means sooner; less pressing never takes time away from somebody who waits.
            let by = work.department(&case.department)?.answer_by(to, case.opened_at);
            case.due_at = Some(case.due_at.map_or(by, |due| due.min(by)));
        }
        let case = work
            .save(case, change, Some(say::prioritised(&from.staff.name, to)))
            .await?;
        work.commit().await?;
        Ok(say::answer(&case, format!("Case {} is {to} now.", case.number)))
    }
}
