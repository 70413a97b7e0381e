use crate::fakes::slack::{Message, Person, Pings};
use serde_json::json;

fn text(text: &str) -> Message {
    Message {
        text: text.to_owned(),
        ..Message::default()
    }
}

#[test]
fn words_that_are_not_escaped_notify() {
    let pings = text("<!here> <!channel|x> <@U1> <@U1|ana> <!subteam^S1|er>").pings();
    let expected = Pings {
        users: vec!["U1".to_owned()],
        groups: vec!["S1".to_owned()],
        here: true,
        channel: true,
        everyone: false,
    };
    assert_eq!(pings, expected);
    assert!(
        text("&lt;!everyone&gt; @channel <#C1> <https://example.org|@here>")
            .pings()
            .is_empty()
    );
}

#[test]
fn blocks_notify_where_they_are_parsed_and_a_change_notifies_nobody() {
    let mrkdwn = json!({ "type": "section", "text": { "type": "mrkdwn", "text": "<!everyone>" } });
    let plain = json!({ "type": "header", "text": { "type": "plain_text", "text": "<!here>" } });
    let broadcast = json!({ "type": "rich_text", "elements": [{ "type": "rich_text_section", "elements": [
        { "type": "text", "text": "<!channel>" }, { "type": "broadcast", "range": "here" },
    ] }] });
    let mut message = Message {
        blocks: vec![mrkdwn, plain, broadcast],
        ..Message::default()
    };
    assert_eq!(
        message.pings(),
        Pings {
            everyone: true,
            here: true,
            ..Pings::default()
        }
    );
    message.first = Some(("quiet".to_owned(), Vec::new()));
    assert!(message.pings().is_empty());
}

#[test]
fn links_are_found_with_their_faces() {
    let message = text("<https://evil.example|https://bank.example> see https://example.org/a?b=1&amp;c=2.");
    let links = message.links();
    assert_eq!(
        links[0],
        (
            "https://evil.example".to_owned(),
            "https://bank.example".to_owned()
        )
    );
    assert_eq!(links[1].0, "https://example.org/a?b=1&c=2");
    assert_eq!(links.len(), 2);
}

#[test]
fn a_message_reads_as_on_the_screen() {
    let button = json!({ "type": "button", "text": { "type": "plain_text", "text": "Claim" } });
    let blocks = [
        json!({ "type": "header", "text": { "type": "plain_text", "text": "Case 1" } }),
        json!({ "type": "section", "text": { "type": "mrkdwn", "text": "&lt;b&gt; by <@U1> <https://e.org|here>" } }),
        json!({ "type": "divider" }),
        json!({ "type": "actions", "elements": [button] }),
    ];
    let message = Message {
        blocks: blocks.into(),
        ..Message::default()
    };
    assert_eq!(message.plain(), "Case 1\n<b> by @U1 here\n———\n[Claim]");
}

#[tokio::test]
async fn somebody_can_become_a_guest() {
    let house = super::House::open().await;
    house
        .slack
        .person("U2", |ben: &mut Person| ben.is_restricted = true);
    let answer = house.app.call("users.info", json!({ "user": "U2" })).await;
    assert_eq!(answer["user"]["is_restricted"], true);
}
