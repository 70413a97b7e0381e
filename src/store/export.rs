//! Pages of everything, for `liaison export`.

use super::case::{CaseRow, case_columns};
use super::{Tx, each, micros};
use crate::domain::{Case, CaseNumber, Timestamp};
use anyhow::Result;

impl Tx {
    /// Cases opened in a span, in order of number, after `after`.
    pub async fn export_cases(
        &mut self,
        after: CaseNumber,
        from: Timestamp,
        until: Timestamp,
        most: i64,
    ) -> Result<Vec<Case>> {
        let sql = concat!(
            "select ",
            case_columns!(),
            " from cases where number > $1 and opened_at >= $2 and opened_at < $3 order by number limit $4"
        );
        let rows: Vec<CaseRow> = each!(self, db => sqlx::query_as(sql)
            .bind(after.0).bind(micros(from)).bind(micros(until)).bind(most).fetch_all(db).await)?;
        rows.into_iter().map(Case::try_from).collect()
    }
}
