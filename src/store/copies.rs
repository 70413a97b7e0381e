//! Copies of a recent post: found by keys of its print, kept as cases that
//! are closed as copies of the first.

use super::rows::Column;
use super::{Tx, each, micros, row};
use crate::domain::{CaseNumber, Network, Timestamp, Urgency};
use anyhow::{Context, Result};
use std::collections::BTreeSet;

/// A recent post that has a key asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Its case.
    pub case: CaseNumber,
    /// What it says.
    pub text: String,
    /// How pressing its case is.
    pub urgency: Urgency,
    /// Its case is critical and open: those on call have been told.
    pub is_paging: bool,
}

/// A copy, for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Its case.
    pub case: CaseNumber,
    /// Who wrote it, without `@`.
    pub handle: String,
    /// Where.
    pub network: Network,
    /// Where a person can read it.
    pub link: Option<String>,
}

row!(AlikeRow {
    case_number: i64,
    text: String,
    status: String,
    urgency: String
});

row!(CopyRow {
    number: i64,
    author_handle: String,
    network: String,
    link: Option<String>
});

const COPIES: &str = "select c.number, c.author_handle, c.network, m.link from cases c \
     join mentions m on m.network = c.network and m.post = c.latest_post \
     where c.merged_into = $1 and c.status = 'copy' order by c.number limit $2";

/// What is closed is done with: the same words said anew are for somebody to read.
const ALIKE: &str = "select distinct case_number, text, status, urgency from asked \
     join prints using (key) join mentions on mentions.id = mention join cases on number = case_number \
     where deleted_at is null and status in ('open', 'held') order by case_number";

const ALIKE_ASIDE: &str = "select distinct case_number, text, status, urgency from asked \
     join prints using (key) join mentions on mentions.id = mention join cases on number = case_number \
     where deleted_at is null and status = 'dismissed' order by case_number";

/// A key stays with its post while that can have copies; then the next that has it takes it over.
const KEEP: &str = "on conflict (key) do update set mention = excluded.mention, taken_at = excluded.taken_at \
     where not exists (select 1 from mentions join cases on number = case_number \
     where mentions.id = prints.mention and deleted_at is null and status in ('open', 'held'))";

impl Tx {
    /// The posts of open cases that have one of these keys, each once.
    pub async fn alike(&mut self, keys: &[i64]) -> Result<Vec<Alike>> {
        self.alike_by(keys, ALIKE).await
    }

    /// The same of cases that were dismissed.
    pub async fn alike_aside(&mut self, keys: &[i64]) -> Result<Vec<Alike>> {
        self.alike_by(keys, ALIKE_ASIDE).await
    }

    async fn alike_by(&mut self, keys: &[i64], question: &'static str) -> Result<Vec<Alike>> {
        let asked = vec![("key", Column::number(keys, |key| *key))];
        let rows: Vec<AlikeRow> = self.rows_asked(asked, question).await?;
        // A batch asks in pieces, and a post may be found by keys of two.
        let mut seen = BTreeSet::new();
        let mut alike: Vec<Alike> = rows
            .into_iter()
            .filter(|row| seen.insert((row.case_number, row.text.clone())))
            .map(|row| {
                let is_open = matches!(row.status.as_str(), "open" | "held");
                let urgency = row.urgency.parse()?;
                Ok(Alike {
                    case: CaseNumber(row.case_number),
                    text: row.text,
                    urgency,
                    is_paging: is_open && urgency == Urgency::Critical,
                })
            })
            .collect::<Result<_>>()?;
        alike.sort_by_key(|one| one.case);
        Ok(alike)
    }

    /// Keeps keys with the numbers of their posts; a key that is an open case's stays with it.
    pub async fn keep_prints(&mut self, mut prints: Vec<(i64, i64)>) -> Result<()> {
        if prints.is_empty() {
            return Ok(());
        }
        // In order: two transactions with the same keys must not wait for each other.
        prints.sort_unstable();
        prints.dedup_by_key(|(key, _)| *key);
        let taken_at = micros(self.clock.now());
        let columns = vec![
            ("key", Column::number(&prints, |(key, _)| *key)),
            ("mention", Column::number(&prints, |(_, mention)| *mention)),
            ("taken_at", Column::number(&prints, |_| taken_at)),
        ];
        self.insert_rows("prints", columns, KEEP)
            .await
            .context("keeping prints")
    }

    /// Forgets prints taken before.
    pub async fn forget_prints(&mut self, before: Timestamp) -> Result<()> {
        each!(self, db => sqlx::query("delete from prints where taken_at < $1")
            .bind(micros(before)).execute(db).await.map(|_| ()))
        .context("forgetting prints")
    }

    /// How many copies a case has.
    pub async fn count_copies(&mut self, of: CaseNumber) -> Result<i64> {
        let count = each!(self, db =>
            sqlx::query_scalar("select count(*) from cases where merged_into = $1 and status = 'copy'")
                .bind(of.0).fetch_one(db).await)?;
        Ok(count)
    }

    /// The first copies of a case.
    pub async fn copies_of(&mut self, case: CaseNumber, most: i64) -> Result<Vec<Copied>> {
        let rows: Vec<CopyRow> =
            each!(self, db => sqlx::query_as(COPIES).bind(case.0).bind(most).fetch_all(db).await)?;
        rows.into_iter()
            .map(|row| {
                Ok(Copied {
                    case: CaseNumber(row.number),
                    handle: row.author_handle,
                    network: row.network.parse()?,
                    link: row.link,
                })
            })
            .collect()
    }
}
