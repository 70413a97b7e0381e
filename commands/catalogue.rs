//! Every verb with its arguments, drawn from the clap tree.
//!
//! What completes a command line, registers commands with a chat or writes the help reads this, so that the grammar
//! is written down once: in the files of the verbs.

use std::fmt;
use std::sync::LazyLock;

use clap::{Arg, CommandFactory};

use crate::{Grammar, Names, Root};

/// One verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The root it belongs to.
    pub root: Root,
    /// The word people type.
    pub verb: String,
    /// What it does, in one line without a full stop.
    pub about: String,
    /// What else is good to know; often empty.
    pub details: String,
    /// How it is typed: `/case reply CASE TEXT`, with what may be left out in brackets.
    pub usage: String,
    /// Lines to learn from, ready to be typed.
    pub examples: Vec<String>,
    /// What it takes, in the order it is typed.
    pub arguments: Vec<Argument>,
}

/// One argument of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// Its name in lower case, as in the command's struct; the usage shows it in capitals.
    pub name: String,
    /// What belongs there, in one line without a full stop.
    pub about: String,
    /// Whether the verb needs it. In a case's thread even a needed case number may be left out.
    pub required: bool,
    /// What a completion can offer.
    pub kind: Kind,
    /// The only words it accepts; empty when it accepts any.
    pub choices: Vec<String>,
}

/// What an argument stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The number of a case.
    Case,
    /// A colleague.
    Staff,
    /// A department.
    Department,
    /// How soon.
    Urgency,
    /// A day, a week or a month.
    Period,
    /// Some of the cases: mine, open, late, all, or those of a department.
    Selection,
    /// Tags to add and to take off.
    Tags,
    /// The handle of somebody who wrote to us.
    Author,
    /// The name of a verb.
    Verb,
    /// Free text.
    Text,
}

impl Kind {
    fn of(argument: &str) -> Self {
        match argument {
            "case" | "into" => Self::Case,
            "staff" => Self::Staff,
            "department" => Self::Department,
            "urgency" => Self::Urgency,
            "period" => Self::Period,
            "which" => Self::Selection,
            "tags" => Self::Tags,
            "handle" | "other" => Self::Author,
            "verb" => Self::Verb,
            _ => Self::Text,
        }
    }

    /// Never more than one word, so that a second one is too many even at the end of a line.
    pub(crate) fn is_one_word(self) -> bool {
        matches!(self, Self::Case | Self::Urgency | Self::Period)
    }

    /// May begin with any word, also with one that looks like a case number.
    pub(crate) fn is_free_text(self) -> bool {
        matches!(self, Self::Text | Self::Tags)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Case => "case",
            Self::Staff => "staff",
            Self::Department => "department",
            Self::Urgency => "urgency",
            Self::Period => "period",
            Self::Selection => "selection",
            Self::Tags => "tags",
            Self::Author => "author",
            Self::Verb => "verb",
            Self::Text => "text",
        })
    }
}

/// All verbs under their usual roots.
pub fn catalogue() -> Vec<Entry> {
    Names::default().catalogue()
}

impl Names {
    /// All verbs under these roots, in the order in which the help lists them.
    pub fn catalogue(&self) -> Vec<Entry> {
        VERBS.iter().map(|verb| self.dress(verb)).collect()
    }

    /// Puts the root's name before what is to be typed.
    pub(crate) fn dress(&self, verb: &Entry) -> Entry {
        let under = |tail: &String| format!("{} {tail}", self.of(verb.root));
        Entry {
            usage: under(&verb.usage),
            examples: verb.examples.iter().map(under).collect(),
            ..verb.clone()
        }
    }
}

/// The verbs, their usage and examples still without a root's name.
pub(crate) static VERBS: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let grammar = Grammar::command();
    let roots = [Root::Case, Root::Desk].into_iter();
    roots
        .filter_map(|root| Some((root, grammar.find_subcommand(root.word())?)))
        .flat_map(|(root, tree)| tree.get_subcommands().map(move |verb| entry(root, verb)))
        .collect()
});

/// What `root` is for, in one line without a full stop.
pub(crate) fn about(root: Root) -> String {
    let grammar = Grammar::command();
    let about = grammar
        .find_subcommand(root.word())
        .and_then(clap::Command::get_about);
    about.map(ToString::to_string).unwrap_or_default()
}

