//! What to begin with: samples of the tests, each as a file of its own, as libFuzzer likes them.

use liaison::config;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Puts the samples that suit a target into `folder`.
pub fn plant(target: &str, folder: &Path) -> io::Result<()> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::create_dir_all(folder)?;
    let mut seeds = files(&tests.join("fuzz/seeds").join(target))?;
    match target {
        "rss" => seeds.extend(files(&tests.join("data/feeds"))?.into_iter().map(picked)),
        "settings" => seeds.push(config::template().into()),
        "guard" | "triage" | "text" | "drawn" | "commands" => {
            for name in ["hostile", "triage"] {
                seeds.extend(texts(&tests.join(format!("data/{name}.jsonl")))?);
            }
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

/// The words of each line, behind two bytes that targets pick by.
fn texts(file: &Path) -> io::Result<Vec<Vec<u8>>> {
    let lines = fs::read_to_string(file)?;
    let posts = lines.lines().filter_map(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        Some(picked(picked(line["text"].as_str()?.into())))
    });
    Ok(posts.collect())
}

/// Behind a byte that a target picks by.
fn picked(mut seed: Vec<u8>) -> Vec<u8> {
    seed.insert(0, 0);
    seed
}
