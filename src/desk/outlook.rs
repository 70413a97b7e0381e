//! What becomes of approved answers: which was sent, changed or not, and how
//! the case ended, so that what worked is offered again.

use super::Result;
use super::resource::{places, shelf};
use super::work::Work;
use crate::domain::{Case, CaseNumber, DeliveryId, Purpose};
use crate::store::{Fate, GoodAnswer, ReplyState, Used};
use strsim::normalized_levenshtein;

/// From this likeness on, words are a resource that was changed; below, they are somebody's own.
const ALIKE: f64 = 0.6;

/// Longest words that are compared sign by sign.
const COMPARED: usize = 1_000;

impl Work {
    /// Notes which approved answer these words are, if any.
    pub async fn note_sent(&mut self, case: &Case, delivery: DeliveryId, words: &str) -> Result<()> {
        let places = places(&self.office.directory, Some(case));
        let bare = words.strip_suffix(self.office.directory.signature.as_str());
        let bare = bare.unwrap_or(words).trim();
        let mut closest: Option<(f64, Used)> = None;
        for resource in shelf(&mut self.tx).await? {
            let Ok(text) = places.fill(&resource.text) else {
                continue;
            };
            let alike = alike(&text, bare);
            let is_better = closest.as_ref().is_none_or(|(other, _)| alike > *other);
            if resource.purpose != Purpose::Handoff && alike >= ALIKE && is_better {
                let used = Used {
                    delivery,
                    case: case.number,
                    name: resource.name,
                    language: resource.language,
                    version: resource.version,
                    edited: alike < 1.0,
                };
                closest = Some((alike, used));
            }
        }
        match closest {
            Some((_, used)) => self.tx.note_use(&used).await,
            None => Ok(()),
        }
    }

    /// The case is resolved: what we said last in it may be offered again.
    pub async fn ended_well(&mut self, case: &Case) -> Result<()> {
        self.tx.note_fate(case.number, Fate::Resolved).await?;
        let replies = self.tx.replies_of(case.number).await?;
        let last = replies
            .into_iter()
            .rev()
            .find(|reply| reply.state == ReplyState::Published);
        let post = self.tx.latest_post(case.number).await?;
        let (Some(reply), Some(post)) = (last, post) else {
            return Ok(());
        };
        let good = GoodAnswer {
            case: case.number,
            topic: case.topic,
            language: case.language.clone(),
            department: case.department.clone(),
            question: post.text,
            answer: reply.text,
        };
        self.tx.keep_good_answer(&good).await
    }

    /// It was not over: the author wrote again, a colleague opened it again, or our words were taken back.
    pub async fn ended_badly(&mut self, case: CaseNumber) -> Result<()> {
        self.tx.note_fate(case, Fate::Reopened).await?;
        self.tx.forget_good_answer(case).await
    }
}

/// One for the same words, less the more they differ.
fn alike(text: &str, words: &str) -> f64 {
    if text == words {
        return 1.0;
    }
    let (shorter, longer) = (text.len().min(words.len()), text.len().max(words.len()));
    // Lengths that differ this much can't be alike enough; long words cost too much to compare.
    if longer > COMPARED || (shorter as f64) < longer as f64 * ALIKE {
        return 0.0;
    }
    // Equal words were found above: however little changed, it is changed.
    normalized_levenshtein(text, words).min(0.999)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_words_are_told_from_other_words() {
        let text = "Visitors park in the north garage; the first hour is free.";
        assert!((alike(text, text) - 1.0).abs() < f64::EPSILON);
        let changed = alike(
            text,
            "Visitors park in the north garage, and the first hour is free.",
        );
        assert!((ALIKE..1.0).contains(&changed));
        assert!(alike(text, "We are sorry to hear that and would like to listen to you.") < ALIKE);
        assert!(alike(text, "Hello") < ALIKE && alike(text, "") < ALIKE);
    }
}
