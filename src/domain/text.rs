//! Foreign text made fit to keep and to show: nothing in it can break a
//! database, a terminal or a line of a card, and its words stay as written.

use unicode_segmentation::UnicodeSegmentation;

/// Longest text that is kept of one post, in bytes. What is beyond is cut, visibly.
pub const LONGEST_POST: usize = 110_000;

/// Most combining marks kept on one sign; honest text needs three or four.
const MOST_MARKS: usize = 8;

/// Takes out what PostgreSQL can't store (NUL) and what turns a terminal or a
/// page about: control characters other than line break and tab, and the
/// marks that reverse reading order. Cuts what is longer than [`LONGEST_POST`].
pub fn clean(text: &str) -> String {
    let kept = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut clean: String = kept.chars().filter(|c| !is_dangerous(*c)).collect();
    if clean.len() > LONGEST_POST {
        clean.truncate(clean.floor_char_boundary(LONGEST_POST));
        clean.push_str(" […]");
    }
    clean
}

/// Whether a reader would see nothing: there are spaces and invisible signs only.
pub fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

fn is_dangerous(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFF9}'..='\u{FFFB}' | '\u{2028}' | '\u{2029}')
}

/// One line of at most `most` signs, for a list or a card's head.
pub fn line(text: &str, most: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&words, most)
}

/// At most `most` signs and a bounded stack of marks on each; never cuts a sign in two.
pub fn cut(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len().min(most * 4));
    for (count, sign) in text.graphemes(true).enumerate() {
        if count == most {
            out.push('…');
            break;
        }
        let longest = sign
            .char_indices()
            .nth(MOST_MARKS + 4)
            .map_or(sign.len(), |(at, _)| at);
        out.push_str(&sign[..longest]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_could_turn_a_page_about_is_taken_out_and_words_stay() {
        assert_eq!(clean("a\u{0}b\u{202E}c\r\nd\u{1b}[31m"), "abc\nd[31m");
        assert_eq!(clean("¿Dónde está? 👩‍👩‍👧"), "¿Dónde está? 👩‍👩‍👧");
        assert!(clean(&"x".repeat(200_000)).ends_with("[…]"));
    }

    #[test]
    fn what_nobody_can_see_is_blank() {
        assert!(is_blank("") && is_blank(" \n\u{200B}\u{FEFF}\u{3164}\u{AD}\u{E0041}"));
        assert!(!is_blank("\u{200B}.\u{200B}") && !is_blank("👩‍👩‍👧") && !is_blank("☎️"));
    }

    #[test]
    fn a_line_is_one_line_and_cuts_between_signs() {
        assert_eq!(line("two\n\n  lines", 20), "two lines");
        assert_eq!(line("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 2), "👩‍👩‍👧👩‍👩‍👧…");
        assert!(cut(&format!("Z{}", "\u{0301}".repeat(500)), 10).len() < 40);
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(text in "\\PC{0,200}") {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
