//! What things look like in Slack: pure, within every limit of Block Kit.
//! Foreign words stand in rich text or plain text, which Slack reads for
//! nothing; what it does read is escaped.

pub(super) mod buttons;
pub(super) mod card;
pub(super) mod escape;
pub(super) mod forms;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub(super) mod home;
pub(super) mod offered;
pub(super) mod request;
pub(super) mod rich;
#[cfg(test)]
mod tests;

use crate::chat::Listing;
use crate::domain::{Card, CaseNumber, Directory, Line, Offer, Piece, text};
use escape::{cut, harmless, length, plain};
use serde_json::{Value, json};

/// Longest text that stands in for blocks where they can't be shown.
const FALLBACK: usize = 4_000;
/// Longest rich text of one message; all blocks together may have 13,000 signs.
const LONGEST: usize = 9_000;
/// The action of the select in a list of new cases.
pub(super) const PICK: &str = "pick";
/// Most options of a select.
const OPTIONS: usize = 100;

/// What a message shows.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    /// For notifications and screen readers.
    pub text: String,
    /// For everybody else.
    pub blocks: Vec<Value>,
    /// The case it is about.
    pub case: Option<CaseNumber>,
}

impl Drawn {
    /// `text` is made harmless here.
    pub fn new(text: &str, blocks: Vec<Value>) -> Self {
        let text = harmless(text, FALLBACK);
        Self {
            text,
            blocks,
            case: None,
        }
    }

    /// With a person's own words, which went nowhere.
    pub fn giving_back(mut self, words: &str) -> Self {
        let head = rich::section(vec![rich::strong("You wrote")]);
        let quote = rich::quote(vec![rich::words(&cut(words, LONGEST / 3))]);
        self.blocks.extend(rich::block([head]));
        self.blocks.extend(rich::block([quote]));
        self
    }

    /// With a button for what can be done next.
    pub fn with_offer(mut self, offer: Option<&Offer>) -> Self {
        if let Some(Offer::Answers { case, answers }) = offer {
            self.blocks.push(offered::under_list(*case, answers));
            return self;
        }
        let (action, label, value) = match offer {
            Some(Offer::Run { label, line }) => (buttons::LINE, label.as_str(), line.clone()),
            Some(Offer::Change { case }) => ("reply", "Change it…", case.0.to_string()),
            Some(Offer::Answers { .. }) | None => return self,
        };
        let button = json!({
            "type": "button", "action_id": action, "text": plain(label, 75), "value": value, "style": "primary",
        });
        self.blocks
            .push(json!({ "type": "actions", "elements": [button] }));
        self
    }

    /// As the body of a message.
    pub fn into_message(self) -> Value {
        let text = if self.text.is_empty() {
            "liaison".to_owned()
        } else {
            self.text
        };
        json!({ "text": text, "blocks": self.blocks })
    }

    /// As an answer that only one person sees.
    pub fn into_answer(self) -> Value {
        let mut message = self.into_message();
        message["response_type"] = json!("ephemeral");
        message["replace_original"] = json!(false);
        message
    }
}

/// What only the person who asked reads.
pub(super) fn answer(text: &str) -> Drawn {
    let block = rich::block([rich::section(rich::own(text, LONGEST))]);
    Drawn::new(text, block.into_iter().collect())
}

/// The answer about a case, with what can be done next.
pub(super) fn answer_with(text: &str, card: &Card) -> Drawn {
    let mut drawn = answer(text);
    drawn.blocks.extend(buttons::of(card));
    drawn
}

/// A line for colleagues. A mention in a new message rings, so only who is meant to notice is mentioned.
pub(super) fn line(line: &Line, directory: &Directory) -> Drawn {
    let mut left = LONGEST;
    let mut pieces = Vec::new();
    for piece in line.pieces() {
        let text = match piece {
            Piece::Text(text) | Piece::Quote(text) => cut(text, left),
            Piece::Staff(name) | Piece::Wake(name) => cut(name.as_str(), left),
        };
        left -= length(&text);
        match piece {
            Piece::Text(_) => pieces.extend(rich::own(&text, LONGEST)),
            Piece::Quote(_) => pieces.push(rich::words(&text)),
            Piece::Staff(_) => pieces.push(rich::strong(&text)),
            Piece::Wake(name) => pieces.push(rich::colleague(name, directory)),
        }
    }
    let block = rich::block([rich::section(pieces)]);
    Drawn::new(&line.to_string(), block.into_iter().collect())
}

/// The new cases of a burst, in one message.
pub(super) fn listing(listing: &Listing) -> Drawn {
    let head = format!("{} more new cases", listing.cards.len());
    let shown = &listing.cards[..listing.cards.len().min(OPTIONS)];
    let room = (LONGEST / shown.len().max(1)).min(160);
    let mut lines: Vec<Value> = shown.iter().flat_map(|card| listed(card, room)).collect();
    let more = listing.cards.len() - shown.len();
    if more > 0 {
        lines.extend(rich::own(&format!("and {more} more: `/desk list`"), LONGEST));
    }
    let options: Vec<Value> = shown.iter().map(option).collect();
    let mut blocks = vec![json!({ "type": "header", "text": plain(&head, 150) })];
    blocks.extend(rich::block([rich::section(lines)]));
    if !options.is_empty() {
        let select = json!({
            "type": "static_select", "action_id": PICK, "placeholder": plain("Open a case…", 75),
            "options": options,
        });
        blocks.push(json!({ "type": "actions", "elements": [select] }));
    }
    Drawn::new(&listing.to_string(), blocks)
}

fn listed(card: &Card, room: usize) -> Vec<Value> {
    let head = format!("{} ", card.number);
    let rest = format!(
        "{} · {} · {} {}",
        card.urgency,
        card.network.title(),
        card.topic.title(),
        text::line(&card.text, 60)
    );
    let rest = cut(rest.trim_end(), room.saturating_sub(length(&head) + 1));
    vec![rich::strong(&head), rich::words(&format!("{rest}\n"))]
}

fn option(card: &Card) -> Value {
    let label = format!("{} {} · {}", card.number, card.urgency, card.topic.title());
    json!({ "text": plain(&label, 75), "value": card.number.0.to_string() })
}
