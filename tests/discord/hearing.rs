//! Commands, buttons, menus, forms: what people do, and what they read then.

use super::*;
use commands::{Case, Command, Desk};
use liaison::chat::Told;
use liaison::domain::Offer;

fn refused(why: &str) -> Told {
    Told::Refused(why.to_owned())
}

#[tokio::test]
async fn a_command_is_answered_to_one_person() {
    let guild = Guild::listening(Sight::Redacted).await;
    let seen = guild
        .fake
        .command(guild.ana, guild.channel, "case", "claim", &[("case", "1")])
        .await;
    assert_eq!(only(&seen), "Done. See `/case show 1`.");
    let [ask] = guild.desk.asked().try_into().unwrap();
    assert_eq!(ask.staff.name, StaffName::from("ana"));
    assert!(ask.once.unwrap().starts_with("discord/"));
    assert_eq!(ask.sight, Sight::Redacted);
    guild.close();
}

#[tokio::test]
async fn in_a_thread_the_number_may_be_left_out() {
    let guild = Guild::listening(Sight::Full).await;
    let message = guild.posted(7).await;
    let text = "Thank you.\n\nWe’re *sorry*.";
    guild
        .fake
        .command(guild.ana, message.id, "case", "reply", &[("text", text)])
        .await;
    let [ask] = guild.desk.asked().try_into().unwrap();
    let Command::Case(Case::Reply(reply)) = ask.command else {
        panic!()
    };
    assert_eq!((reply.case, reply.text.as_str()), (7, text));
    let seen = guild
        .fake
        .command(guild.ana, guild.channel, "case", "claim", &[])
        .await;
    assert!(only(&seen).contains("number of the case"), "{seen:?}");
    guild.close();
}

#[tokio::test]
async fn whatever_the_database_does_there_is_an_answer_in_time() {
    let guild = Guild::listening(Sight::Full).await;
    guild.desk.stalls(Duration::from_secs(4));
    let seen = guild
        .fake
        .command(guild.ana, guild.channel, "case", "claim", &[("case", "1")])
        .await;
    assert!(seen.deferred);
    assert_eq!(only(&seen), "Done. See `/case show 1`.");
    let options = guild
        .fake
        .autocomplete((guild.ana, guild.channel), ("case", "claim"), ("case", "1"), &[])
        .await;
    assert!(options.is_empty());
    assert!(guild.fake.slowest_answer() < Duration::from_millis(2_500));
    guild.close();
}

#[tokio::test]
async fn a_promise_is_kept_though_discord_breaks_off_and_asks_for_patience() {
    let guild = Guild::listening(Sight::Full).await;
    guild.desk.stalls(Duration::from_secs(2));
    for fault in [
        fake::Fault::Internal,
        fake::Fault::RateLimited(6, "user"),
        fake::Fault::ResetAfter,
    ] {
        guild.fake.fail_next("PATCH", "/messages/@original", fault);
    }
    let claim = [("case", "1")];
    let asks = guild
        .fake
        .command(guild.ana, guild.channel, "case", "claim", &claim);
    let time_goes_on = async {
        while guild.fake.calls("PATCH", "/messages/@original") < 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        guild.wait(TimeDelta::seconds(7));
    };
    let (seen, ()) = tokio::join!(asks, time_goes_on);
    assert!(seen.deferred);
    assert_eq!(only(&seen), "Done. See `/case show 1`.");
    guild.close();
}

#[tokio::test]
async fn only_people_who_are_known_here_may_act() {
    let guild = Guild::listening(Sight::Full).await;
    let ben = guild.fake.add_user("ben");
    let claim = [("case", "1")];
    let seen = guild
        .fake
        .command(ben, guild.channel, "case", "claim", &claim)
        .await;
    assert!(only(&seen).contains("not on my list"), "{seen:?}");
    guild.fake.give_role(ben, guild.role);
    let seen = guild
        .fake
        .command(ben, guild.channel, "case", "claim", &claim)
        .await;
    assert!(only(&seen).starts_with("Done"), "{seen:?}");
    guild
        .fake
        .command(ben, guild.channel, "case", "claim", &claim)
        .await;
    guild.fake.take_role(ben, guild.role);
    guild
        .fake
        .command(ben, guild.channel, "case", "claim", &claim)
        .await;
    let told: Vec<usize> = guild
        .desk
        .met()
        .iter()
        .map(|member| member.groups.len())
        .collect();
    assert_eq!(
        told,
        [1, 1, 0],
        "roles are told each time: another process may have heard of others"
    );
    let seen = guild.fake.dm_command(guild.ana, "case", "claim", &claim).await;
    assert!(only(&seen).contains("Please ask me there"), "{seen:?}");
    guild.close();
}

