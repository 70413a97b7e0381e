//! What single words say of people and of the numbers beside them: kin,
//! staff, care, a first name; a phone, a record, a birth, a street. Each word
//! of a text is looked up once, all it can say in one number.

use super::super::known::{Known, number};
use std::sync::LazyLock;

/// What a word can be, any of them together.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Says(u64);

/// Names each thing a word can say, and its heading in the lists.
macro_rules! sayings {
    ($($name:ident = $label:literal,)+) => {
        impl Says {
            sayings!(@bits 0; $($name,)+);

            fn labelled(label: &str) -> Option<Self> {
                match label {
                    $($label => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
    (@bits $bit:expr; $name:ident, $($rest:ident,)*) => {
        pub const $name: Self = Self(1 << $bit);
        sayings!(@bits $bit + 1; $($rest,)*);
    };
    (@bits $bit:expr;) => {};
}

sayings! {
    WHOSE = "whose",
    KIN = "kin",
    PATIENT = "patient",
    STAFF = "staff",
    POLITE = "polite",
    TITLE = "title",
    OWNED = "owned",
    CARE = "care",
    ILL = "ill",
    NO_NAME = "no_name",
    FIRST_NAME = "first_name",
    FILLER = "filler",
    NUMBERED = "numbered",
    PHONE = "phone_cue",
    FAX = "fax",
    RECORD = "record",
    PLAN = "plan",
    ACCOUNT = "account",
    REFERENCE = "reference",
    CARD = "card_cue",
    SSN = "ssn",
    LICENCE = "licence",
    PLATE = "plate",
    DEVICE = "device",
    BORN = "born",
    VISIT = "visit",
    LIVES = "lives",
    STREET = "street",
    SURELY_STREET = "surely_street",
    STREET_BEFORE = "street_before",
    CONNECTOR = "connector",
    UNIT = "unit",
    MILITARY = "military",
    YEARS = "years",
    BUSINESS = "business",
    MEASURE = "measure",
    MONTH = "month",
    TOWN = "town",
    CARE_PLACE = "care_place",
}

impl Says {
    /// What a word in lower case says.
    pub fn of(word: &str) -> Self {
        WORDS.get(&number(word.as_bytes())).copied().unwrap_or_default()
    }

    /// Whether the word can be this, or one of these.
    pub fn is(self, one: Self) -> bool {
        self.0 & one.0 != 0
    }

    /// The same and this, too.
    pub const fn and(self, one: Self) -> Self {
        Self(self.0 | one.0)
    }
}

static WORDS: LazyLock<Known<Says>> = LazyLock::new(|| {
    let mut words: Known<Says> = Known::default();
    let mut says = Says::default();
    let lists = [
        include_str!("../lexicon/people.txt"),
        include_str!("../lexicon/cues.txt"),
    ];
    for line in lists.into_iter().flat_map(str::lines) {
        if let Some(label) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            says = Says::labelled(label).expect("the built-in lists read, as their test shows");
        } else if !line.starts_with("//") {
            for word in line.split_ascii_whitespace() {
                let entry = words.entry(number(word.as_bytes())).or_default();
                *entry = entry.and(says);
            }
        }
    }
    words
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_says_all_it_can() {
        let surgeon = Says::of("surgeon");
        assert!(surgeon.is(Says::STAFF) && surgeon.is(Says::CARE) && !surgeon.is(Says::KIN));
        assert!(Says::of("nadia").is(Says::FIRST_NAME));
        assert!(Says::of("mrn").is(Says::RECORD.and(Says::PLAN)));
        assert_eq!(Says::of("parking"), Says::default());
    }
}
