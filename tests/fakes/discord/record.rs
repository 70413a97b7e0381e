//! Every request as a line of JSON, without tokens.

use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

/// Where requests are written down, if anywhere.
pub(super) struct Record(Option<File>);

impl Record {
    /// Appends to the file, if there is one.
    pub fn open(path: Option<PathBuf>) -> Self {
        Self(path.map(|path| {
            let opened = OpenOptions::new().create(true).append(true).open(&path);
            opened.unwrap_or_else(|error| panic!("{} can't be recorded to: {error}", path.display()))
        }))
    }

    /// Writes one request down.
    pub fn write(&mut self, method: &str, path: &str, body: &Value, status: u16) {
        let Some(file) = &mut self.0 else { return };
        let path = without_token(path);
        let line = json!({ "method": method, "path": path, "body": body, "status": status });
        writeln!(file, "{line}").expect("a recording can be written");
    }
}

/// The token of an interaction is a secret too: in `/interactions/ID/TOKEN/…` and
/// `/webhooks/ID/TOKEN/…` a word stands for it.
pub(super) fn without_token(path: &str) -> String {
    let mut steps = path.split('/').collect::<Vec<_>>();
    let roots = ["interactions", "webhooks"];
    if let Some(root) = steps.iter().position(|step| roots.contains(step))
        && let Some(token) = steps.get_mut(root + 2)
    {
        let query = token.find('?').map_or("", |at| &token[at..]);
        let hidden = format!("TOKEN{query}");
        steps[root + 2] = "";
        return steps
            .iter()
            .enumerate()
            .map(|(at, step)| if at == root + 2 { hidden.as_str() } else { step })
            .collect::<Vec<_>>()
            .join("/");
    }
    steps.join("/")
}
