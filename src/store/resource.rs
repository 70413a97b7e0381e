//! Approved answers, which of them was sent, and how each fared.

use super::{Tx, each, micros, row, time};
use crate::domain::{
    CaseNumber, DeliveryId, DepartmentName, Fared, Fate, Purpose, Resource, ResourceName, StaffName,
    Timestamp, Topic,
};
use anyhow::{Context, Result};
use std::collections::HashMap;

/// Most resources that are in use at once; adding more is refused.
pub const MOST_RESOURCES: usize = 2_000;

/// A resource that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// The reply that it went out with.
    pub delivery: DeliveryId,
    /// In which case.
    pub case: CaseNumber,
    /// Which.
    pub name: ResourceName,
    /// Which of its languages.
    pub language: String,
    /// Which of its texts.
    pub version: i64,
    /// Whether the words were changed before.
    pub edited: bool,
}

row!(ResourceRow {
    name: String,
    language: String,
    version: i64,
    purpose: String,
    text: String,
    departments: String,
    topics: String,
    added_by: String,
    added_at: i64,
});

row!(FaredRow {
    name: String,
    language: String,
    used: i64,
    edited: i64,
    resolved: i64,
    thanked: i64,
    reopened: i64,
});

const LIVE: &str = "select name, language, version, purpose, text, departments, topics, added_by, added_at \
     from resources where state = 'live' order by name, language";

impl Tx {
    /// Those in use, in order of name.
    pub async fn resources(&mut self) -> Result<Vec<Resource>> {
        let rows: Vec<ResourceRow> = each!(self, db => sqlx::query_as(LIVE).fetch_all(db).await)?;
        rows.into_iter().map(Resource::try_from).collect()
    }

    /// Adds a text, in place of the one of that name and language. Gives its version.
    pub async fn add_resource(&mut self, resource: &Resource, by: &StaffName) -> Result<i64> {
        let (name, language) = (resource.name.as_str(), resource.language.as_str());
        each!(self, db => sqlx::query(
            "update resources set state = 'replaced' where name = $1 and language = $2 and state = 'live'")
            .bind(name).bind(language).execute(db).await.map(|_| ()))?;
        let version: i64 = each!(self, db => sqlx::query_scalar(
            "select coalesce(max(version), 0) + 1 from resources where name = $1 and language = $2")
            .bind(name).bind(language).fetch_one(db).await)?;
        let (departments, topics) = (
            serde_json::to_string(&resource.departments)?,
            serde_json::to_string(&resource.topics)?,
        );
        each!(self, db => sqlx::query(
            "insert into resources (name, language, version, purpose, text, departments, topics, state, added_by, added_at) \
             values ($1,$2,$3,$4,$5,$6,$7,'live',$8,$9)")
            .bind(name).bind(language).bind(version).bind(resource.purpose.as_str()).bind(resource.text.as_str())
            .bind(departments).bind(topics).bind(by.as_str()).bind(micros(resource.added_at))
            .execute(db).await.map(|_| ()))
        .context("adding a resource")?;
        Ok(version)
    }

    /// Takes a resource out of use, in every language. Gives how many texts that were.
    pub async fn retire_resource(&mut self, name: &ResourceName, by: &StaffName) -> Result<u64> {
        let now = micros(self.clock.now());
        each!(self, db => sqlx::query(
            "update resources set state = 'retired', retired_by = $2, retired_at = $3 where name = $1 and state = 'live'")
            .bind(name.as_str()).bind(by.as_str()).bind(now).execute(db).await.map(|done| done.rows_affected()))
        .context("retiring a resource")
    }

    /// How every resource that was ever sent has fared, by name and language.
    pub async fn resources_fared(&mut self) -> Result<HashMap<(ResourceName, String), Fared>> {
        let rows: Vec<FaredRow> = each!(self, db => sqlx::query_as(
            "select name, language, used, edited, resolved, thanked, reopened from resource_counts")
            .fetch_all(db).await)?;
        Ok(rows
            .into_iter()
            .map(|row| ((ResourceName(row.name.clone()), row.language.clone()), row.into()))
            .collect())
    }

