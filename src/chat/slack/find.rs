//! A message of ours that may or may not be there: each carries its
//! delivery's id in its metadata, or in the name of its picture, and the
//! channel's history is searched for it.

use super::{Slack, picture, text};
use crate::chat::Place;
use crate::domain::{CaseNumber, DeliveryId, SendError};
use serde_json::{Value, json};

/// The kind of metadata that is ours.
const KIND: &str = "liaison_delivery";
/// Clocks differ: the search begins so many seconds before the delivery was written down.
const EARLIER: u64 = 300;
/// Messages to a page, and pages; beyond them nobody knows.
const PAGE: &str = "200";
const PAGES: usize = 50;

/// What marks a message as this delivery. Slack takes strings only.
pub(super) fn mark(key: DeliveryId, case: Option<CaseNumber>) -> Value {
    let mut payload = json!({ "key": key.to_string() });
    if let Some(case) = case {
        payload["case"] = json!(case.0.to_string());
    }
    json!({ "event_type": KIND, "event_payload": payload })
}

fn is_marked(message: &Value, key: &str) -> bool {
    text(message, "/metadata/event_type") == KIND && text(message, "/metadata/event_payload/key") == key
}

/// The message that carries this key, if it is there.
pub(super) async fn find(slack: &Slack, to: &Place, key: DeliveryId) -> Result<Option<String>, SendError> {
    let us = slack
        .client
        .identity()
        .await
        .map_err(|fault| fault.for_harmless())?;
    let written = key.0.get_timestamp().map_or(0, |time| time.to_unix().0);
    let mut query = vec![
        ("channel", to.channel.id.clone()),
        ("oldest", format!("{}.000000", written.saturating_sub(EARLIER))),
        ("include_all_metadata", "true".to_owned()),
        ("limit", PAGE.to_owned()),
    ];
    let method = match &to.thread {
        Some(thread) => {
            query.push(("ts", thread.clone()));
            "conversations.replies"
        }
        None => "conversations.history",
    };
    let key = key.to_string();
    for _ in 0..PAGES {
        let page = slack.client.look(method, &query).await;
        let page = match page {
            // Without its card there is no thread, and nothing in it.
            Err(fault) if fault.is("thread_not_found") => return Ok(None),
            other => other.map_err(|fault| fault.for_harmless())?,
        };
        let messages = page["messages"].as_array().map_or(&[][..], Vec::as_slice);
        let ours = |message: &&Value| {
            let by_us = text(message, "/user") == us.user
                || (!us.bot.is_empty() && text(message, "/bot_id") == us.bot);
            by_us && (is_marked(message, &key) || picture::is_on(message, &key))
        };
        if let Some(found) = messages.iter().find(ours) {
            return Ok(Some(text(found, "/ts").to_owned()));
        }
        let next = text(&page, "/response_metadata/next_cursor");
        if next.is_empty() {
            return Ok(None);
        }
        query.retain(|(name, _)| *name != "cursor");
        query.push(("cursor", next.to_owned()));
    }
    Err(SendError::retry(
        "the channel's history is too long to be searched",
    ))
}
