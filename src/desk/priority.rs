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
        let before = work.case(ask.case).await?;
        let (mut case, change) = before.clone().prioritise(to)?;
        work.learn_urgency(&before, &case).await?;
        if case.answered_at.is_none() {
            // More pressing means sooner; less pressing never takes time away from somebody
            // who waits. What is not due (closed, or told to the top already) stays so.
            let by = work.department(&case.department)?.answer_by(to, case.opened_at);
            case.due_at = case.due_at.map(|due| due.min(by));
        }
        let case = work
            .save(case, change, Some(say::prioritised(&from.staff.name, to)))
            .await?;
        work.commit().await?;
        Ok(say::answer(&case, format!("Case {} is {to} now.", case.number)))
    }
}
