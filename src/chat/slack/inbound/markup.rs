//! What a person typed, out of what Slack makes of it: people, channels and
//! addresses come in angle brackets, and three signs come escaped. It is read
//! once from left to right, so that nothing is undone twice.

use crate::chat::slack::NAME;
use crate::domain::Directory;

/// The text as it was typed, with colleagues and departments by the names the settings give them.
pub fn typed(sent: &str, directory: &Directory) -> String {
    let mut out = String::with_capacity(sent.len());
    let mut rest = sent;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = match rest.strip_prefix('<').and_then(|inner| inner.split_once('>')) {
            Some((inner, after)) => {
                out.push_str(&meant(inner, directory));
                after
            }
            None => sign(rest, &mut out),
        };
    }
    out.push_str(rest);
    out
}

/// The first sign, which may be an escaped one.
fn sign<'a>(rest: &'a str, out: &mut String) -> &'a str {
    for (escaped, sign) in [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&')] {
        if let Some(after) = rest.strip_prefix(escaped) {
            out.push(sign);
            return after;
        }
    }
    let mut signs = rest.chars();
    out.extend(signs.next());
    signs.as_str()
}

/// What stands in angle brackets: `@U1|ana`, `#C1|billing`, `https://…|shown`.
fn meant(inner: &str, directory: &Directory) -> String {
    let (target, shown) = match inner.split_once('|') {
        Some((target, shown)) => (target, Some(unescaped(shown))),
        None => (inner, None),
    };
    if let Some(user) = target.strip_prefix('@') {
        let staff = directory
            .by_account(NAME, user)
            .map(|staff| staff.name.to_string());
        return staff.or(shown).unwrap_or_else(|| format!("@{user}"));
    }
    if let Some(channel) = target.strip_prefix('#') {
        let reads = |department: &&crate::domain::Department| {
            let mut channels = department.channels.iter();
            channels.any(|c| c.chat == NAME && c.id == channel)
        };
        let department = directory
            .departments
            .iter()
            .find(reads)
            .map(|d| d.name.to_string());
        return department.or(shown).unwrap_or_else(|| format!("#{channel}"));
    }
    if let Some(special) = target.strip_prefix('!') {
        let bare = special.split('^').next().unwrap_or_default();
        return shown.unwrap_or_else(|| format!("@{bare}"));
    }
    let target = unescaped(target);
    match shown {
        // Slack makes an address of `example.org`; what was typed is what it shows.
        Some(shown) if target.ends_with(&shown) && !shown.is_empty() => shown,
        _ => target,
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = sign(&rest[at..], &mut out);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::slack::samples::directory;
    use proptest::prelude::*;

    #[test]
    fn people_places_and_addresses_are_what_was_meant() {
        let directory = directory();
        for (sent, expected) in [
            ("assign 1 <@U0ANA|ana.lima>", "assign 1 ana"),
            ("assign 1 <@U0ANA>", "assign 1 ana"),
            ("assign 1 <@U9|kim>", "assign 1 kim"),
            (
                "transfer 1 <#C0BILL|billing-desk> not ours",
                "transfer 1 billing not ours",
            ),
            ("transfer 1 <#C9|random>", "transfer 1 random"),
            (
                "reply 1 see <https://x.example/a?b=1&amp;c=2>",
                "reply 1 see https://x.example/a?b=1&c=2",
            ),
            (
                "reply 1 see <http://x.example|x.example>",
                "reply 1 see x.example",
            ),
            (
                "reply 1 <https://evil.example|bank>",
                "reply 1 https://evil.example",
            ),
            ("reply 1 <mailto:a@b.example|a@b.example>", "reply 1 a@b.example"),
            ("reply 1 <!here> <!subteam^S1|@nurses>", "reply 1 @here @nurses"),
            ("reply 1 a &lt;b&gt; &amp;amp; c & d", "reply 1 a <b> &amp; c & d"),
            ("reply 1 “it’s” — ‘fine’ <", "reply 1 “it’s” — ‘fine’ <"),
        ] {
            assert_eq!(typed(sent, &directory), expected);
        }
    }

    proptest! {
        #[test]
        fn what_was_typed_arrives_as_typed(words in "(?s).{0,200}") {
            let sent = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            prop_assert_eq!(typed(&sent, &directory()), words);
        }

        #[test]
        fn nothing_that_is_sent_breaks_it(sent in "[<>&|@#!a-z;^é]{0,60}") {
            typed(&sent, &directory());
        }
    }
}
