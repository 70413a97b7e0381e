//! The languages that people write in and colleagues speak, by their codes
//! (ISO 639-1).
//!
//! A case in the organisation's first language is anybody's. For any other,
//! colleagues who speak it are named; naming wakes nobody.

use super::{DepartmentName, Directory, Right, Staff, StaffName};

/// As many as are named at once.
const NAMED: usize = 3;

/// Colleagues who speak an author's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speakers {
    /// Which language.
    pub language: String,
    /// Who; never empty.
    pub names: Vec<StaffName>,
    /// Nobody of the department does; these belong elsewhere.
    pub elsewhere: bool,
}

impl Directory {
    /// Who speaks that language in a department, first those who may respond; otherwise who elsewhere may respond
    /// and does. None for our first language, for one that nobody speaks, and where it could not be told.
    pub fn speakers(&self, language: &str, department: &DepartmentName) -> Option<Speakers> {
        if language.is_empty() || language == self.first_language() {
            return None;
        }
        let speak = |s: &&Staff| s.languages.iter().any(|spoken| spoken == language);
        let (mut here, mut others): (Vec<&Staff>, Vec<&Staff>) = self
            .staff
            .iter()
            .filter(speak)
            .partition(|s| s.department.as_ref() == Some(department));
        here.sort_by_key(|s| !s.may(Right::Respond));
        others.retain(|s| s.may(Right::Respond));
        let elsewhere = here.is_empty();
        let chosen = if elsewhere { others } else { here };
        let names: Vec<StaffName> = chosen.iter().take(NAMED).map(|s| s.name.clone()).collect();
        (!names.is_empty()).then(|| Speakers {
            language: language.to_owned(),
            names,
            elsewhere,
        })
    }
}

/// What a language is called; its code where we have no name for it.
pub fn title(code: &str) -> &str {
    TITLES
        .iter()
        .find(|(known, _)| *known == code)
        .map_or(code, |(_, title)| title)
}

/// What triage can tell.
const TITLES: [(&str, &str); 34] = [
    ("en", "English"),
    ("es", "Spanish"),
    ("pt", "Portuguese"),
    ("fr", "French"),
    ("tl", "Tagalog"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
    ("ar", "Arabic"),
    ("de", "German"),
    ("it", "Italian"),
    ("nl", "Dutch"),
    ("pl", "Polish"),
    ("ru", "Russian"),
    ("uk", "Ukrainian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("hi", "Hindi"),
    ("ur", "Urdu"),
    ("bn", "Bengali"),
    ("pa", "Punjabi"),
    ("gu", "Gujarati"),
    ("ta", "Tamil"),
    ("te", "Telugu"),
    ("ne", "Nepali"),
    ("fa", "Persian"),
    ("tr", "Turkish"),
    ("he", "Hebrew"),
    ("el", "Greek"),
    ("th", "Thai"),
    ("my", "Burmese"),
    ("am", "Amharic"),
    ("ro", "Romanian"),
    ("sv", "Swedish"),
    ("hy", "Armenian"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// `name department languages rights`, a person a line.
    fn house(languages: &[&str], people: &[(&str, &str, &str, &[Right])]) -> Directory {
        let staff = people.iter().map(|(name, department, spoken, rights)| Staff {
            name: StaffName::from(*name),
            title: String::new(),
            department: Some(DepartmentName::from(*department)).filter(|d| !d.as_str().is_empty()),
            languages: spoken.split_whitespace().map(str::to_owned).collect(),
            rights: rights.to_vec(),
            accounts: Vec::new(),
        });
        Directory {
            languages: languages.iter().map(|&code| code.to_owned()).collect(),
            staff: staff.collect(),
            ..Directory::default()
        }
    }

    /// `ana ben`, or `elsewhere: cora`, or nothing.
    fn named(house: &Directory, language: &str, department: &str) -> String {
        match house.speakers(language, &DepartmentName::from(department)) {
            None => String::new(),
            Some(speakers) => {
                assert_eq!(speakers.language, language);
                let names: Vec<&str> = speakers.names.iter().map(StaffName::as_str).collect();
                let place = if speakers.elsewhere { "elsewhere: " } else { "" };
                format!("{place}{}", names.join(" "))
            }
        }
    }

    #[test]
    fn the_department_comes_first_and_the_house_after_it() {
        let respond: &[Right] = &[Right::Respond];
        let house = house(
            &["en", "es", "vi"],
            &[
                ("rita", "emergency", "es", &[]),
                ("ana", "emergency", "en es", respond),
                ("ben", "billing", "es vi", respond),
                ("dan", "leadership", "zh", &[Right::Lead, Right::Approve]),
                ("eve", "emergency", "es", respond),
                ("fay", "emergency", "es fr", respond),
                ("gus", "", "vi", respond),
                ("hal", "parking", "fr", respond),
            ],
        );
        let table = [
            // Three at most; who only reads is named after those who may respond.
            ("es", "emergency", "ana eve fay"),
            ("es", "billing", "ben"),
            ("es", "parking", "elsewhere: ana ben eve"),
            ("vi", "emergency", "elsewhere: ben gus"),
            ("fr", "emergency", "fay"),
            // Who speaks it elsewhere must have the right to respond; in the department it helps to ask.
            ("zh", "emergency", ""),
            ("zh", "leadership", "dan"),
            // Our first language, one that nobody speaks, one that could not be told, a department that is gone.
            ("en", "emergency", ""),
            ("ko", "emergency", ""),
            ("", "emergency", ""),
            ("es", "closed-down", "elsewhere: ana ben eve"),
        ];
        for (language, department, expected) in table {
            assert_eq!(
                named(&house, language, department),
                expected,
                "{language} {department}"
            );
        }
    }

    #[test]
    fn the_first_language_is_the_settings_first() {
        let people: &[(&str, &str, &str, &[Right])] = &[("ana", "emergency", "en es", &[Right::Respond])];
        assert_eq!(named(&house(&["es", "en"], people), "en", "emergency"), "ana");
        assert_eq!(named(&house(&["es", "en"], people), "es", "emergency"), "");
        assert_eq!(
            named(&house(&[], people), "en", "emergency"),
            "",
            "English without settings"
        );
    }

    #[test]
    fn a_language_is_called_by_its_name() {
        assert_eq!(title("vi"), "Vietnamese");
        assert_eq!(title("xx"), "xx");
        assert!(
            TITLES
                .iter()
                .all(|(code, title)| code.len() == 2 && title.len() > 3)
        );
    }
}
