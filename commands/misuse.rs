//! What a person reads who typed something that cannot be done: one sentence, how the verb is typed, and the verb
//! that was perhaps meant. Nothing here prints, and nothing that was typed is echoed without being made harmless.

use std::error::Error;
use std::fmt;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::catalogue::{self, Argument, Entry, VERBS};
use crate::typed::Doubt;
use crate::{Grammar, Names, Root, number};

/// Why a line is not a command. `Display` is all of it, as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misuse {
    /// What is wrong and what to do about it.
    pub sentence: String,
    /// How the verb is typed, or which verbs there are.
    pub usage: Option<String>,
    /// What was perhaps meant, ready to be typed.
    pub nearest: Option<String>,
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        if let Some(nearest) = &self.nearest {
            write!(f, "\nDid you mean `{nearest}`?")?;
        }
        if let Some(usage) = &self.usage {
            write!(f, "\nUsage: {usage}")?;
        }
        Ok(())
    }
}

impl Error for Misuse {}

/// The line does not begin with a root.
pub(crate) fn no_root(names: &Names, first: Option<&str>) -> Misuse {
    let (case, desk) = (names.of(Root::Case), names.of(Root::Desk));
    let meant = first.and_then(catalogue::find_anywhere);
    Misuse {
        sentence: match (first, meant) {
            (_, Some(meant)) => format!(
                "Please put `{}` in front of `{}`.",
                names.of(meant.root),
                meant.verb
            ),
            (Some(first), None) => format!(
                "Commands begin with `{case}` or `{desk}`, not with {}.",
                quoted(first)
            ),
            (None, None) => format!("Commands begin with `{case}` or `{desk}`."),
        },
        usage: Some(match meant {
            Some(meant) => names.dress(meant).usage,
            None => format!("{case} VERB CASE …, or {desk} VERB …; `{desk} help` explains them."),
        }),
        nearest: meant.map(|meant| names.full_name(meant)),
    }
}

/// A root with nothing behind it.
pub(crate) fn no_verb(names: &Names, root: Root) -> Misuse {
    Misuse {
        sentence: format!(
            "Please put a verb after `{}`, to say what you would like to do.",
            names.of(root)
        ),
        usage: Some(verbs(names, root)),
        nearest: None,
    }
}

/// A verb that `root` does not have; perhaps the other root has it.
pub(crate) fn unknown_verb(names: &Names, root: Root, verb: &str) -> Misuse {
    let root_name = names.of(root);
    let plain = verb.trim_start_matches(['-', '/']).to_lowercase();
    if let Some(elsewhere) = catalogue::find(root.other(), &plain) {
        let other_name = names.of(elsewhere.root);
        return Misuse {
            sentence: format!(
                "`{}` belongs to `{other_name}`, not to `{root_name}`.",
                elsewhere.verb
            ),
            usage: Some(names.dress(elsewhere).usage),
            nearest: Some(names.full_name(elsewhere)),
        };
    }
    let meant = begun(root, &plain)
        .or_else(|| nearest(root, &plain))
        .or_else(|| nearest(root.other(), &plain));
    Misuse {
        sentence: format!("`{root_name}` has no verb {}.", quoted(verb)),
        usage: Some(verbs(names, root)),
        nearest: meant.map(|meant| names.full_name(meant)),
    }
}

/// Help was asked for a verb that neither root has.
pub(crate) fn unknown_topic(names: &Names, verb: &str) -> Misuse {
    let plain = verb.trim_start_matches(['-', '/']).to_lowercase();
    let meant = nearest(Root::Case, &plain).or_else(|| nearest(Root::Desk, &plain));
    let help = format!("{} help", names.of(Root::Desk));
    Misuse {
        sentence: format!(
            "There is no verb {} to explain; `{help}` lists them all.",
            quoted(verb)
        ),
        usage: Some(format!("{help} [VERB]")),
        nearest: meant.map(|meant| format!("{help} {}", meant.verb)),
    }
}

