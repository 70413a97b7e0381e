//! Any interaction, as a fuzzer thinks it up, all the way to its answer.

use super::super::Discord;
use super::act::Act;
use super::heard::{Deed, Heard};
use serde_json::Value;
use std::sync::Arc;

/// Reads an interaction and answers it; whatever a button stands for is written as it was read.
pub async fn heard(discord: &Arc<Discord>, told: &Value) {
    let kind = told["type"].as_u64().unwrap_or_default();
    let Some(heard) = Heard::read(kind, told) else {
        return;
    };
    let named = [
        &heard.id,
        &heard.application,
        &heard.token,
        &heard.place,
        &heard.person.id,
    ];
    assert!(named.into_iter().all(|id| !id.is_empty()));
    if let Deed::Press { id, .. } | Deed::Send { id, .. } = &heard.deed {
        act(id);
    }
    Arc::clone(discord).hear(heard).await;
}

fn act(id: &str) {
    let Some(act) = Act::read(id) else { return };
    let Some(written) = act.id() else { return };
    assert!(written.chars().count() <= 98, "{written}");
    // Menus add their page.
    let again = Act::read(&written).or_else(|| Act::read(&format!("{written}/0")));
    let paged = Act::read(&format!("{written}/0"));
    assert!(
        again.as_ref() == Some(&act) || paged.as_ref() == Some(&act),
        "{id} became {written}"
    );
}
