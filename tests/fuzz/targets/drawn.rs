//! Any words on cards, lines, lists and forms of both chats.

use super::{house, pick, words};
use liaison::chat::{discord, slack};
use liaison::domain::suggestion::Source;
use liaison::domain::{ApprovalRequest, Card, CaseNumber, Directory, Line, Sight, StaffName, Suggestion};
use serde_json::json;
use std::sync::LazyLock;

static DIRECTORY: LazyLock<Directory> = LazyLock::new(house::directory);

/// The words as a post, as names and labels, and as pieces of a line.
pub fn check(data: &[u8]) {
    let (sight, data) = pick(Sight::ALL, data);
    let post = words(data);
    let (woken, colleague) = (StaffName::from("ana"), StaffName::from(&*post));
    let said = Line::from(&*post)
        .quote(&*post)
        .staff(&colleague)
        .wake(&woken)
        .text(" says: ")
        .quote(&*post);
    let said = said.through(*sight);
    let request = request(&post, *sight);
    let suggestion = Suggestion {
        source: Source::Past(CaseNumber(3)),
        language: "en".to_owned(),
        urgent: false,
        text: request.words.clone(),
    };
    slack::fuzz::drawn(&request, &said, &suggestion, &DIRECTORY, &woken);
    discord::fuzz::drawn(&request, &said, &suggestion, &DIRECTORY);
    keeps_out(&request.card);
}

/// What is kept out of a chat is not on its card.
fn keeps_out(card: &Card) {
    if card.sight != Sight::Full {
        assert!(
            [&card.text, &card.author, &card.handle]
                .into_iter()
                .all(String::is_empty)
        );
    }
}

/// The request for a second yes to these words, in answer to a post of the same.
fn request(words: &str, sight: Sight) -> ApprovalRequest {
    let at = "2026-11-20T18:30:00Z";
    let finding = json!({
        "kind": "identifier", "verdict": "block", "start": 0, "end": words.chars().count(),
        "why": "This can tell who a patient is.", "wording": words,
    });
    let request = json!({
        "draft": "0192f3a4-b5c6-7def-8123-456789abcdef", "card": house::card(words, Sight::Full),
        "author": words, "words": words, "findings": [finding, finding, finding], "worries": [],
        "state": { "state": "declined", "by": "ana", "why": words, "at": at },
        "asked": ["ana"], "asked_at": at, "expires_at": at,
    });
    let request: ApprovalRequest = serde_json::from_value(request).expect("a request that could be stored");
    request.through(sight)
}
