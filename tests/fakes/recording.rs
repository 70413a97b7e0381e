//! Every request a fake was sent, as JSON lines: what the official schemas are
//! held against afterwards. Tokens never get in.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// One request, and the status it was answered with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The HTTP method.
    pub method: String,
    /// The path, without its query.
    pub path: String,
    /// The parameters, from wherever they came.
    pub body: Value,
    /// The HTTP status of the answer.
    pub status: u16,
}

/// A file that requests are appended to, or nothing.
#[derive(Default)]
pub struct Recording {
    file: Option<Mutex<File>>,
}

impl Recording {
    /// Appends to `path`, where there is one.
    pub fn open(path: Option<&Path>) -> Self {
        let file = path.map(|path| {
            let file = OpenOptions::new().create(true).append(true).open(path);
            Mutex::new(file.expect("the recording can be written"))
        });
        Self { file }
    }

    /// One more request; a line is written in one piece.
    pub fn note(&self, line: &Line) {
        if let Some(file) = &self.file {
            let mut text = serde_json::to_string(line).expect("JSON can be written");
            text.push('\n');
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.write_all(text.as_bytes())
                .expect("the recording can be written");
        }
    }
}

/// The lines of a recording, in order.
pub fn read(path: &Path) -> Vec<Line> {
    let text = std::fs::read_to_string(path).expect("the recording can be read");
    let line = |line: &str| serde_json::from_str(line).expect("a line of a recording is JSON");
    text.lines().map(line).collect()
}
