//! Recorded requests against Discord's own description of its API.

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The name under which the description refers to itself.
const ROOT: &str = "urn:discord";

/// Where the description is, or `None`, said aloud, when `LIAISON_SPECS` is unset.
pub fn description() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("LIAISON_SPECS") else {
        eprintln!("LIAISON_SPECS is unset: requests to Discord are not checked against its description");
        return None;
    };
    Some(Path::new(&folder).join("discord/openapi.json"))
}

/// Checks each recorded line; what doesn't fit comes back in words.
pub fn check(description: &Path, recorded: &str) -> Vec<String> {
    let text = std::fs::read_to_string(description);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", description.display()));
    let whole = serde_json::from_str::<Value>(&text).expect("a description in JSON");
    let paths = Paths::of(&whole);
    let registry = Registry::new().add(ROOT, whole).expect("a description");
    let registry = registry.prepare().expect("references that lead somewhere");
    let mut validators = HashMap::new();
    let mut wrong = Vec::new();
    for line in recorded.lines() {
        let request = serde_json::from_str::<Value>(line).expect("a recorded line");
        let (method, path) = (text_of(&request["method"]), text_of(&request["path"]));
        let Some((template, body)) = paths.find(method, path) else {
            wrong.push(format!("{method} {path}: no such request is described"));
            continue;
        };
        let Some(kind) = body else {
            if !request["body"].is_null() {
                wrong.push(format!("{method} {path}: takes no body"));
            }
            continue;
        };
        let pointer = [template, &method.to_lowercase(), kind].map(escape);
        let pointer = format!(
            "{ROOT}#/paths/{}/{}/requestBody/content/{}/schema",
            pointer[0], pointer[1], pointer[2]
        );
        let validator = validators
            .entry(pointer)
            .or_insert_with_key(|pointer| build(&registry, pointer));
        let errors = validator.iter_errors(&request["body"]);
        wrong.extend(errors.map(|error| {
            format!(
                "{method} {path}: {} at {}",
                short(&error.to_string()),
                error.instance_path()
            )
        }));
    }
    wrong
}

fn build(registry: &Registry<'_>, pointer: &str) -> Validator {
    let options = jsonschema::options().with_registry(registry);
    let built = options.build(&json!({ "$ref": pointer }));
    built.unwrap_or_else(|error| panic!("{pointer}: {error}"))
}

/// The words of a request stay out of the report.
fn short(error: &str) -> String {
    match error.char_indices().nth(200) {
        Some((at, _)) => format!("{}…", &error[..at]),
        None => error.to_owned(),
    }
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A step of a JSON pointer in a URI fragment.
fn escape(step: &str) -> String {
    let step = step.replace('~', "~0").replace('/', "~1");
    step.replace('{', "%7B").replace('}', "%7D")
}

/// The described paths: template, method, type of the body.
struct Paths(Vec<(String, String, Option<String>)>);

impl Paths {
    fn of(whole: &Value) -> Self {
        let mut all = Vec::new();
        for (template, methods) in whole["paths"].as_object().into_iter().flatten() {
            for (method, described) in methods.as_object().into_iter().flatten() {
                let content = &described["requestBody"]["content"];
                let kinds = ["application/json", "multipart/form-data"];
                let kind = kinds.iter().find(|kind| content.get(**kind).is_some());
                all.push((
                    template.clone(),
                    method.to_uppercase(),
                    kind.map(|k| (*k).to_owned()),
                ));
            }
        }
        // What is named goes before what stands for any name.
        all.sort_by_key(|(template, ..)| template.matches('{').count());
        Self(all)
    }

    fn find(&self, method: &str, path: &str) -> Option<(&str, Option<&str>)> {
        let path = path.split('?').next().unwrap_or_default();
        let path = path.strip_prefix("/api/v10").unwrap_or(path);
        let fits = |template: &str| {
            let (ours, theirs) = (path.split('/'), template.split('/'));
            ours.clone().count() == theirs.clone().count()
                && ours
                    .zip(theirs)
                    .all(|(our, their)| their.starts_with('{') || our == their)
        };
        let found = self
            .0
            .iter()
            .find(|(template, m, _)| m == method && fits(template));
        found.map(|(template, _, kind)| (template.as_str(), kind.as_deref()))
    }
}