#[tokio::test]
async fn what_fits_is_offered_while_typing() {
    let guild = Guild::listening(Sight::Full).await;
    guild.posted(7).await;
    guild.posted(12).await;
    let at = (guild.ana, guild.channel);
    let labels = |offered: Vec<(String, serde_json::Value)>| {
        offered.into_iter().map(|(label, _)| label).collect::<Vec<_>>()
    };
    let offered = guild
        .fake
        .autocomplete(at, ("case", "claim"), ("case", ""), &[])
        .await;
    assert_eq!(offered[0].1, 12, "their own first");
    assert_eq!(
        labels(offered),
        [
            "#12 · high · emergency · wait time",
            "#7 · high · emergency · wait time"
        ]
    );
    let offered = guild
        .fake
        .autocomplete(at, ("case", "transfer"), ("department", "bil"), &[])
        .await;
    assert_eq!(labels(offered), ["billing — BILLING"]);
    let offered = guild
        .fake
        .autocomplete(at, ("case", "tag"), ("tags", "snow po"), &[])
        .await;
    assert_eq!(labels(offered), ["snow portal"]);
    let stranger = guild.fake.add_user("stranger");
    let offered = guild
        .fake
        .autocomplete((stranger, guild.channel), ("case", "claim"), ("case", ""), &[])
        .await;
    assert!(offered.is_empty());
    guild.close();
}

#[tokio::test]
async fn a_button_acts_and_a_form_keeps_what_was_written() {
    let guild = Guild::listening(Sight::Full).await;
    let message = guild.posted(7).await;
    let seen = guild
        .fake
        .press(guild.ana, guild.channel, message.id, "Claim")
        .await;
    assert_eq!(only(&seen), "Done. See `/case show 1`.");
    let modal = guild
        .fake
        .press(guild.ana, guild.channel, message.id, "Reply")
        .await
        .modal
        .unwrap();
    assert_eq!(
        (modal.title.as_str(), modal.inputs[0].label.as_str()),
        (
            "Reply to #7 in public",
            "Public: everyone on Bluesky will read this"
        )
    );
    assert!(modal.inputs[1].value.contains("Six hours"));
    guild.desk.asked();
    guild.desk.will_say(refused("That says that she is a patient."));
    let draft = "We saw you <@1> on *Monday*.";
    let seen = guild.fake.submit(guild.ana, &modal, &[("text", draft)]).await;
    let read = only(&seen);
    assert!(
        read.starts_with("That says that she is a patient.") && read.contains("We saw you"),
        "{read}"
    );
    let [ask] = guild.desk.asked().try_into().unwrap();
    let Command::Case(Case::Reply(reply)) = ask.command else {
        panic!()
    };
    assert_eq!(reply.text, draft);
    let answer = seen.ephemeral[0].id;
    let again = guild
        .fake
        .press(guild.ana, guild.channel, answer, "Change it")
        .await
        .modal
        .unwrap();
    assert_eq!(again.inputs[0].value, draft);
    guild
        .fake
        .submit(guild.ana, &again, &[("text", "Thank you.")])
        .await;
    assert_eq!(guild.desk.asked().len(), 1);
    guild.close();
}

#[tokio::test]
async fn a_form_opens_in_time_without_the_case() {
    let guild = Guild::listening(Sight::Full).await;
    let message = guild.posted(7).await;
    guild.desk.stalls(Duration::from_secs(5));
    let modal = guild
        .fake
        .press(guild.ana, guild.channel, message.id, "Reply")
        .await
        .modal
        .unwrap();
    assert_eq!(modal.inputs.len(), 1);
    assert!(guild.fake.slowest_answer() < Duration::from_millis(2_500));
    guild.close();
}

