//! What a chat shows of a case: everything a card needs, already looked up,
//! in our words. How it looks is the chat's business.

use super::suggestion::is_danger;
use super::{CaseNumber, DraftId, Intent, Limit, Network, Sight, StaffName, Timestamp, Topic, Urgency};
use serde::{Deserialize, Serialize};

/// The live message of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its number.
    pub number: CaseNumber,
    /// How much of it may be shown; what may not be is left out already.
    #[serde(default = "everything")]
    pub sight: Sight,
    /// Who is woken when it is posted: those on call for a critical case that nobody holds.
    #[serde(default)]
    pub on_call: Vec<StaffName>,
    /// `open`, `held`, `resolved`, `dismissed`, `merged`.
    pub status: String,
    /// Who has it, or had it when it closed.
    pub holder: Option<String>,
    /// When the holder took it, or it was closed.
    pub since: Option<Timestamp>,
    /// The case it was merged into.
    pub merged_into: Option<CaseNumber>,
    /// How soon.
    pub urgency: Urgency,
    /// How far it has moved up.
    pub tier: i32,
    /// Where the post stands.
    pub network: Network,
    /// The author's handle, without `@`.
    pub handle: String,
    /// The name the author shows.
    pub author: String,
    /// Which case of this author's it is: 1 for the first.
    pub history: i64,
    /// The department's one-word name.
    pub department: String,
    /// Which hospital or clinic.
    pub facility: Option<String>,
    /// What it is about.
    pub topic: Topic,
    /// What the author wants.
    pub intent: Intent,
    /// ISO 639-1 code.
    pub language: String,
    /// Who speaks that language, where it is not our first; a sentence that wakes nobody.
    #[serde(default)]
    pub speakers: Option<String>,
    /// Why it came here.
    pub reasons: Vec<String>,
    /// The words of the newest post by the author, cleaned, at most 1,500 signs.
    pub text: String,
    /// Something in it gave way to what it is, `[name]`; who may asks to see it as it was written.
    #[serde(default)]
    pub masked: bool,
    /// How many posts the author has written in it.
    pub mentions: i64,
    /// How many others said the same in nearly the same words.
    #[serde(default)]
    pub copies: i64,
    /// The author changed a post.
    pub edited: bool,
    /// The author took the newest post down; `text` is what it said.
    pub deleted: bool,
    /// Where a person can read it.
    pub link: Option<String>,
    /// When the newest post was written.
    pub posted_at: Timestamp,
    /// When the case was opened.
    pub opened_at: Timestamp,
    /// When it had its first public answer.
    pub answered_at: Option<Timestamp>,
    /// When somebody is told that it waits.
    pub due_at: Option<Timestamp>,
    /// Its time to answer or to close has passed.
    pub late: bool,
    /// Labels of staff.
    pub tags: Vec<String>,
    /// Whether the network takes answers.
    pub takes_replies: bool,
    /// How long an answer may be.
    pub limit: Limit,
    /// The last public reply and how it stands.
    pub reply: Option<Published>,
    /// `waiting` or `blocked`, where words for the public are not out yet.
    #[serde(default)]
    pub draft: Option<String>,
    /// Which words these are. Who writes a reply beside the card has these before their eyes.
    #[serde(default)]
    pub draft_id: Option<DraftId>,
}

fn everything() -> Sight {
    Sight::Full
}

impl Card {
    /// Whether somebody may be in danger and can be told at once where help is.
    pub fn help_is_ready(&self) -> bool {
        let is_open = matches!(self.status.as_str(), "open" | "held");
        is_open && self.takes_replies && !self.deleted && is_danger(self.urgency, self.topic)
    }

    /// The same card as a chat of this sight may show it.
    #[must_use]
    pub fn through(self, sight: Sight) -> Self {
        let card = match sight {
            Sight::Full => return self,
            Sight::Redacted | Sight::Link => Self {
                text: String::new(),
                handle: String::new(),
                author: String::new(),
                reasons: Vec::new(),
                reply: self.reply.map(|reply| Published {
                    text: String::new(),
                    ..reply
                }),
                ..self
            },
        };
        // The link shows the words to whoever follows it: only where that is the point of it.
        let link = card.link.filter(|_| sight == Sight::Link);
        Self { sight, link, ..card }
    }
}

/// Our last public reply for a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Its words.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// `sending`, `published`, `set_aside`, `retracting`, `retracted`.
    pub state: String,
    /// When it was written.
    pub at: Timestamp,
}
