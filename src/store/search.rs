//! Full-text search: FTS5 on SQLite, `tsvector` on PostgreSQL. The one place
//! where the two databases need different statements.
//!
//! What a word is, is decided here and not by either database: each has its
//! own idea of accents, hyphens and addresses, and a search must find the same
//! on both.

use super::rows::Column;
use super::{Inner, Pools, Store, Tx, each};
use crate::domain::CaseNumber;
use anyhow::{Context, Result};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Any number; holds while one process makes the index.
const MAKING: i64 = 0x6c69_6169_736f_6e31;
/// Signs of a word that count: both databases have a longest word.
const LONGEST: usize = 64;
/// Words of a search that count.
const MOST: usize = 20;

const TABLE: &str =
    "create table if not exists mention_lexemes (mention bigint primary key, lexemes tsvector not null)";
const INDEX: &str = "create index if not exists mention_lexemes_found on mention_lexemes using gin (lexemes)";

impl Store {
    /// Makes the index if it is missing.
    pub(super) async fn install_search(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                sqlx::query(
                    "create virtual table if not exists mention_words \
                     using fts5(text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')",
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
                for sql in [TABLE, INDEX] {
                    sqlx::query(sql).execute(&mut *tx).await?;
                }
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

impl Tx {
    /// Makes words of new mentions findable.
    pub(super) async fn make_findable(&mut self, mentions: &[(i64, &str)]) -> Result<()> {
        let texts: Vec<String> = mentions
            .iter()
            .map(|(_, text)| words(text).collect::<Vec<_>>().join(" "))
            .collect();
        match &mut self.inner {
            Inner::Sqlite(_) => {
                let columns = vec![
                    ("rowid", Column::number(mentions, |(id, _)| *id)),
                    ("text", Column::text(&texts, |words| words)),
                ];
                self.insert_rows("mention_words", columns, "").await
            }
            Inner::Postgres(tx) => sqlx::query(
                "insert into mention_lexemes (mention, lexemes) \
                 select id, array_to_tsvector(string_to_array(words, ' ')) \
                 from unnest($1::bigint[], $2::text[]) as new (id, words)",
            )
            .bind(mentions.iter().map(|(id, _)| *id).collect::<Vec<i64>>())
            .bind(&texts)
            .execute(&mut **tx)
            .await
            .map(|_| ()),
        }
        .context("making mentions findable")
    }

    /// An author changed a post: its old words no longer find it.
    pub(super) async fn find_anew(&mut self, mention: i64, text: &str) -> Result<()> {
        match &mut self.inner {
            Inner::Sqlite(tx) => sqlx::query("delete from mention_words where rowid = $1")
                .bind(mention)
                .execute(&mut **tx)
                .await
                .map(|_| ())?,
            Inner::Postgres(tx) => sqlx::query("delete from mention_lexemes where mention = $1")
                .bind(mention)
                .execute(&mut **tx)
                .await
                .map(|_| ())?,
        }
        self.make_findable(&[(mention, text)]).await
    }

    /// Cases in whose posts all the words stand, newest first.
    pub async fn search(&mut self, asked: &str, most: i64) -> Result<Vec<CaseNumber>> {
        let asked: Vec<String> = words(asked)
            .take(MOST)
            .map(|word| quoted(&self.inner, &word))
            .collect();
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let (sql, and) = match &self.inner {
            Inner::Sqlite(_) => (
                "select case_number from mentions where id in \
                 (select rowid from mention_words where mention_words match $1 order by rowid desc limit 500) \
                 group by case_number order by case_number desc limit $2",
                " ",
            ),
            Inner::Postgres(_) => (
                "select case_number from mentions \
                 where id in (select mention from mention_lexemes where lexemes @@ cast($1 as tsquery)) \
                 group by case_number order by case_number desc limit $2",
                " & ",
            ),
        };
        let asked = asked.join(and);
        let numbers: Vec<i64> =
            each!(self, db => sqlx::query_scalar(sql).bind(asked).bind(most).fetch_all(db).await)
                .context("searching")?;
        Ok(numbers.into_iter().map(CaseNumber).collect())
    }
}

/// In quotes nothing in a word can be a query of the database's own language.
fn quoted(database: &Inner, word: &str) -> String {
    match database {
        Inner::Sqlite(_) => format!("\"{word}\""),
        Inner::Postgres(_) => format!("'{word}'"),
    }
}

/// The words of a text, as they are kept and asked for: small letters and digits, without accents.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c))
        .map(|word| {
            let plain = word.nfkd().filter(|c| c.is_alphanumeric());
            plain
                .flat_map(char::to_lowercase)
                .take(LONGEST)
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_word_is_letters_and_digits_without_accents() {
        let found: Vec<String> = words("¿Dónde está? N-Garage's ﬁle_a\u{301} 3 ÇA—'drop").collect();
        assert_eq!(
            found,
            [
                "donde", "esta", "n", "garage", "s", "file", "a", "3", "ca", "drop"
            ]
        );
        assert_eq!(words(&"x".repeat(9_000)).next().map(|word| word.len()), Some(64));
    }
}
