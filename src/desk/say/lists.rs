//! Cases as lines, and one case whole.

use super::age;
use crate::domain::{Actor, Case, CaseNumber, Change, Sight, Timestamp, text};
use crate::store::{Filter, Listed, Post, Reply, Told};
use chrono_tz::Tz;
use std::fmt::Write;

/// Signs of a post in a line.
const LINE: usize = 70;

pub(in crate::desk) fn list(listed: &[Listed], filter: &Filter, now: Timestamp) -> String {
    let head = match filter {
        Filter::Mine(_) | Filter::DueFirst(_) => "You hold",
        Filter::Open | Filter::Newest => "Open",
        Filter::Late => "Late",
        Filter::All => "Newest",
        Filter::Dismissed => "Dismissed",
        Filter::Noise => "Set aside as advertising or not about us",
        Filter::Department(name) => {
            return lines(&format!("Open with {name}"), "Nothing", (listed, false), now);
        }
        Filter::Unclaimed(name) => {
            return lines(&format!("Unclaimed with {name}"), "Nothing", (listed, false), now);
        }
    };
    lines(head, "Nothing", (listed, false), now)
}

pub(in crate::desk) fn found(listed: &[Listed], now: Timestamp) -> String {
    lines("Found", "No case", (listed, false), now)
}

/// A list under its head; each line names its network where cases are of several authors.
pub(super) fn lines(
    head: &str,
    nothing: &str,
    (listed, with_network): (&[Listed], bool),
    now: Timestamp,
) -> String {
    if listed.is_empty() {
        return format!("{head}: {}.", nothing.to_lowercase());
    }
    let mut out = format!("{head}: {}", count(listed.len(), "case"));
    for Listed { case, text: words } in listed {
        let _ = write!(
            out,
            "\n{} {} · {} · {} · {}{}{}",
            case.number,
            case.urgency,
            standing(case),
            case.department,
            age(case.opened_at, now),
            if case.late { " · late" } else { "" },
            if with_network {
                format!(" · {}", case.network.title())
            } else {
                String::new()
            },
        );
        if !words.is_empty() {
            let _ = write!(out, " — {}", text::line(words, LINE));
        }
    }
    out
}

fn standing(case: &Case) -> String {
    match case.holder() {
        Some(holder) => format!("held by {holder}"),
        None => case.status().to_owned(),
    }
}

pub(in crate::desk) fn case(
    case: &Case,
    posts: &[Post],
    replies: &[Reply],
    history: &[Told],
    zone: Tz,
) -> String {
    let mut out = format!(
        "Case {} · {} · {} · {}\n{}{} · {}{}",
        case.number,
        standing(case),
        case.urgency,
        case.department,
        case.network.title(),
        by(case),
        case.topic.title(),
        case.facility
            .as_ref()
            .map(|f| format!(" · {f}"))
            .unwrap_or_default(),
    );
    if !case.reasons.is_empty() {
        let _ = write!(out, "\nHere because: {}", case.reasons.join("; "));
    }
    for post in posts {
        let _ = write!(out, "\n\n{}", words(post, zone));
    }
    for reply in replies {
        let state = reply.state.as_str().replace('_', " ");
        let _ = write!(
            out,
            "\n\n{} · our reply by {} ({state})\n{}",
            clock(reply.written_at, zone),
            reply.staff,
            reply.text
        );
    }
    out.push('\n');
    for told in history {
        let event = &told.event;
        let who = match &event.who {
            Actor::Staff(name) => name.to_string(),
            other => other.to_string(),
        };
        let _ = write!(
            out,
            "\n{} {who}: {}",
            clock(event.at, zone),
            change(&event.change)
        );
    }
    out
}

/// Who wrote it; nothing where authors are kept out.
fn by(case: &Case) -> String {
    match case.author.handle.as_str() {
        "" => String::new(),
        handle => format!(" by @{handle}"),
    }
}

/// The way to the words of a list that was shown without them.
pub(in crate::desk) fn how_to_see(listed: &[Listed], sight: Sight) -> &'static str {
    match sight {
        _ if listed.is_empty() => "",
        Sight::Full => "",
        Sight::Redacted => {
            "\nWords are kept out of this chat. `/case reveal N` shows those of case N to you alone."
        }
        Sight::Link => "\nWords are kept out of this chat. `/case show N` leads to the post of case N.",
    }
}

/// The way to the words of one case.
pub(in crate::desk) fn how_to_see_one(number: CaseNumber, sight: Sight, masked: bool) -> String {
    match sight {
        Sight::Full if masked => format!(
            "\n\nWhat can tell who a patient is was masked. `/case reveal {}` shows it to you alone, on record.",
            number.0
        ),
        Sight::Full | Sight::Link => String::new(),
        Sight::Redacted => format!(
            "\n\nWords are kept out of this chat. `/case reveal {}` shows them to you alone.",
            number.0
        ),
    }
}

