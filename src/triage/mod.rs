//! Triage: text in, judgement out. Pure: no I/O, no clock, no state.
//!
//! A text is brought to regular spelling (`folding`), read once for all
//! known phrases (`phrases`, `lexicon`), whose votes are counted (`ballot`)
//! and judged by the definitions' rules (`verdict`); what a small learnt model
//! holds probable (`model`) and what the rules are certain of make the
//! judgement (`decision`). It judges what people ask for and how soon; it
//! never follows what a text tells it to do.

mod ballot;
mod clinical;
pub mod copies;
mod danger;
mod decision;
mod folding;
mod function_words;
pub mod guard;
mod known;
mod language;
mod lexicon;
mod likeliest;
pub mod model;
mod names;
mod packed;
mod patient;
mod phrases;
mod reading;
mod reasons;
pub mod school;
pub mod signals;
mod verdict;

use crate::domain::{Assessment, Directory, Intent, Network, Symptom};
pub use copies::{Print, Prints};
use decision::Decision;
pub use guard::{Draft, Guard};
use language::Languages;
use model::Model;
use names::Stems;
pub use patient::Mask;
use phrases::Phrases;
use reading::Reading;
use reasons::Reasons;
use signals::symptoms::Symptoms;
use std::sync::Arc;

/// The judge, compiled once from lexicon and settings and shared.
pub struct Triage {
    directory: Directory,
    phrases: Phrases,
    languages: Languages,
    /// First words of our names, which others share.
    stems: Stems,
    symptoms: Symptoms,
    /// Nothing means the model that the program brings with it.
    model: Option<Arc<Model>>,
}

/// What triage makes of a text, and which of the settings' words it met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What it is about, what is wanted, how soon.
    pub assessment: Assessment,
    /// Indexes of the directory's routes whose words occur, in order.
    pub route_hits: Vec<usize>,
    /// Groups of symptoms that it tells of.
    pub symptoms: Vec<Symptom>,
}

impl Triage {
    /// Compiles lexicon and settings; judges with the model that the program brings with it.
    pub fn new(directory: &Directory) -> Self {
        let own = names::sections(directory);
        let phrases =
            Phrases::new(own).expect("a file of settings stays far below the automaton's size limit");
        Self {
            directory: directory.clone(),
            phrases,
            languages: Languages::new(&directory.languages),
            stems: Stems::new(directory),
            symptoms: Symptoms::new(),
            model: None,
        }
    }

    /// The same, judging with a model of one's own.
    pub fn with_model(directory: &Directory, model: Arc<Model>) -> Self {
        Self {
            model: Some(model),
            ..Self::new(directory)
        }
    }

    /// Without settings: the built-in lexicon, no facilities, no routes.
    pub fn plain() -> Self {
        Self::new(&Directory {
            ..Directory::default()
        })
    }

    /// Judges one text.
    pub fn assess(&self, text: &str, network: Network) -> Judgement {
        let reading = Reading::new(self, text, network);
        let model = self.model.clone().unwrap_or_else(Model::shipped);
        let Decision {
            topic,
            intent,
            urgency,
            confidence,
        } = Decision::new(&reading.case(), &model.judge(&reading));
        let is_ours = !matches!(intent, Intent::Spam | Intent::Unrelated);
        let (facility, meant) = if is_ours {
            names::facility(&self.directory, &reading)
        } else {
            (None, confidence.intent())
        };
        let found = patient::find_in(text, &reading.folded, topic);
        let (phi, told) = match intent {
            Intent::Spam if !patient::numbers_one(&found) => (false, confidence.intent()),
            _ => patient::tells_of_one(&found),
        };
        let (language, sure) = self.languages.tell(text);
        let mut assessment = Assessment {
            topic,
            intent,
            urgency,
            confidence: confidence.with_text(sure, meant, told),
            language,
            facility,
            phi,
            findings: patient::in_characters(text, &found),
            reasons: Vec::new(),
        };
        assessment.reasons = Reasons {
            text,
            reading: &reading,
            phrases: &self.phrases,
            model: &model,
        }
        .give(&assessment);
        Judgement {
            assessment,
            symptoms: if is_ours {
                self.symptoms.told(&reading.folded)
            } else {
                Vec::new()
            },
            route_hits: reading.ballot.routes,
        }
    }
}

