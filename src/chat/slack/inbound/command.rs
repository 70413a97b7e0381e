//! Slash commands.

use super::patience::Way;
use super::{Caller, homes, markup, read_out, within};
use crate::chat::Told;
use crate::chat::slack::Slack;
use crate::chat::slack::render::Drawn;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// The answer that goes with the acknowledgement, if there is one by then.
pub async fn handle(slack: &Arc<Slack>, fields: HashMap<String, String>, way: Way) -> Option<Value> {
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let caller = Caller {
        user: field("user_id"),
        homes: homes([&field("team_id"), &field("enterprise_id")]),
        once: field("trigger_id"),
    };
    let line = (field("command"), field("text"));
    let response_url = field("response_url");
    let wait = slack.patience.wait(way);
    let (worker, messenger) = (Arc::clone(slack), Arc::clone(slack));
    let work = async move {
        let work = run(&worker, &caller, &line.0, &line.1);
        worker.patience.watch(wait, work).await
    };
    let late = |answer: Option<Drawn>| async move {
        if let Some(answer) = answer {
            messenger
                .client
                .follow_up(&response_url, &answer.into_answer())
                .await;
        }
    };
    let mut answer = within(slack, wait, work, late).await??.into_answer();
    if let Some(answer) = answer.as_object_mut() {
        // There is no original that could be replaced.
        answer.remove("replace_original");
    }
    Some(answer)
}

async fn run(slack: &Slack, caller: &Caller, command: &str, sent: &str) -> Option<Drawn> {
    let told = match slack.person(caller).await {
        Err(sentence) => Told::Refused(sentence),
        Ok(staff) => {
            let line = format!("{command} {}", markup::typed(sent, &slack.clerk.directory()));
            match slack.settings.names.parse(&line, None) {
                Ok(command) => slack.run(staff, command, (&caller.once, None)).await,
                Err(misuse) => Told::Refused(misuse.to_string()),
            }
        }
    };
    read_out(told)
}
