//! Models that were learnt from what people corrected: the newest that is
//! used judges, the others tell how it came to that.

use super::{Tx, each, micros, row, time};
use crate::domain::{MadeModel, ModelState};
use anyhow::{Context, Result};

row!(ModelRow {
    version: i64,
    made_at: i64,
    lessons: i64,
    newest: String,
    scores: String,
    state: String,
});

macro_rules! model_columns {
    () => {
        "version, made_at, lessons, newest, scores, state"
    };
}

const NEWEST: &str = concat!(
    "select ",
    model_columns!(),
    " from models order by version desc limit $1"
);
const IN_USE: &str = concat!(
    "select ",
    model_columns!(),
    " from models where state = 'used' order by version desc limit 1"
);

impl Tx {
    /// The newest models, newest first.
    pub async fn models(&mut self, most: i64) -> Result<Vec<MadeModel>> {
        let rows: Vec<ModelRow> = each!(self, db => sqlx::query_as(NEWEST).bind(most).fetch_all(db).await)?;
        rows.into_iter().map(MadeModel::try_from).collect()
    }

    /// The model that judges; none when it is the one that the program came with.
    pub async fn model_in_use(&mut self) -> Result<Option<MadeModel>> {
        let row: Option<ModelRow> = each!(self, db => sqlx::query_as(IN_USE).fetch_optional(db).await)?;
        row.map(MadeModel::try_from).transpose()
    }

    /// A model's weights, as they were kept.
    pub async fn weights(&mut self, version: i64) -> Result<Option<String>> {
        Ok(
            each!(self, db => sqlx::query_scalar("select weights from models where version = $1")
            .bind(version).fetch_optional(db).await)?,
        )
    }

    /// Keeps a model with its weights.
    pub async fn keep_model(&mut self, model: &MadeModel, weights: &str) -> Result<()> {
        let scores = serde_json::to_string(&model.trial)?;
        each!(self, db => sqlx::query(
            "insert into models (version, made_at, lessons, newest, scores, state, weights) \
             values ($1, $2, $3, $4, $5, $6, $7)")
            .bind(model.version).bind(micros(model.made_at)).bind(model.lessons).bind(&model.newest)
            .bind(scores).bind(model.state.as_str()).bind(weights).execute(db).await.map(|_| ()))
        .context("keeping a model")
    }

    /// A model that is used is used no longer; false when it was not.
    pub async fn undo_model(&mut self, version: i64) -> Result<bool> {
        let undone = each!(self, db => sqlx::query(
            "update models set state = 'undone' where version = $1 and state = 'used'")
            .bind(version).execute(db).await.map(|done| done.rows_affected()))
        .context("undoing a model")?;
        Ok(undone == 1)
    }

    /// Keeps only so many of the newest models, the one that judges, and the one that judges when that is undone:
    /// many may have been refused or undone since.
    pub async fn forget_models(&mut self, most: i64) -> Result<()> {
        each!(self, db => sqlx::query(
            "delete from models where version <= (select version from models order by version desc limit 1 offset $1) \
             and version not in (select version from models where state = 'used' order by version desc limit 2)")
            .bind(most).execute(db).await.map(|_| ()))
        .context("forgetting old models")
    }
}

impl TryFrom<ModelRow> for MadeModel {
    type Error = anyhow::Error;

    fn try_from(row: ModelRow) -> Result<Self> {
        Ok(Self {
            version: row.version,
            made_at: time(row.made_at),
            lessons: row.lessons,
            newest: row.newest,
            trial: serde_json::from_str(&row.scores).context("reading the scores of a model")?,
            state: row.state.parse::<ModelState>()?,
        })
    }
}
