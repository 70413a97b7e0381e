//! Many rows in one statement. The text is built from constants and the
//! number of rows only; sizes come from a short list, so that both databases
//! keep few statements prepared.

use sqlx::AssertSqlSafe;

/// Rows a statement, largest first; every batch is cut into these.
const SIZES: [usize; 4] = [128, 32, 8, 1];

/// Cuts a batch into pieces of the sizes that statements exist for.
pub(super) fn pieces<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= rows.len())?;
        let (piece, rest) = rows.split_at(size);
        rows = rest;
        Some(piece)
    })
}

/// `head ($1,$2),($3,$4) tail` for so many rows of so many columns.
pub(super) fn values(head: &str, columns: usize, rows: usize, tail: &str) -> AssertSqlSafe<String> {
    use std::fmt::Write as _;
    let mut sql = String::with_capacity(head.len() + tail.len() + rows * columns * 6);
    sql.push_str(head);
    for row in 0..rows {
        sql.push(if row == 0 { ' ' } else { ',' });
        for column in 0..columns {
            sql.push(if column == 0 { '(' } else { ',' });
            let _ = write!(sql, "${}", row * columns + column + 1);
        }
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(tail);
    AssertSqlSafe(sql)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::SqlSafeStr;

    #[test]
    fn a_batch_is_cut_into_known_sizes_and_nothing_is_left_out() {
        let rows: Vec<u32> = (0..171).collect();
        let sizes: Vec<usize> = pieces(&rows).map(<[u32]>::len).collect();
        assert_eq!(sizes, [128, 32, 8, 1, 1, 1]);
        assert_eq!(
            values("insert into t values", 2, 2, "").into_sql_str().as_str(),
            "insert into t values ($1,$2),($3,$4) "
        );
    }
}
