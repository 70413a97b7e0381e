//! Recorded requests against the official description of the Web API. It is
//! of 2021: what came later is named here, method by method.

use super::super::recording::Line;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Methods that are younger than the description, and their parameters.
const LATER_METHODS: [(&str, &[&str]); 3] = [
    ("apps.connections.open", &[]),
    (
        "files.getUploadURLExternal",
        &["filename", "length", "alt_txt", "snippet_type"],
    ),
    (
        "files.completeUploadExternal",
        &[
            "files",
            "channel_id",
            "channels",
            "thread_ts",
            "initial_comment",
            "blocks",
        ],
    ),
];

/// Parameters that methods got later.
const LATER_PARAMETERS: [(&str, &[&str]); 12] = [
    ("chat.postMessage", &["metadata", "markdown_text"]),
    ("chat.postEphemeral", &["markdown_text"]),
    (
        "chat.update",
        &["metadata", "markdown_text", "reply_broadcast", "file_ids"],
    ),
    ("conversations.history", &["include_all_metadata"]),
    ("conversations.replies", &["include_all_metadata"]),
    ("conversations.list", &["team_id"]),
    ("conversations.open", &["prevent_creation"]),
    ("users.list", &["team_id"]),
    ("usergroups.list", &["team_id"]),
    ("usergroups.users.list", &["team_id"]),
    ("views.open", &["interactivity_pointer"]),
    ("views.push", &["interactivity_pointer"]),
];

/// The folder of the official descriptions, or what to do to have one.
pub fn specs() -> Result<PathBuf, String> {
    let folder = std::env::var_os("LIAISON_SPECS").map(PathBuf::from);
    let missing = "LIAISON_SPECS is unset: the wire can't be held against Slack's description of it";
    folder.ok_or_else(|| missing.to_owned())
}

/// What the description does not know, or asks for and does not get.
pub fn check(lines: &[Line], specs: &Path) -> Vec<String> {
    let path = specs.join("slack/slack_web_openapi_v2.json");
    let text = std::fs::read_to_string(&path).expect("the description of the Web API can be read");
    let description = serde_json::from_str::<Value>(&text).expect("the description is JSON");
    let faults = lines.iter().flat_map(|line| check_line(line, &description));
    faults.collect::<BTreeSet<_>>().into_iter().collect()
}

fn check_line(line: &Line, description: &Value) -> Vec<String> {
    let Some(method) = line.path.strip_prefix("/api/") else {
        return Vec::new();
    };
    let sent = line.body.as_object().into_iter().flat_map(serde_json::Map::keys);
    let sent = sent.map(String::as_str).collect::<BTreeSet<_>>();
    let (known, required) = match parameters(method, description) {
        Ok(parameters) => parameters,
        Err(fault) => return vec![fault],
    };
    let unknown = sent
        .difference(&known)
        .map(|name| format!("{method}: no parameter {name}"));
    let missing = required
        .difference(&sent)
        .map(|name| format!("{method}: {name} is missing"));
    unknown.chain(missing).collect()
}

type Names<'a> = BTreeSet<&'a str>;

/// The parameters a method knows, and those it cannot do without.
fn parameters<'a>(method: &str, description: &'a Value) -> Result<(Names<'a>, Names<'a>), String> {
    let Some(path) = description["paths"].get(format!("/{method}")) else {
        let later = LATER_METHODS.iter().find(|(name, _)| *name == method);
        let later = later.ok_or_else(|| format!("{method}: no such method"))?;
        return Ok((later.1.iter().copied().collect(), BTreeSet::new()));
    };
    let operations = path.as_object().into_iter().flat_map(serde_json::Map::values);
    let listed = operations
        .filter_map(|operation| operation["parameters"].as_array())
        .flatten();
    let listed = listed
        .filter(|parameter| parameter["name"] != "token")
        .collect::<Vec<_>>();
    let name = |parameter: &&'a Value| parameter["name"].as_str();
    let later = LATER_PARAMETERS
        .iter()
        .filter(|(of, _)| *of == method)
        .flat_map(|(_, names)| names.iter());
    let known = listed
        .iter()
        .copied()
        .filter_map(|p| name(&p))
        .chain(later.copied())
        .collect();
    let required = listed
        .iter()
        .copied()
        .filter(|p| p["required"] == true)
        .filter_map(|p| name(&p))
        .collect();
    Ok((known, required))
}
