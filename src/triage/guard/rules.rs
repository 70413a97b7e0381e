//! What leaves no doubt and blocks by itself, whatever the model thinks.

use super::Said;
use super::facts::{self, facts};
use super::features::Evidence;
use super::scopes::Scope;
use crate::domain::{Reason, Verdict};
use crate::triage::patient::Kind;

/// Sections of the tables whose shapes are never fine when said plainly of somebody.
const CERTAIN: [&str; 17] = [
    "your_care",
    "his_care",
    "kin_did",
    "when_here",
    "you_were_seen",
    "will_see",
    "wishes",
    "es_su_cuidado",
    "es_su_pariente",
    "es_deseos",
    "abroad",
    "your_condition",
    "es_dolencia",
    "your_money",
    "dose",
    "personnel",
    "es_tono",
];

/// Matters in which “you were great” is said to a runner, a volunteer, an applicant.
const AMONG_OTHERS: [&str; 2] = ["event", "work"];

/// Facts that are never fine.
const FACTS: [(&str, Reason); 4] = [
    ("f:merry in grief", Reason::Unprofessional),
    ("f:shouts", Reason::Unprofessional),
    ("n:repeats a relative's", Reason::Identifier),
    ("n:repeats the author's", Reason::Identifier),
];

/// Numbers that belong to one person.
const NUMBERS: [Kind; 7] = [
    Kind::Ssn,
    Kind::Mrn,
    Kind::HealthPlan,
    Kind::Account,
    Kind::Card,
    Kind::Iban,
    Kind::DateOfBirth,
];

/// All that is certain in a draft.
pub(super) fn certain(evidence: &Evidence<'_, '_>) -> Vec<Said> {
    let mut said = Vec::new();
    let mut say = |kind, start, end| {
        let verdict = Verdict::Block;
        said.push(Said {
            kind,
            verdict,
            start,
            end,
        });
    };
    let is_patient = !AMONG_OTHERS.contains(&facts::matter(evidence.thread));
    for hit in evidence.seen {
        if hit.scope == Scope::Plain
            && CERTAIN.contains(&hit.name)
            && (is_patient || hit.kind != Reason::ConfirmsPatient.as_str())
            && let Ok(kind) = hit.kind.parse()
        {
            say(kind, hit.start, hit.end);
        }
    }
    for (fact, start, end) in facts(evidence) {
        if let Some((_, kind)) = FACTS.iter().find(|(name, _)| *name == fact) {
            say(*kind, start, end);
        }
    }
    for found in evidence.identifiers {
        if found.is_sure && NUMBERS.contains(&found.kind) && !is_our_phone(evidence, found.start, found.end) {
            say(Reason::Identifier, found.start, found.end);
        }
    }
    said
}

/// “records at 555-0112” is a number to call: three digits and four, or three, three and four.
fn is_our_phone(evidence: &Evidence<'_, '_>, start: usize, end: usize) -> bool {
    let text = &evidence.draft.text;
    let numbers = (start..end).filter(|at| text.words[*at].is_number);
    let lengths: Vec<usize> = numbers.map(|at| text.word(at).len()).collect();
    matches!(lengths[..], [.., 3, 4])
}
