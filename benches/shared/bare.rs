//! Bare batched inserts of the four rows that a mention becomes, each
//! database at its best: nothing is read, judged or looked up.

use super::databases::Bare;
use anyhow::Result;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, SqlSafeStr, SqlStr};

/// A table, the column its rows are in order of, and its columns with their types.
pub type Table = &'static (&'static str, &'static str, &'static [(&'static str, Type)]);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Text,
    Bigint,
    Integer,
    Boolean,
}

use Type::{Bigint, Boolean, Integer, Text};

/// Rows of a statement on SQLite.
const SQLITE_ROWS: usize = 100;

pub const TABLES: [Table; 4] = [
    &(
        "cases",
        "number",
        &[
            ("number", Bigint),
            ("version", Bigint),
            ("status", Text),
            ("holder", Text),
            ("since", Bigint),
            ("merged_into", Bigint),
            ("network", Text),
            ("feed", Text),
            ("author_id", Text),
            ("author_handle", Text),
            ("author_name", Text),
            ("conversation", Text),
            ("department", Text),
            ("facility", Text),
            ("topic", Text),
            ("intent", Text),
            ("urgency", Text),
            ("language", Text),
            ("reasons", Text),
            ("tags", Text),
            ("tier", Integer),
            ("mentions", Bigint),
            ("latest_post", Text),
            ("opened_at", Bigint),
            ("answered_at", Bigint),
            ("due_at", Bigint),
            ("late", Boolean),
        ],
    ),
    &(
        "mentions",
        "id",
        &[
            ("id", Bigint),
            ("network", Text),
            ("post", Text),
            ("feed", Text),
            ("case_number", Bigint),
            ("text", Text),
            ("link", Text),
            ("posted_at", Bigint),
            ("taken_at", Bigint),
        ],
    ),
    &(
        "events",
        "id",
        &[
            ("id", Text),
            ("case_number", Bigint),
            ("at", Bigint),
            ("who", Text),
            ("origin", Text),
            ("kind", Text),
            ("detail", Text),
        ],
    ),
    &(
        "deliveries",
        "id",
        &[
            ("id", Text),
            ("lane", Text),
            ("case_number", Bigint),
            ("kind", Text),
            ("payload", Text),
            ("state", Text),
            ("due_at", Bigint),
            ("attempts", Integer),
        ],
    ),
];

/// The rows of one batch.
#[derive(Clone, Default)]
pub struct Rows(pub Vec<(Table, Vec<Vec<Value>>)>);

/// Empty tables, with their indexes except that of the words, or with none at all.
pub async fn make_room(db: &mut Bare, indexed: bool) -> Result<()> {
    if indexed {
        if let Bare::Postgres(_) = db {
            db.run("drop index mention_words".to_owned()).await?;
        }
        return Ok(());
    }
    for (name, ..) in TABLES {
        let bare = format!(
            "create table bare as select * from {name} where 1 = 0; drop table {name}; alter table bare rename to {name};"
        );
        db.run(bare).await?;
    }
    Ok(())
}

impl Bare {
    /// Every row of a table, as JSON values.
    pub async fn read(&mut self, (name, order, columns): Table) -> Result<Vec<Vec<Value>>> {
        let names = columns
            .iter()
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
            .join(", ");
        let array = match self {
            Self::Sqlite(_) => "json_array",
            Self::Postgres(_) => "json_build_array",
        };
        let sql = AssertSqlSafe(format!(
            "select cast({array}({names}) as text) from {name} order by {order}"
        ));
        let rows: Vec<String> = match self {
            Self::Sqlite(db) => sqlx::query_scalar(sql).fetch_all(db).await?,
            Self::Postgres(db) => sqlx::query_scalar(sql).fetch_all(db).await?,
        };
        rows.iter().map(|row| Ok(serde_json::from_str(row)?)).collect()
    }

    /// One batch in one transaction.
    pub async fn insert(&mut self, rows: &Rows) -> Result<()> {
        match self {
            Self::Sqlite(db) => {
                let mut tx = db.begin_with("begin immediate").await?;
                for (table, rows) in &rows.0 {
                    for rows in rows.chunks(SQLITE_ROWS) {
                        let mut query = sqlx::query(many_values(table, rows.len()));
                        for (value, (_, kind)) in rows.iter().flat_map(|row| row.iter().zip(table.2)) {
                            query = match kind {
                                Text => query.bind(value.as_str()),
                                Bigint | Integer => query.bind(value.as_i64()),
                                Boolean => query.bind(value.as_i64().map(|it| it != 0)),
                            };
                        }
                        query.execute(&mut *tx).await?;
                    }
                }
                tx.commit().await?;
            }
            Self::Postgres(db) => {
                let mut tx = db.begin().await?;
                for (table, rows) in &rows.0 {
                    let mut query = sqlx::query(many_arrays(table));
                    for (at, (_, kind)) in table.2.iter().enumerate() {
                        let column = rows.iter().map(|row| &row[at]);
                        query = match kind {
                            Text => query.bind(column.map(Value::as_str).collect::<Vec<_>>()),
                            Bigint => query.bind(column.map(Value::as_i64).collect::<Vec<_>>()),
                            Integer => {
                                let small =
                                    column.map(|it| it.as_i64().and_then(|it| i32::try_from(it).ok()));
                                query.bind(small.collect::<Vec<_>>())
                            }
                            Boolean => query.bind(column.map(Value::as_bool).collect::<Vec<_>>()),
                        };
                    }
                    query.execute(&mut *tx).await?;
                }
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

fn many_values((name, _, columns): Table, rows: usize) -> SqlStr {
    let names = columns
        .iter()
        .map(|(name, _)| *name)
        .collect::<Vec<_>>()
        .join(", ");
    let row = format!("({})", vec!["?"; columns.len()].join(","));
    let sql = format!(
        "insert into {name} ({names}) values {}",
        vec![row; rows].join(",")
    );
    AssertSqlSafe(sql).into_sql_str()
}

fn many_arrays((name, _, columns): Table) -> SqlStr {
    let names = columns
        .iter()
        .map(|(name, _)| *name)
        .collect::<Vec<_>>()
        .join(", ");
    let arrays = columns.iter().enumerate().map(|(at, (_, kind))| {
        let kind = match kind {
            Text => "text",
            Bigint => "bigint",
            Integer => "integer",
            Boolean => "boolean",
        };
        format!("${}::{kind}[]", at + 1)
    });
    let arrays = arrays.collect::<Vec<_>>().join(", ");
    AssertSqlSafe(format!(
        "insert into {name} ({names}) select * from unnest({arrays})"
    ))
    .into_sql_str()
}
