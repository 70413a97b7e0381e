//! `/case note`: words for colleagues. They stay in the thread and the record, and never go out.

use super::{Answer, Caller, Desk, Result, say, work};
use crate::domain::{Change, Right};

impl Desk {
    pub(super) async fn note(&self, from: &Caller, ask: commands::Note) -> Result<Answer> {
        let text = work::words(&ask.text)?;
        let mut work = self.begin(from, Right::Respond).await?;
        let case = work.case(ask.case).await?;
        work.record(case.number, Change::Noted { text: text.clone() })
            .await?;
        work.tell_thread(&case, &say::noted(&from.staff.name, &text))?;
        work.commit().await?;
        Ok(say::answer(
            &case,
            format!("Noted on case {}, for colleagues only.", case.number),
        ))
    }
}
