//! Incidents: many people on one matter, and the cases that are part of it.

use super::rows::Column;
use super::{Tx, each, micros, row, time};
use crate::domain::{CaseNumber, DepartmentName, FacilityName, Timestamp, Topic};
use anyhow::{Context, Result};
use std::collections::BTreeMap;

/// Many people on one matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Its number.
    pub number: i64,
    /// What it is about, as counted: `topic/wait_time@Harbor General`.
    pub matter: String,
    /// Who answers.
    pub department: DepartmentName,
    /// When so many had written.
    pub opened_at: Timestamp,
    /// When the last case joined it.
    pub last_at: Timestamp,
    /// When its new cases were listed last.
    pub listed_at: Timestamp,
}

row!(IncidentRow {
    number: i64,
    matter: String,
    department: String,
    opened_at: i64,
    last_at: i64,
    listed_at: i64
});

row!(PartRow {
    case_number: i64,
    incident: i64
});

macro_rules! open_incidents {
    () => {
        "select number, matter, department, opened_at, last_at, listed_at from incidents where closed_at is null"
    };
}

const OPEN: &str = concat!(open_incidents!(), " order by number");
const OPEN_BY_NUMBER: &str = concat!(open_incidents!(), " and number = $1");

const PART_OF: &str = "select case_number, incident from asked join incident_cases using (case_number) \
     join incidents on number = incident where closed_at is null";

/// Copies stand under the case that said it first; each is somebody, and so is whoever was answered already. What an
/// incident was told of, and copies of that, are no news.
const PEOPLE: &str = "select min(number) from cases where opened_at >= $1 and topic = $2 \
     and coalesce(facility, '') = $3 and status <> 'dismissed' \
     and not exists (select 1 from incident_cases where case_number in (cases.number, cases.merged_into)) \
     group by network, author_id order by min(number)";

/// Who copies themselves is one. They who said it first are counted apart, unless an incident before has counted them.
const MUCH_COPIED: &str = "select c.merged_into from cases c join cases f on f.number = c.merged_into \
     where c.opened_at >= $1 and c.status = 'copy' \
     and (c.network <> f.network or c.author_id <> f.author_id) \
     and not exists (select 1 from incident_cases i where i.case_number = c.number) \
     and not exists (select 1 from incidents o where o.closed_at is null \
                     and o.matter = 'case/' || cast(c.merged_into as text)) \
     group by c.merged_into having count(distinct c.network || '/' || c.author_id) \
     + case when exists (select 1 from incident_cases p where p.case_number = c.merged_into) then 0 else 1 end >= $2 \
     order by c.merged_into";

const PEOPLE_IN: &str = "select count(distinct who) from \
     (select c.network || '/' || c.author_id as who from incident_cases i \
      join cases c on c.number = i.case_number where i.incident = $1 \
      union all \
      select c.network || '/' || c.author_id as who from incident_cases i \
      join cases c on c.merged_into = i.case_number and c.status = 'copy' where i.incident = $1) people";

impl Tx {
    /// Incidents that are not over.
    pub async fn open_incidents(&mut self) -> Result<Vec<Incident>> {
        let rows: Vec<IncidentRow> = each!(self, db => sqlx::query_as(OPEN).fetch_all(db).await)?;
        Ok(rows.into_iter().map(Incident::from).collect())
    }

    /// Opens an incident; false when there is one on the matter.
    pub async fn open_incident(&mut self, incident: &Incident) -> Result<bool> {
        let opened = each!(self, db => sqlx::query(
            "insert into incidents (number, matter, department, opened_at, last_at, listed_at) \
             values ($1, $2, $3, $4, $5, $6) on conflict do nothing")
            .bind(incident.number).bind(&incident.matter).bind(incident.department.as_str())
            .bind(micros(incident.opened_at)).bind(micros(incident.last_at)).bind(micros(incident.listed_at))
            .execute(db).await.map(|done| done.rows_affected()))
        .context("opening an incident")?;
        Ok(opened == 1)
    }

    /// An incident that is not over, to be changed: whoever would join it or keep it waits until this is committed.
    pub async fn incident_to_change(&mut self, number: i64) -> Result<Option<Incident>> {
        let sql = format!("{OPEN_BY_NUMBER} {}", self.locked());
        let row: Option<IncidentRow> = each!(self, db =>
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(number).fetch_optional(db).await)?;
        Ok(row.map(Incident::from))
    }

    /// Somebody wrote on it at that time; false when it is over. It can't end before this is committed.
    pub async fn incident_goes_on(&mut self, number: i64, at: Timestamp) -> Result<bool> {
        let goes_on = each!(self, db => sqlx::query(
            "update incidents set last_at = $2 where number = $1 and closed_at is null")
            .bind(number).bind(micros(at)).execute(db).await.map(|done| done.rows_affected()))
        .context("noting that an incident goes on")?;
        Ok(goes_on == 1)
    }

