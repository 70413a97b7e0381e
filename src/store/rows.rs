//! Many rows in one statement. The text is built from constants and the
//! number of rows only, so that both databases keep few statements prepared.
//!
//! Rows are handed over column by column. PostgreSQL takes each column as one
//! array, which spares it reading and planning thousands of parameters; SQLite
//! has no arrays and takes `values`, in pieces of a few sizes.

use super::{Inner, Tx};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, FromRow, Postgres, Sqlite};

/// Rows a statement on SQLite, largest first; every batch is cut into these.
const SIZES: [usize; 5] = [500, 100, 20, 5, 1];

/// One column of many rows.
pub(super) enum Column<'a> {
    Text(Vec<Option<&'a str>>),
    Number(Vec<Option<i64>>),
    Small(Vec<i32>),
    Truth(Vec<bool>),
}

impl<'a> Column<'a> {
    pub fn text<T>(rows: &'a [T], of: impl Fn(&'a T) -> &'a str) -> Self {
        Self::Text(rows.iter().map(|row| Some(of(row))).collect())
    }

    pub fn number<T>(rows: &'a [T], of: impl Fn(&'a T) -> i64) -> Self {
        Self::Number(rows.iter().map(|row| Some(of(row))).collect())
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(rows) => rows.len(),
            Self::Number(rows) => rows.len(),
            Self::Small(rows) => rows.len(),
            Self::Truth(rows) => rows.len(),
        }
    }
}

impl Tx {
    /// Inserts rows into a table, column by column; `tail` is what follows them.
    pub(super) async fn insert_rows(
        &mut self,
        table: &'static str,
        columns: Vec<(&'static str, Column<'_>)>,
        tail: &'static str,
    ) -> sqlx::Result<()> {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let into = format!("insert into {table} ({})", names.join(", "));
        let columns: Vec<Column<'_>> = columns.into_iter().map(|(_, column)| column).collect();
        match &mut self.inner {
            Inner::Sqlite(tx) => {
                for (from, rows) in pieces(&columns) {
                    let query = sqlx::query(values(&format!("{into} values"), columns.len(), rows, tail));
                    bind_values(query, &columns, from, rows)
                        .execute(&mut **tx)
                        .await?;
                }
            }
            Inner::Postgres(tx) => {
                if columns.first().is_some_and(|column| column.len() > 0) {
                    let sql = format!("{into} select * from {} {tail}", unnest(&columns));
                    let query = sqlx::query(AssertSqlSafe(sql));
                    bind_arrays(query, columns).execute(&mut **tx).await?;
                }
            }
        }
        Ok(())
    }

    /// Rows of a question about the table `asked`, which has these columns. It is joined, not looked into by
    /// `in`: SQLite answers a row-wise `in` by reading every row there is.
    pub(super) async fn rows_asked<R>(
        &mut self,
        asked: Vec<(&'static str, Column<'_>)>,
        question: &'static str,
    ) -> sqlx::Result<Vec<R>>
    where
        R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let names: Vec<&str> = asked.iter().map(|(name, _)| *name).collect();
        let with = format!("with asked ({}) as (", names.join(", "));
        let keys: Vec<Column<'_>> = asked.into_iter().map(|(_, column)| column).collect();
        match &mut self.inner {
            Inner::Sqlite(tx) => {
                let (with, question) = (format!("{with}values"), format!(") {question}"));
                let mut found = Vec::new();
                for (from, rows) in pieces(&keys) {
                    let query = sqlx::query(values(&with, keys.len(), rows, &question));
                    for row in bind_values(query, &keys, from, rows).fetch_all(&mut **tx).await? {
                        found.push(R::from_row(&row)?);
                    }
                }
                Ok(found)
            }
            Inner::Postgres(tx) => {
                let sql = format!("{with}select * from {}) {question}", unnest(&keys));
                let query = sqlx::query(AssertSqlSafe(sql));
                let rows = bind_arrays(query, keys).fetch_all(&mut **tx).await?;
                rows.iter().map(R::from_row).collect()
            }
        }
    }
}

/// Cuts a batch into pieces of the sizes that statements exist for: first row and number of rows.
fn pieces(columns: &[Column<'_>]) -> impl Iterator<Item = (usize, usize)> + use<> {
    let (mut from, all) = (0, columns.first().map_or(0, Column::len));
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= all - from)?;
        from += size;
        Some((from - size, size))
    })
}

/// `head (?,?),(?,?) tail` for so many rows of so many columns. Without numbers: to SQLite `$1` is a name,
/// and finding the names of thousands of parameters takes it longer than all the rest of the statement.
fn values(head: &str, columns: usize, rows: usize, tail: &str) -> AssertSqlSafe<String> {
    let row = format!("({})", vec!["?"; columns].join(","));
    AssertSqlSafe(format!("{head} {} {tail}", vec![row; rows].join(",")))
}

fn bind_values<'q>(
    mut query: Query<'q, Sqlite, SqliteArguments>,
    columns: &[Column<'_>],
    from: usize,
    rows: usize,
) -> Query<'q, Sqlite, SqliteArguments> {
    for row in from..from + rows {
        for column in columns {
            query = match column {
                Column::Text(rows) => query.bind(rows[row]),
                Column::Number(rows) => query.bind(rows[row]),
                Column::Small(rows) => query.bind(rows[row]),
                Column::Truth(rows) => query.bind(rows[row]),
            };
        }
    }
    query
}

/// `unnest($1::text[], $2::bigint[])` for these columns.
fn unnest(columns: &[Column<'_>]) -> String {
    let arrays = columns.iter().enumerate().map(|(at, column)| {
        let kind = match column {
            Column::Text(_) => "text",
            Column::Number(_) => "bigint",
            Column::Small(_) => "integer",
            Column::Truth(_) => "boolean",
        };
        format!("${}::{kind}[]", at + 1)
    });
    format!("unnest({})", arrays.collect::<Vec<_>>().join(", "))
}

fn bind_arrays<'q>(
    mut query: Query<'q, Postgres, PgArguments>,
    columns: Vec<Column<'_>>,
) -> Query<'q, Postgres, PgArguments> {
    for column in columns {
        query = match column {
            Column::Text(rows) => query.bind(rows),
            Column::Number(rows) => query.bind(rows),
            Column::Small(rows) => query.bind(rows),
            Column::Truth(rows) => query.bind(rows),
        };
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::SqlSafeStr;

    #[test]
    fn a_batch_is_cut_into_known_sizes_and_nothing_is_left_out() {
        let batch = [Column::Small((0..726).collect())];
        let cut: Vec<(usize, usize)> = pieces(&batch).collect();
        assert_eq!(
            cut,
            [(0, 500), (500, 100), (600, 100), (700, 20), (720, 5), (725, 1)]
        );
        assert_eq!(pieces(&[Column::Small(Vec::new())]).count(), 0);
    }

    #[test]
    fn each_database_is_given_rows_in_its_own_way() {
        let sql = values("insert into t values", 2, 2, "").into_sql_str();
        assert_eq!(sql.as_str(), "insert into t values (?,?),(?,?) ");
        let columns = [Column::Text(Vec::new()), Column::Truth(Vec::new())];
        assert_eq!(unnest(&columns), "unnest($1::text[], $2::boolean[])");
    }
}
