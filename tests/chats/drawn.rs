//! Hostile words in every field that a card, a line and a listing have, the
//! author's name, reasons and labels among them, straight through the adapters.

use super::hostile::Tale;
use liaison::chat::{Listing, MessageRef, Place};
use liaison::domain::{
    ApprovalRequest, Card, CaseNumber, DraftId, DraftState, GuardFinding, Line, Published, Reason, Sight,
    StaffName, Verdict, Withdrawal, Worry, Yes, text,
};

/// Where nothing else is posted.
const ROOM: &str = "leadership";
/// As many as the outbox puts into one message.
const LISTED: i64 = 50;

/// Draws them all; whoever looks about afterwards sees what became of it.
pub async fn every_field(tale: &Tale) {
    let like = tale.house.desk.card(CaseNumber(1)).await.unwrap().unwrap();
    let ana = StaffName::from("ana");
    for words in &tale.words {
        let words = text::cut(&text::clean(words), 1_500);
        let card = filled(like.clone(), &words, tale.sight);
        let held = Card {
            status: "held".to_owned(),
            holder: Some("ana".to_owned()),
            ..card.clone()
        };
        let line = Line::of(&ana).text(" notes: ").quote(&words);
        for (chat, channel) in tale.house.chats.iter().zip(tale.house.channels(ROOM)) {
            let key = || tale.house.key();
            let id = chat.post(&channel, &card, key()).await.unwrap();
            let message = MessageRef {
                channel: channel.clone(),
                id: id.clone(),
            };
            chat.redraw(&message, &held).await.unwrap();
            let request = asked(&card, &words);
            let message = MessageRef {
                channel: channel.clone(),
                id: chat.ask(&channel, &request, key()).await.unwrap(),
            };
            for state in states(&words) {
                let request = ApprovalRequest {
                    state,
                    ..request.clone()
                };
                chat.redraw_request(&message, &request).await.unwrap();
            }
            for thread in [Some(id), None] {
                let place = Place {
                    channel: channel.clone(),
                    thread,
                };
                chat.say(&place, &line, key()).await.unwrap();
            }
            let numbered = |number| Card {
                number: CaseNumber(number),
                ..card.clone()
            };
            let cards = (1..=LISTED).map(numbered).collect();
            chat.list(&channel, &Listing { cards }, key()).await.unwrap();
        }
    }
}

/// A card of nothing else. What settings and staff say stays where words are kept out, so there it is harmless.
fn filled(like: Card, words: &str, sight: Sight) -> Card {
    // Neither is an address that a person may follow.
    let link = match words.len() % 2 {
        0 => format!("https://lakeshore.example@thief.example/{words}"),
        _ => format!("javascript:{words}"),
    };
    let theirs = || (sight == Sight::Full).then(|| words.to_owned());
    Card {
        handle: words.to_owned(),
        author: words.to_owned(),
        facility: theirs(),
        speakers: theirs(),
        reasons: vec![words.to_owned(); 3],
        text: words.to_owned(),
        link: Some(link),
        tags: theirs().into_iter().collect(),
        reply: Some(Published {
            text: words.to_owned(),
            by: "lena".to_owned(),
            state: "published".to_owned(),
            at: like.posted_at,
        }),
        ..like
    }
}

/// A request for approval of nothing else.
fn asked(card: &Card, words: &str) -> ApprovalRequest {
    let all = words.chars().count();
    let found = |verdict| GuardFinding {
        kind: Reason::ConfirmsPatient,
        verdict,
        start: 0,
        end: all,
        why: "This tells that somebody is a patient.".to_owned(),
        wording: Some(words.to_owned()),
    };
    ApprovalRequest {
        draft: DraftId(uuid::Uuid::from_u128(1)),
        card: Box::new(card.clone()),
        author: StaffName::from("ana"),
        words: words.to_owned(),
        findings: vec![found(Verdict::Warn), found(Verdict::Block)],
        worries: Worry::ALL.to_vec(),
        state: DraftState::Waiting,
        author_went_on: true,
        // Those on duty are woken; nobody else may be.
        asked: Vec::new(),
        asked_at: card.opened_at,
        expires_at: card.posted_at,
    }
}

fn states(words: &str) -> Vec<DraftState> {
    let (by, at) = (StaffName::from("lena"), chrono::DateTime::UNIX_EPOCH);
    let yes = || Yes {
        by: by.clone(),
        why: Some(words.to_owned()),
        at,
    };
    vec![
        DraftState::Blocked { first: None },
        DraftState::Blocked { first: Some(yes()) },
        DraftState::Approved {
            by: vec![yes(), yes()],
        },
        DraftState::Declined {
            by: by.clone(),
            why: words.to_owned(),
            at,
        },
        DraftState::Expired { at },
        DraftState::Withdrawn {
            why: Withdrawal::PostGone,
            at,
        },
        DraftState::Replaced { by: None, at },
    ]
}
