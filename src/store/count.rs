//! How much came, by series and by hour or day, and where each series stands.

use super::rows::Column;
use super::{Tx, each, row};
use anyhow::{Context, Result};

/// Steps of one kind, by number since 1970, the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// `hour`, `day`, or `arrived`: by hours too, but those in which it came.
    pub step: &'static str,
    /// The first.
    pub from: i64,
    /// The first after it.
    pub until: i64,
}

/// What came of a series in one step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// As in a span.
    pub step: &'static str,
    /// Which, by number since 1970.
    pub at: i64,
    /// Of what.
    pub series: String,
    /// How many.
    pub count: i64,
}

row!(CountRow {
    at: i64,
    series: String,
    count: i64
});

row!(WatchRow {
    series: String,
    state: String
});

impl Tx {
    /// Adds to what was counted.
    pub async fn count(&mut self, mut counted: Vec<Counted>) -> Result<()> {
        if counted.is_empty() {
            return Ok(());
        }
        // In order: two transactions that count the same must not wait for each other.
        counted.sort_unstable();
        let columns = vec![
            ("step", Column::text(&counted, |row| row.step)),
            ("at", Column::number(&counted, |row| row.at)),
            ("series", Column::text(&counted, |row| row.series.as_str())),
            ("count", Column::number(&counted, |row| row.count)),
        ];
        let again = "on conflict (step, at, series) do update set count = counts.count + excluded.count";
        self.insert_rows("counts", columns, again)
            .await
            .context("counting")
    }

    /// What was counted in a span, by series and in order of time.
    pub async fn counts_in(&mut self, span: Span) -> Result<Vec<Counted>> {
        let rows: Vec<CountRow> = each!(self, db => sqlx::query_as(
            "select at, series, count from counts where step = $1 and at >= $2 and at < $3 order by series, at")
            .bind(span.step).bind(span.from).bind(span.until).fetch_all(db).await)?;
        let counted = rows.into_iter().map(|row| Counted {
            step: span.step,
            at: row.at,
            series: row.series,
            count: row.count,
        });
        Ok(counted.collect())
    }

    /// Forgets what was counted before a step.
    pub async fn forget_counts(&mut self, step: &str, before: i64) -> Result<()> {
        each!(self, db => sqlx::query("delete from counts where step = $1 and at < $2")
            .bind(step).bind(before).execute(db).await.map(|_| ()))
        .context("forgetting counts")
    }

    /// Where each series of a kind of step stands: the series and its state.
    pub async fn watches(&mut self, step: &str) -> Result<Vec<(String, String)>> {
        let rows: Vec<WatchRow> = each!(self, db =>
            sqlx::query_as("select series, state from watches where step = $1 order by series")
                .bind(step).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|row| (row.series, row.state)).collect())
    }

    /// Keeps where series stand.
    pub async fn keep_watches(&mut self, step: &str, watches: &[(String, String)]) -> Result<()> {
        let columns = vec![
            ("series", Column::text(watches, |(series, _)| series)),
            ("step", Column::text(watches, |_| step)),
            ("state", Column::text(watches, |(_, state)| state)),
        ];
        let again = "on conflict (series, step) do update set state = excluded.state";
        self.insert_rows("watches", columns, again)
            .await
            .context("keeping where series stand")
    }
}