#[tokio::test]
async fn all_else_is_behind_more() {
    let guild = Guild::listening(Sight::Full).await;
    let message = guild.posted(7).await;
    let more = guild
        .fake
        .press(guild.ana, guild.channel, message.id, "More…")
        .await;
    let menu = more.ephemeral[0].id;
    let step = guild
        .fake
        .choose(guild.ana, guild.channel, menu, "pick/7/0", &["transfer"])
        .await;
    let redrawn = step.redrawn.unwrap();
    let form = guild
        .fake
        .choose(
            guild.ana,
            guild.channel,
            redrawn.id,
            "choose/transfer/7/0",
            &["billing"],
        )
        .await;
    let modal = form.modal.unwrap();
    assert_eq!(
        modal
            .inputs
            .iter()
            .map(|it| it.custom_id.as_str())
            .collect::<Vec<_>>(),
        ["why"]
    );
    guild
        .fake
        .submit(guild.ana, &modal, &[("why", "Not ours.")])
        .await;
    let [ask] = guild.desk.asked().try_into().unwrap();
    let Command::Case(Case::Transfer(transfer)) = ask.command else {
        panic!()
    };
    assert_eq!(
        (
            transfer.case,
            transfer.department.as_str(),
            transfer.why.as_deref()
        ),
        (7, "billing", Some("Not ours."))
    );

    let more = guild
        .fake
        .press(guild.ana, guild.channel, message.id, "More…")
        .await;
    let step = guild
        .fake
        .choose(
            guild.ana,
            guild.channel,
            more.ephemeral[0].id,
            "pick/7/0",
            &["priority"],
        )
        .await;
    let menu = step.redrawn.unwrap().id;
    guild
        .fake
        .choose(
            guild.ana,
            guild.channel,
            menu,
            "choose/priority/7/0",
            &["critical"],
        )
        .await;
    let [ask] = guild.desk.asked().try_into().unwrap();
    assert!(matches!(ask.command, Command::Case(Case::Priority(_))));
    guild.close();
}

#[tokio::test]
async fn a_message_becomes_a_case_and_a_card_shows_its_own() {
    let guild = Guild::listening(Sight::Full).await;
    let card = guild.posted(1).await;
    let seen = guild
        .fake
        .message_command(guild.ana, "Open a case", card.id)
        .await;
    assert!(
        seen.ephemeral[0].buttons().contains(&"Claim".to_owned()),
        "{seen:?}"
    );
    assert!(matches!(
        guild.desk.asked()[0].command,
        Command::Case(Case::Show(_))
    ));
    let said = guild
        .fake
        .say(guild.ana, guild.channel, "My uncle says the portal is down");
    let seen = guild.fake.message_command(guild.ana, "Open a case", said).await;
    assert_eq!(only(&seen), "Case #9 is open.");
    let [handed] = guild.desk.handed().try_into().unwrap();
    assert_eq!(handed.text, "My uncle says the portal is down");
    assert_eq!(handed.message.id, said.to_string());
    guild.close();
}

#[tokio::test]
async fn a_long_answer_is_whole() {
    let guild = Guild::listening(Sight::Full).await;
    let told = |lines: usize| Told::Answer {
        text: (0..lines)
            .map(|n| format!("line {n} @everyone [a](https://evil.example)\n"))
            .collect(),
        case: None,
        offer: None,
    };
    guild.desk.will_say(told(100));
    let seen = guild
        .fake
        .command(guild.ana, guild.channel, "desk", "list", &[])
        .await;
    guild
        .until(|g| g.fake.look_again(&seen).as_read().contains("line 99"))
        .await;
    let whole = guild.fake.look_again(&seen);
    assert!(whole.ephemeral.len() > 1);
    let links = whole.ephemeral.iter().flat_map(Message::links);
    assert!(links.into_iter().all(|link| !link.is_masked()));
    guild.desk.will_say(told(5_000));
    let seen = guild
        .fake
        .command(guild.ana, guild.channel, "desk", "list", &[])
        .await;
    let file = &seen.ephemeral[0].attachments[0];
    assert!(String::from_utf8_lossy(&file.bytes).contains("line 4999"));
    guild.close();
}

#[tokio::test]
async fn a_button_of_an_answer_does_what_it_offers() {
    let guild = Guild::listening(Sight::Full).await;
    guild.desk.will_say(Told::Answer {
        text: "How we write in public".to_owned(),
        case: None,
        offer: Some(Offer::Run {
            label: "I accept".to_owned(),
            line: "/desk enroll accept 1".to_owned(),
        }),
    });
    let seen = guild
        .fake
        .command(guild.ana, guild.channel, "desk", "enroll", &[])
        .await;
    guild.desk.asked();
    let answer = seen.ephemeral[0].id;
    guild
        .fake
        .press(guild.ana, guild.channel, answer, "I accept")
        .await;
    let [ask] = guild.desk.asked().try_into().unwrap();
    assert!(matches!(ask.command, Command::Desk(Desk::Enroll(_))));
    guild.close();
}
