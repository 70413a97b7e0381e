//! Words of others made harmless for Discord: no mark, mention, heading, list,
//! spoiler or link in them does anything, and a reader sees them as written.
//!
//! A backslash does for marks. Mentions and addresses are broken by a space
//! of no width besides, since they are found even behind a backslash.

use crate::domain::text;
use unicode_segmentation::UnicodeSegmentation;

/// Parts what would be found as one.
const BREAK: char = '\u{200B}';
/// Longest command that stands as code in a sentence.
const LONGEST_CODE: usize = 80;

/// How long Discord says a text is; the larger of the ways it counts.
pub(in crate::chat::discord) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Words of others, escaped, within `most`; what is beyond is cut between signs, visibly.
pub(in crate::chat::discord) fn words(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut used = 0;
    let whole = text::cut(text, most);
    let mut line = Line::default();
    for sign in whole.graphemes(true) {
        let mut piece = String::new();
        sign.chars().for_each(|c| line.push(c, &mut piece));
        used += length(&piece);
        if used >= most {
            out.push('…');
            return out;
        }
        out.push_str(&piece);
    }
    out
}

/// Words of others on one line.
pub(in crate::chat::discord) fn one_line(text: &str, most: usize) -> String {
    words(&text.split_whitespace().collect::<Vec<_>>().join(" "), most)
}

/// Words of others as a quote, each line marked as one, within `most`.
pub(in crate::chat::discord) fn quote(text: &str, most: usize) -> String {
    let mut out = String::new();
    for line in text.trim().lines() {
        let lead = if out.is_empty() { "> " } else { "\n> " };
        let left = most.saturating_sub(length(&out) + lead.len() + 1);
        if left < 2 {
            out.push('…');
            break;
        }
        out.push_str(lead);
        out.push_str(&words(line, left));
    }
    out
}

/// A sentence of our own: commands in it stand as code, and addresses can be followed as they read.
/// Everything else is escaped all the same, since names and old rows stand in it.
pub(in crate::chat::discord) fn own(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut line = Line::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let verbatim = code(rest).or_else(|| address(rest, out.chars().last()));
        if let Some((taken, shown)) = verbatim {
            out.push_str(&shown);
            line.begun = true;
            rest = &rest[taken..];
        } else {
            line.push(first, &mut out);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// A command between backticks. Only what means nothing in markdown is let through,
/// so that it is harmless wherever Discord thinks that the code begins and ends.
fn code(text: &str) -> Option<(usize, String)> {
    let (inside, _) = text.strip_prefix('`')?.split_once('`')?;
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '/' | '#' | '-' | '.' | '…' | ',');
    let fits = !inside.is_empty() && inside.len() <= LONGEST_CODE && inside.chars().all(is_plain);
    fits.then(|| (inside.len() + 2, format!("`{inside}`")))
}

/// An address that is what it reads, between `<` and `>` so that nothing is drawn under it.
fn address(text: &str, before: Option<char>) -> Option<(usize, String)> {
    if before.is_some_and(|c| !c.is_whitespace() && c != '(') {
        return None;
    }
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    let is_of_it = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c);
    let whole = text.find(|c| !is_of_it(c)).unwrap_or(text.len());
    let wakes = text[..whole].contains("@everyone") || text[..whole].contains("@here");
    let ends_well = text[whole..]
        .chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '…'));
    let taken = text[..whole]
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*'])
        .len();
    (ends_well && !wakes && taken > "https://".len()).then(|| (taken, format!("<{}>", &text[..taken])))
}

/// Where in a line the next sign stands.
#[derive(Default)]
struct Line {
    begun: bool,
    /// Only digits so far: `1.` would begin a list.
    digits: bool,
    before: Option<char>,
    /// There was a dot in this word: it may be a host's name.
    dotted: bool,
}

