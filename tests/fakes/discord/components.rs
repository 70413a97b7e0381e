//! The rules for buttons, menus and forms.

use super::form::{address, text};
use super::refusal::{Refused, Wrong};
use serde_json::Value;
use std::collections::BTreeSet;

const ROW: u64 = 1;
const BUTTON: u64 = 2;
const TEXT_INPUT: u64 = 4;
const SELECTS: [u64; 5] = [3, 5, 6, 7, 8];
const LINK: u64 = 5;

fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().map_or(&[], Vec::as_slice)
}

/// The components of a message: rows of buttons, or a menu alone in its row.
pub(super) fn check(body: &Value, wrong: &mut Vec<Wrong>) {
    let rows = list(body, "components");
    if rows.len() > 5 {
        wrong.push(Wrong::new(
            "components",
            "BASE_TYPE_MAX_LENGTH",
            "Must be 5 or fewer in length.",
        ));
    }
    let mut ids = BTreeSet::new();
    for (n, row) in rows.iter().enumerate() {
        let at = format!("components.{n}");
        if row["type"].as_u64() != Some(ROW) {
            wrong.push(Wrong::new(
                format!("{at}.type"),
                "BASE_TYPE_CHOICES",
                "Value must be one of (1,).",
            ));
            continue;
        }
        let parts = list(row, "components");
        let alone = parts.iter().all(|part| part["type"].as_u64() == Some(BUTTON)) || parts.len() == 1;
        if parts.is_empty() || parts.len() > 5 || !alone {
            wrong.push(Wrong::length(
                format!("{at}.components"),
                1,
                if alone { 5 } else { 1 },
            ));
        }
        for (m, part) in parts.iter().enumerate() {
            let at = format!("{at}.components.{m}");
            match part["type"].as_u64() {
                Some(BUTTON) => button(part, &at, wrong),
                Some(kind) if SELECTS.contains(&kind) => menu(part, kind, &at, wrong),
                _ => wrong.push(Wrong::new(
                    format!("{at}.type"),
                    "BASE_TYPE_CHOICES",
                    "Value must be one of (2, 3, 5, 6, 7, 8).",
                )),
            }
            once(part, &at, &mut ids, wrong);
        }
    }
}

fn once(part: &Value, at: &str, ids: &mut BTreeSet<String>, wrong: &mut Vec<Wrong>) {
    if let Some(id) = part["custom_id"].as_str()
        && !ids.insert(id.to_owned())
    {
        wrong.push(Wrong::new(
            format!("{at}.custom_id"),
            "COMPONENT_CUSTOM_ID_DUPLICATED",
            "Component custom id cannot be duplicated",
        ));
    }
}

fn button(part: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    text(part, "label", &format!("{at}.label"), (0, 80), wrong);
    let unlabelled = part["label"].as_str().unwrap_or_default().is_empty();
    if unlabelled && part["emoji"].is_null() {
        wrong.push(Wrong::new(
            at,
            "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED",
            "A button needs a label or an emoji",
        ));
    }
    let style = part["style"].as_u64().unwrap_or(0);
    if style == LINK {
        match part["url"].as_str() {
            Some(url) if url.len() <= 512 => address(url, &format!("{at}.url"), wrong),
            _ => wrong.push(Wrong::length(format!("{at}.url"), 1, 512)),
        }
        if !part["custom_id"].is_null() {
            wrong.push(Wrong::new(
                at,
                "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                "A custom id and url cannot both be specified",
            ));
        }
        return;
    }
    if !(1..=4).contains(&style) {
        wrong.push(Wrong::new(
            format!("{at}.style"),
            "BASE_TYPE_CHOICES",
            "Value must be one of (1, 2, 3, 4, 5, 6).",
        ));
    }
    text(part, "custom_id", &format!("{at}.custom_id"), (1, 100), wrong);
    if !part["url"].is_null() {
        wrong.push(Wrong::new(
            at,
            "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
            "A custom id and url cannot both be specified",
        ));
    }
}

