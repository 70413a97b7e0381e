//! Answers that fit a case, under a list, and the reply form that one of them opens.

use super::*;
use commands::{Case, Command};
use liaison::chat::Told;
use liaison::domain::{Offer, Source, Suggestion};
use std::time::Duration;

fn answers() -> Vec<Suggestion> {
    let one = |source, urgent, text: &str| Suggestion {
        source,
        language: "en".to_owned(),
        urgent,
        text: text.to_owned(),
    };
    vec![
        one(
            Source::Resource("crisis".into()),
            true,
            "Please call or text *988*. @everyone",
        ),
        one(Source::Past(CaseNumber(7)), false, "The first hour is free."),
    ]
}

fn listed() -> Told {
    Told::Answer {
        text: "For case #7, as they would be sent:\n1. …".to_owned(),
        case: Some(CaseNumber(7)),
        offer: Some(Offer::Answers {
            case: CaseNumber(7),
            answers: answers(),
        }),
    }
}

#[tokio::test]
async fn a_list_of_answers_leads_to_the_form() {
    let guild = Guild::listening(Sight::Full).await;
    guild.posted(7).await;
    guild.desk.offers(answers());
    guild.desk.will_say(listed());
    let seen = guild
        .fake
        .command(guild.ana, guild.channel, "case", "suggest", &[("case", "7")])
        .await;
    let list = seen.ephemeral[0].id;
    let press = async |button: &'static str| guild.fake.press(guild.ana, guild.channel, list, button).await;
    let form = press("Use 1…").await.modal.unwrap();
    assert_eq!(form.title, "Reply to #7 in public");
    assert_eq!(form.inputs[0].value, "Please call or text *988*. @everyone");
    guild.desk.asked();
    guild.fake.submit(guild.ana, &form, &[]).await;
    let [ask] = guild.desk.asked().try_into().unwrap();
    let Command::Case(Case::Reply(reply)) = ask.command else {
        panic!()
    };
    assert_eq!(
        (reply.case, reply.text.as_str()),
        (7, "Please call or text *988*. @everyone")
    );
    guild.desk.offers(Vec::new());
    let gone = press("Use 2…").await;
    assert!(only(&gone).contains("not offered any more"), "{gone:?}");
    guild.close();
}

#[tokio::test]
async fn a_slow_desk_is_told_and_nothing_is_lost() {
    let guild = Guild::listening(Sight::Full).await;
    guild.posted(7).await;
    guild.desk.offers(answers());
    guild.desk.will_say(listed());
    let seen = guild
        .fake
        .command(guild.ana, guild.channel, "case", "suggest", &[("case", "7")])
        .await;
    guild.desk.stalls(Duration::from_secs(5));
    let slow = guild
        .fake
        .press(guild.ana, guild.channel, seen.ephemeral[0].id, "Use 1…")
        .await;
    assert!(only(&slow).contains("press it again"), "{slow:?}");
    guild.close();
}

#[tokio::test]
async fn a_card_of_somebody_in_danger_says_that_help_is_ready() {
    let guild = Guild::listening(Sight::Full).await;
    let mut urgent = card(7);
    (urgent.urgency, urgent.topic) = (Urgency::Critical, Topic::Safety);
    let message = guild.shown(urgent).await;
    guild
        .fake
        .press(guild.ana, guild.channel, message.id, "🆘 Help is ready")
        .await;
    let [ask] = guild.desk.asked().try_into().unwrap();
    assert!(matches!(ask.command, Command::Case(Case::Suggest(_))));
    guild.close();
}

#[tokio::test]
async fn an_invitation_is_asked_about_before_everybody_reads_it() {
    let guild = Guild::listening(Sight::Full).await;
    let message = guild.posted(7).await;
    let more = guild
        .fake
        .press(guild.ana, guild.channel, message.id, "More…")
        .await;
    let menu = more.ephemeral[0].id;
    let asked = guild
        .fake
        .choose(guild.ana, guild.channel, menu, "pick/7/0", &["handoff"])
        .await;
    assert!(guild.desk.asked().is_empty(), "nothing is said by choosing");
    let sure = asked.redrawn.unwrap();
    guild
        .fake
        .press(guild.ana, guild.channel, sure.id, "Invite in public")
        .await;
    let [ask] = guild.desk.asked().try_into().unwrap();
    assert!(matches!(ask.command, Command::Case(Case::Handoff(_))));
    guild.close();
}
