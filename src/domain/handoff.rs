//! One-time codes that lead a caller to their case. A code says nothing, can't
//! be guessed, works once and for a limited time.

use super::{CaseNumber, StaffName, Timestamp};
use std::time::Duration;

/// The signs of a code: none that is mistaken for another when read out.
pub const SIGNS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// How many signs a code has. 31⁸ is 850 billion.
pub const LENGTH: usize = 8;

/// Wrong codes that one person may give within [`WINDOW`].
pub const TRIES: i64 = 5;

/// For how long a wrong code counts.
pub const WINDOW: Duration = Duration::from_secs(600);

/// Where the patient liaison can be reached, and for how long a code works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoffTerms {
    /// As the public reads it; without it and a link nobody can be invited.
    pub phone: Option<String>,
    /// A page to go to.
    pub link: Option<String>,
    /// How long a code works.
    pub expires: Duration,
}

impl HandoffTerms {
    /// Where to turn: the phone, or the page where there is no phone.
    pub fn contact(&self) -> Option<&str> {
        self.phone.as_deref().or(self.link.as_deref())
    }
}

impl Default for HandoffTerms {
    fn default() -> Self {
        Self {
            phone: None,
            link: None,
            expires: Duration::from_secs(7 * 86_400),
        }
    }
}

/// A code as it is written: `K7M2-QX9D`.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// From eight numbers by chance, each below 31.
    pub fn from_chance(chance: [u8; LENGTH]) -> Self {
        Self(
            chance
                .iter()
                .map(|n| char::from(SIGNS[usize::from(*n) % SIGNS.len()]))
                .collect(),
        )
    }

    /// As a caller reads it out and somebody types it: dashes, spaces and small letters don't matter.
    pub fn read(typed: &str) -> Option<Self> {
        let signs = typed.chars().filter(|c| c.is_alphanumeric());
        let code: String = signs.take(LENGTH + 1).map(|c| c.to_ascii_uppercase()).collect();
        let is_whole = code.len() == LENGTH && code.bytes().all(|sign| SIGNS.contains(&sign));
        is_whole.then_some(Self(code))
    }

    /// The bare signs, for what is kept of it.
    pub fn signs(&self) -> &str {
        &self.0
    }
}

/// The codes that stand in a text as they are printed: `K7M2-QX9D`.
pub fn codes_in(text: &str) -> Vec<Code> {
    let is_code = |word: &&str| word.len() == LENGTH + 1 && word.as_bytes()[LENGTH / 2] == b'-';
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words
        .filter(is_code)
        .filter(|word| !word.contains(|c: char| c.is_ascii_lowercase()))
        .filter_map(Code::read)
        .collect()
}

/// Stands in a text that is tried out.
pub const EXAMPLE_CODE: &str = "K7M2-QX9D";

/// Why a handoff's text, its places filled with the example, can't lead anybody to their case.
pub fn fault(text: &str) -> Option<&'static str> {
    if codes_in(text).iter().any(|code| code.to_string() == EXAMPLE_CODE) {
        None
    } else if text.contains(EXAMPLE_CODE) {
        Some(
            "{code} has to stand by itself: letters, digits and dashes at its side would be taken for a part of it.",
        )
    } else {
        Some("A handoff text needs {code}, which the caller reads out.")
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (first, second) = self.0.split_at(LENGTH / 2);
        write!(f, "{first}-{second}")
    }
}

/// A code in a log would be a code in other hands.
impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

/// An invitation that is out: what is kept of its code is not the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// A keyed digest of the code.
    pub digest: String,
    /// The case that it leads to.
    pub case: CaseNumber,
    /// Who invited.
    pub made_by: StaffName,
    /// Until when the code works.
    pub expires_at: Timestamp,
    /// Who took the call, and when.
    pub used: Option<(StaffName, Timestamp)>,
}

impl Invitation {
    /// Whether its code still works.
    pub fn works(&self, now: Timestamp) -> bool {
        self.used.is_none() && now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_looks_alike_is_not_among_the_signs() {
        for sign in "01OIL".chars() {
            assert!(!SIGNS.contains(&(sign as u8)), "{sign}");
        }
        assert!(Code::read("K7M2QX9").is_none() && Code::read("K7M2-QX9D-A").is_none());
        assert!(Code::read("K7M2-ÄX9D").is_none() && Code::read("").is_none());
        assert!(codes_in("our walk-in clinic, 555-0100, k7m2-qx9d, KÄ7M-QX9").is_empty());
    }

    proptest! {
        #[test]
        fn a_code_is_read_back_however_it_is_typed(chance in proptest::array::uniform8(0_u8..31)) {
            let code = Code::from_chance(chance);
            let typed = code.to_string().to_lowercase().replace('-', " ");
            prop_assert_eq!(Code::read(&typed), Some(code.clone()));
            prop_assert_eq!(format!("{code:?}"), "Code(…)");
            prop_assert_eq!(codes_in(&format!("Llame al 555-0142 (código {code}). –Ana")), vec![code]);
        }
    }
}
