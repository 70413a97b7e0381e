//! What a person may be told where they asked: what identifies a patient is
//! masked everywhere, and in a chat that keeps words out the author's name and
//! posts, our answers and colleagues' notes are taken out altogether.

use super::Caller;
use crate::domain::{Author, Case, CaseNumber, Change, Refusal, Sight};
use crate::store::{KnownAuthor, Listed, Post, Reply, Told};
use crate::triage::Mask;
use std::cell::Cell;

/// What stands in the place of words.
const KEPT_OUT: &str = "(words kept out of this chat)";

impl Caller {
    /// Whether the words of a case may be shown to this person alone; never where they must not enter the chat.
    pub fn may_reveal(&self, case: CaseNumber, link: Option<String>) -> Result<(), Refusal> {
        match self.sight {
            Sight::Full | Sight::Redacted => Ok(()),
            Sight::Link => Err(Refusal::KeptOut { case, link }),
        }
    }
}

/// What the posts of a case keep to themselves.
pub fn mask(case: &Case, posts: &[Post]) -> Mask {
    Mask::of(posts.iter().map(|post| post.text.as_str()), case.topic)
}

/// Cases of a list, what identifies a patient masked; without their words where these are kept out.
pub fn listed(listed: Vec<Listed>, sight: Sight) -> Vec<Listed> {
    let through = |Listed { case: whole, text }: Listed| {
        let mask = Mask::of([text.as_str()], whole.topic);
        let text = if sight == Sight::Full {
            mask.post(&text)
        } else {
            String::new()
        };
        Listed {
            case: case(whole, &mask, sight),
            text,
        }
    };
    listed.into_iter().map(through).collect()
}

/// A case whose reasons quote nothing that identifies; without its author and reasons where words are kept out.
pub(super) fn case(case: Case, mask: &Mask, sight: Sight) -> Case {
    if sight == Sight::Full {
        let reasons = case.reasons.iter().map(|reason| mask.remark(reason)).collect();
        return Case { reasons, ..case };
    }
    let author = Author {
        handle: String::new(),
        name: String::new(),
        ..case.author
    };
    Case {
        author,
        reasons: Vec::new(),
        ..case
    }
}

/// Authors, without their names where these are kept out.
pub(super) fn authors(mut authors: Vec<KnownAuthor>, sight: Sight) -> Vec<KnownAuthor> {
    if sight != Sight::Full {
        for author in &mut authors {
            author.handle.clear();
        }
    }
    authors
}

/// Posts with their identifiers masked, or without their words; the link in their place where it is the way to them.
pub(super) fn posts(posts: Vec<Post>, mask: &Mask, sight: Sight) -> Vec<Post> {
    let through = |post: Post| match sight {
        Sight::Full => Post {
            text: mask.post(&post.text),
            ..post
        },
        Sight::Redacted => Post {
            text: KEPT_OUT.to_owned(),
            link: None,
            ..post
        },
        Sight::Link => Post {
            text: post.link.clone().unwrap_or_else(|| KEPT_OUT.to_owned()),
            ..post
        },
    };
    posts.into_iter().map(through).collect()
}

/// Our replies without what a post told, or without their words.
pub(super) fn replies(replies: Vec<Reply>, mask: &Mask, sight: Sight) -> Vec<Reply> {
    let through = |reply: Reply| Reply {
        text: match sight {
            Sight::Full => mask.remark(&reply.text),
            Sight::Redacted | Sight::Link => KEPT_OUT.to_owned(),
        },
        ..reply
    };
    replies.into_iter().map(through).collect()
}

/// A history without what a post told, or without the words in it.
pub fn history(mut history: Vec<Told>, mask: &Mask, sight: Sight) -> Vec<Told> {
    for told in &mut history {
        rewrite(&mut told.event.change, &|words| match sight {
            Sight::Full => mask.remark(words),
            Sight::Redacted | Sight::Link => KEPT_OUT.to_owned(),
        });
    }
    history
}

/// Whether a change holds words of people.
pub fn has_words(change: &Change) -> bool {
    let met = Cell::new(false);
    rewrite(&mut change.clone(), &|words| {
        met.set(true);
        words.to_owned()
    });
    met.get()
}

/// Says the words of people in a change as `shown` gives them.
fn rewrite(change: &mut Change, shown: &dyn Fn(&str) -> String) {
    match change {
        Change::Replied { text, .. }
        | Change::Asked { text, .. }
        | Change::Blocked { text, .. }
        | Change::Declined { why: text, .. }
        | Change::Noted { text }
        | Change::Dismissed { why: text } => {
            *text = shown(text);
        }
        Change::Retracting { why, .. }
        | Change::Approved { why, .. }
        | Change::Transferred { why, .. }
        | Change::Escalated { why, .. }
        | Change::Resolved { note: why }
        | Change::Reopened { why } => {
            if let Some(why) = why {
                *why = shown(why);
            }
        }
        Change::Opened { .. }
        | Change::FollowedUp { .. }
        | Change::Edited { .. }
        | Change::Deleted { .. }
        | Change::Claimed
        | Change::Released
        | Change::Assigned { .. }
        | Change::Published { .. }
        | Change::SetAside { .. }
        | Change::SentAgain { .. }
        | Change::Retracted { .. }
        | Change::Expired { .. }
        | Change::Withdrawn { .. }
        | Change::Replaced { .. }
        | Change::Tagged { .. }
        | Change::Prioritised { .. }
        | Change::Corrected { .. }
        | Change::RanLate
        | Change::Merged { .. }
        | Change::Copied { .. }
        | Change::AuthorLinked { .. }
        | Change::AuthorUnlinked { .. }
        | Change::Absorbed { .. }
        | Change::Revealed
        | Change::HandedOff => {}
    }
}

/// A refusal that leads to the words only where that is the point.
pub(super) fn refusal(refusal: Refusal, sight: Sight) -> Refusal {
    match refusal {
        Refusal::CantReply { network, .. } if sight == Sight::Redacted => {
            Refusal::CantReply { network, link: None }
        }
        other => other,
    }
}
