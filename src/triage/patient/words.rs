//! A text cut into words, each with what it can say.

use super::says::Says;
use std::borrow::Cow;

/// A word as it stands in the text.
pub(super) struct Word<'a> {
    /// Without a possessive.
    pub written: &'a str,
    /// The same in lower case.
    pub lower: Cow<'a, str>,
    /// What it can be.
    pub says: Says,
    /// Its first byte in the text.
    pub start: usize,
    /// Nothing but a space, comma or bracket stands between it and the one before.
    pub joined: bool,
    /// Only a space does.
    pub close: bool,
    /// It ends in a possessive.
    pub owns: bool,
    /// It has a digit.
    pub numeral: bool,
}

impl Word<'_> {
    /// One past its last byte.
    pub fn end(&self) -> usize {
        self.start + self.written.len()
    }

    /// Its first letter is a capital.
    pub fn is_capital(&self) -> bool {
        self.written.chars().next().is_some_and(char::is_uppercase)
    }

    /// Written like a name and not a word that is often written so.
    pub fn is_name(&self) -> bool {
        let mut signs = self.written.chars();
        let capital = signs.next().is_some_and(char::is_uppercase);
        capital
            && !self.numeral
            && signs.next().is_some_and(char::is_alphabetic)
            && !self.says.is(Says::NO_NAME)
    }

    /// A capital letter alone, as in “Mary A.”.
    pub fn is_initial(&self) -> bool {
        let mut signs = self.written.chars();
        signs.next().is_some_and(char::is_uppercase) && signs.next().is_none()
    }
}

/// Cuts a text into words; a possessive is taken off its word.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::with_capacity(text.len() / 5);
    let mut last_end = 0;
    let mut rest = 0;
    while let Some((start, end)) = next_word(text, rest) {
        rest = end;
        let whole = text[start..end].trim_end_matches(['\'', '’', '-']);
        let bare = ["'s", "’s", "'S", "’S"]
            .iter()
            .find_map(|s| whole.strip_suffix(s));
        let written = bare.unwrap_or(whole);
        let lower = lower(written);
        let between = &text[last_end..start];
        words.push(Word {
            written,
            says: Says::of(&lower),
            lower,
            start,
            joined: between.chars().all(|c| matches!(c, ' ' | ',' | '(')),
            close: between == " " || between == ". " && words.last().is_some_and(|w| w.written.len() < 4),
            owns: bare.is_some(),
            numeral: written.bytes().any(|b| b.is_ascii_digit()),
        });
        last_end = end;
    }
    words
}

/// The next stretch of letters, digits, hyphens and apostrophes that begins with one of the first two.
fn next_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
    let start = from + text[from..].find(char::is_alphanumeric)?;
    let end = text[start..]
        .find(|c| !is_part(c))
        .map_or(text.len(), |length| start + length);
    Some((start, end))
}

fn lower(written: &str) -> Cow<'_, str> {
    if written
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    {
        Cow::Borrowed(written)
    } else if written.is_ascii() {
        Cow::Owned(written.to_ascii_lowercase())
    } else {
        Cow::Owned(written.to_lowercase())
    }
}
