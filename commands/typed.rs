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

    /// Takes a name off, which may have more than one word: all up to the word that says what to do with it.
    fn name(self, choices: &[String]) -> (String, Self) {
        let is_choice = |word: &str| choices.iter().any(|choice| choice.eq_ignore_ascii_case(word));
        let (mut name, mut left) = (Vec::new(), self);
        while let Some((word, after)) = left.next()
            && (name.is_empty() || !is_choice(word))
        {
            name.push(word);
            left = after;
        }
        (name.join(" "), left)
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
        if let (Kind::Author, Some(next)) = (argument.kind, others.first()) {
            let (name, after) = left.name(&next.choices);
            cut.push(Cow::Owned(name));
            left = after;
            wanted = others;
            continue;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::{
        Author, Case, Command, Desk, Merge, Misuse, Reply, Resolve, Root, Transfer, parse, parse_words,
    };

    fn replied(answer: Result<Command, Misuse>) -> Option<(u64, String)> {
        match answer {
            Ok(Command::Case(Case::Reply(Reply { case, text }))) => Some((case, text)),
            _ => None,
        }
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().copied().map(str::to_owned).collect()
    }

    #[test]
    fn free_text_arrives_as_typed() {
        for text in [
            "--help",
            "-- --as ben",
            "— we're \u{201c}sorry\u{201d}",
            "it's \"quoted\" and 'so is this",
            "first line\n\n  second line\ttabbed",
            "two  spaces\u{a0}and a hard one",
            "👩\u{200d}⚕️ thank you 🙏",
            "\u{202e}turned\u{202c} and \0 nothing",
            "$HOME `id` \\ %s {}",
            "#7 is not a case here",
            "8 hours",
        ] {
            let typed = replied(parse(&format!("/case reply 7 {text}"), None));
            assert_eq!(typed, Some((7, text.to_owned())));
            let typed = replied(parse(&format!("/case reply #7 \n{text} \n"), Some(5)));
            assert_eq!(typed, Some((7, text.to_owned())));
        }
    }

    #[test]
    fn a_hundred_kilobytes_are_only_a_long_answer() {
        let text = "é long ".repeat(15_000);
        let typed = replied(parse(&format!("/case reply 7 {text}"), None));
        assert_eq!(typed, Some((7, text.trim().to_owned())));
    }

    #[test]
    fn words_of_a_terminal_are_joined_untouched() {
        for (typed, text) in [
            (&["reply", "7", "one  two ", "--help"][..], "one  two  --help"),
            (&["reply", "#7", " kept "], " kept "),
            (&["Reply", "7", "", "x"], " x"),
            (&["reply", "7", "--", "x\ny"], "-- x\ny"),
        ] {
            assert_eq!(
                replied(parse_words(Root::Case, &words(typed), None)),
                Some((7, text.to_owned()))
            );
        }
        let resolved = parse_words(Root::Case, &words(&["resolve", "7", ""]), None);
        assert_eq!(
            resolved,
            Ok(Command::Case(Case::Resolve(Resolve { case: 7, note: None })))
        );
    }

    #[test]
    fn in_a_thread_the_number_may_be_left_out() {
        for (short, long) in [
            ("claim", "claim 5"),
            ("release", "release 5"),
            ("show", "show 5"),
            ("reveal", "reveal 5"),
            ("assign ana", "assign 5 ana"),
            ("priority high", "priority 5 high"),
            ("reply Thank you", "reply 5 Thank you"),
            ("reply 24/7 help", "reply 5 24/7 help"),
            ("reply #health matters", "reply 5 #health matters"),
            ("reply --help", "reply 5 --help"),
            ("note\nline", "note 5 line"),
            ("tag parking -billing", "tag 5 parking -billing"),
            ("transfer billing an invoice", "transfer 5 billing an invoice"),
            ("escalate", "escalate 5"),
            ("escalate now", "escalate 5 now"),
            ("resolve", "resolve 5"),
            ("reopen", "reopen 5"),
            ("dismiss spam", "dismiss 5 spam"),
            ("merge 7", "merge 5 7"),
            ("merge #7", "merge 5 7"),
            ("retract", "retract 5"),
        ] {
            let expected = parse(&format!("/case {long}"), None);
            assert!(expected.is_ok(), "{long}");
            assert_eq!(parse(&format!("/case {short}"), Some(5)), expected, "{short}");
            assert_eq!(parse(&format!("/case {long}"), Some(5)), expected, "{long}");
        }
    }

    #[test]
    fn in_a_thread_another_case_can_be_named() {
        for line in [
            "claim 2",
            "release 2",
            "show #2",
            "assign 2 ana",
            "priority 2 low",
            "merge 2 7",
        ] {
            assert_eq!(
                parse(&format!("/case {line}"), Some(5)),
                parse(&format!("/case {line}"), None),
                "{line}"
            );
        }
        for line in [
            "reply #2 hello",
            "resolve #2",
            "escalate #2 soon",
            "transfer #2 billing",
            "tag #2 parking",
        ] {
            assert_eq!(
                parse(&format!("/case {line}"), Some(5)),
                parse(&format!("/case {line}"), None),
                "{line}"
            );
        }
        let merged = parse("/case merge #2 5", Some(5));
        assert_eq!(merged, Ok(Command::Case(Case::Merge(Merge { case: 2, into: 5 }))));
    }

    #[test]
    fn in_a_thread_a_number_that_may_be_text_is_refused() {
        for verb in [
            "reply", "note", "tag", "transfer", "escalate", "resolve", "reopen", "dismiss", "retract",
        ] {
            for start in ["2", "0", "2,", "#2:", "\u{200b}2"] {
                let line = format!("/case {verb} {start} hours is too long");
                assert!(parse(&line, Some(5)).is_err(), "{line}");
            }
        }
        let text = "2 hours is too long";
        assert_eq!(
            replied(parse(&format!("/case reply #5 {text}"), Some(5))),
            Some((5, text.to_owned()))
        );
        let quoted = parse_words(Root::Case, &words(&["reply", text]), Some(5));
        assert_eq!(replied(quoted), Some((5, text.to_owned())));
    }

    #[test]
    fn a_department_is_one_word_and_the_reason_the_rest() {
        let transferred = parse("/case transfer billing  why  not", Some(5));
        let expected = Transfer {
            case: 5,
            department: "billing".to_owned(),
            why: Some("why  not".to_owned()),
        };
        assert_eq!(transferred, Ok(Command::Case(Case::Transfer(expected))));
    }

    #[test]
    fn a_name_has_as_many_words_as_it_needs() {
        for (line, handle, change, other) in [
            ("@sam", "@sam", None, None),
            ("Sam van  Rivers", "Sam van Rivers", None, None),
            ("Sam Rivers link x/sam", "Sam Rivers", Some("link"), Some("x/sam")),
            (
                "sam Link Sam \u{a0} van Rivers",
                "sam",
                Some("link"),
                Some("Sam \u{a0} van Rivers"),
            ),
            ("link UNLINK", "link", Some("unlink"), None),
            ("x/sam link", "x/sam", Some("link"), None),
        ] {
            let expected = Author {
                handle: handle.to_owned(),
                change: change.map(str::to_owned),
                other: other.map(str::to_owned),
            };
            let typed = parse(&format!("/desk author {line}"), None);
            assert_eq!(typed, Ok(Command::Desk(Desk::Author(expected))), "{line}");
        }
        let quoted = parse_words(
            Root::Desk,
            &words(&["author", "Sam Rivers", "link", "Sam R"]),
            None,
        );
        assert_eq!(quoted, parse("/desk author Sam Rivers link Sam R", None));
    }

    proptest! {
        #[test]
        fn no_line_panics(line in any::<String>(), thread in any::<Option<u64>>()) {
            for start in ["", "/case ", "/desk ", "/case reply ", "/case priority 1 ", "/case merge ", "/desk help ", "/desk author "] {
                if let Err(misuse) = parse(&format!("{start}{line}"), thread) {
                    prop_assert!(!misuse.sentence.contains(crate::misuse::is_hidden));
                }
            }
            let _ = crate::help(Some(&line));
        }

        #[test]
        fn no_words_panic(words in any::<Vec<String>>(), thread in any::<Option<u64>>()) {
            for root in [Root::Case, Root::Desk] {
                let _ = parse_words(root, &words, thread);
            }
        }

        #[test]
        fn an_answer_is_never_changed(text in any::<String>().prop_filter("blank", |text| !text.trim().is_empty())) {
            let typed = replied(parse(&format!("/case reply 7 {text}"), None));
            prop_assert_eq!(typed, Some((7, text.trim().to_owned())));
            let typed = replied(parse_words(Root::Case, &words(&["reply", "7", &text]), None));
            prop_assert_eq!(typed, Some((7, text)));
        }

        #[test]
        fn an_answer_never_goes_to_another_case_unless_it_is_named(text in "[0-9 ,.:#a\u{a0}\u{200b}٢²]{1,8}") {
            if let Some((case, _)) = replied(parse(&format!("/case reply {text}"), Some(5))) {
                let is_named = text.trim_start().trim_start_matches('\u{200b}').starts_with('#');
                prop_assert!(case == 5 || is_named);
            }
        }
    }
}
