//! The grammar of what staff type: one file a verb, and nothing but grammar.
//!
//! The same line means the same in every chat, in the console and in a terminal. A command holds plain words and
//! numbers, to which the desk gives their meaning. Nothing here prints, ends the process or looks anything up.
//!
//! To add a verb: write its file, and name it in [`Case`] or [`Desk`]; help, usage and completion follow by
//! themselves.

mod assign;
mod author;
mod catalogue;
mod claim;
mod digest;
mod dismiss;
mod escalate;
mod help;
mod list;
mod merge;
mod misuse;
mod note;
mod number;
mod priority;
mod release;
mod reopen;
mod reply;
mod resolve;
mod retract;
mod search;
mod show;
mod status;
mod tag;
mod transfer;
mod typed;

pub use assign::Assign;
pub use author::Author;
pub use catalogue::{Argument, Entry, Kind, catalogue};
pub use claim::Claim;
pub use digest::Digest;
pub use dismiss::Dismiss;
pub use escalate::Escalate;
pub use help::{Help, help};
pub use list::List;
pub use merge::Merge;
pub use misuse::Misuse;
pub use note::Note;
pub use priority::Priority;
pub use release::Release;
pub use reopen::Reopen;
pub use reply::Reply;
pub use resolve::Resolve;
pub use retract::Retract;
pub use search::Search;
pub use show::Show;
pub use status::Status;
pub use tag::Tag;
pub use transfer::Transfer;

use std::borrow::Cow;

use clap::{Parser, Subcommand};

use typed::Typed;

/// A command that was understood.
#[derive(Subcommand, Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Acts on one case.
    #[command(subcommand)]
    Case(Case),
    /// Is about anything else.
    #[command(subcommand)]
    Desk(Desk),
}

/// What can be done with one case.
#[derive(Subcommand, Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each verb is explained in its own file, and clap shows that text"
)]
pub enum Case {
    Claim(Claim),
    Release(Release),
    Assign(Assign),
    Reply(Reply),
    Note(Note),
    Tag(Tag),
    Priority(Priority),
    Transfer(Transfer),
    Escalate(Escalate),
    Resolve(Resolve),
    Reopen(Reopen),
    Dismiss(Dismiss),
    Merge(Merge),
    Show(Show),
    Retract(Retract),
}

/// What can be done without naming a case.
#[derive(Subcommand, Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each verb is explained in its own file, and clap shows that text"
)]
pub enum Desk {
    List(List),
    Search(Search),
    Author(Author),
    Digest(Digest),
    Status(Status),
    Help(Help),
}

/// The first word of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Root {
    /// `/case`, for verbs that act on one case.
    Case,
    /// `/desk`, for all else.
    Desk,
}

impl Root {
    /// Its name within the grammar, whatever people call it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Desk => "desk",
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Case => Self::Desk,
            Self::Desk => Self::Case,
        }
    }
}

/// What the roots are called where people type them: a chat may have another app that owns `/case`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The name of [`Root::Case`] with its slash, as help and errors show it.
    pub case: String,
    /// The name of [`Root::Desk`].
    pub desk: String,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            case: "/case".to_owned(),
            desk: "/desk".to_owned(),
        }
    }
}

/// Reads a line of chat such as `/case claim 1`. `thread` is the case in whose thread it was typed.
pub fn parse(line: &str, thread: Option<u64>) -> Result<Command, Misuse> {
    Names::default().parse(line, thread)
}

/// Reads what was typed after `liaison case` or `liaison desk` in a terminal, as the shell has cut it.
///
/// The last argument takes all remaining words with a space between them, each untouched.
pub fn parse_words(root: Root, words: &[String], thread: Option<u64>) -> Result<Command, Misuse> {
    Names::terminal().read(root, Typed::Words(words), thread)
}

impl Names {
    /// The roots as a terminal knows them.
    pub fn terminal() -> Self {
        Self {
            case: "liaison case".to_owned(),
            desk: "liaison desk".to_owned(),
        }
    }

    /// Reads a line of chat that begins with one of these names; its slash may be missing.
    pub fn parse(&self, line: &str, thread: Option<u64>) -> Result<Command, Misuse> {
        let Some((first, rest)) = Typed::Line(line).next() else {
            return Err(misuse::no_root(self, None));
        };
        let Some(root) = self.root(first) else {
            return Err(misuse::no_root(self, Some(first)));
        };
        self.read(root, rest, thread)
    }

    fn read(&self, root: Root, typed: Typed<'_>, thread: Option<u64>) -> Result<Command, Misuse> {
        let Some((word, rest)) = typed.next() else {
            return Err(misuse::no_verb(self, root));
        };
        let Some(verb) = catalogue::find(root, word) else {
            return Err(misuse::unknown_verb(self, root, word));
        };
        let arguments =
            typed::arguments(verb, rest, thread).map_err(|doubt| misuse::doubt(self, verb, &doubt))?;
        // After `--` clap takes every word for what it is, also one that looks like an option.
        let line = [root.word(), verb.verb.as_str(), "--"]
            .into_iter()
            .map(Cow::Borrowed)
            .chain(arguments);
        match Grammar::try_parse_from(line.map(Cow::into_owned)) {
            Ok(grammar) => Ok(grammar.command),
            Err(error) => Err(misuse::refused(self, verb, &error)),
        }
    }

    pub(crate) fn of(&self, root: Root) -> &str {
        match root {
            Root::Case => &self.case,
            Root::Desk => &self.desk,
        }
    }

    /// The root that `word` names, with or without its slash and however it is capitalised.
    pub(crate) fn root(&self, word: &str) -> Option<Root> {
        let bare = |name: &str| name.trim_start_matches('/').to_lowercase();
        let typed = bare(word);
        [Root::Case, Root::Desk]
            .into_iter()
            .find(|root| bare(self.of(*root)) == typed)
    }

    pub(crate) fn with_root(&self, verb: &Entry) -> String {
        format!("{} {}", self.of(verb.root), verb.verb)
    }
}

/// The clap tree of both roots.
#[derive(Parser)]
#[command(
    no_binary_name = true,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true
)]
struct Grammar {
    #[command(subcommand)]
    command: Command,
}
