//! The entry “Open a case” in a message's menu. On a card or in its thread it
//! shows what can be done with that case; any other message becomes a new one.

use super::form::{AFTER, shown};
use super::open::{Form, open, open_view, update};
use super::patience::Way;
use super::{Caller, GLANCE, within};
use crate::chat::slack::render::forms::{self, Memory};
use crate::chat::slack::{NAME, Slack, text};
use crate::chat::{Handed, MessageRef, Told};
use crate::domain::{CaseNumber, ChannelRef, Origin, Timestamp, text as words};
use serde_json::{Value, json};
use std::sync::Arc;

/// Opens what fits the message.
pub async fn open_case(slack: &Arc<Slack>, caller: &Caller, payload: &Value) {
    let channel = text(payload, "/channel/id");
    let ts = text(payload, "/message/ts");
    let root = match text(payload, "/message/thread_ts") {
        "" => ts,
        thread => thread,
    };
    if let Err(sentence) = slack.person(caller).await {
        let notice = forms::notice("liaison", &sentence, &Memory::of(0, None));
        return drop(open_view(slack, &caller.once, &notice).await);
    }
    let look = slack.case_of(channel, root);
    match tokio::time::timeout(GLANCE, look).await {
        Ok(Some(case)) => {
            let memory = Memory::of(case.0, Some(channel));
            open(slack, &caller.once, &memory, Form::Chooser).await;
        }
        Ok(None) => drop(open_view(slack, &caller.once, &form(slack, payload)).await),
        Err(_) => {
            let memory = Memory::of(0, Some(channel));
            let waiting = forms::notice("Open a case", "One moment…", &memory);
            let Some(view) = open_view(slack, &caller.once, &waiting).await else {
                return;
            };
            let drawn = match slack.case_of(channel, root).await {
                None => form(slack, payload),
                Some(case) => {
                    let memory = Memory::of(case.0, Some(channel));
                    let card = slack.card(case).await;
                    Form::Chooser.view(slack, &memory, card.as_ref())
                }
            };
            update(slack, &view, &drawn).await;
        }
    }
}

fn form(slack: &Slack, payload: &Value) -> Value {
    let memory = Memory {
        message: Some(text(payload, "/message/ts").to_owned()),
        ..Memory::of(0, Some(text(payload, "/channel/id")))
    };
    let sent = text(payload, "/message/text");
    let typed = super::markup::typed(sent, &slack.clerk.directory());
    forms::hand_in(&memory, &typed)
}

/// The form was sent: its words become a case.
pub async fn handed_in(
    slack: &Arc<Slack>,
    caller: Caller,
    (memory, fields, view): (Memory, Vec<(String, String)>, String),
    way: Way,
) -> Option<Value> {
    let text = fields.into_iter().find(|(name, _)| name == "text");
    let text = text.map(|(_, value)| value).unwrap_or_default();
    if words::is_blank(&text) {
        let errors = json!({ "text": "Please write what it is about." });
        return Some(json!({ "response_action": "errors", "errors": errors }));
    }
    let wait = slack.patience.wait(way);
    let (worker, messenger) = (Arc::clone(slack), Arc::clone(slack));
    let work = async move {
        let work = hand_in(&worker, &caller, &memory, text);
        worker.patience.watch(wait, work).await
    };
    let late = |sentence: String| async move {
        tokio::time::sleep(AFTER).await;
        let notice = forms::notice("Open a case", &sentence, &Memory::of(0, None));
        update(&messenger, &view, &notice).await;
    };
    let told = within(slack, wait, work, late).await;
    Some(shown(
        told.as_deref().unwrap_or("One moment: the case is being opened…"),
    ))
}

async fn hand_in(slack: &Slack, caller: &Caller, memory: &Memory, text: String) -> String {
    let staff = match slack.person(caller).await {
        Ok(staff) => staff,
        Err(sentence) => return sentence,
    };
    let message = message(
        memory.channel.as_deref().unwrap_or_default(),
        memory.message.as_deref().unwrap_or_default(),
    );
    let handed = Handed {
        link: permalink(slack, &message).await,
        at: written_at(&message.id).unwrap_or_else(|| slack.clock.now()),
        message,
        text,
    };
    match slack.clerk.open(&staff, Origin::Slack, handed).await {
        Told::Answer { text, .. } => text,
        Told::Refused(sentence) => sentence,
        Told::Repeated => "There is a case for that message already.".to_owned(),
    }
}

/// Where colleagues find the message; not where liaison can't look.
async fn permalink(slack: &Slack, message: &MessageRef) -> Option<String> {
    let query = [
        ("channel", message.channel.id.clone()),
        ("message_ts", message.id.clone()),
    ];
    let answer = slack.client.look("chat.getPermalink", &query);
    let answer = tokio::time::timeout(GLANCE, answer).await.ok()?.ok()?;
    let link = text(&answer, "/permalink");
    (!link.is_empty()).then(|| link.to_owned())
}

/// The time in a message's id: seconds, a point, and a count.
fn written_at(ts: &str) -> Option<Timestamp> {
    let seconds = ts.split('.').next()?.parse().ok()?;
    Timestamp::from_timestamp(seconds, 0)
}

pub(super) fn message(channel: &str, ts: &str) -> MessageRef {
    MessageRef {
        channel: ChannelRef {
            chat: NAME.to_owned(),
            id: channel.to_owned(),
        },
        id: ts.to_owned(),
    }
}

impl Slack {
    /// The case whose card a message is.
    pub(super) async fn case_of(&self, channel: &str, ts: &str) -> Option<CaseNumber> {
        if ts.is_empty() {
            return None;
        }
        match self.clerk.case_of(&message(channel, ts)).await {
            Ok(case) => case,
            Err(error) => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "the case of a thread could not be looked up"
                );
                None
            }
        }
    }
}
