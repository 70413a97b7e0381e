//! A text with what each of its words may be.

use super::reader::Text;
use super::shapes::{Meanings, Shapes};
use crate::domain::Topic;
use crate::triage::clinical;
use crate::triage::patient::{self, Kind, Strength};

/// A text, read by the tables.
pub(super) struct Reading<'s> {
    /// Its words.
    pub text: Text,
    /// What each may be.
    pub at: Meanings,
    /// By which tables.
    pub shapes: &'s Shapes,
    /// For each word, whether a disease, medicine or procedure is named there.
    clinical: Vec<bool>,
}

/// Something that identifies a person, in words of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identifier {
    /// What it is.
    pub kind: Kind,
    /// Whether form and context leave no doubt.
    pub is_sure: bool,
    /// First word.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl<'s> Reading<'s> {
    /// Reads a text.
    pub fn of(shapes: &'s Shapes, text: &str) -> Self {
        let read = Text::read(text);
        let at = shapes.read(&read);
        let mut clinical = vec![false; read.words.len()];
        let mut characters = characters(text);
        for term in clinical::terms(text) {
            let (start, end) = (characters(term.start), characters(term.end));
            clinical[read.within(start, end)].fill(true);
        }
        Self {
            text: read,
            at,
            shapes,
            clinical,
        }
    }

    /// What identifies somebody in it; `text` is what was read.
    pub fn identifiers(&self, text: &str) -> Vec<Identifier> {
        let mut characters = characters(text);
        let found = patient::find(text, Topic::ClinicalCare).into_iter().map(|found| {
            let words = self.text.within(characters(found.start), characters(found.end));
            Identifier {
                kind: found.kind,
                is_sure: found.strength == Strength::Sure,
                start: words.start,
                end: words.end,
            }
        });
        found.filter(|found| found.start < found.end).collect()
    }

    /// Whether a word is of a class.
    pub fn is(&self, word: usize, class: &str) -> bool {
        let element = self.shapes.class(class);
        let mut at = self.at.get(word).into_iter().flatten();
        at.any(|(known, _)| Some(*known) == element)
    }

    /// The first word of a class.
    pub fn first(&self, class: &str) -> Option<usize> {
        let element = self.shapes.class(class);
        let is = |at: &Vec<(u32, u8)>| at.iter().any(|(known, _)| Some(*known) == element);
        self.at.iter().position(is)
    }

    /// Whether a disease, medicine or procedure is named at a word.
    pub fn is_clinical(&self, word: usize) -> bool {
        let classes = ["condition", "procedure", "drug"];
        self.clinical[word] || classes.iter().any(|class| self.is(word, class))
    }
}

/// Counts characters up to a byte; asked in order.
fn characters(text: &str) -> impl FnMut(usize) -> usize {
    let (mut byte, mut count) = (0, 0);
    move |to| {
        // Findings that overlap ask for a place that was passed.
        if to < byte {
            (byte, count) = (0, 0);
        }
        count += text[byte..to].chars().count();
        byte = to;
        count
    }
}
