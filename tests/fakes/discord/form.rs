//! The rules for what a message may hold: lengths, counts and shapes of
//! content and embeds; every broken one is told.

use super::components;
use super::refusal::{Refused, Wrong};
use chrono::DateTime;
use serde_json::Value;

const SUPPRESS_EMBEDS: u64 = 1 << 2;
pub(super) const EPHEMERAL: u64 = 1 << 6;
const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
const COMPONENTS_V2: u64 = 1 << 15;

/// Where a message is sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A channel or a thread.
    Channel,
    /// The answer to an interaction.
    Answer,
    /// An earlier message.
    Edit,
}

/// Checks a message; an edit may leave out whatever stays.
pub(super) fn message(body: &Value, files: usize, place: Place) -> Result<(), Refused> {
    let only_files = body.is_null() && files > 0;
    if !body.is_object() && !only_files {
        return Err(empty());
    }
    let mut wrong = Vec::new();
    text(body, "content", "content", (0, 2000), &mut wrong);
    embeds(body, &mut wrong);
    flags(body, place, &mut wrong);
    nonce(body, &mut wrong);
    allowed_mentions(&body["allowed_mentions"], &mut wrong);
    if body["flags"].as_u64().unwrap_or(0) & COMPONENTS_V2 == 0 {
        components::check(body, &mut wrong);
    }
    if files > 10 {
        wrong.push(Wrong::new(
            "attachments",
            "BASE_TYPE_MAX_LENGTH",
            "Must be 10 or fewer in length.",
        ));
    }
    if !wrong.is_empty() {
        return Err(Refused::form(&wrong));
    }
    let bare = |key: &str| body[key].as_array().is_none_or(Vec::is_empty);
    let silent = body["content"].as_str().unwrap_or_default().trim().is_empty();
    let keeps = place == Place::Edit
        && ["content", "embeds", "components"]
            .iter()
            .any(|k| body.get(*k).is_none());
    if silent && bare("embeds") && bare("components") && files == 0 && !keeps {
        return Err(empty());
    }
    Ok(())
}

fn empty() -> Refused {
    Refused::new(
        axum::http::StatusCode::BAD_REQUEST,
        50006,
        "Cannot send an empty message",
    )
}

/// A text under a key: of the right type, and so long.
pub(super) fn text(of: &Value, key: &str, at: &str, (least, most): (usize, usize), wrong: &mut Vec<Wrong>) {
    match of.get(key) {
        None | Some(Value::Null) if least == 0 => {}
        None | Some(Value::Null) => wrong.push(Wrong::required(at)),
        Some(Value::String(text)) => {
            if !(least..=most).contains(&text.chars().count()) {
                wrong.push(Wrong::length(at, least, most));
            } else if least > 0 && text.trim().is_empty() {
                wrong.push(Wrong::required(at));
            }
        }
        Some(_) => wrong.push(Wrong::new(
            at,
            "STRING_TYPE_CONVERT",
            "Could not interpret as string.",
        )),
    }
}

fn embeds(body: &Value, wrong: &mut Vec<Wrong>) {
    let Some(embeds) = body["embeds"].as_array() else {
        return;
    };
    if embeds.len() > 10 {
        wrong.push(Wrong::new(
            "embeds",
            "BASE_TYPE_MAX_LENGTH",
            "Must be 10 or fewer in length.",
        ));
    }
    for (n, embed) in embeds.iter().enumerate() {
        one_embed(embed, &format!("embeds.{n}"), wrong);
    }
    let total = embeds.iter().map(length).sum::<usize>();
    if total > 6000 {
        wrong.push(Wrong::new(
            "embeds",
            "MAX_EMBED_SIZE_EXCEEDED",
            "Embed size exceeds maximum size of 6000",
        ));
    }
}

