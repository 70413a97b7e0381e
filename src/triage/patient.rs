//! Words that identify a patient: names beside kin or care, and the shapes of
//! numbers and codes. Staff whom people thank, journalists and places are no
//! patients; when in doubt nothing is said, so that a finding means something.

use super::shapes::{self, Shapes};
use crate::domain::{Finding, Topic};
use std::collections::HashSet;
use std::sync::LazyLock;

/// How far from a full name a word of care may stand, in words.
const NEAR: usize = 12;

/// What identifies a patient in a text, in characters, in order.
pub(super) fn findings(text: &str, topic: Topic, shapes: &Shapes) -> Vec<Finding> {
    let mut found = shapes.find(text, topic);
    let public = matches!(topic, Topic::Media | Topic::Community | Topic::Careers);
    if !public && let Some((start, end)) = shapes::email(text) {
        found.push(("email", start, end));
    }
    let words = words(text);
    found.extend(
        names(&words, public)
            .into_iter()
            .map(|(start, end)| ("name", start, end)),
    );
    // A room alone is a place; beside kin or a name it is a patient's.
    if found.iter().any(|f| f.0 == "room") {
        let person = |w: &Word<'_>| is_in(&KIN, &w.lower) || is_in(&PATIENT, &w.lower);
        let tied = found.iter().any(|f| f.0 == "name") || words.iter().any(person);
        found.retain(|f| f.0 != "room" || tied);
    }
    shapes::in_characters(text, found)
}

/// A word as it stands in the text.
struct Word<'a> {
    written: &'a str,
    lower: String,
    start: usize,
    /// Nothing but a space, comma or bracket stands between it and the one before.
    joined: bool,
    /// Only a space does.
    close: bool,
    /// It ends in a possessive.
    owns: bool,
}

impl Word<'_> {
    fn end(&self) -> usize {
        self.start + self.written.len()
    }

    /// Written like a name and not a word that is often written so.
    fn is_name(&self) -> bool {
        let mut signs = self.written.chars();
        let capital = signs.next().is_some_and(char::is_uppercase);
        capital && signs.next().is_some_and(char::is_alphabetic) && !is_in(&NO_NAMES, &self.lower)
    }
}

/// Cuts a text into words; a possessive is taken off its word.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
    let mut last_end = 0;
    let mut rest = 0;
    while let Some(from) = text[rest..].find(is_part) {
        let start = rest + from;
        let end = text[start..]
            .find(|c| !is_part(c))
            .map_or(text.len(), |length| start + length);
        rest = end;
        let whole = text[start..end].trim_end_matches(['\'', '’', '-']);
        let bare = ["'s", "’s", "'S", "’S"]
            .iter()
            .find_map(|s| whole.strip_suffix(s));
        let written = bare.unwrap_or(whole);
        let between = &text[last_end..start];
        words.push(Word {
            written,
            lower: written.to_lowercase(),
            start,
            joined: between.chars().all(|c| matches!(c, ' ' | ',' | '(')),
            close: between == " " || between == ". " && words.last().is_some_and(|w| w.written.len() < 4),
            owns: bare.is_some(),
        });
        last_end = end;
    }
    words
}

/// Stretches that name a patient.
fn names(words: &[Word<'_>], public: bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let length = name_at(words, at);
        if length > 0 && is_patient(words, at, length, public) {
            found.push((words[at].start, words[at + length - 1].end()));
        }
        at += length.max(1);
    }
    found.extend(han_name(words));
    found.extend(arabic_name(words));
    found
}

