//! The words that mean harm, and the words about patients: those that live with
//! the tests, and those of the data that `LIAISON_DATA` names.

use serde::Deserialize;
use serde_json::Value;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::Path;

/// So many signs in a row are words of the author's, whatever stands around them.
const RUN: usize = 12;
/// Fewer letters and digits than that in a run may stand anywhere.
const LETTERS: usize = 8;

#[derive(Deserialize)]
struct Hostile {
    text: String,
}

/// All that mean harm, in order.
pub fn all() -> Vec<String> {
    let mut all = read(include_str!("../data/hostile.jsonl"));
    match std::env::var_os("LIAISON_DATA") {
        Some(data) => {
            let file = Path::new(&data).join("hospital/hostile.jsonl");
            let text = std::fs::read_to_string(&file).expect("LIAISON_DATA holds hospital/hostile.jsonl");
            all.extend(read(&text));
        }
        None => eprintln!("LIAISON_DATA is unset: only the words of tests/data are tried"),
    }
    all
}

fn read(lines: &str) -> Vec<String> {
    let one = |line: &str| {
        let read = serde_json::from_str::<Hostile>(line);
        // Half of a pair is no text: whoever reads it puts a mark there, and so do we.
        let read = read.or_else(|_| serde_json::from_str(&without_halves(line)));
        read.expect("a line with a text").text
    };
    lines.lines().map(one).collect()
}

/// Words that tell who a patient is.
pub fn about_patients() -> Vec<String> {
    let mut all = read(include_str!("../data/phi.jsonl"));
    match std::env::var_os("LIAISON_DATA") {
        Some(data) => all.extend(marked(&data)),
        None => eprintln!("LIAISON_DATA is unset: only the words of tests/data are tried"),
    }
    all
}

fn marked(data: &OsStr) -> Vec<String> {
    let file = Path::new(data).join("hospital/mentions.jsonl");
    let text = std::fs::read_to_string(file).expect("LIAISON_DATA holds hospital/mentions.jsonl");
    let rows = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    let with = rows.filter(|row| row["phi"] == true);
    with.map(|row| row["text"].as_str().expect("a text").to_owned())
        .collect()
}

fn without_halves(line: &str) -> String {
    let half = regex::Regex::new(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}").expect("a pattern");
    half.replace_all(line, r"\ufffd").into_owned()
}

/// At most so many signs.
pub fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// What some texts say, to be looked for elsewhere.
pub struct Said(HashSet<[char; RUN]>);

impl Said {
    pub fn by(texts: &[String]) -> Self {
        Self(texts.iter().flat_map(|text| runs(text)).collect())
    }

    /// The first run of those texts that stands here.
    pub fn stands_in(&self, here: &str) -> Option<String> {
        let found = runs(here).find(|run| self.0.contains(run));
        found.map(|run| run.iter().collect())
    }
}

/// All that a person could read in a piece of JSON, its keys left out.
pub fn texts_of(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(list) => list.iter().flat_map(texts_of).collect(),
        Value::Object(fields) => fields.values().flat_map(texts_of).collect(),
        _ => Vec::new(),
    }
}

/// Each run of a line, without what an escape would put between its signs.
fn runs(text: &str) -> impl Iterator<Item = [char; RUN]> {
    let kept = text.chars().filter(|sign| !matches!(sign, '\\' | '\u{200B}'));
    let kept: Vec<char> = kept.flat_map(char::to_lowercase).collect();
    let runs: Vec<[char; RUN]> = kept
        .windows(RUN)
        .filter(|run| !run.contains(&'\n'))
        .filter(|run| run.iter().filter(|sign| sign.is_alphanumeric()).count() >= LETTERS)
        .filter_map(|run| run.try_into().ok())
        .collect();
    runs.into_iter()
}

#[test]
fn words_are_known_again_behind_escapes() {
    let said = Said::by(&["I waited *six* hours in the ER".to_owned()]);
    let escaped = "> I waited \\*six\\* ho\u{200B}urs";
    assert_eq!(said.stands_in(escaped).as_deref(), Some("i waited *si"));
    assert_eq!(said.stands_in("Nobody has waited six hours"), None);
    let drawn = serde_json::json!([{ "type": "text", "elements": [{ "text": "six" }, "hours"] }]);
    assert_eq!(texts_of(&drawn), ["six", "hours", "text"]);
}
