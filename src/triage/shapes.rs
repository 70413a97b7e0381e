//! Numbers and codes that identify a patient, by their shape and the words
//! beside them: phones, birth dates, record and account numbers, addresses.

use crate::domain::{Finding, Topic};
use regex::Regex;
use std::sync::LazyLock;

struct Shape {
    kind: &'static str,
    /// A text with fewer digits has none of these.
    digits: usize,
    /// What is found is the group `it`.
    form: Regex,
    /// Numbers of a business have this shape too.
    is_contact: bool,
}

const DATE: &str = r"(?:\d{1,4}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{2,4}|(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:de\s+)?)?\p{L}{3,10}\.?\s+(?:de\s+)?(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?(?:19|20)\d\d|(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2})";

static SHAPES: LazyLock<[Shape; 8]> = LazyLock::new(|| {
    let born = format!(
        r"(?i)(?:\bd\.?\s?o\.?\s?b\b\.?|\bdate of birth|\bbirth\s?date|\bbirthday|\bborn(?: on)?|\bnac\b\.?|\bnacid[oa](?: el)?|fecha de nacimiento|\bnée? le|\bnasc\b\.?|\bnascid[oa] em|data de nascimento|出生|生日|ngày sinh|sinh ngày|مواليد|تاريخ الميلاد)(?:\P{{N}}{{0,40}}?)(?P<it>{DATE})"
    );
    let record = r"(?i)(?:\bmrn|\bmedical record|\bchart|\brecord|\bpatient)\s?(?:id|number|no\.?|num|#)*\s?(?:is|:|#|=)*\s*(?P<it>[a-z]{0,4}-?\d[\d-]{3,})";
    let account = r"(?i)(?:\bacct|\baccount|\bmember|\bpolicy|\bclaim|\bguarantor|\bsubscriber|\binvoice|\bbill|\bcuenta|\bconta|\bcompte|\bcard|\bmedicare|\bmedicaid)\s?(?:id|number|no\.?|num|número|numero|ending in|#)*\s?(?:is|es|:|#|=)*\s*(?P<it>[a-z]{0,4}-?\d[\d-]{3,}[a-z]?)";
    let address = r"\b(?P<it>\d{1,5}\s+(?:[NSEW]\.?\s+)?(?:\p{Lu}[\p{L}']+\s+){1,3}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Dr|Drive|Ln|Lane|Ct|Court|Way|Pl|Place|Ter|Terrace|Cir|Circle|Pkwy|Hwy)\b\.?(?:,?\s+(?:[Aa]pt|[Uu]nit|#)\.?\s*\w{1,5})?)";
    let phone = r"(?:^|[^\w$/.#-])(?P<it>(?:\+\d{1,2}[\s.-]?|\d{1,2}[\s.-])?(?:\(\d{3}\)\s?|\d{3}[\s.-]?)?\d{3}[\s.-]\d{4})\b";
    let room = r"(?i)\b(?P<it>(?:room|rm|bed|cuarto|habitación|habitacion|quarto|chambre|phòng|silid|غرفة|病房|房间)\s*(?:#|no\.?|number)?\s*\d{1,4}[a-z]?)\b";
    let shape = |kind, digits, form: &str, is_contact| Shape {
        kind,
        digits,
        // A boundary of ASCII words keeps the fast engine on foreign text.
        form: Regex::new(&form.replace(r"\b", r"(?-u:\b)"))
            .expect("the shapes are constants that a test compiles"),
        is_contact,
    };
    [
        shape("ssn", 9, r"\b(?P<it>\d{3}-\d{2}-\d{4})\b", false),
        shape(
            "ssn",
            4,
            r"(?i)\b(?:ssn|social security)\P{N}{0,20}(?P<it>\d{4}|\d{9})\b",
            false,
        ),
        shape("date_of_birth", 4, &born, false),
        shape("mrn", 4, record, false),
        shape("account", 4, account, false),
        shape("phone", 7, phone, true),
        shape("address", 1, address, true),
        shape("room", 1, room, true),
    ]
});

/// Stretches of these shapes, as bytes; what was found first keeps its place.
pub(super) fn find(text: &str, topic: Topic) -> Vec<(&'static str, usize, usize)> {
    let mut found = Vec::new();
    let digits = digits(text);
    // An office, a newsroom or an event gives its number to be called.
    let public = matches!(
        topic,
        Topic::Media | Topic::Community | Topic::Careers | Topic::None
    );
    if digits > 0 {
        let likely = SHAPES
            .iter()
            .filter(|s| s.digits <= digits && !(s.is_contact && public));
        likely.for_each(|shape| shape.find(text, &mut found));
    }
    found
}

