//! Triage: text in, judgement out. Pure: no I/O, no clock, no state.
//!
//! A text is brought to regular spelling ([`folding`]), read once for all
//! known phrases ([`phrases`], [`lexicon`]), whose votes are counted
//! ([`ballot`]) and judged by the definitions' rules ([`verdict`]). It judges
//! what people ask for and how soon; it never follows what a text tells it to do.

mod ballot;
mod danger;
mod folding;
mod language;
mod lexicon;
mod names;
mod patient;
mod phrases;
mod reasons;
mod shapes;
mod verdict;

use crate::domain::{Assessment, Directory, Intent, Network};
use ballot::Ballot;
use language::Languages;
use phrases::Phrases;
use reasons::Reasons;
use shapes::Shapes;
use verdict::Case;

/// The judge, compiled once from lexicon and settings and shared.
pub struct Triage {
    directory: Directory,
    phrases: Phrases,
    languages: Languages,
    shapes: Shapes,
    /// First words of our names, which others share.
    stems: Vec<String>,
}

/// What triage makes of a text, and which of the settings' words it met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What it is about, what is wanted, how soon.
    pub assessment: Assessment,
    /// Indexes of the directory's routes whose words occur, in order.
    pub route_hits: Vec<usize>,
}

impl Triage {
    /// Compiles lexicon and settings.
    pub fn new(directory: &Directory) -> Self {
        let mut sections = lexicon::built_in();
        sections.extend(names::sections(directory));
        let phrases = Phrases::new(sections).expect("phrases stay far below the automaton's size limit");
        Self {
            directory: directory.clone(),
            phrases,
            languages: Languages::new(&directory.languages),
            shapes: Shapes::new(),
            stems: names::stems(directory),
        }
    }

    /// Without settings: the built-in lexicon, no facilities, no routes.
    pub fn plain() -> Self {
        Self::new(&Directory {
            organisation: String::new(),
            time_zone: chrono_tz::Tz::UTC,
            languages: Vec::new(),
            signature: String::new(),
            facilities: Vec::new(),
            departments: Vec::new(),
            routes: Vec::new(),
            staff: Vec::new(),
        })
    }

    /// Judges one text.
    pub fn assess(&self, text: &str, network: Network) -> Judgement {
        let folded = folding::fold(text);
        let ballot = Ballot::count(&folded, &self.phrases);
        let case = Case {
            ballot: &ballot,
            marks: folded.marks,
            network,
            begins_asking: verdict::begins_asking(&folded),
            namesake: names::has_namesake(&folded, &self.stems),
        };
        let intent = case.intent();
        let topic = case.topic(intent);
        let is_ours = !matches!(intent, Intent::Spam | Intent::Unrelated);
        let facility = is_ours
            .then(|| names::facility(&self.directory, &ballot.facilities))
            .flatten();
        let mut assessment = Assessment {
            topic,
            intent,
            urgency: case.urgency(intent, topic),
            language: self.languages.tell(text, &ballot),
            facility,
            findings: if is_ours {
                patient::findings(text, topic, &self.shapes)
            } else {
                Vec::new()
            },
            reasons: Vec::new(),
        };
        assessment.reasons = Reasons {
            text,
            folded: &folded,
            phrases: &self.phrases,
            hits: &ballot.hits,
        }
        .give(&assessment);
        Judgement {
            assessment,
            route_hits: ballot.routes,
        }
    }
}

#[cfg(test)]
mod measure;
