//! A message as a person reads it: marks become what they do, and escaped
//! marks are themselves.

use super::mentions::unmask;
use super::state::Kept;
use chrono::DateTime;
use regex::{Captures, Regex};
use serde_json::Value;
use std::sync::LazyLock;

/// Signs that are themselves stand here while marks are looked for.
const ASIDE: u32 = 0xE000;

static CODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)```(?:[a-z]+\n)?(.+?)```|``(.+?)``|`([^`]+)`").expect("a pattern"));
static ESCAPED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\([[:punct:]])").expect("a pattern"));
static MEANT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"<(?:@[!&]?|#)(\d+)>|<t:(-?\d+)(?::[tTdDfFR])?>").expect("a pattern"));
static LINES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^(?:#{1,3}|-#) +(\S)").expect("a pattern"));
static MARKS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let patterns = [
        r"(?s)\|\|(.+?)\|\|",
        r"(?s)\*\*\*(.+?)\*\*\*",
        r"(?s)\*\*(.+?)\*\*",
        r"(?s)__(.+?)__",
        r"(?s)~~(.+?)~~",
        r"(?s)\*([^\s*](?:[^*]*[^\s*])?)\*",
        r"(?s)\b_([^_]+)_\b",
    ];
    patterns
        .iter()
        .map(|p| Regex::new(p).expect("a pattern"))
        .collect()
});

fn aside(text: &str) -> String {
    let put = |sign: char| {
        let moved = sign
            .is_ascii_punctuation()
            .then(|| char::from_u32(ASIDE + u32::from(sign)));
        moved.flatten().unwrap_or(sign)
    };
    text.chars().map(put).collect()
}

/// Puts escaped signs and what is in code aside, so that no mark is found there.
pub(super) fn guarded(text: &str) -> String {
    // An escaped backtick opens no code, so escapes come first; within code a backslash is itself.
    let escaped = ESCAPED.replace_all(text, |found: &Captures<'_>| aside(&found[1]));
    let code = CODE.replace_all(&escaped, |found: &Captures<'_>| {
        let inside = [1, 2, 3].into_iter().find_map(|n| found.get(n));
        // Shown as code: a line of it is read with its marks, as people write it.
        let inside = inside.map_or("", |m| m.as_str());
        match inside.contains('\n') {
            true => aside(inside),
            false => aside(&format!("`{inside}`")),
        }
    });
    code.into_owned()
}

/// Puts them back.
pub(super) fn unguarded(text: &str) -> String {
    let back = |sign: char| {
        let code = u32::from(sign);
        let moved = (ASIDE..ASIDE + 128)
            .contains(&code)
            .then(|| char::from_u32(code - ASIDE));
        moved.flatten().unwrap_or(sign)
    };
    text.chars().map(back).collect()
}

/// A text with marks, as it is shown.
fn shown(kept: &Kept, text: &str) -> String {
    let text = guarded(text);
    let text = MEANT.replace_all(&text, |found: &Captures<'_>| match (found.get(1), found.get(2)) {
        (Some(id), _) => {
            let name = id.as_str().parse().ok().and_then(|id| kept.name(id));
            aside(&name.unwrap_or_else(|| "@unknown".to_owned()))
        }
        (_, Some(seconds)) => {
            let time = seconds
                .as_str()
                .parse()
                .ok()
                .and_then(|s| DateTime::from_timestamp(s, 0));
            time.map_or_else(String::new, |time| {
                aside(&time.format("%Y-%m-%d %H:%M UTC").to_string())
            })
        }
        _ => String::new(),
    });
    let text = LINES.replace_all(&text, "$1");
    let mut text = unmask(&text);
    for mark in MARKS.iter() {
        text = mark.replace_all(&text, "$1").into_owned();
    }
    unguarded(&text)
}

/// All of a message: content, embeds, then a line for each row of components.
pub(super) fn whole(kept: &Kept, content: &str, embeds: &[Value], components: &[Value]) -> String {
    let mut lines = Vec::new();
    let mut add = |text: String| {
        if !text.is_empty() {
            lines.push(text);
        }
    };
    let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
    add(shown(kept, content));
    for embed in embeds {
        add(text(&embed["author"]["name"]));
        add(shown(kept, &text(&embed["title"])));
        add(shown(kept, &text(&embed["description"])));
        for field in embed["fields"].as_array().into_iter().flatten() {
            let (name, value) = (
                shown(kept, &text(&field["name"])),
                shown(kept, &text(&field["value"])),
            );
            add(format!("{name}: {value}"));
        }
        add(text(&embed["footer"]["text"]));
    }
    for row in components {
        let parts = row["components"].as_array().into_iter().flatten();
        let labels = parts.map(label).collect::<Vec<_>>();
        add(labels.join(" "));
    }
    lines.join("\n")
}

fn label(part: &Value) -> String {
    let words = ["label", "placeholder", "custom_id"]
        .iter()
        .find_map(|key| part[*key].as_str());
    let words = words
        .or_else(|| part["emoji"]["name"].as_str())
        .unwrap_or_default();
    match part["disabled"] == true {
        true => format!("({words})"),
        false => format!("[{words}]"),
    }
}
