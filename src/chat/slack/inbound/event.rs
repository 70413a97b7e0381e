//! Events: somebody addresses liaison in a thread, opens its page, or
//! something happens to a channel or to the app itself.

use super::{Caller, homes, markup, read_out};
use crate::chat::slack::health;
use crate::chat::slack::render::{Drawn, home as page};
use crate::chat::slack::{Slack, text};
use crate::chat::{Told, Which};
use crate::domain::Staff;
use commands::{Command, Names, Root};
use serde_json::{Value, json};
use std::sync::Arc;

/// Takes an event in; what it asks for is done in a task of its own.
pub fn handle(slack: &Arc<Slack>, payload: Value) {
    let kind = text(&payload, "/event/type");
    let channel = match text(&payload, "/event/channel/id") {
        "" => text(&payload, "/event/channel"),
        id => id,
    };
    let health = &slack.client.health;
    match kind {
        "app_mention" => {
            let worker = Arc::clone(slack);
            slack
                .tasks
                .spawn(async move { addressed(&worker, &payload).await });
        }
        "app_home_opened" if text(&payload, "/event/tab") != "messages" => {
            let worker = Arc::clone(slack);
            slack.tasks.spawn(async move { opened(&worker, &payload).await });
        }
        "channel_archive" | "group_archive" => ail(
            slack,
            channel,
            "is archived: unarchive it, or name another in the settings",
        ),
        "channel_deleted" | "group_deleted" => {
            ail(slack, channel, "was deleted: name another in the settings");
        }
        "channel_unarchive" | "group_unarchive" | "channel_rename" | "group_rename" => {
            health.heal(&health::of(channel));
        }
        "member_joined_channel" => joined(slack, payload),
        // People's own tokens are nothing to us.
        "tokens_revoked"
            if payload["event"]["tokens"]["bot"]
                .as_array()
                .is_some_and(|bots| !bots.is_empty()) =>
        {
            let why = "Slack took the bot's token back: install the app again and put the new token into the settings";
            health.ail(&health::token(), why);
        }
        "app_uninstalled" => {
            let why = "the app was taken out of the Slack workspace: install it again";
            health.ail(&health::token(), why);
        }
        _ => {}
    }
}

/// Only the channels of our departments matter.
fn ail(slack: &Slack, channel: &str, what: &str) {
    let directory = slack.clerk.directory();
    let mut departments = directory.departments.iter();
    let theirs = |c: &crate::domain::ChannelRef| c.chat == super::NAME && c.id == channel;
    if let Some(department) = departments.find(|d| d.channels.iter().any(theirs)) {
        let why = format!("the Slack channel of {} ({channel}) {what}", department.name);
        slack.client.health.ail(&health::of(channel), &why);
    }
}

/// It matters when it is us who joined.
fn joined(slack: &Arc<Slack>, payload: Value) {
    let worker = Arc::clone(slack);
    slack.tasks.spawn(async move {
        let us = worker.client.identity().await;
        if us.is_ok_and(|us| us.user == text(&payload, "/event/user")) {
            let channel = text(&payload, "/event/channel");
            worker.client.health.heal(&health::of(channel));
        }
    });
}

/// `@liaison claim`, in a case's thread or elsewhere.
async fn addressed(slack: &Arc<Slack>, payload: &Value) {
    let event = &payload["event"];
    let by_a_person = text(event, "/bot_id").is_empty() && text(event, "/subtype").is_empty();
    let Ok(us) = slack.client.identity().await else {
        return;
    };
    let user = text(event, "/user");
    if !by_a_person || event.get("edited").is_some() || user.is_empty() || user == us.user {
        return;
    }
    let (channel, thread) = (text(event, "/channel"), text(event, "/thread_ts"));
    let caller = Caller {
        user: user.to_owned(),
        homes: homes([home_of(payload), text(payload, "/enterprise_id")]),
        once: text(payload, "/event_id").to_owned(),
    };
    let told = match slack.person(&caller).await {
        Err(sentence) => Told::Refused(sentence),
        Ok(staff) => {
            let case = slack.case_of(channel, thread).await;
            let case = case.and_then(|case| u64::try_from(case.0).ok());
            let said = without_address(text(event, "/text"), &us.user);
            let line = markup::typed(said, &slack.clerk.directory());
            match understood(&slack.settings.names, &line, case) {
                Ok(command) => slack.run(staff, command, (&caller.once, None)).await,
                Err(sentence) => Told::Refused(sentence),
            }
        }
    };
    if let Some(answer) = read_out(told) {
        whisper(slack, (channel, thread), user, answer).await;
    }
}

/// The person's own workspace; a guest of a shared channel has another than the one where it was said.
fn home_of(payload: &Value) -> &str {
    let homes = ["/event/user_team", "/event/team", "/team_id"].map(|place| text(payload, place));
    homes
        .into_iter()
        .find(|home| !home.is_empty())
        .unwrap_or_default()
}

