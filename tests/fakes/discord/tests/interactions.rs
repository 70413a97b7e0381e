//! Commands, buttons and forms, with a real client on the other side.

use super::super::{Input, Message, Modal, Seen, permission};
use super::{Bot, Watch, ana_and_er, code, http, joins, open, registers};
use chrono::TimeDelta;
use serde_json::{Value, json};
use serenity::all::Interaction;

/// Answers each kind of interaction in its own way.
fn answers(interaction: &Interaction) -> Value {
    match interaction {
        Interaction::Autocomplete(_) => {
            json!({ "type": 8, "data": { "choices": [{ "name": "1 — waiting", "value": 1 }] } })
        }
        Interaction::Component(press) if press.data.custom_id == "reply:1" => {
            let input =
                json!({ "type": 4, "custom_id": "text", "label": "Words", "style": 2, "max_length": 300 });
            let data = json!({ "custom_id": "reply:1", "title": "Reply", "components": [{ "type": 1, "components": [input] }] });
            json!({ "type": 9, "data": data })
        }
        Interaction::Component(_) => {
            json!({ "type": 7, "data": { "content": "[1] **held** by ana", "components": [] } })
        }
        Interaction::Command(asked) if asked.guild_id.is_none() => {
            json!({ "type": 4, "data": { "content": "Not here.", "flags": 64 } })
        }
        _ => json!({ "type": 4, "data": { "content": "Case 1 is yours.", "flags": 64 } }),
    }
}

fn card() -> Value {
    let claim = json!({ "type": 2, "style": 1, "label": "Claim", "custom_id": "claim:1" });
    let reply = json!({ "type": 2, "style": 2, "label": "Reply", "custom_id": "reply:1" });
    let menu =
        json!({ "type": 3, "custom_id": "more", "options": [{ "label": "Escalate", "value": "escalate" }] });
    json!({ "content": "[1] waiting", "components": [
        { "type": 1, "components": [claim, reply] }, { "type": 1, "components": [menu] },
    ]})
}

