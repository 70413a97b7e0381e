//! Cards, lines and lists, and what is made of trouble.

use super::*;
use crate::fakes::discord::{Fault, Ping};
use liaison::chat::Listing;
use liaison::domain::{Line, SendError};

#[tokio::test]
async fn a_card_has_a_thread_and_is_said_once() {
    let guild = Guild::open(Sight::Full).await;
    let (to, key) = (guild.reference(guild.channel), guild.key());
    let id = guild.chat.post(&to, &card(1), key).await.unwrap();
    assert_eq!(guild.chat.post(&to, &card(1), key).await.unwrap(), id);
    let [message] = guild.fake.messages(guild.channel).try_into().unwrap();
    assert_eq!(message.pings(), []);
    assert!(
        message
            .links()
            .iter()
            .all(|link| link.url == "https://bsky.example/1"),
        "{:?}",
        message.links()
    );
    assert_eq!(
        message.buttons(),
        [
            "Claim",
            "Reply",
            "Escalate",
            "Resolve",
            "More…",
            "Note",
            "Open the post"
        ]
    );
    let thread = guild.fake.thread_of(message.id).unwrap();
    assert_eq!(thread.name, "#1 · wait time · emergency");
    let held = Card {
        status: "held".to_owned(),
        holder: Some("ana".to_owned()),
        ..card(1)
    };
    guild
        .chat
        .redraw(&guild.message(guild.channel, &id), &held)
        .await
        .unwrap();
    assert!(guild.seen(guild.channel)[0].contains("#1 · held by ana · high · Bluesky"));
    guild.fake.permit(160_004);
    guild.close();
}

#[tokio::test]
async fn a_redacted_card_holds_no_words() {
    let guild = Guild::open(Sight::Redacted).await;
    guild.posted(1).await;
    let seen = &guild.seen(guild.channel)[0];
    assert!(
        !seen.contains("Six hours")
            && !seen.to_lowercase().contains("kay")
            && seen.contains("[See the post]"),
        "{seen}"
    );
    guild.close();
}

#[tokio::test]
async fn a_critical_case_wakes_those_on_call_and_nobody_else() {
    let guild = Guild::open(Sight::Full).await;
    let critical = Card {
        on_call: vec![StaffName::from("ana"), StaffName::from("nobody")],
        ..card(1)
    };
    let id = guild
        .chat
        .post(&guild.reference(guild.channel), &critical, guild.key())
        .await
        .unwrap();
    let pings = guild.fake.message(id.parse().unwrap()).unwrap().pings().to_vec();
    assert_eq!(pings, [Ping::User(guild.ana)]);
    guild.close();
}

#[tokio::test]
async fn what_is_said_goes_into_the_thread_whatever_became_of_it() {
    let guild = Guild::open(Sight::Full).await;
    let message = guild.posted(1).await;
    let id = message.id.to_string();
    let place = guild.place(guild.channel, Some(&id));
    let line = Line::of(&StaffName::from("ana")).text(" has this now.");
    guild.chat.say(&place, &line, guild.key()).await.unwrap();
    guild.fake.archive(message.id);
    guild.chat.say(&place, &line, guild.key()).await.unwrap();
    guild.fake.permit(50_083);
    guild.fake.permit(160_005);
    guild.fake.lock(message.id);
    guild
        .chat
        .say(&place, &Line::from("Locked, and said."), guild.key())
        .await
        .unwrap();
    let said = guild.seen(message.id);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].starts_with("@ana has this now."), "{said:?}");
    guild.fake.permit(10_003);
    guild.fake.delete_channel(message.id);
    guild
        .chat
        .say(&place, &Line::from("Begun anew."), guild.key())
        .await
        .unwrap();
    assert_eq!(guild.seen(message.id).len(), 1);
    let thread = guild.fake.thread_of(message.id).unwrap();
    assert_eq!(thread.name, "#1 · wait time · emergency");
    guild.close();
}

#[tokio::test]
async fn in_a_forum_a_card_is_a_post_of_its_own() {
    let guild = Guild::open(Sight::Full).await;
    let (to, key) = (guild.reference(guild.forum), guild.key());
    let id = guild.chat.post(&to, &card(2), key).await.unwrap();
    let [post] = guild.fake.threads(guild.forum).try_into().unwrap();
    assert_eq!(
        (post.id.to_string(), post.tags),
        (id.clone(), vec!["high".to_owned(), "wait time".to_owned()])
    );
    guild.fake.permit(50_083);
    guild.fake.archive(post.id);
    guild
        .chat
        .redraw(&guild.message(guild.forum, &id), &card(2))
        .await
        .unwrap();
    let place = guild.place(guild.forum, Some(&id));
    guild
        .chat
        .say(&place, &Line::from("Said in it."), guild.key())
        .await
        .unwrap();
    assert_eq!(guild.seen(post.id).len(), 2);
    guild
        .chat
        .say(
            &guild.place(guild.forum, None),
            &Line::from("A page."),
            guild.key(),
        )
        .await
        .unwrap();
    assert_eq!(guild.fake.threads(guild.forum).len(), 2);
    let found = guild
        .chat
        .find(&guild.place(guild.forum, None), key)
        .await
        .unwrap();
    assert_eq!(found, Some(id));
    guild.close();
}

