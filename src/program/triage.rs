//! `liaison triage`: JSON lines in, the same lines with the judgement out. No
//! database, and no settings needed.

use super::{Wrong, print, settings};
use crate::domain::{Directory, Network};
use crate::triage::Triage;
use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufWriter, Write};
use std::path::PathBuf;

/// Longest line taken, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;

/// What `liaison triage` takes.
#[derive(Args)]
pub(super) struct Options {
    /// Judge by these settings' words, places and routes; without them, by the built-in lexicon alone.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(super) async fn triage(options: &Options) -> Result<()> {
    let directory = options
        .config
        .as_deref()
        .map(settings)
        .transpose()?
        .map(|s| s.directory);
    let triage = directory.as_ref().map_or_else(Triage::plain, Triage::new);
    // Reading may wait for a person who types: it has a thread of its own.
    tokio::task::spawn_blocking(move || judge_lines(&triage, directory.as_ref())).await?
}

fn judge_lines(triage: &Triage, directory: Option<&Directory>) -> Result<()> {
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
        let mut object = read_line(number, &line)?;
        judge(triage, directory, number, &mut object)?;
        print::heard(serde_json::to_writer(&mut output, &object).map_err(Into::into))?;
        print::heard(output.write_all(b"\n"))?;
    }
    print::heard(output.flush())
}

fn read_line(number: u64, line: &[u8]) -> Result<Map<String, Value>> {
    match serde_json::from_slice(line) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Wrong(format!(
            "Line {number} is JSON, but no object. Each line is one, such as {{\"id\":\"1\",\"text\":\"…\"}}."
        ))
        .into()),
        Err(error) => Err(Wrong(format!(
            "Line {number} is no JSON ({error}). Each line is an object with “id” and “text”."
        ))
        .into()),
    }
}

fn judge(
    triage: &Triage,
    directory: Option<&Directory>,
    number: u64,
    object: &mut Map<String, Value>,
) -> Result<()> {
    let Some(Value::String(text)) = object.get("text") else {
        return Err(Wrong(format!("Line {number} has no “text”, or it is not in quotes.")).into());
    };
    let named = object
        .get("network")
        .or_else(|| object.get("platform"))
        .and_then(Value::as_str);
    let network = named
        .and_then(|name| name.parse().ok())
        .unwrap_or(Network::Sandbox);
    let judgement = triage.assess(text, network);
    let assessment = &judgement.assessment;
    let routed = directory.map(|d| d.route(assessment, network, &judgement.route_hits));
    let urgency = routed.as_ref().map_or(assessment.urgency, |r| r.urgency);
    let said = [
        ("topic", json!(assessment.topic)),
        ("intent", json!(assessment.intent)),
        ("urgency", json!(urgency)),
        ("lang", json!(assessment.language)),
        ("facility", json!(assessment.facility)),
        ("department", json!(routed.map(|r| r.department))),
        ("phi", json!(assessment.phi)),
        ("findings", json!(assessment.findings)),
    ];
    object.extend(said.map(|(key, value)| (key.to_owned(), value)));
    Ok(())
}
