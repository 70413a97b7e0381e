//! What a person may be told where they asked: in a chat that keeps words out,
//! the author's name and posts, our answers and colleagues' notes are taken
//! out before anything is said.

use super::Caller;
use crate::domain::{Author, Case, CaseNumber, Change, Refusal, Sight};
use crate::store::{Listed, Post, Reply, Told};

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

/// Cases of a list, without their words where these are kept out.
pub(super) fn listed(listed: Vec<Listed>, sight: Sight) -> Vec<Listed> {
    if sight == Sight::Full {
        return listed;
    }
    let bare = |Listed { case: whole, .. }| Listed {
        case: case(whole, sight),
        text: String::new(),
    };
    listed.into_iter().map(bare).collect()
}

/// A case without its author and the reasons that quote the post.
pub(super) fn case(case: Case, sight: Sight) -> Case {
    if sight == Sight::Full {
        return case;
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

/// Posts without their words; the link in their place where it is the way to them.
pub(super) fn posts(posts: Vec<Post>, sight: Sight) -> Vec<Post> {
    let through = |post: Post| match sight {
        Sight::Full => post,
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

/// Our replies without their words.
pub(super) fn replies(replies: Vec<Reply>, sight: Sight) -> Vec<Reply> {
    let through = |reply: Reply| match sight {
        Sight::Full => reply,
        Sight::Redacted | Sight::Link => Reply {
            text: KEPT_OUT.to_owned(),
            ..reply
        },
    };
    replies.into_iter().map(through).collect()
}

/// A history without the words in it.
pub(super) fn history(mut history: Vec<Told>, sight: Sight) -> Vec<Told> {
    if sight != Sight::Full {
        for told in &mut history {
            take_words(&mut told.event.change);
        }
    }
    history
}

fn take_words(change: &mut Change) {
    match change {
        Change::Replied { text, .. }
        | Change::Asked { text, .. }
        | Change::Blocked { text, .. }
        | Change::Declined { why: text, .. }
        | Change::Noted { text }
        | Change::Dismissed { why: text } => {
            KEPT_OUT.clone_into(text);
        }
        Change::Retracting { why, .. }
        | Change::Approved { why, .. }
        | Change::Transferred { why, .. }
        | Change::Escalated { why, .. }
        | Change::Resolved { note: why }
        | Change::Reopened { why } => {
            if let Some(why) = why {
                KEPT_OUT.clone_into(why);
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
        | Change::Absorbed { .. }
        | Change::Revealed => {}
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
