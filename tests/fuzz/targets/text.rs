//! Words made fit to keep and to show.

use liaison::domain::text::{self, LONGEST_POST};
use unicode_segmentation::UnicodeSegmentation;

/// Any words, kept, put on a line and cut.
pub fn check(given: &str) {
    let clean = text::clean(given);
    assert_eq!(text::clean(&clean), clean, "cleaning again changes nothing");
    assert!(clean.len() <= LONGEST_POST + " […]".len());
    let turns =
        |c: char| matches!(c, '\0' | '\r' | '\u{1b}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    assert!(!clean.contains(turns), "what turns a page about is gone");
    assert_eq!(
        text::is_blank(&clean),
        text::is_blank(given),
        "what could be read still can"
    );
    for most in [0, 1, 40] {
        let cut = text::cut(&clean, most);
        assert!(signs(&cut) <= most + 1, "{most} signs and the mark");
        assert!(cut.len() <= given.len() + '…'.len_utf8());
        let line = text::line(&clean, most);
        assert!(!line.contains(['\n', '\t']) && signs(&line) <= most + 1);
    }
}

fn signs(text: &str) -> usize {
    text.graphemes(true).count()
}