/// How many words of a name stand here: none to three.
fn name_at(words: &[Word<'_>], at: usize) -> usize {
    let part = |i: usize| words.get(i).is_some_and(Word::is_name);
    if !part(at) {
        return 0;
    }
    let more =
        (at + 1..words.len().min(at + 3)).take_while(|i| part(*i) && words[*i].close && !words[*i - 1].owns);
    1 + more.count()
}

fn is_patient(words: &[Word<'_>], at: usize, length: usize, public: bool) -> bool {
    let before = |back: usize| at.checked_sub(back).map_or("", |i| words[i].lower.as_str());
    if is_in(&STAFF, before(1)) || is_in(&STAFF, before(2)) && words[at].joined {
        return false;
    }
    let joined = words[at].joined;
    // “my wife Nadia”, “hija de Refugio”; kin must be somebody's, or a full name.
    let kin = joined
        && is_in(&KIN, before(1))
        && (is_in(&WHOSE, before(2)) || is_in(&WHOSE, before(3)) || length > 1);
    let kin = kin || joined && is_in(&KIN, before(2)) && matches!(before(1), "de" | "named" | "is");
    if kin || joined && is_in(&PATIENT, before(1)) {
        return true;
    }
    let last = &words[at + length - 1];
    let after = words[at + length..].iter().take(4);
    if last.owns && (length > 1 || known(words, at)) && after.clone().any(|w| is_in(&OWNED, &w.lower)) {
        return true;
    }
    let introduced = matches!(
        (before(2), before(1)),
        ("this", "is") | ("name", "is") | ("i", "am") | ("nombre", "es")
    ) || matches!(
        before(1),
        "soy" | "llamo" | "m'appelle" | "suis" | "sou" | "chamo" | "i'm" | "im" | "tôi"
    );
    if introduced && !public {
        return length > 1;
    }
    let titled = matches!(
        before(1),
        "mr" | "mrs" | "ms" | "miss" | "señora" | "señor" | "sra" | "sr"
    );
    let told_of = known(words, at)
        && words
            .get(at + length)
            .is_some_and(|w| w.close && is_in(&["is", "was", "has", "had"], &w.lower));
    let ill = || words[at + length..].iter().take(8).any(|w| is_in(&ILL, &w.lower));
    if public {
        return length > 1 && known(words, at) && ill();
    }
    (length > 1 && known(words, at) || titled) && near_care(words, at, length) || told_of && ill()
}

/// The first name is one that people bear, or the name is shouted in full.
fn known(words: &[Word<'_>], at: usize) -> bool {
    FIRST_NAMES.contains(words[at].lower.as_str())
}

fn near_care(words: &[Word<'_>], at: usize, length: usize) -> bool {
    let from = at.saturating_sub(NEAR);
    let to = words.len().min(at + length + NEAR);
    words[from..to].iter().any(|w| is_in(&CARE, &w.lower))
}

/// In Chinese a name follows the word for kin without a space: 我爸爸王建国.
fn han_name(words: &[Word<'_>]) -> Option<(usize, usize)> {
    const KIN_HAN: [&str; 14] = [
        "爸爸", "妈妈", "父亲", "母亲", "太太", "妻子", "丈夫", "老公", "老婆", "儿子", "女儿", "奶奶",
        "爷爷", "先生",
    ];
    const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤";
    words.iter().find_map(|word| {
        KIN_HAN.iter().find_map(|kin| {
            let at = word.written.find(kin)? + kin.len();
            let surname = word.written[at..].chars().next()?;
            let length: usize = word.written[at..].chars().take(3).map(char::len_utf8).sum();
            (SURNAMES.contains(surname) && length >= 6).then_some((word.start + at, word.start + at + length))
        })
    })
}

/// Arabic has no capitals: a known first name after the word for kin, and the family's name if one follows.
fn arabic_name(words: &[Word<'_>]) -> Option<(usize, usize)> {
    const KIN_ARABIC: [&str; 20] = [
        "أخي",
        "اخي",
        "أختي",
        "اختي",
        "أمي",
        "امي",
        "أبي",
        "ابي",
        "ابني",
        "إبني",
        "ابنتي",
        "بنتي",
        "زوجي",
        "زوجتي",
        "والدي",
        "والدتي",
        "جدي",
        "جدتي",
        "عمي",
        "خالتي",
    ];
    const NAMES_ARABIC: [&str; 36] = [
        "محمد",
        "أحمد",
        "احمد",
        "علي",
        "حسن",
        "حسين",
        "عمر",
        "خالد",
        "يوسف",
        "إبراهيم",
        "ابراهيم",
        "مصطفى",
        "محمود",
        "عبد",
        "كريم",
        "سامي",
        "طارق",
        "ياسر",
        "فاطمة",
        "عائشة",
        "مريم",
        "خديجة",
        "زينب",
        "نور",
        "سارة",
        "ليلى",
        "هدى",
        "منى",
        "سلمى",
        "رنا",
        "هند",
        "أمل",
        "امل",
        "سعاد",
        "نادية",
        "ريم",
    ];
    let at = (1..words.len()).find(|at| {
        is_in(&NAMES_ARABIC, words[*at].written)
            && words[*at].close
            && is_in(&KIN_ARABIC, words[at - 1].written)
    })?;
    let family = words
        .get(at + 1)
        .filter(|w| w.close && w.written.starts_with("ال"));
    Some((words[at].start, family.unwrap_or(&words[at]).end()))
}

fn is_in(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

const WHOSE: [&str; 14] = [
    "my", "our", "his", "her", "their", "your", "mi", "mis", "nuestra", "nuestro", "minha", "meu", "mon",
    "ma",
];

const KIN: [&str; 78] = [
    "bebé",
    "bebe",
    "abuelita",
    "abuelito",
    "mom",
    "mother",
    "mum",
    "mama",
    "mamá",
    "dad",
    "father",
    "papa",
    "papá",
    "wife",
    "husband",
    "spouse",
    "partner",
    "son",
    "daughter",
    "kid",
    "child",
    "baby",
    "toddler",
    "boy",
    "girl",
    "brother",
    "sister",
    "twin",
    "grandma",
    "grandmother",
    "granny",
    "nana",
    "grandpa",
    "grandfather",
    "grandson",
    "granddaughter",
    "aunt",
    "auntie",
    "uncle",
    "niece",
    "nephew",
    "cousin",
    "friend",
    "roommate",
    "neighbor",
    "neighbour",
    "boyfriend",
    "girlfriend",
    "fiance",
    "fiancé",
    "fiancée",
    "law",
    "client",
    "esposa",
    "esposo",
    "hija",
    "hijo",
    "hermana",
    "hermano",
    "abuela",
    "abuelo",
    "tía",
    "tío",
    "niña",
    "niño",
    "madre",
    "padre",
    "mãe",
    "pai",
    "filho",
    "filha",
    "mère",
    "père",
    "fils",
    "fille",
    "nanay",
    "tatay",
    "anak",
];

const PATIENT: [&str; 6] = ["patient", "pt", "paciente", "pasyente", "resident", "bệnh"];

const STAFF: [&str; 44] = [
    "dr",
    "doctor",
    "doc",
    "nurse",
    "rn",
    "pa",
    "np",
    "cna",
    "tech",
    "technician",
    "officer",
    "chaplain",
    "professor",
    "prof",
    "surgeon",
    "midwife",
    "doula",
    "therapist",
    "receptionist",
    "manager",
    "supervisor",
    "security",
    "guard",
    "volunteer",
    "scheduler",
    "ceo",
    "director",
    "dra",
    "doctora",
    "enfermera",
    "enfermero",
    "señorita",
    "thank",
    "thanks",
    "named",
    "shoutout",
    "counselor",
    "coach",
    "pastor",
    "father",
    "pharmacist",
    "janitor",
    "reporter",
    "journalist",
];

const OWNED: [&str; 54] = [
    "surgery",
    "results",
    "result",
    "chart",
    "records",
    "record",
    "bill",
    "appointment",
    "appt",
    "labs",
    "lab",
    "test",
    "tests",
    "scan",
    "mri",
    "biopsy",
    "eval",
    "evaluation",
    "diagnosis",
    "treatment",
    "chemo",
    "meds",
    "medication",
    "medications",
    "prescription",
    "room",
    "discharge",
    "cancer",
    "tumor",
    "autism",
    "referral",
    "insurance",
    "account",
    "procedure",
    "operation",
    "screen",
    "therapy",
    "dialysis",
    "mammogram",
    "ultrasound",
    "portal",
    "dose",
    "insulin",
    "wound",
    "iv",
    "file",
    "death",
    "heart",
    "leg",
    "arm",
    "tubes",
    "blood",
    "copay",
    "refill",
];

const CARE: [&str; 82] = [
    "surgery",
    "surgeon",
    "results",
    "chart",
    "records",
    "bill",
    "billed",
    "appointment",
    "appt",
    "lab",
    "labs",
    "test",
    "tested",
    "scan",
    "mri",
    "biopsy",
    "diagnosis",
    "diagnosed",
    "treatment",
    "chemo",
    "meds",
    "medication",
    "medicine",
    "prescription",
    "rx",
    "discharge",
    "discharged",
    "cancer",
    "tumor",
    "autism",
    "bipolar",
    "referral",
    "insurance",
    "procedure",
    "operation",
    "therapy",
    "dialysis",
    "mammogram",
    "ultrasound",
    "insulin",
    "diabetic",
    "diabetes",
    "wound",
    "iv",
    "icu",
    "nicu",
    "died",
    "death",
    "died.",
    "stroke",
    "seizure",
    "overdose",
    "overdosed",
    "detox",
    "rehab",
    "psych",
    "hiv",
    "pregnant",
    "born",
    "weeks",
    "admitted",
    "unit",
    "bedsore",
    "fell",
    "er",
    "infection",
    "pneumonia",
    "covid",
    "heart",
    "aneurysm",
    "crisis",
    "transplant",
    "lisinopril",
    "bottle",
    "hospice",
    "asthma",
    "epilepsy",
    "depression",
    "dob",
    "mrn",
    "cirugía",
    "operación",
];

const ILL: [&str; 27] = [
    "tumor",
    "leukemia",
    "stroke",
    "seizure",
    "cancer",
    "chemo",
    "remission",
    "discharged",
    "diagnosed",
    "icu",
    "nicu",
    "surgery",
    "overdosed",
    "relapsed",
    "detox",
    "dialysis",
    "transplant",
    "hiv",
    "autism",
    "autistic",
    "diabetic",
    "pregnant",
    "bipolar",
    "dying",
    "died",
    "admitted",
    "hospice",
];

/// Words that are often written with a capital and are no names.
const NO_NAMES: [&str; 212] = [
    "councilman",
    "councilwoman",
    "mayor",
    "senator",
    "sheriff",
    "judge",
    "coach",
    "pastor",
    "principal",
    "rep",
    "the",
    "a",
    "an",
    "i",
    "im",
    "i'm",
    "i've",
    "i'll",
    "my",
    "our",
    "your",
    "he",
    "she",
    "it",
    "its",
    "it's",
    "we",
    "they",
    "you",
    "this",
    "that",
    "these",
    "those",
    "who",
    "what",
    "when",
    "where",
    "why",
    "how",
    "which",
    "is",
    "are",
    "was",
    "were",
    "do",
    "does",
    "did",
    "can",
    "could",
    "will",
    "would",
    "should",
    "has",
    "have",
    "had",
    "not",
    "no",
    "yes",
    "and",
    "but",
    "or",
    "so",
    "if",
    "then",
    "because",
    "after",
    "before",
    "while",
    "for",
    "from",
    "with",
    "without",
    "at",
    "on",
    "in",
    "of",
    "to",
    "by",
    "as",
    "all",
    "some",
    "any",
    "just",
    "still",
    "never",
    "nobody",
    "someone",
    "somebody",
    "everyone",
    "please",
    "pls",
    "thank",
    "thanks",
    "hi",
    "hello",
    "hey",
    "dear",
    "sorry",
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "doctor",
    "nurse",
    "er",
    "icu",
    "nicu",
    "mri",
    "ct",
    "iv",
    "dob",
    "mrn",
    "ssn",
    "hiv",
    "ok",
    "lol",
    "fyi",
    "psa",
    "us",
    "usa",
    "lakeshore",
    "general",
    "harbor",
    "children",
    "children's",
    "northside",
    "women",
    "st",
    "saint",
    "brigid",
    "medical",
    "center",
    "centre",
    "valley",
    "rehab",
    "hospital",
    "clinic",
    "health",
    "emergency",
    "room",
    "urgent",
    "care",
    "pediatric",
    "cardiology",
    "radiology",
    "oncology",
    "pharmacy",
    "billing",
    "records",
    "mychart",
    "mylakeshore",
    "medicare",
    "medicaid",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "christmas",
    "thanksgiving",
    "easter",
    "labor",
    "day",
    "today",
    "tomorrow",
    "yesterday",
    "tonight",
    "west",
    "east",
    "north",
    "south",
    "floor",
    "building",
    "street",
    "elm",
    "tiktok",
    "facebook",
    "instagram",
    "google",
    "twitter",
    "covid",
    "american",
    "english",
    "spanish",
    "dios",
    "god",
    "mom",
    "dad",
    "grandma",
    "nana",
    "tatay",
    "nanay",
    "mama",
    "black",
    "one",
    "two",
    "three",
];

/// First names that people in the languages of the lexicon bear.
static FIRST_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("lexicon/first_names.txt")
        .split_ascii_whitespace()
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patients_are_found_and_staff_are_not() {
        let table = [
            ("my wife Nadia Brzezinski had surgery", vec!["Nadia Brzezinski"]),
            ("our son Bodhi was in the NICU", vec!["Bodhi"]),
            ("soy la hija de Refugio Barrera", vec!["Refugio Barrera"]),
            ("Mateo Ruiz's autism eval is late", vec!["Mateo Ruiz"]),
            ("我爸爸王建国上个月做了手术", vec!["王建国"]),
            ("my mom is in room 412", vec!["room 412"]),
            ("thank you Nurse Keisha in the ER", vec![]),
            ("Dr. Rosa Lopez did my surgery", vec![]),
            ("my mom had a stroke at Lakeshore General", vec![]),
            ("class is in room 204", vec![]),
        ];
        let shapes = Shapes::new();
        for (text, expected) in table {
            let cut = |f: &Finding| {
                text.chars()
                    .skip(f.start)
                    .take(f.end - f.start)
                    .collect::<String>()
            };
            let found: Vec<String> = findings(text, Topic::ClinicalCare, &shapes)
                .iter()
                .map(cut)
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
