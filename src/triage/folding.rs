//! One pass that makes spelling regular, so that a phrase is written once:
//! lower case, no accents, look-alikes and invisible marks seen through,
//! “pleeease” and “can’t” brought down, words parted by exactly one space.
//! Every byte of the result knows which character of the original it came from.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A text in regular spelling: ` how long is the wait `.
pub(super) struct Folded {
    /// The words, one space before, between and after them.
    pub text: String,
    /// For each byte of `text`, the character of the original.
    pub at: Vec<u32>,
    /// What was seen on the way.
    pub marks: Marks,
}

/// What the words alone don't show.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// Question marks of any script.
    pub questions: u32,
    /// Exclamation marks.
    pub exclamations: u32,
    /// The last sign that is not a closing mark is a question mark.
    pub ends_asking: bool,
    /// Capital letters.
    pub capitals: u32,
    /// Latin letters.
    pub letters: u32,
    /// Signs of pictographic kind.
    pub emoji: u32,
    /// Characters of the original.
    pub chars: u32,
}

/// Brings a text to regular spelling.
pub(super) fn fold(text: &str) -> Folded {
    let mut folder = Folder::with_capacity(text.len() + 2);
    folder.gap(0);
    let mut before = ' ';
    let mut signs = text.chars().peekable();
    let mut at = 0;
    while let Some(c) = signs.next() {
        let next = signs.peek().copied().unwrap_or(' ');
        folder.sign(c, before, next, at);
        before = c;
        at += 1;
    }
    folder.gap(at.saturating_sub(1));
    folder.out.marks.chars = at;
    folder.out
}

/// A phrase of a lexicon or of the settings in the spelling of a folded text, spaces around it trimmed.
pub(super) fn fold_phrase(phrase: &str) -> String {
    fold(phrase).text.trim().to_owned()
}

struct Folder {
    out: Folded,
    /// Where the word being written began.
    word: usize,
    /// The word has letters that may be look-alikes.
    foreign: bool,
    last: char,
    run: u32,
}

impl Folder {
    fn with_capacity(bytes: usize) -> Self {
        let out = Folded {
            text: String::with_capacity(bytes),
            at: Vec::with_capacity(bytes),
            marks: Marks::default(),
        };
        Self {
            out,
            word: 0,
            foreign: false,
            last: '\0',
            run: 0,
        }
    }

    fn sign(&mut self, c: char, before: char, next: char, at: u32) {
        if c.is_ascii_alphanumeric() {
            self.count(c);
            return match disguised(c, before, next) {
                Some(letter) => self.letter(letter, at),
                None => self.letter(c.to_ascii_lowercase(), at),
            };
        }
        match c {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' if before.is_alphabetic() && next.is_alphabetic() => {
                // “I’ll” must not become “ill”, nor “we’re” “were”.
                if matches!(next, 'l' | 'L') || (matches!(next, 'r' | 'R') && before.is_ascii()) {
                    self.gap(at);
                }
            }
            '@' | '$' if before.is_alphanumeric() && next.is_alphabetic() => {
                self.letter(if c == '@' { 'a' } else { 's' }, at);
            }
            '$' | '€' | '£' => self.alone('$', at),
            _ if c.is_ascii() => {
                self.punctuation(c);
                self.gap(at);
            }
            _ => self.beyond_ascii(c, at),
        }
        if !c.is_whitespace() && !matches!(c, '"' | ')' | '”' | '\'' | '’' | '.' | '!') && !is_pictograph(c)
        {
            self.out.marks.ends_asking = is_question(c);
        }
    }

    fn count(&mut self, c: char) {
        self.out.marks.ends_asking = false;
        self.out.marks.letters += u32::from(c.is_ascii_alphabetic());
        self.out.marks.capitals += u32::from(c.is_ascii_uppercase());
    }

    fn punctuation(&mut self, c: char) {
        self.out.marks.questions += u32::from(is_question(c));
        self.out.marks.exclamations += u32::from(matches!(c, '!' | '\u{FF01}' | '¡'));
    }

    fn beyond_ascii(&mut self, c: char, at: u32) {
        if is_invisible(c) {
            return;
        }
        if let Some(plain) = plain_letter(c) {
            return self.letter(plain, at);
        }
        if stands_alone(c) {
            return self.alone(c, at);
        }
        if is_pictograph(c) {
            self.out.marks.emoji += 1;
            return self.alone(c, at);
        }
        self.punctuation(c);
        decompose_compatible(c, |part| {
            if is_combining_mark(part) || part == 'ـ' {
                return;
            }
            if part.is_alphanumeric() {
                self.foreign |= !part.is_ascii();
                for lower in part.to_lowercase() {
                    self.letter(lower, at);
                }
            } else if !is_invisible(part) {
                self.gap(at);
            }
        });
    }

    /// A letter or digit of the current word. Three or more of one letter count as one.
    fn letter(&mut self, c: char, at: u32) {
        let digit = c.is_ascii_digit();
        if self.last != ' ' && digit != self.last.is_ascii_digit() {
            self.gap(at);
        }
        self.run = if c == self.last { self.run + 1 } else { 1 };
        if self.run >= 3 && c.is_ascii_alphabetic() {
            if self.run == 3 {
                self.out.text.pop();
                self.out.at.pop();
            }
            return;
        }
        self.push(c, at);
    }

    /// A sign that is a word of its own.
    fn alone(&mut self, c: char, at: u32) {
        self.gap(at);
        self.push(c, at);
        self.gap(at);
    }

    fn gap(&mut self, at: u32) {
        if self.last == ' ' {
            return;
        }
        if self.foreign {
            self.unmask();
        }
        self.push(' ', at);
        self.word = self.out.text.len();
        self.foreign = false;
        self.run = 0;
    }

    fn push(&mut self, c: char, at: u32) {
        self.out.text.push(c);
        self.out.at.extend(std::iter::repeat_n(at, c.len_utf8()));
        self.last = c;
    }

    /// Writes the current word in Latin letters when all of it can be read so.
    fn unmask(&mut self) {
        let word = &self.out.text[self.word..];
        if !word.chars().all(|c| c.is_ascii() || look_alike(c).is_some()) {
            return;
        }
        let read: Vec<(char, u32)> = word
            .char_indices()
            .map(|(byte, c)| (look_alike(c).unwrap_or(c), self.out.at[self.word + byte]))
            .collect();
        self.out.text.truncate(self.word);
        self.out.at.truncate(self.word);
        for (c, at) in read {
            self.push(c, at);
        }
    }
}

