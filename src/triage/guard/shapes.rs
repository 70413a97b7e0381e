//! Shapes: how things are said, written as rows of words and read in one pass.
//!
//! `your <care>` is a word and a class, `she|he` either, `so?` may be missing,
//! `heal*` any word that begins so, `*ed` any that ends so, `!<fine>` any that
//! is not of the class, `#` a number, `Cap` a capital letter, `..` up to three
//! words between, `...` up to eight, `^` the beginning of a clause. A shape
//! never reaches beyond its sentence. Time is linear in the text.

use super::reader::Text;
use crate::triage::folding::fold_phrase;
use std::collections::HashMap;

/// How many words `..` and `...` may stand for.
const GAPS: [(&str, u8); 2] = [("..", 3), ("...", 8)];

/// Elements with no words of their own.
const NUMBER: &str = "#";
const CAPITAL: &str = "Cap";

/// No beginning of a word in the tables is longer, so that a word of any length is cheap.
const LONGEST_STEM: usize = 14;

/// An element of shapes: alternatives for one place.
pub(super) type Element = u32;

/// What may begin at each word, and how many words it takes.
pub(super) type Meanings = Vec<Vec<(Element, u8)>>;

/// Where a shape occurs, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// Which section it stands in.
    pub section: usize,
    /// First word.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// The head of a section: what its shapes speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// A reason of the guard, or `ok`, `scope`, `structure`.
    pub kind: String,
    /// Which of its sections.
    pub name: String,
}

/// Shapes, compiled.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// Heads of sections, in order.
    pub heads: Vec<Head>,
    shapes: Vec<Shape>,
    /// For each element, the shapes that begin with it.
    begins: Vec<Vec<u32>>,
    /// For each element, the class that it is.
    names: Vec<Option<String>>,
    words: HashMap<String, Vec<Entry>>,
    /// Beginnings and ends of words.
    stems: HashMap<String, Vec<Element>>,
    ends: Vec<(String, Element)>,
    /// Elements that hold where another does not.
    denied: Vec<(Element, Element)>,
    elements: HashMap<String, Element>,
    classes: HashMap<String, Vec<String>>,
}

/// An element that a word may be, and the words that must follow it.
#[derive(Debug, Clone)]
struct Entry {
    rest: Vec<String>,
    element: Element,
}

#[derive(Debug)]
struct Shape {
    section: usize,
    is_anchored: bool,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    element: Element,
    gap: u8,
    is_optional: bool,
}

