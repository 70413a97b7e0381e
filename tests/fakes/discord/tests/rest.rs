//! Channels, messages and threads over REST.

use super::super::{Attachment, Fault, Link, Ping, ThreadSeen, permission, schema};
use super::{Watch, ana_and_er, code, commands, http, open, registers};
use chrono::TimeDelta;
use serde_json::json;
use serenity::all::{ChannelId, CreateAttachment, MessageId};
use std::time::Duration;

#[tokio::test]
async fn a_nonce_is_one_message_for_five_minutes() {
    let watch = Watch::new();
    let discord = open(&watch, false, None).await;
    let (_, er) = ana_and_er(&discord);
    let (http, er_id) = (http(&discord), ChannelId::new(er));
    let body = json!({ "content": "[1]", "nonce": "delivery-1", "enforce_nonce": true, "allowed_mentions": { "parse": [] } });
    let first = http.send_message(er_id, Vec::new(), &body).await.unwrap();
    let second = http.send_message(er_id, Vec::new(), &body).await.unwrap();
    assert_eq!(first.id, second.id);
    watch.moves(TimeDelta::minutes(6));
    let third = http.send_message(er_id, Vec::new(), &body).await.unwrap();
    assert_ne!(first.id, third.id);
    assert_eq!(discord.messages(er)[0].nonce.as_deref(), Some("delivery-1"));
    assert_eq!(discord.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn limits_of_a_message_are_told_by_place() {
    let discord = open(&Watch::new(), false, None).await;
    let (_, er) = ana_and_er(&discord);
    let http = http(&discord);
    let field = json!({ "name": "Age", "value": " " });
    let button = json!({ "type": 2, "style": 1, "label": "Claim", "custom_id": "claim:1" });
    let body = json!({
        "content": "a".repeat(2001), "nonce": "n".repeat(26),
        "embeds": [{ "title": "t".repeat(257), "fields": [field] }],
        "components": [{ "type": 1, "components": [button, button] }],
    });
    let refused = http.send_message(er.into(), Vec::new(), &body).await.unwrap_err();
    let serenity::Error::Http(serenity::http::HttpError::UnsuccessfulRequest(answer)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(answer.error.code, 50035);
    let mut places = answer
        .error
        .errors
        .iter()
        .map(|e| e.path.as_str())
        .collect::<Vec<_>>();
    places.sort_unstable();
    let expected = [
        "components.0.components.1.custom_id",
        "content",
        "embeds.0.fields.0.value",
        "embeds.0.title",
        "nonce",
    ];
    assert_eq!(places, expected);
    assert_eq!(discord.violations().len(), 1);
}

#[tokio::test]
async fn who_is_notified_is_known_and_a_careless_bot_is_told() {
    let discord = open(&Watch::new(), false, None).await;
    let (ana, er) = ana_and_er(&discord);
    let role = discord.add_role("on-call");
    let http = http(&discord);
    let text =
        format!("@everyone <@{ana}> <@&{role}> [safe](https://bad.example/x) \\[no](https://plain.example)");
    let careful =
        json!({ "content": text, "allowed_mentions": { "parse": [], "roles": [role.to_string()] } });
    http.send_message(er.into(), Vec::new(), &careful).await.unwrap();
    assert_eq!(discord.violations(), Vec::<String>::new());
    http.send_message(er.into(), Vec::new(), &json!({ "content": text }))
        .await
        .unwrap();
    assert_eq!(discord.violations().len(), 1);
    let said = discord.messages(er);
    assert_eq!(said[0].pings(), [Ping::Role(role)]);
    assert_eq!(said[1].pings(), [Ping::User(ana), Ping::Role(role)]);
    assert_eq!(
        said[0].as_read(),
        "@everyone @ana @on-call safe [no](https://plain.example)"
    );
    let link = |shown: &str, url: &str| Link {
        shown: shown.to_owned(),
        url: url.to_owned(),
    };
    let links = said[0].links();
    let plain = "https://plain.example";
    assert_eq!(links, [link("safe", "https://bad.example/x"), link(plain, plain)]);
    assert!(links[0].is_masked() && !links[1].is_masked());
    discord.set_permissions(er, permission::INVITED | permission::MENTION_EVERYONE);
    http.send_message(er.into(), Vec::new(), &json!({ "content": "@here" }))
        .await
        .unwrap();
    assert_eq!(discord.messages(er)[2].pings(), [Ping::Everyone]);
}

#[tokio::test]
async fn a_thread_is_opened_once_archived_locked_and_revived() {
    let discord = open(&Watch::new(), false, None).await;
    let (ana, er) = ana_and_er(&discord);
    let http = http(&discord);
    let card = json!({ "content": "[1] waiting" });
    let card = http.send_message(er.into(), Vec::new(), &card).await.unwrap();
    let map = json!({ "name": "Case 1", "auto_archive_duration": 1440 });
    let thread = http
        .create_thread_from_message(er.into(), card.id, &map, None)
        .await
        .unwrap();
    let again = http
        .create_thread_from_message(er.into(), card.id, &map, None)
        .await;
    assert_eq!(code(again), 160_004);
    let line = http
        .send_message(thread.id, Vec::new(), &json!({ "content": "claimed" }))
        .await
        .unwrap();
    discord.archive(thread.id.get());
    let change = json!({ "content": "claimed by ana" });
    let refused = http.edit_message(thread.id, line.id, &change, Vec::new()).await;
    assert_eq!(code(refused), 50083);
    http.edit_thread(thread.id, &json!({ "archived": false }), None)
        .await
        .unwrap();
    http.edit_message(thread.id, line.id, &change, Vec::new())
        .await
        .unwrap();
    assert_eq!(discord.messages(thread.id.get())[0].edits, 1);
    discord.lock(thread.id.get());
    discord.deny(er, permission::MANAGE_THREADS);
    let refused = http
        .send_message(thread.id, Vec::new(), &json!({ "content": "more" }))
        .await;
    assert_eq!(code(refused), 50083);
    discord.allow(er);
    http.send_message(thread.id, Vec::new(), &json!({ "content": "more" }))
        .await
        .unwrap();
    let seen = ThreadSeen {
        id: card.id.get(),
        name: "Case 1".to_owned(),
        archived: false,
        locked: true,
        tags: Vec::new(),
    };
    assert_eq!(discord.thread_of(card.id.get()), Some(seen));
    discord.archive(thread.id.get());
    discord.say(ana, thread.id.get(), "a word");
    assert_eq!(
        http.get_messages(thread.id, None, Some(1)).await.unwrap()[0]
            .author
            .name,
        "ana"
    );
    discord.rename(er, "emergency");
    assert_eq!(discord.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_forum_wants_a_tag() {
    let discord = open(&Watch::new(), false, None).await;
    let forum = discord.add_forum("cases", &["billing", "er"], true);
    let http = http(&discord);
    let known = http.get_channels(discord.guild().into()).await.unwrap();
    let tag = known[0].available_tags[0].id;
    let mut post = json!({ "name": "Case 1", "message": { "content": "[1]" } });
    let refused = http.create_forum_post(forum.into(), &post, None).await;
    assert_eq!(code(refused), 40067);
    discord.permit(40067);
    post["applied_tags"] = json!([tag]);
    let opened = http.create_forum_post(forum.into(), &post, None).await.unwrap();
    let first = http
        .get_message(opened.id, MessageId::new(opened.id.get()))
        .await
        .unwrap();
    assert_eq!(first.content, "[1]");
    assert_eq!(discord.threads(forum)[0].tags, ["billing"]);
    assert_eq!(discord.violations().len(), 1);
}

#[tokio::test]
async fn what_the_story_takes_away_is_refused_and_not_held_against_the_client() {
    let discord = open(&Watch::new(), false, None).await;
    let (_, er) = ana_and_er(&discord);
    let http = http(&discord);
    let say = async || {
        http.send_message(er.into(), Vec::new(), &json!({ "content": "hello" }))
            .await
    };
    let said = say().await.unwrap();
    discord.delete_message(said.id.get());
    assert_eq!(code(http.get_message(er.into(), said.id).await), 10008);
    discord.deny(er, permission::SEND);
    assert_eq!(code(say().await), 50013);
    discord.deny(er, permission::VIEW);
    assert_eq!(code(say().await), 50001);
    discord.revoke_token();
    assert_eq!(code(say().await), 0);
    discord.restore_token();
    discord.delete_channel(er);
    assert_eq!(code(say().await), 10003);
    assert_eq!(discord.violations(), Vec::<String>::new());
    assert_eq!(code(http.get_channel(7.into()).await), 10003);
    assert_eq!(discord.violations().len(), 1);
}

#[tokio::test]
async fn faults_come_before_or_after_the_deed() {
    let discord = open(&Watch::new(), false, None).await;
    let (_, er) = ana_and_er(&discord);
    let http = http(&discord);
    let say = async |words: &str| {
        http.send_message(er.into(), Vec::new(), &json!({ "content": words }))
            .await
    };
    let faults = [
        (Fault::Internal, 0),
        (Fault::InternalAfter, 1),
        (Fault::Reset, 1),
        (Fault::ResetAfter, 2),
        (Fault::Error(400, 20028), 2),
        (Fault::RateLimited(2, "shared"), 2),
    ];
    for (fault, said) in faults {
        discord.fail_next("POST", "/messages", fault);
        say("words").await.unwrap_err();
        assert_eq!(discord.messages(er).len(), said, "{fault:?}");
    }
    assert_eq!((discord.limited(), discord.invalid()), (1, 0));
    let open = discord.add_channel("billing");
    for stall in [
        Fault::Stall(Duration::from_millis(5)),
        Fault::StallAfter(Duration::from_millis(5)),
    ] {
        discord.fail_next("*", "/messages", stall);
        http.send_message(open.into(), Vec::new(), &json!({ "content": "slow" }))
            .await
            .unwrap();
    }
    discord.fail_next("GET", "/nowhere", Fault::Internal);
    assert_eq!(discord.violations().len(), 1);
    discord.fail_next("GET", "/nowhere", Fault::Internal);
    discord.forgive();
    assert_eq!(discord.violations(), Vec::<String>::new());
    assert_eq!(discord.calls("POST", "/messages"), 8);
}

#[tokio::test]
async fn requests_are_recorded_and_fit_the_description() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("discord.jsonl");
    let discord = open(&Watch::new(), false, Some(record.clone())).await;
    let (_, er) = ana_and_er(&discord);
    let http = http(&discord);
    registers(&discord).await;
    assert_eq!(
        http.get_guild_commands(discord.guild().into())
            .await
            .unwrap()
            .len(),
        2
    );
    http.get_current_user().await.unwrap();
    http.get_current_application_info().await.unwrap();
    http.get_guild(discord.guild().into()).await.unwrap();
    http.get_guild_roles(discord.guild().into()).await.unwrap();
    let bob = discord.add_user("bob");
    http.get_member(discord.guild().into(), bob.into()).await.unwrap();
    discord.remove_user(bob);
    assert_eq!(
        code(http.get_member(discord.guild().into(), bob.into()).await),
        10007
    );
    http.get_bot_gateway().await.unwrap();
    let chart = CreateAttachment::bytes(vec![1, 2, 3], "chart.png");
    let body = json!({ "content": "digest", "attachments": [{ "id": "0", "filename": "chart.png" }] });
    let sent = http.send_message(er.into(), vec![chart], &body).await.unwrap();
    let kept = discord.messages(er)[0].attachments.clone();
    assert_eq!(
        kept,
        [Attachment {
            name: "chart.png".into(),
            description: String::new(),
            bytes: vec![1, 2, 3]
        }]
    );
    http.delete_message(er.into(), sent.id, None).await.unwrap();
    assert!(discord.message(sent.id.get()).is_none());
    let recorded = std::fs::read_to_string(&record).unwrap();
    assert_eq!(recorded.lines().count(), 11);
    assert!(!recorded.contains(super::super::TOKEN));
    if let Some(description) = schema::description() {
        assert_eq!(schema::check(&description, &recorded), Vec::<String>::new());
        let wrong = recorded.replace("\"content\":\"digest\"", "\"content\":7");
        assert!(!schema::check(&description, &wrong).is_empty());
    }
    let mut twice = commands();
    twice[1] = twice[0].clone();
    let refused = http.create_guild_commands(discord.guild().into(), &twice).await;
    assert_eq!(code(refused), 50035);
}