/// A digit inside a word that stands for a letter: “l3aked”, “h1v”.
fn disguised(c: char, before: char, next: char) -> Option<char> {
    let reads = |c: char| c.is_ascii_alphabetic() || c == '@' || c == '$';
    if !c.is_ascii_digit() || !reads(before) || !reads(next) {
        return None;
    }
    match c {
        '0' => Some('o'),
        '1' => Some('i'),
        '3' => Some('e'),
        '4' => Some('a'),
        '5' => Some('s'),
        '7' => Some('t'),
        _ => None,
    }
}

fn is_question(c: char) -> bool {
    matches!(c, '?' | '\u{FF1F}' | '؟' | '¿' | '⁇' | '‽')
}

/// Marks that take no room and split words for a machine only.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Letters with no decomposition that people leave out of plain spelling.
fn plain_letter(c: char) -> Option<char> {
    Some(match c {
        'đ' | 'Đ' | 'ð' | 'Ð' => 'd',
        'ł' | 'Ł' => 'l',
        'ø' | 'Ø' => 'o',
        'ı' => 'i',
        'æ' | 'Æ' => 'e',
        'ß' => 's',
        _ => return None,
    })
}

/// Scripts written without spaces: each sign is a word, phrases are runs of them.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{0E00}'..='\u{0E7F}'
        | '\u{20000}'..='\u{2FA1F}')
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2300}'..='\u{23FF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Cyrillic and Greek letters that are drawn like Latin ones.
fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ё' | 'ε' | 'є' => 'e',
        'һ' | 'н' => 'h',
        'і' | 'ї' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'м' => 'm',
        'η' | 'п' => 'n',
        'о' | 'ο' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ц' => 'u',
        'ν' | 'ѵ' => 'v',
        'ѡ' | 'ω' | 'ш' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spelling_becomes_regular() {
        let table = [
            ("Can’t BREATHE", "cant breathe"),
            ("pleeease helppp", "please help"),
            ("I'll wait, we're ill", "i ll wait we re ill"),
            (
                "s\u{200b}u\u{200b}i\u{200b}c\u{200b}i\u{200b}d\u{200b}al",
                "suicidal",
            ),
            ("𝓫𝓸𝓶𝓫 𝓲𝓷 the garage", "bomb in the garage"),
            ("ѕuісіdе", "suicide"),
            ("st@ff l3aked my h1v t3st", "staff leaked my hiv test"),
            ("Mamá está en urgências", "mama esta en urgencias"),
            ("cấp cứu đau", "cap cuu dau"),
            ("$1,200 for 3hrs", "$ 1 200 for 3 hrs"),
            ("呼吸困难", "呼 吸 困 难"),
            ("E\u{315}\u{301}R\u{334} wait", "er wait"),
            ("C-section/St. B's", "c section st bs"),
        ];
        for (text, folded) in table {
            assert_eq!(fold_phrase(text), folded, "{text}");
        }
    }

    #[test]
    fn marks_are_counted() {
        let marks = fold("WHY is it so cold?! 🥶").marks;
        assert!(marks.ends_asking);
        assert_eq!((marks.questions, marks.exclamations, marks.emoji), (1, 1, 1));
        assert!(!fold("Why? Because.").marks.ends_asking);
    }

    proptest! {
        #[test]
        fn each_byte_knows_its_character(text in "\\PC{0,120}|[а-яa-z0-9@$ ]{0,80}") {
            let folded = fold(&text);
            prop_assert_eq!(folded.text.len(), folded.at.len());
            prop_assert!(folded.at.is_sorted());
            let chars = text.chars().count() as u32;
            prop_assert!(folded.at.iter().all(|at| *at <= chars.saturating_sub(1)));
        }
    }
}
