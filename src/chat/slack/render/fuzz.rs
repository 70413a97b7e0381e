//! Any words, as a fuzzer thinks them up, on everything that Slack shows: within its limits, and without effect.

use super::escape::{harmless, length, plain};
use super::{answer, answer_with, card, forms, line, listing, request};
use crate::chat::Listing;
use crate::chat::slack::NAME;
use crate::domain::{ApprovalRequest, Directory, Line, Offer, StaffName, Suggestion};
use commands::{Entry, Names};
use serde_json::{Map, Value};
use url::Url;

/// Draws a card, a line, and a request with the card, wherever they are shown; nobody may be mentioned but those on
/// call, those asked, and `woken`.
pub fn drawn(
    asked: &ApprovalRequest,
    said: &Line,
    suggestion: &Suggestion,
    directory: &Directory,
    woken: &StaffName,
) {
    let card = &*asked.card;
    let names = card.on_call.iter().chain(&asked.asked).chain([woken]);
    let accounts: Vec<&str> = names
        .filter_map(|name| directory.account_of(name, NAME))
        .collect();
    message(&card::posted(card, directory).into_message(), &accounts);
    message(&request::posted(asked, directory).into_message(), &accounts);
    message(&line(said, directory).into_message(), &accounts);
    // A change rings nowhere.
    message(&card::redrawn(card, directory).into_message(), &[]);
    message(&request::redrawn(asked, directory).into_message(), &[]);
    let cards = vec![card.clone(); 3];
    message(&listing(&Listing { cards }).into_message(), &[]);
    message(&answer_with(&said.to_string(), card).into_answer(), &[]);
    let offer = Offer::Answers {
        case: card.number,
        answers: vec![suggestion.clone(); 3],
    };
    let offered = answer(&card.text).with_offer(Some(&offer));
    message(&offered.giving_back(&card.text).into_answer(), &[]);
    for verb in forms_with_words() {
        let draft = forms::Draft {
            fields: vec![("text".to_owned(), card.text.clone())],
            problem: Some(said.to_string()),
            offered: vec![suggestion.clone(); 3],
            decided: Some(card.text.clone()),
        };
        let memory = forms::Memory::of(card.number.0, Some("C0EMER"));
        value(&forms::of(&verb, &memory, Some(card), directory, &draft), &[]);
    }
    words(&card.text);
}

/// The verbs in whose forms most words of others stand.
fn forms_with_words() -> Vec<Entry> {
    let mut verbs = Names::default().catalogue();
    verbs.retain(|entry| matches!(entry.verb.as_str(), "reply" | "transfer"));
    verbs
}

/// Nothing is left that Slack reads, whatever was cut.
fn words(text: &str) {
    for most in [0, 1, 7, 300] {
        let shown = harmless(text, most);
        assert!(length(&shown) <= most, "{} of {most}", length(&shown));
        assert!(!shown.contains(['<', '>']), "{shown:?}");
        let entities = ["amp;", "lt;", "gt;"];
        let mut marks = shown.split('&').skip(1);
        assert!(
            marks.all(|rest| entities.iter().any(|it| rest.starts_with(it))),
            "{shown:?}"
        );
        let bare = plain(text, most.max(1));
        assert!(bare["text"].as_str().is_some_and(|text| !text.trim().is_empty()));
    }
}

fn message(message: &Value, woken: &[&str]) {
    let text = message["text"].as_str().unwrap_or_default();
    assert!(
        !text.is_empty() && length(text) <= 4_000 && !text.contains(['<', '>']),
        "{text:?}"
    );
    assert!(
        message["blocks"]
            .as_array()
            .is_none_or(|blocks| blocks.len() <= 50)
    );
    value(message, woken);
}

fn value(shown: &Value, woken: &[&str]) {
    match shown {
        Value::Array(all) => all.iter().for_each(|one| value(one, woken)),
        Value::Object(one) => {
            object(one, woken);
            one.values().for_each(|inner| value(inner, woken));
        }
        _ => {}
    }
}

fn object(shown: &Map<String, Value>, woken: &[&str]) {
    let string = |key: &str| shown.get(key).and_then(Value::as_str).unwrap_or_default();
    let inner = |key: &str| {
        shown
            .get(key)
            .map_or(0, |text| length(text["text"].as_str().unwrap_or_default()))
    };
    let count = |key: &str| shown.get(key).and_then(Value::as_array).map_or(0, Vec::len);
    match string("type") {
        "header" => assert!(inner("text") <= 150),
        "section" => assert!(inner("text") <= 3_000),
        "context" => assert!((1..=10).contains(&count("elements"))),
        "actions" => assert!((1..=25).contains(&count("elements"))),
        "static_select" => assert!((1..=100).contains(&count("options"))),
        "button" => assert!(inner("text") <= 75 && length(string("value")) <= 2_000),
        "modal" => assert!(inner("title") <= 24 && length(string("private_metadata")) <= 3_000),
        "plain_text_input" => assert!(length(string("initial_value")) <= 3_000),
        "plain_text" => assert!(!string("text").trim().is_empty()),
        "text" => assert!(!string("text").is_empty()),
        "mrkdwn" => assert!(!string("text").replace("<!date^", "").contains(['<', '@'])),
        "user" => assert!(
            woken.contains(&string("user_id")),
            "{} is woken",
            string("user_id")
        ),
        "usergroup" | "broadcast" | "channel" | "markdown" => panic!("{shown:?}"),
        _ => {}
    }
    let url = string("url");
    if !url.is_empty() {
        let url = Url::parse(url).expect("what can be followed is an address");
        assert!(
            matches!(url.scheme(), "http" | "https") && url.username().is_empty(),
            "{url}"
        );
    }
}
