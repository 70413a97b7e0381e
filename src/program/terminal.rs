//! `liaison case …` and `liaison desk …`: the verbs of the chats in a shell,
//! also beside a running liaison, over the same database.
//!
//! `--as`, `--config` and `--json` may stand anywhere as words of their own;
//! after `--` every word belongs to the verb. What a person quotes in the
//! shell is one word and arrives as typed.

use super::{Wrong, open, print, settings};
use crate::desk::{Answer, Desk, Trouble};
use crate::domain::{Clock, Origin, Refusal, StaffName};
use anyhow::{Context, Result};
use commands::{Command, Names, Root};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// What stands beside the verb.
#[derive(Debug, Default, PartialEq, Eq)]
struct Beside {
    who: Option<String>,
    config: Option<PathBuf>,
    json: bool,
    words: Vec<String>,
}

pub(super) async fn run(root: Root, words: Vec<OsString>) -> Result<ExitCode> {
    let beside = split(words)?;
    if asks_for_help(root, &beside.words) {
        let topic = beside
            .words
            .first()
            .map(String::as_str)
            .filter(|word| !word.starts_with('-'));
        print::line(Names::terminal().help(topic).map_err(|m| Wrong(m.to_string()))?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let command = commands::parse_words(root, &beside.words, None).map_err(|m| Wrong(m.to_string()))?;
    let who = beside
        .who
        .ok_or_else(|| Wrong("Who are you? Add --as and your name on the list of staff.".to_owned()))?;
    let settings = settings(&beside.config.unwrap_or_else(|| PathBuf::from("liaison.toml")))?;
    let clock = Clock::system();
    let store = open(&settings, &clock).await?;
    let desk = Desk::new(store.clone(), clock, settings.directory);
    desk.remember().await?;
    let answered = answer(&desk, &StaffName(who), command).await;
    store.close().await;
    Ok(match answered {
        Ok(answer) if beside.json => {
            print::line(format!("{:#}", answer.data))?;
            ExitCode::SUCCESS
        }
        Ok(answer) => {
            print::line(answer.text)?;
            ExitCode::SUCCESS
        }
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::from(status(&trouble))
        }
    })
}

async fn answer(desk: &Desk, who: &StaffName, command: Command) -> Result<Answer, Trouble> {
    let caller = desk.caller(who, Origin::Terminal)?;
    desk.handle(&caller, command).await
}

/// 2 when what was given is wrong, 1 when it was right but can't be.
fn status(trouble: &Trouble) -> u8 {
    match trouble {
        Trouble::Misuse(_) => 2,
        Trouble::Refused(
            Refusal::NoSuchCase(_)
            | Refusal::NoSuchStaff(..)
            | Refusal::NoSuchDepartment(..)
            | Refusal::TooLong { .. }
            | Refusal::TooMuch { .. }
            | Refusal::NoWords
            | Refusal::NeedsWhy(_)
            | Refusal::OtherPledge(_)
            | Refusal::UnknownWord(_),
        ) => 2,
        Trouble::Refused(_) | Trouble::Repeated | Trouble::Fault { .. } => 1,
    }
}

fn asks_for_help(root: Root, words: &[String]) -> bool {
    let is_flag = |word: &String| matches!(word.as_str(), "--help" | "-h");
    match words {
        [] => root == Root::Desk || root == Root::Case,
        [one] => is_flag(one),
        [_, second] => is_flag(second),
        _ => false,
    }
}

fn split(words: Vec<OsString>) -> Result<Beside> {
    let mut beside = Beside::default();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let word = text(word)?;
        let (name, value) = match word.split_once('=') {
            Some((name @ ("--as" | "--config"), value)) => (name.to_owned(), Some(value.to_owned())),
            _ => (word.clone(), None),
        };
        let mut value = || match value.clone() {
            Some(value) => Ok(value),
            None => words
                .next()
                .map_or_else(|| Err(Wrong(format!("{name} needs a value.")).into()), text),
        };
        match name.as_str() {
            "--as" => beside.who = Some(value()?),
            "--config" => beside.config = Some(PathBuf::from(value()?)),
            "--json" => beside.json = true,
            "--" => {
                beside.words.extend(words.map(text).collect::<Result<Vec<_>>>()?);
                break;
            }
            _ => beside.words.push(word),
        }
    }
    Ok(beside)
}

fn text(word: OsString) -> Result<String> {
    word.into_string()
        .map_err(|_| Wrong("A word is not UTF-8 text.".to_owned()))
        .context("reading the command line")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beside(words: &[&str]) -> Beside {
        split(words.iter().map(OsString::from).collect()).unwrap()
    }

    #[test]
    fn options_stand_anywhere_and_words_arrive_as_typed() {
        let found = beside(&[
            "--as",
            "ana",
            "reply",
            "12",
            "We're --json here",
            "--config=x.toml",
            "--json",
        ]);
        assert_eq!(found.who.as_deref(), Some("ana"));
        assert_eq!(found.config, Some(PathBuf::from("x.toml")));
        assert!(found.json);
        assert_eq!(found.words, ["reply", "12", "We're --json here"]);
        assert_eq!(
            beside(&["note", "1", "--", "--as", "is"]).words,
            ["note", "1", "--as", "is"]
        );
    }

    #[test]
    fn an_option_without_its_value_is_named() {
        let error = split(vec!["list".into(), "--as".into()]).unwrap_err();
        assert_eq!(error.to_string(), "--as needs a value.");
    }
}
