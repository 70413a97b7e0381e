//! The pieces of a text that a model weighs: words, pairs of words, pairs of
//! kinds of words, phrases of the lexicon, and runs of letters within words.
//! Names of ours become one word, so that nothing is learnt of a name; of
//! numbers only the length remains.

use super::super::folding::Folded;
use super::super::known::{START, number, step};
use super::super::phrases::Hit;
use super::kinds::{self, Kinds};

/// How much of a text is read from either end, in bytes. Danger is heard
/// everywhere, by its phrases; a post's matter stands at its ends.
const HEAD: usize = 2_000;
const TAIL: usize = 1_000;

/// Most phrases of the lexicon that are weighed.
const PHRASES: usize = 400;

/// Longest word whose letters are read, in bytes; what is longer is no word.
const WORD: usize = 40;

/// How many words apart two of a kind make a pair.
const NEAR: u32 = 4;

/// Runs of letters, a word's edges counted as letters.
const SHORTEST: usize = 3;
const LONGEST: usize = 5;

/// One piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::triage) struct Gram {
    /// What it is, as a number that is the same everywhere and always.
    pub hash: u32,
    /// What sort of piece.
    pub sort: Sort,
    /// First byte in the folded text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// Sorts of pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::triage) enum Sort {
    /// A word.
    Word = 1,
    /// Two that stand together; the text's ends count as words.
    Pair,
    /// Two with one between them.
    Apart,
    /// Two kinds of words, close together.
    Kinds,
    /// A phrase of the lexicon.
    Phrase,
    /// A section of the lexicon that has a phrase here.
    Section,
    /// A word, as the runs of its letters.
    Spelt,
}

impl Sort {
    /// Fit to be shown as a reason.
    pub fn is_quotable(self) -> bool {
        matches!(self, Self::Word | Self::Pair)
    }
}

/// A stretch of the folded text that is a name of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::triage) struct Own {
    /// First byte.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// A whole name or handle; otherwise a word that others bear too.
    pub is_whole: bool,
}

/// What is read: a text, the names of ours in it in order, the lexicon's phrases.
#[derive(Clone, Copy)]
pub(in crate::triage) struct Source<'a> {
    /// The text.
    pub folded: &'a Folded,
    /// Names of ours.
    pub own: &'a [Own],
    /// Phrases of the built-in lexicon.
    pub phrases: &'a [Hit],
}

/// Gives every piece of a text to `take`, and counts the kinds of its words. The
/// runs of letters are left to [`letters`]: most words' are known beforehand.
pub(super) fn each(source: Source<'_>, mut take: impl FnMut(Gram)) -> Kinds {
    for hit in source.phrases.iter().take(PHRASES) {
        for (sort, of) in [(Sort::Phrase, hit.phrase), (Sort::Section, hit.section)] {
            let hash = mix(sort as u32, of as u32);
            take(Gram {
                hash,
                sort,
                start: hit.start,
                end: hit.end,
            });
        }
    }
    let text = source.folded.text.as_str();
    let mut kinds = Kinds::default();
    let mut read = |from: usize, to: usize| {
        Reader::new(source.own, &mut take, &mut kinds).read(&text[from..to], from);
    };
    if text.len() <= HEAD + TAIL {
        read(0, text.len());
    } else {
        read(0, text.floor_char_boundary(HEAD));
        read(text.floor_char_boundary(text.len() - TAIL), text.len());
    }
    kinds
}

/// Reads words one by one and remembers the two before.
struct Reader<'a, T> {
    own: &'a [Own],
    take: &'a mut T,
    kinds: &'a mut Kinds,
    /// The word before, where it began, and the one before that.
    before: (u32, usize),
    earlier: u32,
    /// What the last word that was of a kind was, and how many words ago.
    kind: (u128, u32),
}

const EDGE: u32 = 1;
const NAMED: u32 = 2;
const BORNE: u32 = 3;
const NUMBER: u32 = 4;

/// What tells a run of letters from other pieces.
const LETTERS: u32 = 64;

impl<'a, T: FnMut(Gram)> Reader<'a, T> {
    fn new(own: &'a [Own], take: &'a mut T, kinds: &'a mut Kinds) -> Self {
        Self {
            own,
            take,
            kinds,
            before: (EDGE, 0),
            earlier: 0,
            kind: (0, 0),
        }
    }

    fn read(&mut self, text: &str, offset: usize) {
        self.before.1 = offset;
        let mut start = offset;
        for word in text.split(' ') {
            if !word.is_empty() {
                self.word(word, start);
            }
            start += word.len() + 1;
        }
        let last = mix(self.before.0, EDGE);
        self.give(Sort::Pair, last, self.before.1, start - 1);
    }

