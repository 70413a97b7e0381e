//! Who is who, in words.

use super::lists::lines;
use crate::domain::{Network, Timestamp};
use crate::store::{KnownAuthor, Listed};

/// How an author is called: by name, or where authors are kept out only by where they write.
pub(in crate::desk) fn author(author: &KnownAuthor) -> String {
    match author.handle.as_str() {
        "" => format!("an author on {}", author.network.title()),
        handle => name(handle, Some(author.network)),
    }
}

pub(in crate::desk) fn name(handle: &str, network: Option<Network>) -> String {
    match network {
        Some(network) => format!("@{handle} on {}", network.title()),
        None => format!("@{handle}"),
    }
}

fn authors(several: &[KnownAuthor], between: &str) -> String {
    several.iter().map(author).collect::<Vec<_>>().join(between)
}

/// The cases of whoever was asked for, with those of the others who are the same person.
pub(in crate::desk) fn by_author(
    asked: &str,
    (named, others): (&[KnownAuthor], &[KnownAuthor]),
    listed: &[Listed],
    now: Timestamp,
) -> String {
    let also = match others {
        [] => String::new(),
        others => format!(", also known as {}", authors(others, ", ")),
    };
    let are_several = named.len() + others.len() > 1;
    lines(
        &format!("From {asked}{also}"),
        "No case",
        (listed, are_several),
        now,
    )
}

/// The line of a case whose author has other names.
pub(in crate::desk) fn also_known_as(others: &[KnownAuthor]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let known = |one: &KnownAuthor| format!("{} (case {})", author(one), one.case);
    let names: Vec<String> = others.iter().map(known).collect();
    format!(
        "\n\nThe author is also known as {}, as a colleague said.",
        names.join(", ")
    )
}

pub(in crate::desk) fn linked(one: &KnownAuthor, other: &KnownAuthor) -> String {
    format!(
        "From now on {} and {} are one person. Case {} and case {} have it on record; cases stay apart.",
        author(one),
        author(other),
        one.case,
        other.case
    )
}

pub(in crate::desk) fn unlinked(one: &KnownAuthor, others: &[KnownAuthor]) -> String {
    format!(
        "From now on {} is not the same person as {}. It is on record.",
        author(one),
        authors(others, " or ")
    )
}
