//! What a model weighs beside the words themselves: how the phrases of the
//! lexicon vote and what the rules make of it, marks of writing, where it was
//! written, and kinds of words that mean the same in many wordings.

use super::super::ballot::Ballot;
use super::super::folding::Marks;
use super::super::verdict::Case;
use super::kinds::{KINDS, Kinds};
use crate::domain::{Intent, Network, Topic, Urgency};

/// How many signs there are.
pub(super) const SIGNS: usize = VOTES + RULES + MARKS + KINDS + Network::ALL.len();

const VOTES: usize = Topic::ALL.len() + Intent::ALL.len() + Urgency::ALL.len() + 8 + 5;
const RULES: usize = Topic::ALL.len() + Intent::ALL.len() + Urgency::ALL.len();
const MARKS: usize = 24;

/// The signs of one text, in their fixed order.
pub(super) fn of(case: &Case<'_>, kinds: &Kinds) -> [f32; SIGNS] {
    let mut signs = Signs {
        values: [0.0; SIGNS],
        next: 0,
    };
    signs.votes(case.ballot);
    signs.rules(case);
    signs.marks(case);
    for count in kinds.0 {
        signs.add(squash(f32::from(count)));
    }
    for network in Network::ALL {
        signs.flag(*network == case.network);
    }
    debug_assert_eq!(signs.next, SIGNS);
    signs.values
}

struct Signs {
    values: [f32; SIGNS],
    next: usize,
}

impl Signs {
    fn add(&mut self, value: f32) {
        if let Some(place) = self.values.get_mut(self.next) {
            *place = value;
        }
        self.next += 1;
    }

    fn flag(&mut self, is: bool) {
        self.add(f32::from(u8::from(is)));
    }

    fn votes(&mut self, ballot: &Ballot) {
        for topic in Topic::ALL {
            self.add(squash(ballot.topic(*topic)));
        }
        for intent in Intent::ALL {
            self.add(squash(ballot.intent(*intent)));
        }
        for urgency in Urgency::ALL {
            self.add(squash(ballot.urgency(*urgency)));
        }
        for cue in ballot.cues() {
            self.add(squash(*cue));
        }
        self.add(squash(ballot.danger.max(0.0)));
        for least in [1.0, 2.5, 4.0, 6.0] {
            self.flag(ballot.danger >= least);
        }
    }

    fn rules(&mut self, case: &Case<'_>) {
        let (intent, topic, urgency) = case.judge();
        for each in Topic::ALL {
            self.flag(*each == topic);
        }
        for each in Intent::ALL {
            self.flag(*each == intent);
        }
        for each in Urgency::ALL {
            self.flag(*each == urgency);
        }
    }

    fn marks(&mut self, case: &Case<'_>) {
        let Marks {
            questions,
            exclamations,
            ends_asking,
            capitals,
            letters,
            emoji,
            chars,
        } = case.marks;
        self.add(1.0);
        self.flag(questions > 0);
        self.flag(questions > 1);
        self.flag(ends_asking);
        self.flag(case.begins_asking);
        self.flag(case.begins_asking && questions > 0);
        self.flag(exclamations > 0);
        self.flag(exclamations > 2);
        self.flag(letters > 12 && capitals * 100 > letters * 15);
        self.flag(letters > 12 && capitals * 2 > letters);
        self.flag(letters > 12 && capitals == 0);
        self.flag(emoji > 0);
        self.flag(emoji > 2);
        self.flag(case.namesake);
        let named = case.ballot.facilities.iter().map(|(_, sure)| *sure);
        self.flag(named.fold(0.0, f32::max) >= 3.0);
        self.flag(!case.ballot.facilities.is_empty());
        for least in [25, 50, 90, 140, 200, 300, 450, 700] {
            self.flag(chars >= least);
        }
    }
}

/// The first votes count most.
fn squash(votes: f32) -> f32 {
    votes / (votes.abs() + 3.0)
}
