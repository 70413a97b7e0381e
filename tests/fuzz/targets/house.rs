//! A small hospital, for judges and chats that need to know one.

use liaison::config::Settings;
use liaison::domain::{Card, Directory, Network, Sight};
use serde_json::json;
use std::path::Path;

const SETTINGS: &str = r#"
[organisation]
name = "Lakeshore Health"
time_zone = "America/Chicago"
languages = ["en", "es"]

[[facility]]
name = "Lakeshore General"
aliases = ["LGH", "the General"]
handles = ["lakeshoregeneral"]

[[facility]]
name = "St. Brigid Medical Center"
aliases = ["St. B's"]

[[department]]
name = "emergency"
topics = ["wait_time", "safety"]
slack_channel = "C0EMER"
discord_channel = "41"

[[department]]
name = "billing"
topics = ["billing", "none"]
slack_channel = "C0BILL"
discord_channel = "42"

[[route]]
when = { words = ["helipad", "Épicerie", "¿dónde?"] }
to = "emergency"

[[staff]]
name = "ana"
title = "Triage nurse"
department = "emergency"
slack = "U0ANA"
discord = "77"
rights = ["respond", "lead"]
"#;

/// Who is there.
pub fn directory() -> Directory {
    let path = Path::new("/nonexistent/liaison.toml");
    match Settings::parse(SETTINGS, path, &|_| None) {
        Ok(settings) => settings.directory,
        Err(faults) => panic!("{faults}"),
    }
}

/// A card on which everything that people write is `words`, as a chat of this sight may show it. As a row holds it:
/// what a later program adds is left out.
pub fn card(words: &str, sight: Sight) -> Card {
    let at = "2026-11-20T18:30:00Z";
    let card = json!({
        "number": 7, "status": "held", "holder": words, "since": at, "merged_into": null,
        "on_call": ["ana", words], "urgency": "high", "tier": 1, "network": "bluesky",
        "handle": words, "author": words, "history": 3, "department": "emergency", "facility": words,
        "topic": "wait_time", "intent": "complaint", "language": "en", "speakers": words, "reasons": [words, words],
        "text": words, "mentions": 2, "copies": 3, "edited": true, "deleted": false, "masked": true,
        "draft": "waiting", "link": words, "posted_at": at, "opened_at": at, "answered_at": at,
        "due_at": at, "late": false, "tags": [words, "parking"], "takes_replies": true,
        "limit": Network::Bluesky.limit(),
        "reply": { "text": words, "by": words, "state": "published", "at": at },
    });
    let card: Card = serde_json::from_value(card).expect("a card that could be stored");
    card.through(sight)
}
