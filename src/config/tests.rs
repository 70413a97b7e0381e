//! What each fault says, and that right settings mean what they say.

use super::*;

/// The least that is right; `more` comes after it.
fn with(more: &str) -> String {
    format!(
        r#"[organisation]
name = "Lakeshore Health"
time_zone = "America/Chicago"
languages = ["en", "es"]

[[facility]]
name = "Lakeshore General"

[[department]]
name = "desk"
topics = ["none"]

[[department]]
name = "emergency"
topics = ["wait_time"]

{more}"#
    )
}

fn environment(name: &str) -> Option<String> {
    match name {
        "TOKEN" => Some("a token that is long enough\n".to_owned()),
        "EMPTY" => Some(String::new()),
        _ => None,
    }
}

fn read(text: &str) -> Result<Settings, Faults> {
    Settings::parse(text, Path::new("liaison.toml"), &environment)
}

#[track_caller]
fn faults(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn the_template_is_right_as_it_stands() {
    let settings = read(template()).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(settings.directory.departments.len(), 3);
    assert!(settings.before_run().is_err());
}

#[test]
fn a_wrong_name_is_told_where_it_stands_and_what_is_near() {
    let text = with("[[route]]\nwhen = { words = [\"chest pain\"] }\nto = \"emergancy\"");
    assert!(
        faults(&text).starts_with("liaison.toml:19:6: “emergancy” is no department. Did you mean emergency?")
    );
}
