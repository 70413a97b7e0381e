//! Languages in Latin letters, told apart by words and runs of letters: a
//! count of how often each occurs in the lines of `lines.txt`, everyday chat
//! that was written for this. Learnt in a moment when it is first needed.

use super::super::known::{self, Known};
use std::sync::LazyLock;

const LINES: &str = include_str!("lines.txt");

/// The languages of the lines; Hindi as people type it in Latin letters.
pub(super) const KNOWN: [&str; 9] = ["en", "es", "pt", "fr", "de", "it", "tl", "vi", "hi"];

/// How much of a text is read: so many words, and of each so many bytes.
const MOST: usize = 24;
const LONGEST_WORD: usize = 24;

/// Longest run of letters.
const RUN: usize = 3;

/// What a whole word counts beside a run of letters.
const WORD: i32 = 15;
const LETTERS: i32 = 2;

/// No more is read once a language is so far ahead.
const CLEAR: i32 = 8_000;

/// How little is held possible of what a language's lines don't have.
const NEVER: f32 = 2e-6;

/// How far one piece may speak against a language, in powers of e.
const AGAINST: f32 = 5.0;

/// How far something speaks against each language, in hundredths of [`AGAINST`].
type Against<T> = [T; KNOWN.len()];

/// What each piece says.
static PIECES: LazyLock<Known<Against<i8>>> = LazyLock::new(learn);

/// What the words of the lines say with all their pieces: most words of a text are among them.
static WORDS: LazyLock<Known<Against<i32>>> = LazyLock::new(|| {
    let mut known = Known::default();
    for (_, text) in lines() {
        words(text, |word| {
            known
                .entry(known::number(word))
                .or_insert_with(|| pieces(word).unwrap_or_default());
            true
        });
    }
    known
});

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
    let mut sums = Against::<i32>::default();
    let mut told = None;
    words(text, |word| {
        let known = WORDS.get(&known::number(word)).copied();
        if let Some(against) = known.or_else(|| pieces(word)) {
            sums.iter_mut()
                .zip(against)
                .for_each(|(sum, against)| *sum += against);
            told = Some(ahead(&sums));
        }
        told.is_none_or(|told| told.lead < CLEAR)
    });
    told
}

/// The language that least speaks against, of equals the first, and how far the next is.
fn ahead(against: &Against<i32>) -> Told {
    let (mut best, mut next) = (0, i32::MAX);
    for (language, sum) in against.iter().enumerate().skip(1) {
        if *sum < against[best] {
            next = against[best];
            best = language;
        } else {
            next = next.min(*sum);
        }
    }
    Told {
        language: KNOWN[best],
        lead: next - against[best],
    }
}

/// What a word and its runs say together; nothing if none of them is known.
fn pieces(word: &[u8]) -> Option<Against<i32>> {
    let mut sums = Against::default();
    let mut heard = false;
    each(word, |hash, is_word| {
        let Some(against) = PIECES.get(&hash) else { return };
        heard = true;
        let counts = if is_word { WORD } else { LETTERS };
        for (sum, against) in sums.iter_mut().zip(against) {
            *sum += counts * i32::from(*against);
        }
    });
    heard.then_some(sums)
}

/// The lines of the languages that are told, each with its language's place.
fn lines() -> impl Iterator<Item = (usize, &'static str)> {
    let lines = LINES.lines().filter_map(|line| line.split_once('\t'));
    lines.filter_map(|(code, text)| Some((KNOWN.iter().position(|known| *known == code)?, text)))
}

fn learn() -> Known<Against<i8>> {
    let mut counts: Known<Against<f32>> = Known::default();
    let mut totals = Against::<f32>::default();
    for (language, text) in lines() {
        words(text, |word| {
            each(word, |hash, _| {
                counts.entry(hash).or_default()[language] += 1.0;
                totals[language] += 1.0;
            });
            true
        });
    }
    let against = |counts: Against<f32>| {
        let shares: Against<f32> = std::array::from_fn(|at| (counts[at] / totals[at].max(1.0) + NEVER).ln());
        let most = shares.iter().copied().fold(f32::MIN, f32::max);
        shares.map(|share| ((most - share).min(AGAINST) / AGAINST * 100.0).round() as i8)
    };
    counts
        .into_iter()
        .map(|(hash, counts)| (hash, against(counts)))
        .collect()
}

/// Gives the first words, plain and with their edges marked, while `take` wants more; handles and links are no words.
fn words(text: &str, mut take: impl FnMut(&[u8]) -> bool) {
    let pieces = text.split_whitespace().take(MOST * 2);
    let spoken = pieces.filter(|piece| !piece.starts_with('@') && !piece.starts_with("http"));
    let words = spoken.flat_map(|piece| piece.split(|c: char| !c.is_alphabetic()));
    let mut edged = String::new();
    for word in words.filter(|word| !word.is_empty() && *word != "RT").take(MOST) {
        edged.clear();
        edged.push('<');
        write_plain(word, &mut edged);
        edged.push('>');
        if !take(edged.as_bytes()) {
            return;
        }
    }
}

/// Gives a word and each run of its letters.
fn each(word: &[u8], mut take: impl FnMut(u32, bool)) {
    take(known::number(word), true);
    runs(word, &mut take);
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
        for (language, known) in KNOWN.iter().enumerate() {
            let count = lines().filter(|line| line.0 == language).count();
            assert!(count >= 100, "{known}");
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
        let shortly = [
            "hi",
            "hello!",
            "wow",
            "parking",
            "nice staff",
            "pain",
            "@LakeshoreGen hi",
        ];
        for text in shortly {
            assert_eq!(tell(text).map(|told| told.language), Some("en"), "{text}");
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
