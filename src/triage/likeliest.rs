//! Which of a few labels fits a text best, when a person has ruled the others out.

use super::ballot::Ballot;
use super::{Triage, folding};
use crate::domain::{Intent, Topic};

impl Triage {
    /// The likeliest of these topics, if one is plainly likelier than the others.
    pub fn likeliest_topic(&self, text: &str, among: &[Topic]) -> Option<Topic> {
        let ballot = self.ballot(text);
        likeliest(among.iter().map(|topic| (*topic, ballot.topic(*topic))))
    }

    /// The likeliest of these intents, if one is plainly likelier than the others.
    pub fn likeliest_intent(&self, text: &str, among: &[Intent]) -> Option<Intent> {
        let ballot = self.ballot(text);
        likeliest(among.iter().map(|intent| (*intent, ballot.intent(*intent))))
    }

    fn ballot(&self, text: &str) -> Ballot {
        Ballot::count(&folding::fold(text), &self.phrases)
    }
}

fn likeliest<T>(votes: impl Iterator<Item = (T, f32)>) -> Option<T> {
    let mut votes: Vec<(T, f32)> = votes.filter(|(_, votes)| *votes > 0.0).collect();
    votes.sort_by(|one, other| other.1.total_cmp(&one.1));
    let plain = votes.len() == 1 || (votes.len() > 1 && votes[0].1 > votes[1].1);
    plain.then(|| votes.swap_remove(0).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_few_is_picked_only_when_it_is_plain() {
        let triage = Triage::plain();
        let text = "The bill was wrong, and the garage was full";
        let topics = [Topic::Billing, Topic::Careers];
        assert_eq!(triage.likeliest_topic(text, &topics), Some(Topic::Billing));
        let topics = [Topic::Careers, Topic::Media];
        assert_eq!(triage.likeliest_topic(text, &topics), None);
        let intents = [Intent::Praise, Intent::Question];
        let thanks = "Thank you so much, wonderful nurses";
        assert_eq!(triage.likeliest_intent(thanks, &intents), Some(Intent::Praise));
        assert_eq!(triage.likeliest_intent("", &intents), None);
    }
}
