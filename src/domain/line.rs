//! A line for colleagues, in pieces: what liaison says itself, whom it names,
//! and words that came from somebody else. Each chat draws the pieces in its
//! own way: a name as a real mention, foreign words so that they can't do
//! anything, and not at all where they are kept out.

use super::{Sight, StaffName};
use serde::{Deserialize, Serialize};
use std::fmt::{Display, Formatter};

/// What stands in the place of words that are kept out of a chat.
const KEPT_OUT: &str = "(words kept out of this chat)";

/// A line, piece by piece.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct Line(Vec<Piece>);

/// One piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Said by liaison itself.
    Text(String),
    /// A colleague, by name.
    Staff(StaffName),
    /// A colleague who is meant to notice.
    Wake(StaffName),
    /// Words of the public or of a colleague, as they wrote them.
    Quote(String),
}

/// As rows hold it: rows of the first release hold bare text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Bare(String),
    Pieces(Vec<Piece>),
}

impl From<Stored> for Line {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Bare(text) => Self::from(text),
            Stored::Pieces(pieces) => Self(pieces),
        }
    }
}

impl Line {
    /// A line that begins with a colleague's name.
    pub fn of(who: &StaffName) -> Self {
        Self::default().staff(who)
    }

    /// Goes on in liaison's own words.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.with(Piece::Text(text.into()))
    }

    /// Goes on with a colleague's name.
    pub fn staff(self, who: &StaffName) -> Self {
        self.with(Piece::Staff(who.clone()))
    }

    /// Goes on with the name of a colleague who is meant to notice.
    pub fn wake(self, who: &StaffName) -> Self {
        self.with(Piece::Wake(who.clone()))
    }

    /// Goes on in somebody else's words.
    pub fn quote(self, words: impl Into<String>) -> Self {
        self.with(Piece::Quote(words.into()))
    }

    /// Goes on with another line.
    pub fn then(mut self, line: Self) -> Self {
        self.0.extend(line.0);
        self
    }

    /// Its pieces, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// Somebody else's words stand in it.
    pub fn quotes(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Quote(_)))
    }

    /// The same line with somebody else's words said as `shown` gives them.
    #[must_use]
    pub fn requoted(&self, shown: impl Fn(&str) -> String) -> Self {
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Quote(words) => Piece::Quote(shown(words)),
            other => other.clone(),
        });
        Self(pieces.collect())
    }

    /// What of it may be shown where cards are drawn with this much sight.
    pub fn through(&self, sight: Sight) -> Self {
        if sight == Sight::Full {
            return self.clone();
        }
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Quote(_) => Piece::Text(KEPT_OUT.to_owned()),
            other => other.clone(),
        });
        Self(pieces.collect())
    }

    fn with(mut self, piece: Piece) -> Self {
        self.0.push(piece);
        self
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self(vec![Piece::Text(text)])
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl Display for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Text(text) | Piece::Quote(text) => f.write_str(text),
            Piece::Staff(name) | Piece::Wake(name) => Display::fmt(name, f),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_first_release_are_read() {
        let line: Line = serde_json::from_str("\"ana has this now.\"").unwrap();
        assert_eq!(line, Line::from("ana has this now."));
        let ana = StaffName::from("ana");
        let line = Line::of(&ana).text(" notes: ").quote("call <!here>");
        let stored = serde_json::to_string(&line).unwrap();
        assert_eq!(serde_json::from_str::<Line>(&stored).unwrap(), line);
        assert_eq!(line.to_string(), "ana notes: call <!here>");
    }

    #[test]
    fn foreign_words_are_kept_out_of_a_redacted_chat() {
        let line = Line::from("ana notes: ").quote("her name is Rosa");
        let seen = line.through(Sight::Redacted).to_string();
        assert_eq!(seen, "ana notes: (words kept out of this chat)");
        assert_eq!(line.through(Sight::Full), line);
    }
}