/// The verb of that name under `root`, however it is capitalised.
pub(crate) fn find(root: Root, verb: &str) -> Option<&'static Entry> {
    VERBS
        .iter()
        .find(|entry| entry.root == root && entry.verb.eq_ignore_ascii_case(verb))
}

/// The verb of that name under either root, first the one that works on a case.
pub(crate) fn find_anywhere(verb: &str) -> Option<&'static Entry> {
    find(Root::Case, verb).or_else(|| find(Root::Desk, verb))
}

fn entry(root: Root, verb: &clap::Command) -> Entry {
    let shown = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
    let about = shown(verb.get_about());
    let details = shown(verb.get_long_about());
    let arguments: Vec<Argument> = verb.get_positionals().map(argument).collect();
    let names = arguments.iter().map(Argument::placeholder);
    Entry {
        root,
        verb: verb.get_name().to_owned(),
        usage: std::iter::once(verb.get_name().to_owned())
            .chain(names)
            .collect::<Vec<_>>()
            .join(" "),
        details: details
            .split_once("\n\n")
            .map(|(_, rest)| rest.to_owned())
            .unwrap_or_default(),
        about,
        examples: shown(verb.get_after_help()).lines().map(str::to_owned).collect(),
        arguments,
    }
}

fn argument(from: &Arg) -> Argument {
    let name = from.get_id().to_string();
    Argument {
        about: from.get_help().map(ToString::to_string).unwrap_or_default(),
        required: from.is_required_set(),
        kind: Kind::of(&name),
        choices: from
            .get_possible_values()
            .iter()
            .map(|value| value.get_name().to_owned())
            .collect(),
        name,
    }
}

impl Argument {
    /// Its place in the usage: `TEXT`, or `[WHY]` when it may be left out.
    fn placeholder(&self) -> String {
        let name = self.shown();
        if self.required { name } else { format!("[{name}]") }
    }

    /// Its name as the usage shows it.
    pub(crate) fn shown(&self) -> String {
        self.name.to_uppercase()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn every_verb_is_listed_with_its_arguments() {
        let lines = catalogue().into_iter().map(|entry| {
            let kinds = entry
                .arguments
                .iter()
                .map(|argument| format!(" {}", argument.kind));
            format!("{} ={}", entry.usage, kinds.collect::<String>())
        });
        assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r"
        /case claim CASE = case
        /case release CASE = case
        /case assign CASE STAFF = case staff
        /case reply CASE TEXT = case text
        /case approve CASE [WHY] = case text
        /case decline CASE WHY = case text
        /case note CASE TEXT = case text
        /case tag CASE TAGS = case tags
        /case priority CASE URGENCY = case urgency
        /case transfer CASE DEPARTMENT [WHY] = case department text
        /case escalate CASE [WHY] = case text
        /case resolve CASE [NOTE] = case text
        /case reopen CASE [WHY] = case text
        /case dismiss CASE WHY = case text
        /case merge CASE INTO = case case
        /case show CASE = case
        /case reveal CASE = case
        /case retract CASE [WHY] = case text
        /case suggest CASE = case
        /case handoff CASE = case
        /desk list [WHICH] = selection
        /desk search WORDS = text
        /desk author HANDLE [CHANGE] [OTHER] = author text author
        /desk digest [PERIOD] = period
        /desk trends [WHAT] = text
        /desk resource ACTION [WHAT] = text text
        /desk handoff CODE = text
        /desk enroll [WHAT] [VERSION] = text text
        /desk status =
        /desk help [VERB] = verb
        ");
    }

    #[test]
    fn a_choice_offers_its_words() {
        let urgency = find(Root::Case, "priority").and_then(|verb| verb.arguments.last());
        assert_eq!(
            urgency.map(|it| it.choices.join(" ")).as_deref(),
            Some("critical high normal low")
        );
        let period = find(Root::Desk, "digest").and_then(|verb| verb.arguments.last());
        assert_eq!(
            period.map(|it| it.choices.join(" ")).as_deref(),
            Some("day week month")
        );
    }

    #[test]
    fn no_name_is_used_twice_under_a_root() {
        let names: BTreeSet<String> = VERBS
            .iter()
            .map(|entry| format!("{} {}", entry.root.word(), entry.verb))
            .collect();
        assert_eq!(names.len(), VERBS.len());
    }
}
