//! Which language most of a text is in: by script where that settles it, by
//! function words for the languages of the lexicon, by a model of letters for
//! the rest. Empty when it can't be told.

use super::ballot::Ballot;
use super::lexicon::LANGUAGES;
use whatlang::{Detector, Lang};

/// How much of a text the model of letters sees, in characters.
const SEEN: usize = 400;

/// Tells languages apart, of those that are expected.
pub(super) struct Languages {
    detector: Detector,
}

impl Languages {
    /// Expects the built-in languages and the settings' own (ISO 639-1).
    pub fn new(more: &[String]) -> Self {
        let codes = LANGUAGES.iter().copied().chain(more.iter().map(String::as_str));
        let mut expected: Vec<Lang> = codes.filter_map(lang).collect();
        expected.sort_unstable_by_key(Lang::code);
        expected.dedup();
        Self {
            detector: Detector::with_allowlist(expected),
        }
    }

    /// The language of a text, ISO 639-1; empty when it can't be told.
    pub fn tell(&self, text: &str, ballot: &Ballot) -> String {
        if let Some(by_script) = by_script(text) {
            return by_script.to_owned();
        }
        let (first, second) = two_best(&ballot.languages);
        let votes = |i: usize| ballot.languages[i];
        if votes(first) >= 2.0 && votes(first) >= votes(second) * 1.5 {
            return LANGUAGES[first].to_owned();
        }
        let seen: String = text.chars().take(SEEN).collect();
        let told = self.detector.detect(&seen);
        match told {
            Some(info) if info.is_reliable() || seen.len() > 30 => code(info.lang()).to_owned(),
            _ if votes(first) > votes(second) => LANGUAGES[first].to_owned(),
            Some(info) if info.confidence() > 0.2 => code(info.lang()).to_owned(),
            _ => String::new(),
        }
    }
}

fn two_best(votes: &[f32]) -> (usize, usize) {
    let mut order: Vec<usize> = (0..votes.len()).collect();
    order.sort_by(|a, b| votes[*b].total_cmp(&votes[*a]));
    (order[0], order[1])
}

/// Scripts that belong to one of the expected languages, when they carry a fair part of the text.
fn by_script(text: &str) -> Option<&'static str> {
    if text.is_ascii() {
        return None;
    }
    let (mut han, mut arabic, mut latin) = (0, 0, 0);
    for c in text.chars().take(2_000) {
        match c {
            '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' => han += 1,
            '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' => arabic += 1,
            _ if c.is_alphabetic() => latin += 1,
            _ => {}
        }
    }
    // A sign of Han is worth a word of Latin letters.
    match () {
        () if han * 4 > latin && han > 0 => Some("zh"),
        () if arabic > latin => Some("ar"),
        () => None,
    }
}

fn lang(code: &str) -> Option<Lang> {
    PAIRS.iter().find(|(two, _)| *two == code).map(|(_, lang)| *lang)
}

fn code(lang: Lang) -> &'static str {
    PAIRS.iter().find(|(_, l)| *l == lang).map_or("", |(two, _)| *two)
}

/// The two-letter codes of what the model knows and a hospital is likely to meet.
const PAIRS: [(&str, Lang); 34] = [
    ("en", Lang::Eng),
    ("es", Lang::Spa),
    ("pt", Lang::Por),
    ("fr", Lang::Fra),
    ("tl", Lang::Tgl),
    ("vi", Lang::Vie),
    ("zh", Lang::Cmn),
    ("ar", Lang::Ara),
    ("de", Lang::Deu),
    ("it", Lang::Ita),
    ("nl", Lang::Nld),
    ("pl", Lang::Pol),
    ("ru", Lang::Rus),
    ("uk", Lang::Ukr),
    ("ja", Lang::Jpn),
    ("ko", Lang::Kor),
    ("hi", Lang::Hin),
    ("ur", Lang::Urd),
    ("bn", Lang::Ben),
    ("pa", Lang::Pan),
    ("gu", Lang::Guj),
    ("ta", Lang::Tam),
    ("te", Lang::Tel),
    ("ne", Lang::Nep),
    ("fa", Lang::Pes),
    ("tr", Lang::Tur),
    ("he", Lang::Heb),
    ("el", Lang::Ell),
    ("th", Lang::Tha),
    ("my", Lang::Mya),
    ("am", Lang::Amh),
    ("ro", Lang::Ron),
    ("sv", Lang::Swe),
    ("hy", Lang::Hye),
];
