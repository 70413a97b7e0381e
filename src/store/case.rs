//! Cases: loading one, saving a change of it with its event.

use super::{Saved, Tx, each, micros, row, time};
use crate::domain::{
    Author, Case, CaseNumber, DepartmentName, Ending, Event, FacilityName, FeedName, PostRef, StaffName,
    State,
};
use anyhow::{Context, Result, bail};

/// Every column.
macro_rules! case_columns {
    () => {
        "number, version, status, holder, since, merged_into, network, feed, author_id, author_handle, author_name, \
         conversation, department, facility, topic, intent, urgency, language, reasons, tags, tier, mentions, \
         latest_post, opened_at, answered_at, due_at, late"
    };
}
pub(in crate::store) use case_columns;

row!(CaseRow {
    number: i64,
    version: i64,
    status: String,
    holder: Option<String>,
    since: Option<i64>,
    merged_into: Option<i64>,
    network: String,
    feed: String,
    author_id: String,
    author_handle: String,
    author_name: String,
    conversation: String,
    department: String,
    facility: Option<String>,
    topic: String,
    intent: String,
    urgency: String,
    language: String,
    reasons: String,
    tags: String,
    tier: i32,
    mentions: i64,
    latest_post: String,
    opened_at: i64,
    answered_at: Option<i64>,
    due_at: Option<i64>,
    late: bool,
});

const BY_NUMBER: &str = concat!("select ", case_columns!(), " from cases where number = $1");

const UPDATE: &str = "update cases set version = version + 1, status = $3, holder = $4, since = $5, merged_into = $6, \
     department = $7, urgency = $8, tags = $9, tier = $10, mentions = $11, latest_post = $12, answered_at = $13, \
     due_at = $14, late = $15, topic = $16, intent = $17 where number = $1 and version = $2";

impl Tx {
    /// The case of that number.
    pub async fn case(&mut self, number: CaseNumber) -> Result<Option<Case>> {
        let row: Option<CaseRow> =
            each!(self, db => sqlx::query_as(BY_NUMBER).bind(number.0).fetch_optional(db).await)?;
        row.map(Case::try_from).transpose()
    }

    /// The case of that number, to be changed: nobody else changes it before this transaction ends.
    pub async fn case_to_change(&mut self, number: CaseNumber) -> Result<Option<Case>> {
        let sql = format!("{BY_NUMBER} {}", self.locked());
        let row: Option<CaseRow> = each!(self, db => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(number.0).fetch_optional(db).await)?;
        row.map(Case::try_from).transpose()
    }

    /// Saves a changed case with the event that tells of it.
    pub async fn save(&mut self, case: &Case, event: &Event) -> Result<Saved> {
        if self.save_quietly(case).await? == Saved::Stale {
            return Ok(Saved::Stale);
        }
        self.record(std::slice::from_ref(event)).await?;
        Ok(Saved::Done)
    }

    /// Saves a changed case whose event is recorded apart.
    pub async fn save_quietly(&mut self, case: &Case) -> Result<Saved> {
        let (holder, since, merged_into) = columns(&case.state);
        let tags = serde_json::to_string(&case.tags)?;
        let changed = each!(self, db => sqlx::query(UPDATE)
            .bind(case.number.0)
            .bind(case.version)
            .bind(case.status())
            .bind(holder)
            .bind(since)
            .bind(merged_into)
            .bind(case.department.as_str())
            .bind(case.urgency.as_str())
            .bind(&tags)
            .bind(case.tier)
            .bind(case.mentions)
            .bind(&case.latest.id)
            .bind(case.answered_at.map(micros))
            .bind(case.due_at.map(micros))
            .bind(case.late)
            .bind(case.topic.as_str())
            .bind(case.intent.as_str())
            .execute(db).await.map(|done| done.rows_affected()))
        .with_context(|| format!("saving case {}", case.number))?;
        Ok(if changed == 1 { Saved::Done } else { Saved::Stale })
    }

    /// Open cases whose time has passed, the longest late first, locked for this transaction.
    pub async fn overdue(&mut self, most: i64) -> Result<Vec<Case>> {
        let now = micros(self.clock.now());
        let sql = format!(
            concat!(
                "select ",
                case_columns!(),
                " from cases where due_at <= $1 order by due_at limit $2 {}"
            ),
            self.skip_locked()
        );
        let rows: Vec<CaseRow> = each!(self, db =>
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(now).bind(most).fetch_all(db).await)?;
        rows.into_iter().map(Case::try_from).collect()
    }
}

/// Holder, since and merged-into as stored.
pub(in crate::store) fn columns(state: &State) -> (Option<&str>, Option<i64>, Option<i64>) {
    match state {
        State::Open => (None, None, None),
        State::Held { by, since } => (Some(by.as_str()), Some(micros(*since)), None),
        State::Closed { how, by, at } => {
            let into = match how {
                Ending::Merged(into) | Ending::Copy(into) => Some(into.0),
                Ending::Resolved | Ending::Dismissed => None,
            };
            (by.as_ref().map(StaffName::as_str), Some(micros(*at)), into)
        }
    }
}

impl TryFrom<CaseRow> for Case {
    type Error = anyhow::Error;

    fn try_from(row: CaseRow) -> Result<Self> {
        let network = row.network.parse()?;
        Ok(Self {
            number: CaseNumber(row.number),
            version: row.version,
            state: state(&row)?,
            network,
            feed: FeedName(row.feed),
            author: Author {
                id: row.author_id,
                handle: row.author_handle,
                name: row.author_name,
            },
            conversation: row.conversation,
            department: DepartmentName(row.department),
            facility: row.facility.map(FacilityName),
            topic: row.topic.parse()?,
            intent: row.intent.parse()?,
            urgency: row.urgency.parse()?,
            language: row.language,
            reasons: serde_json::from_str(&row.reasons).context("reasons of a case")?,
            tags: serde_json::from_str(&row.tags).context("tags of a case")?,
            tier: row.tier,
            mentions: row.mentions,
            latest: PostRef {
                network,
                id: row.latest_post,
            },
            opened_at: time(row.opened_at),
            answered_at: row.answered_at.map(time),
            due_at: row.due_at.map(time),
            late: row.late,
        })
    }
}

fn state(row: &CaseRow) -> Result<State> {
    let by = row.holder.clone().map(StaffName);
    let at = time(row.since.unwrap_or(row.opened_at));
    let how = match (row.status.as_str(), row.merged_into) {
        ("open", _) => return Ok(State::Open),
        ("held", _) => {
            let by = by.with_context(|| format!("case {} is held by nobody", row.number))?;
            return Ok(State::Held { by, since: at });
        }
        ("resolved", _) => Ending::Resolved,
        ("dismissed", _) => Ending::Dismissed,
        ("merged", Some(into)) => Ending::Merged(CaseNumber(into)),
        ("copy", Some(first)) => Ending::Copy(CaseNumber(first)),
        (other, _) => bail!("case {} has the unknown status {other}", row.number),
    };
    Ok(State::Closed { how, by, at })
}
