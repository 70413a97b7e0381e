//! Lists of cases, each answered from an index over open work.

use super::case::{CaseRow, case_columns};
use super::rows::Column;
use super::{Tx, each, row};
use crate::domain::{Case, CaseNumber, DepartmentName, StaffName};
use anyhow::{Context, Result};
use std::collections::HashMap;

/// Open cases whose labels are counted.
const TAGGED: i64 = 5_000;

/// Which cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Held by this person.
    Mine(StaffName),
    /// The same, those first whose time ends soonest.
    DueFirst(StaffName),
    /// With this department and held by nobody, late ones first.
    Unclaimed(DepartmentName),
    /// Not closed.
    Open,
    /// The same, the newest first.
    Newest,
    /// Not closed, and past their time.
    Late,
    /// The newest, closed or not.
    All,
    /// Dismissed, by a person or by triage, the newest first.
    Dismissed,
    /// The same, as far as triage took them for advertising or not about us.
    Noise,
    /// Not closed, with this department.
    Department(DepartmentName),
}

/// A case and the beginning of what was said.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The case.
    pub case: Case,
    /// Its newest post.
    pub text: String,
}

/// How much is open in a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCount {
    /// Which.
    pub department: DepartmentName,
    /// Not closed.
    pub open: i64,
    /// Of these, past their time.
    pub late: i64,
    /// Of these, critical ones that nobody holds.
    pub urgent: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!("select ", case_columns!(), " from cases where ", $rest)
    };
}

row!(TextRow {
    case_number: i64,
    text: String
});

impl Tx {
    /// Cases of a list, at most `most`: open ones oldest first, others newest first.
    pub async fn list(&mut self, filter: &Filter, most: i64) -> Result<Vec<Listed>> {
        let (sql, asked) = match filter {
            Filter::Mine(who) => (
                select!("status = 'held' and holder = $1 order by number limit $2"),
                who.as_str(),
            ),
            Filter::Open => (
                select!("status in ('open', 'held') and $1 = '' order by number limit $2"),
                "",
            ),
            Filter::DueFirst(who) => (
                select!(
                    "status = 'held' and holder = $1 \
                     order by case when due_at is null then 1 else 0 end, due_at, number limit $2"
                ),
                who.as_str(),
            ),
            Filter::Unclaimed(name) => (
                select!("status = 'open' and department = $1 order by late desc, number limit $2"),
                name.as_str(),
            ),
            Filter::Newest => (
                select!("status in ('open', 'held') and $1 = '' order by number desc limit $2"),
                "",
            ),
            Filter::Late => (
                select!("status in ('open', 'held') and late and $1 = '' order by number limit $2"),
                "",
            ),
            Filter::All => (
                select!("number > 0 and $1 = '' order by number desc limit $2"),
                "",
            ),
            Filter::Dismissed => (
                select!("status = 'dismissed' and $1 = '' order by number desc limit $2"),
                "",
            ),
            Filter::Noise => (
                select!(
                    "status = 'dismissed' and intent in ('spam', 'unrelated') and $1 = '' \
                     order by number desc limit $2"
                ),
                "",
            ),
            Filter::Department(name) => (
                select!("status in ('open', 'held') and department = $1 order by number limit $2"),
                name.as_str(),
            ),
        };
        let rows: Vec<CaseRow> =
            each!(self, db => sqlx::query_as(sql).bind(asked).bind(most).fetch_all(db).await)?;
        let cases = rows.into_iter().map(Case::try_from).collect::<Result<Vec<_>>>()?;
        self.with_text(cases).await
    }

    /// Cases of these numbers, in this order.
    pub async fn listed(&mut self, numbers: &[CaseNumber]) -> Result<Vec<Listed>> {
        let mut cases = Vec::with_capacity(numbers.len());
        for number in numbers {
            cases.extend(self.case(*number).await?);
        }
        self.with_text(cases).await
    }

    /// The labels in use on open cases with how often, most used first.
    pub async fn tags_in_use(&mut self, most: usize) -> Result<Vec<(String, usize)>> {
        let rows: Vec<String> = each!(self, db => sqlx::query_scalar(
            "select tags from cases where tags <> '[]' and status in ('open', 'held') order by number desc limit $1")
            .bind(TAGGED).fetch_all(db).await)?;
        let mut uses: HashMap<String, usize> = HashMap::new();
        for row in rows {
            let tags: Vec<String> = serde_json::from_str(&row).context("tags of a case")?;
            for tag in tags {
                *uses.entry(tag).or_default() += 1;
            }
        }
        let mut tags: Vec<(String, usize)> = uses.into_iter().collect();
        tags.sort_by(|(a, often), (b, less)| less.cmp(often).then_with(|| a.cmp(b)));
        tags.truncate(most);
        Ok(tags)
    }

    /// How many cases are not closed, by department.
    pub async fn open_counts(&mut self) -> Result<Vec<OpenCount>> {
        let rows: Vec<(String, i64, i64, i64)> = each!(self, db => sqlx::query_as(
            "select department, count(*), cast(sum(case when late then 1 else 0 end) as bigint), \
             cast(sum(case when status = 'open' and urgency = 'critical' then 1 else 0 end) as bigint) \
             from cases where status in ('open', 'held') group by department order by department")
            .fetch_all(db).await)?;
        Ok(rows
            .into_iter()
            .map(|(name, open, late, urgent)| OpenCount {
                department: DepartmentName(name),
                open,
                late,
                urgent,
            })
            .collect())
    }

    async fn with_text(&mut self, cases: Vec<Case>) -> Result<Vec<Listed>> {
        let asked = vec![("case_number", Column::number(&cases, |case| case.number.0))];
        let question = "select case_number, text from asked join mentions using (case_number) order by id";
        let rows: Vec<TextRow> = self.rows_asked(asked, question).await?;
        // The newest is the last of a case, and the one that stays.
        let mut texts: HashMap<i64, String> =
            rows.into_iter().map(|row| (row.case_number, row.text)).collect();
        Ok(cases
            .into_iter()
            .map(|case| Listed {
                text: texts.remove(&case.number.0).unwrap_or_default(),
                case,
            })
            .collect())
    }
}
