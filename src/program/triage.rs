//! `liaison triage`: JSON lines in, the same lines with the judgement out. No
//! database, and no settings needed.

use super::lines::{self, Shape};
use super::{Wrong, settings};
use crate::domain::{Directory, Network};
use crate::triage::Triage;
use anyhow::Result;
use clap::Args;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// What `liaison triage` takes.
#[derive(Args)]
pub(super) struct Options {
    /// Judge by these settings' words, places and routes; without them, by the built-in lexicon alone.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

const SHAPE: Shape = Shape {
    example: r#"{"id":"1","text":"…"}"#,
    fields: "“id” and “text”",
};

pub(super) async fn triage(options: &Options) -> Result<()> {
    let directory = options
        .config
        .as_deref()
        .map(settings)
        .transpose()?
        .map(|s| s.directory);
    let triage = directory.as_ref().map_or_else(Triage::plain, Triage::new);
    // Reading may wait for a person who types: it has a thread of its own.
    let judge = move || {
        lines::judge(&SHAPE, |number, object| {
            judge(&triage, directory.as_ref(), number, object)
        })
    };
    tokio::task::spawn_blocking(judge).await?
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
        ("confidence", json!(assessment.confidence)),
        ("lang", json!(assessment.language)),
        ("facility", json!(assessment.facility)),
        ("department", json!(routed.map(|r| r.department))),
        ("phi", json!(assessment.phi)),
        ("findings", json!(assessment.findings)),
    ];
    object.extend(said.map(|(key, value)| (key.to_owned(), value)));
    Ok(())
}
