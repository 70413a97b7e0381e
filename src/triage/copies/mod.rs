//! Copies of a post: reposted, shortened, edited a little, with links, emoji
//! or a comment added.
//!
//! A [`Print`] is what is left of a text without its dressing. Prints of
//! copies share a key nearly always, and those of other texts hardly ever: a
//! few keys find the posts worth comparing ([`Prints`]), and what both have in
//! common decides. Texts that many people may write by themselves have no
//! print. Whatever is written, a post costs no more than a few comparisons.

mod beside;
mod dressing;
mod prints;

use beside::Beside;
use dressing::{reposted, said, undressed};
pub use prints::{Nearest, Prints};
use std::collections::HashSet;

/// Fewest words that a text needs: “thank you so much” is nobody's own.
const FEWEST: usize = 7;
/// Fewest letters in them.
const LETTERS: usize = 34;
/// Words that are compared; of what follows it is only known whether it is the same.
const MOST: usize = 400;
/// Bytes in which these are looked for.
const LONGEST: usize = 6_000;
/// Words in a row that are compared as one.
const SHINGLE: usize = 3;
/// Keys from the shingles, besides those from the opening and from all words.
const KEYS: usize = 3;
/// An opening has so many letters.
const OPENING: usize = 34;
/// Most words that somebody who copies may add: a comment, not a story of their own.
const COMMENT: usize = 15;

/// A text without its dressing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    words: Vec<u64>,
    shingles: HashSet<u64>,
    opening: Option<u64>,
    /// How many words follow those, and what they come to.
    rest: (usize, u64),
    /// Words that its author puts before somebody else's.
    comment: usize,
    /// The author says that these are somebody else's words, and puts none of their own before them.
    pub is_repost: bool,
}

impl Print {
    /// The print of a text, if it is one that nobody else would write by chance.
    pub fn of(text: &str) -> Option<Self> {
        let (text, rest) = text.split_at(text.floor_char_boundary(LONGEST));
        let (core, comment) = match reposted(text) {
            Some((comment, core)) if comment <= COMMENT => (core, Some(comment)),
            // Who has so much to say quotes: all of it is theirs.
            _ => (text, None),
        };
        let plain = undressed(core);
        let mut all = plain.split(' ').filter(|word| !word.is_empty());
        let words: Vec<&str> = all.by_ref().take(MOST).collect();
        let letters = words.iter().map(|word| word.chars().count()).sum::<usize>();
        if words.len() < FEWEST || letters < LETTERS {
            return None;
        }
        let opening = opening(&words);
        let words: Vec<u64> = words.into_iter().map(hash).collect();
        let rest: Vec<u64> = all.chain(said(rest)).map(hash).collect();
        Some(Self {
            shingles: words.windows(SHINGLE).map(joined).collect(),
            words,
            opening,
            rest: (rest.len(), joined(&rest)),
            comment: comment.unwrap_or(0),
            is_repost: comment == Some(0),
        })
    }

    /// What it is looked up by. Of the shingles those whose numbers are lowest: texts that share most of
    /// their shingles share one of these nearly always. All words together find the same words among many that
    /// share everything else.
    pub fn keys(&self) -> Vec<i64> {
        let mut keys: Vec<u64> = self.shingles.iter().copied().collect();
        keys.sort_unstable();
        keys.truncate(KEYS);
        keys.extend(self.opening);
        keys.push(mixed(joined(&self.words) ^ 0x0077_686f_6c65));
        keys.into_iter().map(u64::cast_signed).collect()
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
