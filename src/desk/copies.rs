//! Which new posts say what another has said before: found by the keys of
//! their prints among recent posts and within the batch itself.

use super::Result;
use super::receive::Judged;
use super::work::Work;
use crate::domain::{CaseNumber, Urgency};
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

struct Original {
    first: First,
    print: Print,
    /// Those on call have been told of it.
    is_paging: bool,
}

/// Posts that may have copies.
#[derive(Default)]
pub(super) struct Originals {
    originals: Vec<Original>,
    by_key: HashMap<i64, Vec<usize>>,
}

impl Originals {
    /// Looks up, in one question, what a batch may have copied.
    pub async fn of(work: &mut Work, judged: &[Judged]) -> Result<Self> {
        let keys: HashSet<i64> = judged
            .iter()
            .filter_map(|one| one.print.as_ref())
            .flat_map(Print::keys)
            .collect();
        let mut known = Self::default();
        if keys.is_empty() {
            return Ok(known);
        }
        let keys: Vec<i64> = keys.into_iter().collect();
        for alike in work.tx.alike(&keys).await? {
            // Its author may have changed it since.
            if let Some(print) = Print::of(&alike.text) {
                known.add(First::Known(alike.case), print, alike.is_paging);
            }
        }
        Ok(known)
    }

    /// The case that said the same first. A critical post joins another only as a plain repost of one that those
    /// on call know of: somebody who writes in danger is never taken for an echo.
    pub fn first(&self, judged: &Judged) -> Option<First> {
        let print = judged.print.as_ref()?;
        let is_critical = judged.judgement.assessment.urgency == Urgency::Critical;
        let candidates: HashSet<usize> = print
            .keys()
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .flatten()
            .copied()
            .collect();
        let likeness = |at: usize| {
            let original = &self.originals[at];
            let may_join = !is_critical || (print.is_repost && original.is_paging);
            let likeness = print.likeness(&original.print).filter(|_| may_join)?;
            Some((likeness, at))
        };
        let nearest = candidates
            .into_iter()
            .filter_map(likeness)
            .max_by(|(one, at), (other, than)| one.total_cmp(other).then(than.cmp(at)));
        nearest.map(|(_, at)| self.originals[at].first)
    }

    /// From now on this case may have copies.
    pub fn add(&mut self, first: First, print: Print, is_paging: bool) {
        for key in print.keys() {
            self.by_key.entry(key).or_default().push(self.originals.len());
        }
        self.originals.push(Original {
            first,
            print,
            is_paging,
        });
    }
}
