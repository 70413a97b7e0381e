//! How a shape is meant: said plainly, under a condition, of people in general,
//! or as what should not be done.

use super::reader::Text;
use super::shapes::{Hit, Meanings, Shapes};

/// How a shape is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    /// As a statement.
    Plain,
    /// “if”, “whether”.
    Conditional,
    /// “anyone”, “patients”.
    General,
    /// “please don't post”.
    Refused,
}

/// A shape of the tables that occurs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'s> {
    /// What its section speaks of.
    pub kind: &'s str,
    /// Which of the sections.
    pub name: &'s str,
    /// First word of the draft.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// How it is meant.
    pub scope: Scope,
}

/// All shapes of a draft with how they are meant.
pub(super) fn seen<'s>(shapes: &'s Shapes, text: &Text, at: &Meanings) -> Vec<Seen<'s>> {
    let hits = shapes.hits(text, at);
    let head = |hit: &Hit| &shapes.heads[hit.section];
    let mut scopes = vec![Scope::Plain; text.words.len()];
    for hit in hits.iter().filter(|hit| head(hit).kind == "scope") {
        let scope = match head(hit).name.as_str() {
            "conditional" => Scope::Conditional,
            "refused" => Scope::Refused,
            _ => Scope::General,
        };
        spread(text, hit, scope, &mut scopes);
    }
    let said = hits.iter().filter(|hit| head(hit).kind != "scope");
    let said = said.map(|hit| Seen {
        kind: &head(hit).kind,
        name: &head(hit).name,
        start: hit.start,
        end: hit.end,
        scope: scopes[hit.start],
    });
    said.collect()
}

/// A condition holds until its clause ends; people in general are meant to the end of the sentence.
fn spread(text: &Text, hit: &Hit, scope: Scope, scopes: &mut [Scope]) {
    let sentence = text.words[hit.start].sentence;
    let words = text.words.iter().zip(scopes).skip(hit.start).enumerate();
    for (nth, (word, known)) in words {
        let clause_ends = scope != Scope::General && nth > 0 && word.begins_clause;
        // Where one as strong holds already, it holds to the same end.
        if word.sentence != sentence || clause_ends || *known >= scope {
            break;
        }
        *known = scope;
    }
}