    fn word(&mut self, word: &str, start: usize) {
        let end = start + word.len();
        while self.own.first().is_some_and(|name| name.end <= start) {
            self.own = &self.own[1..];
        }
        let name = self.own.first().filter(|name| name.start < end);
        if name.is_some_and(|name| name.start + 1 < start) && self.before.0 == NAMED {
            return;
        }
        let this = match name {
            Some(name) if name.is_whole => NAMED,
            Some(_) => BORNE,
            None => word_hash(word),
        };
        self.give(Sort::Word, this, start, end);
        self.give(Sort::Pair, mix(self.before.0, this), self.before.1, end);
        if self.earlier != 0 {
            self.give(Sort::Apart, mix(self.earlier, this), start, end);
        }
        if name.is_none() {
            self.kind(word, start);
            if word.len() <= WORD && !is_number(word) {
                self.give(Sort::Spelt, number(word.as_bytes()), start, end);
            }
        }
        self.earlier = self.before.0;
        self.before = (this, start);
    }

    /// Pairs of kinds that stand close together.
    fn kind(&mut self, word: &str, start: usize) {
        let kinds = kinds::of(word);
        self.kinds.hear(kinds);
        self.kind.1 += 1;
        if kinds == 0 {
            return;
        }
        if self.kind.1 <= NEAR {
            kinds::each(self.kind.0, |one| {
                kinds::each(kinds, |other| {
                    self.give(Sort::Kinds, (one * 128 + other) as u32, start, start + word.len());
                });
            });
        }
        self.kind = (kinds, 0);
    }

    fn give(&mut self, sort: Sort, of: u32, start: usize, end: usize) {
        let hash = mix(sort as u32, of);
        (self.take)(Gram {
            hash,
            sort,
            start,
            end,
        });
    }
}

fn word_hash(word: &str) -> u32 {
    if is_number(word) {
        return mix(NUMBER, word.len().min(5) as u32);
    }
    number(word.as_bytes())
}

fn is_number(word: &str) -> bool {
    word.as_bytes()[0].is_ascii_digit()
}

/// Gives every run of letters of a [`Sort::Spelt`] word, its edges included.
pub(super) fn letters(word: &str, mut take: impl FnMut(u32)) {
    let mut edged = [0_u8; WORD + 2];
    edged[0] = b'<';
    edged[1..=word.len()].copy_from_slice(word.as_bytes());
    edged[word.len() + 1] = b'>';
    let edged = &edged[..word.len() + 2];
    let is_inside = |byte: u8| byte & 0xC0 == 0x80;
    for from in 0..edged.len() {
        if is_inside(edged[from]) {
            continue;
        }
        let (mut hash, mut length) = (START, 0);
        for (at, byte) in edged.iter().enumerate().skip(from) {
            hash = step(hash, *byte);
            if edged.get(at + 1).is_some_and(|next| is_inside(*next)) {
                continue;
            }
            length += 1;
            if length >= SHORTEST {
                take(mix(LETTERS, hash));
            }
            if length == LONGEST {
                break;
            }
        }
    }
}

/// Joins two hashes; their order matters.
fn mix(one: u32, other: u32) -> u32 {
    let joined = (u64::from(one) << 32 | u64::from(other)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (joined >> 32) as u32 ^ joined as u32
}

#[cfg(test)]
mod tests {
    use super::super::super::folding::fold;
    use super::*;

    fn hashes(text: &str, own: &[Own], of: Sort) -> Vec<u32> {
        let folded = fold(text);
        let mut hashes = Vec::new();
        let source = Source {
            folded: &folded,
            own,
            phrases: &[],
        };
        each(source, |gram| {
            hashes.extend((gram.sort == of).then_some(gram.hash));
        });
        hashes
    }

    #[test]
    fn spelling_and_the_value_of_numbers_do_not_matter() {
        let words = |text| hashes(text, &[], Sort::Word);
        assert_eq!(words("Waited 17 hours!"), words("WAITED 26 hoursss"));
        assert_ne!(words("waited 5 hours"), words("waited 17 hours"));
    }

    #[test]
    fn every_name_of_ours_is_the_same_word() {
        let own = |end| {
            [Own {
                start: 1,
                end,
                is_whole: true,
            }]
        };
        let one = hashes("Lakeshore General is closed", &own(18), Sort::Pair);
        assert_eq!(one, hashes("Mercy is closed", &own(6), Sort::Pair));
    }

    #[test]
    fn runs_of_letters_end_between_letters() {
        let mut runs = 0;
        letters("при", |_| runs += 1);
        assert_eq!(runs, 3 + 2 + 1);
        for word in ["2026", &"ab".repeat(30)] {
            assert!(hashes(word, &[], Sort::Spelt).is_empty(), "{word}");
        }
    }

    #[test]
    fn a_long_text_is_read_at_its_ends() {
        let long = format!("parking {} fountain", "dull prose ".repeat(2_000));
        let words = hashes(&long, &[], Sort::Word);
        assert!(words.len() < 700);
        for word in ["parking", "fountain"] {
            assert!(words.contains(&hashes(word, &[], Sort::Word)[0]), "{word}");
        }
    }
}
