//! `/desk list`: open cases, mine, late ones, all, or a department's.

use super::{Answer, Caller, Desk, Result, say, sight, view};
use crate::domain::Refusal;
use crate::store::Filter;

/// Most cases in one answer.
const MOST: i64 = 50;

impl Desk {
    pub(super) async fn list(&self, from: &Caller, ask: commands::List) -> Result<Answer> {
        let office = self.office();
        let which = ask
            .which
            .as_deref()
            .map(str::trim)
            .filter(|w| !w.is_empty())
            .unwrap_or("open");
        let filter = match which.to_lowercase().as_str() {
            "open" => Filter::Open,
            "mine" | "me" => Filter::Mine(from.staff.name.clone()),
            "late" => Filter::Late,
            "all" => Filter::All,
            "dismissed" => Filter::Dismissed,
            "spam" => Filter::Noise,
            _ => {
                let known = office.directory.find_department(which).ok_or_else(|| {
                    Refusal::NoSuchDepartment(which.to_owned(), office.directory.nearest_departments(which))
                })?;
                Filter::Department(known.name.clone())
            }
        };
        let mut tx = self.store.read().await?;
        let listed = tx.list(&filter, MOST).await?;
        let listed = sight::page(&mut tx, listed, from.sight).await?;
        let text = say::list(&listed, &filter, self.clock.now()) + say::how_to_see(&listed, from.sight);
        Ok(Answer {
            text,
            data: view::cases(&listed),
            case: None,
            offer: None,
        })
    }
}
