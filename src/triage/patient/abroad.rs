//! Birth dates and rooms in scripts that part no words with spaces.

use super::kind::{Found, Kind, Strength};
use regex::Regex;
use std::sync::LazyLock;

static FORMS: LazyLock<[(Kind, Regex); 2]> = LazyLock::new(|| {
    let form = |form: &str| Regex::new(form).expect("the forms are constants that a test compiles");
    [
        (
            Kind::DateOfBirth,
            form(
                r"(?:出生|生日|ngày sinh|sinh ngày|sinh năm|مواليد|تاريخ الميلاد)\P{N}{0,20}(?P<it>\d{1,4}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{2,4}|(?:19|20)\d\d\s?年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日?)?)?)",
            ),
        ),
        (
            Kind::Room,
            form(r"(?P<it>(?:غرفة|病房|房间|房間)\s*(?:رقم\s*)?\d{1,4}|\d{1,4}\s?(?:号房|号病房|病房|房间))"),
        ),
    ]
});

/// What these scripts tell of a birth or a room.
pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    for (kind, form) in FORMS.iter() {
        let met = form
            .captures_iter(text)
            .filter_map(|captures| captures.name("it"));
        found.extend(met.map(|it| Found {
            kind: *kind,
            strength: Strength::Sure,
            start: it.start(),
            end: it.end(),
        }));
    }
}
