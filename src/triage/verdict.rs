//! From votes to a judgement by rules: the definitions' order and tie-breaks.
//! What the rules make of a text is one of the signs that the model weighs.
//!
//! An emergency beats all, whatever the tone; spam and what is not ours come
//! next; then the author's aim. Safety, then privacy, beat other topics.

use super::ballot::Ballot;
use super::danger::EMERGENCY;
use super::folding::{Folded, Marks};
use super::lexicon::Cue;
use crate::domain::{Intent, Network, Topic, Urgency};

/// What the rules look at.
pub(super) struct Case<'a> {
    /// The votes.
    pub ballot: &'a Ballot,
    /// Signs of writing.
    pub marks: Marks,
    /// Where it was written; people write differently on each.
    pub network: Network,
    /// It begins with a word that asks.
    pub begins_asking: bool,
    /// The name of one of ours is followed by a word that makes it another's.
    pub namesake: bool,
}

impl Case<'_> {
    /// What the rules alone make of it.
    pub fn judge(&self) -> (Intent, Topic, Urgency) {
        let intent = self.intent();
        let topic = self.topic(intent);
        (intent, topic, self.urgency(intent, topic))
    }

    /// What the author wants.
    fn intent(&self) -> Intent {
        if self.ballot.danger >= EMERGENCY {
            return Intent::Emergency;
        }
        let ours = self.ours();
        if self.ballot.intent(Intent::Spam) >= 3.0 + ours.min(8.0) * 0.5 {
            return Intent::Spam;
        }
        let foreign = self.ballot.intent(Intent::Unrelated) + if self.namesake { 5.0 } else { 0.0 };
        if foreign >= 3.5 + ours * 0.5 {
            return Intent::Unrelated;
        }
        self.aim()
    }

    /// How much speaks for the post being about us: care, offices, staff, our names.
    fn ours(&self) -> f32 {
        let named: f32 = self.ballot.facilities.iter().map(|(_, sure)| *sure).sum();
        let named = if self.namesake { 0.0 } else { named.min(2.0) };
        self.ballot.cue(Cue::Ours) * 3.0 + named
    }

    /// Complaint, praise, question, request or report: the most votes.
    fn aim(&self) -> Intent {
        let aims = [
            (Intent::Complaint, self.complaint()),
            (Intent::Question, self.question()),
            (Intent::Request, self.request()),
            (Intent::Praise, self.praise()),
            (Intent::Report, self.report()),
        ];
        let best = aims.iter().map(|(_, votes)| *votes).fold(f32::MIN, f32::max);
        aims.iter()
            .find(|(_, votes)| *votes >= best)
            .map_or(Intent::Complaint, |(intent, _)| *intent)
    }

    fn complaint(&self) -> f32 {
        let shouting = self.marks.letters > 12 && self.marks.capitals * 10 > self.marks.letters * 2;
        let place = match self.network {
            Network::Google => 1.5,
            Network::Sms | Network::Rss => -1.0,
            _ => 1.0,
        };
        capped(self.ballot.intent(Intent::Complaint)) + f32::from(u8::from(shouting)) + place
    }

    fn praise(&self) -> f32 {
        let warm = if self.marks.exclamations > 0 { 0.5 } else { 0.0 };
        let place = if self.network == Network::Google { 1.0 } else { 0.0 };
        let votes = capped(self.ballot.intent(Intent::Praise));
        if votes > 0.0 { votes + warm + place } else { 0.0 }
    }

    fn question(&self) -> f32 {
        let asks = match (self.marks.questions > 0, self.marks.ends_asking) {
            (_, true) => 4.0,
            (true, false) => 2.5,
            (false, false) => 0.0,
        };
        let begins = if self.begins_asking { 2.5 } else { 0.0 };
        let words = capped(self.ballot.intent(Intent::Question)) * if asks > 0.0 { 0.6 } else { 0.4 };
        asks + begins + words
    }

    fn request(&self) -> f32 {
        let place = if self.network == Network::Sms { 1.5 } else { 0.0 };
        let votes = capped(self.ballot.intent(Intent::Request));
        if votes > 0.0 { votes + place } else { 0.0 }
    }

    fn report(&self) -> f32 {
        let place = if self.network == Network::Rss { 12.0 } else { 0.0 };
        capped(self.ballot.intent(Intent::Report)) * 0.8 + place
    }

    /// What it is about, the intent being known.
    fn topic(&self, intent: Intent) -> Topic {
        match intent {
            Intent::Emergency => return Topic::Safety,
            Intent::Spam | Intent::Unrelated => return Topic::None,
            _ => {}
        }
        let votes = |topic: Topic| self.ballot.topic(topic) + self.leaning(topic, intent);
        let mut best = (Topic::None, 1.5);
        for topic in Topic::ALL.iter().copied() {
            if votes(topic) > best.1 {
                best = (topic, votes(topic));
            }
        }
        let weighty = |topic: Topic| votes(topic) >= 4.0 && votes(topic) >= best.1 * 0.5;
        match () {
            () if weighty(Topic::Safety) => Topic::Safety,
            () if weighty(Topic::Privacy) => Topic::Privacy,
            () => best.0,
        }
    }

    /// Places and aims that make a topic likelier.
    fn leaning(&self, topic: Topic, intent: Intent) -> f32 {
        match topic {
            Topic::Media if self.network == Network::Rss => 3.0,
            Topic::StaffConduct if intent == Intent::Praise => 0.5,
            _ => 0.0,
        }
    }

    /// How soon, intent and topic being known.
    fn urgency(&self, intent: Intent, topic: Topic) -> Urgency {
        match intent {
            Intent::Emergency => return Urgency::Critical,
            Intent::Praise | Intent::Spam | Intent::Unrelated => return Urgency::Low,
            _ => {}
        }
        let unfolding =
            topic == Topic::Safety && self.ballot.urgency(Urgency::Critical) >= 4.0 && !self.is_over();
        let exposed = topic == Topic::Privacy && self.ballot.cue(Cue::Exposed) >= 3.0;
        if unfolding || exposed {
            return Urgency::Critical;
        }
        let comfort = topic == Topic::Facilities && self.ballot.cue(Cue::Comfort) > 0.0;
        let high = self.ballot.urgency(Urgency::High) - self.ballot.urgency(Urgency::Normal);
        if high >= 3.0 && !comfort {
            return Urgency::High;
        }
        if self.is_chatter(intent, topic) {
            return Urgency::Low;
        }
        Urgency::Normal
    }

    /// More speaks for then than for now, or the author only asks about it.
    fn is_over(&self) -> bool {
        self.ballot.cue(Cue::Past) > self.ballot.cue(Cue::Now) || self.marks.questions > 0
    }

    /// Nothing is lost if nobody answers.
    fn is_chatter(&self, intent: Intent, topic: Topic) -> bool {
        let low = self.ballot.urgency(Urgency::Low);
        match (intent, topic) {
            (Intent::Report, Topic::Community) => true,
            (Intent::Report, Topic::Media | Topic::Careers) => self.ballot.cue(Cue::Friendly) >= 2.0,
            (Intent::Complaint, Topic::HealthInfo) => low > 0.0,
            (Intent::Complaint | Intent::Report, Topic::None) => true,
            _ => low >= 6.0,
        }
    }
}

/// The first votes count in full, more of the same less and less.
fn capped(votes: f32) -> f32 {
    if votes <= 6.0 {
        votes
    } else {
        6.0 + (votes - 6.0) * 0.5
    }
}

const ASKING: [&str; 52] = [
    "what", "whats", "where", "wheres", "when", "who", "whos", "which", "how", "hows", "why", "is", "are",
    "do", "does", "did", "can", "could", "will", "would", "should", "am", "any", "anyone", "anybody", "has",
    "have", "may", "donde", "cuando", "como", "cuanto", "cual", "quien", "que", "puedo", "hay", "onde",
    "quando", "quanto", "qual", "ou", "quand", "combien", "comment", "quel", "quelle", "saan", "paano",
    "magkano", "هل", "كم",
];

/// The first words that are not a greeting ask something.
pub(super) fn begins_asking(folded: &Folded) -> bool {
    let greeting = |w: &&str| {
        !matches!(
            *w,
            "" | "hi" | "hello" | "hey" | "ok" | "so" | "hola" | "quick" | "question"
        )
    };
    folded
        .text
        .split(' ')
        .filter(greeting)
        .take(2)
        .any(|word| ASKING.contains(&word))
}
