//! `liaison learn --config`: triage learns from what the desk's people
//! corrected, beside a running liaison, over the same database.

use super::{Wrong, open, print, settings};
use crate::desk::{Course, Desk, Learned, say_learned, say_listed};
use crate::domain::{Clock, ModelState};
use crate::engine::Engine;
use crate::triage::model::Lessons;
use anyhow::Result;
use std::path::Path;

/// Most models listed.
const MOST: i64 = 20;

/// What is said where there are no lessons.
pub(super) const NOTHING: &str = "Nobody has corrected anything yet, so there is nothing to learn from.";

/// What is asked of the desk's own lessons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// Learn now.
    Learn,
    /// Go back to the model before the one in use.
    Undo,
    /// Show what was learned.
    List,
}

pub(super) async fn run(config: &Path, ask: Ask) -> Result<()> {
    let settings = settings(config)?;
    let clock = Clock::system();
    let store = open(&settings, &clock).await?;
    let desk = Desk::new(store.clone(), clock.clone(), settings.directory);
    let told = match ask {
        Ask::Learn => learn(&desk, &clock).await,
        Ask::Undo => undo(&desk).await,
        Ask::List => list(&desk, &clock).await,
    };
    store.close().await;
    print::line(told?)
}

/// What the desk's people corrected up to now; empty where nobody did.
pub(super) async fn history(config: &Path) -> Result<Lessons> {
    let settings = settings(config)?;
    let clock = Clock::system();
    let store = open(&settings, &clock).await?;
    let desk = Desk::new(store.clone(), clock, settings.directory);
    let lessons = desk.lessons().await;
    store.close().await;
    lessons
}

async fn learn(desk: &Desk, clock: &Clock) -> Result<String> {
    let course = Course::new(Engine::holder(clock));
    match desk.study_now(&course).await? {
        Learned::Made(model) => Ok(say_learned(&model)),
        Learned::Nothing => Ok(NOTHING.to_owned()),
        Learned::Elsewhere => Err(Wrong(
            "Another process is learning just now. Try again when it is done: `liaison learn --list` shows it.".to_owned(),
        )
        .into()),
    }
}

async fn undo(desk: &Desk) -> Result<String> {
    Ok(match desk.undo_model().await? {
        None => "The model that liaison came with judges, so there is nothing to undo.".to_owned(),
        Some(undone) => {
            let before = match desk.judging().await?.in_use {
                Some(model) => format!("model {}", model.version),
                None => "the one that liaison came with".to_owned(),
            };
            format!(
                "Model {} is taken back: {before} judges again, everywhere within a minute.",
                undone.version
            )
        }
    })
}

async fn list(desk: &Desk, clock: &Clock) -> Result<String> {
    let models = desk.models(MOST).await?;
    let in_use = models.iter().find(|model| model.state == ModelState::Used);
    let judges = match in_use {
        Some(model) => format!("Model {} judges.", model.version),
        None => "The model that liaison came with judges.".to_owned(),
    };
    let listed = models.iter().map(|model| say_listed(model, clock.now()));
    Ok(std::iter::once(judges)
        .chain(listed)
        .collect::<Vec<_>>()
        .join("\n"))
}
