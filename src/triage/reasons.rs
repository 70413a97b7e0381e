//! Why a text was judged as it was, in words a person at the desk would accept.

use super::folding::Folded;
use super::lexicon::{Cue, Sign, Vote};
use super::phrases::{Hit, Phrases};
use crate::domain::{Assessment, Intent, Topic, Urgency};

/// Most reasons shown, and most signs quoted of the post in one.
const MOST: usize = 4;
const QUOTED: usize = 40;

/// Says which words spoke for topic, intent and urgency.
pub(super) struct Reasons<'a> {
    /// The text as it was written.
    pub text: &'a str,
    /// The same in regular spelling.
    pub folded: &'a Folded,
    /// What the phrases vote for.
    pub phrases: &'a Phrases,
    /// The phrases that occur.
    pub hits: &'a [Hit],
}

impl Reasons<'_> {
    /// At most four reasons for a judgement.
    pub fn give(&self, judged: &Assessment) -> Vec<String> {
        let mut reasons = Vec::new();
        if judged.intent == Intent::Emergency {
            reasons.extend(self.reason("danger", |sign| sign == Sign::Cue(Cue::Danger)));
        } else {
            if judged.topic != Topic::None {
                reasons.extend(self.reason(&judged.topic.title(), |s| s == Sign::Topic(judged.topic)));
            }
            reasons.extend(self.reason(judged.intent.as_str(), |s| s == Sign::Intent(judged.intent)));
            if matches!(judged.urgency, Urgency::Critical | Urgency::High) {
                let presses = |s| s == Sign::Urgency(Urgency::High) || s == Sign::Cue(Cue::Exposed);
                reasons.extend(self.reason(judged.urgency.as_str(), presses));
            }
        }
        if let Some(facility) = &judged.facility {
            let named = self.reason(facility.as_str(), |s| matches!(s, Sign::Facility(_)));
            reasons.extend(named);
        }
        reasons.truncate(MOST);
        reasons
    }

    /// The two strongest phrases that speak for something: “‘waited 6 hours’ + ‘ER’ → wait time”.
    fn reason(&self, what: &str, speaks: impl Fn(Sign) -> bool) -> Option<String> {
        let weight = |hit: &Hit| -> f32 {
            let votes = self.phrases.votes(hit.phrase).iter();
            votes.filter(|v: &&Vote| speaks(v.sign)).map(|v| v.weight).sum()
        };
        let mut spoken: Vec<(Hit, f32)> = self
            .hits
            .iter()
            .map(|h| (*h, weight(h)))
            .filter(|(_, w)| *w > 0.0)
            .collect();
        spoken.sort_by(|a, b| {
            b.1.total_cmp(&a.1)
                .then((b.0.end - b.0.start).cmp(&(a.0.end - a.0.start)))
        });
        let first = spoken.first()?.0;
        let apart = |(hit, _): &&(Hit, f32)| hit.start + 1 >= first.end || hit.end <= first.start + 1;
        let second = spoken[1..].iter().find(apart).map(|(hit, _)| *hit);
        let mut quoted = self.quote(first, QUOTED / 2);
        if let Some(second) = second {
            quoted = format!("{quoted} + {}", self.quote(second, QUOTED / 2));
        }
        Some(format!("{quoted} → {what}"))
    }

    fn quote(&self, hit: Hit, most: usize) -> String {
        let bytes = &self.folded.at[hit.start..hit.end];
        // The spaces around the words belong to their neighbours.
        let start = bytes.get(1).or(bytes.first()).map_or(0, |at| *at as usize);
        let last = bytes
            .iter()
            .rev()
            .nth(1)
            .or(bytes.last())
            .map_or(0, |at| *at as usize);
        let length = last.saturating_sub(start) + 1;
        let written: String = self.text.chars().skip(start).take(length.min(most)).collect();
        format!("‘{}’", written.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}
