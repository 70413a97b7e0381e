//! What a person typed, cut into the arguments of a verb.
//!
//! Chat is not a shell: the line is cut at its first spaces only and the last argument takes the rest, so quotes,
//! dashes and line breaks reach the public as typed. Inside a case's thread the number may be left out; where that
//! could be misread, and words for the public would go to another case, we ask rather than guess.

use std::borrow::Cow;

use crate::catalogue::{Argument, Entry, Kind};
use crate::number::{self, Look};

/// What is left to read: of a chat line, or of the words that a shell has already cut.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Typed<'a> {
    /// A line of chat. Any white space parts its first words, non-breaking spaces too.
    Line(&'a str),
    /// Words from a terminal, each taken whole.
    Words(&'a [String]),
}

impl<'a> Typed<'a> {
    /// Takes the next word off.
    pub(crate) fn next(self) -> Option<(&'a str, Self)> {
        match self {
            Self::Line(line) => {
                let line = line.trim();
                let end = line.find(char::is_whitespace).unwrap_or(line.len());
                let (word, rest) = line.split_at(end);
                (!word.is_empty()).then_some((word, Self::Line(rest)))
            }
            Self::Words(words) => {
                let (word, rest) = words.split_first()?;
                Some((word, Self::Words(rest)))
            }
        }
    }

    /// All that is left: of a line without the white space around it, of words with one space between them.
    pub(crate) fn rest(self) -> Cow<'a, str> {
        match self {
            Self::Line(line) => Cow::Borrowed(line.trim()),
            Self::Words([word]) => Cow::Borrowed(word),
            Self::Words(words) => Cow::Owned(words.join(" ")),
        }
    }

    fn next_unless_blank(self) -> Option<(&'a str, Self)> {
        if self.is_blank() { None } else { self.next() }
    }

    fn is_blank(self) -> bool {
        match self {
            Self::Line(line) => line.trim().is_empty(),
            Self::Words(words) => words.iter().all(|word| word.trim().is_empty()),
        }
    }
}

/// The words could begin with a case number or with a text: only the person knows.
#[derive(Debug)]
pub(crate) struct Doubt<'a> {
    /// The word in question.
    pub(crate) word: &'a str,
    /// What was typed from that word on.
    pub(crate) rest: Cow<'a, str>,
    /// The case in whose thread it was typed.
    pub(crate) thread: u64,
}

/// Cuts `typed` into the arguments of `verb`, with the thread's case where the number was left out.
///
/// Whether they are enough, and right, is for clap to say; one argument too many is kept so that it can.
pub(crate) fn arguments<'a>(
    verb: &Entry,
    typed: Typed<'a>,
    thread: Option<u64>,
) -> Result<Vec<Cow<'a, str>>, Doubt<'a>> {
    let mut cut = Vec::with_capacity(verb.arguments.len() + 1);
    let mut wanted = verb.arguments.as_slice();
    let mut left = typed;
    if let (Some(thread), [case, others @ ..]) = (thread, wanted)
        && case.kind == Kind::Case
        && number_is_left_out(others, typed, thread)?
    {
        cut.push(Cow::Owned(thread.to_string()));
        wanted = others;
    }
    while let [argument, others @ ..] = wanted
        && let Some((word, after)) = left.next_unless_blank()
    {
        if others.is_empty() && !argument.kind.is_one_word() {
            cut.push(left.rest());
            return Ok(cut);
        }
        cut.push(Cow::Borrowed(word));
        left = after;
        wanted = others;
    }
    if let Some((word, _)) = left.next_unless_blank() {
        cut.push(Cow::Borrowed(word));
    }
    Ok(cut)
}

/// Inside the thread of a case: was its number left out? `others` are the arguments after it.
fn number_is_left_out<'a>(others: &[Argument], typed: Typed<'a>, thread: u64) -> Result<bool, Doubt<'a>> {
    let Some((word, after)) = typed.next_unless_blank() else {
        return Ok(true);
    };
    match others {
        [] => return Ok(false),
        [into] if into.kind == Kind::Case => return Ok(after.is_blank()),
        _ => {}
    }
    let is_clear = !others.iter().any(|argument| argument.kind.is_free_text());
    match number::look(word) {
        Look::Word => Ok(true),
        Look::Number => Ok(false),
        Look::Bare | Look::Doubtful if is_clear => Ok(false),
        Look::Bare if number::read(word) == Ok(thread) => Ok(false),
        Look::Bare | Look::Doubtful => Err(Doubt {
            word,
            rest: typed.rest(),
            thread,
        }),
    }
}
