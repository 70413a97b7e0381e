//! The words of a piece of HTML, for people and for triage to read.
//!
//! Not a browser: tags go, paragraphs stay, what a page never shows (scripts,
//! styles, comments) goes with its content, and references become the signs
//! they stand for. One pass, so no input takes longer than its length asks.

use super::entities::reference;

/// Elements whose content nobody is shown.
const UNSEEN: [&str; 6] = ["script", "style", "head", "template", "noscript", "iframe"];
/// Elements that end a line.
const BLOCKS: [&str; 28] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
];

/// Strips `html` to text with its references decoded.
pub fn from_html(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut marked_up = false;
    let mut quotes = Quotes(true);
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('&') {
            let (sign, took) = reference(after).unwrap_or(('&', 0));
            out.push(sign);
            rest = &after[took..];
        } else if let Some((tag, after)) = tag(rest, &mut quotes) {
            marked_up = true;
            if BLOCKS.contains(&tag.as_str()) {
                out.push('\u{0}');
            }
            rest = if UNSEEN.contains(&tag.as_str()) {
                past_end(&tag, after, &mut quotes)
            } else {
                after
            };
        } else {
            out.push('<');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    lines(&out, marked_up)
}

/// Text that is text already, its lines tidied.
pub fn tidy(text: &str) -> String {
    lines(text, false)
}

/// The lower-case name of the tag that `html` begins with, empty for a comment or a closing one that ends no line,
/// and what follows. `None` if the `<` is only a sign.
fn tag<'a>(html: &'a str, quotes: &mut Quotes) -> Option<(String, &'a str)> {
    if let Some(after) = html.strip_prefix("<!--") {
        let end = after.find("-->").map_or(after.len(), |at| at + 3);
        return Some((String::new(), &after[end..]));
    }
    let inner = &html[1..];
    let closing = inner.starts_with('/');
    let name = inner.trim_start_matches('/');
    let first = name.chars().next()?;
    let opens = first.is_ascii_alphabetic() || (matches!(first, '!' | '?') && !closing);
    if !opens {
        return None;
    }
    let length = name
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    let word = name[..length].to_ascii_lowercase();
    let after = quotes.past_tag(&name[length..]);
    let is_block = BLOCKS.contains(&word.as_str());
    Some((if closing && !is_block { String::new() } else { word }, after))
}

/// Whether quotes in tags hide a `>`. One that never closes would swallow the
/// rest, and looking for its end again and again would take for ever: from
/// then on none counts.
struct Quotes(bool);

impl Quotes {
    /// What follows the `>` that ends a tag.
    fn past_tag<'a>(&mut self, inner: &'a str) -> &'a str {
        let mut quote = None;
        for (at, byte) in inner.bytes().enumerate() {
            match (quote, byte) {
                (None, b'>') => return &inner[at + 1..],
                (None, b'"' | b'\'') if self.0 => quote = Some(byte),
                (Some(open), byte) if open == byte => quote = None,
                _ => {}
            }
        }
        self.0 = false;
        inner.split_once('>').map_or("", |(_, after)| after)
    }
}

/// What follows the end tag of an element that nobody is shown.
fn past_end<'a>(name: &str, html: &'a str, quotes: &mut Quotes) -> &'a str {
    for (at, _) in html.match_indices("</") {
        let inner = &html[at + 2..];
        if inner
            .as_bytes()
            .get(..name.len())
            .is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
        {
            return quotes.past_tag(&inner[name.len()..]);
        }
    }
    ""
}

/// One blank at a time, no blank lines at the ends and one at most between. NUL marks the end of a block;
/// the line breaks of a source with markup mean nothing.
fn lines(text: &str, marked_up: bool) -> String {
    let ends: &[char] = if marked_up { &['\u{0}'] } else { &['\n', '\u{0}'] };
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.split(ends) {
        let mut words = line.split_whitespace().peekable();
        if words.peek().is_none() {
            blank += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        blank = 0;
        for (nth, word) in words.enumerate() {
            if nth > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_stay_and_markup_goes() {
        for (html, text) in [
            ("Six <b>hours</b> in the ER", "Six hours in the ER"),
            (
                "Fish &amp; chips &lt;3 &#8217; &nosuch; AT&T",
                "Fish & chips <3 ’ &nosuch; AT&T",
            ),
            ("under 5 < 6 and 7 > 3", "under 5 < 6 and 7 > 3"),
            ("<p>One\nline</p><p>Two</p>", "One line\n\nTwo"),
            ("One<br/>Two<BR>Three", "One\nTwo\nThree"),
            ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
            ("a<script>if (1 < 2) {}</script>b<style>p{}</STYLE >c", "abc"),
            ("a<!-- <b>hidden</b> -->b<!doctype html><?php x?>c", "abc"),
            ("<a title=\"x > y\" href='z'>kept</a>", "kept"),
            ("<a title=\"open>kept", "kept"),
            ("typed in\ntwo lines", "typed in\ntwo lines"),
            ("<script>never closed", ""),
            ("&lt;b&gt;shown&lt;/b&gt;", "<b>shown</b>"),
            ("ends with <", "ends with <"),
            ("a\u{0}b", "a\nb"),
        ] {
            assert_eq!(from_html(html), text, "{html}");
        }
    }

    #[test]
    fn what_was_built_to_take_long_does_not() {
        for html in [
            "<".repeat(400_000),
            "<a \"".repeat(100_000),
            "&".repeat(400_000),
            "<!--".repeat(100_000),
            "<a \">\"".repeat(100_000),
        ] {
            from_html(&html);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(html in "[<>&;/!\"'a-z#0-9 \\-é]{0,200}") {
            from_html(&html);
        }
    }
}
