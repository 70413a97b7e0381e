//! What the program brings along packed: the lessons and weights that
//! `build.rs` makes small. Each is unpacked where it is asked for, and kept
//! nowhere.

use flate2::read::DeflateDecoder;
use std::io::{Error, Read};

/// Gives the bytes of a file below `src/`, which `build.rs` must name.
macro_rules! packed {
    ($name:literal) => {
        $crate::triage::packed::unpack(include_bytes!(concat!(env!("OUT_DIR"), "/", $name)))
            .expect("what the build packed unpacks, as the tests of what it holds show")
    };
}

pub(super) use packed;

/// The bytes as they were before the build packed them.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The same, of a text.
pub(super) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("lessons and weights are text, as the tests of what they hold show")
}