    /// Its new cases were listed at that time.
    pub async fn incident_listed(&mut self, number: i64, at: Timestamp) -> Result<()> {
        each!(self, db => sqlx::query("update incidents set listed_at = $2 where number = $1")
            .bind(number).bind(micros(at)).execute(db).await.map(|_| ()))
        .context("noting that an incident was listed")
    }

    /// It is over.
    pub async fn close_incident(&mut self, number: i64) -> Result<()> {
        let now = micros(self.clock.now());
        each!(self, db => sqlx::query("update incidents set closed_at = $2 where number = $1 and closed_at is null")
            .bind(number).bind(now).execute(db).await.map(|_| ()))
        .context("closing an incident")
    }

    /// Cases join an incident; `listed` says whether each has been shown.
    pub async fn join_incident(&mut self, incident: i64, cases: &[CaseNumber], listed: bool) -> Result<()> {
        let columns = vec![
            ("case_number", Column::number(cases, |case| case.0)),
            ("incident", Column::number(cases, |_| incident)),
            ("listed", Column::Truth(vec![listed; cases.len()])),
        ];
        self.insert_rows("incident_cases", columns, "on conflict (case_number) do nothing")
            .await
            .context("joining an incident")
    }

    /// Cases of an incident that were not shown yet, the oldest first.
    pub async fn unlisted(&mut self, incident: i64, most: i64) -> Result<Vec<CaseNumber>> {
        let numbers: Vec<i64> = each!(self, db => sqlx::query_scalar(
            "select case_number from incident_cases where incident = $1 and not listed order by case_number limit $2")
            .bind(incident).bind(most).fetch_all(db).await)?;
        Ok(numbers.into_iter().map(CaseNumber).collect())
    }

    /// They have been shown, up to this one.
    pub async fn listed_up_to(&mut self, incident: i64, last: CaseNumber) -> Result<()> {
        each!(self, db => sqlx::query(
            "update incident_cases set listed = true where incident = $1 and case_number <= $2 and not listed")
            .bind(incident).bind(last.0).execute(db).await.map(|_| ()))
        .context("noting what was listed")
    }

    /// How many people have written on an incident: authors of its cases and of their copies.
    pub async fn people_in(&mut self, incident: i64) -> Result<i64> {
        let people = each!(self, db => sqlx::query_scalar(PEOPLE_IN).bind(incident).fetch_one(db).await)?;
        Ok(people)
    }

    /// The open incident that a case is part of.
    pub async fn incident_of(&mut self, case: CaseNumber) -> Result<Option<i64>> {
        let found = each!(self, db => sqlx::query_scalar(
            "select incident from incident_cases join incidents on number = incident \
             where case_number = $1 and closed_at is null")
            .bind(case.0).fetch_optional(db).await)?;
        Ok(found)
    }

    /// The open incidents that these cases are part of.
    pub async fn incidents_of(&mut self, cases: &[CaseNumber]) -> Result<BTreeMap<CaseNumber, i64>> {
        let asked = vec![("case_number", Column::number(cases, |case| case.0))];
        let rows: Vec<PartRow> = self.rows_asked(asked, PART_OF).await?;
        let parts = rows.into_iter();
        Ok(parts
            .map(|row| (CaseNumber(row.case_number), row.incident))
            .collect())
    }

    /// People who wrote on a topic at a facility, or at none that is named, since a time and are part of no incident
    /// with it: the first such case of each.
    pub async fn on_matter(
        &mut self,
        topic: Topic,
        facility: Option<&FacilityName>,
        since: Timestamp,
    ) -> Result<Vec<CaseNumber>> {
        let facility = facility.map_or("", FacilityName::as_str);
        let numbers: Vec<i64> = each!(self, db => sqlx::query_scalar(PEOPLE)
            .bind(micros(since)).bind(topic.as_str()).bind(facility).fetch_all(db).await)?;
        Ok(numbers.into_iter().map(CaseNumber).collect())
    }

    /// Cases that at least so many people said or copied since a time, whom no incident has yet, and that are no open
    /// incident, with all copies.
    pub async fn much_copied(
        &mut self,
        since: Timestamp,
        least: i64,
    ) -> Result<Vec<(CaseNumber, Vec<CaseNumber>)>> {
        let firsts: Vec<i64> = each!(self, db =>
            sqlx::query_scalar(MUCH_COPIED).bind(micros(since)).bind(least).fetch_all(db).await)?;
        let mut found = Vec::new();
        for first in firsts {
            let copies: Vec<i64> = each!(self, db => sqlx::query_scalar(
                "select number from cases where merged_into = $1 and status = 'copy' order by number")
                .bind(first).fetch_all(db).await)?;
            found.push((CaseNumber(first), copies.into_iter().map(CaseNumber).collect()));
        }
        Ok(found)
    }
}

impl From<IncidentRow> for Incident {
    fn from(row: IncidentRow) -> Self {
        Self {
            number: row.number,
            matter: row.matter,
            department: DepartmentName(row.department),
            opened_at: time(row.opened_at),
            last_at: time(row.last_at),
            listed_at: time(row.listed_at),
        }
    }
}
