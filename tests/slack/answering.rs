//! What comes in.

use super::House;
use super::clerk::{card, in_slack, told};
use chrono::TimeDelta;
use insta::assert_snapshot;
use liaison::chat::{Chat, MessageRef, Told};
use liaison::domain::{Card, CaseNumber, Offer, Sight};
use std::time::Duration;

impl House {
    /// A card in its channel, known to the clerk.
    pub(super) async fn card(&self, number: i64) -> String {
        self.posted(card(number)).await
    }

    pub(super) async fn posted(&self, card: Card) -> String {
        self.clerk.cards.lock().unwrap().push(card.clone());
        let ts = self.slack.post(&in_slack("C1"), &card, self.key()).await.unwrap();
        let message = MessageRef {
            channel: in_slack("C1"),
            id: ts.clone(),
        };
        self.clerk.threads.lock().unwrap().push((message, card.number));
        ts
    }
}

#[tokio::test]
async fn a_command_is_answered_to_one_person_over_either_way() {
    for http in [false, true] {
        let house = House::with(http, Sight::Full).await;
        house.clerk.answers(told("Case #1 is yours: `/case reply 1 …`"));
        let seen = house.fake.command("U1", "C1", "/case", "claim 1").await;
        assert_eq!(seen.plain(), "Case #1 is yours: `/case reply 1 …`");
        assert_eq!(seen.ephemeral.len(), 1);
        let seen = house
            .fake
            .command(
                "U1",
                "C1",
                "/case",
                "reply 1 It’s “fine” &lt;3 &amp; <https://a.example>",
            )
            .await;
        assert_eq!(seen.ephemeral.len(), 1);
        assert_eq!(
            house.clerk.commands(),
            [
                "ana: Case(Claim(Claim { case: 1 }))",
                "ana: Case(Reply(Reply { case: 1, text: \"It’s “fine” <3 & https://a.example\" }))",
            ]
        );
        let seen = house.fake.command("U1", "C1", "/case", "clam 1").await;
        assert!(seen.plain().contains("claim"), "{}", seen.plain());
        let seen = house.fake.command("U3", "C1", "/case", "claim 1").await;
        assert!(seen.plain().contains("doesn’t know you"), "{}", seen.plain());
        house.close();
    }
}

#[tokio::test]
async fn a_slow_answer_follows_its_acknowledgement() {
    for http in [false, true] {
        let house = House::with(http, Sight::Full).await;
        house.fake.command("U1", "C1", "/desk", "status").await;
        house.clerk.takes(2_500);
        let many = (0..4).map(|_| house.fake.command("U1", "C1", "/case", "claim 1"));
        futures_util::future::join_all(many).await;
        assert_eq!(house.clerk.most_at_once(), 4, "nobody waits for another");
        house.close();
    }
}

#[tokio::test]
async fn an_answer_follows_though_slack_breaks_off_and_asks_for_patience() {
    use crate::fakes::slack::Fault;
    let house = House::with(true, Sight::Full).await;
    house.clerk.takes(2_500);
    house.clerk.answers(told("Case #1 is yours."));
    for fault in [
        Fault::Internal,
        Fault::Ratelimited(3),
        Fault::Ratelimited(2),
        Fault::Reset,
    ] {
        house.fake.fail_next("response_url", fault);
    }
    let seen = house.fake.command("U1", "C1", "/case", "claim 1").await;
    assert_eq!(seen.plain(), "Case #1 is yours.");
    house.close();
}

#[tokio::test]
async fn a_forged_request_is_turned_away() {
    use crate::fakes::slack::Forgery;
    let house = House::with(true, Sight::Full).await;
    assert!(house.fake.verify_url().await);
    let payload = house.fake.command_payload("U1", "C1", "/case", "claim 1");
    for forgery in [
        Forgery::BadSignature,
        Forgery::NoSignature,
        Forgery::OldTimestamp,
        Forgery::FutureTimestamp,
        Forgery::AlteredBody,
    ] {
        assert_eq!(house.fake.forge(forgery, &payload).await, Ok(401));
    }
    assert_eq!(house.clerk.commands(), Vec::<String>::new());
    house.close();
}

#[tokio::test]
async fn buttons_act_and_say_kindly_what_can_not_be() {
    let house = House::open().await;
    let ts = house.card(1).await;
    let seen = house.fake.press("U1", "C1", &ts, "claim").await;
    assert_eq!(seen.plain(), "Done.");
    house
        .clerk
        .answers(Told::Refused("Case #1 is with ana since 09:00.".to_owned()));
    let seen = house.fake.press("U2", "C1", &ts, "Resolve").await;
    assert_eq!(seen.plain(), "Case #1 is with ana since 09:00.");
    house
        .fake
        .person("U2", |person| person.team = "T0OTHER".to_owned());
    let seen = house.fake.press("U2", "C1", &ts, "Resolve").await;
    assert!(seen.plain().contains("own Slack workspace"), "{}", seen.plain());
    assert_eq!(
        house.clerk.commands(),
        [
            "ana: Case(Claim(Claim { case: 1 }))",
            "ben: Case(Resolve(Resolve { case: 1, note: None }))"
        ]
    );
    house.close();
}

