//! What is wrong with the settings, and where.
//!
//! Every fault is kept, so that one run of `liaison check` shows them all.
//! The line a fault stands in is shown with a mark under it, but each other
//! value in that line is drawn as `…`: it may be a password under a key that
//! was misspelt. Where the text is no TOML at all, nothing can tell values
//! from the rest, and no line is shown.

use super::grammar::OPEN_LIST;
use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Bytes of the settings' text.
pub(super) type Span = Range<usize>;

/// More faults than these are not told at once.
const MOST: usize = 50;
/// A longer line is not shown.
const WIDEST: usize = 160;

/// All that is wrong with one file of settings; `Display` is what a person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    path: PathBuf,
    list: Vec<Fault>,
    /// There are others below.
    more: bool,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line and column, both from 1, where a place in the text is to blame.
    pub place: Option<(usize, usize)>,
    /// What is wrong and what would be right.
    pub message: String,
    /// The line it stands in, marked, with nothing in it that may be secret.
    excerpt: Option<String>,
}

impl Faults {
    /// A fault of the file as a whole.
    pub(super) fn whole(path: &Path, message: impl Into<String>) -> Self {
        Self::at(path, None, message)
    }

    /// The one fault of a file, in its place.
    pub(super) fn at(path: &Path, place: Option<(usize, usize)>, message: impl Into<String>) -> Self {
        let fault = Fault {
            place,
            message: message.into(),
            excerpt: None,
        };
        Self {
            path: path.to_owned(),
            list: vec![fault],
            more: false,
        }
    }

    /// Each fault, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.list.iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        for (index, fault) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            match fault.place {
                Some((line, column)) => write!(f, "{path}:{line}:{column}: {}", fault.message)?,
                None => write!(f, "{path}: {}", fault.message)?,
            }
            if let Some(excerpt) = &fault.excerpt {
                write!(f, "\n{excerpt}")?;
            }
        }
        match self.more {
            true => f.write_str("\n\nThere is more below; mend this first."),
            false => Ok(()),
        }
    }
}

impl std::error::Error for Faults {}

/// The text being read, with the faults found in it so far.
pub(super) struct Source<'a> {
    /// As the person knows it.
    pub path: &'a Path,
    /// Reads an environment variable.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    text: &'a str,
    found: RefCell<Vec<(Span, String)>>,
    secret: RefCell<Vec<Span>>,
}

impl<'a> Source<'a> {
    pub fn new(text: &'a str, path: &'a Path, env: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            path,
            env,
            text,
            found: RefCell::default(),
            secret: RefCell::default(),
        }
    }

    /// Where relative paths begin.
    pub fn folder(&self) -> &'a Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Notes that something is wrong at `at`.
    pub fn fault(&self, at: Span, message: impl Into<String>) {
        self.found.borrow_mut().push((at, message.into()));
    }

    /// What stands at `at` is never shown.
    pub fn hide(&self, at: Span) {
        self.secret.borrow_mut().push(at);
    }

    /// The line, from 1, in which `at` begins.
    pub fn line(&self, at: &Span) -> usize {
        place(self.text, at.start).0
    }

    /// What was found wrong in the grammar, without the echoes of one mistake.
    pub fn broken(&self) -> Result<(), Faults> {
        let mut list = self.sorted(|_| None);
        list.dedup_by_key(|fault| fault.place.map(|(line, _)| line));
        // Below an open list everything seems wrong.
        if let Some(open) = list.iter().position(|fault| fault.message == OPEN_LIST) {
            list.truncate(open + 1);
        }
        self.verdict(list)
    }

    /// What was found wrong in the meaning.
    pub fn wrong(&self, table: &DeTable<'_>) -> Result<(), Faults> {
        let mut values = Vec::new();
        table.values().for_each(|value| scalars(value, &mut values));
        self.verdict(self.sorted(|at| self.excerpt(at, &values)))
    }

    fn sorted(&self, excerpt: impl Fn(&Span) -> Option<String>) -> Vec<Fault> {
        let mut found = self.found.borrow().clone();
        found.sort_by_key(|(at, _)| at.start);
        found
            .into_iter()
            .take(MOST)
            .map(|(at, message)| Fault {
                place: Some(place(self.text, at.start)),
                message,
                excerpt: excerpt(&at),
            })
            .collect()
    }

    fn verdict(&self, list: Vec<Fault>) -> Result<(), Faults> {
        match list.is_empty() {
            true => Ok(()),
            false => Err(Faults {
                path: self.path.to_owned(),
                list,
                more: self.found.borrow().len() > MOST,
            }),
        }
    }

    /// The line with a mark under `at`; every scalar that is not itself the fault is masked.
    fn excerpt(&self, at: &Span, values: &[Span]) -> Option<String> {
        let start = self.text.get(..at.start)?.rfind('\n').map_or(0, |n| n + 1);
        let line = self.text.get(start..)?.lines().next()?;
        let secret = self.secret.borrow();
        let (mut shown, mut mark) = (String::new(), String::new());
        let mut next = start;
        while let Some(sign) = self
            .text
            .get(next..start + line.len())
            .and_then(|r| r.chars().next())
        {
            let value = values.iter().find(|v| v.contains(&next));
            let masked = value.filter(|v| *v != at || secret.contains(v));
            // A comment may hold a password that was replaced.
            if sign == '#' && value.is_none() {
                break;
            }
            let (drawn, step) = match masked {
                Some(value) => ('…', value.end - next),
                None => (sign, sign.len_utf8()),
            };
            shown.push(drawn);
            mark.push(match (at.contains(&next), sign) {
                (true, _) => '^',
                (false, '\t') => '\t',
                (false, _) => ' ',
            });
            next += step;
        }
        let (shown, mark) = (shown.trim_end(), mark.trim_end());
        if mark.is_empty() || line.len() > WIDEST {
            return None;
        }
        let number = self.line(at).to_string();
        let margin = " ".repeat(number.len());
        Some(format!("  {number} | {shown}\n  {margin} | {mark}"))
    }
}

/// Line and column of a byte, both from 1, columns in characters.
pub(super) fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = match text.get(..byte) {
        Some(before) => before,
        None => text,
    };
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

fn scalars(value: &Spanned<DeValue<'_>>, into: &mut Vec<Span>) {
    match value.get_ref() {
        DeValue::Table(table) => table.values().for_each(|v| scalars(v, into)),
        DeValue::Array(list) => list.iter().for_each(|v| scalars(v, into)),
        DeValue::Boolean(_) => {}
        _ => into.push(value.span()),
    }
}
