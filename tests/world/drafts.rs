//! Drafts as a chat meets them, where no desk has made one.

use liaison::domain::{Card, Draft, DraftId, DraftState, FeedName, PostRef, StaffName};
use uuid::Uuid;

/// A draft about the case of this card that the guard blocks.
pub fn blocked(card: &Card, id: u128, author: &str) -> Draft {
    Draft {
        id: DraftId(Uuid::from_u128(id)),
        case: card.number,
        author: StaffName::from(author),
        words: format!("Words of draft {id}."),
        findings: Vec::new(),
        worries: Vec::new(),
        feed: FeedName::from("public"),
        parent: PostRef {
            network: card.network,
            id: "p1".to_owned(),
        },
        asked_at: card.opened_at,
        expires_at: card.opened_at,
        state: DraftState::Blocked { first: None },
    }
}

/// The card of a case that has such a draft.
pub fn with_blocked(card: Card) -> Card {
    Card {
        draft: Some("blocked".to_owned()),
        ..card
    }
}
