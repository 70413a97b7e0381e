//! Whether a model that was learnt anew may judge.
//!
//! It is tried on posts that it did not learn from: some that people
//! corrected, and some of those that the program came with. It is used only
//! when it is not worse on either, and finds no fewer of the critical ones.

use super::{Timestamp, words::vocabulary};
use serde::{Deserialize, Serialize};

/// By how much chance alone may move the mean over one post of the program's own; over many, by less by the root of
/// their number: 0.01 over four hundred.
const CHANCE: f64 = 0.2;
/// Two sums of the same numbers may differ in their last digits.
const SAME: f64 = 1e-9;

/// How well posts were judged; nothing where none of them had the label in question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// How many posts.
    pub posts: usize,
    /// Macro-F1 of the topics.
    pub topic: Option<f64>,
    /// Macro-F1 of the intents.
    pub intent: Option<f64>,
    /// Share of the critical ones that were found.
    pub critical: Option<f64>,
}

/// The model that was used before, and the new one, on the same posts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The one to be replaced.
    pub before: Score,
    /// The new one.
    pub after: Score,
}

/// Both on posts that neither learnt from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// On posts that people corrected.
    pub desk: Pair,
    /// On posts that the program came with; before is what these alone teach.
    pub built_in: Pair,
}

/// In what a new model is worse.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{what} {of}: {after:.2}, not {before:.2}")]
pub struct Worse {
    what: &'static str,
    of: &'static str,
    before: f64,
    after: f64,
}

vocabulary! {
    /// What became of a model.
    ModelState {
        /// It judges, or did until a newer one was used.
        Used = "used",
        /// It was worse than the one before.
        Refused = "refused",
        /// A person took it back.
        Undone = "undone",
    }
}

/// A model learnt from what people corrected.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeModel {
    /// Its number.
    pub version: i64,
    /// When it was learnt.
    pub made_at: Timestamp,
    /// From how many corrections.
    pub lessons: i64,
    /// The newest of them.
    pub newest: String,
    /// How it did beside the one before.
    pub trial: Trial,
    /// What became of it.
    pub state: ModelState,
}

impl Trial {
    /// Whether the new one may judge; in what it is worse if not.
    pub fn verdict(&self) -> Result<(), Worse> {
        let corrected = "on posts that people corrected";
        let own = "on posts that liaison came with";
        let posts = self.built_in.after.posts.max(1) as f64;
        self.built_in.not_worse(own, CHANCE / posts.sqrt())?;
        self.desk.not_worse(corrected, 0.0)
    }
}

impl Pair {
    fn not_worse(&self, of: &'static str, chance: f64) -> Result<(), Worse> {
        let Self { before, after } = self;
        // Somebody in danger comes first, and chance is no excuse.
        let measures = [
            (
                "it finds fewer critical cases",
                before.critical,
                after.critical,
                0.0,
            ),
            ("it tells topics less well", before.topic, after.topic, chance),
            ("it tells intents less well", before.intent, after.intent, chance),
        ];
        for (what, before, after, chance) in measures {
            if let (Some(before), Some(after)) = (before, after)
                && after < before - chance - SAME
            {
                return Err(Worse {
                    what,
                    of,
                    before,
                    after,
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(topic: f64, intent: f64, critical: Option<f64>) -> Score {
        Score {
            posts: 100,
            topic: Some(topic),
            intent: Some(intent),
            critical,
        }
    }

    #[test]
    fn a_model_is_used_only_when_it_is_worse_in_nothing() {
        let good = score(0.8, 0.8, Some(0.97));
        let table = [
            (good, good, None),
            (score(0.79, 0.795, Some(0.97)), score(0.9, 0.8, None), None),
            (
                score(0.77, 0.8, Some(0.97)),
                good,
                Some("it tells topics less well on posts that liaison came with: 0.77, not 0.80"),
            ),
            (
                score(0.9, 0.9, Some(0.96)),
                good,
                Some("it finds fewer critical cases on posts that liaison came with: 0.96, not 0.97"),
            ),
            (
                good,
                score(0.8, 0.79, None),
                Some("it tells intents less well on posts that people corrected: 0.79, not 0.80"),
            ),
            (
                good,
                score(0.8, 0.8, Some(0.5)),
                Some("it finds fewer critical cases on posts that people corrected: 0.50, not 0.97"),
            ),
            // Nothing was held back yet.
            (good, Score::default(), None),
        ];
        for (built_in, desk, why) in table {
            let trial = Trial {
                desk: Pair {
                    before: good,
                    after: desk,
                },
                built_in: Pair {
                    before: good,
                    after: built_in,
                },
            };
            let verdict = trial.verdict().err().map(|worse| worse.to_string());
            assert_eq!(verdict.as_deref(), why);
        }
    }

    #[test]
    fn a_trial_is_kept_as_it_was() {
        let trial = Trial {
            desk: Pair::default(),
            built_in: Pair {
                before: score(0.1, 0.2, None),
                after: score(1.0 / 3.0, 0.0, Some(1.0)),
            },
        };
        let kept: Trial = serde_json::from_str(&serde_json::to_string(&trial).unwrap()).unwrap();
        assert_eq!(kept, trial);
    }
}