#[tokio::test]
async fn what_may_have_been_said_is_found_long_after() {
    let guild = Guild::open(Sight::Full).await;
    let to = guild.reference(guild.channel);
    let (first, second, never) = (guild.key(), guild.key(), guild.key());
    guild.fake.fail_next("POST", "/messages", Fault::ResetAfter);
    let lost = guild.chat.post(&to, &card(1), first).await;
    assert!(matches!(lost, Err(SendError::Unknown { .. })), "{lost:?}");
    let id = guild.fake.messages(guild.channel)[0].id.to_string();
    let thread = guild.place(guild.channel, Some(&id));
    let page = guild.place(guild.channel, None);
    guild.fake.permit(10_003);
    assert_eq!(guild.chat.find(&thread, second).await.unwrap(), None);
    guild.fake.fail_next("POST", "/messages", Fault::InternalAfter);
    let lost = guild.chat.say(&page, &Line::from("Late."), second).await;
    assert!(matches!(lost, Err(SendError::Unknown { .. })), "{lost:?}");
    (0..150).for_each(|n| {
        guild.fake.say(guild.ana, guild.channel, &format!("word {n}"));
    });
    guild.wait(TimeDelta::hours(3));
    assert_eq!(guild.chat.find(&page, first).await.unwrap(), Some(id));
    assert!(guild.chat.find(&page, second).await.unwrap().is_some());
    assert_eq!(guild.chat.find(&page, never).await.unwrap(), None);
    guild.close();
}

#[tokio::test]
async fn a_burst_is_one_message() {
    let guild = Guild::open(Sight::Redacted).await;
    let cards = (1..=40).map(card).collect();
    guild
        .chat
        .list(&guild.reference(guild.channel), &Listing { cards }, guild.key())
        .await
        .unwrap();
    let [seen] = guild.seen(guild.channel).try_into().unwrap();
    assert!(
        seen.contains("40 more new cases")
            && seen.contains("#40 · high · wait time")
            && !seen.contains("Six"),
        "{seen}"
    );
    guild.close();
}

#[tokio::test]
async fn trouble_is_told_apart() {
    let guild = Guild::open(Sight::Full).await;
    let to = guild.reference(guild.channel);
    let post = async || guild.chat.post(&to, &card(1), guild.key()).await;
    post().await.unwrap();
    guild
        .fake
        .fail_next("POST", "/messages", Fault::RateLimited(7, "user"));
    let told = post().await.unwrap_err();
    assert!(
        matches!(told, SendError::Retry { after: Some(wait), .. } if wait == Duration::from_secs(7)),
        "{told:?}"
    );
    let calls = guild.fake.calls("POST", "/messages");
    assert!(matches!(
        post().await,
        Err(SendError::Retry { after: Some(_), .. })
    ));
    assert_eq!(
        guild.fake.calls("POST", "/messages"),
        calls,
        "it is not asked while it has to wait"
    );
    guild.wait(TimeDelta::seconds(8));

    guild.fake.permit(50_013);
    guild.fake.deny(guild.channel, 1 << 11);
    assert!(matches!(post().await, Err(SendError::Blocked { .. })));
    let calls = guild.fake.calls("POST", "/messages");
    assert!(matches!(post().await, Err(SendError::Blocked { .. })));
    assert_eq!(
        guild.fake.calls("POST", "/messages"),
        calls,
        "a shut door is left alone"
    );
    guild.fake.allow(guild.channel);
    guild.wait(TimeDelta::seconds(61));
    post().await.unwrap();

    guild.fake.revoke_token();
    assert!(matches!(post().await, Err(SendError::Blocked { .. })));
    assert_eq!(guild.chat.ailments()[0].subject, "discord");
    guild.fake.restore_token();
    guild.wait(TimeDelta::seconds(61));
    post().await.unwrap();
    assert_eq!(guild.chat.ailments(), []);

    guild.fake.permit(10_008);
    let gone = guild
        .chat
        .redraw(&guild.message(guild.channel, "123"), &card(1))
        .await;
    assert!(matches!(gone, Err(SendError::GiveUp { .. })), "{gone:?}");
    guild.fake.permit(10_003);
    guild.fake.delete_channel(guild.channel);
    assert!(matches!(post().await, Err(SendError::Blocked { .. })));
    guild.close();
}

#[tokio::test]
async fn a_check_says_what_is_missing() {
    let guild = Guild::open(Sight::Full).await;
    let found = guild.chat.check().await;
    assert!(found.iter().all(Result::is_ok), "{found:?}");
    guild.fake.deny(guild.channel, 1 << 14);
    guild.fake.delete_channel(guild.forum);
    guild.fake.permit(10_003);
    let wrong: Vec<String> = guild
        .chat
        .check()
        .await
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert!(
        wrong[0].contains("of emergency: give liaison Embed Links there"),
        "{wrong:?}"
    );
    assert!(wrong[1].contains("of billing is not there"), "{wrong:?}");
    guild.fake.revoke_token();
    assert!(guild.chat.check().await[0].is_err());
    guild.close();
}
