//! Slash commands.

use super::patience::Way;
use super::{Caller, homes, markup, read_out, within};
use crate::chat::Told;
use crate::chat::slack::Slack;
use crate::chat::slack::render::{self, Drawn};
use crate::domain::{CaseNumber, Offer, Staff};
use commands::{Case, Command};
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
                Ok(command) => return answered(slack, staff, (command, caller)).await,
                Err(misuse) => Told::Refused(misuse.to_string()),
            }
        }
    };
    read_out(told)
}

/// What came of a command. Words for the public that did not go out are given back, with a way to change them.
async fn answered(slack: &Slack, staff: Staff, (command, caller): (Command, &Caller)) -> Option<Drawn> {
    let words = match &command {
        Command::Case(Case::Reply(reply)) => Some(reply.clone()),
        _ => None,
    };
    let told = slack.run(staff, command, (&caller.once, None)).await;
    match (told, words) {
        (Told::Refused(sentence), Some(reply)) => {
            let case = CaseNumber(i64::try_from(reply.case).unwrap_or(i64::MAX));
            let offer = Offer::Change { case };
            Some(
                render::answer(&sentence)
                    .giving_back(&reply.text)
                    .with_offer(Some(&offer)),
            )
        }
        (told, _) => read_out(told),
    }
}
