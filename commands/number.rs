//! Case numbers as people type them: `142` or `#142`.
//!
//! Also the question that keeps an answer from going to the wrong case: could the first word of a text have been
//! meant as a number?

use crate::misuse::{is_hidden, quoted};

/// Reads a case number. The sentence of the error is shown to the person who typed it.
pub(crate) fn read(typed: &str) -> Result<u64, String> {
    let bare = without_hidden(typed);
    let digits = bare.strip_prefix('#').unwrap_or(bare);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!(
            "{} is not a case number; those look like `142` or `#142`.",
            quoted(typed)
        ));
    }
    // Databases count to i64::MAX, so a case beyond it cannot be.
    match digits.parse::<i64>() {
        Ok(0) => Err("There is no case 0: case numbers begin at 1.".to_owned()),
        Ok(number) => Ok(number.unsigned_abs()),
        Err(_) => Err(format!("{} is too long for a case number.", quoted(typed))),
    }
}

/// How the first word looks to somebody who expects a case number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// `#142`: nothing but a case number.
    Number,
    /// `142`: a case number, or the first word of a text.
    Bare,
    /// `2:`, `#2,`, `２`: perhaps meant as one.
    Doubtful,
    /// Anything else: a word.
    Word,
}

/// Tells how `word` looks.
pub(crate) fn look(word: &str) -> Look {
    let bare = without_hidden(word);
    let (marked, rest) = match bare.strip_prefix('#') {
        Some(rest) => (true, rest),
        None => (false, bare),
    };
    if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) {
        return if marked { Look::Number } else { Look::Bare };
    }
    let tail = rest.trim_start_matches(char::is_numeric);
    let begins_like_one = marked || tail.len() < rest.len();
    if begins_like_one && !tail.contains(char::is_alphanumeric) {
        Look::Doubtful
    } else {
        Look::Word
    }
}

/// Telephones paste direction marks and zero-width spaces around numbers.
fn without_hidden(word: &str) -> &str {
    word.trim_matches(|c: char| c.is_whitespace() || is_hidden(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_and_without_their_sign() {
        for (typed, number) in [
            ("1", 1),
            ("142", 142),
            ("#142", 142),
            ("007", 7),
            (" 5 ", 5),
            ("\u{202a}12\u{202c}", 12),
            ("9223372036854775807", 9_223_372_036_854_775_807),
        ] {
            assert_eq!(read(typed), Ok(number), "{typed:?}");
        }
        for typed in [
            "",
            "#",
            "##1",
            "0",
            "#0",
            "-1",
            "+1",
            "1.0",
            "1e3",
            "２",
            "abc",
            "9223372036854775808",
        ] {
            assert!(read(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn a_first_word_is_taken_for_what_it_looks_like() {
        for (word, expected) in [
            ("#2", Look::Number),
            ("#0", Look::Number),
            ("2", Look::Bare),
            ("\u{200b}2", Look::Bare),
            ("007", Look::Bare),
            ("2:", Look::Doubtful),
            ("2,", Look::Doubtful),
            ("#2,", Look::Doubtful),
            ("#", Look::Doubtful),
            ("2\u{fe0f}\u{20e3}", Look::Doubtful),
            ("２", Look::Doubtful),
            ("2:30", Look::Word),
            ("24/7", Look::Word),
            ("2nd", Look::Word),
            ("#1stday", Look::Word),
            ("#health", Look::Word),
            ("-2", Look::Word),
            ("…", Look::Word),
            ("", Look::Word),
            ("hours", Look::Word),
        ] {
            assert_eq!(look(word), expected, "{word:?}");
        }
    }
}
