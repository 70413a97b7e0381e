//! `/case suggest`: approved answers, and earlier ones that ended well, which
//! fit a case. What the guard would not let pass today is not offered, nor is
//! an earlier answer that addresses somebody or is about another hospital.

use super::resource::{Records, fared, shelf};
use super::{Answer, Caller, Desk, Office, Result, say, view};
use crate::domain::suggestion::{Candidate, best, is_danger};
use crate::domain::{
    Case, CaseNumber, Offer, Places, Purpose, Refusal, Resource, ResourceName, Right, Sight, Source,
    Suggestion, Urgency, Verdict, handoff,
};
use crate::store::{GoodAnswer, Tx};
use crate::triage::guard::Draft;

/// How many earlier answers are looked at: the newest of the topic and language.
const LOOKED_AT: i64 = 300;

/// The language that help in danger is given in where there is none in the author's.
const LAST_RESORT: &str = "en";

impl Desk {
    pub(super) async fn suggest(&self, from: &Caller, ask: commands::Suggest) -> Result<Answer> {
        let office = self.office();
        office.require(&from.staff, Right::Respond)?;
        let number = CaseNumber(i64::try_from(ask.case).unwrap_or(i64::MAX));
        let mut tx = self.store.read().await?;
        let case = tx.case(number).await?.ok_or(Refusal::NoSuchCase(number))?;
        let offered = suggestions(&mut tx, &office, &case, from.sight).await?;
        let can_be_sent = case.is_open() && case.network.takes_replies() && !offered.is_empty();
        Ok(Answer {
            text: say::suggestions(&case, &offered),
            data: offered.iter().map(view::suggestion).collect(),
            case: Some(number),
            offer: can_be_sent.then_some(Offer::Answers {
                case: number,
                answers: offered,
            }),
        })
    }

    /// What a form offers for a case; nothing for one that is not there.
    pub async fn suggestions(&self, number: CaseNumber, sight: Sight) -> Result<Vec<Suggestion>> {
        let mut tx = self.store.read().await?;
        match tx.case(number).await? {
            Some(case) => suggestions(&mut tx, &self.office(), &case, sight).await,
            None => Ok(Vec::new()),
        }
    }
}

/// The best answers to a case, each as it would be sent.
async fn suggestions(tx: &mut Tx, office: &Office, case: &Case, sight: Sight) -> Result<Vec<Suggestion>> {
    let Some(post) = tx.latest_post(case.number).await? else {
        return Ok(Vec::new());
    };
    let records = tx.resources_fared().await?;
    let shelf = shelf(tx, &office.directory).await?;
    let mut candidates = approved(office, case, &shelf, &records);
    // Where words are kept out of a chat, our earlier replies are too.
    if sight == Sight::Full {
        let language = language(office, case);
        let earlier = tx.good_answers(case.topic, &language, LOOKED_AT).await?;
        let earlier = earlier.into_iter().filter(|good| good.case != case.number);
        candidates.extend(earlier.filter_map(|good| past(good, office, case)));
    }
    let guard = office.guard();
    let thread = [post.text.as_str()];
    let passes = |one: &Suggestion| {
        let draft = Draft {
            words: &one.text,
            thread: &thread,
        };
        guard.check(draft).verdict == Verdict::Ok
    };
    Ok(best(&post.text, candidates, passes))
}

/// Resources in the author's language that the case's department may use; help in danger in any language rather than none.
fn approved(office: &Office, case: &Case, shelf: &[Resource], records: &Records) -> Vec<Candidate> {
    let places = Places::of(&office.directory, Some(case));
    let language = language(office, case);
    let is_danger = is_danger(case.urgency, case.topic);
    let has = |name: &ResourceName, language: &str| {
        let mut texts = shelf.iter().filter(|resource| resource.name == *name);
        texts.any(|resource| resource.language == language)
    };
    let candidates = shelf.iter().filter_map(|resource| {
        let urgent = resource.purpose == Purpose::Crisis && is_danger;
        // Words like those of people in danger are also in jokes; where nothing presses, it would be out of place.
        if resource.purpose == Purpose::Crisis && case.urgency == Urgency::Low {
            return None;
        }
        let is_read = resource.language == language
            || urgent && resource.language == LAST_RESORT && !has(&resource.name, &language);
        let is_ours = resource.suits(&case.department) || urgent;
        if resource.purpose == Purpose::Handoff || !is_read || !is_ours {
            return None;
        }
        let mut candidate = Candidate::of(resource, places.fill(&resource.text).ok()?);
        candidate.suggestion.urgent = urgent;
        Some(Candidate {
            on_topic: resource.topics.contains(&case.topic),
            ours: resource.departments.contains(&case.department),
            fared: fared(records, resource),
            ..candidate
        })
    });
    candidates.collect()
}

/// What can't be told is taken for the first of ours.
fn language(office: &Office, case: &Case) -> String {
    match case.language.as_str() {
        "" => office.directory.first_language(),
        language => language.to_owned(),
    }
}

fn past(good: GoodAnswer, office: &Office, case: &Case) -> Option<Candidate> {
    let signature = office.directory.signature.as_str();
    let bare = good.answer.strip_suffix(signature).unwrap_or(&good.answer).trim();
    let elsewhere = matches!((&good.facility, &case.facility), (Some(then), Some(now)) if then != now);
    if elsewhere || bare.contains('@') || !handoff::codes_in(bare).is_empty() {
        return None;
    }
    Some(Candidate {
        suggestion: Suggestion {
            source: Source::Past(good.case),
            language: case.language.clone(),
            urgent: false,
            text: bare.to_owned(),
        },
        about: good.question,
        on_topic: false,
        ours: good.department == case.department,
        fared: Default::default(),
    })
}
