//! JSON lines in, the same lines with a judgement out: how `liaison triage`
//! and `liaison guard` read and answer.

use super::{Wrong, print};
use anyhow::{Context, Result};
use serde_json::{Map, Value};
use std::io::{BufRead, BufWriter, Write};

/// Longest line taken, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;

/// What stands on each line, for those who write another.
pub(super) struct Shape {
    /// A line as it should be.
    pub example: &'static str,
    /// Its fields, named.
    pub fields: &'static str,
}

/// Reads each line of standard input, has it judged, and prints it.
pub(super) fn judge(
    shape: &Shape,
    mut judge: impl FnMut(u64, &mut Map<String, Value>) -> Result<()>,
) -> Result<()> {
    let mut input = std::io::stdin().lock();
    let mut output = BufWriter::new(std::io::stdout().lock());
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let read = std::io::Read::take(&mut input, LONGEST as u64 + 1).read_until(b'\n', &mut line);
        if read.context("reading a line")? == 0 {
            break;
        }
        if line.len() > LONGEST {
            return Err(Wrong(format!("Line {number} is longer than {LONGEST} bytes.")).into());
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let mut object = shape.read(number, &line)?;
        judge(number, &mut object)?;
        print::heard(serde_json::to_writer(&mut output, &object).map_err(Into::into))?;
        print::heard(output.write_all(b"\n"))?;
    }
    print::heard(output.flush())
}

impl Shape {
    fn read(&self, number: u64, line: &[u8]) -> Result<Map<String, Value>> {
        match serde_json::from_slice(line) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(Wrong(format!(
                "Line {number} is JSON, but no object. Each line is one, such as {}.",
                self.example
            ))
            .into()),
            Err(error) => Err(Wrong(format!(
                "Line {number} is no JSON ({error}). Each line is an object with {}.",
                self.fields
            ))
            .into()),
        }
    }
}
