//! Any words on cards, lines, lists and forms of both chats.

use super::{house, pick, words};
use liaison::chat::{discord, slack};
use liaison::domain::{Card, Directory, Line, Sight, StaffName};
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
    let card = house::card(&post, *sight);
    slack::fuzz::drawn(&card, &said.through(*sight), &DIRECTORY, &woken);
    discord::fuzz::drawn(&card, &said.through(*sight), &DIRECTORY);
    keeps_out(&card);
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
