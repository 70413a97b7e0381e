//! `/case suggest`: approved answers, and earlier ones that ended well, which
//! fit a case. What the guard would not let pass today is not offered.

use super::resource::{fared, places, shelf};
use super::{Answer, Caller, Desk, Office, Result, say};
use crate::domain::resource::Purpose;
use crate::domain::suggestion::{Candidate, best};
use crate::domain::{Case, CaseNumber, Refusal, Right, Source, Suggestion, Urgency, Verdict};
use crate::store::{GoodAnswer, Tx};
use crate::triage::Draft;

/// How many earlier answers are looked at: the newest of the topic and language.
const LOOKED_AT: i64 = 300;

impl Desk {
    pub(super) async fn suggest(&self, from: &Caller, ask: commands::Suggest) -> Result<Answer> {
        self.office().require(&from.staff, Right::Respond)?;
        let number = CaseNumber(i64::try_from(ask.case).unwrap_or(i64::MAX));
        let mut tx = self.store.read().await?;
        let case = tx.case(number).await?.ok_or(Refusal::NoSuchCase(number))?;
        let offered = suggestions(&mut tx, &self.office(), &case).await?;
        Ok(Answer {
            text: say::suggestions(&case, &offered),
            data: offered.iter().map(say::suggestion_data).collect(),
            case: Some(number),
        })
    }

    /// What a form offers for a case; nothing for one that is not there.
    pub async fn suggestions(&self, number: CaseNumber) -> Result<Vec<Suggestion>> {
        let mut tx = self.store.read().await?;
        match tx.case(number).await? {
            Some(case) => suggestions(&mut tx, &self.office(), &case).await,
            None => Ok(Vec::new()),
        }
    }
}

/// The best answers to a case, each as it would be sent.
pub(super) async fn suggestions(tx: &mut Tx, office: &Office, case: &Case) -> Result<Vec<Suggestion>> {
    let Some(post) = tx.latest_post(case.number).await? else {
        return Ok(Vec::new());
    };
    let records = tx.resources_fared().await?;
    let places = places(&office.directory, Some(case));
    let mut candidates = Vec::new();
    for resource in shelf(tx).await? {
        let Some(suits) = fits(case, &resource.language).then(|| resource.suits(&case.department)) else {
            continue;
        };
        let is_crisis = resource.purpose == Purpose::Crisis;
        let wanted = resource.purpose != Purpose::Handoff && (suits || is_crisis);
        let Some(text) = wanted.then(|| places.fill(&resource.text).ok()).flatten() else {
            continue;
        };
        candidates.push(Candidate {
            on_topic: resource.topics.contains(&case.topic),
            ours: resource.departments.contains(&case.department),
            pressing: is_crisis && case.urgency == Urgency::Critical,
            fared: fared(&records, &resource),
            ..Candidate::of(&resource, text)
        });
    }
    let earlier = tx.good_answers(case.topic, &case.language, LOOKED_AT).await?;
    candidates.extend(
        earlier
            .into_iter()
            .filter(|good| good.case != case.number)
            .map(|good| past(good, office, case)),
    );
    let offered = best(&post.text, candidates);
    let guard = office.guard();
    let passes = |one: &Suggestion| {
        let draft = Draft {
            words: &one.text,
            thread: &[post.text.as_str()],
        };
        guard.check(draft).verdict == Verdict::Ok
    };
    Ok(offered.into_iter().filter(passes).collect())
}

/// Whether an author who writes in the case's language reads this one; what can't be told is taken for ours.
fn fits(case: &Case, language: &str) -> bool {
    case.language == language || (case.language.is_empty() && language == "en")
}

fn past(good: GoodAnswer, office: &Office, case: &Case) -> Candidate {
    let signature = &office.directory.signature;
    let bare = good
        .answer
        .strip_suffix(signature.as_str())
        .unwrap_or(&good.answer);
    Candidate {
        suggestion: Suggestion {
            source: Source::Past(good.case),
            language: good.language,
            text: bare.trim_end().to_owned(),
        },
        about: good.question,
        on_topic: false,
        ours: good.department == case.department,
        pressing: false,
        fared: Default::default(),
    }
}