impl Shapes {
    /// Reads files of classes (`<name> = word; two words`) and sections (`[kind name]`, shapes below it).
    pub fn new(files: &[&str]) -> Self {
        let mut shapes = Self::default();
        let lines = || files.iter().flat_map(|file| file.lines()).map(str::trim);
        for (name, words) in lines().filter_map(class) {
            let words = words.split(';').map(str::trim).filter(|word| !word.is_empty());
            let class = shapes.classes.entry(name.to_owned()).or_default();
            class.extend(words.map(str::to_owned));
        }
        let mut names: Vec<String> = shapes.classes.keys().cloned().collect();
        names.sort_unstable();
        for name in names {
            let element = shapes.element(&format!("<{name}>"));
            shapes.names[element as usize] = Some(name);
        }
        for line in lines().filter(|line| !line.starts_with("//") && class(line).is_none()) {
            if let Some(head) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                let (kind, name) = head.split_once(' ').unwrap_or((head, ""));
                let (kind, name) = (kind.to_owned(), name.to_owned());
                shapes.heads.push(Head { kind, name });
            } else {
                line.split(';').map(str::trim).for_each(|shape| shapes.add(shape));
            }
        }
        shapes
    }

    /// The element of a class of that name.
    pub fn class(&self, name: &str) -> Option<Element> {
        self.elements.get(&format!("<{name}>")).copied()
    }

    /// The name of the class that an element is.
    pub fn name(&self, element: Element) -> Option<&str> {
        self.names[element as usize].as_deref()
    }

    fn add(&mut self, written: &str) {
        let (is_anchored, written) = match written.strip_prefix('^') {
            Some(rest) => (true, rest),
            None => (false, written),
        };
        let mut parts: Vec<Part> = Vec::new();
        let mut gap = 0;
        for part in written.split_whitespace() {
            if let Some((_, words)) = GAPS.iter().find(|(mark, _)| *mark == part) {
                gap = *words;
                continue;
            }
            let (part, is_optional) = match part.strip_suffix('?') {
                Some(part) => (part, true),
                None => (part, false),
            };
            let element = self.element(part);
            parts.push(Part {
                element,
                gap,
                is_optional,
            });
            gap = 0;
        }
        let Some(first) = parts.first() else { return };
        self.begins[first.element as usize].push(self.shapes.len() as u32);
        let section = self.heads.len().saturating_sub(1);
        self.shapes.push(Shape {
            section,
            is_anchored,
            parts,
        });
    }

    /// The number of an element: alternatives, parted by `|`.
    fn element(&mut self, written: &str) -> Element {
        if let Some(known) = self.elements.get(written) {
            return *known;
        }
        let number = self.begins.len() as Element;
        self.begins.push(Vec::new());
        self.names.push(None);
        self.elements.insert(written.to_owned(), number);
        for word in written.split('|') {
            self.alternative(word, number);
        }
        number
    }

    fn alternative(&mut self, word: &str, element: Element) {
        if let Some(name) = word.strip_prefix('<').and_then(|word| word.strip_suffix('>')) {
            for word in self.classes.get(name).cloned().unwrap_or_default() {
                self.alternative(&word, element);
            }
        } else if let Some(denied) = word.strip_prefix('!') {
            let inner = self.element(denied);
            self.denied.push((inner, element));
        } else if let Some(end) = word.strip_prefix('*') {
            self.ends.push((end.to_owned(), element));
        } else if let Some(stem) = word.strip_suffix('*') {
            self.stems.entry(fold_phrase(stem)).or_default().push(element);
        } else {
            let folded = match word {
                NUMBER | CAPITAL => word.to_owned(),
                _ => fold_phrase(word),
            };
            let mut words = folded.split(' ').map(str::to_owned);
            let first = words.next().unwrap_or_default();
            let rest = words.collect();
            self.words.entry(first).or_default().push(Entry { rest, element });
        }
    }

    /// What each word of a text may be.
    pub fn read(&self, text: &Text) -> Meanings {
        let words = 0..text.words.len();
        words.map(|word| self.meanings(text, word)).collect()
    }

    /// Every shape that occurs, in the order of its first word.
    pub fn hits(&self, text: &Text, at: &Meanings) -> Vec<Hit> {
        let mut hits = Vec::new();
        for start in 0..at.len() {
            for (element, _) in &at[start] {
                for shape in &self.begins[*element as usize] {
                    let shape = &self.shapes[*shape as usize];
                    if shape.is_anchored && !text.words[start].begins_clause {
                        continue;
                    }
                    let section = shape.section;
                    if let Some(end) = shape.end(text, at, start) {
                        hits.push(Hit { section, start, end });
                    }
                }
            }
        }
        hits.dedup();
        hits
    }

    fn meanings(&self, text: &Text, at: usize) -> Vec<(Element, u8)> {
        let word = text.word(at);
        let mut found = Vec::new();
        for entry in self.words.get(word).into_iter().flatten() {
            let fits = entry.rest.iter().zip(at + 1..).all(|(next, at)| {
                at < text.words.len() && !text.words[at].begins_sentence && text.word(at) == next
            });
            if fits {
                found.push((entry.element, entry.rest.len() as u8 + 1));
            }
        }
        let is = &text.words[at];
        for (_, name) in [(is.is_number, NUMBER), (is.is_capital, CAPITAL)]
            .iter()
            .filter(|(holds, _)| *holds)
        {
            let entries = self.words.get(*name).into_iter().flatten();
            found.extend(entries.map(|entry| (entry.element, 1)));
        }
        let ends = word.char_indices().map(|(end, _)| end).skip(2).take(LONGEST_STEM);
        for end in ends.chain([word.len()]) {
            let elements = self.stems.get(&word[..end]).into_iter().flatten();
            found.extend(elements.map(|element| (*element, 1)));
        }
        let ends = self.ends.iter();
        let ends = ends.filter(|(end, _)| word.len() > end.len() + 2 && word.ends_with(end.as_str()));
        found.extend(ends.map(|(_, element)| (*element, 1)));
        for (inner, element) in &self.denied {
            if !found.iter().any(|(known, _)| known == inner) {
                found.push((*element, 1));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// A line that gives a class its words.
fn class(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix('<')?.split_once("> = ")
}

impl Shape {
    /// One past the last word, if the shape begins here. Places are kept as bits, so that none is tried twice.
    fn end(&self, text: &Text, at: &Meanings, start: usize) -> Option<usize> {
        let sentence = text.words[start].sentence;
        let mut places: u64 = 1;
        for part in &self.parts {
            let mut next = if part.is_optional { places } else { 0 };
            let mut from = (0..=part.gap).fold(0, |all, by| all | places << by);
            while from != 0 {
                let place = from.trailing_zeros();
                from &= from - 1;
                let word = start + place as usize;
                if word >= at.len() || text.words[word].sentence != sentence {
                    break;
                }
                for (element, length) in &at[word] {
                    if *element == part.element {
                        next |= 1_u64.checked_shl(place + u32::from(*length)).unwrap_or(0);
                    }
                }
            }
            if next == 0 {
                return None;
            }
            places = next;
        }
        Some((start + places.trailing_zeros() as usize).min(at.len()))
    }
}
