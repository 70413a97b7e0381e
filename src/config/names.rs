//! Names in the settings refer to each other; what a wrong one is told.

use super::fault::Source;
use crate::domain::department::nearest;
use toml::Spanned;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest piece of the settings that a fault repeats.
const LONGEST: usize = 60;

/// A shorter name resembles too many.
const SHORTEST: usize = 3;

/// What was written, in quotes, cut short, with nothing that would steer a terminal.
pub(super) fn quoted(written: &str) -> String {
    let mut shown: String = written
        .chars()
        .take(LONGEST)
        .map(|sign| if sign.is_control() { '?' } else { sign })
        .collect();
    if written.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("“{shown}”")
}

/// The question to ask of somebody who mistyped a name, when one is near.
pub(super) fn did_you_mean<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    written.chars().nth(SHORTEST - 1)?;
    let near = nearest(written, known);
    let near: Vec<&str> = near.iter().take(2).map(String::as_str).collect();
    (!near.is_empty()).then(|| format!("Did you mean {}?", near.join(" or ")))
}

/// The sentence for a name that nothing of that kind has.
pub(super) fn unknown<'a>(kind: &str, written: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let hint = did_you_mean(written, known.clone()).unwrap_or_else(|| {
        let all: Vec<&str> = known.filter(|name| !name.is_empty()).collect();
        match all.as_slice() {
            [] => format!("The settings name no {kind}."),
            [one] => format!("The only one is {one}."),
            some => format!("There are: {}.", some.join(", ")),
        }
    });
    format!("{} is no {kind}. {hint}", quoted(written))
}

/// A fault when `written` is none of the names. Nothing written was a fault already.
pub(super) fn check_known<'a>(
    source: &Source<'_>,
    kind: &str,
    written: &Spanned<String>,
    known: impl Iterator<Item = &'a str> + Clone,
) {
    if !written.get_ref().is_empty() && !known.clone().any(|name| name == written.get_ref()) {
        source.fault(written.span(), unknown(kind, written.get_ref(), known));
    }
}

/// A fault for each name that came before. Capital letters make no other name: people type them as they like.
pub(super) fn check_unique(source: &Source<'_>, kind: &str, names: &[&Spanned<String>]) {
    for (index, name) in names.iter().enumerate() {
        let same =
            |first: &&&Spanned<String>| first.get_ref().to_lowercase() == name.get_ref().to_lowercase();
        let Some(first) = names[..index].iter().find(same) else {
            continue;
        };
        if name.get_ref().is_empty() {
            continue;
        }
        let message = format!(
            "The name {} is taken by another {kind} in line {}. Give each its own.",
            quoted(name.get_ref()),
            source.line(&first.span())
        );
        source.fault(name.span(), message);
    }
}

/// A fault when a name can't be a channel or part of an address: small letters, digits and dashes only.
pub(super) fn check_plain(source: &Source<'_>, kind: &str, name: &Spanned<String>) {
    let plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    if !name.get_ref().chars().all(plain) {
        let message = format!(
            "The name of a {kind} is one word of small letters (a to z), digits and dashes{}.",
            suggestion(name.get_ref())
        );
        source.fault(name.span(), message);
    }
}

/// A fault when a person's name can't be typed in a command.
pub(super) fn check_word(source: &Source<'_>, name: &Spanned<String>) {
    let typed = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.');
    if !name.get_ref().chars().all(typed) {
        let message = format!(
            "A person's name is one word, as it is typed in commands, without “@”{}.",
            suggestion(name.get_ref())
        );
        source.fault(name.span(), message);
    }
}

/// The name as it might be written, without accents.
fn suggestion(name: &str) -> String {
    let bare: String = name.nfd().filter(|sign| !is_combining_mark(*sign)).collect();
    let words: Vec<String> = bare
        .split(|sign: char| !sign.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    match words.is_empty() {
        true => String::new(),
        false => format!(": \"{}\"", words.join("-")),
    }
}
