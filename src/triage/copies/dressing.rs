//! What people put round somebody else's words: marks of a repost, names,
//! links, pictures, and the dots where a text was cut.

use crate::triage::folding::fold_phrase;

/// What stands before the name of the one whose words follow.
const MARKS: [&str; 5] = ["rt @", "mt @", "rt: @", "via @", "♻ @"];
/// Fewest words that must follow a mark.
const FEWEST: usize = 4;
/// Signs as pages write them.
const ENTITIES: [&str; 6] = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&nbsp;"];
/// How links begin, and what of one is left where a text was cut.
const LINKS: [&str; 3] = ["https://t.co/", "http://t.co/", "https://bit.ly/"];

/// The words behind the first `RT @somebody:` and those that follow at once, and how many words of their own the
/// author puts before it. A comment that was itself reposted is part of what was.
pub(super) fn reposted(text: &str) -> Option<(usize, &str)> {
    let (begins, mut core) = behind_mark(text)?;
    while let Some((0, rest)) =
        behind_mark(core.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '♻'))
    {
        core = rest;
    }
    Some((said(&text[..begins]).count(), core))
}

/// The words of a text as they stand there.
pub(super) fn said(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_whitespace();
    words.filter(|word| !is_dressing(word) && word.contains(char::is_alphanumeric))
}

/// Where the first mark stands, and the words behind it.
fn behind_mark(text: &str) -> Option<(usize, &str)> {
    text.match_indices('@').find_map(|(at, _)| {
        // The mark is a word of its own: “smart @” is none.
        let marked = MARKS.iter().find_map(|mark| {
            let begins = (at + 1).checked_sub(mark.len())?;
            let is_mark = text.get(begins..=at)?.eq_ignore_ascii_case(mark);
            (is_mark && !text[..begins].ends_with(char::is_alphanumeric)).then_some(begins)
        })?;
        let after = &text[at + 1..];
        let name = after.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-'));
        let rest = &after[name.unwrap_or(after.len())..];
        rest.split_whitespace().nth(FEWEST - 1).map(|_| (marked, rest))
    })
}

/// The words alone, in regular spelling, parted by single spaces.
pub(super) fn undressed(text: &str) -> String {
    let mut text = text.replace('#', " ");
    for entity in ENTITIES {
        text = text.replace(entity, " ");
    }
    let whole = text.trim_end();
    let body = whole.trim_end_matches(['…', '.', ' ']);
    let was_cut = whole.ends_with('…') || whole.ends_with("...");
    let mut words: Vec<&str> = body.split_whitespace().collect();
    if was_cut {
        // The last word may be half of one.
        words.pop();
    }
    while words
        .last()
        .is_some_and(|word| LINKS.iter().any(|link| link.starts_with(word)))
    {
        words.pop();
    }
    words.retain(|word| !is_dressing(word));
    let folded = fold_phrase(&words.join(" "));
    let spoken = folded
        .split(' ')
        .filter(|word| word.contains(char::is_alphanumeric));
    spoken.collect::<Vec<_>>().join(" ")
}

fn is_dressing(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '@');
    ["@", "http:", "https:", "www.", "pic.twitter"]
        .iter()
        .any(|beginning| word.starts_with(beginning))
}
