//! Full-text search: FTS5 on SQLite, `tsvector` on PostgreSQL. The one place
//! where the two databases need different statements.

use super::rows::Column;
use super::{Inner, Pools, Store, Tx, each};
use crate::domain::CaseNumber;
use anyhow::{Context, Result};

/// Any number; holds while one process makes the index.
const MAKING: i64 = 0x6c69_6169_736f_6e31;

impl Store {
    /// Makes the index if it is missing.
    pub(super) async fn install_search(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                sqlx::query(
                    "create virtual table if not exists mention_words \
                     using fts5(text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2')",
                )
                .execute(write)
                .await?;
            }
            Pools::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                sqlx::query("select pg_advisory_xact_lock($1)")
                    .bind(MAKING)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query(
                    "create index if not exists mention_words on mentions using gin (to_tsvector('simple', text))",
                )
                .execute(&mut *tx)
                .await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

impl Tx {
    /// Makes words of new mentions findable; PostgreSQL does it by itself.
    pub(super) async fn make_findable(&mut self, mentions: &[(i64, &str)]) -> Result<()> {
        if let Inner::Postgres(_) = &self.inner {
            return Ok(());
        }
        let columns = vec![
            ("rowid", Column::number(mentions, |(id, _)| *id)),
            ("text", Column::text(mentions, |(_, text)| text)),
        ];
        self.insert_rows("mention_words", columns, "")
            .await
            .context("making mentions findable")
    }

    /// An author changed a post: its old words no longer find it.
    pub(super) async fn find_anew(&mut self, mention: i64, text: &str) -> Result<()> {
        if let Inner::Sqlite(tx) = &mut self.inner {
            sqlx::query("delete from mention_words where rowid = $1")
                .bind(mention)
                .execute(&mut **tx)
                .await?;
            self.make_findable(&[(mention, text)]).await?;
        }
        Ok(())
    }

    /// Cases in whose posts all the words stand, newest first.
    pub async fn search(&mut self, words: &str, most: i64) -> Result<Vec<CaseNumber>> {
        let tokens: Vec<String> = words
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(20)
            .map(str::to_lowercase)
            .collect();
        if tokens.is_empty() {
            return Ok(Vec::new());
        }
        let (sql, asked) = match &self.inner {
            // Each word in quotes: nothing in it can be a query of FTS5's own language.
            Inner::Sqlite(_) => (
                "select case_number from mentions where id in \
                 (select rowid from mention_words where mention_words match $1 order by rowid desc limit 500) \
                 group by case_number order by case_number desc limit $2",
                tokens
                    .iter()
                    .map(|t| format!("\"{t}\""))
                    .collect::<Vec<_>>()
                    .join(" "),
            ),
            Inner::Postgres(_) => (
                "select case_number from mentions \
                 where to_tsvector('simple', text) @@ plainto_tsquery('simple', $1) \
                 group by case_number order by case_number desc limit $2",
                tokens.join(" "),
            ),
        };
        let numbers: Vec<i64> =
            each!(self, db => sqlx::query_scalar(sql).bind(asked).bind(most).fetch_all(db).await)
                .context("searching")?;
        Ok(numbers.into_iter().map(CaseNumber).collect())
    }
}
