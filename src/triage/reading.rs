//! A text as it was read: in regular spelling, its votes counted, its marks
//! and names seen. What judges it looks here.

use super::Triage;
use super::ballot::Ballot;
use super::folding::{self, Folded};
use super::lexicon::Sign;
use super::model::{Own, Source};
use super::phrases::Hit;
use super::verdict::{self, Case};
use crate::domain::Network;

/// One text, read.
pub(super) struct Reading {
    /// In regular spelling.
    pub folded: Folded,
    /// How its phrases vote.
    pub ballot: Ballot,
    /// Names of ours in it, in order.
    own: Vec<Own>,
    /// The phrases of the built-in lexicon.
    phrases: Vec<Hit>,
    network: Network,
    begins_asking: bool,
    /// The name of one of ours is followed by a word that makes it another's.
    pub namesake: bool,
}

impl Reading {
    /// Reads a text.
    pub fn new(triage: &Triage, text: &str, network: Network) -> Self {
        let folded = folding::fold(text);
        let ballot = Ballot::count(&folded, &triage.phrases);
        let mut own = triage.stems.find(&folded);
        let named = ballot.hits.iter().filter(|hit| {
            let votes = triage.phrases.votes(hit.phrase);
            votes
                .iter()
                .any(|v| matches!(v.sign, Sign::Facility(_)) && v.weight >= 2.0)
        });
        own.extend(named.map(|hit| Own {
            start: hit.start,
            end: hit.end,
            is_whole: true,
        }));
        own.sort_unstable_by_key(|name| (name.start, !name.is_whole));
        let built_in = ballot
            .hits
            .iter()
            .filter(|hit| triage.phrases.is_built_in(hit.phrase));
        Self {
            phrases: built_in.copied().collect(),
            begins_asking: verdict::begins_asking(&folded),
            namesake: triage.stems.have_namesake(&folded),
            folded,
            ballot,
            own,
            network,
        }
    }

    /// What a model looks at.
    pub fn source(&self) -> Source<'_> {
        Source {
            folded: &self.folded,
            own: &self.own,
            phrases: &self.phrases,
        }
    }

    /// What the rules look at.
    pub fn case(&self) -> Case<'_> {
        Case {
            ballot: &self.ballot,
            marks: self.folded.marks,
            network: self.network,
            begins_asking: self.begins_asking,
            namesake: self.namesake,
        }
    }
}