/// In a thread, a first word that may be a case number or the beginning of the text.
pub(crate) fn doubt(names: &Names, verb: &Entry, doubt: &Doubt<'_>) -> Misuse {
    let Doubt { word, rest, thread } = doubt;
    let start = format!("{} {}", names.of(verb.root), verb.verb);
    let text = harmless(rest, 24);
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let for_other = match number::read(&digits) {
        Ok(other) if other != *thread => format!("`{start} #{other} …` for case {other}, or "),
        _ => String::new(),
    };
    Misuse {
        sentence: format!(
            "{} may be a case number or part of your words: please write {for_other}`{start} #{thread} {text}` for case {thread}.",
            quoted(word)
        ),
        usage: Some(names.dress(verb).usage),
        nearest: None,
    }
}

/// A field was left out though one after it was filled in.
pub(crate) fn left_out(names: &Names, verb: &Entry, argument: &Argument) -> Misuse {
    Misuse {
        sentence: please_add(verb, argument),
        usage: Some(names.dress(verb).usage),
        nearest: None,
    }
}

/// A field was filled in that the verb does not have, or has once only.
pub(crate) fn unknown_field(names: &Names, verb: &Entry, field: &str) -> Misuse {
    Misuse {
        sentence: too_many(verb, &quoted(field)),
        usage: Some(names.dress(verb).usage),
        nearest: None,
    }
}

/// What clap did not accept, in a sentence.
pub(crate) fn refused(names: &Names, verb: &Entry, error: &clap::Error) -> Misuse {
    let usage = Some(names.dress(verb).usage);
    let typed = text(error, ContextKind::InvalidValue).or_else(|| text(error, ContextKind::InvalidArg));
    let typed = quoted(typed.unwrap_or_default());
    let mut nearest = None;
    let sentence = match error.kind() {
        ErrorKind::MissingRequiredArgument => missing(verb, error),
        ErrorKind::UnknownArgument => too_many(verb, &typed),
        ErrorKind::InvalidValue => {
            nearest = text(error, ContextKind::SuggestedValue).map(str::to_owned);
            format!("{typed} is not one of the choices: {}.", choices(error))
        }
        _ => match error.source() {
            Some(reason) => reason.to_string(),
            None => format!("`{}` cannot work with {typed}.", verb.verb),
        },
    };
    Misuse {
        sentence,
        usage,
        nearest,
    }
}

fn missing(verb: &Entry, error: &clap::Error) -> String {
    let missing = strings(error, ContextKind::InvalidArg);
    let is_missing = |name: &str| missing.iter().any(|shown| shown.trim_matches(['<', '>']) == name);
    let Some(argument) = verb
        .arguments
        .iter()
        .find(|argument| is_missing(&argument.shown()))
    else {
        return format!("Something is missing after `{}`.", verb.verb);
    };
    please_add(verb, argument)
}

fn please_add(verb: &Entry, argument: &Argument) -> String {
    if argument.name == "case" {
        return format!(
            "Please put the number of the case after `{}`, such as `142`.",
            verb.verb
        );
    }
    let mut about = argument.about.chars();
    let first: String = about.next().into_iter().flat_map(char::to_lowercase).collect();
    format!("Please add {}: {first}{}.", argument.shown(), about.as_str())
}

fn too_many(verb: &Entry, extra: &str) -> String {
    let names: Vec<String> = verb.arguments.iter().map(Argument::shown).collect();
    let takes = if names.is_empty() {
        "nothing after it".to_owned()
    } else {
        format!("only {}", names.join(" and "))
    };
    format!(
        "`{}` takes {takes}, so I don't know what to do with {extra}.",
        verb.verb
    )
}

fn choices(error: &clap::Error) -> String {
    strings(error, ContextKind::ValidValue).join(", ")
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text),
        ContextValue::Strings(texts) => texts.last().map(String::as_str),
        _ => None,
    }
}

