//! Foreign words made harmless, and cut to what Slack takes. Lengths are
//! counted in UTF-16 units: never less than Slack counts.

use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;
use url::Url;

/// Longest address of a button or a link.
const LONGEST_URL: usize = 3_000;

/// How long Slack takes this to be.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// At most `most` long, cut between signs and with a mark where it was.
pub fn cut(text: &str, most: usize) -> String {
    cut_as(text, most, str::to_owned)
}

/// The same for a text that Slack reads for mentions and links: nothing in it does anything.
pub fn harmless(text: &str, most: usize) -> String {
    cut_as(text, most, escaped)
}

/// A text of its own kind: never read for anything, never empty.
pub fn plain(text: &str, most: usize) -> Value {
    let text = cut(text, most);
    let text = if text.trim().is_empty() { "–" } else { &text };
    json!({ "type": "plain_text", "text": text, "emoji": false })
}

/// An address that people may follow: it is what it looks like.
pub fn link(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let web = matches!(url.scheme(), "http" | "https");
    let honest = url.username().is_empty() && url.password().is_none() && url.has_host();
    let written = String::from(url);
    let clean = !written.contains(['|', '<', '>', '"', '`']) && length(&written) <= LONGEST_URL;
    (web && honest && clean).then_some(written)
}

fn escaped(sign: &str) -> String {
    sign.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn cut_as(text: &str, most: usize, drawn: fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len().min(most * 4));
    let mut left = most;
    let mut signs = text.graphemes(true).peekable();
    while let Some(sign) = signs.next() {
        let sign = drawn(sign);
        let needed = length(&sign) + usize::from(signs.peek().is_some());
        if needed > left {
            // Room for the mark was kept, unless there was none at all.
            if left > 0 {
                out.push('…');
            }
            return out;
        }
        left -= length(&sign);
        out.push_str(&sign);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_slack_would_read_is_only_words() {
        let hostile = "<!channel> <@U1> <https://evil.example|bank> & &lt;";
        assert_eq!(
            harmless(hostile, 200),
            "&lt;!channel&gt; &lt;@U1&gt; &lt;https://evil.example|bank&gt; &amp; &amp;lt;"
        );
    }

    #[test]
    fn a_cut_goes_between_signs_and_not_through_an_escape() {
        assert_eq!(harmless("a&b", 5), "a…");
        assert_eq!(harmless("a&b", 7), "a&amp;b");
        assert_eq!(cut("👩‍👩‍👧👩‍👩‍👧", 9), "👩‍👩‍👧…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("abcd", 0), "");
    }

    #[test]
    fn only_an_honest_address_is_a_link() {
        assert_eq!(
            link("https://bsky.app/profile/a/post/1").as_deref(),
            Some("https://bsky.app/profile/a/post/1")
        );
        for other in [
            "javascript:alert(1)",
            "https://bank.example@evil.example/",
            "https://x.example/a|b",
            "data:text/html,x",
            "not an address",
        ] {
            assert_eq!(link(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn nothing_gets_longer_than_it_may(text in "\\PC{0,80}", most in 0_usize..90) {
            prop_assert!(length(&cut(&text, most)) <= most);
            let safe = harmless(&text, most);
            prop_assert!(length(&safe) <= most);
            prop_assert!(!safe.contains(['<', '>']));
        }
    }
}
