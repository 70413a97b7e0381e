//! `/case show`: one case whole, its posts, our replies and its history.

use super::{Answer, Caller, Desk, Result, say, sight, view};
use crate::domain::{CaseNumber, Refusal, Sight};

/// Copies of a case that are named.
const COPIES: i64 = 20;

impl Desk {
    pub(super) async fn show(&self, from: &Caller, ask: commands::Show) -> Result<Answer> {
        let number = CaseNumber(i64::try_from(ask.case).unwrap_or(i64::MAX));
        let mut tx = self.store.read().await?;
        let case = tx.case(number).await?.ok_or(Refusal::NoSuchCase(number))?;
        let case = sight::case(case, from.sight);
        let posts = sight::posts(tx.posts_of(number).await?, from.sight);
        let replies = sight::replies(tx.replies_of(number).await?, from.sight);
        let history = sight::history(tx.history(number).await?, from.sight);
        let office = self.office();
        let mut text = say::case(&case, &posts, &replies, &history, office.directory.time_zone);
        let copies = tx.count_copies(number).await?;
        let copied = tx.copies_of(number, COPIES).await?;
        text += &say::copies(copies, &copied, from.sight == Sight::Full);
        text += &say::how_to_see_one(number, from.sight);
        Ok(Answer {
            text,
            data: view::whole(&case, &posts, &replies, &history),
            case: Some(number),
        })
    }
}
