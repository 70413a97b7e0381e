//! Kinds of words: kin, parts of the body, money, queues. They let what was
//! learnt of one wording hold for another, also in other languages. The words
//! stand in `kinds.txt`, a kind a line.

use super::super::known::{Known, number};
use std::sync::LazyLock;

/// How many kinds there are.
pub(super) const KINDS: usize = 89;

/// The kinds and their words, as written.
pub(super) const LISTS: &str = include_str!("kinds.txt");

/// Endings that leave a word of the same kind.
const ENDINGS: [&str; 6] = ["s", "ed", "d", "ing", "es", "ly"];

static WORDS: LazyLock<Known<u128>> = LazyLock::new(|| {
    let mut words = Known::default();
    for (place, (_, list)) in lists().enumerate() {
        for word in list.split_whitespace() {
            *words.entry(number(word.as_bytes())).or_insert(0) |= 1 << place;
        }
    }
    words
});

/// Each kind's name and words.
fn lists() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = LISTS.lines().filter(|line| !line.starts_with("//"));
    lines.filter_map(|line| line.split_once(':'))
}

/// How often words of each kind occur, by place in the list.
#[derive(Debug)]
pub(super) struct Kinds(pub [u8; KINDS]);

impl Default for Kinds {
    fn default() -> Self {
        Self([0; KINDS])
    }
}

impl Kinds {
    /// Counts one word of these kinds.
    pub fn hear(&mut self, kinds: u128) {
        each(kinds, |place| self.0[place] = self.0[place].saturating_add(1));
    }
}

/// The kinds of a word in regular spelling, a bit for each.
pub(super) fn of(word: &str) -> u128 {
    let known = |word: &str| WORDS.get(&number(word.as_bytes())).copied();
    let without = |ending: &&str| word.strip_suffix(ending).filter(|stem| stem.len() > 2);
    known(word)
        .or_else(|| ENDINGS.iter().filter_map(without).find_map(known))
        .unwrap_or(0)
}

/// Gives the place of every kind among `kinds`.
pub(super) fn each(mut kinds: u128, mut take: impl FnMut(usize)) {
    while kinds != 0 {
        take(kinds.trailing_zeros() as usize);
        kinds &= kinds - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_and_words() {
        assert_eq!(lists().count(), KINDS);
        assert!(lists().all(|(name, words)| !name.is_empty() && words.split_whitespace().count() > 5));
    }

    #[test]
    fn words_are_known_with_their_endings() {
        let name = |word: &str| {
            let mut names = Vec::new();
            each(of(word), |place| {
                names.extend(lists().nth(place).map(|(name, _)| name));
            });
            names
        };
        assert!(name("grandmother").contains(&"kin"));
        assert!(name("abuela").contains(&"kin"));
        assert!(name("invoices").contains(&"money"));
        assert!(name("zyxw").is_empty());
    }
}
