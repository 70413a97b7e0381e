//! The words around a number: which of them says what the number is.

use super::says::Says;
use super::words::Word;

/// A word and what stands around it.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// The whole text.
    pub text: &'a str,
    /// Its words.
    pub words: &'a [Word<'a>],
    /// The word that is looked at.
    pub at: usize,
}

/// What calls a number by its kind.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Cue {
    /// All that the words right before it say; fillers passed over.
    pub says: Says,
    /// “number”, “no.”, “id” or `#` stands there, too.
    pub numbered: bool,
}

impl Context<'_> {
    /// All that the `reach` words before it say.
    pub fn said_before(&self, reach: usize) -> Says {
        let from = self.at.saturating_sub(reach);
        let before = self.words[from..self.at].iter();
        before.fold(Says::default(), |says, word| says.and(word.says))
    }

    /// All that the `reach` words after it say.
    pub fn said_after(&self, reach: usize) -> Says {
        let to = self.words.len().min(self.at + 1 + reach);
        let after = self.words[(self.at + 1).min(to)..to].iter();
        after.fold(Says::default(), |says, word| says.and(word.says))
    }

    /// What the words right before it call it: fillers are passed over, and a sentence's end ends the search.
    pub fn cue(&self) -> Cue {
        let mut cue = Cue::default();
        let mut named = 0;
        let mut end = self.words[self.at].start;
        cue.numbered = self.text[..end].ends_with('#') || self.text[..end].ends_with("# ");
        for word in self.words[..self.at].iter().rev().take(7) {
            let between = &self.text[word.end()..end];
            if between.len() > 6 || between.contains(['!', '?', ';', ',']) || is_full_stop(word, between) {
                break;
            }
            cue.numbered |= word.says.is(Says::NUMBERED) || between.contains('#');
            let is_cue = word.says.is(CUES);
            if is_cue {
                cue.says = cue.says.and(word.says);
                named += 1;
            }
            if named > 1 || !is_cue && (named > 0 || word.numeral || !word.says.is(Says::FILLER)) {
                break;
            }
            end = word.start;
        }
        cue
    }

    /// A birth is spoken of, and nothing else stands nearer.
    pub fn is_born(&self, reach: usize) -> bool {
        let from = self.at.saturating_sub(reach);
        let before = &self.words[from..self.at];
        let spelled = || {
            before
                .windows(3)
                .any(|w| w.iter().map(|w| w.lower.as_ref()).eq(["d", "o", "b"]))
        };
        let nearest = before
            .iter()
            .rev()
            .find(|w| w.says.is(Says::BORN.and(Says::VISIT)) || w.numeral);
        nearest.is_some_and(|w| w.says.is(Says::BORN)) || spelled()
    }
}

/// Words that call a number by its kind.
const CUES: Says = Says::PHONE
    .and(Says::FAX)
    .and(Says::RECORD)
    .and(Says::PLAN)
    .and(Says::ACCOUNT)
    .and(Says::REFERENCE)
    .and(Says::CARD)
    .and(Says::SSN)
    .and(Says::LICENCE)
    .and(Says::PLATE)
    .and(Says::DEVICE);

/// “no. 12” goes on, “bill. 12” does not.
fn is_full_stop(word: &Word<'_>, between: &str) -> bool {
    between.starts_with('.') && !word.says.is(Says::NUMBERED) && word.written.len() > 4
}