    /// Notes that a resource was sent; the same reply counts once.
    pub async fn note_use(&mut self, used: &Used) -> Result<()> {
        let now = micros(self.clock.now());
        let noted = each!(self, db => sqlx::query(
            "insert into resource_uses (delivery, case_number, name, language, version, edited, counted, used_at) \
             values ($1,$2,$3,$4,$5,$6,'',$7) on conflict (delivery) do nothing")
            .bind(used.delivery.to_string()).bind(used.case.0).bind(used.name.as_str()).bind(used.language.as_str())
            .bind(used.version).bind(used.edited).bind(now).execute(db).await.map(|done| done.rows_affected()))
        .context("noting that a resource was sent")?;
        if noted == 0 {
            return Ok(());
        }
        let added = Fared {
            used: 1,
            edited: i64::from(used.edited),
            ..Fared::default()
        };
        self.count_resource(&used.name, &used.language, added).await
    }

    /// Notes what came of the resources that were sent in a case; each sending counts for one fate.
    pub async fn note_fate(&mut self, case: CaseNumber, fate: Fate) -> Result<()> {
        let uses: Vec<(String, String, String, String)> = each!(self, db => sqlx::query_as(
            "select delivery, name, language, counted from resource_uses where case_number = $1 order by delivery")
            .bind(case.0).fetch_all(db).await)?;
        for (delivery, name, language, counted) in uses {
            let before = Fate::read(&counted);
            if !fate.replaces(before) {
                continue;
            }
            each!(self, db => sqlx::query("update resource_uses set counted = $2 where delivery = $1")
                .bind(delivery.as_str()).bind(fate.as_str()).execute(db).await.map(|_| ()))
            .context("noting what came of a resource")?;
            let mut change = Fared::default();
            *change.of(fate) += 1;
            if let Some(before) = before {
                *change.of(before) -= 1;
            }
            self.count_resource(&ResourceName(name), &language, change)
                .await?;
        }
        Ok(())
    }

    /// The resources that were sent most in a span, with how often.
    pub async fn resources_used(
        &mut self,
        (from, until): (Timestamp, Timestamp),
        most: i64,
    ) -> Result<Vec<(ResourceName, i64)>> {
        let rows: Vec<(String, i64)> = each!(self, db => sqlx::query_as(
            "select name, count(*) from resource_uses where used_at >= $1 and used_at < $2 \
             group by name order by count(*) desc, name limit $3")
            .bind(micros(from)).bind(micros(until)).bind(most).fetch_all(db).await)?;
        Ok(rows
            .into_iter()
            .map(|(name, times)| (ResourceName(name), times))
            .collect())
    }

    async fn count_resource(&mut self, name: &ResourceName, language: &str, by: Fared) -> Result<()> {
        each!(self, db => sqlx::query(
            "insert into resource_counts (name, language, used, edited, resolved, thanked, reopened) \
             values ($1,$2,$3,$4,$5,$6,$7) on conflict (name, language) do update set \
             used = resource_counts.used + excluded.used, edited = resource_counts.edited + excluded.edited, \
             resolved = resource_counts.resolved + excluded.resolved, \
             thanked = resource_counts.thanked + excluded.thanked, \
             reopened = resource_counts.reopened + excluded.reopened")
            .bind(name.as_str()).bind(language).bind(by.used).bind(by.edited).bind(by.resolved).bind(by.thanked)
            .bind(by.reopened).execute(db).await.map(|_| ()))
        .context("counting a resource")
    }
}

impl From<FaredRow> for Fared {
    fn from(row: FaredRow) -> Self {
        Self {
            used: row.used,
            edited: row.edited,
            resolved: row.resolved,
            thanked: row.thanked,
            reopened: row.reopened,
        }
    }
}

impl TryFrom<ResourceRow> for Resource {
    type Error = anyhow::Error;

    fn try_from(row: ResourceRow) -> Result<Self> {
        let departments: Vec<DepartmentName> =
            serde_json::from_str(&row.departments).context("departments of a resource")?;
        let topics: Vec<Topic> = serde_json::from_str(&row.topics).context("topics of a resource")?;
        Ok(Self {
            name: ResourceName(row.name),
            language: row.language,
            version: row.version,
            purpose: row.purpose.parse::<Purpose>()?,
            text: row.text,
            departments,
            topics,
            added_by: Some(StaffName(row.added_by)),
            added_at: time(row.added_at),
        })
    }
}
