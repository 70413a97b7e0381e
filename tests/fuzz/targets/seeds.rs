//! What to begin with: samples of the tests, each as a file of its own, as libFuzzer likes them.

use liaison::config;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What the target `stored` picks words that are kept by.
const KEPT: u8 = 16;

/// Puts the samples that suit a target into `folder`.
pub fn plant(target: &str, folder: &Path) -> io::Result<()> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::create_dir_all(folder)?;
    let mut seeds = files(&tests.join("fuzz/seeds").join(target))?;
    match target {
        "rss" => seeds.extend(
            files(&tests.join("data/feeds"))?
                .into_iter()
                .map(|feed| picked(0, feed)),
        ),
        "settings" => seeds.push(config::template().into()),
        "stored" => seeds.extend(texts(&tests)?.into_iter().map(|text| picked(KEPT, text))),
        "guard" | "triage" | "drawn" => seeds.extend(texts(&tests)?.into_iter().map(|text| picked(0, text))),
        "commands" => {
            let lines = texts(&tests)?.into_iter();
            seeds.extend(lines.map(|line| picked(0, picked(0, line))));
        }
        _ => {}
    }
    for (nth, seed) in seeds.iter().enumerate() {
        fs::write(folder.join(format!("seed-{nth:04}")), seed)?;
    }
    Ok(())
}

fn files(folder: &Path) -> io::Result<Vec<Vec<u8>>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    paths.iter().map(fs::read).collect()
}

/// The words of each post that the tests know.
fn texts(tests: &Path) -> io::Result<Vec<Vec<u8>>> {
    let mut texts = Vec::new();
    for name in ["hostile", "triage"] {
        let lines = fs::read_to_string(tests.join(format!("data/{name}.jsonl")))?;
        texts.extend(lines.lines().filter_map(|line| {
            let line: Value = serde_json::from_str(line).ok()?;
            Some(line["text"].as_str()?.into())
        }));
    }
    Ok(texts)
}

/// Behind a byte that a target picks by.
fn picked(pick: u8, mut seed: Vec<u8>) -> Vec<u8> {
    seed.insert(0, pick);
    seed
}