#[cfg(test)]
mod measure;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Topic, Urgency};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static TRIAGE: LazyLock<Triage> = LazyLock::new(|| Triage::new(&model::Lessons::settings()));

    fn judged(text: &str) -> Assessment {
        TRIAGE.assess(text, Network::X).assessment
    }

    #[test]
    fn danger_is_heard_in_every_language_and_disguise() {
        let filler = "help ".repeat(20_000);
        let table = [
            "my dad cant breathe and his lips are blue",
            "he has a gun",
            "s\u{200b}u\u{200b}i\u{200b}c\u{200b}i\u{200b}d\u{200b}al and i dont know who to tell",
            "𝓫𝓸𝓶𝓫 𝓲𝓷 the garage, not a joke",
            "mi papá no puede respirar",
            "meu pai não consegue respirar",
            "mon père ne respire plus",
            "hindi makahinga si tatay",
            "ba tôi khó thở",
            "我妈妈昏迷了,救命",
            "أبي لا يتنفس",
            &format!("{filler} my father fell, he is not breathing"),
        ];
        for text in table {
            let assessment = judged(text);
            let shown: String = text.chars().rev().take(60).collect();
            assert_eq!(assessment.intent, Intent::Emergency, "{shown}");
            assert_eq!(
                (assessment.topic, assessment.urgency),
                (Topic::Safety, Urgency::Critical)
            );
        }
    }

    #[test]
    fn figures_of_speech_are_no_danger() {
        let table = [
            "dying of boredom in this waiting room",
            "this wait is killing me lol",
            "anything to kill time near the lobby?",
            "opened the bill and had an actual heart attack",
            "when is the blood drive?",
            "this is not an emergency, I need my results",
        ];
        for text in table {
            assert_ne!(judged(text).intent, Intent::Emergency, "{text}");
        }
    }

    #[test]
    fn facilities_are_ours_only_when_settings_name_them() {
        let text = "parking at St. B's is full";
        let named = judged(text).facility.map(|f| f.0);
        assert_eq!(named.as_deref(), Some("St. Brigid Medical Center"));
        assert_eq!(Triage::plain().assess(text, Network::X).assessment.facility, None);
        let namesake = judged("Northside High School takes the championship");
        assert_eq!((namesake.intent, namesake.facility), (Intent::Unrelated, None));
    }

    #[test]
    fn what_is_told_plainly_is_held_more_probable() {
        let sure = |text: &str| judged(text).confidence;
        let (whole, short) = (sure("Lakeshore General is full"), sure("valley is full"));
        assert!(whole.facility() > short.facility() && short.facility() > 0.0);
        let two = sure("Lakeshore General or Valley Rehab?");
        assert!(whole.facility() > two.facility());
        let (long, word) = (
            sure("is the emergency room open tonight, does anybody know"),
            sure("ok"),
        );
        assert!(long.language() > word.language());
        let (named, likely) = (
            sure("my mom Rosa Delgado, MRN 4471182"),
            sure("call 555-0187 about the gala"),
        );
        assert!(named.phi() > likely.phi(), "{named:?} {likely:?}");
        assert_eq!(sure("").facility(), sure("the park is full").facility());
        let spam =
            judged("Buy verified reviews, 50 for $99, link in bio, mail sales@deals.example or 555-0134");
        assert_eq!((spam.intent, spam.phi), (Intent::Spam, false));
        assert_eq!(spam.confidence.phi(), spam.confidence.intent());
        let posted = judged("my name is Rosa Delgado, MRN 00482913, born 3/4/1961, call 312-555-0144");
        assert!(posted.phi, "whatever it is taken for: {posted:?}");
    }

    #[test]
    fn a_guess_is_called_one() {
        let reasons = |text: &str| judged(text).reasons.join("; ");
        let plain = reasons("third bill for the same x-ray, billing sent me to collections");
        assert!(
            plain.contains("→ billing") && !plain.contains("billing,"),
            "{plain}"
        );
        let torn = judged("anything to kill time near the lobby?");
        assert!(
            torn.reasons.iter().any(|reason| reason.ends_with("% sure")),
            "{torn:?}"
        );
    }

    #[test]
    fn routes_are_met_by_their_words() {
        let mut directory = model::Lessons::settings();
        let route = |word: &str| crate::domain::Route {
            words: vec![word.to_owned()],
            ..Default::default()
        };
        directory.routes = vec![route("helipad"), route("Épicerie")];
        let judgement = Triage::new(&directory).assess("une epicerie ?", Network::X);
        assert_eq!(judgement.route_hits, [1]);
    }

    #[test]
    fn words_that_run_leftwards_are_quoted_by_themselves() {
        let reasons = judged("أمي تنتظر منذ ست ساعات في الطوارئ").reasons;
        assert!(!reasons.is_empty());
        for reason in reasons {
            assert!(
                reason.starts_with("‘\u{2068}") && reason.contains("\u{2069}’"),
                "{reason}"
            );
        }
    }

    #[test]
    fn reasons_are_few_and_quote_little() {
        let reasons = judged("Waited 6 hours in the ER at LGH, still waiting, rude staff").reasons;
        assert!(!reasons.is_empty() && reasons.len() <= 4, "{reasons:?}");
        for reason in reasons {
            let quoted: usize = reason
                .split(['‘', '’'])
                .skip(1)
                .step_by(2)
                .map(|q| q.chars().count())
                .sum();
            assert!(quoted <= 40, "{reason}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_and_findings_lie_within_it(
            text in "\\PC{0,160}|(DOB |my mom |Ana López |555-0187|room 4|@|\u{200b}|\u{202e}|🏴|é|我爸爸王建国| ){0,30}"
        ) {
            let assessment = judged(&text);
            let chars = text.chars().count();
            let mut last = 0;
            for finding in &assessment.findings {
                prop_assert!(last <= finding.start && finding.start < finding.end && finding.end <= chars);
                last = finding.end;
            }
        }
    }
}
