//! What needs somebody, and what works again.

use crate::domain::{Directory, Line, StaffName};

pub(in crate::desk) fn ailing(directory: &Directory, subject: &str, why: &str, admins: &[StaffName]) -> Line {
    let why = why.trim_end_matches('.');
    let mut line = Line::from(format!(
        "{} needs somebody: {why}.",
        subject_title(directory, subject)
    ));
    for name in admins {
        line = line.text(" ").wake(name);
    }
    line
}

pub(in crate::desk) fn healed(directory: &Directory, subject: &str) -> Line {
    Line::from(format!("{} works again.", subject_title(directory, subject)))
}

/// A subject in words: `chat/slack/C1` is what Billing reads in Slack.
pub(in crate::desk) fn subject_title(directory: &Directory, subject: &str) -> String {
    let parts: Vec<&str> = subject.splitn(3, '/').collect();
    match parts.as_slice() {
        ["chat", chat, channel] => {
            let reads_there = |d: &&crate::domain::Department| {
                d.channels.iter().any(|c| c.chat == *chat && c.id == *channel)
            };
            let departments: Vec<&str> = directory
                .departments
                .iter()
                .filter(reads_there)
                .map(|d| d.title.as_str())
                .collect();
            match departments.as_slice() {
                [] => format!("{}, channel {channel},", capital(chat)),
                some => format!("{}, where {} reads,", capital(chat), some.join(" and ")),
            }
        }
        ["feed", feed, ..] => format!("Answering through {feed}"),
        [chat, part, ..] => format!("{} ({part})", capital(chat)),
        _ => capital(subject),
    }
}

fn capital(word: &str) -> String {
    let mut signs = word.chars();
    let first = signs.next().map(|c| c.to_uppercase().collect::<String>());
    first.unwrap_or_default() + signs.as_str()
}
