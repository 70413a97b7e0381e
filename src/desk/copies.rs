//! Which new posts say what another has said before: found by the keys of
//! their prints among recent posts and within the batch itself.

use super::intake::{Fresh, is_noise};
use super::receive::Judged;
use super::work::Work;
use super::{Office, Result};
use crate::domain::{CaseNumber, Urgency};
use crate::store::Alike;
use crate::triage::{Print, Prints};
use std::collections::HashSet;

/// The case that said it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum First {
    /// It was there before.
    Known(CaseNumber),
    /// It comes in the same batch, at this place among the cases it opens.
    New(usize),
}

/// A post that may have copies.
pub(super) struct Original {
    pub first: First,
    /// How pressing its case is.
    pub urgency: Urgency,
    /// Those on call have been told of it.
    pub is_paging: bool,
    /// It was set aside, and nobody reads it.
    pub is_aside: bool,
    /// What it says, where colleagues may have changed how pressing its case is.
    pub text: Option<String>,
}

/// Posts that may have copies.
#[derive(Default)]
pub(super) struct Originals(Prints<Original>);

impl Originals {
    /// Looks up, in one question, what a batch may have copied; what was set aside only where the batch holds noise.
    pub async fn of(work: &mut Work, judged: &[Judged]) -> Result<Self> {
        let mut known = Self::default();
        let all = keys(judged.iter());
        if !all.is_empty() {
            known.remember(work.tx.alike(&all).await?, false);
        }
        let noise = keys(judged.iter().filter(|one| is_noise(&one.judgement)));
        if !noise.is_empty() {
            known.remember(work.tx.alike_aside(&noise).await?, true);
        }
        Ok(known)
    }

    fn remember(&mut self, alike: Vec<Alike>, is_aside: bool) {
        for alike in alike {
            // Its author may have changed it since.
            if let Some(print) = Print::of(&alike.text) {
                let original = Original {
                    first: First::Known(alike.case),
                    urgency: alike.urgency,
                    is_paging: alike.is_paging,
                    is_aside,
                    text: Some(alike.text),
                };
                self.add(print, original);
            }
        }
    }

    /// The case that said the same first. A critical post joins another only as a plain repost of one that those
    /// on call know of: somebody who writes in danger is never taken for an echo. Only noise joins noise. Whoever
    /// adds something that presses more than what was said first is heard.
    pub fn first(&self, office: &Office, fresh: &Fresh<'_>) -> Option<First> {
        let print = fresh.one.print.as_ref()?;
        let is_critical = fresh.routed.urgency == Urgency::Critical;
        let may_join = |original: &Original| {
            let is_safe = !is_critical || (print.is_repost && original.is_paging);
            is_safe && (fresh.is_noise || !original.is_aside)
        };
        let nearest = self.0.nearest(print, may_join)?;
        let presses = nearest.added > 0 && presses_more(office, fresh, nearest.post);
        (!presses).then_some(nearest.post.first)
    }

    /// From now on this post may have copies.
    pub fn add(&mut self, print: Print, original: Original) {
        self.0.add(print, original);
    }
}

/// Whether a copy is more pressing than its original. Where colleagues hold that for less pressing than its words
/// are, the words count: else each later copy would be a case that presses more.
fn presses_more(office: &Office, fresh: &Fresh<'_>, original: &Original) -> bool {
    let urgency = fresh.routed.urgency;
    let network = fresh.one.mention.post.network;
    let says_less = |text: &String| {
        let judgement = office.triage().assess(text, network);
        urgency < office.route(&judgement, network).urgency
    };
    urgency < original.urgency && original.text.as_ref().is_none_or(says_less)
}

/// By what copies of these posts, or what they copy, are found; each key once.
fn keys<'a>(judged: impl Iterator<Item = &'a Judged>) -> Vec<i64> {
    let prints = judged.filter_map(|one| one.print.as_ref());
    let keys: HashSet<i64> = prints.flat_map(Print::keys).collect();
    keys.into_iter().collect()
}
