//! The judgement: what the rules are certain of, then the labels that the
//! model holds most probable together and that the definitions allow.

use super::danger::EMERGENCY;
use super::model::Opinion;
use super::verdict::Case;
use crate::domain::{Confidence, Intent, Topic, Urgency};

/// From this probability on a danger is one: missing it is far worse than a false alarm.
const ALARM: f32 = 0.25;

/// The same for what is critical without a life at risk.
const PRESSING: f32 = 0.28;

/// What the rules find pressing for hours is, unless the model holds it less probable than this.
const CONCEIVABLE: f32 = 0.25;

/// How sure the rules are of the danger that they name.
const CERTAIN: f32 = 0.9;

/// What a text is judged to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Decision {
    /// What it is about.
    pub topic: Topic,
    /// What the author wants.
    pub intent: Intent,
    /// How soon.
    pub urgency: Urgency,
    /// How probable each of these is.
    pub confidence: Confidence,
}

impl Decision {
    /// Judges a case of which the model has an opinion.
    pub fn new(case: &Case<'_>, opinion: &Opinion) -> Self {
        let certain = if case.ballot.danger >= EMERGENCY {
            CERTAIN
        } else {
            0.0
        };
        if certain > 0.0 || opinion.emergency >= ALARM {
            return Self::emergency(opinion.emergency.max(certain));
        }
        let by_rules = case.judge().2;
        if by_rules == Urgency::Critical {
            return Self::pressing(opinion, Self::aim(opinion), CERTAIN);
        }
        let ours = Self::ours(opinion, by_rules);
        let thanks = Self::chosen(opinion, Intent::Praise, best(&opinion.topics), Urgency::Low);
        let away =
            [Intent::Spam, Intent::Unrelated].map(|i| Self::chosen(opinion, i, Topic::None, Urgency::Low));
        let calm = [thanks, away[0], away[1]];
        let likelier = |a: Self, b: Self| if b.likelihood() > a.likelihood() { b } else { a };
        calm.into_iter().fold(ours, likelier)
    }

    fn emergency(probability: f32) -> Self {
        Self {
            topic: Topic::Safety,
            intent: Intent::Emergency,
            urgency: Urgency::Critical,
            confidence: Confidence::new(probability, probability, probability),
        }
    }

    /// A matter of ours that somebody should answer.
    fn ours(opinion: &Opinion, by_rules: Urgency) -> Self {
        let intent = Self::aim(opinion);
        if opinion.critical >= PRESSING {
            return Self::pressing(opinion, intent, opinion.critical);
        }
        let urgencies = [Urgency::Normal, Urgency::High, Urgency::Low];
        let probability = |urgency: Urgency| opinion.urgencies[urgency as usize];
        let urgency = match by_rules {
            Urgency::High if probability(Urgency::High) >= CONCEIVABLE => Urgency::High,
            _ => likeliest(urgencies, probability),
        };
        Self::chosen(opinion, intent, best(&opinion.topics), urgency)
    }

    /// What somebody with a matter of ours wants.
    fn aim(opinion: &Opinion) -> Intent {
        let intents = [
            Intent::Complaint,
            Intent::Request,
            Intent::Question,
            Intent::Report,
        ];
        likeliest(intents, |intent| opinion.intents[intent as usize])
    }

    /// Critical without being an emergency: an incident that others watch, or information in the open.
    fn pressing(opinion: &Opinion, intent: Intent, sure: f32) -> Self {
        let topic = likeliest([Topic::Privacy, Topic::Safety], |topic| {
            opinion.topics[topic as usize]
        });
        let mut decision = Self::chosen(opinion, intent, topic, Urgency::Critical);
        decision.confidence = decision.confidence.with_urgency(sure);
        decision
    }

    fn chosen(opinion: &Opinion, intent: Intent, topic: Topic, urgency: Urgency) -> Self {
        let confidence = Confidence::new(
            opinion.topics[topic as usize],
            opinion.intents[intent as usize],
            opinion.urgencies[urgency as usize],
        );
        Self {
            topic,
            intent,
            urgency,
            confidence,
        }
    }

    fn likelihood(&self) -> f32 {
        self.confidence.topic() * self.confidence.intent() * self.confidence.urgency()
    }
}

/// The topic held most probable.
fn best(topics: &[f32; Topic::ALL.len()]) -> Topic {
    let labels: [Topic; Topic::ALL.len()] = std::array::from_fn(|at| Topic::ALL[at]);
    likeliest(labels, |topic| topics[topic as usize])
}

/// The label with the highest probability; of equals the first.
fn likeliest<T: Copy, const N: usize>(labels: [T; N], probability: impl Fn(T) -> f32) -> T {
    labels.into_iter().fold(labels[0], |best, label| {
        if probability(label) > probability(best) {
            label
        } else {
            best
        }
    })
}
