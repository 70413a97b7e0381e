//! The numbers of a digest, counted from indexes over the span asked for.

use super::{Tx, each, micros, row};
use crate::domain::digest::{Approvals, Counts, DepartmentLine, Digest, Override, Praise, Span};
use crate::domain::{CaseNumber, DepartmentName, DraftState};
use anyhow::Result;
use std::collections::BTreeMap;

row!(PraiseRow {
    number: i64,
    network: String,
    department: String,
    text: String
});

/// Approved answers shown at most.
const ANSWERS: i64 = 5;

/// Praise shown at most.
const PRAISE: i64 = 5;

/// What triage set aside was closed by nobody.
const COUNTS: &str = "select count(*), \
     cast(coalesce(sum(case when intent = 'praise' and status <> 'copy' then 1 else 0 end), 0) as bigint), \
     cast(coalesce(sum(case when status = 'copy' then 1 else 0 end), 0) as bigint), \
     cast(coalesce(sum(case when status = 'dismissed' and holder is null then 1 else 0 end), 0) as bigint) \
     from cases where opened_at >= $1 and opened_at < $2";

impl Tx {
    /// Counts a span beside the one before it.
    pub async fn digest(&mut self, span: Span) -> Result<Digest> {
        let before = Span {
            from: span.from - (span.until - span.from),
            until: span.from,
        };
        let open = self.open_counts().await?;
        let mut lines: BTreeMap<DepartmentName, DepartmentLine> = BTreeMap::new();
        for count in &open {
            let line = line(&mut lines, count.department.as_str());
            (line.open, line.late) = (count.open, count.late);
        }
        for (department, new) in self.by_department("opened_at", span).await? {
            line(&mut lines, &department).new = new;
        }
        for (department, answered) in self.by_department("answered_at", span).await? {
            line(&mut lines, &department).answered = answered;
        }
        // A department that is quiet now is not shown for what it was before.
        for (department, new) in self.by_department("opened_at", before).await? {
            lines
                .entry(DepartmentName(department))
                .and_modify(|line| line.new_before = new);
        }
        for (department, answered) in self.by_department("answered_at", before).await? {
            lines
                .entry(DepartmentName(department))
                .and_modify(|line| line.answered_before = answered);
        }
        let mut departments: Vec<DepartmentLine> = lines.into_values().collect();
        departments.sort_by_key(|line| (-line.new - line.answered, -line.open));
        Ok(Digest {
            span,
            now: self.counts(span).await?,
            before: self.counts(before).await?,
            open: open.iter().map(|count| count.open).sum(),
            late: open.iter().map(|count| count.late).sum(),
            departments,
            praise: self.praise(span).await?,
            approvals: self.approvals(span).await?,
            answers: self.resources_used((span.from, span.until), ANSWERS).await?,
        })
    }

    async fn counts(&mut self, span: Span) -> Result<Counts> {
        let (from, until) = (micros(span.from), micros(span.until));
        let (all, praise, copies, set_aside): (i64, i64, i64, i64) = each!(self, db => sqlx::query_as(COUNTS)
            .bind(from).bind(until).fetch_one(db).await)?;
        let waits: Vec<i64> = each!(self, db => sqlx::query_scalar(
            "select answered_at - opened_at from cases where answered_at >= $1 and answered_at < $2 \
             order by answered_at - opened_at")
            .bind(from).bind(until).fetch_all(db).await)?;
        Ok(Counts {
            new: all - copies - set_aside,
            answered: i64::try_from(waits.len())?,
            median_answer_seconds: median(&waits),
            praise,
            copies,
            set_aside,
        })
    }

    async fn by_department(&mut self, column: &'static str, span: Span) -> Result<Vec<(String, i64)>> {
        let sql = format!(
            "select department, count(*) from cases where {column} >= $1 and {column} < $2 \
             and status <> 'copy' and not (status = 'dismissed' and holder is null) group by department"
        );
        let rows = each!(self, db => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(micros(span.from)).bind(micros(span.until)).fetch_all(db).await)?;
        Ok(rows)
    }

