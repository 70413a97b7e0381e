//! A resource as somebody writes it down in chat:
//! `parking in es for facilities, desk on facilities: Hay estacionamiento…`.

use super::{Purpose, ResourceName};
use crate::domain::Topic;

/// What was written, its parts told apart; departments are checked by whoever knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it is to be called.
    pub name: ResourceName,
    /// ISO 639-1 code, where one was given.
    pub language: Option<String>,
    /// Departments as they were written.
    pub departments: Vec<String>,
    /// What it answers.
    pub topics: Vec<Topic>,
    /// What it is for.
    pub purpose: Purpose,
    /// The words.
    pub text: String,
}

/// Why what was written is no resource: a sentence that says what would be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} An example: `/desk resource add parking in es for facilities on facilities: Hay estacionamiento en…`"
)]
pub struct NotWritten(String);

impl Written {
    /// Reads what stands after `resource add`.
    pub fn read(line: &str) -> Result<Self, NotWritten> {
        let fault = |what: &str| Err(NotWritten(what.to_owned()));
        let Some((head, text)) = line.split_once(':') else {
            return fault("A colon parts the name from the words.");
        };
        let text = text.trim();
        if text.is_empty() {
            return fault("There are no words after the colon.");
        }
        let parts = head
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|part| !part.is_empty());
        let mut parts = parts.peekable();
        let Some(name) = parts.next().and_then(ResourceName::read) else {
            return fault(
                "A name is small letters, digits and dashes, at most 40, and begins with a letter.",
            );
        };
        let mut written = Self {
            name,
            language: None,
            departments: Vec::new(),
            topics: Vec::new(),
            purpose: Purpose::Answer,
            text: text.to_owned(),
        };
        while let Some(word) = parts.next() {
            let mut values = Vec::new();
            while let Some(value) = parts.next_if(|part| !is_keyword(part)) {
                values.push(value);
            }
            written.take(&word.to_lowercase(), &values).map_err(NotWritten)?;
        }
        Ok(written)
    }

    fn take(&mut self, keyword: &str, values: &[&str]) -> Result<(), String> {
        match (keyword, values) {
            ("in", [code]) if code.len() == 2 && code.bytes().all(|c| c.is_ascii_alphabetic()) => {
                self.language = Some(code.to_lowercase());
            }
            ("in", _) => return Err("After “in” stands a language of two letters, such as es.".to_owned()),
            ("for", [_, ..]) => self
                .departments
                .extend(values.iter().map(|&value| value.to_owned())),
            ("on", [_, ..]) => {
                for value in values {
                    let topic = value.to_lowercase().parse();
                    self.topics.push(
                        topic.map_err(|unknown: <Topic as std::str::FromStr>::Err| format!("{unknown}."))?,
                    );
                }
            }
            ("as", [purpose]) => {
                let purpose = purpose.to_lowercase().parse();
                self.purpose =
                    purpose.map_err(|unknown: <Purpose as std::str::FromStr>::Err| format!("{unknown}."))?;
            }
            ("for" | "on" | "as", _) => return Err(format!("Something has to stand after “{keyword}”.")),
            (other, _) => {
                return Err(format!(
                    "“{other}” is not understood before the colon: a name, and in, for, on or as."
                ));
            }
        }
        Ok(())
    }
}

fn is_keyword(word: &str) -> bool {
    ["in", "for", "on", "as"]
        .iter()
        .any(|keyword| word.eq_ignore_ascii_case(keyword))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_read_part_by_part() {
        let line = "Parking in ES for facilities, desk on facilities,wait_time: Hay: mucho.";
        let read = Written::read(line).unwrap();
        assert_eq!(
            (read.name.as_str(), read.language.as_deref()),
            ("parking", Some("es"))
        );
        assert_eq!(read.departments, ["facilities", "desk"]);
        assert_eq!(read.topics, [Topic::Facilities, Topic::WaitTime]);
        assert_eq!(
            (read.purpose, read.text.as_str()),
            (Purpose::Answer, "Hay: mucho.")
        );
        assert_eq!(
            Written::read("help as crisis: Call 988.").unwrap().purpose,
            Purpose::Crisis
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (line, begins) in [
            ("parking", "A colon parts"),
            ("parking:  ", "There are no words"),
            ("Ünder: x", "A name is small letters"),
            ("parking in spanish: x", "After “in”"),
            ("parking on cars: x", "“cars” is not one of"),
            ("parking for : x", "Something has to stand"),
            ("parking es: x", "“es” is not understood"),
        ] {
            let fault = Written::read(line).unwrap_err().to_string();
            assert!(fault.starts_with(begins), "{line} → {fault}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read_or_refused(line in "(\\PC|in |for |on |as |:){0,40}") {
            if let Ok(written) = Written::read(&line) {
                prop_assert!(!written.text.is_empty());
            }
        }
    }
}
