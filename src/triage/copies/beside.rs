//! Two prints side by side: how alike they are, whether one is a copy of the
//! other, and what its author adds.

use super::{COMMENT, Print, SHINGLE, joined};

/// Texts that open alike are copies when they share this much of the shorter one.
const ALIKE_OPENING: f64 = 0.6;
/// One text lies in another when so much of it does, and it is no mere headline.
const CONTAINED: f64 = 0.9;
const HEADLINE: usize = 12;
/// An edited text keeps this much of its words, in their order, in parts of a hundred.
const EDITED: usize = 92;

/// A later print beside an earlier one.
pub(super) struct Beside<'a> {
    later: &'a Print,
    earlier: &'a Print,
    /// Shingles that both have.
    shared: usize,
}

impl<'a> Beside<'a> {
    pub fn of(later: &'a Print, earlier: &'a Print) -> Self {
        #[cfg(test)]
        super::tests::took(later.shingles.len());
        Self {
            later,
            earlier,
            shared: later.shingles.intersection(&earlier.shingles).count(),
        }
    }

    /// How much the two are alike: among several the likest is the one that was copied.
    pub fn likeness(&self) -> f64 {
        let all = self.later.shingles.len() + self.earlier.shingles.len() - self.shared;
        self.contained() + self.shared as f64 / all as f64 + f64::from(u8::from(self.opens_alike()))
    }

    /// Whether the later says the same in nearly the same words, and little else. What it adds may be a comment:
    /// somebody who takes another's words for a headline and tells a story of their own is to be heard.
    pub fn is_copy(&self) -> bool {
        self.says_the_same() && self.added() <= COMMENT
    }

    /// Words that the later has and the earlier has not.
    pub fn added(&self) -> usize {
        let words = &self.later.words;
        let mut is_shared = vec![false; words.len()];
        for (at, shingle) in words.windows(SHINGLE).enumerate() {
            if self.earlier.shingles.contains(&joined(shingle)) {
                is_shared[at..at + SHINGLE].fill(true);
            }
        }
        let own = is_shared.into_iter().filter(|is_shared| !is_shared).count();
        let is_same_rest = self.later.rest == self.earlier.rest;
        let rest = if is_same_rest { 0 } else { self.later.rest.0 };
        self.later.comment + own + rest
    }

    fn says_the_same(&self) -> bool {
        self.later.words == self.earlier.words
            || (self.opens_alike() && self.contained() >= ALIKE_OPENING)
            || (self.fewer() >= HEADLINE && self.contained() >= CONTAINED)
            || (self.fewer() + SHINGLE > HEADLINE && self.is_edited())
    }

    fn fewer(&self) -> usize {
        self.later.shingles.len().min(self.earlier.shingles.len())
    }

    fn contained(&self) -> f64 {
        self.shared as f64 / self.fewer() as f64
    }

    fn opens_alike(&self) -> bool {
        self.later.opening.is_some() && self.later.opening == self.earlier.opening
    }

    /// Whether nearly all words of both are the same in the same order: their longest common subsequence. What
    /// the threshold rules out isn't looked at: few shared shingles, and pairs of words too far apart.
    pub fn is_edited(&self) -> bool {
        let (ours, theirs) = (&self.later.words, &self.earlier.words);
        let (our_count, their_count) = (ours.len(), theirs.len());
        // So many words of both together may be without their like in the other.
        let spare = (100 - EDITED) * (our_count + their_count) / 100;
        if our_count.abs_diff(their_count) > spare {
            return false;
        }
        let ours_alone = (spare + our_count - their_count) / 2;
        let theirs_alone = (spare + their_count - our_count) / 2;
        // A word that is left out breaks each shingle that it is in, and one that is put in all but one of those.
        let broken = |out: usize, put_in: usize| SHINGLE * out + (SHINGLE - 1) * put_in;
        let is_hopeless = self.shared == 0
            || self.later.shingles.len() > self.shared + broken(ours_alone, theirs_alone)
            || self.earlier.shingles.len() > self.shared + broken(theirs_alone, ours_alone);
        if is_hopeless {
            return false;
        }
        let mut row = vec![0_usize; their_count + 1];
        for (at, word) in (1_usize..).zip(ours) {
            let from = at.saturating_sub(ours_alone).max(1);
            let to = their_count.min(at + theirs_alone);
            #[cfg(test)]
            super::tests::took(to + 1 - from);
            let mut diagonal = row[from - 1];
            for other in from..=to {
                let above = row[other];
                row[other] = if *word == theirs[other - 1] {
                    diagonal + 1
                } else {
                    above.max(row[other - 1])
                };
                diagonal = above;
            }
        }
        our_count + their_count - 2 * row[their_count] <= spare
    }
}
