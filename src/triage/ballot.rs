//! Counting: every phrase votes once, however often it stands in the text, so
//! that length and repetition don't decide. A negation before praise turns it
//! round; figures of speech silence the danger words that they cover.

use super::danger::{self, Weight};
use super::folding::Folded;
use super::lexicon::{CUES, Cue, Sign, Vote};
use super::phrases::{Hit, Phrases};
use crate::domain::{Intent, Topic, Urgency};

/// The votes of one text.
#[derive(Debug, Default)]
pub(super) struct Ballot {
    topics: [f32; Topic::ALL.len()],
    intents: [f32; Intent::ALL.len()],
    urgencies: [f32; Urgency::ALL.len()],
    cues: [f32; CUES],
    /// The most danger that stands close together, less what says that it is over.
    pub danger: f32,
    /// Facilities that are named, in the order of the text: which, and how surely.
    pub facilities: Vec<(usize, f32)>,
    /// Routes whose words occur, in their order.
    pub routes: Vec<usize>,
    /// Phrases that told something, in the order of the text.
    pub hits: Vec<Hit>,
}

impl Ballot {
    /// Counts the votes of every phrase in the text.
    pub fn count(folded: &Folded, phrases: &Phrases) -> Self {
        let mut hits = phrases.hits(folded);
        hits.sort_unstable_by_key(|h| (h.start, h.end));
        if is_english(&hits, phrases) {
            hits.retain(|h| !phrases.is_foreign(h.phrase));
        }
        let calm = calm_spans(&hits, phrases);
        let mut ballot = Self::default();
        let mut seen = vec![0_u64; phrases.len() / 64 + 1];
        let mut weights = Vec::new();
        for hit in hits {
            let votes = phrases.votes(hit.phrase);
            let calmed = is_calmed(&calm, hit);
            weights.extend(Weight::of(hit, votes, || calmed || is_denied(folded, hit, 1)));
            let (place, bit) = (hit.phrase / 64, 1 << (hit.phrase % 64));
            if seen[place] & bit == 0 {
                seen[place] |= bit;
                ballot.hear(votes, hit, folded, calmed);
            }
        }
        ballot.danger = danger::most(&weights);
        ballot.routes.sort_unstable();
        ballot.routes.dedup();
        ballot
    }

    /// Votes for a topic.
    pub fn topic(&self, topic: Topic) -> f32 {
        self.topics[topic as usize]
    }

    /// Votes for an intent.
    pub fn intent(&self, intent: Intent) -> f32 {
        self.intents[intent as usize]
    }

    /// Votes for an urgency.
    pub fn urgency(&self, urgency: Urgency) -> f32 {
        self.urgencies[urgency as usize]
    }

    /// Weight of a cue.
    pub fn cue(&self, cue: Cue) -> f32 {
        self.cues[cue as usize]
    }

    /// Weights of all cues, in order.
    pub fn cues(&self) -> &[f32; CUES] {
        &self.cues
    }

    fn hear(&mut self, votes: &[Vote], hit: Hit, folded: &Folded, calmed: bool) {
        for vote in votes {
            match vote.sign {
                Sign::Topic(Topic::Safety) if calmed => {}
                Sign::Topic(topic) => self.topics[topic as usize] += vote.weight,
                Sign::Intent(Intent::Praise) if is_denied(folded, hit, 2) => {
                    self.intents[Intent::Complaint as usize] += vote.weight;
                }
                Sign::Intent(intent) => self.intents[intent as usize] += vote.weight,
                Sign::Urgency(urgency) => self.urgencies[urgency as usize] += vote.weight,
                Sign::Cue(cue) => self.cues[cue as usize] += vote.weight,
                Sign::Language(_) => {}
                Sign::Facility(facility) => self.facilities.push((facility, vote.weight)),
                Sign::Route(route) => self.routes.push(route),
            }
        }
        if votes.iter().any(|v| !matches!(v.sign, Sign::Language(_))) {
            self.hits.push(hit);
        }
    }
}

/// Function words leave no doubt. They come first, so a few dozen hits show it.
fn is_english(hits: &[Hit], phrases: &Phrases) -> bool {
    let (mut english, mut other) = (0, 0);
    for vote in hits.iter().take(200).flat_map(|h| phrases.votes(h.phrase)) {
        match vote.sign {
            Sign::Language(0) => english += 1,
            Sign::Language(_) => other += 1,
            _ => {}
        }
    }
    english > other && english > 0
}

/// Where figures of speech stand, in order, none within another.
fn calm_spans(hits: &[Hit], phrases: &Phrases) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for hit in hits {
        let votes = phrases.votes(hit.phrase);
        let covered = spans.last().is_some_and(|last| hit.end <= last.1);
        if !covered && votes.iter().any(|v| v.sign == Sign::Cue(Cue::Calm)) {
            spans.push((hit.start, hit.end));
        }
    }
    spans
}

/// A figure of speech silences what lies in it, and shorter phrases that reach into it.
fn is_calmed(calm: &[(usize, usize)], hit: Hit) -> bool {
    let first = calm.partition_point(|span| span.1 <= hit.start + 1);
    let reaching = calm[first..].iter().take_while(|span| span.0 + 1 < hit.end);
    let covers = |span: &(usize, usize)| {
        (span.0 <= hit.start && hit.end <= span.1) || span.1 - span.0 > hit.end - hit.start
    };
    reaching.take(4).any(covers)
}

const DENIALS: [&str; 16] = [
    "no", "not", "never", "isnt", "wasnt", "arent", "werent", "dont", "doesnt", "didnt", "hardly", "without",
    "nothing", "aint", "cant", "zero",
];

/// One of the `reach` words before the phrase denies it.
fn is_denied(folded: &Folded, hit: Hit, reach: usize) -> bool {
    let before = folded.text[..hit.start].rsplit(' ').take(reach);
    before.into_iter().any(|word| DENIALS.contains(&word))
}
