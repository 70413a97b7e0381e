//! Which language most of a text is in: by script where that settles it, by
//! words and runs of letters for the Latin ones that are usual here, by a
//! model of many languages for the rest. Empty when it can't be told.

mod letters;

use whatlang::{Detector, Info, Lang};

/// How much of a text the model of many languages sees, in characters.
const SEEN: usize = 400;

/// Tells languages apart, of those that are expected.
pub(super) struct Languages {
    detector: Detector,
    /// Languages in Latin letters that the settings name and our own model doesn't know.
    others: Vec<Lang>,
}

/// Languages in Latin letters that are told only when the settings name them.
const NAMED_ONLY: [&str; 5] = ["nl", "pl", "tr", "ro", "sv"];

impl Languages {
    /// Expects the usual languages and the settings' own (ISO 639-1).
    pub fn new(more: &[String]) -> Self {
        let is_named = |code: &str| more.iter().any(|named| named == code);
        let expected = PAIRS
            .iter()
            .filter(|(code, _)| !NAMED_ONLY.contains(code) || is_named(code));
        let expected: Vec<Lang> = expected.map(|(_, lang)| *lang).collect();
        let others = NAMED_ONLY.iter().filter(|code| is_named(code));
        Self {
            others: others.filter_map(|code| lang(code)).collect(),
            detector: Detector::with_allowlist(expected),
        }
    }

    /// The language of a text, ISO 639-1, and how probable that is; empty when it can't be told.
    pub fn tell(&self, text: &str) -> (String, f32) {
        if let Some(by_script) = by_script(text) {
            return (by_script.to_owned(), SCRIPT);
        }
        let foreign = is_foreign(text);
        let by_letters = letters::tell(text).filter(|told| told.lead > 0 && !foreign);
        if foreign || !self.others.is_empty() {
            let seen: String = text.chars().take(SEEN).collect();
            let told = self.detector.detect(&seen);
            let is_other = |info: &Info| info.is_reliable() && self.others.contains(&info.lang());
            if let Some(info) = told.filter(|info| foreign || is_other(info)) {
                return (code(info.lang()).to_owned(), info.confidence() as f32);
            }
        }
        by_letters.map_or_else(Default::default, |told| {
            (told.language.to_owned(), trust(told.lead))
        })
    }
}

/// How sure a script is of its language.
const SCRIPT: f32 = 0.99;

/// How often our own model is right when it is so far ahead: counted on public posts in seven languages.
fn trust(lead: i32) -> f32 {
    match lead {
        ..200 => 0.4,
        200..500 => 0.5,
        500..1_000 => 0.65,
        1_000..2_000 => 0.84,
        2_000..3_000 => 0.93,
        _ => 0.96,
    }
}

/// Most letters are of a script that no language of our own model is written in.
fn is_foreign(text: &str) -> bool {
    let is_latin = |c: char| matches!(c, '\0'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}');
    let letters = text.chars().take(2_000).filter(|c| c.is_alphabetic());
    let lead: i32 = letters.map(|c| if is_latin(c) { -1 } else { 1 }).sum();
    !text.is_ascii() && lead > 0
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
            // Syllables of Japanese stand between Han signs.
            '\u{3040}'..='\u{30FF}' => return None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::language::title;

    #[test]
    fn whatever_is_told_has_a_name() {
        for (code, _) in PAIRS {
            assert_ne!(title(code), code);
        }
    }

    #[test]
    fn scripts_and_named_languages_are_told() {
        let usual = Languages::new(&[]);
        let table = [
            ("我爸爸在急诊室", "zh"),
            ("متى تفتح العيادة", "ar"),
            ("когда открывается клиника, iPhone", "ru"),
            ("क्या आप लोग खुले हैं", "hi"),
            ("is the ER open 😷", "en"),
            ("", ""),
            ("12:30 @LakeshoreGen", ""),
        ];
        for (text, language) in table {
            let (told, sure) = usual.tell(text);
            assert_eq!(told, language, "{text}");
            assert_eq!(sure > 0.0, !language.is_empty(), "{text}");
        }
        let dutch = "Weet iemand hoe laat de polikliniek morgen opengaat voor bezoekers?";
        assert_eq!(Languages::new(&["nl".to_owned()]).tell(dutch).0, "nl");
    }
}
