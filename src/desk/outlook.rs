//! What becomes of approved answers: which was sent, changed or not, and what
//! came of it, so that what worked is offered again.

use super::Result;
use super::resource::shelf;
use super::work::Work;
use crate::domain::{Case, CaseNumber, DeliveryId, Fate, Intent, Places, Purpose, handoff::codes_in};
use crate::store::{Post, Reply, ReplyState, Used};
use std::collections::HashMap;
use strsim::normalized_levenshtein;

/// From this likeness on, words are a resource that was changed; below, they are somebody's own.
const ALIKE: f64 = 0.6;
/// Longest words that are compared sign by sign.
const COMPARED: usize = 1_000;
/// Posts after our answer that are looked at, the newest.
const AFTERWARDS: usize = 20;

impl Work {
    /// Notes which approved answer these words are, if any.
    pub async fn note_sent(&mut self, case: &Case, delivery: DeliveryId, words: &str) -> Result<()> {
        let directory = self.office.directory.clone();
        let places = Places::of(&directory, Some(case));
        let bare = words.strip_suffix(directory.signature.as_str());
        let bare = bare.unwrap_or(words).trim();
        let mut closest: Option<(f64, Used)> = None;
        for resource in shelf(&mut self.tx, &directory).await? {
            // An invitation's code is new each time; it is counted as what it is.
            if resource.purpose == Purpose::Handoff {
                continue;
            }
            let Ok(text) = places.fill(&resource.text) else {
                continue;
            };
            let alike = alike(&text, bare);
            if alike >= ALIKE && closest.as_ref().is_none_or(|(other, _)| alike > *other) {
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
        let posts = self.tx.posts_of(case.number).await?;
        let Some(reply) = replies.iter().rev().find(|reply| answers(reply, &posts)) else {
            return Ok(());
        };
        let after = posts.iter().rev().take(AFTERWARDS);
        let after = after.filter(|post| post.posted_at > reply.written_at);
        let triage = self.office.triage();
        let complains = |post: &Post| {
            let judged = triage.assess(&post.text, post.post.network);
            judged.assessment.intent == Intent::Complaint
        };
        if after.into_iter().any(complains) {
            return Ok(());
        }
        self.tx.keep_good_answer(case, reply.delivery).await
    }

    /// The author wrote again after our answer.
    pub async fn author_came_back(&mut self, case: &Case, intent: Intent) -> Result<()> {
        match intent {
            Intent::Praise => self.tx.note_fate(case.number, Fate::Thanked).await,
            Intent::Complaint => self.ended_badly(case.number).await,
            _ if !case.is_open() => self.ended_badly(case.number).await,
            _ => Ok(()),
        }
    }

    /// It was not over: the author was not content, a colleague opened it again, or our words were taken back.
    pub async fn ended_badly(&mut self, case: CaseNumber) -> Result<()> {
        self.tx.note_fate(case, Fate::Reopened).await?;
        self.tx.forget_good_answer(case).await
    }
}

/// An answer of somebody's to a post that still stands; an invitation answers nothing.
fn answers(reply: &Reply, posts: &[Post]) -> bool {
    let is_out = matches!(reply.state, ReplyState::Sending | ReplyState::Published);
    let stands = |post: &Post| post.post == reply.parent && post.deleted_at.is_none();
    is_out && codes_in(&reply.text).is_empty() && posts.iter().any(stands)
}

/// One for the same words, less the more they differ.
fn alike(text: &str, words: &str) -> f64 {
    if text == words {
        return 1.0;
    }
    // Comparing sign by sign is dear, and most of what is compared has next to nothing in common.
    if text.len().max(words.len()) > COMPARED || shares_words(text, words) < ALIKE {
        return 0.0;
    }
    // Equal words were found above: however little changed, it is changed.
    normalized_levenshtein(text, words).min(0.999)
}

/// The share of words that both have.
fn shares_words(text: &str, words: &str) -> f64 {
    let mut left: HashMap<&str, i32> = HashMap::new();
    let (mut all, mut both) = (0, 0);
    for word in parts(text) {
        *left.entry(word).or_default() += 1;
        all += 1;
    }
    for word in parts(words) {
        all += 1;
        if let Some(count) = left.get_mut(word).filter(|count| **count > 0) {
            *count -= 1;
            both += 2;
        }
    }
    f64::from(both) / f64::from(all.max(1))
}

/// Words; each sign of a script that doesn't part them is one.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().flat_map(|word| {
        let step = if word.is_ascii() { word.len() } else { 1 };
        let signs = word.char_indices().step_by(step);
        signs.map(move |(at, sign)| {
            let end = if step == 1 {
                at + sign.len_utf8()
            } else {
                word.len()
            };
            &word[at..end]
        })
    })
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
        let chinese = "感谢您的留言。请致电我们的办公室。";
        assert!(alike(chinese, "感谢您的留言，请致电我们的办公室。") > ALIKE);
    }
}
