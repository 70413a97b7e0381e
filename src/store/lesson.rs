//! What people corrected: one row for each field of a mention, the last word.

use super::{Tx, each, micros, row};
use crate::domain::{CaseNumber, Field, Label, Lesson, Network, StaffName};
use anyhow::{Context, Result};

row!(LessonRow {
    mention: i64,
    field: String,
    was: String,
    label: String,
    who: String,
});

row!(TaughtRow {
    id: String,
    mention: i64,
    label: String,
    field: String,
    network: String,
    text: String,
});

/// A lesson with the words that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taught {
    /// The lesson's own id: time-ordered.
    pub id: String,
    /// Our own number for the mention.
    pub mention: i64,
    /// What it is.
    pub label: Label,
    /// Where it was written.
    pub network: Network,
    /// As it stands now.
    pub text: String,
}

impl Tx {
    /// The post that a case began with, by our own number for it.
    pub async fn first_post(&mut self, case: CaseNumber) -> Result<Option<i64>> {
        Ok(each!(self, db => sqlx::query_scalar(
            "select id from mentions where case_number = $1 order by id limit 1")
            .bind(case.0).fetch_optional(db).await)?)
    }

    /// What was said of a field of a mention.
    pub async fn lesson(&mut self, mention: i64, field: Field) -> Result<Option<Lesson>> {
        let row: Option<LessonRow> = each!(self, db => sqlx::query_as(
            "select mention, field, was, label, who from lessons where mention = $1 and field = $2")
            .bind(mention).bind(field.as_str()).fetch_optional(db).await)?;
        row.map(Lesson::try_from).transpose()
    }

    /// Keeps a lesson as the last word.
    pub async fn keep_lesson(&mut self, lesson: &Lesson) -> Result<()> {
        let (id, now) = (self.clock.new_id().simple().to_string(), micros(self.clock.now()));
        each!(self, db => sqlx::query(
            "insert into lessons (id, mention, field, was, label, who, at) values ($1, $2, $3, $4, $5, $6, $7) \
             on conflict (mention, field) do update set id = excluded.id, was = excluded.was, \
             label = excluded.label, who = excluded.who, at = excluded.at")
            .bind(id).bind(lesson.mention).bind(lesson.is.field().as_str()).bind(lesson.was.as_str())
            .bind(lesson.is.as_str()).bind(lesson.by.as_str()).bind(now).execute(db).await.map(|_| ()))
        .context("keeping a lesson")
    }

    /// Takes a lesson back.
    pub async fn drop_lesson(&mut self, mention: i64, field: Field) -> Result<()> {
        each!(self, db => sqlx::query("delete from lessons where mention = $1 and field = $2")
            .bind(mention).bind(field.as_str()).execute(db).await.map(|_| ()))
        .context("taking a lesson back")
    }

    /// The newest lessons with the words that they are about, oldest first; posts that their authors took down teach nothing.
    pub async fn taught(&mut self, most: i64) -> Result<Vec<Taught>> {
        let rows: Vec<TaughtRow> = each!(self, db => sqlx::query_as(
            "select l.id, l.mention, l.label, l.field, m.network, m.text \
             from (select id, mention, label, field from lessons order by id desc limit $1) l \
             join mentions m on m.id = l.mention where m.deleted_at is null order by l.id")
            .bind(most).fetch_all(db).await)?;
        rows.into_iter().map(Taught::try_from).collect()
    }

    /// How many lessons are newer than that one.
    pub async fn lessons_since(&mut self, id: &str) -> Result<i64> {
        Ok(
            each!(self, db => sqlx::query_scalar("select count(*) from lessons where id > $1")
            .bind(id).fetch_one(db).await)?,
        )
    }

    /// Keeps only so many of the newest lessons.
    pub async fn forget_lessons(&mut self, most: i64) -> Result<()> {
        each!(self, db => sqlx::query(
            "delete from lessons where id <= (select id from lessons order by id desc limit 1 offset $1)")
            .bind(most).execute(db).await.map(|_| ()))
        .context("forgetting old lessons")
    }
}

impl TryFrom<LessonRow> for Lesson {
    type Error = anyhow::Error;

    fn try_from(row: LessonRow) -> Result<Self> {
        let field: Field = row.field.parse()?;
        Ok(Self {
            mention: row.mention,
            was: Label::read(field, &row.was)?,
            is: Label::read(field, &row.label)?,
            by: StaffName(row.who),
        })
    }
}

impl TryFrom<TaughtRow> for Taught {
    type Error = anyhow::Error;

    fn try_from(row: TaughtRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            mention: row.mention,
            label: Label::read(row.field.parse()?, &row.label)?,
            network: row.network.parse()?,
            text: row.text,
        })
    }
}
