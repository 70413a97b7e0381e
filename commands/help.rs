//! `help`: the verbs explained, and the text that does it.

use std::fmt::Write;

use clap::Args;

use crate::catalogue::{self, Entry, Kind, VERBS};
use crate::misuse::{self, Misuse};
use crate::{Names, Root};

/// Show what you can do here, or explain one verb.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "help\nhelp reply")]
pub struct Help {
    /// The verb you would like to know more about.
    pub verb: Option<String>,
}

/// Explains one verb, one root, or without a topic everything, with the usual names of the roots.
pub fn help(topic: Option<&str>) -> Result<String, Misuse> {
    Names::default().help(topic)
}

impl Names {
    /// Explains one verb (`reply`, `/case reply`), one root (`case`), or without a topic everything.
    pub fn help(&self, topic: Option<&str>) -> Result<String, Misuse> {
        let mut words = topic.unwrap_or_default().split_whitespace().peekable();
        let root = words.peek().and_then(|word| self.root(word));
        if root.is_some() {
            words.next();
        }
        match (root, words.next()) {
            (None, None) => Ok(self.overview()),
            (Some(root), None) => Ok(self.chapter(root)),
            (Some(root), Some(verb)) => match catalogue::find(root, verb) {
                Some(entry) => Ok(self.page(entry)),
                None => Err(misuse::unknown_verb(self, root, verb)),
            },
            (None, Some(verb)) => match catalogue::find_anywhere(verb) {
                Some(entry) => Ok(self.page(entry)),
                None => Err(misuse::unknown_topic(self, verb)),
            },
        }
    }

    fn overview(&self) -> String {
        let (case, desk) = (self.chapter(Root::Case), self.chapter(Root::Desk));
        format!(
            "{case}\n\n{desk}\n\n`{} help VERB` explains a verb, with an example.",
            self.of(Root::Desk)
        )
    }

    fn chapter(&self, root: Root) -> String {
        let name = self.of(root);
        let mut text = match root {
            Root::Case => format!(
                "{name} VERB CASE … works on one case, such as `{name} claim 142`.\n\
                 In the case's own thread you may leave its number out: `{name} claim`."
            ),
            Root::Desk => format!("{name} VERB … is for everything else."),
        };
        for entry in VERBS.iter().filter(|entry| entry.root == root) {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n  {:<9} {}", entry.verb, entry.about);
        }
        text
    }

    fn page(&self, entry: &Entry) -> String {
        let Entry {
            usage,
            about,
            details,
            examples,
            arguments,
            ..
        } = self.dress(entry);
        let mut parts = vec![usage, format!("{about}.")];
        if !details.is_empty() {
            parts.push(details);
        }
        let width = arguments
            .iter()
            .map(|argument| argument.name.len())
            .max()
            .unwrap_or_default();
        let described = arguments.iter().map(|argument| {
            let hint = match argument.kind {
                Kind::Case if argument.name == "case" => " In the case's own thread you may leave it out.",
                _ if argument.required => "",
                _ => " You may leave it out.",
            };
            format!("  {:<width$}  {}.{hint}", argument.shown(), argument.about)
        });
        parts.extend(joined(described));
        parts.extend(
            joined(examples.iter().map(|line| format!("  {line}")))
                .map(|lines| format!("For example:\n{lines}")),
        );
        parts.join("\n\n")
    }
}

/// The lines as one block, if there are any.
fn joined(lines: impl Iterator<Item = String>) -> Option<String> {
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
