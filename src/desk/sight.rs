//! What a person may be told where they asked: what identifies a patient is
//! masked everywhere, and in a chat that keeps words out the author's name and
//! posts, our answers and colleagues' notes are taken out altogether.

use super::Caller;
use crate::domain::digest::Digest;
use crate::domain::{Author, Case, CaseNumber, Change, Draft, Ending, GuardFinding, Refusal, Sight, State};
use crate::store::{KnownAuthor, Listed, Post, Reply, Told, Tx};
use crate::triage::Mask;
use anyhow::Result;
use std::cell::Cell;
use std::collections::HashMap;

/// What stands in the place of words.
const KEPT_OUT: &str = "(words kept out of this chat)";

impl Caller {
    /// Whether the words of a case may be shown to this person alone; never where they must not enter the chat.
    pub fn may_reveal(&self, case: CaseNumber, link: Option<String>) -> std::result::Result<(), Refusal> {
        match self.sight {
            Sight::Full | Sight::Redacted => Ok(()),
            Sight::Link => Err(Refusal::KeptOut { case, link }),
        }
    }
}

/// What the posts of a case keep to themselves, or told before their authors changed them.
pub fn mask(case: &Case, posts: &[Post]) -> Mask {
    let mask = Mask::of(posts.iter().map(|post| post.text.as_str()), case.topic);
    let told = posts.iter().filter_map(|post| post.told.as_deref());
    told.fold(mask, Mask::remembering)
}

/// What a case keeps to itself, wherever its posts are by now.
pub async fn mask_of(tx: &mut Tx, case: &Case) -> Result<Mask> {
    let keeper = keeper(tx, case).await?;
    Ok(mask(case, &tx.posts_of(keeper).await?))
}

/// What each of these cases keeps to itself, the posts of all read at once.
pub(super) async fn masks(tx: &mut Tx, cases: &[&Case]) -> Result<HashMap<CaseNumber, Mask>> {
    let mut keepers = Vec::with_capacity(cases.len());
    for case in cases {
        keepers.push(keeper(tx, case).await?);
    }
    let posts = tx.posts_of_each(&keepers).await?;
    let mut masks = HashMap::with_capacity(cases.len());
    for (case, keeper) in cases.iter().zip(&keepers) {
        let posts = posts.get(keeper).map(Vec::as_slice).unwrap_or_default();
        masks.insert(case.number, mask(case, posts));
    }
    Ok(masks)
}

/// The case that has the posts: in a merge these go on to the other, and the notes that repeat them stay.
async fn keeper(tx: &mut Tx, case: &Case) -> Result<CaseNumber> {
    let (mut number, mut state) = (case.number, case.state.clone());
    while let State::Closed {
        how: Ending::Merged(into),
        ..
    } = state
    {
        let Some(next) = tx.case(into).await? else {
            break;
        };
        (number, state) = (into, next.state);
    }
    Ok(number)
}

/// A page of cases: what any post of a case told is masked in its newest; without words where these are kept out.
pub async fn page(tx: &mut Tx, page: Vec<Listed>, sight: Sight) -> Result<Vec<Listed>> {
    if sight != Sight::Full {
        return Ok(page.into_iter().map(|one| alone(one, sight)).collect());
    }
    let cases: Vec<&Case> = page.iter().map(|one| &one.case).collect();
    let masks = masks(tx, &cases).await?;
    let through = |one: Listed| match masks.get(&one.case.number) {
        Some(mask) => line(one, mask, sight),
        None => alone(one, sight),
    };
    Ok(page.into_iter().map(through).collect())
}

fn alone(one: Listed, sight: Sight) -> Listed {
    let mask = Mask::of([one.text.as_str()], one.case.topic);
    line(one, &mask, sight)
}

fn line(Listed { case: whole, text }: Listed, mask: &Mask, sight: Sight) -> Listed {
    let text = if sight == Sight::Full {
        mask.post(&text)
    } else {
        String::new()
    };
    Listed {
        case: case(whole, mask, sight),
        text,
    }
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

/// A draft without what a post told, for whoever looks at its case; who is asked for a yes reads it as it would go out.
pub(super) fn draft(draft: Draft, mask: &Mask) -> Draft {
    let words = mask.remark(&draft.words);
    let is_masked = words != draft.words;
    let through = |found: GuardFinding| GuardFinding {
        // It counts the signs of the words as they were written: in others it would point at the wrong ones.
        start: if is_masked { 0 } else { found.start },
        end: if is_masked { 0 } else { found.end },
        why: mask.remark(&found.why),
        wording: found.wording.map(|wording| mask.remark(&wording)),
        ..found
    };
    Draft {
        words,
        findings: draft.findings.into_iter().map(through).collect(),
        ..draft
    }
}

/// A digest, without the words in it where these are kept out.
pub(super) fn digest(mut digest: Digest, sight: Sight) -> Digest {
    if sight != Sight::Full {
        for praise in &mut digest.praise {
            praise.text = KEPT_OUT.to_owned();
        }
        for one in &mut digest.approvals.overrides {
            one.by.iter_mut().for_each(|(_, why)| *why = KEPT_OUT.to_owned());
        }
    }
    digest
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
