//! Our last replies in cases that ended well. One row a case, and a question
//! looks at the newest of its topic and language only, so that the number of
//! closed cases costs nothing. No words are kept here: what its author deleted
//! or we took down is not found.

use super::{Tx, each, micros, row};
use crate::domain::{Case, CaseNumber, DeliveryId, DepartmentName, FacilityName, Topic};
use anyhow::{Context, Result};

/// An answer that ended well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodAnswer {
    /// In which case.
    pub case: CaseNumber,
    /// Who answered.
    pub department: DepartmentName,
    /// Which hospital it was about.
    pub facility: Option<FacilityName>,
    /// The post that was answered.
    pub question: String,
    /// What we said, as the public read it.
    pub answer: String,
}

row!(AnswerRow {
    case_number: i64,
    department: String,
    facility: Option<String>,
    question: String,
    answer: String,
});

const NEWEST: &str = "select g.case_number, g.department, g.facility, m.text as question, r.text as answer \
     from good_answers g join replies r on r.delivery = g.delivery and r.state = 'published' \
     join mentions m on m.network = r.network and m.post = r.parent and m.deleted_at is null \
     where g.topic = $1 and g.language = $2 order by g.ended_at desc limit $3";

impl Tx {
    /// Keeps which reply a case ended well with.
    pub async fn keep_good_answer(&mut self, case: &Case, reply: DeliveryId) -> Result<()> {
        let now = micros(self.clock.now());
        each!(self, db => sqlx::query(
            "insert into good_answers (case_number, delivery, topic, language, department, facility, ended_at) \
             values ($1,$2,$3,$4,$5,$6,$7) on conflict (case_number) do update set delivery = excluded.delivery, \
             topic = excluded.topic, language = excluded.language, department = excluded.department, \
             facility = excluded.facility, ended_at = excluded.ended_at")
            .bind(case.number.0).bind(reply.to_string()).bind(case.topic.as_str()).bind(case.language.as_str())
            .bind(case.department.as_str()).bind(case.facility.as_ref().map(FacilityName::as_str)).bind(now)
            .execute(db).await.map(|_| ()))
        .context("keeping an answer that ended well")
    }

    /// It did not end well after all.
    pub async fn forget_good_answer(&mut self, case: CaseNumber) -> Result<()> {
        each!(self, db => sqlx::query("delete from good_answers where case_number = $1")
            .bind(case.0).execute(db).await.map(|_| ()))
        .context("forgetting an answer")
    }

    /// The newest on a topic in a language.
    pub async fn good_answers(&mut self, topic: Topic, language: &str, most: i64) -> Result<Vec<GoodAnswer>> {
        let rows: Vec<AnswerRow> = each!(self, db => sqlx::query_as(NEWEST)
            .bind(topic.as_str()).bind(language).bind(most).fetch_all(db).await)?;
        Ok(rows.into_iter().map(GoodAnswer::from).collect())
    }
}

impl From<AnswerRow> for GoodAnswer {
    fn from(row: AnswerRow) -> Self {
        Self {
            case: CaseNumber(row.case_number),
            department: DepartmentName(row.department),
            facility: row.facility.map(FacilityName),
            question: row.question,
            answer: row.answer,
        }
    }
}