/// What was said, for the person who asked to see it.
pub(in crate::desk) fn revealed(case: &Case, posts: &[Post], notes: &[Told], zone: Tz) -> String {
    let mut out = format!(
        "Case {} · {} by @{}",
        case.number,
        case.network.title(),
        case.author.handle
    );
    for post in posts {
        let _ = write!(out, "\n\n{}", words(post, zone));
        if let Some(link) = &post.link {
            let _ = write!(out, "\n{link}");
        }
    }
    for told in notes {
        if let Change::Noted { text } = &told.event.change {
            let who = &told.event.who;
            let _ = write!(out, "\n\n{} · note by {who}\n{text}", clock(told.event.at, zone));
        }
    }
    out.push_str("\n\nOnly you see this. That you looked is on record.");
    out
}

/// A post with its time, and what its author did to it since.
fn words(post: &Post, zone: Tz) -> String {
    let mark = match (post.deleted_at, post.edited_at) {
        (Some(_), _) => " (deleted since)",
        (None, Some(_)) => " (edited)",
        (None, None) => "",
    };
    format!(
        "{}{mark}\n{}",
        clock(post.posted_at, zone),
        text::cut(&post.text, 1_500)
    )
}

/// One line of a case's history.
fn change(change: &Change) -> String {
    let with = |what: &str, why: &Option<String>| match why {
        Some(why) => format!("{what} ({})", text::line(why, LINE)),
        None => what.to_owned(),
    };
    match change {
        Change::Opened { department, urgency } => format!("opened, {urgency}, with {department}"),
        Change::FollowedUp { .. } => "wrote again".to_owned(),
        Change::Edited { .. } => "changed the post".to_owned(),
        Change::Deleted { .. } => "deleted the post".to_owned(),
        Change::Claimed => "claimed".to_owned(),
        Change::Released => "released".to_owned(),
        Change::Assigned { to } => format!("assigned to {to}"),
        Change::Asked { .. } => "asked for approval".to_owned(),
        Change::Blocked { reasons, .. } => {
            let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
            format!("a draft was blocked ({})", reasons.join(", "))
        }
        Change::Approved { why, left: 0, .. } => with("approved the draft", why),
        Change::Approved { why, .. } => with("would let the blocked draft out, 1 of 2", why),
        Change::Declined { why, .. } => format!("declined the draft ({})", text::line(why, LINE)),
        Change::Expired { .. } => "the draft expired".to_owned(),
        Change::Withdrawn { why, .. } => format!("the draft was withdrawn: {}", why.title()),
        Change::Replaced { .. } => "changed the draft".to_owned(),
        Change::Replied { .. } => "answered in public".to_owned(),
        Change::Published { .. } => "the reply is out".to_owned(),
        Change::SetAside { what, why } => format!("the {what} was given up on ({why})"),
        Change::SentAgain { .. } => "sent the reply again".to_owned(),
        Change::Retracting { why, .. } => with("takes our reply down", why),
        Change::Retracted { .. } => "our reply was taken down".to_owned(),
        Change::Noted { text: note } => format!("note: {}", text::line(note, 200)),
        Change::Tagged { added, removed } => tags(added, removed),
        Change::Prioritised { from, to } => format!("urgency {from} → {to}"),
        Change::Corrected { from, to } => {
            format!("{} {} → {}", to.field(), from.as_str(), to.as_str())
        }
        Change::Transferred { from, to, why } => with(&format!("moved from {from} to {to}"), why),
        Change::Escalated { tier, to, why } => with(&format!("escalated to tier {tier}, {to}"), why),
        Change::RanLate => "late".to_owned(),
        Change::Resolved { note } => with("resolved", note),
        Change::HandedOff => "took the author’s call".to_owned(),
        Change::Reopened { why } => with("opened again", why),
        Change::Dismissed { why } => format!("dismissed ({})", text::line(why, LINE)),
        Change::Merged { into } => format!("merged into {into}"),
        Change::Copied { of } => format!("a copy of {of}"),
        Change::AuthorLinked { case } => format!("the author is that of {case}, too"),
        Change::AuthorUnlinked { case } => format!("the author is not that of {case}, after all"),
        Change::Absorbed { case } => format!("took over {case}"),
        Change::Revealed => "looked at the words".to_owned(),
    }
}

fn tags(added: &[String], removed: &[String]) -> String {
    let signed = |sign: char| move |tag: &String| format!("{sign}{tag}");
    let all: Vec<String> = added
        .iter()
        .map(signed('+'))
        .chain(removed.iter().map(signed('−')))
        .collect();
    format!("tags {}", all.join(" "))
}

fn clock(at: Timestamp, zone: Tz) -> String {
    at.with_timezone(&zone).format("%a %d %b %H:%M").to_string()
}

pub(in crate::desk) fn count(n: usize, what: &str) -> String {
    if n == 1 {
        format!("1 {what}")
    } else {
        format!("{n} {what}s")
    }
}
