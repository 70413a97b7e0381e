//! Why a text was judged as it was, in words a person at the desk would accept.

use super::lexicon::{Cue, Sign, Vote};
use super::model::{Label, Model};
use super::phrases::{Hit, Phrases};
use super::reading::Reading;
use crate::domain::{Assessment, Intent, Topic, Urgency};

/// Most reasons shown, and most signs quoted of the post in one.
const MOST: usize = 4;
const QUOTED: usize = 40;

/// Says which words spoke for topic, intent and urgency.
pub(super) struct Reasons<'a> {
    /// The text as it was written.
    pub text: &'a str,
    /// The same, read.
    pub reading: &'a Reading,
    /// What the phrases vote for.
    pub phrases: &'a Phrases,
    /// What the words say where no phrase does.
    pub model: &'a Model,
}

/// Below this probability a person is told that it is a guess.
const GUESS: f32 = 0.6;

/// A judgement, and how sure it is where a correction is worth a thought.
fn hedged(what: &str, sure: f32) -> String {
    if sure >= GUESS {
        return what.to_owned();
    }
    format!("{what}, {:.0} % sure", sure * 100.0)
}

impl Reasons<'_> {
    /// At most four reasons for a judgement.
    pub fn give(&self, judged: &Assessment) -> Vec<String> {
        let mut reasons = Vec::new();
        if judged.intent == Intent::Emergency {
            let danger = |sign| sign == Sign::Cue(Cue::Danger);
            reasons.extend(self.either("danger", danger, Label::Emergency));
        } else {
            if judged.topic != Topic::None {
                let title = hedged(&judged.topic.title(), judged.confidence.topic());
                let topic = |sign| sign == Sign::Topic(judged.topic);
                reasons.extend(self.either(&title, topic, Label::Topic(judged.topic)));
            }
            let intent = |sign| sign == Sign::Intent(judged.intent);
            let title = hedged(judged.intent.as_str(), judged.confidence.intent());
            reasons.extend(self.either(&title, intent, Label::Intent(judged.intent)));
            if matches!(judged.urgency, Urgency::Critical | Urgency::High) {
                let presses = |s| s == Sign::Urgency(Urgency::High) || s == Sign::Cue(Cue::Exposed);
                let urgency = Label::Urgency(judged.urgency);
                let title = hedged(judged.urgency.as_str(), judged.confidence.urgency());
                reasons.extend(self.either(&title, presses, urgency));
            }
        }
        if let Some(facility) = &judged.facility {
            let named = self.reason(facility.as_str(), |s| matches!(s, Sign::Facility(_)));
            reasons.extend(named);
        }
        reasons.truncate(MOST);
        reasons
    }

    /// What the phrases of the lexicon say, or else the words that the model weighs most.
    fn either(&self, what: &str, speaks: impl Fn(Sign) -> bool, label: Label) -> Option<String> {
        self.reason(what, speaks)
            .or_else(|| self.quoted(what, &self.model.spokesmen(self.reading, label)))
    }

    /// The two strongest phrases that speak for something: “‘waited 6 hours’ + ‘ER’ → wait time”.
    fn reason(&self, what: &str, speaks: impl Fn(Sign) -> bool) -> Option<String> {
        let weight = |hit: &Hit| -> f32 {
            let votes = self.phrases.votes(hit.phrase).iter();
            votes.filter(|v: &&Vote| speaks(v.sign)).map(|v| v.weight).sum()
        };
        let mut spoken: Vec<(Hit, f32)> = self
            .reading
            .ballot
            .hits
            .iter()
            .map(|h| (*h, weight(h)))
            .filter(|(_, w)| *w > 0.0)
            .collect();
        spoken.sort_by(|a, b| {
            b.1.total_cmp(&a.1)
                .then((b.0.end - b.0.start).cmp(&(a.0.end - a.0.start)))
        });
        let spoken: Vec<(usize, usize)> = spoken.iter().map(|(hit, _)| (hit.start, hit.end)).collect();
        self.quoted(what, &spoken)
    }

    /// Quotes the first stretch of the folded text, and the next that lies apart from it.
    fn quoted(&self, what: &str, spoken: &[(usize, usize)]) -> Option<String> {
        let first = *spoken.first()?;
        let apart = |(start, end): &&(usize, usize)| *start + 1 >= first.1 || *end <= first.0 + 1;
        let mut quoted = self.quote(first, QUOTED / 2);
        if let Some(second) = spoken[1..].iter().find(apart) {
            quoted = format!("{quoted} + {}", self.quote(*second, QUOTED / 2));
        }
        Some(format!("{quoted} → {what}"))
    }

    fn quote(&self, (start, end): (usize, usize), most: usize) -> String {
        // The spaces around the words belong to their neighbours.
        let folded = &self.reading.folded;
        let spaces = |at: usize| usize::from(folded.text.as_bytes().get(at) == Some(&b' '));
        let bytes = &folded.at[start + spaces(start)..end - spaces(end - 1)];
        let start = bytes.first().map_or(0, |at| *at as usize);
        let last = bytes.last().map_or(0, |at| *at as usize);
        let length = last.saturating_sub(start) + 1;
        let written: String = self.text.chars().skip(start).take(length.min(most)).collect();
        let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
        if written.chars().any(runs_leftwards) {
            // Kept by itself, or it would turn the arrows and the words after it round.
            return format!("‘\u{2068}{written}\u{2069}’");
        }
        format!("‘{written}’")
    }
}

/// Hebrew, Arabic and their neighbours.
fn runs_leftwards(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}
