//! Which of a few labels fits a text best, when a person has ruled the others out.

use super::Triage;
use super::model::{Model, Opinion};
use super::reading::Reading;
use crate::domain::{Intent, Network, Topic};

/// So many times as probable as the next is plain.
const PLAIN: f32 = 2.0;

impl Triage {
    /// The likeliest of these topics, if one is plainly likelier than the others.
    pub fn likeliest_topic(&self, text: &str, network: Network, among: &[Topic]) -> Option<Topic> {
        let opinion = self.opinion(text, network);
        likeliest(
            among
                .iter()
                .map(|topic| (*topic, opinion.topics[*topic as usize])),
        )
    }

    /// The likeliest of these intents, if one is plainly likelier than the others.
    pub fn likeliest_intent(&self, text: &str, network: Network, among: &[Intent]) -> Option<Intent> {
        let opinion = self.opinion(text, network);
        likeliest(
            among
                .iter()
                .map(|intent| (*intent, opinion.intents[*intent as usize])),
        )
    }

    fn opinion(&self, text: &str, network: Network) -> Opinion {
        let model = self.model.clone().unwrap_or_else(Model::shipped);
        model.judge(&Reading::new(self, text, network))
    }
}

fn likeliest<T>(probable: impl Iterator<Item = (T, f32)>) -> Option<T> {
    let mut probable: Vec<(T, f32)> = probable.collect();
    probable.sort_by(|one, other| other.1.total_cmp(&one.1));
    let next = probable.get(1).map_or(0.0, |(_, next)| *next);
    let (likeliest, best) = probable.into_iter().next()?;
    (best >= next * PLAIN).then_some(likeliest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_few_is_picked_only_when_it_is_plain() {
        assert_eq!(
            likeliest([("billing", 0.1), ("media", 0.02)].into_iter()),
            Some("billing")
        );
        assert_eq!(likeliest([("media", 0.02), ("billing", 0.03)].into_iter()), None);
        assert_eq!(likeliest([("media", 0.01)].into_iter()), Some("media"));
        assert_eq!(likeliest(std::iter::empty::<(&str, f32)>()), None);
        let text = "The bill was wrong, and nobody can explain the invoice";
        let topics = [Topic::Billing, Topic::Careers];
        let found = Triage::plain().likeliest_topic(text, Network::X, &topics);
        assert_eq!(found, Some(Topic::Billing));
    }
}
