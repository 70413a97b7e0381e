//! `/desk search`: cases in whose posts the words stand.

use super::{Answer, Caller, Desk, Result, say, sight, view};

/// Most cases in one answer.
const MOST: i64 = 20;

impl Desk {
    pub(super) async fn search(&self, from: &Caller, ask: commands::Search) -> Result<Answer> {
        let mut tx = self.store.read().await?;
        let numbers = tx.search(&ask.words, MOST).await?;
        let listed = tx.listed(&numbers).await?;
        let listed = sight::page(&mut tx, listed, from.sight).await?;
        let text = say::found(&listed, self.clock.now()) + say::how_to_see(&listed, from.sight);
        Ok(Answer {
            text,
            data: view::cases(&listed),
            case: None,
            offer: None,
        })
    }
}