fn one_embed(embed: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    text(embed, "title", &format!("{at}.title"), (0, 256), wrong);
    text(
        embed,
        "description",
        &format!("{at}.description"),
        (0, 4096),
        wrong,
    );
    if embed["footer"].is_object() {
        text(
            &embed["footer"],
            "text",
            &format!("{at}.footer.text"),
            (1, 2048),
            wrong,
        );
    }
    if embed["author"].is_object() {
        text(
            &embed["author"],
            "name",
            &format!("{at}.author.name"),
            (1, 256),
            wrong,
        );
    }
    let fields = embed["fields"].as_array().map_or(&[][..], Vec::as_slice);
    if fields.len() > 25 {
        wrong.push(Wrong::new(
            format!("{at}.fields"),
            "BASE_TYPE_MAX_LENGTH",
            "Must be 25 or fewer in length.",
        ));
    }
    for (n, field) in fields.iter().enumerate() {
        text(field, "name", &format!("{at}.fields.{n}.name"), (1, 256), wrong);
        text(
            field,
            "value",
            &format!("{at}.fields.{n}.value"),
            (1, 1024),
            wrong,
        );
    }
    for (of, key) in [
        (embed, "url"),
        (&embed["author"], "url"),
        (&embed["author"], "icon_url"),
        (&embed["footer"], "icon_url"),
        (&embed["image"], "url"),
        (&embed["thumbnail"], "url"),
    ] {
        if let Some(url) = of[key].as_str() {
            address(url, &format!("{at}.{key}"), wrong);
        }
    }
    if embed["color"]
        .as_i64()
        .is_some_and(|color| !(0..=0xff_ffff).contains(&color))
    {
        wrong.push(Wrong::new(
            format!("{at}.color"),
            "NUMBER_TYPE_MAX",
            "int value should be less than or equal to 16777215.",
        ));
    }
    if let Some(time) = embed["timestamp"].as_str()
        && DateTime::parse_from_rfc3339(time).is_err()
    {
        wrong.push(Wrong::new(
            format!("{at}.timestamp"),
            "DATETIME_TYPE_PARSE",
            "Could not parse. Should be ISO8601.",
        ));
    }
    let pictures = embed["image"].is_object() || embed["thumbnail"].is_object();
    if length(embed) == 0 && !pictures {
        wrong.push(Wrong::required(format!("{at}.description")));
    }
}

/// An address that can be opened: http, https, or a file of the same message.
pub(super) fn address(url: &str, at: &str, wrong: &mut Vec<Wrong>) {
    let known = ["http://", "https://", "attachment://"]
        .iter()
        .any(|scheme| url.starts_with(scheme));
    if !known || url.contains(char::is_whitespace) || url.len() > 2048 {
        wrong.push(Wrong::new(at, "URL_TYPE_INVALID_URL", "Not a well formed URL."));
    }
}

fn length(embed: &Value) -> usize {
    let count = |text: &Value| text.as_str().unwrap_or_default().trim().chars().count();
    let fields = embed["fields"].as_array().map_or(&[][..], Vec::as_slice);
    let fields = fields.iter().map(|f| count(&f["name"]) + count(&f["value"]));
    count(&embed["title"])
        + count(&embed["description"])
        + count(&embed["footer"]["text"])
        + count(&embed["author"]["name"])
        + fields.sum::<usize>()
}

fn flags(body: &Value, place: Place, wrong: &mut Vec<Wrong>) {
    let flags = body["flags"].as_u64().unwrap_or(0);
    let known = match place {
        Place::Channel => SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2,
        Place::Answer => SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2 | EPHEMERAL,
        Place::Edit => SUPPRESS_EMBEDS | COMPONENTS_V2,
    };
    if flags & !known != 0 {
        wrong.push(Wrong::new(
            "flags",
            "BITFIELD_INVALID",
            "A flag that can't be set here",
        ));
    }
    let classic =
        body.get("content").is_some_and(|c| !c.is_null()) || body.get("embeds").is_some_and(|e| !e.is_null());
    if flags & COMPONENTS_V2 != 0 && classic {
        wrong.push(Wrong::new(
            "content",
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
            "No content or embeds beside these components",
        ));
    }
}

fn nonce(body: &Value, wrong: &mut Vec<Wrong>) {
    if body["nonce"]
        .as_str()
        .is_some_and(|nonce| nonce.chars().count() > 25)
    {
        wrong.push(Wrong::new(
            "nonce",
            "BASE_TYPE_MAX_LENGTH",
            "Must be 25 or fewer in length.",
        ));
    }
    if body["enforce_nonce"] == true && body["nonce"].is_null() {
        wrong.push(Wrong::required("nonce"));
    }
}

fn allowed_mentions(allowed: &Value, wrong: &mut Vec<Wrong>) {
    let parse = allowed["parse"].as_array().map_or(&[][..], Vec::as_slice);
    for kind in ["users", "roles"] {
        let ids = allowed[kind].as_array().map_or(0, Vec::len);
        if ids > 100 {
            wrong.push(Wrong::new(
                format!("allowed_mentions.{kind}"),
                "BASE_TYPE_MAX_LENGTH",
                "Must be 100 or fewer in length.",
            ));
        }
        if ids > 0 && parse.iter().any(|p| p == kind) {
            wrong.push(Wrong::new(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                "parse and ids are mutually exclusive",
            ));
        }
    }
    if parse
        .iter()
        .any(|p| !["users", "roles", "everyone"].iter().any(|k| p == k))
    {
        wrong.push(Wrong::new(
            "allowed_mentions.parse",
            "BASE_TYPE_CHOICES",
            "Value must be one of ('everyone', 'users', 'roles').",
        ));
    }
}