impl Line {
    fn push(&mut self, c: char, out: &mut String) {
        match c {
            '\n' => {
                *self = Self {
                    before: self.before,
                    ..Self::default()
                }
            }
            _ if !self.begun && c.is_whitespace() => {}
            _ => {
                let ends_number = self.digits && matches!(c, '.' | ')');
                let begins_list = !self.begun && c == '+';
                self.digits = (!self.begun || self.digits) && c.is_ascii_digit();
                self.begun = true;
                if ends_number || begins_list || is_mark(c) {
                    out.push('\\');
                }
            }
        }
        // `https://…` and `discord.gg/…` would become links.
        let after_host = self.dotted && self.before.is_some_and(char::is_alphanumeric);
        if c == '/' && (after_host || self.before == Some(':')) {
            out.push(BREAK);
        }
        self.dotted = !c.is_whitespace() && (self.dotted || c == '.');
        out.push(c);
        if matches!(c, '<' | '@') {
            out.push(BREAK);
        }
        self.before = Some(c);
    }
}

fn is_mark(c: char) -> bool {
    "\\*_~|><#-[]()`".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;
    use proptest::prelude::*;

    fn seen(text: &str) -> String {
        words(text, 2_000).replace(BREAK, "¦")
    }

    #[test]
    fn words_of_others_do_nothing() {
        assert_snapshot!(seen("*a* _b_ ~~c~~ ||d|| `e`"), @r"\*a\* \_b\_ \~\~c\~\~ \|\|d\|\| \`e\`");
        assert_snapshot!(seen("# a\n- b\n1. c\n> d\n-# e\n+ f"), @r"
        \# a
        \- b
        1\. c
        \> d
        \-\# e
        \+ f
        ");
        assert_snapshot!(seen("<@1> <@&2> <#3> <t:4:R> @everyone"), @r"\<¦@¦1\> \<¦@¦&2\> \<¦\#3\> \<¦t:4:R\> @¦everyone");
        assert_snapshot!(seen("[bank](https://evil.example) discord.gg/x"), @r"\[bank\]\(https:¦//evil.example\) discord.gg¦/x");
    }

    #[test]
    fn a_quote_is_marked_on_each_line() {
        assert_snapshot!(quote("a\n\n# b\n", 100), @r"
        > a
        > 
        > \# b
        ");
    }

    #[test]
    fn our_own_sentences_keep_commands_and_addresses() {
        let sentence = "Held by ana_b (https://a.example/x_y?z=1). Or `/case show #1`, https://b.example.";
        assert_snapshot!(own(sentence), @r"Held by ana\_b \(<https://a.example/x_y?z=1>\). Or `/case show #1`, <https://b.example>.");
        assert_snapshot!(own("``a`[x](https://evil.example)`").replace(BREAK, "¦"), @r"\``a`\[x\]\(<https://evil.example>\)\`");
        assert_snapshot!(own("https://good.example](https://evil.example)").replace(BREAK, "¦"), @r"https:¦//good.example\]\(<https://evil.example>\)");
    }

    proptest! {
        #[test]
        fn escaped_words_fit_and_hold_nothing_that_acts(text in "[@<>#&:/a-z0-9\\[\\]()*_~|`\n. é👩‍👩‍👧-]{0,80}", most in 4_usize..60) {
            for out in [words(&text, most), one_line(&text, most), quote(&text, most)] {
                prop_assert!(length(&out) <= most, "{out:?}");
                prop_assert!(!out.contains("<@") && !out.contains("@everyone") && !out.contains("://"), "{out:?}");
                prop_assert!(!out.contains("]("), "{out:?}");
            }
        }

        #[test]
        fn our_own_sentences_never_mask_a_link(text in "[@<>`/a-z0-9\\[\\]() .:-]{0,60}") {
            let out = own(&format!("{text}[a](https://b.example){text}"));
            prop_assert!(!out.contains("](") && !out.contains("<@"), "{out:?}");
        }
    }
}
