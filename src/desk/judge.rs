//! Which model judges: the newest that was learnt and is used, or the one
//! that the program came with. It is taken over hot; what is being judged
//! meanwhile is judged by the one before.

use super::{Desk, Office, Result};
use crate::domain::{MadeModel, ModelState};
use crate::store::Tx;
use crate::triage::Triage;
use crate::triage::model::Model;
use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::{Arc, OnceLock, PoisonError};
use tokio::task::spawn_blocking;

/// What ails when a model can't be read.
const SUBJECT: &str = "triage/model";

/// Which model judges.
#[derive(Clone, Default)]
pub(super) struct Judge {
    /// The one in use; none is the one that the program came with.
    version: Option<i64>,
    /// Nothing as well where the one in use can't be read.
    model: Option<Arc<Model>>,
}

/// What there is to tell of the judge.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judging {
    /// The model in use; none is the one that the program came with.
    pub in_use: Option<MadeModel>,
    /// A newer one that is not used.
    pub not_used: Option<MadeModel>,
    /// What was corrected since a model was learnt last.
    pub corrections: i64,
}

impl Judging {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self> {
        let in_use = tx.model_in_use().await?;
        let newest = tx.models(1).await?.pop();
        let learned = newest.as_ref().map(|model| model.newest.clone());
        Ok(Self {
            in_use,
            not_used: newest.filter(|model| model.state != ModelState::Used),
            corrections: tx.lessons_since(&learned.unwrap_or_default()).await?,
        })
    }
}

impl Desk {
    /// Takes the model in use over, if it is another than the one that judges here.
    pub async fn take_model(&self) -> Result<()> {
        let mut tx = self.store.read().await?;
        let version = tx.model_in_use().await?.map(|model| model.version);
        if self.office().judge.version == version {
            return Ok(());
        }
        let weights = match version {
            Some(version) => tx.weights(version).await?,
            None => None,
        };
        drop(tx);
        let read = weights.map(|weights| model(&weights)).transpose();
        let (model, why) = match read {
            Ok(model) => (model.map(Arc::new), None),
            Err(why) => (None, Some(format!("{why:#}"))),
        };
        self.judge_by(Judge { version, model }).await?;
        tracing::info!(model.version = version, "Triage judges by another model");
        match (version, why) {
            (Some(version), Some(why)) => {
                let why = format!(
                    "model {version} can't be read, so the one that liaison came with judges: {why} \
                     `liaison learn --undo` goes back to the one before"
                );
                self.ailing(SUBJECT, &why).await
            }
            _ => self.healed(SUBJECT).await,
        }
    }

    /// From now on judges so. What it takes is compiled before anybody waits for it.
    async fn judge_by(&self, judge: Judge) -> Result<()> {
        let settings = Arc::clone(&self.office().settings);
        let (of, by) = (Arc::clone(&settings), judge.clone());
        let triage = spawn_blocking(move || by.compile(&of)).await?;
        let mut office = self.office.write().unwrap_or_else(PoisonError::into_inner);
        // The settings may have changed meanwhile: then it is compiled of them when the next mention comes.
        let is_of_these = Arc::ptr_eq(&office.settings, &settings);
        let triage = if is_of_these {
            OnceLock::from(triage)
        } else {
            OnceLock::new()
        };
        *office = Arc::new(Office {
            directory: Arc::clone(&office.directory),
            settings: Arc::clone(&office.settings),
            known: Arc::clone(&office.known),
            guard: Arc::clone(&office.guard),
            triage: Arc::new(triage),
            judge,
        });
        Ok(())
    }

    /// The model that judges, as the database has it.
    pub(super) async fn model_in_use(&self) -> Result<Arc<Model>> {
        self.take_model().await?;
        Ok(self.office().judge.model.clone().unwrap_or_else(Model::shipped))
    }

    /// Goes back to the model before the one in use; gives the one that was undone.
    pub async fn undo_model(&self) -> Result<Option<MadeModel>> {
        let mut tx = self.store.begin().await?;
        let Some(model) = tx.model_in_use().await? else {
            return Ok(None);
        };
        let undone = tx.undo_model(model.version).await?;
        tx.commit().await?;
        tracing::info!(model.version = model.version, "A model was taken back");
        self.take_model().await?;
        Ok(undone.then_some(model))
    }

    /// What judges, and how it came to that.
    pub async fn judging(&self) -> Result<Judging> {
        Judging::read(&mut self.store.read().await?).await
    }

    /// The newest models, newest first.
    pub async fn models(&self, most: i64) -> Result<Vec<MadeModel>> {
        self.store.read().await?.models(most).await
    }
}

impl Judge {
    pub(super) fn compile(&self, settings: &crate::domain::Directory) -> Triage {
        match &self.model {
            Some(model) => Triage::with_model(settings, Arc::clone(model)),
            None => Triage::new(settings),
        }
    }
}

/// A model from how it was kept.
fn model(weights: &str) -> Result<Model> {
    let bytes = STANDARD.decode(weights).context("it was not kept whole")?;
    Ok(Model::from_bytes(&bytes)?)
}
