//! `/case tag`: labels come and go; `topic:` and `intent:` correct what triage said.

use super::{Answer, Caller, Desk, Result, say};
use crate::domain::{Case, Change, Label, Refusal, Right, lesson};

impl Desk {
    pub(super) async fn tag(&self, from: &Caller, ask: commands::Tag) -> Result<Answer> {
        let (labels, tags) =
            lesson::labels(&ask.tags).map_err(|unknown| Refusal::UnknownWord(unknown.to_string()))?;
        let mut work = self.begin(from, Right::Respond).await?;
        let before = work.case(ask.case).await?;
        let (case, changes) = change(&before, &labels, &tags)?;
        let mut corrections = Vec::new();
        for change in &changes {
            if let Change::Corrected { from: was, to } = change {
                work.learn(&before, *was, *to).await?;
                corrections.push(*to);
            }
        }
        let told = (!corrections.is_empty()).then(|| say::corrected(&from.staff.name, &corrections));
        let mut changes = changes.into_iter();
        let first = changes.next().ok_or(Refusal::NoWords)?;
        let case = work.save(case, first, told).await?;
        for change in changes {
            work.record(case.number, change).await?;
        }
        work.commit().await?;
        Ok(say::answer(&case, say::tagged(&case, &corrections)))
    }
}

/// The case as corrected and tagged, and what tells of it; a refusal when nothing changes at all.
fn change(before: &Case, labels: &[Label], tags: &str) -> std::result::Result<(Case, Vec<Change>), Refusal> {
    let (mut case, mut changes, mut refusal) = (before.clone(), Vec::new(), None);
    let mut asked: Vec<_> = labels.iter().map(|label| Ask::Correct(*label)).collect();
    if labels.is_empty() || !tags.is_empty() {
        asked.push(Ask::Tag(tags));
    }
    for ask in asked {
        let changed = match ask {
            Ask::Correct(label) => case.clone().correct(label),
            Ask::Tag(tags) => case.clone().tag(tags),
        };
        match changed {
            Ok((changed, change)) => {
                case = changed;
                changes.push(change);
            }
            Err(why) => refusal = refusal.or(Some(why)),
        }
    }
    match refusal {
        Some(why) if changes.is_empty() => Err(why),
        Some(_) | None => Ok((case, changes)),
    }
}

/// One thing that the line asks for.
enum Ask<'a> {
    Correct(Label),
    Tag(&'a str),
}
