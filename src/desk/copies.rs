//! Which new posts say what another has said before: found by the keys of
//! their prints among recent posts and within the batch itself.

use super::Result;
use super::intake::{Fresh, is_noise};
use super::receive::Judged;
use super::work::Work;
use crate::domain::{CaseNumber, Urgency};
use crate::store::Alike;
use crate::triage::Print;
use std::collections::{HashMap, HashSet};

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
    pub print: Print,
    /// Those on call have been told of it.
    pub is_paging: bool,
    /// It was set aside, and nobody reads it.
    pub is_aside: bool,
}

/// Posts that may have copies.
#[derive(Default)]
pub(super) struct Originals {
    originals: Vec<Original>,
    by_key: HashMap<i64, Vec<usize>>,
}

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
                self.add(Original {
                    first: First::Known(alike.case),
                    print,
                    is_paging: alike.is_paging,
                    is_aside,
                });
            }
        }
    }

    /// The case that said the same first. A critical post joins another only as a plain repost of one that those
    /// on call know of: somebody who writes in danger is never taken for an echo. Only noise joins noise.
    pub fn first(&self, fresh: &Fresh<'_>) -> Option<First> {
        let print = fresh.one.print.as_ref()?;
        let is_critical = fresh.routed.urgency == Urgency::Critical;
        let candidates: HashSet<usize> = print
            .keys()
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .flatten()
            .copied()
            .collect();
        let likeness = |at: usize| {
            let original = &self.originals[at];
            let is_safe = !is_critical || (print.is_repost && original.is_paging);
            let may_join = is_safe && (fresh.is_noise || !original.is_aside);
            let likeness = print.likeness(&original.print).filter(|_| may_join)?;
            Some((likeness, at))
        };
        let nearest = candidates
            .into_iter()
            .filter_map(likeness)
            .max_by(|(one, at), (other, than)| one.total_cmp(other).then(than.cmp(at)));
        nearest.map(|(_, at)| self.originals[at].first)
    }

    /// From now on this post may have copies.
    pub fn add(&mut self, original: Original) {
        for key in original.print.keys() {
            self.by_key.entry(key).or_default().push(self.originals.len());
        }
        self.originals.push(original);
    }
}

/// By what copies of these posts, or what they copy, are found; each key once.
fn keys<'a>(judged: impl Iterator<Item = &'a Judged>) -> Vec<i64> {
    let prints = judged.filter_map(|one| one.print.as_ref());
    let keys: HashSet<i64> = prints.flat_map(Print::keys).collect();
    keys.into_iter().collect()
}