/// How many digits a text has, of any script.
fn digits(text: &str) -> usize {
    if text.is_ascii() {
        text.bytes().filter(u8::is_ascii_digit).count()
    } else {
        text.chars().filter(|c| c.is_numeric()).count()
    }
}

impl Shape {
    fn find(&self, text: &str, found: &mut Vec<(&'static str, usize, usize)>) {
        let before = found.len();
        for captures in self.form.captures_iter(text) {
            let Some(it) = captures.name("it") else { continue };
            let taken = found[..before].iter().any(|f| f.1 < it.end() && it.start() < f.2);
            let public = self.kind == "phone" && is_public_number(it.as_str());
            if !taken && !public {
                found.push((self.kind, it.start(), it.end()));
            }
        }
    }
}

/// Toll-free numbers belong to businesses.
fn is_public_number(number: &str) -> bool {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let digits = if digits.len() == 11 {
        &digits[1..]
    } else {
        &digits[..]
    };
    digits.len() == 10 && ["800", "833", "844", "855", "866", "877", "888"].contains(&&digits[..3])
}

/// An e-mail address, as bytes; read by hand because it is rare and its `@` is not.
pub(super) fn email(text: &str) -> Option<(usize, usize)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    text.match_indices('@').find_map(|(at, _)| {
        let start = text[..at]
            .rfind(|c| !is_part(c))
            .map_or(0, |b| b + char_len(text, b));
        let end = text[at + 1..]
            .find(|c| !is_part(c))
            .map_or(text.len(), |b| at + 1 + b);
        let domain = text[at + 1..end].trim_end_matches('.');
        (start < at && domain.contains('.') && domain.len() > 3).then_some((start, at + 1 + domain.len()))
    })
}

fn char_len(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(1, char::len_utf8)
}

/// Findings in characters of the text, in its order, from stretches of bytes.
pub(super) fn in_characters(text: &str, mut found: Vec<(&'static str, usize, usize)>) -> Vec<Finding> {
    found.sort_by_key(|(_, start, end)| (*start, *end));
    let (mut byte, mut count) = (0, 0);
    let mut character = |to: usize| {
        count += text[byte..to].chars().count();
        byte = to;
        count
    };
    let mut findings: Vec<Finding> = Vec::with_capacity(found.len());
    let mut last = 0;
    for (kind, start, end) in found {
        if start < last {
            continue;
        }
        last = end;
        let (start, end) = (character(start), character(end));
        findings.push(Finding {
            kind: kind.to_owned(),
            start,
            end,
        });
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_apart() {
        let table = [
            ("call me 555-0187", Some(("phone", "555-0187"))),
            ("cell (312) 555-0187 pls", Some(("phone", "(312) 555-0187"))),
            ("call 1-800-555-0100", None),
            ("DOB 7/7/2009", Some(("date_of_birth", "7/7/2009"))),
            ("d.o.b. 11/02/1953", Some(("date_of_birth", "11/02/1953"))),
            ("nac 14/01/1960", Some(("date_of_birth", "14/01/1960"))),
            ("born March 3, 1961", Some(("date_of_birth", "March 3, 1961"))),
            ("MRN 00482913", Some(("mrn", "00482913"))),
            ("acct # 4471-220", Some(("account", "4471-220"))),
            ("member id XJ-448812", Some(("account", "XJ-448812"))),
            ("ssn 123-45-6789", Some(("ssn", "123-45-6789"))),
            (
                "I live at 412 Birch Hollow Rd",
                Some(("address", "412 Birch Hollow Rd")),
            ),
            ("she is in room 412", Some(("room", "room 412"))),
            ("waited 3 hours for $1,200", None),
            ("open 9-5 on 12/24", None),
            ("the 2021-2022 season", None),
        ];
        for (text, expected) in table {
            let found = find(text, Topic::ClinicalCare);
            let found = found
                .first()
                .map(|(kind, start, end)| (*kind, &text[*start..*end]));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn an_email_is_found_and_a_handle_is_not() {
        let text = "write to ána.lopez@mail.example. thanks";
        assert_eq!(
            email(text).map(|(s, e)| &text[s..e]),
            Some("na.lopez@mail.example")
        );
        assert_eq!(email("ask @LakeshoreGen now"), None);
    }
}
