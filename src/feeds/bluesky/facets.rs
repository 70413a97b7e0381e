//! What in a text is a link, a name or a tag.
//!
//! The network shows text as plain text unless a facet says otherwise, and
//! notifies nobody who is not in one. Places are counted in bytes of UTF-8;
//! they always fall between signs because they come from slices of the text.

use serde_json::{Value, json};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use url::Url;

/// Longest tag the network takes.
const LONGEST_TAG: usize = 64;

/// One part of a text that is more than its letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part<'a> {
    /// Where it stands, in bytes.
    pub bytes: Range<usize>,
    /// What it is.
    pub kind: Kind<'a>,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// An address; `www.` without a scheme is meant as `https`.
    Link(String),
    /// `@handle`, here without the `@`; only a lookup tells whether there is one.
    Handle(&'a str),
    /// `#tag`, here without the `#`.
    Tag(&'a str),
}

/// The parts of a text, in order.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    words(text)
        .filter_map(|(start, word)| {
            let (length, kind) = link(word).or_else(|| handle(word)).or_else(|| tag(word))?;
            Some(Part {
                bytes: start..start + length,
                kind,
            })
        })
        .collect()
}

/// The facet of a part; `feature` is one of the functions below.
pub(super) fn facet(bytes: &Range<usize>, feature: &Value) -> Value {
    json!({ "index": { "byteStart": bytes.start, "byteEnd": bytes.end }, "features": [feature] })
}

pub(super) fn link_to(uri: &str) -> Value {
    json!({ "$type": "app.bsky.richtext.facet#link", "uri": uri })
}

pub(super) fn mention_of(did: &str) -> Value {
    json!({ "$type": "app.bsky.richtext.facet#mention", "did": did })
}

pub(super) fn tagged(tag: &str) -> Value {
    json!({ "$type": "app.bsky.richtext.facet#tag", "tag": tag })
}

/// Each word and the byte it starts at, without the brackets and quotes that open it.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(char::is_whitespace)
        .filter_map(move |piece| {
            let start = at;
            at += piece.len();
            let word = piece.trim_end_matches(char::is_whitespace);
            let opened = word.trim_start_matches(['(', '[', '{', '<', '"', '\'', '“', '‘', '«', '¿', '¡']);
            (!opened.is_empty()).then(|| (start + word.len() - opened.len(), opened))
        })
}

fn link(word: &str) -> Option<(usize, Kind<'_>)> {
    let lower = word.get(..8).unwrap_or(word).to_ascii_lowercase();
    let scheme = if lower.starts_with("http://") || lower.starts_with("https://") {
        ""
    } else if lower.starts_with("www.") {
        "https://"
    } else {
        return None;
    };
    let word = without_ending(word);
    let uri = format!("{scheme}{word}");
    let host = Url::parse(&uri).ok()?.host_str()?.to_owned();
    (!host.is_empty() && (scheme.is_empty() || host.trim_start_matches("www.").contains('.')))
        .then_some((word.len(), Kind::Link(uri)))
}

/// An address at the end of a sentence doesn't own the full stop, nor a bracket that was opened before it.
fn without_ending(word: &str) -> &str {
    let mut word = word;
    while let Some(last) = word.chars().next_back() {
        let ends = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '"' | '\'' | '”' | '’' | '»' | '…' | '>' => true,
            ')' => word.matches(')').count() > word.matches('(').count(),
            ']' => word.matches(']').count() > word.matches('[').count(),
            '}' => word.matches('}').count() > word.matches('{').count(),
            _ => false,
        };
        if !ends {
            break;
        }
        word = &word[..word.len() - last.len_utf8()];
    }
    word
}

fn handle(word: &str) -> Option<(usize, Kind<'_>)> {
    let rest = word.strip_prefix('@')?;
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-')
        .unwrap_or(rest.len());
    let name = rest[..end].trim_end_matches(['.', '-']);
    is_handle(name).then_some((1 + name.len(), Kind::Handle(name)))
}

fn is_handle(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    name.len() <= 253
        && labels.len() > 1
        && labels
            .iter()
            .all(|label| (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-'))
        && labels
            .last()
            .is_some_and(|last| last.starts_with(|c: char| c.is_ascii_alphabetic()))
}

fn tag(word: &str) -> Option<(usize, Kind<'_>)> {
    let rest = word.strip_prefix(['#', '＃'])?;
    let sign = word.len() - rest.len();
    let name = rest.split(['#', '＃']).next().unwrap_or_default();
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    // A number is a room or a case, and a keycap emoji is no tag either.
    let tagged = name.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && name.chars().any(char::is_alphabetic)
        && name.graphemes(true).count() <= LONGEST_TAG
        && name.len() <= 10 * LONGEST_TAG;
    tagged.then_some((sign + name.len(), Kind::Tag(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<String> {
        parts(text)
            .into_iter()
            .map(|part| match part.kind {
                Kind::Link(uri) => format!("{:?} link {uri}", part.bytes),
                Kind::Handle(name) => format!("{:?} handle {name}", part.bytes),
                Kind::Tag(name) => format!("{:?} tag {name}", part.bytes),
            })
            .collect()
    }

    #[test]
    fn places_are_counted_in_bytes() {
        assert_eq!(
            found("Hi @alice.bsky.social — see https://example.org"),
            [
                "3..21 handle alice.bsky.social",
                "30..49 link https://example.org"
            ]
        );
        assert_eq!(found("👩‍👩‍👧 #Día"), ["19..24 tag Día"]);
    }

    #[test]
    fn a_sentence_keeps_its_own_marks() {
        for (text, expected) in [
            ("(see https://a.org/x_(y)).", "5..24 link https://a.org/x_(y)"),
            ("“https://a.org/?q=1!”", "3..21 link https://a.org/?q=1"),
            ("WWW.example.org, please", "0..15 link https://WWW.example.org"),
            ("@ana.example.org's question", "0..16 handle ana.example.org"),
            ("¿@ana.example.org?", "2..18 handle ana.example.org"),
            ("#flu-season.", "0..11 tag flu-season"),
            ("#flu#er", "0..4 tag flu"),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for text in [
            "bob@example.org",
            "@ana",
            "@-a.org",
            "@a..org",
            "@1.2.3.4",
            "#1",
            "#",
            "#️⃣",
            "a#b",
            "https://",
            "http:// example.org",
            "www.",
            "ftp://a.org",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }

    proptest! {
        #[test]
        fn every_part_is_a_slice_of_the_text_and_none_overlap(
            text in "(\\PC|@a\\.bc|https://a\\.b|#t|[ \n(“é👩])*"
        ) {
            let mut end = 0;
            for part in parts(&text) {
                let slice = text.get(part.bytes.clone());
                prop_assert!(slice.is_some(), "{part:?} is on no boundary");
                let slice = slice.unwrap_or_default();
                prop_assert!(part.bytes.start >= end && !slice.is_empty());
                end = part.bytes.end;
                match part.kind {
                    Kind::Link(uri) => prop_assert!(uri.ends_with(slice)),
                    Kind::Handle(name) => prop_assert_eq!(slice, format!("@{name}")),
                    Kind::Tag(name) => prop_assert_eq!(&slice[slice.len() - name.len()..], name),
                }
            }
        }
    }
}
