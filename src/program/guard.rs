//! `liaison guard`: drafts in as JSON lines, the same lines with the verdict and
//! the findings out. No database, and no settings needed.

use super::lines::{self, Shape};
use super::{Wrong, settings};
use crate::domain::Directory;
use crate::triage::{Draft, Guard};
use anyhow::Result;
use clap::Args;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// What `liaison guard` takes.
#[derive(Args)]
pub(super) struct Options {
    /// Judge as these settings' organisation, whose own names are public; without them, as any.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

const SHAPE: Shape = Shape {
    example: r#"{"id":"1","mention":"…","reply":"…"}"#,
    fields: "“id”, “mention” and “reply”",
};

pub(super) async fn guard(options: &Options) -> Result<()> {
    let settings = options.config.as_deref().map(settings).transpose()?;
    let directory = settings.map_or_else(Directory::default, |settings| settings.directory);
    let guard = Guard::new(&directory);
    // Reading may wait for a person who types: it has a thread of its own.
    let judge = move || lines::judge(&SHAPE, |number, object| judge(&guard, number, object));
    tokio::task::spawn_blocking(judge).await?
}

fn judge(guard: &Guard, number: u64, object: &mut Map<String, Value>) -> Result<()> {
    let mention = match object.get("mention") {
        None | Some(Value::Null) => None,
        Some(Value::String(mention)) => Some(mention.as_str()),
        Some(_) => return Err(Wrong(format!("The “mention” of line {number} is not in quotes.")).into()),
    };
    let Some(Value::String(reply)) = object.get("reply") else {
        return Err(Wrong(format!("Line {number} has no “reply”, or it is not in quotes.")).into());
    };
    let ruling = guard.check(Draft {
        words: reply,
        thread: mention.as_slice(),
    });
    let findings: Vec<Value> = ruling.findings.iter().map(shown).collect();
    object.insert("verdict".to_owned(), json!(ruling.verdict));
    object.insert("findings".to_owned(), Value::Array(findings));
    Ok(())
}

fn shown(finding: &crate::domain::GuardFinding) -> Value {
    json!({
        "kind": finding.kind,
        "verdict": finding.verdict,
        "start": finding.start,
        "end": finding.end,
        "why": finding.why,
        "wording": finding.wording,
    })
}
