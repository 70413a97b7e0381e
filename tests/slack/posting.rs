//! What goes out.

use super::House;
use super::clerk::{card, in_slack};
use crate::fakes::slack::Fault;
use chrono::TimeDelta;
use insta::assert_snapshot;
use liaison::chat::{Chat, Listing, MessageRef, Place};
use liaison::domain::{Card, Line, Published, SendError, Sight, StaffName, Standing, Urgency};
use std::time::Duration;

fn place(channel: &str, thread: Option<&str>) -> Place {
    Place {
        channel: in_slack(channel),
        thread: thread.map(str::to_owned),
    }
}

fn held() -> Card {
    Card {
        status: "held".to_owned(),
        holder: Some("ana".to_owned()),
        tier: 1,
        late: true,
        mentions: 2,
        copies: 0,
        edited: true,
        tags: vec!["parking".to_owned()],
        reply: Some(Published {
            text: "We are sorry.".to_owned(),
            by: "ana".to_owned(),
            state: "published".to_owned(),
            at: card(1).opened_at,
        }),
        ..card(1)
    }
}

#[tokio::test]
async fn a_card_is_posted_and_redrawn_in_place() {
    let house = House::open().await;
    let ts = house
        .slack
        .post(&in_slack("C1"), &card(1), house.key())
        .await
        .unwrap();
    let messages = house.fake.messages("C1");
    assert_snapshot!(messages[0].plain(), @r"
    🟠 #1 · open · high · Bluesky
    Rosa @rosa.example · 3rd case by this author
    > Six hours in the ER & still *waiting* <!channel>
    wait time · complaint emergency · Lakeshore General written 2024-10-04 00:00 UTC due 2024-10-04 00:30 UTC
    Nobody has it yet.
    Why here: “waiting room” → wait time
    [Claim] [Reply] [Note] [Escalate] [Resolve] [More…] [Open the post]
    ");
    assert!(messages[0].pings().is_empty());
    let message = MessageRef {
        channel: in_slack("C1"),
        id: ts,
    };
    house.slack.redraw(&message, &held()).await.unwrap();
    let messages = house.fake.messages("C1");
    assert_eq!(messages.len(), 1);
    assert_snapshot!(messages[0].plain(), @r"
    🟢 #1 · held · high · Bluesky
    Rosa @rosa.example · 3rd case by this author
    > Six hours in the ER & still *waiting* <!channel>
    wait time · complaint emergency · Lakeshore General written 2024-10-04 00:00 UTC late tier 1 2 posts #parking edited
    held by @U1
    reply published, by ana
    > We are sorry.
    Why here: “waiting room” → wait time
    [Reply] [Note] [Escalate] [Resolve] [More…] [Open the post]
    ");
    house.fake.remove_message("C1", &message.id);
    let gone = house.slack.redraw(&message, &held()).await;
    assert!(matches!(gone, Err(SendError::GiveUp { .. })), "{gone:?}");
    house.close();
}

#[tokio::test]
async fn a_critical_card_wakes_those_on_call_and_nobody_else() {
    let house = House::open().await;
    let critical = Card {
        urgency: Urgency::Critical,
        on_call: vec![StaffName::from("ben")],
        speakers: Some("Spanish is spoken by ana.".to_owned()),
        ..held()
    };
    house
        .slack
        .post(&in_slack("C1"), &critical, house.key())
        .await
        .unwrap();
    let pings = house.fake.messages("C1")[0].pings();
    assert_eq!(format!("{:?}", pings.users), "[\"U2\"]");
    house.close();
}

#[tokio::test]
async fn words_are_kept_out_where_the_settings_say_so() {
    let house = House::with(false, Sight::Redacted).await;
    let key = house.key();
    house.slack.post(&in_slack("C1"), &held(), key).await.unwrap();
    let line = Line::of(&StaffName::from("ana"))
        .text(" notes: ")
        .quote("her name is Rosa");
    house
        .slack
        .say(&place("C1", None), &line, house.key())
        .await
        .unwrap();
    let said: Vec<String> = house
        .fake
        .messages("C1")
        .iter()
        .map(|m| format!("{m:?}"))
        .collect();
    for secret in ["Six hours", "Rosa", "rosa", "sorry", "waiting room"] {
        assert!(!said.concat().contains(secret), "{secret}");
    }
    assert!(said[0].contains("See the post"));
    house.close();
}

#[tokio::test]
async fn a_line_goes_into_the_thread_and_wakes_whom_it_means_to() {
    let house = House::open().await;
    let ts = house
        .slack
        .post(&in_slack("C1"), &card(1), house.key())
        .await
        .unwrap();
    let line = Line::of(&StaffName::from("ana"))
        .text(" gave it to ")
        .wake(&StaffName::from("ben"))
        .text(": ")
        .quote("please <!here> `x` <https://evil.example|look>");
    house
        .slack
        .say(&place("C1", Some(&ts)), &line, house.key())
        .await
        .unwrap();
    let thread = house.fake.thread("C1", &ts);
    let said = thread.last().unwrap();
    assert_eq!(format!("{:?}", said.pings().users), "[\"U2\"]");
    assert!(
        said.links().iter().all(|(url, shown)| url == shown),
        "{:?}",
        said.links()
    );
    assert_snapshot!(said.plain(), @"ana gave it to @U2: please <!here> `x` <https://evil.example|look>");
    house.close();
}

#[tokio::test]
async fn a_burst_is_one_list_to_open_cases_from() {
    let house = House::open().await;
    let listing = Listing {
        cards: (1..=130).map(card).collect(),
    };
    let ts = house
        .slack
        .list(&in_slack("C1"), &listing, house.key())
        .await
        .unwrap();
    *house.clerk.cards.lock().unwrap() = vec![card(7)];
    let seen = house.fake.choose("U1", "C1", &ts, ("pick", "7")).await;
    assert_eq!(house.clerk.commands(), ["ana: Case(Show(Show { case: 7 }))"]);
    assert!(seen.plain().contains("Claim"), "{}", seen.plain());
    let message = house.fake.messages("C1").remove(0);
    assert!(message.plain().contains("130 more new cases"));
    assert!(
        message.plain().contains("and 30 more: `/desk list`"),
        "{}",
        message.plain()
    );
    house.close();
}

#[tokio::test]
async fn a_message_of_unknown_fate_is_found_again() {
    let house = House::open().await;
    let key = house.key();
    house.fake.fail_next("chat.postMessage", Fault::InternalAfter);
    let sent = house.slack.post(&in_slack("C1"), &card(1), key).await;
    assert!(matches!(sent, Err(SendError::Unknown { .. })), "{sent:?}");
    let there = house.fake.messages("C1")[0].ts.clone();
    let to = place("C1", None);
    assert_eq!(house.slack.find(&to, key).await.unwrap(), Some(there.clone()));
    assert_eq!(house.slack.find(&to, house.key()).await.unwrap(), None);
    let key = house.key();
    house.fake.fail_next("chat.postMessage", Fault::ResetAfter);
    let to = place("C1", Some(&there));
    let said = house.slack.say(&to, &Line::from("It is late."), key).await;
    assert!(matches!(said, Err(SendError::Unknown { .. })), "{said:?}");
    let line = house.fake.thread("C1", &there).last().unwrap().ts.clone();
    assert_eq!(house.slack.find(&to, key).await.unwrap(), Some(line));
    house.close();
}

#[tokio::test]
async fn a_limit_rests_one_channel_and_no_other() {
    let house = House::open().await;
    house.fake.fail_next("chat.postMessage", Fault::Ratelimited(20));
    let post = |channel: &'static str| {
        let (slack, key) = (house.slack.clone(), house.key());
        async move { slack.post(&in_slack(channel), &card(1), key).await }
    };
    for _ in 0..2 {
        let sent = post("C1").await;
        let asked = matches!(&sent, Err(SendError::Retry { after: Some(after), .. }) if *after == Duration::from_secs(20));
        assert!(asked, "{sent:?}");
    }
    assert_eq!(house.fake.calls("chat.postMessage"), 1);
    post("C2").await.unwrap();
    house.clock.advance(TimeDelta::seconds(21));
    post("C1").await.unwrap();
    house.close();
}

#[tokio::test]
async fn faults_are_told_and_heal_by_themselves() {
    let house = House::open().await;
    let ailing = || {
        house
            .slack
            .ailments()
            .into_iter()
            .map(|a| a.subject)
            .collect::<Vec<_>>()
    };
    house.fake.kick_bot("C1");
    let post = async || house.slack.post(&in_slack("C1"), &card(1), house.key()).await;
    assert!(matches!(post().await, Err(SendError::Blocked { .. })));
    assert_eq!(ailing(), ["slack/C1"]);
    house.fake.invite_bot("C1");
    post().await.unwrap();
    assert_eq!(ailing(), Vec::<String>::new());
    house.fake.set_scopes(&["commands", "channels:read"]);
    let Err(SendError::Blocked { why }) = post().await else {
        panic!("a scope is missing");
    };
    assert!(why.contains("chat:write"), "{why}");
    let Err(wrong) = house.slack.check().await else {
        panic!("a scope is missing");
    };
    assert!(
        wrong.iter().any(|sentence| sentence.contains("chat:write")),
        "{wrong:?}"
    );
    house.fake.restore_scopes();
    house.fake.archive("C2", true);
    let Err(wrong) = house.slack.check().await else {
        panic!("a channel is archived");
    };
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].contains("billing"), "{wrong:?}");
    house.fake.archive("C2", false);
    assert_snapshot!(house.slack.check().await.unwrap(), @"Slack takes the token and grants every scope; liaison is heard over the socket and is in 2 of its channels.");
    house.stop.cancel();
}

#[tokio::test]
async fn members_come_from_groups_and_from_the_settings() {
    let house = House::open().await;
    house.fake.person("U3", |person| person.is_restricted = true);
    house.fake.person("U1", |person| person.deleted = true);
    let members = house.slack.members().await.unwrap().unwrap();
    let crowd: Vec<String> = (10..60).map(|n| format!("U{n}")).collect();
    let seen: Vec<(&str, Standing, usize)> = members
        .iter()
        .map(|m| (m.account.id.as_str(), m.standing, m.groups.len()))
        .collect();
    assert_eq!(
        seen,
        [
            ("U1", Standing::Gone, 0),
            ("U2", Standing::Member, 1),
            ("U3", Standing::Guest, 1)
        ]
    );
    for id in &crowd {
        house.fake.add_user(id, id);
    }
    house.fake.add_group(
        "S1",
        "nurses",
        &crowd.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let members = house.slack.members().await.unwrap().unwrap();
    assert_eq!(members.len(), 52);
    assert_eq!(house.fake.calls("users.info"), 3);
    house.fake.disable_group("S1", true);
    assert_eq!(house.slack.members().await.unwrap().unwrap().len(), 2);
    house.close();
}
