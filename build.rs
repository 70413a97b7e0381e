//! Packs what the program brings along and reads seldom, or once: lessons,
//! replies and weights. Unpacked they would be a third of it.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;

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
        fs::create_dir_all(packed.parent().ok_or("every name has a folder")?)?;
        let mut encoder = DeflateEncoder::new(File::create(packed)?, Compression::best());
        encoder.write_all(&fs::read(from)?)?;
        encoder.finish()?;
    }
    Ok(())
}
