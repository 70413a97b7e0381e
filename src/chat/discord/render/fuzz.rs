//! Any words, as a fuzzer thinks them up, on everything that Discord shows: within its limits, and without effect.

use super::answer::Answer;
use super::escape::{length, one_line, own, quote, words};
use super::forms::Form;
use super::{Look, card, lines, marker, plain, request};
use crate::chat::Listing;
use crate::domain::{ApprovalRequest, DeliveryId, Directory, Line, Offer, Suggestion};
use commands::{Entry, Names};
use serde_json::Value;
use uuid::Uuid;

/// Draws a card, a line, and a request with the card, wherever they are shown; nobody but the colleague with account
/// 77 may be mentioned.
pub fn drawn(asked: &ApprovalRequest, said: &Line, suggestion: &Suggestion, directory: &Directory) {
    let card = &*asked.card;
    let key = DeliveryId(Uuid::from_u128(7));
    let look = Look { directory };
    message(&card::message(card, &look, &marker(key)));
    message(&request::message(asked, &look, &marker(key)));
    message(&lines::line(said, &look, key));
    let cards = vec![card.clone(); 3];
    message(&lines::listing(&Listing { cards }, key));
    let offer = Offer::Answers {
        case: card.number,
        answers: vec![suggestion.clone(); 3],
    };
    let answers = [
        Answer::refused(&said.to_string(), &card.text, "draft/1/reply/7").with_buttons_of(card),
        Answer::text(&card.text).with_offer(&offer),
    ];
    for answer in &answers {
        answer.more.iter().chain([&answer.first]).for_each(message);
    }
    assert!(length(&card::thread_name(card)) <= 100);
    for verb in &forms_with_words() {
        let draft = [("text".to_owned(), card.text.clone())];
        let form = Form {
            verb,
            case: card.number,
            given: &[],
            draft: &draft,
            card: Some(card),
            hint: None,
            decided: Some(&card.text),
        };
        modal(&form.modal("form/reply/7"));
    }
    escaped(&card.text);
}

/// The verbs in whose forms most words of others stand.
fn forms_with_words() -> Vec<Entry> {
    let mut verbs = Names::default().catalogue();
    verbs.retain(|entry| matches!(entry.verb.as_str(), "reply" | "transfer"));
    verbs
}

/// No mark of markdown is left in words of others, and they are still there to read.
fn escaped(text: &str) {
    for most in [2, 40, 4_000] {
        let shown = words(text, most);
        assert!(length(&shown) <= most + 1, "{} of {most}", length(&shown));
        does_nothing(&shown);
        let line = one_line(text, most);
        assert!(!line.contains('\n'));
        does_nothing(&line);
        let quoted = quote(text, most);
        assert!(length(&quoted) <= most.max(3), "{} of {most}", length(&quoted));
        quoted
            .lines()
            .for_each(|line| does_nothing(line.strip_prefix("> ").unwrap_or(line)));
        assert!(length(&plain(text, most)) <= most);
    }
    let read = |text: &str| {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
    };
    if length(text) < 1_000 {
        assert_eq!(read(&words(text, 4_000)), read(text));
    }
    harmless(&own(text));
}

fn does_nothing(shown: &str) {
    let mut signs = shown.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign == '\\' {
            let marked = signs.next();
            assert!(marked.is_some_and(|sign| !sign.is_alphanumeric()), "{shown:?}");
            // A mention is found even behind a backslash.
            assert!(
                marked != Some('<') || signs.peek() == Some(&'\u{200B}'),
                "{shown:?}"
            );
        } else {
            assert!(!"*_~|><#[]()`".contains(sign), "{sign} in {shown:?}");
            assert!(
                sign != '@' || signs.peek().is_none_or(|next| *next == '\u{200B}'),
                "{shown:?}"
            );
        }
    }
    harmless(shown);
}

fn harmless(shown: &str) {
    for waking in ["@everyone", "@here", "<@&", "<#", "<@!", "</", "<a:", "]("] {
        assert!(!shown.contains(waking), "{waking} in {shown:?}");
    }
}

fn message(message: &Value) {
    let text = |value: &Value, most: usize| {
        let text = value.as_str().unwrap_or_default();
        assert!(length(text) <= most, "{} of {most}", length(text));
        harmless(text);
        assert!(!text.replace("<@77>", "").contains("<@"), "{text:?}");
        length(text)
    };
    text(&message["content"], 2_000);
    assert_eq!(message["allowed_mentions"]["parse"], Value::Array(Vec::new()));
    let mut whole = 0;
    for embed in all(&message["embeds"]) {
        whole += text(&embed["title"], 256) + text(&embed["description"], 4_096);
        whole += text(&embed["footer"]["text"], 2_048);
        let fields = all(&embed["fields"]);
        assert!(fields.len() <= 25);
        for field in fields {
            let value = text(&field["value"], 1_024);
            assert!(value > 0, "an empty field");
            whole += text(&field["name"], 256) + value;
        }
    }
    assert!(whole <= 6_000, "{whole} signs of embeds");
    components(&message["components"]);
}

fn components(rows: &Value) {
    assert!(all(rows).len() <= 5);
    for part in all(rows).iter().flat_map(|row| all(&row["components"])) {
        let most = [
            ("label", 80),
            ("custom_id", 100),
            ("url", 512),
            ("placeholder", 150),
        ];
        for (key, most) in most {
            assert!(
                length(part[key].as_str().unwrap_or_default()) <= most,
                "{key}: {part}"
            );
        }
        let url = part["url"].as_str().unwrap_or("https://");
        assert!(url.starts_with("https://") || url.starts_with("http://"), "{url}");
    }
}

fn modal(modal: &Value) {
    assert!((1..=45).contains(&length(modal["title"].as_str().unwrap_or_default())));
    assert!(all(&modal["components"]).len() <= 5);
    for input in all(&modal["components"])
        .iter()
        .flat_map(|row| all(&row["components"]))
    {
        let most = [("label", 45), ("placeholder", 100), ("value", 4_000)];
        for (key, most) in most {
            assert!(
                length(input[key].as_str().unwrap_or_default()) <= most,
                "{key}: {input}"
            );
        }
    }
}

fn all(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}
