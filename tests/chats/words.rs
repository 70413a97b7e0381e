//! The words that mean harm: those that live with the tests, and those of the
//! data that `LIAISON_DATA` names.

use serde::Deserialize;
use std::collections::HashSet;
use std::path::Path;

/// So many signs in a row are words of the author's, whatever stands around them.
const RUN: usize = 12;
/// Fewer letters than that in a run may stand anywhere.
const LETTERS: usize = 8;

#[derive(Deserialize)]
struct Hostile {
    text: String,
}

/// All of them, in order.
pub fn all() -> Vec<String> {
    let mut all = read(include_str!("../data/hostile.jsonl"));
    match std::env::var_os("LIAISON_DATA") {
        Some(data) => {
            let file = Path::new(&data).join("hospital/hostile.jsonl");
            let text = std::fs::read_to_string(&file).expect("LIAISON_DATA holds hospital/hostile.jsonl");
            all.extend(read(&text));
        }
        None => eprintln!("LIAISON_DATA is unset: only the hostile words of tests/data are tried"),
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

/// Each run of a text, without what an escape would put between its signs.
fn runs(text: &str) -> impl Iterator<Item = [char; RUN]> {
    let kept = text.chars().filter(|sign| !matches!(sign, '\\' | '\u{200B}'));
    let kept: Vec<char> = kept.flat_map(char::to_lowercase).collect();
    let runs: Vec<[char; RUN]> = kept
        .windows(RUN)
        .filter(|run| run.iter().filter(|sign| sign.is_alphabetic()).count() >= LETTERS)
        .filter_map(|run| run.try_into().ok())
        .collect();
    runs.into_iter()
}
