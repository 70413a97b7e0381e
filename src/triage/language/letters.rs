//! Languages in Latin letters, told apart by words and runs of letters: a
//! count of how often each occurs in the lines of `lines.txt`, everyday chat
//! that was written for this. Learnt in a moment when it is first needed.

use super::super::known::{self, Known};
use std::sync::LazyLock;

const LINES: &str = include_str!("lines.txt");

/// The languages of the lines; Hindi as people type it in Latin letters.
pub(super) const KNOWN: [&str; 9] = ["en", "es", "pt", "fr", "de", "it", "tl", "vi", "hi"];

/// How much of a text is read: so many words, and of each so many bytes.
const WORDS: usize = 24;
const LONGEST_WORD: usize = 24;

/// Longest run of letters.
const RUN: usize = 3;

/// What a whole word counts beside a run of letters.
const WORD: i32 = 15;
const LETTERS: i32 = 2;

/// How little is held possible of what a language's lines don't have.
const NEVER: f32 = 2e-6;

/// How far one piece may speak against a language, in powers of e.
const AGAINST: f32 = 5.0;

/// For each piece how far it speaks against each language, in hundredths of [`AGAINST`].
static PIECES: LazyLock<Known<[i8; KNOWN.len()]>> = LazyLock::new(learn);

/// What the letters of a text say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    /// The likeliest language.
    pub language: &'static str,
    /// How far it is ahead of the next, per word a few dozen.
    pub lead: i32,
}

/// The likeliest language; nothing if no letter of the text is known.
pub(super) fn tell(text: &str) -> Option<Told> {
    let mut sums = [0_i32; KNOWN.len()];
    let mut heard = false;
    each(text, |hash, is_word| {
        let Some(against) = PIECES.get(&hash) else { return };
        heard = true;
        let counts = if is_word { WORD } else { LETTERS };
        for (sum, against) in sums.iter_mut().zip(against) {
            *sum -= counts * i32::from(*against);
        }
    });
    let mut order: Vec<usize> = (0..KNOWN.len()).collect();
    order.sort_by_key(|language| -sums[*language]);
    heard.then(|| Told {
        language: KNOWN[order[0]],
        lead: sums[order[0]] - sums[order[1]],
    })
}

fn learn() -> Known<[i8; KNOWN.len()]> {
    let mut counts: Known<[f32; KNOWN.len()]> = Known::default();
    let mut totals = [0.0_f32; KNOWN.len()];
    for (code, text) in LINES.lines().filter_map(|line| line.split_once('\t')) {
        let Some(language) = KNOWN.iter().position(|known| *known == code) else {
            continue;
        };
        each(text, |hash, _| {
            counts.entry(hash).or_insert([0.0; KNOWN.len()])[language] += 1.0;
            totals[language] += 1.0;
        });
    }
    let against = |counts: [f32; KNOWN.len()]| {
        let shares: [f32; KNOWN.len()] =
            std::array::from_fn(|at| (counts[at] / totals[at].max(1.0) + NEVER).ln());
        let most = shares.iter().copied().fold(f32::MIN, f32::max);
        shares.map(|share| ((most - share).min(AGAINST) / AGAINST * 100.0).round() as i8)
    };
    counts
        .into_iter()
        .map(|(hash, counts)| (hash, against(counts)))
        .collect()
}

/// Gives each word and each run of its letters; handles and links are no words.
fn each(text: &str, mut take: impl FnMut(u32, bool)) {
    let pieces = text.split_whitespace().take(WORDS * 2);
    let spoken = pieces.filter(|piece| !piece.starts_with('@') && !piece.starts_with("http"));
    let words = spoken.flat_map(|piece| piece.split(|c: char| !c.is_alphabetic()));
    let mut edged = String::new();
    for word in words.filter(|word| !word.is_empty() && *word != "RT").take(WORDS) {
        edged.clear();
        edged.push('<');
        write_plain(word, &mut edged);
        edged.push('>');
        take(known::number(edged.as_bytes()), true);
        runs(edged.as_bytes(), &mut take);
    }
}

/// Every run of one to three letters.
fn runs(word: &[u8], take: &mut impl FnMut(u32, bool)) {
    let is_inside = |at: usize| word.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    for from in (0..word.len()).filter(|from| !is_inside(*from)) {
        let (mut number, mut letters) = (known::step(known::START, 0), 0);
        for (at, byte) in word.iter().enumerate().skip(from) {
            number = known::step(number, *byte);
            if is_inside(at + 1) {
                continue;
            }
            take(number, false);
            letters += 1;
            if letters == RUN {
                break;
            }
        }
    }
}

/// Small letters, none more than twice in a row.
fn write_plain(word: &str, to: &mut String) {
    let (mut last, mut run) = (' ', 0);
    for letter in word.chars().flat_map(char::to_lowercase) {
        run = if letter == last { run + 1 } else { 1 };
        last = letter;
        if run <= 2 && to.len() < LONGEST_WORD {
            to.push(letter);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_language_has_enough_lines() {
        for known in KNOWN {
            let lines = LINES
                .lines()
                .filter(|line| line.split_once('\t').is_some_and(|(code, _)| code == known));
            assert!(lines.count() >= 100, "{known}");
        }
    }

    #[test]
    fn chat_in_other_words_is_told() {
        let table = [
            ("@user cant believe its already thursday lol", "en"),
            ("q pesado es tener q madrugar los lunes", "es"),
            ("gente que calor absurdo hoje viu", "pt"),
            ("jpp il fait trop froid ce matin", "fr"),
            ("hab schon wieder den bus verpasst", "de"),
            ("stasera pizza e poi a letto presto", "it"),
            ("ang init naman ngayon grabe", "tl"),
            ("trời mưa hoài chán ghê", "vi"),
            ("yaar mujhe bahut neend aa rahi hai", "hi"),
        ];
        for (text, language) in table {
            assert_eq!(tell(text).map(|told| told.language), Some(language), "{text}");
        }
        assert_eq!(tell("@user 12:30 https://a.example"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,200}|(İ|ﬃ|aaaa|@|ǅ| ){0,60}") {
            tell(&text);
        }
    }
}
