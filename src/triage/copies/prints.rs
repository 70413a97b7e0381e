//! Where the prints lie that later ones are held against.

use super::{Beside, Print};
use std::collections::{BTreeSet, HashMap};

/// Most prints under one key. Who writes a thousand texts that all begin alike would else have each compared with
/// all before it; one that is not found by this key is found by another.
const CROWD: usize = 8;
/// Of these so many, the likest, are compared word by word.
const LIKEST: usize = 4;

/// Prints, each with what is known of its post.
pub struct Prints<T> {
    kept: Vec<(Print, T)>,
    by_key: HashMap<i64, Vec<usize>>,
}

/// What a print is a copy of.
#[derive(Debug, Clone, Copy)]
pub struct Nearest<'a, T> {
    /// What is known of the earlier post.
    pub post: &'a T,
    /// Words that the later one adds.
    pub added: usize,
}

impl<T> Default for Prints<T> {
    fn default() -> Self {
        Self {
            kept: Vec::new(),
            by_key: HashMap::new(),
        }
    }
}

impl<T> Prints<T> {
    /// From now on the post of this print may have copies.
    pub fn add(&mut self, print: Print, post: T) {
        for key in print.keys() {
            let crowd = self.by_key.entry(key).or_default();
            if crowd.len() < CROWD {
                crowd.push(self.kept.len());
            }
        }
        self.kept.push((print, post));
    }

    /// What this is a copy of, among those that it may join; the earliest of several that are as like.
    pub fn nearest(&self, print: &Print, may_join: impl Fn(&T) -> bool) -> Option<Nearest<'_, T>> {
        let under = print.keys().into_iter().filter_map(|key| self.by_key.get(&key));
        let found: BTreeSet<usize> = under.flatten().copied().collect();
        let mut likest: Vec<(Beside<'_>, &T)> = found
            .into_iter()
            .map(|at| &self.kept[at])
            .filter(|(_, post)| may_join(post))
            .map(|(earlier, post)| (Beside::of(print, earlier), post))
            .collect();
        likest.sort_by(|(one, _), (other, _)| other.likeness().total_cmp(&one.likeness()));
        let (beside, post) = likest
            .into_iter()
            .take(LIKEST)
            .find(|(beside, _)| beside.is_copy())?;
        Some(Nearest {
            post,
            added: beside.added(),
        })
    }
}