/// What was said to us, without our name in front.
fn without_address<'a>(said: &'a str, us: &str) -> &'a str {
    let said = said.trim_start();
    let Some((address, rest)) = said.split_once('>') else {
        return said;
    };
    let address = address.strip_prefix("<@").and_then(|id| id.split('|').next());
    if address == Some(us) {
        rest.trim_start()
    } else {
        said
    }
}

/// A line whose root may be missing: `claim`, `case claim 3`, `desk list`, `help`.
fn understood(names: &Names, line: &str, case: Option<u64>) -> Result<Command, String> {
    let first = line.split_whitespace().next().unwrap_or("help");
    let is_desks = names
        .catalogue()
        .iter()
        .any(|entry| entry.root == Root::Desk && entry.verb.eq_ignore_ascii_case(first));
    let line = match first {
        _ if names.root(first).is_some() => line.to_owned(),
        "help" if line.trim().is_empty() => format!("{} help", names.desk),
        _ if is_desks => format!("{} {line}", names.desk),
        _ => format!("{} {line}", names.case),
    };
    names.parse(&line, case).map_err(|misuse| misuse.to_string())
}

/// Says something to one person, where they asked.
async fn whisper(slack: &Slack, (channel, thread): (&str, &str), user: &str, answer: Drawn) {
    let mut body = answer.into_message();
    body["channel"] = json!(channel);
    body["user"] = json!(user);
    if !thread.is_empty() {
        body["thread_ts"] = json!(thread);
    }
    if let Err(fault) = slack.client.post("chat.postEphemeral", &body).await {
        tracing::warn!(
            why = fault.why(),
            "an answer to a person in Slack could not be delivered"
        );
    }
}

/// Somebody looks at our page.
async fn opened(slack: &Arc<Slack>, payload: &Value) {
    let user = text(payload, "/event/user");
    let caller = Caller {
        user: user.to_owned(),
        homes: homes([home_of(payload), text(payload, "/enterprise_id")]),
        once: String::new(),
    };
    match slack.person(&caller).await {
        Ok(staff) => home(slack, user, Some(&staff), None).await,
        Err(sentence) => home(slack, user, None, Some(&sentence)).await,
    }
}

/// Draws somebody's page. `note` says what came of what they did there.
pub async fn home(slack: &Arc<Slack>, user: &str, staff: Option<&Staff>, note: Option<&str>) {
    let view = match staff {
        None => page::sentence(note.unwrap_or("liaison doesn’t know you yet.")),
        Some(staff) => cases(slack, staff, note).await.unwrap_or_else(|error| {
            tracing::warn!(error = format!("{error:#}"), "a home page could not be drawn");
            page::sentence("The cases can’t be shown right now. Please open this page again in a moment.")
        }),
    };
    let body = json!({ "user_id": user, "view": view });
    if let Err(fault) = slack.client.post("views.publish", &body).await {
        tracing::warn!(why = fault.why(), "a home page could not be shown in Slack");
    }
}

async fn cases(slack: &Slack, staff: &Staff, note: Option<&str>) -> anyhow::Result<Value> {
    let sight = slack.settings.sight;
    let list = |which| slack.clerk.list(which, sight, page::MOST);
    let mine = list(Which::Mine(staff.name.clone())).await?;
    let mut unclaimed = list(Which::Unclaimed(staff.name.clone())).await?;
    // Claimed between the two looks: a case is shown once.
    unclaimed.retain(|one| mine.iter().all(|other| other.number != one.number));
    Ok(page::page(&mine, &unclaimed, note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_name_in_front_is_taken_off_and_no_other() {
        assert_eq!(without_address("<@U0BOT> claim", "U0BOT"), "claim");
        assert_eq!(without_address(" <@U0BOT|liaison>  claim", "U0BOT"), "claim");
        assert_eq!(
            without_address("<@U0ANA> claim <@U0BOT>", "U0BOT"),
            "<@U0ANA> claim <@U0BOT>"
        );
        assert_eq!(without_address("claim", "U0BOT"), "claim");
    }

    #[test]
    fn the_root_may_be_missing() {
        let names = Names::default();
        let same = |said: &str, typed: &str| {
            let typed = names.parse(typed, None).map_err(|misuse| misuse.to_string());
            assert_eq!(understood(&names, said, Some(7)), typed, "{said}");
        };
        same("claim", "/case claim 7");
        same("Claim 3", "/case claim 3");
        same("case claim 3", "/case claim 3");
        same("/case claim", "/case claim 7");
        same("desk list", "/desk list");
        same("list", "/desk list");
        same("help", "/desk help");
        same("", "/desk help");
        same(
            "reply Thank you, we’ll look",
            "/case reply 7 Thank you, we’ll look",
        );
    }
}
