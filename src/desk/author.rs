//! `/desk author`: everything one author has brought to us.

use super::{Answer, Caller, Desk, Result, say, sight, view};
use crate::store::Filter;

/// Most cases in one answer.
const MOST: i64 = 20;

impl Desk {
    pub(super) async fn author(&self, from: &Caller, ask: commands::Author) -> Result<Answer> {
        let handle = ask.handle.trim().trim_start_matches('@').to_owned();
        let listed = self
            .store
            .read()
            .await?
            .list(&Filter::Author(handle.clone()), MOST)
            .await?;
        let listed = sight::listed(listed, from.sight);
        let text = say::by_author(&handle, &listed, self.clock.now()) + say::how_to_see(&listed, from.sight);
        Ok(Answer {
            text,
            data: view::cases(&listed),
            case: None,
            offer: None,
        })
    }
}
