//! What single words say of the people in a post: kin, staff, care, a first
//! name. Each word of a text is looked up once, all it can say in one number.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word can be, any of them together.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Says(u16);

impl Says {
    pub const WHOSE: Self = Self(1);
    pub const KIN: Self = Self(1 << 1);
    pub const PATIENT: Self = Self(1 << 2);
    pub const STAFF: Self = Self(1 << 3);
    pub const OWNED: Self = Self(1 << 4);
    pub const CARE: Self = Self(1 << 5);
    pub const ILL: Self = Self(1 << 6);
    pub const NO_NAME: Self = Self(1 << 7);
    pub const FIRST_NAME: Self = Self(1 << 8);

    /// What a word in lower case says.
    pub fn of(word: &str) -> Self {
        WORDS.get(word).copied().unwrap_or_default()
    }

    /// Whether the word can be this.
    pub fn is(self, one: Self) -> bool {
        self.0 & one.0 != 0
    }

    /// The same and this, too.
    pub fn and(self, one: Self) -> Self {
        Self(self.0 | one.0)
    }

    fn labelled(label: &str) -> Option<Self> {
        Some(match label {
            "whose" => Self::WHOSE,
            "kin" => Self::KIN,
            "patient" => Self::PATIENT,
            "staff" => Self::STAFF,
            "owned" => Self::OWNED,
            "care" => Self::CARE,
            "ill" => Self::ILL,
            "no_name" => Self::NO_NAME,
            "first_name" => Self::FIRST_NAME,
            _ => return None,
        })
    }
}

static WORDS: LazyLock<HashMap<&str, Says>> = LazyLock::new(|| {
    let mut words: HashMap<&str, Says> = HashMap::new();
    let mut says = Says::default();
    for line in include_str!("lexicon/people.txt").lines() {
        if let Some(label) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            says = Says::labelled(label).expect("the built-in lists read, as their test shows");
        } else if !line.starts_with("//") {
            for word in line.split_ascii_whitespace() {
                words.entry(word).or_default().0 |= says.0;
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
        let father = Says::of("father");
        assert!(father.is(Says::KIN) && father.is(Says::STAFF) && !father.is(Says::CARE));
        assert!(Says::of("nadia").is(Says::FIRST_NAME));
        assert_eq!(Says::of("parking"), Says::default());
    }
}
