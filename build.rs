//! Packs what the program brings along and reads seldom, or once: lessons,
//! replies and weights. They are a third of its size otherwise.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::{env, fs::create_dir_all};

const PACKED: [&str; 6] = [
    "triage/model/shipped.bin",
    "triage/model/training/english.jsonl",
    "triage/model/training/abroad.jsonl",
    "triage/guard/training/replies.jsonl",
    "triage/guard/training/sentences.jsonl",
    "triage/guard/weights.txt",
];

fn main() -> Result<(), Box<dyn Error>> {
    let into = PathBuf::from(env::var("OUT_DIR")?);
    for name in PACKED {
        let from = format!("src/{name}");
        println!("cargo::rerun-if-changed={from}");
        let packed = into.join(name);
        create_dir_all(packed.parent().ok_or("every name has a folder")?)?;
        let mut encoder = DeflateEncoder::new(File::create(packed)?, Compression::best());
        encoder.write_all(&fs::read(from)?)?;
        encoder.finish()?;
    }
    Ok(())
}
