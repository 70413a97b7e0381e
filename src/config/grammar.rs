//! What a person is told where the text is no TOML.
//!
//! The parser's own words are for programmers. Each kind of mistake has a
//! sentence here; one that has none keeps the parser's.

use toml::de::Error;

/// An open list makes each line below it a mistake of its own.
pub(super) const OPEN_LIST: &str = "A list lacks a comma, or its closing “]”, in this line or above.";

/// The sentence for a mistake.
pub(super) fn sentence(error: &Error) -> String {
    let message = error.message();
    let nothing_there = error.span().is_some_and(|at| at.is_empty());
    let begins = |with: &[&str]| with.iter().any(|start| message.starts_with(start));
    let told = if message == "duplicate key" {
        "This is in the settings already. A key or section comes once; only sections in two \
         brackets, such as \
         [[department]], may come again."
    } else if begins(&["string values must be quoted", "missing value"]) && nothing_there {
        "A value is missing after “=”."
    } else if begins(&["string values must be quoted"]) {
        "Text stands between straight quotes, \"like this\"; only numbers, true and false stand \
         without, and values \
         of a list are parted by commas."
    } else if begins(&["unexpected key or value"]) {
        "Nothing may follow the value in its line, but for a note after “#”."
    } else if begins(&["invalid unquoted key", "key with no value"]) {
        "A line is a one-word key, “=” and a value, or a section's name in brackets. A note \
         begins with “#”."
    } else if message.contains("visible characters") || begins(&["invalid comment character"]) {
        "A sign that can't be seen stands here. Delete it."
    } else if begins(&[
        "invalid basic string",
        "invalid literal string",
        "invalid multi-line",
    ]) {
        "The closing quote is missing."
    } else if begins(&["missing escaped value"]) {
        "In double quotes “\\” begins a special sign. Write “\\\\”, or put the text in single quotes."
    } else if begins(&["missing comma between array", "unclosed array, "]) {
        OPEN_LIST
    } else if begins(&["missing comma between key", "unclosed inline table"]) {
        "A table in braces lacks a comma, or its closing “}”, in this line or above."
    } else if begins(&["unclosed table", "unclosed array table"]) {
        "The section's name lacks its closing bracket: [server], [[department]]."
    } else {
        return format!("This is not TOML: {message}.");
    };
    told.to_owned()
}
