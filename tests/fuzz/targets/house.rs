//! A small hospital, for judges and chats that need to know one.

use liaison::config::Settings;
use liaison::domain::{
    Card, CaseNumber, Directory, Intent, Network, Published, Sight, StaffName, Timestamp, Topic, Urgency,
};
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

/// A card on which everything that people write is `words`, as a chat of this sight may show it.
pub fn card(words: &str, sight: Sight) -> Card {
    let at = Timestamp::from_timestamp(1_790_000_000, 0).expect("a time");
    let said = || words.to_owned();
    let card = Card {
        number: CaseNumber(7),
        sight: Sight::Full,
        on_call: vec![StaffName::from("ana"), StaffName::from(words)],
        status: "held".to_owned(),
        holder: Some(said()),
        since: Some(at),
        merged_into: None,
        urgency: Urgency::High,
        tier: 1,
        network: Network::Bluesky,
        handle: said(),
        author: said(),
        history: 3,
        department: "emergency".to_owned(),
        facility: Some(said()),
        topic: Topic::WaitTime,
        intent: Intent::Complaint,
        language: "en".to_owned(),
        reasons: vec![said(), said()],
        text: said(),
        mentions: 2,
        edited: true,
        deleted: false,
        masked: true,
        draft: Some("waiting".to_owned()),
        link: Some(said()),
        posted_at: at,
        opened_at: at,
        answered_at: Some(at),
        due_at: Some(at),
        late: false,
        tags: vec![said(), "parking".to_owned()],
        takes_replies: true,
        limit: Network::Bluesky.limit(),
        reply: Some(Published {
            text: said(),
            by: said(),
            state: "published".to_owned(),
            at,
        }),
    };
    card.through(sight)
}
