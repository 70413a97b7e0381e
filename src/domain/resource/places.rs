//! Places in a resource's text that are filled when it is offered: a fixed
//! few, so that a slip is told when the resource is added and not in public.

use crate::domain::{Case, Directory};

/// What fills the places of a text; what is missing can't be offered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// `{organisation}`.
    pub organisation: String,
    /// `{facility}`: the case's, or the organisation where none is known.
    pub facility: String,
    /// `{department}`: who answers.
    pub department: String,
    /// `{phone}`: the patient liaison's.
    pub phone: Option<String>,
    /// `{link}`: where the patient liaison can be reached.
    pub link: Option<String>,
    /// `{contact}`: the phone, or the link where there is no phone.
    pub contact: Option<String>,
    /// `{code}`: of a handoff, made when it is sent.
    pub code: Option<String>,
}

/// Why a text can't be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceFault {
    /// Nobody knows what belongs there.
    #[error("There is nothing called {{{0}}}. A text may hold {known}.", known = known())]
    Unknown(String),
    /// The settings don't say.
    #[error("The settings have no {0} under [handoff]; whoever looks after liaison can add it.")]
    Missing(&'static str),
    /// Only an invitation has a code.
    #[error("Only a text for handoffs, added with `as handoff`, may hold {{code}}.")]
    NoCode,
}

const NAMES: [&str; 7] = [
    "organisation",
    "facility",
    "department",
    "phone",
    "link",
    "contact",
    "code",
];

fn known() -> String {
    NAMES.map(|name| format!("{{{name}}}")).join(", ")
}

impl Places {
    /// What fills them for a case; for none, what would stand in their place anywhere.
    pub fn of(directory: &Directory, case: Option<&Case>) -> Self {
        let facility = case.and_then(|case| case.facility.as_ref().map(ToString::to_string));
        let department = case.and_then(|case| directory.department(&case.department));
        let department = department.map(|known| known.title.clone());
        Self {
            organisation: directory.organisation.clone(),
            facility: facility.unwrap_or_else(|| directory.organisation.clone()),
            department: department.unwrap_or_else(|| directory.organisation.clone()),
            phone: directory.handoff.phone.clone(),
            link: directory.handoff.link.clone(),
            contact: directory.handoff.contact().map(str::to_owned),
            code: None,
        }
    }

    /// The text with every place filled.
    pub fn fill(&self, text: &str) -> Result<String, PlaceFault> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, name, after)) = next(rest) {
            filled.push_str(before);
            filled.push_str(self.value(name)?);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn value(&self, name: &str) -> Result<&str, PlaceFault> {
        match name {
            "organisation" => Ok(&self.organisation),
            "facility" => Ok(&self.facility),
            "department" => Ok(&self.department),
            "phone" => self.phone.as_deref().ok_or(PlaceFault::Missing("phone")),
            "link" => self.link.as_deref().ok_or(PlaceFault::Missing("link")),
            "contact" => self
                .contact
                .as_deref()
                .ok_or(PlaceFault::Missing("phone or link")),
            "code" => self.code.as_deref().ok_or(PlaceFault::NoCode),
            other => Err(PlaceFault::Unknown(other.to_owned())),
        }
    }
}

/// Whether a text has a place of that name.
pub fn has(text: &str, name: &str) -> bool {
    let mut rest = text;
    while let Some((_, found, after)) = next(rest) {
        if found == name {
            return true;
        }
        rest = after;
    }
    false
}

/// The next `{name}`: what stands before it, the name, what stands behind. Other braces are just braces.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = text[from..].find('{').map(|at| from + at) {
        let inside = &text[at + 1..];
        let end = inside
            .find(|c: char| !c.is_ascii_lowercase())
            .unwrap_or(inside.len());
        if end > 0 && inside[end..].starts_with('}') {
            return Some((&text[..at], &inside[..end], &inside[end + 1..]));
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places() -> Places {
        Places {
            organisation: "Lakeshore Health".to_owned(),
            facility: "St. Brigid".to_owned(),
            phone: Some("555-0142".to_owned()),
            ..Places::default()
        }
    }

    #[test]
    fn places_are_filled_and_other_braces_stay() {
        for (text, filled) in [
            ("Park at {facility}.", Ok("Park at St. Brigid.")),
            (
                "{facility}, {facility}: {phone}",
                Ok("St. Brigid, St. Brigid: 555-0142"),
            ),
            ("a {b c} {} {X} {", Ok("a {b c} {} {X} {")),
            ("{{phone}}", Ok("{555-0142}")),
            ("see {link}", Err(PlaceFault::Missing("link"))),
            ("hi {name}", Err(PlaceFault::Unknown("name".to_owned()))),
        ] {
            assert_eq!(places().fill(text), filled.map(str::to_owned), "{text}");
        }
        assert!(has("use {code}", "code") && !has("use code}", "code"));
    }

    proptest! {
        #[test]
        fn what_is_filled_in_is_never_filled_again(before in "[^{}]{0,20}", after in "[^{}]{0,20}") {
            let places = Places { facility: "{phone}".to_owned(), ..places() };
            let filled = places.fill(&format!("{before}{{facility}}{after}"));
            prop_assert_eq!(filled, Ok(format!("{before}{{phone}}{after}")));
        }

        #[test]
        fn any_text_is_filled_or_refused(text in "([{}a-z é👩]|\\{phone\\}){0,40}") {
            if let Ok(filled) = places().fill(&text) {
                prop_assert!(!has(&text, "link") && filled.len() + 6 * 8 >= text.len().min(8));
            }
        }
    }
}