#[tokio::test]
async fn a_reply_is_written_in_a_form_and_its_draft_is_kept() {
    let house = House::open().await;
    let ts = house.card(1).await;
    let view = house.fake.press("U1", "C1", &ts, "reply").await.view.unwrap();
    assert_snapshot!(view.plain(), @r"
    📣 Public: everyone on Bluesky will read this, under @rosa.example’s post.
    > Six hours in the ER & still *waiting* <!channel>
    The words of your answer: []
    ");
    let long = "é".repeat(301);
    let sent = house.fake.submit("U1", &view.id, &[("text", &long)]).await;
    assert_snapshot!(sent.errors["text"], @"That is 1 character too long for Bluesky: shorten it and send it again.");
    assert_eq!(house.clerk.commands(), Vec::<String>::new());
    house
        .clerk
        .answers(Told::Refused("The author has deleted the post.".to_owned()));
    let sent = house
        .fake
        .submit("U1", &view.id, &[("text", "We are sorry.")])
        .await;
    assert_eq!(sent.errors["text"], "The author has deleted the post.");
    house.clerk.answers(told("It is on its way."));
    let sent = house
        .fake
        .submit("U1", &view.id, &[("text", " We are\nsorry. ")])
        .await;
    assert!(sent.closed, "{sent:?}");
    assert_eq!(
        house.clerk.commands()[1],
        "ana: Case(Reply(Reply { case: 1, text: \" We are\\nsorry. \" }))"
    );
    house.close();
}

#[tokio::test]
async fn what_the_guard_found_stands_above_the_words_that_are_kept() {
    let house = House::open().await;
    let ts = house.card(1).await;
    let view = house.fake.press("U1", "C1", &ts, "reply").await.view.unwrap();
    let found = "This can’t go out as it is.\n• “your chart”: it tells that she is a patient.";
    let waits = Told::Answer {
        text: "Nothing is out yet: your draft waits for somebody else’s yes.".to_owned(),
        case: None,
        offer: Some(Offer::Change { case: CaseNumber(1) }),
    };
    for said in [Told::Refused(found.to_owned()), waits] {
        house.clerk.answers(said);
        let words = "We looked into your chart.";
        let sent = house.fake.submit("U1", &view.id, &[("text", words)]).await;
        let again = sent.view.expect("the form stays");
        let read = again.plain();
        assert!(read.starts_with("⚠️ "), "{read}");
        assert!(read.contains(words), "{read}");
    }
    house.clerk.answers(told("It is on its way."));
    let sent = house.fake.submit("U1", &view.id, &[]).await;
    assert!(sent.closed, "what was written is still in it: {sent:?}");
    house.close();
}

#[tokio::test]
async fn a_typed_answer_that_is_refused_is_given_back() {
    let house = House::open().await;
    house
        .clerk
        .answers(Told::Refused("Please accept the policy first.".to_owned()));
    let seen = house
        .fake
        .command("U1", "C1", "/case", "reply 1 Thank you, *Kay* &lt;3")
        .await;
    assert_snapshot!(seen.plain(), @r"
    Please accept the policy first.
    You wrote
    > Thank you, *Kay* <3
    [Change it…]
    ");
    house.close();
}

#[tokio::test]
async fn a_button_of_an_answer_does_what_it_offers() {
    let house = House::open().await;
    let offer = Offer::Run {
        label: "I accept".to_owned(),
        line: "/desk enroll accept 1".to_owned(),
    };
    house.clerk.answers(Told::Answer {
        text: "How we write in public".to_owned(),
        case: None,
        offer: Some(offer),
    });
    let seen = house.fake.command("U1", "C1", "/desk", "enroll").await;
    let ts = seen.ephemeral[0].ts.clone();
    house.clerk.answers(told("Thank you."));
    let seen = house.fake.press("U1", "C1", &ts, "I accept").await;
    assert_eq!(seen.plain(), "Thank you.");
    assert_eq!(
        house.clerk.commands()[1],
        "ana: Desk(Enroll(Enroll { what: Some(\"accept\"), version: Some(\"1\") }))"
    );
    house.close();
}

#[tokio::test]
async fn a_form_waits_for_a_slow_case_and_for_a_slow_answer() {
    let house = House::open().await;
    let ts = house.card(1).await;
    house.clerk.takes(700);
    house.fake.taps("U1", "C1", &ts, "reply").await;
    let view = house
        .fake
        .until_view("U1", |view| view.plain().contains("Public:"))
        .await;
    house
        .clerk
        .answers(Told::Refused("The author has deleted the post.".to_owned()));
    house
        .fake
        .submit("U1", &view.id, &[("text", "We are sorry.")])
        .await;
    let view = house
        .fake
        .until_view("U1", |view| view.plain().contains("deleted"))
        .await;
    assert!(view.plain().contains("We are sorry."), "{}", view.plain());
    house.close();
}

#[tokio::test]
async fn every_verb_is_behind_more() {
    let house = House::open().await;
    let ts = house.card(1).await;
    let list = house.fake.press("U1", "C1", &ts, "more").await.view.unwrap();
    let form = house
        .fake
        .choose_in_view("U1", &list.id, ("choice", "transfer"))
        .await
        .view
        .unwrap();
    assert_snapshot!(form.plain(), @r"
    Pass a case on to the department that can help.
    > Six hours in the ER & still *waiting* <!channel>
    The department that should have the case: [Choose… ▾]
    A word to that department about why: []
    ");
    let sent = house
        .fake
        .submit("U1", &form.id, &[("department", "billing"), ("why", "a bill")])
        .await;
    assert!(sent.closed, "{sent:?}");
    assert_eq!(
        house.clerk.commands(),
        ["ana: Case(Transfer(Transfer { case: 1, department: \"billing\", why: Some(\"a bill\") }))"]
    );
    house.close();
}

#[tokio::test]
async fn in_a_thread_liaison_is_addressed_by_name() {
    let house = House::open().await;
    let ts = house.card(1).await;
    house.fake.mention("U1", "C1", Some(&ts), "claim").await;
    house
        .fake
        .until_ephemeral("U1", |m| {
            m.plain() == "Done." && m.thread_ts.as_deref() == Some(&ts)
        })
        .await;
    house.fake.mention("U1", "C1", None, "desk list").await;
    house
        .fake
        .until_ephemeral("U1", |m| m.plain() == "Done." && m.thread_ts.is_none())
        .await;
    assert_eq!(
        house.clerk.commands(),
        [
            "ana: Case(Claim(Claim { case: 1 }))",
            "ana: Desk(List(List { which: None }))"
        ]
    );
    house.close();
}

#[tokio::test]
async fn a_message_is_handed_in_as_a_case() {
    let house = House::open().await;
    let ts = house
        .fake
        .say("U2", "C1", None, "Someone at the desk lost a &lt;red&gt; coat");
    let form = house
        .fake
        .shortcut("U1", "open_case", "C1", &ts)
        .await
        .view
        .unwrap();
    assert!(form.plain().contains("lost a <red> coat"), "{}", form.plain());
    let sent = house.fake.submit("U1", &form.id, &[]).await;
    assert!(sent.view.unwrap().plain().contains("Case #9 is open."));
    let handed = house.clerk.handed.lock().unwrap()[0].clone();
    assert_eq!(handed.text, "Someone at the desk lost a <red> coat");
    assert_eq!(handed.message.id, ts);
    assert!(handed.link.is_some());
    let card = house.card(1).await;
    let list = house
        .fake
        .shortcut("U1", "open_case", "C1", &card)
        .await
        .view
        .unwrap();
    assert_eq!(list.title(), "Case #1");
    house.close();
}

#[tokio::test]
async fn the_home_page_shows_cases_and_acts_on_them() {
    let house = House::open().await;
    house.card(1).await;
    let page = house.fake.open_home("U1").await;
    assert_snapshot!(page.plain(), @r"
    Your cases
    You hold no case.
    ———
    Waiting in your department
    #1 · high · wait time · emergency
    Six hours in the ER & still *waiting* <!channel>
    [Claim] [Show] [More…]
    ");
    let seen = house.fake.press_in_view("U1", &page.id, "claim/1").await;
    assert!(seen.plain().contains("Done."), "{}", seen.plain());
    house.close();
}

#[tokio::test]
async fn lines_of_the_socket_are_replaced_and_nothing_is_lost() {
    let house = House::open().await;
    house.fake.refresh_sockets();
    house.fake.command("U1", "C1", "/case", "claim 1").await;
    house.fake.connected(2).await;
    house.fake.drop_sockets();
    house.fake.command("U1", "C1", "/case", "claim 2").await;
    house.fake.warn_sockets();
    house.fake.command("U1", "C1", "/case", "claim 3").await;
    assert_eq!(house.clerk.commands().len(), 3);
    house.close();
}

#[tokio::test]
async fn a_socket_that_is_away_is_told_and_comes_back() {
    let house = House::open().await;
    house.fake.refuse_sockets(true);
    house.fake.drop_sockets();
    tokio::time::sleep(Duration::from_millis(300)).await;
    house.clock.advance(TimeDelta::seconds(31));
    let ailments = house.slack.ailments();
    assert_eq!(ailments.len(), 1);
    assert_eq!(ailments[0].subject, "slack/socket");
    house.fake.refuse_sockets(false);
    house.fake.command("U1", "C1", "/case", "claim 1").await;
    assert!(house.slack.ailments().is_empty());
    house.close();
}

#[tokio::test]
async fn an_event_that_comes_again_does_nothing_twice() {
    let house = House::open().await;
    let ts = house.card(1).await;
    let (event, _) = house.fake.mention_event("U1", "C1", Some(&ts), "claim").await;
    house.fake.until_ephemeral("U1", |m| m.plain() == "Done.").await;
    house.fake.redeliver(&event).await;
    house.fake.command("U1", "C1", "/desk", "status").await;
    assert_eq!(house.clerk.commands().len(), 2);
    assert_eq!(house.fake.ephemerals("U1").len(), 2);
    house.close();
}