fn strings(error: &clap::Error, kind: ContextKind) -> &[String] {
    match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts,
        _ => &[],
    }
}

fn verbs(names: &Names, root: Root) -> String {
    let all: Vec<&str> = VERBS
        .iter()
        .filter(|entry| entry.root == root)
        .map(|entry| entry.verb.as_str())
        .collect();
    let case = if root == Root::Case { " CASE" } else { "" };
    format!("{} VERB{case} …\nVerbs: {}", names.of(root), all.join(", "))
}

/// The verb of `root` that looks most like `verb`, by clap's own judgement.
fn nearest(root: Root, verb: &str) -> Option<&'static Entry> {
    const LONGEST: usize = 40;
    if verb.len() > LONGEST {
        return None;
    }
    if let Some(same) = catalogue::find(root, verb) {
        return Some(same);
    }
    let error = Grammar::try_parse_from([root.word(), verb]).err()?;
    catalogue::find(root, text(&error, ContextKind::SuggestedSubcommand)?)
}

/// The verb of the other root that is almost written out, where none of `root` begins so.
fn begun(root: Root, verb: &str) -> Option<&'static Entry> {
    const TELLING: usize = 4;
    let begins = |root: Root| {
        let mut verbs = VERBS.iter().filter(move |entry| entry.root == root);
        verbs.find(|entry| entry.verb.starts_with(verb))
    };
    if verb.len() < TELLING || begins(root).is_some() {
        return None;
    }
    begins(root.other())
}

/// A word somebody typed, short enough and harmless to show within a sentence.
pub(crate) fn quoted(word: &str) -> String {
    format!("`{}`", harmless(word, 40))
}