fn menu(part: &Value, kind: u64, at: &str, wrong: &mut Vec<Wrong>) {
    text(part, "custom_id", &format!("{at}.custom_id"), (1, 100), wrong);
    text(part, "placeholder", &format!("{at}.placeholder"), (0, 150), wrong);
    let least = part["min_values"].as_u64().unwrap_or(1);
    let most = part["max_values"].as_u64().unwrap_or(1);
    if least > most || most > 25 {
        wrong.push(Wrong::new(
            format!("{at}.max_values"),
            "NUMBER_TYPE_MIN",
            "min_values must not exceed max_values",
        ));
    }
    if kind != 3 {
        return;
    }
    let options = list(part, "options");
    if options.is_empty() || options.len() > 25 {
        wrong.push(Wrong::length(format!("{at}.options"), 1, 25));
    }
    let mut values = BTreeSet::new();
    for (n, option) in options.iter().enumerate() {
        let at = format!("{at}.options.{n}");
        text(option, "label", &format!("{at}.label"), (1, 100), wrong);
        text(option, "value", &format!("{at}.value"), (1, 100), wrong);
        text(
            option,
            "description",
            &format!("{at}.description"),
            (0, 100),
            wrong,
        );
        if !values.insert(option["value"].to_string()) {
            wrong.push(Wrong::new(
                format!("{at}.value"),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            ));
        }
    }
    if most > options.len() as u64 {
        wrong.push(Wrong::new(
            format!("{at}.max_values"),
            "NUMBER_TYPE_MAX",
            "More than there are options",
        ));
    }
}

/// A form: a title, and one to five rows with one text input each.
pub(super) fn modal(data: &Value) -> Result<(), Refused> {
    let mut wrong = Vec::new();
    text(data, "title", "data.title", (1, 45), &mut wrong);
    text(data, "custom_id", "data.custom_id", (1, 100), &mut wrong);
    let rows = list(data, "components");
    if rows.is_empty() || rows.len() > 5 {
        wrong.push(Wrong::length("data.components", 1, 5));
    }
    let mut ids = BTreeSet::new();
    for (n, row) in rows.iter().enumerate() {
        let at = format!("data.components.{n}.components");
        let parts = list(row, "components");
        if row["type"].as_u64() != Some(ROW) || parts.len() != 1 {
            wrong.push(Wrong::length(&at, 1, 1));
        }
        for (m, part) in parts.iter().enumerate() {
            let at = format!("{at}.{m}");
            input(part, &at, &mut wrong);
            once(part, &at, &mut ids, &mut wrong);
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Refused::form(&wrong))
    }
}

fn input(part: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    if part["type"].as_u64() != Some(TEXT_INPUT) {
        wrong.push(Wrong::new(
            format!("{at}.type"),
            "BASE_TYPE_CHOICES",
            "Value must be one of (4,).",
        ));
    }
    text(part, "custom_id", &format!("{at}.custom_id"), (1, 100), wrong);
    text(part, "label", &format!("{at}.label"), (1, 45), wrong);
    text(part, "placeholder", &format!("{at}.placeholder"), (0, 100), wrong);
    if !part["style"]
        .as_u64()
        .is_some_and(|style| (1..=2).contains(&style))
    {
        wrong.push(Wrong::new(
            format!("{at}.style"),
            "BASE_TYPE_CHOICES",
            "Value must be one of (1, 2).",
        ));
    }
    let least = part["min_length"].as_u64().unwrap_or(0);
    let most = part["max_length"].as_u64().unwrap_or(4000);
    if !(1..=4000).contains(&most) || least > most {
        wrong.push(Wrong::new(
            format!("{at}.max_length"),
            "NUMBER_TYPE_MAX",
            "int value should be less than or equal to 4000.",
        ));
    }
    let value = part["value"].as_str().unwrap_or_default();
    if value.encode_utf16().count() as u64 > most {
        wrong.push(Wrong::length(
            format!("{at}.value"),
            0,
            usize::try_from(most).unwrap_or(4000),
        ));
    }
}