#[tokio::test]
async fn people_do_what_they_do_and_see_what_they_see() {
    let discord = open(&Watch::new(), false, None).await;
    let (ana, er) = ana_and_er(&discord);
    let role = discord.add_role("staff");
    discord.give_role(ana, role);
    discord.take_role(ana, role);
    registers(&discord).await;
    let bot = Bot {
        answer: Some(answers),
        ..Bot::default()
    };
    let bot = joins(&discord, bot).await;
    let seen: Seen = discord
        .command(ana, er, "case", "claim", &[("number", "1"), ("why", "mine")])
        .await;
    assert_eq!(seen.as_read(), "Case 1 is yours.");
    assert!(!seen.deferred && seen.public.is_empty());
    let offered = discord
        .autocomplete((ana, er), ("case", "claim"), ("number", "1"), &[("why", "mine")])
        .await;
    assert_eq!(offered, [("1 — waiting".to_owned(), json!(1))]);
    let seen = discord.dm_command(ana, "case", "claim", &[("number", "1")]).await;
    assert_eq!(seen.as_read(), "Not here.");
    let card = http(&discord)
        .send_message(er.into(), Vec::new(), &card())
        .await
        .unwrap();
    let card: Message = discord
        .until_message(er, "a card", |m| m.id == card.id.get())
        .await;
    assert_eq!(card.as_read(), "[1] waiting\n[Claim] [Reply]\n[more]");
    assert_eq!(card.buttons(), ["Claim", "Reply"]);
    let seen = discord.message_command(ana, "Open a case", card.id).await;
    assert_eq!(seen.as_read(), "Case 1 is yours.");
    let modal: Modal = discord.press(ana, er, card.id, "Reply").await.modal.unwrap();
    assert_eq!(
        (modal.title.as_str(), modal.inputs[0].label.as_str()),
        ("Reply", "Words")
    );
    let input: &Input = &modal.inputs[0];
    assert!(input.required && input.paragraph && input.value.is_empty() && input.placeholder.is_empty());
    let seen = discord.submit(ana, &modal, &[("text", "We are sorry.")]).await;
    assert_eq!(seen.as_read(), "Case 1 is yours.");
    assert_eq!(discord.look_again(&seen).ephemeral.len(), 1);
    let seen = discord.choose(ana, er, card.id, "more", &["escalate"]).await;
    assert_eq!(seen.redrawn.unwrap().as_read(), "[1] held by ana");
    assert_eq!(discord.messages(er).len(), 1);
    assert!(discord.slowest_answer() < super::super::PATIENCE);
    assert_eq!(
        bot.heard
            .lock()
            .unwrap()
            .iter()
            .filter(|h| *h == "interaction")
            .count(),
        7
    );
    discord.deny(er, permission::SEND);
    assert_eq!(discord.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_deferral_is_filled_later_and_stays_as_private_as_it_began() {
    let discord = open(&Watch::new(), false, None).await;
    let (ana, er) = ana_and_er(&discord);
    registers(&discord).await;
    let bot = Bot {
        answer: Some(|_| json!({ "type": 5, "data": { "flags": 64 } })),
        later: Some(json!({ "content": "Done." })),
        ..Bot::default()
    };
    joins(&discord, bot).await;
    let seen = discord
        .command(ana, er, "case", "claim", &[("number", "1")])
        .await;
    assert!(seen.deferred);
    assert_eq!(seen.as_read(), "Done.");
    assert_eq!(discord.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn an_interaction_is_answered_once_and_in_time() {
    let watch = Watch::new();
    let discord = open(&watch, false, None).await;
    let (ana, er) = ana_and_er(&discord);
    registers(&discord).await;
    let http = http(&discord);
    let asks = || {
        discord.change(|kept| {
            let data = super::super::commands::invocation(kept, "case", "claim", &[("number", "1")], None);
            let token = kept.interact(&super::super::acts::deed(2, ana, er, data));
            (kept.interactions[&token].id, token)
        })
    };
    let reply = json!({ "type": 4, "data": { "content": "a", "flags": 64 } });
    let answers = async |id: u64, token: &str, body: &Value| {
        http.create_interaction_response(id.into(), token, body, Vec::new())
            .await
    };
    let (id, token) = asks();
    assert_eq!(code(answers(id, &token, &json!({ "type": 6 })).await), 50035);
    answers(id, &token, &reply).await.unwrap();
    assert_eq!(code(answers(id, &token, &reply).await), 40060);
    let more = json!({ "content": "more" });
    http.create_followup_message(&token, &more, Vec::new())
        .await
        .unwrap();
    assert_eq!(
        http.get_original_interaction_response(&token)
            .await
            .unwrap()
            .content,
        "a"
    );
    http.delete_original_interaction_response(&token).await.unwrap();
    watch.moves(TimeDelta::minutes(16));
    assert_eq!(
        code(http.create_followup_message(&token, &more, Vec::new()).await),
        50027
    );
    let (id, token) = asks();
    watch.moves(TimeDelta::seconds(4));
    assert_eq!(code(answers(id, &token, &reply).await), 10062);
    let (id, token) = asks();
    let modal = json!({ "type": 9, "data": { "custom_id": "m", "title": "t".repeat(46), "components": [] } });
    assert_eq!(code(answers(id, &token, &modal).await), 50035);
    assert_eq!(discord.violations().len(), 5);
    assert_eq!(discord.messages(er).len(), 1);
}

#[tokio::test]
async fn who_presses_before_a_bot_that_is_gone_may_press_again() {
    let discord = open(&Watch::new(), false, None).await;
    let (ana, er) = ana_and_er(&discord);
    registers(&discord).await;
    let http = http(&discord);
    let sent = http.send_message(er.into(), Vec::new(), &card()).await.unwrap();
    let (at, card) = ((ana, er), sent.id.get());
    assert!(discord.tries_press(at, card, "Claim").await.is_none());
    let bot = Bot {
        answer: Some(answers),
        ..Bot::default()
    };
    let _bot = joins(&discord, bot).await;
    assert!(discord.tries_press(at, card, "Resolve").await.is_none());
    let seen = discord.tries_press(at, card, "Reply").await.unwrap();
    let modal: Modal = seen.modal.unwrap();
    let sent = discord.tries_submit(ana, &modal, &[("text", "Hello")]).await;
    assert_eq!(sent.unwrap().as_read(), "Case 1 is yours.");
    let options = [("number", "1")];
    let seen = discord.tries_command(at, ("case", "claim"), &options).await;
    assert_eq!(seen.unwrap().as_read(), "Case 1 is yours.");
    let seen = discord.command_at_once(at, ("case", "claim"), &options).await;
    assert_eq!(discord.whole(&seen).await.as_read(), "Case 1 is yours.");
    assert_eq!(discord.violations(), Vec::<String>::new());
}
