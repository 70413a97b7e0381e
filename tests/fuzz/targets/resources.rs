//! Approved answers as staff write them down, the places in them, and the codes that invite to a talk.

use super::words;
use liaison::domain::handoff::{Code, LENGTH, SIGNS, codes_in};
use liaison::domain::resource::written::Written;
use liaison::domain::resource::{Places, has};

/// Any line.
pub fn check(data: &[u8]) {
    let line = words(data);
    match Written::read(&line) {
        Ok(written) => {
            let name = written.name.as_str();
            assert!(!name.is_empty() && name.len() <= 40, "{name}");
            assert!(line.contains(&written.text) && !written.text.trim().is_empty());
            let language = written.language.as_deref().unwrap_or("en");
            assert!(language.len() == 2 && language.bytes().all(|sign| sign.is_ascii_lowercase()));
        }
        Err(fault) => assert!(fault.to_string().contains("An example"), "{fault}"),
    }
    places(&line);
    codes(&line);
}

/// What is filled has no place left, unless what fills it looks like one.
fn places(text: &str) {
    let places = Places {
        organisation: "Lakeshore Health".to_owned(),
        phone: Some("555-0142".to_owned()),
        ..Places::default()
    };
    match places.fill(text) {
        Ok(filled) => {
            assert!(
                !has(text, "code") && !has(text, "link"),
                "{text:?} became {filled:?}"
            );
            assert!(!has(text, "phone") || filled.contains("555-0142"));
        }
        Err(fault) => assert!(text.contains('{') && !fault.to_string().is_empty()),
    }
}

/// A code is read however it is typed, is never shown by accident, and only whole ones are found in a text.
fn codes(text: &str) {
    if let Some(code) = Code::read(text) {
        assert_eq!(code.signs().len(), LENGTH);
        assert!(code.signs().bytes().all(|sign| SIGNS.contains(&sign)));
        assert_eq!(Code::read(&code.to_string()), Some(code.clone()));
        assert!(!format!("{code:?}").contains(code.signs()));
    }
    for code in codes_in(text) {
        assert!(text.contains(&code.to_string()), "{code} is not in {text:?}");
    }
}
