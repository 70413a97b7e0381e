//! Copies of a post: reposted, shortened, edited a little, with links, emoji
//! or a comment added.
//!
//! A [`Print`] is what is left of a text without its dressing. Prints of
//! copies share a key nearly always, and those of other texts hardly ever: a
//! few keys find the posts worth comparing, and [`Print::likeness`]
//! decides. Texts that many people may write by themselves have no print.

mod dressing;

use dressing::{reposted, undressed};
use std::collections::HashSet;

/// Fewest words that a text needs: “thank you so much” is nobody's own.
const FEWEST: usize = 7;
/// Fewest letters in them.
const LETTERS: usize = 34;
/// Words that are looked at; what follows changes nothing.
const MOST: usize = 400;
/// Bytes that are looked at.
const LONGEST: usize = 6_000;
/// Words in a row that are compared as one.
const SHINGLE: usize = 3;
/// Keys from the shingles, besides the one from the opening.
const KEYS: usize = 3;
/// An opening has so many letters.
const OPENING: usize = 34;
/// Texts that open alike are copies when they share this much of the shorter one.
const ALIKE_OPENING: f64 = 0.6;
/// One text lies in another when so much of it does, and it is no mere headline.
const CONTAINED: f64 = 0.9;
const HEADLINE: usize = 12;
/// An edited text keeps this much of its words, in their order.
const EDITED: f64 = 0.92;

/// A text without its dressing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    words: Vec<u64>,
    shingles: HashSet<u64>,
    opening: Option<u64>,
    /// The author says that these are somebody else's words, and puts none of their own before them.
    pub is_repost: bool,
}

impl Print {
    /// The print of a text, if it is one that nobody else would write by chance.
    pub fn of(text: &str) -> Option<Self> {
        let text = &text[..text.floor_char_boundary(LONGEST)];
        let (core, is_repost) = reposted(text);
        let plain = undressed(core);
        let words: Vec<&str> = plain.split(' ').filter(|w| !w.is_empty()).take(MOST).collect();
        let letters = words.iter().map(|word| word.chars().count()).sum::<usize>();
        if words.len() < FEWEST || letters < LETTERS {
            return None;
        }
        let opening = opening(&words);
        let words: Vec<u64> = words.into_iter().map(hash).collect();
        let shingles = words.windows(SHINGLE).map(joined).collect();
        Some(Self {
            words,
            shingles,
            opening,
            is_repost,
        })
    }

    /// What it is looked up by. Of the shingles those whose numbers are lowest: texts that share most of
    /// their shingles share one of these nearly always.
    pub fn keys(&self) -> Vec<i64> {
        let mut keys: Vec<u64> = self.shingles.iter().copied().collect();
        keys.sort_unstable();
        keys.truncate(KEYS);
        keys.extend(self.opening);
        keys.into_iter().map(u64::cast_signed).collect()
    }

    /// How much the two are alike, if both say the same in nearly the same words.
    pub fn likeness(&self, other: &Self) -> Option<f64> {
        let shared = self.shingles.intersection(&other.shingles).count();
        let fewer = self.shingles.len().min(other.shingles.len());
        let contained = shared as f64 / fewer as f64;
        let opens_alike = self.opening.is_some() && self.opening == other.opening;
        let is_copy = self.words == other.words
            || (opens_alike && contained >= ALIKE_OPENING)
            || (fewer >= HEADLINE && contained >= CONTAINED)
            || (fewer + SHINGLE > HEADLINE && shared > 0 && self.kept(other) >= EDITED);
        let all = self.shingles.len() + other.shingles.len() - shared;
        is_copy.then(|| contained + shared as f64 / all as f64 + f64::from(u8::from(opens_alike)))
    }

    /// How much of both is the same words in the same order: the longest common subsequence.
    fn kept(&self, other: &Self) -> f64 {
        let (ours, theirs) = (&self.words, &other.words);
        let most = 2 * ours.len().min(theirs.len());
        let all = (ours.len() + theirs.len()) as f64;
        if (most as f64) < EDITED * all {
            return 0.0;
        }
        let mut row = vec![0_usize; theirs.len() + 1];
        for word in ours {
            let mut diagonal = 0;
            for (at, other) in theirs.iter().enumerate() {
                let above = row[at + 1];
                row[at + 1] = if word == other {
                    diagonal + 1
                } else {
                    above.max(row[at])
                };
                diagonal = above;
            }
        }
        2.0 * row[theirs.len()] as f64 / all
    }
}

/// The number of a text's first letters; none when it has fewer.
fn opening(words: &[&str]) -> Option<u64> {
    let letters = || words.iter().flat_map(|word| word.chars());
    let opening: String = letters().take(OPENING).collect();
    // Told from a shingle of the same letters.
    (letters().count() >= OPENING).then(|| mixed(hash(&opening) ^ 0x006f_7065_6e69_6e67))
}

/// FNV-1a: the same on every machine, since keys are stored.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn joined(words: &[u64]) -> u64 {
    words
        .iter()
        .fold(0x9e37_79b9_7f4a_7c15, |hash, word| mixed(hash ^ word))
}

/// Spreads a number over all its bits, as `SplitMix64` does.
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests;
