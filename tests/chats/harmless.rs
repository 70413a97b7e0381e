//! What makes a message harmless: it notifies nobody whom it should not, no
//! link looks like another, and nothing turns the page about.

use crate::fakes::{discord, slack};

/// What is wrong with a message of Slack; `home` is where posts stand.
pub fn slack(message: &slack::Message, home: &str) -> Vec<String> {
    let pings = message.pings();
    let notifies = (!pings.is_empty()).then(|| format!("notifies {pings:?}"));
    let links = message.links().into_iter();
    let false_links = links
        .filter(|(url, shown)| !is_honest(url, shown, home))
        .map(|(url, shown)| format!("“{shown}” leads to {url}"));
    let read = message.plain();
    notifies
        .into_iter()
        .chain(false_links)
        .chain(turns(&read))
        .collect()
}

/// What is wrong with a message of Discord.
pub fn discord(message: &discord::Message, home: &str) -> Vec<String> {
    let pings = message.pings();
    let notifies = (!pings.is_empty()).then(|| format!("notifies {pings:?}"));
    let links = message.links().into_iter();
    let false_links = links
        .filter(|link| !is_honest(&link.url, &link.shown, home))
        .map(|link| format!("“{}” leads to {}", link.shown, link.url));
    notifies
        .into_iter()
        .chain(false_links)
        .chain(turns(message.as_read()))
        .collect()
}

/// A link is shown under its own address, or under words of ours that lead to the post.
fn is_honest(url: &str, shown: &str, home: &str) -> bool {
    let is_address = shown.contains("://") || shown.contains("www.");
    shown == url || (url.starts_with(home) && !is_address)
}

/// Signs that turn a page or a terminal about.
pub fn turns(read: &str) -> Option<String> {
    let does = |sign: &char| {
        let turns =
            matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
        turns || (sign.is_control() && !matches!(sign, '\n' | '\t'))
    };
    let found = read.chars().find(does)?;
    Some(format!("holds {found:?}"))
}

#[test]
fn a_link_with_a_false_face_is_seen() {
    let home = "http://127.0.0.1:9/posts/";
    assert!(is_honest("https://a.example", "https://a.example", home));
    assert!(is_honest("http://127.0.0.1:9/posts/p1", "Open the post", home));
    assert!(!is_honest("https://evil.example", "Open the post", home));
    assert!(!is_honest(
        "http://127.0.0.1:9/posts/p1",
        "https://bank.example",
        home
    ));
    assert!(turns("a\u{202E}b").is_some() && turns("a\nb").is_none());
}