fn harmless(text: &str, longest: usize) -> String {
    let mut visible = text.chars().filter(|c| !is_hidden(*c) && *c != '`');
    let mut shown: String = visible
        .by_ref()
        .take(longest)
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    if shown.is_empty() || visible.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Takes no room on the screen, or turns the direction of what follows.
pub(crate) fn is_hidden(c: char) -> bool {
    let is_format = matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    );
    is_format || (c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::{Names, Root, help, parse, parse_words};

    fn said(line: &str) -> String {
        parse(line, None).expect_err("a misuse").to_string()
    }

    fn said_in_thread(line: &str) -> String {
        parse(line, Some(5)).expect_err("a misuse").to_string()
    }

    fn said_in_terminal(root: Root, words: &[&str]) -> String {
        let words: Vec<String> = words.iter().copied().map(str::to_owned).collect();
        parse_words(root, &words, None).expect_err("a misuse").to_string()
    }

    #[test]
    fn a_line_without_a_root_is_told_where_to_begin() {
        assert_snapshot!(said(""), @r"
        Commands begin with `/case` or `/desk`.
        Usage: /case VERB CASE …, or /desk VERB …; `/desk help` explains them.
        ");
        assert_snapshot!(said("hello there"), @r"
        Commands begin with `/case` or `/desk`, not with `hello`.
        Usage: /case VERB CASE …, or /desk VERB …; `/desk help` explains them.
        ");
        assert_snapshot!(said("claim 1"), @r"
        Please put `/case` in front of `claim`.
        Did you mean `/case claim`?
        Usage: /case claim CASE
        ");
        assert_snapshot!(said("/helpp"), @r"
        Commands begin with `/case` or `/desk`, not with `/helpp`.
        Usage: /case VERB CASE …, or /desk VERB …; `/desk help` explains them.
        ");
    }

    #[test]
    fn an_unknown_verb_brings_the_nearest_one() {
        assert_snapshot!(said("/case"), @r"
        Please put a verb after `/case`, to say what you would like to do.
        Usage: /case VERB CASE …
        Verbs: claim, release, assign, reply, approve, decline, note, tag, priority, transfer, escalate, resolve, reopen, dismiss, merge, show, reveal, retract, suggest, handoff
        ");
        assert_snapshot!(said("/desk  "), @r"
        Please put a verb after `/desk`, to say what you would like to do.
        Usage: /desk VERB …
        Verbs: list, search, author, digest, trends, resource, handoff, enroll, status, help
        ");
        assert_snapshot!(said("/case clam 1"), @r"
        `/case` has no verb `clam`.
        Did you mean `/case claim`?
        Usage: /case VERB CASE …
        Verbs: claim, release, assign, reply, approve, decline, note, tag, priority, transfer, escalate, resolve, reopen, dismiss, merge, show, reveal, retract, suggest, handoff
        ");
        assert_snapshot!(said("/case cliam"), @r"
        `/case` has no verb `cliam`.
        Did you mean `/case claim`?
        Usage: /case VERB CASE …
        Verbs: claim, release, assign, reply, approve, decline, note, tag, priority, transfer, escalate, resolve, reopen, dismiss, merge, show, reveal, retract, suggest, handoff
        ");
        assert_snapshot!(said("/desk serch coat"), @r"
        `/desk` has no verb `serch`.
        Did you mean `/desk search`?
        Usage: /desk VERB …
        Verbs: list, search, author, digest, trends, resource, handoff, enroll, status, help
        ");
        assert_snapshot!(said("/case xyzzy 1"), @r"
        `/case` has no verb `xyzzy`.
        Usage: /case VERB CASE …
        Verbs: claim, release, assign, reply, approve, decline, note, tag, priority, transfer, escalate, resolve, reopen, dismiss, merge, show, reveal, retract, suggest, handoff
        ");
    }

    #[test]
    fn a_verb_typed_like_an_option_is_recognised() {
        assert_snapshot!(said("/case --help"), @r"
        `help` belongs to `/desk`, not to `/case`.
        Did you mean `/desk help`?
        Usage: /desk help [VERB]
        ");
        assert_snapshot!(said("/case --claim 1"), @r"
        `/case` has no verb `--claim`.
        Did you mean `/case claim`?
        Usage: /case VERB CASE …
        Verbs: claim, release, assign, reply, approve, decline, note, tag, priority, transfer, escalate, resolve, reopen, dismiss, merge, show, reveal, retract, suggest, handoff
        ");
        assert_snapshot!(said("/desk --help"), @r"
        `/desk` has no verb `--help`.
        Did you mean `/desk help`?
        Usage: /desk VERB …
        Verbs: list, search, author, digest, trends, resource, handoff, enroll, status, help
        ");
        assert_snapshot!(said("/desk resolv 3"), @r"
        `/desk` has no verb `resolv`.
        Did you mean `/case resolve`?
        Usage: /desk VERB …
        Verbs: list, search, author, digest, trends, resource, handoff, enroll, status, help
        ");
    }

    #[test]
    fn a_verb_under_the_wrong_root_is_sent_to_its_own() {
        assert_snapshot!(said("/desk claim 1"), @r"
        `claim` belongs to `/case`, not to `/desk`.
        Did you mean `/case claim`?
        Usage: /case claim CASE
        ");
        assert_snapshot!(said("/case LIST mine"), @r"
        `list` belongs to `/desk`, not to `/case`.
        Did you mean `/desk list`?
        Usage: /desk list [WHICH]
        ");
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_snapshot!(said("/case claim"), @r"
        Please put the number of the case after `claim`, such as `142`.
        Usage: /case claim CASE
        ");
        assert_snapshot!(said("/case reply"), @r"
        Please put the number of the case after `reply`, such as `142`.
        Usage: /case reply CASE TEXT
        ");
        assert_snapshot!(said("/case reply 7"), @r"
        Please add TEXT: the words of your answer.
        Usage: /case reply CASE TEXT
        ");
        assert_snapshot!(said("/case note 7"), @r"
        Please add TEXT: what your colleagues should know.
        Usage: /case note CASE TEXT
        ");
        assert_snapshot!(said("/case assign 7"), @r"
        Please add STAFF: the name of the colleague who should have the case.
        Usage: /case assign CASE STAFF
        ");
        assert_snapshot!(said("/case tag 7"), @r"
        Please add TAGS: the tags to add, and with a minus the ones to take off.
        Usage: /case tag CASE TAGS
        ");
        assert_snapshot!(said("/case priority 7"), @r"
        Please add URGENCY: how soon, in one word (critical, high, normal or low).
        Usage: /case priority CASE URGENCY
        ");
        assert_snapshot!(said("/case transfer 7"), @r"
        Please add DEPARTMENT: the department that should have the case.
        Usage: /case transfer CASE DEPARTMENT [WHY]
        ");
        assert_snapshot!(said("/case dismiss 7"), @r"
        Please add WHY: why it needs no answer.
        Usage: /case dismiss CASE WHY
        ");
        assert_snapshot!(said("/case merge 7"), @r"
        Please add INTO: the number of the case that stays.
        Usage: /case merge CASE INTO
        ");
    }

    #[test]
    fn what_is_missing_at_the_desk_or_in_a_thread_is_named() {
        assert_snapshot!(said("/desk search"), @r"
        Please add WORDS: the words to look for.
        Usage: /desk search WORDS
        ");
        assert_snapshot!(said("/desk author"), @r"
        Please add HANDLE: the author's name on the network, as the case's card shows it.
        Usage: /desk author HANDLE [CHANGE] [OTHER]
        ");
        assert_snapshot!(said_in_thread("/case reply"), @r"
        Please add TEXT: the words of your answer.
        Usage: /case reply CASE TEXT
        ");
        assert_snapshot!(said_in_thread("/case merge"), @r"
        Please add INTO: the number of the case that stays.
        Usage: /case merge CASE INTO
        ");
        assert_snapshot!(said_in_thread("/case reply 5"), @r"
        Please add TEXT: the words of your answer.
        Usage: /case reply CASE TEXT
        ");
    }

    #[test]
    fn a_number_must_be_one() {
        assert_snapshot!(said("/case claim abc"), @r"
        `abc` is not a case number; those look like `142` or `#142`.
        Usage: /case claim CASE
        ");
        assert_snapshot!(said("/case claim 0"), @r"
        There is no case 0: case numbers begin at 1.
        Usage: /case claim CASE
        ");
        assert_snapshot!(said("/case claim 99999999999999999999"), @r"
        `99999999999999999999` is too long for a case number.
        Usage: /case claim CASE
        ");
        assert_snapshot!(said("/case reply thank you"), @r"
        `thank` is not a case number; those look like `142` or `#142`.
        Usage: /case reply CASE TEXT
        ");
        assert_snapshot!(said("/case merge 7 seven"), @r"
        `seven` is not a case number; those look like `142` or `#142`.
        Usage: /case merge CASE INTO
        ");
        assert_snapshot!(said("/case claim 1,"), @r"
        `1,` is not a case number; those look like `142` or `#142`.
        Usage: /case claim CASE
        ");
        assert_snapshot!(said_in_thread("/case claim mine"), @r"
        `mine` is not a case number; those look like `142` or `#142`.
        Usage: /case claim CASE
        ");
        assert_snapshot!(said_in_thread("/case reply #0 problems"), @r"
        There is no case 0: case numbers begin at 1.
        Usage: /case reply CASE TEXT
        ");
    }

    #[test]
    fn too_much_is_not_swallowed() {
        assert_snapshot!(said("/case claim 1 now please"), @r"
        `claim` takes only CASE, so I don't know what to do with `now`.
        Usage: /case claim CASE
        ");
        assert_snapshot!(said("/case priority 1 high please"), @r"
        `priority` takes only CASE and URGENCY, so I don't know what to do with `please`.
        Usage: /case priority CASE URGENCY
        ");
        assert_snapshot!(said("/case merge 1 2 3"), @r"
        `merge` takes only CASE and INTO, so I don't know what to do with `3`.
        Usage: /case merge CASE INTO
        ");
        assert_snapshot!(said("/desk digest week please"), @r"
        `digest` takes only PERIOD, so I don't know what to do with `please`.
        Usage: /desk digest [PERIOD]
        ");
        assert_snapshot!(said("/desk status now"), @r"
        `status` takes nothing after it, so I don't know what to do with `now`.
        Usage: /desk status
        ");
    }

    #[test]
    fn a_choice_is_one_of_the_few() {
        assert_snapshot!(said("/case priority 1 hihg"), @r"
        `hihg` is not one of the choices: critical, high, normal, low.
        Did you mean `high`?
        Usage: /case priority CASE URGENCY
        ");
        assert_snapshot!(said("/case priority 1 soon"), @r"
        `soon` is not one of the choices: critical, high, normal, low.
        Usage: /case priority CASE URGENCY
        ");
        assert_snapshot!(said("/desk digest decade"), @r"
        `decade` is not one of the choices: day, week, month.
        Usage: /desk digest [PERIOD]
        ");
    }

    #[test]
    fn a_number_in_a_thread_that_may_be_text_is_asked_about() {
        assert_snapshot!(said_in_thread("/case reply 2 hours is too long"), @r"
        `2` may be a case number or part of your words: please write `/case reply #2 …` for case 2, or `/case reply #5 2 hours is too long` for case 5.
        Usage: /case reply CASE TEXT
        ");
        assert_snapshot!(said_in_thread("/case reply 2"), @r"
        `2` may be a case number or part of your words: please write `/case reply #2 …` for case 2, or `/case reply #5 2` for case 5.
        Usage: /case reply CASE TEXT
        ");
        assert_snapshot!(said_in_thread("/case reply 0 problems"), @r"
        `0` may be a case number or part of your words: please write `/case reply #5 0 problems` for case 5.
        Usage: /case reply CASE TEXT
        ");
        assert_snapshot!(said_in_thread("/case reply #2, sorry"), @r"
        `#2,` may be a case number or part of your words: please write `/case reply #2 …` for case 2, or `/case reply #5 #2, sorry` for case 5.
        Usage: /case reply CASE TEXT
        ");
        assert_snapshot!(said_in_thread("/case reply # sorry"), @r"
        `#` may be a case number or part of your words: please write `/case reply #5 # sorry` for case 5.
        Usage: /case reply CASE TEXT
        ");
        assert_snapshot!(said_in_thread("/case transfer 2 billing"), @r"
        `2` may be a case number or part of your words: please write `/case transfer #2 …` for case 2, or `/case transfer #5 2 billing` for case 5.
        Usage: /case transfer CASE DEPARTMENT [WHY]
        ");
        assert_snapshot!(said_in_thread("/case escalate 7"), @r"
        `7` may be a case number or part of your words: please write `/case escalate #7 …` for case 7, or `/case escalate #5 7` for case 5.
        Usage: /case escalate CASE [WHY]
        ");
        assert_snapshot!(said_in_thread("/case tag 2 parking"), @r"
        `2` may be a case number or part of your words: please write `/case tag #2 …` for case 2, or `/case tag #5 2 parking` for case 5.
        Usage: /case tag CASE TAGS
        ");
        assert_snapshot!(said_in_thread("/case reply ２ hours"), @r"
        `２` may be a case number or part of your words: please write `/case reply #5 ２ hours` for case 5.
        Usage: /case reply CASE TEXT
        ");
    }

    #[test]
    fn what_was_typed_is_shown_without_harm() {
        assert_snapshot!(said("/case \u{202e}mialc 1"), @r"
        `/case` has no verb `mialc`.
        Usage: /case VERB CASE …
        Verbs: claim, release, assign, reply, approve, decline, note, tag, priority, transfer, escalate, resolve, reopen, dismiss, merge, show, reveal, retract, suggest, handoff
        ");
        assert_snapshot!(said("/case claim a\0b`c\u{7}"), @r"
        `abc` is not a case number; those look like `142` or `#142`.
        Usage: /case claim CASE
        ");
        assert_snapshot!(said(&format!("/case claim {}", "x".repeat(100_000))), @r"
        `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` is not a case number; those look like `142` or `#142`.
        Usage: /case claim CASE
        ");
        assert_snapshot!(said(&format!("/case {} 1", "é".repeat(100_000))), @r"
        `/case` has no verb `éééééééééééééééééééééééééééééééééééééééé…`.
        Usage: /case VERB CASE …
        Verbs: claim, release, assign, reply, approve, decline, note, tag, priority, transfer, escalate, resolve, reopen, dismiss, merge, show, reveal, retract, suggest, handoff
        ");
        assert_snapshot!(said_in_thread(&format!("/case reply 2 {}", "very ".repeat(20_000))), @r"
        `2` may be a case number or part of your words: please write `/case reply #2 …` for case 2, or `/case reply #5 2 very very very very ve…` for case 5.
        Usage: /case reply CASE TEXT
        ");
    }

    #[test]
    fn a_terminal_reads_the_words_it_types() {
        assert_snapshot!(said_in_terminal(Root::Case, &[]), @r"
        Please put a verb after `liaison case`, to say what you would like to do.
        Usage: liaison case VERB CASE …
        Verbs: claim, release, assign, reply, approve, decline, note, tag, priority, transfer, escalate, resolve, reopen, dismiss, merge, show, reveal, retract, suggest, handoff
        ");
        assert_snapshot!(said_in_terminal(Root::Case, &["clam", "1"]), @r"
        `liaison case` has no verb `clam`.
        Did you mean `liaison case claim`?
        Usage: liaison case VERB CASE …
        Verbs: claim, release, assign, reply, approve, decline, note, tag, priority, transfer, escalate, resolve, reopen, dismiss, merge, show, reveal, retract, suggest, handoff
        ");
        assert_snapshot!(said_in_terminal(Root::Case, &["reply", "", "hi"]), @r"
        `…` is not a case number; those look like `142` or `#142`.
        Usage: liaison case reply CASE TEXT
        ");
        assert_snapshot!(said_in_terminal(Root::Case, &["reply", "7", " "]), @r"
        Please add TEXT: the words of your answer.
        Usage: liaison case reply CASE TEXT
        ");
        assert_snapshot!(said_in_terminal(Root::Desk, &["claim", "1"]), @r"
        `claim` belongs to `liaison case`, not to `liaison desk`.
        Did you mean `liaison case claim`?
        Usage: liaison case claim CASE
        ");
    }

    #[test]
    fn roots_go_by_the_names_of_the_settings() {
        let names = Names {
            case: "/post".to_owned(),
            desk: "/front".to_owned(),
        };
        assert_snapshot!(names.parse("/post clam", None).expect_err("a misuse").to_string(), @r"
        `/post` has no verb `clam`.
        Did you mean `/post claim`?
        Usage: /post VERB CASE …
        Verbs: claim, release, assign, reply, approve, decline, note, tag, priority, transfer, escalate, resolve, reopen, dismiss, merge, show, reveal, retract, suggest, handoff
        ");
        assert_snapshot!(names.parse("/case claim 1", None).expect_err("a misuse").to_string(), @r"
        Commands begin with `/post` or `/front`, not with `/case`.
        Usage: /post VERB CASE …, or /front VERB …; `/front help` explains them.
        ");
    }

    #[test]
    fn help_for_an_unknown_verb_names_the_nearest() {
        assert_snapshot!(help(Some("replly")).expect_err("a misuse").to_string(), @r"
        There is no verb `replly` to explain; `/desk help` lists them all.
        Did you mean `/desk help reply`?
        Usage: /desk help [VERB]
        ");
        assert_snapshot!(help(Some("/desk claim")).expect_err("a misuse").to_string(), @r"
        `claim` belongs to `/case`, not to `/desk`.
        Did you mean `/case claim`?
        Usage: /case claim CASE
        ");
    }
}