    async fn approvals(&mut self, span: Span) -> Result<Approvals> {
        let (from, until) = (micros(span.from), micros(span.until));
        let (asked, blocked): (i64, i64) = each!(self, db => sqlx::query_as(
            "select cast(coalesce(sum(case when blocked then 0 else 1 end), 0) as bigint), \
             cast(coalesce(sum(case when blocked then 1 else 0 end), 0) as bigint) \
             from drafts where asked_at >= $1 and asked_at < $2")
            .bind(from).bind(until).fetch_one(db).await)?;
        let (declined, expired): (i64, i64) = each!(self, db => sqlx::query_as(
            "select cast(coalesce(sum(case when state = 'declined' then 1 else 0 end), 0) as bigint), \
             cast(coalesce(sum(case when state = 'expired' then 1 else 0 end), 0) as bigint) \
             from drafts where ended_at >= $1 and ended_at < $2")
            .bind(from).bind(until).fetch_one(db).await)?;
        let waits: Vec<i64> = each!(self, db => sqlx::query_scalar(
            "select ended_at - asked_at from drafts where ended_at >= $1 and ended_at < $2 and state = 'approved' \
             order by ended_at - asked_at")
            .bind(from).bind(until).fetch_all(db).await)?;
        Ok(Approvals {
            asked,
            approved: i64::try_from(waits.len())?,
            median_yes_seconds: median(&waits),
            declined,
            expired,
            blocked,
            overrides: self.overrides(span).await?,
        })
    }

    async fn overrides(&mut self, span: Span) -> Result<Vec<Override>> {
        let rows: Vec<(i64, String)> = each!(self, db => sqlx::query_as(
            "select case_number, detail from drafts where ended_at >= $1 and ended_at < $2 and state = 'approved' \
             and blocked order by ended_at, id")
            .bind(micros(span.from)).bind(micros(span.until)).fetch_all(db).await)?;
        rows.into_iter()
            .map(|(case, detail)| {
                let by = match serde_json::from_str(&detail)? {
                    DraftState::Approved { by } => by,
                    _ => Vec::new(),
                };
                let by = by.into_iter().map(|yes| (yes.by, yes.why.unwrap_or_default()));
                Ok(Override {
                    case: CaseNumber(case),
                    by: by.collect(),
                })
            })
            .collect()
    }

    /// The longest thanks of the span: a few words of praise say little to leadership.
    async fn praise(&mut self, span: Span) -> Result<Vec<Praise>> {
        let rows: Vec<PraiseRow> = each!(self, db => sqlx::query_as(
            "select c.number, c.network, c.department, m.text from cases c \
             join mentions m on m.network = c.network and m.post = c.latest_post \
             where c.opened_at >= $1 and c.opened_at < $2 and c.intent = 'praise' and c.status <> 'copy' \
             and m.deleted_at is null \
             order by case when length(m.text) > 400 then 400 else length(m.text) end desc, c.number limit $3")
            .bind(micros(span.from)).bind(micros(span.until)).bind(PRAISE).fetch_all(db).await)?;
        rows.into_iter()
            .map(|row| {
                Ok(Praise {
                    case: CaseNumber(row.number),
                    network: row.network.parse()?,
                    department: DepartmentName(row.department),
                    text: row.text,
                })
            })
            .collect()
    }
}

fn line<'a>(
    lines: &'a mut BTreeMap<DepartmentName, DepartmentLine>,
    department: &str,
) -> &'a mut DepartmentLine {
    let department = DepartmentName::from(department);
    lines.entry(department.clone()).or_insert(DepartmentLine {
        department,
        new: 0,
        answered: 0,
        new_before: 0,
        answered_before: 0,
        open: 0,
        late: 0,
    })
}

/// Of sorted waits in microseconds, in seconds.
fn median(waits: &[i64]) -> Option<f64> {
    let middle = waits.len() / 2;
    let exact = match waits.len() {
        0 => return None,
        n if n % 2 == 1 => waits[middle] as f64,
        _ => f64::midpoint(waits[middle - 1] as f64, waits[middle] as f64),
    };
    Some(exact / 1e6)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_wait() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[4_000_000]), Some(4.0));
        assert_eq!(median(&[1_000_000, 2_000_000, 90_000_000]), Some(2.0));
        assert_eq!(median(&[1_000_000, 2_000_000]), Some(1.5));
    }
}
