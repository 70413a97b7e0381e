//! `/case show`: one case whole, its posts, our replies and its history.

use super::{Answer, Caller, Desk, Result, say, view};
use crate::domain::{CaseNumber, Refusal};

impl Desk {
    pub(super) async fn show(&self, _from: &Caller, ask: commands::Show) -> Result<Answer> {
        let number = CaseNumber(i64::try_from(ask.case).unwrap_or(i64::MAX));
        let mut tx = self.store.read().await?;
        let case = tx.case(number).await?.ok_or(Refusal::NoSuchCase(number))?;
        let posts = tx.posts_of(number).await?;
        let replies = tx.replies_of(number).await?;
        let history = tx.history(number).await?;
        let office = self.office();
        let text = say::case(&case, &posts, &replies, &history, office.directory.time_zone);
        Ok(Answer {
            text,
            data: view::whole(&case, &posts, &replies, &history),
            case: Some(number),
        })
    }
}
