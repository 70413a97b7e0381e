//! The file of settings.

use super::words;
use liaison::config::{Faults, Settings};
use std::path::Path;

/// What a secret of the environment holds; nobody may ever read it in a fault.
const SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Any file.
pub fn check(data: &[u8]) {
    let text = words(data);
    let first = read(&text);
    let Err(faults) = &first else {
        assert!(read(&text).is_ok(), "right once is right again");
        return;
    };
    let told = faults.to_string();
    assert!(!told.is_empty() && !told.contains(SECRET), "a secret is told");
    assert_eq!(
        told,
        read(&text)
            .err()
            .map(|again| again.to_string())
            .unwrap_or_default()
    );
    let lines: Vec<&str> = text.split('\n').collect();
    for fault in faults.iter() {
        let Some((line, column)) = fault.place else {
            continue;
        };
        assert!(
            (1..=lines.len()).contains(&line),
            "line {line} of {}",
            lines.len()
        );
        assert!(
            (1..=lines[line - 1].chars().count() + 1).contains(&column),
            "{line}:{column}"
        );
    }
}

fn read(text: &str) -> Result<Settings, Faults> {
    // Files that are named lie where there are none.
    let path = Path::new("/nonexistent/liaison.toml");
    Settings::parse(text, path, &|name| (name == "SECRET").then(|| SECRET.to_owned()))
}
