//! The grammar of what staff type: one file a verb, and nothing but grammar.
//!
//! The same line means the same in every chat, in the console and in a terminal. A command holds plain words and
//! numbers, to which the desk gives their meaning. Nothing here prints, ends the process or looks anything up.
//!
//! To add a verb: write its file, and name it in [`Case`] or [`Desk`]; help, usage and completion follow by
//! themselves, and so does what Slack and Discord are told: a test says how to draw that again.

mod approve;
mod assign;
mod author;
mod catalogue;
mod claim;
mod decline;
mod digest;
mod dismiss;
mod enroll;
mod escalate;
mod filled;
mod handoff;
mod help;
mod list;
pub mod manifest;
mod merge;
mod misuse;
mod note;
mod number;
mod priority;
mod release;
mod reopen;
mod reply;
mod resolve;
mod resource;
mod retract;
mod reveal;
mod search;
mod show;
mod status;
mod suggest;
mod tag;
mod transfer;
mod trends;
mod typed;

pub use approve::Approve;
pub use assign::Assign;
pub use author::Author;
pub use catalogue::{Argument, Entry, Kind, catalogue};
pub use claim::Claim;
pub use decline::Decline;
pub use digest::Digest;
pub use dismiss::Dismiss;
pub use enroll::Enroll;
pub use escalate::Escalate;
pub use handoff::{Handoff, Redeem};
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
pub use resource::Resource;
pub use retract::Retract;
pub use reveal::Reveal;
pub use search::Search;
pub use show::Show;
pub use status::Status;
pub use suggest::Suggest;
pub use tag::Tag;
pub use transfer::Transfer;
pub use trends::Trends;

use std::borrow::Cow;

use clap::{Parser, Subcommand};

use typed::Typed;

/// A command that was understood.
#[derive(Subcommand, Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Look after one case: take it, answer it, pass it on, close it.
    #[command(subcommand)]
    Case(Case),
    /// Everything else: lists, search, the digest, and help.
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
    Approve(Approve),
    Decline(Decline),
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
    Reveal(Reveal),
    Retract(Retract),
    Suggest(Suggest),
    Handoff(Handoff),
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
    Trends(Trends),
    Resource(Resource),
    Handoff(Redeem),
    Enroll(Enroll),
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
        self.understand(verb, arguments)
    }

    /// What the arguments of a verb come to, each whole and in its place.
    fn understand(&self, verb: &Entry, arguments: Vec<Cow<'_, str>>) -> Result<Command, Misuse> {
        // After `--` clap takes every word for what it is, also one that looks like an option.
        let line = [verb.root.word(), verb.verb.as_str(), "--"]
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
    pub fn root(&self, word: &str) -> Option<Root> {
        let typed = bare(word);
        [Root::Case, Root::Desk]
            .into_iter()
            .find(|root| self.bare(*root) == typed)
    }

    /// The name of `root` without its slash, as a chat registers it.
    pub(crate) fn bare(&self, root: Root) -> String {
        bare(self.of(root))
    }

    pub(crate) fn full_name(&self, verb: &Entry) -> String {
        format!("{} {}", self.of(verb.root), verb.verb)
    }
}

fn bare(name: &str) -> String {
    name.trim_start_matches('/').to_lowercase()
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use insta::assert_snapshot;

    use super::*;

    fn text(words: &str) -> String {
        words.to_owned()
    }

    /// What was read of each line, without the outer root.
    fn read(lines: &[&str]) -> String {
        let read = lines.iter().map(|line| match parse(line, None) {
            Ok(Command::Case(case)) => format!("{case:?}"),
            Ok(Command::Desk(desk)) => format!("{desk:?}"),
            Err(misuse) => misuse.to_string(),
        });
        read.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_clap_tree_is_sound() {
        Grammar::command().debug_assert();
    }

    #[test]
    fn every_verb_of_a_case_is_read() {
        let lines = [
            "/case claim 142",
            "/case release #142",
            "/case assign 142 ana",
            "/case assign 142 Ana de la Cruz",
            "/case reply 142 Hello you",
            "/case note 142 Hello us",
            "/case tag 142 -billing parking",
            "/case priority 142 High",
            "/case transfer 142 billing",
            "/case transfer 142 billing not ours",
            "/case escalate 142",
            "/case escalate 142 she is alone",
            "/case resolve 142",
            "/case resolve 142 coat found",
            "/case reopen 142",
            "/case reopen 142 lost again",
            "/case dismiss 142 spam",
            "/case merge 142 #140",
            "/case show 142",
            "/case reveal 142",
            "/case retract 142",
            "/case retract 142 wrong case",
        ];
        assert_snapshot!(read(&lines), @r#"
        Claim(Claim { case: 142 })
        Release(Release { case: 142 })
        Assign(Assign { case: 142, staff: "ana" })
        Assign(Assign { case: 142, staff: "Ana de la Cruz" })
        Reply(Reply { case: 142, text: "Hello you" })
        Note(Note { case: 142, text: "Hello us" })
        Tag(Tag { case: 142, tags: "-billing parking" })
        Priority(Priority { case: 142, urgency: "high" })
        Transfer(Transfer { case: 142, department: "billing", why: None })
        Transfer(Transfer { case: 142, department: "billing", why: Some("not ours") })
        Escalate(Escalate { case: 142, why: None })
        Escalate(Escalate { case: 142, why: Some("she is alone") })
        Resolve(Resolve { case: 142, note: None })
        Resolve(Resolve { case: 142, note: Some("coat found") })
        Reopen(Reopen { case: 142, why: None })
        Reopen(Reopen { case: 142, why: Some("lost again") })
        Dismiss(Dismiss { case: 142, why: "spam" })
        Merge(Merge { case: 142, into: 140 })
        Show(Show { case: 142 })
        Reveal(Reveal { case: 142 })
        Retract(Retract { case: 142, why: None })
        Retract(Retract { case: 142, why: Some("wrong case") })
        "#);
    }

    #[test]
    fn every_verb_of_the_desk_is_read() {
        let lines = [
            "/desk list",
            "/desk list emergency room",
            "/desk search lost red coat",
            "/desk author @sam.rivers",
            "/desk digest",
            "/desk digest WEEK",
            "/desk status",
            "/desk help",
            "/desk help /case reply",
        ];
        assert_snapshot!(read(&lines), @r#"
        List(List { which: None })
        List(List { which: Some("emergency room") })
        Search(Search { words: "lost red coat" })
        Author(Author { handle: "@sam.rivers", change: None, other: None })
        Digest(Digest { period: None })
        Digest(Digest { period: Some("week") })
        Status(Status)
        Help(Help { verb: None })
        Help(Help { verb: Some("/case reply") })
        "#);
    }

    #[test]
    fn the_beginning_of_a_line_is_read_with_patience() {
        for line in [
            "case claim 142",
            "/CASE Claim 142",
            "  /case   claim\t142  \n",
            "/case\u{a0}claim\u{a0}142",
            "/case\nclaim\r\n#142",
            "/case claim \u{200e}142",
        ] {
            let claim = Command::Case(Case::Claim(Claim { case: 142 }));
            assert_eq!(parse(line, None), Ok(claim), "{line:?}");
        }
    }

    #[test]
    fn roots_may_have_other_names() {
        let names = Names {
            case: text("/post"),
            desk: text("/front"),
        };
        assert_eq!(
            names.parse("/post claim 142", None),
            parse("/case claim 142", None)
        );
        assert_eq!(names.parse("front list", None), parse("/desk list", None));
        assert!(names.parse("/case claim 142", None).is_err());
    }
}
