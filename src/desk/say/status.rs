//! How feeds, deliveries and departments fare.

use super::{age, ago, judging::judging, lists::count};
use crate::desk::Judging;
use crate::domain::Timestamp;
use crate::store::{Ailing, Aside, FeedHealth, OpenCount};
use std::fmt::Write;

/// What there is to tell.
pub(in crate::desk) struct Status {
    pub feeds: Vec<FeedHealth>,
    pub waiting: i64,
    pub oldest: Option<Timestamp>,
    pub aside: Vec<Aside>,
    pub open: Vec<OpenCount>,
    pub chats: Vec<(String, Ailing)>,
    pub judging: Judging,
    pub now: Timestamp,
}

pub(in crate::desk) fn status(status: &Status) -> String {
    let mut out = String::from("Feeds");
    if status.feeds.is_empty() {
        out.push_str("\n  none has been read yet");
    }
    for feed in &status.feeds {
        let _ = write!(
            out,
            "\n  {} ({}): {}",
            feed.name,
            feed.network.title(),
            health(feed, status.now)
        );
    }
    let _ = write!(out, "\nDeliveries\n  {} waiting", status.waiting);
    if let Some(oldest) = status.oldest.filter(|at| *at < status.now) {
        let _ = write!(out, ", the oldest for {}", age(oldest, status.now));
    }
    if status.aside.is_empty() {
        out.push_str(", none given up on");
    }
    for aside in &status.aside {
        let case = aside.case.map(|c| format!(" for case {c}")).unwrap_or_default();
        let _ = write!(
            out,
            "\n  given up on: {}{case} in {} ({})",
            aside.kind, aside.lane.0, aside.why
        );
    }
    if !status.chats.is_empty() {
        out.push_str("\nNeeds somebody");
    }
    for (title, Ailing { why, since, .. }) in &status.chats {
        let since = age(*since, status.now);
        let _ = write!(out, "\n  {}: {why} ({since})", title.trim_end_matches(','));
    }
    out.push_str("\nTriage judges by");
    for line in judging(&status.judging, status.now) {
        let _ = write!(out, "\n  {line}");
    }
    out.push_str("\nOpen cases");
    if status.open.is_empty() {
        out.push_str("\n  none");
    }
    for OpenCount {
        department,
        open,
        late,
        ..
    } in &status.open
    {
        let _ = write!(
            out,
            "\n  {department}: {}",
            count(usize::try_from(*open).unwrap_or_default(), "case")
        );
        if *late > 0 {
            let _ = write!(out, ", {late} late");
        }
    }
    out
}

fn health(feed: &FeedHealth, now: Timestamp) -> String {
    let seen = match feed.ok_at {
        Some(at) => format!("last read {}", ago(at, now)),
        None => "never read".to_owned(),
    };
    match (&feed.why, feed.failures) {
        (Some(why), failures) if failures > 0 => {
            let failures = count(usize::try_from(failures).unwrap_or_default(), "failure");
            format!("{}, {why}; {seen}, {failures} in a row", feed.state)
        }
        _ => format!("ok, {seen}"),
    }
}
