//! Any words on cards, lines, lists and forms of both chats.

use super::{house, pick, words};
use liaison::chat::{discord, slack};
use liaison::domain::suggestion::Source;
use liaison::domain::{
    ApprovalRequest, Card, CaseNumber, Directory, DraftState, GuardFinding, Line, Reason, Sight, StaffName,
    Suggestion, Timestamp, Verdict,
};
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
    let at = Timestamp::from_timestamp(1_790_000_000, 0).expect("a time");
    let finding = GuardFinding {
        kind: Reason::Identifier,
        verdict: Verdict::Block,
        start: 0,
        end: words.chars().count(),
        why: "This can tell who a patient is.".to_owned(),
        wording: Some(words.to_owned()),
    };
    let request = ApprovalRequest {
        draft: "0192f3a4b5c67def8123456789abcdef".parse().expect("an id"),
        card: Box::new(house::card(words, Sight::Full)),
        author: StaffName::from(words),
        words: words.to_owned(),
        findings: vec![finding; 3],
        worries: Vec::new(),
        state: DraftState::Declined {
            by: StaffName::from("ana"),
            why: words.to_owned(),
            at,
        },
        asked: vec![StaffName::from("ana")],
        asked_at: at,
        expires_at: at,
    };
    request.through(sight)
}
