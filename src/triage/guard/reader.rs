//! A draft as the guard reads it: words in regular spelling, each with its
//! place in the original, its sentence, and how it was written.

use crate::triage::folding::{self, Folded};
use std::ops::Range;

/// Words before a full stop that ends no sentence.
const SHORTENED: [&str; 16] = [
    "dr", "dra", "mr", "mrs", "ms", "mx", "st", "sr", "sra", "srta", "prof", "vs", "no", "ext", "approx",
    "ave",
];

/// One word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// First byte in the folded text.
    start: u32,
    /// One past the last.
    end: u32,
    /// First character in the original.
    pub from: usize,
    /// One past the last.
    pub to: usize,
    /// Which sentence it stands in, from 0.
    pub sentence: u32,
    /// A comma, colon, dash or bracket stands before it, or a sentence begins with it.
    pub begins_clause: bool,
    /// A sentence begins with it.
    pub begins_sentence: bool,
    /// Its first letter is a capital.
    pub is_capital: bool,
    /// It is a number.
    pub is_number: bool,
    /// It stands in a question.
    pub is_asked: bool,
}

/// A text, read.
pub(super) struct Text {
    folded: Folded,
    signs: Vec<char>,
    /// In order.
    pub words: Vec<Word>,
}

impl Text {
    /// Reads a text.
    pub fn read(text: &str) -> Self {
        let mut read = Self {
            folded: folding::fold(text),
            signs: text.chars().collect(),
            words: Vec::new(),
        };
        read.words = read.cut();
        read.hear_questions();
        read
    }

    /// A word in regular spelling.
    pub fn word(&self, at: usize) -> &str {
        let word = &self.words[at];
        &self.folded.text[word.start as usize..word.end as usize]
    }

    /// Characters of the original.
    pub fn written(&self, from: usize, to: usize) -> String {
        self.signs[from..to].iter().collect()
    }

    /// The words that stand between two characters of the original.
    pub fn within(&self, from: usize, to: usize) -> Range<usize> {
        let start = self.words.partition_point(|word| word.to <= from);
        let end = self.words.partition_point(|word| word.from < to);
        start..end.max(start)
    }

    /// Whether no other word follows in the sentence, or only behind a pause.
    pub fn ends_clause(&self, at: usize) -> bool {
        self.words.get(at + 1).is_none_or(|next| next.begins_clause)
    }

    fn cut(&self) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let mut start = 0;
        let mut sentence = 0;
        for written in self.folded.text.split(' ') {
            let end = start + written.len();
            if !written.is_empty() {
                let from = self.folded.at[start] as usize;
                let to = self.folded.at[end - 1] as usize + 1;
                let pause = match words.last() {
                    Some(last) => self.pause(last, from),
                    None => Pause::Sentence,
                };
                if pause == Pause::Sentence && !words.is_empty() {
                    sentence += 1;
                }
                words.push(Word {
                    start: start as u32,
                    end: end as u32,
                    from,
                    to,
                    sentence,
                    begins_clause: pause != Pause::None,
                    begins_sentence: pause == Pause::Sentence,
                    is_capital: self.signs.get(from).is_some_and(|c| c.is_uppercase()),
                    is_number: written.bytes().all(|b| b.is_ascii_digit()),
                    is_asked: false,
                });
            }
            start = end + 1;
        }
        words
    }

    /// What stands between a word and the one that begins at `from`.
    fn pause(&self, last: &Word, from: usize) -> Pause {
        let mut pause = Pause::None;
        for at in last.to..from {
            let next = self.signs.get(at + 1).copied().unwrap_or(' ');
            match self.signs[at] {
                '!' | '?' | '…' | '\n' | '。' | '！' | '？' | '؟' | '¡' | '¿' => {
                    return Pause::Sentence;
                }
                '.' if next.is_whitespace() || matches!(next, '"' | '”' | '’' | ')') => {
                    let word = &self.folded.text[last.start as usize..last.end as usize];
                    if !SHORTENED.contains(&word) || word == "no" && !self.signs[from].is_numeric() {
                        return Pause::Sentence;
                    }
                }
                ',' | ';' | ':' | '—' | '–' | '(' | ')' | '“' | '"' | '、' | '，' | '،' => {
                    pause = Pause::Clause;
                }
                _ => {}
            }
        }
        pause
    }

    fn hear_questions(&mut self) {
        let mut asked = false;
        for at in (0..self.words.len()).rev() {
            let next = self.words.get(at + 1).copied();
            if next.is_none_or(|next| next.begins_sentence) {
                let until = next.map_or(self.signs.len(), |next| next.from);
                let marks = &self.signs[self.words[at].to.min(until)..until];
                asked = marks.iter().any(|c| matches!(c, '?' | '？' | '؟'));
            }
            self.words[at].is_asked = asked;
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pause {
    None,
    Clause,
    Sentence,
}
