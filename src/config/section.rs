//! One table of the settings, read key by key.
//!
//! Each reader notes a fault where the value is not what it must be and goes
//! on with nothing, so that all faults come out in one run. A section
//! remembers the keys it was asked for; any other is unknown.

use super::fault::{Source, Span};
use super::names::{did_you_mean, quoted, unknown};
use std::cell::RefCell;
use std::fmt::Display;
use std::time::Duration;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table of the settings.
pub(super) struct Section<'a> {
    /// Where faults go.
    pub source: &'a Source<'a>,
    /// Where it begins.
    pub at: Span,
    /// As a person would point at it: `[[department]]`.
    title: String,
    table: &'a DeTable<'a>,
    asked: RefCell<Vec<&'static str>>,
}

/// Longest time that a setting may name.
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

impl<'a> Section<'a> {
    pub fn new(source: &'a Source<'a>, title: &str, at: Span, table: &'a DeTable<'a>) -> Self {
        Self {
            source,
            at,
            title: title.to_owned(),
            table,
            asked: RefCell::default(),
        }
    }

    /// The value under a key, and from now on the key is known.
    pub fn find(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    /// Text; a fault when it is missing or empty. `example` is the line that would be right.
    pub fn needed(&self, key: &'static str, example: &str) -> Spanned<String> {
        let found = self.find(key);
        if found.is_none() {
            self.missing(key, example);
        }
        let text = found.and_then(|value| self.text_of(value, key));
        text.unwrap_or_else(|| Spanned::new(self.at.clone(), String::new()))
    }

    /// Text, if it is there.
    pub fn text(&self, key: &'static str) -> Option<Spanned<String>> {
        self.find(key).and_then(|value| self.text_of(value, key))
    }

    /// Text that may be empty, and is when it is not there.
    pub fn optional(&self, key: &'static str) -> String {
        match self.find(key) {
            Some(value)
                if value
                    .get_ref()
                    .as_str()
                    .is_some_and(|text| text.trim().is_empty()) =>
            {
                String::new()
            }
            Some(value) => self
                .text_of(value, key)
                .map(Spanned::into_inner)
                .unwrap_or_default(),
            None => String::new(),
        }
    }

    /// Whether nothing is written in it.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// A list of texts; empty if it is not there.
    pub fn texts(&self, key: &'static str) -> Vec<Spanned<String>> {
        self.list(key, &format!("{key} = [\"…\", \"…\"]"))
            .iter()
            .filter_map(|value| self.text_of(value, key))
            .collect()
    }

    /// A list of texts where places don't matter.
    pub fn words(&self, key: &'static str) -> Vec<String> {
        self.texts(key).into_iter().map(Spanned::into_inner).collect()
    }

    /// The values of a list.
    pub fn list(&self, key: &'static str, example: &str) -> &'a [Spanned<DeValue<'a>>] {
        match self.find(key).map(|value| (value, value.get_ref())) {
            None => &[],
            Some((_, DeValue::Array(list))) => list,
            Some((value, _)) => {
                self.wrong(value, &format!("a list in square brackets, {example}"));
                &[]
            }
        }
    }

    /// Yes or no.
    pub fn flag(&self, key: &'static str, otherwise: bool) -> bool {
        match self.find(key).map(|value| (value, value.get_ref())) {
            None => otherwise,
            Some((_, DeValue::Boolean(flag))) => *flag,
            Some((value, _)) => {
                self.wrong(value, "true or false, without quotes");
                otherwise
            }
        }
    }

    /// A length of time: `30s`, `15m`, `4h`, `3d`.
    pub fn time(&self, key: &'static str) -> Option<Duration> {
        let value = self.find(key)?;
        let DeValue::String(written) = value.get_ref() else {
            self.wrong(value, &format!("a length of time in quotes, {key} = \"15m\""));
            return None;
        };
        let time = duration(written);
        if time.is_none() {
            let message = format!(
                "{} is no length of time. Write a whole number and s, m, h or d, at most a year: \
                 \"30s\", \"15m\", \"4h\", \"3d\".",
                quoted(written)
            );
            self.source.fault(value.span(), message);
        }
        time
    }

    /// A word of a fixed vocabulary.
    pub fn word<T: Copy + Display>(&self, key: &'static str, all: &[T]) -> Option<T> {
        let written = self.text(key)?;
        self.word_of(&written, key, all)
    }

    /// What a text means in a fixed vocabulary; `kind` is what a word of it is called.
    pub fn word_of<T: Copy + Display>(&self, written: &Spanned<String>, kind: &str, all: &[T]) -> Option<T> {
        let found = all.iter().find(|word| word.to_string() == *written.get_ref());
        if found.is_none() {
            let known: Vec<String> = all.iter().map(ToString::to_string).collect();
            let message = unknown(kind, written.get_ref(), known.iter().map(String::as_str));
            self.source.fault(written.span(), message);
        }
        found.copied()
    }

    /// A table under this one; a fault when it is missing.
    pub fn needed_section(&self, key: &'static str, title: &str, example: &str) -> Option<Section<'a>> {
        if self.table.get(key).is_none() {
            self.missing(key, example);
        }
        self.section(key, title)
    }

    /// A table under this one.
    pub fn section(&self, key: &'static str, title: &str) -> Option<Section<'a>> {
        let value = self.find(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(Self::new(self.source, title, value.span(), table)),
            DeValue::Array(_) if title.starts_with('[') => {
                self.wrong(value, &format!("one section, {title} with single brackets"));
                None
            }
            _ => {
                self.wrong(value, &format!("a section, {title}"));
                None
            }
        }
    }

    /// Tables that may come more than once, in the order of the text.
    pub fn sections(&self, key: &'static str, title: &str, example: &str) -> Vec<Section<'a>> {
        let values = match self.table.get(key) {
            Some(value) if value.get_ref().is_table() => {
                self.find(key);
                self.wrong(value, &format!("a list, since there may be several: {example}"));
                &[]
            }
            _ => self.list(key, example),
        };
        let mut sections = Vec::new();
        for value in values {
            match value.get_ref() {
                DeValue::Table(table) => sections.push(Self::new(self.source, title, value.span(), table)),
                _ => self.wrong(value, &format!("a table in braces, {example}")),
            }
        }
        sections
    }

    /// Keys that later releases know: what they ask for would not be done, so they are refused.
    pub fn later(&self, keys: &[&'static str]) {
        for (key, _) in self.table.iter() {
            let Some(known) = keys.iter().find(|known| **known == key.get_ref().as_ref()) else {
                continue;
            };
            self.asked.borrow_mut().push(known);
            let message = format!(
                "“{known}” in {} is not in this release, so nothing would come of it. Take it out \
                 for now.",
                self.title
            );
            self.source.fault(key.span(), message);
        }
    }

    /// Names every key that nobody asked for; whether there was none.
    pub fn done(self) -> bool {
        let asked = self.asked.borrow();
        let mut all_known = true;
        for (key, _) in self.table.iter() {
            let written: &str = key.get_ref();
            if asked.contains(&written) {
                continue;
            }
            let hint = match did_you_mean(written, asked.iter().copied()) {
                Some(hint) => hint,
                None => format!("Known here: {}.", asked.join(", ")),
            };
            let message = format!("{} is not known in {}. {hint}", quoted(written), self.title);
            self.source.fault(key.span(), message);
            all_known = false;
        }
        all_known
    }

    /// A fault of a section that lacks something.
    pub fn missing(&self, key: &str, example: &str) {
        let mut signs = self.title.chars();
        let first: String = signs.next().into_iter().flat_map(char::to_uppercase).collect();
        let message = format!("{first}{} needs “{key}”: {example}", signs.as_str());
        self.source.fault(self.at.clone(), message);
    }

    /// A fault of a value that is of the wrong kind.
    pub fn wrong(&self, value: &Spanned<DeValue<'_>>, right: &str) {
        let what = match value.get_ref() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.source
            .fault(value.span(), format!("This is {what}, but must be {right}."));
    }

    fn text_of(&self, value: &Spanned<DeValue<'_>>, key: &str) -> Option<Spanned<String>> {
        let DeValue::String(text) = value.get_ref() else {
            self.wrong(value, &format!("text in quotes, like {key} = \"…\""));
            return None;
        };
        if text.trim().is_empty() {
            let message = format!("“{key}” is empty. Write something between the quotes.");
            self.source.fault(value.span(), message);
            return None;
        }
        if text.chars().any(|sign| sign.is_control() && sign != '\n') {
            let message = "There is a sign in this text that can't be seen. Write it anew.";
            self.source.fault(value.span(), message);
            return None;
        }
        Some(Spanned::new(value.span(), text.trim().to_owned()))
    }
}

/// Reads a length of time; `None` for nothing, and for more than a year.
fn duration(written: &str) -> Option<Duration> {
    let written = written.trim();
    let unit = match written.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let number: u64 = written[..written.len() - 1].trim_end().parse().ok()?;
    let time = Duration::from_secs(number.checked_mul(unit)?);
    (time > Duration::ZERO && time <= LONGEST).then_some(time)
}
