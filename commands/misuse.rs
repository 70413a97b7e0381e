//! What a person reads who typed something that cannot be done: one sentence, how the verb is typed, and the verb
//! that was perhaps meant. Nothing here prints, and nothing that was typed is echoed without being made harmless.

use std::error::Error;
use std::fmt;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::catalogue::{self, Entry, VERBS};
use crate::typed::Doubt;
use crate::{Grammar, Names, Root};

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
        nearest: meant.map(|meant| names.with_root(meant)),
    }
}

/// A root with nothing behind it.
pub(crate) fn no_verb(names: &Names, root: Root) -> Misuse {
    Misuse {
        sentence: format!(
            "What would you like to do? Please put a verb after `{}`.",
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
            nearest: Some(names.with_root(elsewhere)),
        };
    }
    let meant = nearest(root, &plain).or_else(|| nearest(root.other(), &plain));
    Misuse {
        sentence: format!("`{root_name}` has no verb {}.", quoted(verb)),
        usage: Some(verbs(names, root)),
        nearest: meant.map(|meant| names.with_root(meant)),
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
    let for_other = match digits.parse::<u64>() {
        Ok(other) if other != *thread && other > 0 => format!("`{start} #{other} …` for case {other}, or "),
        _ => String::new(),
    };
    Misuse {
        sentence: format!(
            "Is {} a case number or part of your words? Please write {for_other}`{start} #{thread} {text}` for this one, case {thread}.",
            quoted(word)
        ),
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
        ErrorKind::UnknownArgument | ErrorKind::TooManyValues => too_many(verb, &typed),
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
    if argument.name == "case" {
        return format!(
            "Which case? Please put its number after `{}`, such as `142`.",
            verb.verb
        );
    }
    let mut about = argument.about.chars();
    let first = about
        .next()
        .map(|first| first.to_lowercase().to_string())
        .unwrap_or_default();
    format!(
        "Almost there: `{}` still needs {} ({first}{}).",
        verb.verb,
        argument.shown(),
        about.as_str()
    )
}

fn too_many(verb: &Entry, extra: &str) -> String {
    let names: Vec<String> = verb.arguments.iter().map(crate::Argument::shown).collect();
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
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    is_format || (c.is_control() && !c.is_whitespace())
}
