//! Authors go on: they write again or change what they wrote. Their case
//! takes it in, opens again where somebody must look, and when it becomes
//! critical everybody who must know hears of it at once.

use super::intake::Fresh;
use super::work::Work;
use super::{Result, say};
use crate::domain::{Case, CaseNumber, Change, Department, Ending, Intent, PostRef, Refusal, State, Urgency};
use crate::store::Saved;
use std::sync::Arc;

/// What an author added to a case that was there before.
pub(super) struct FollowUp {
    pub case: CaseNumber,
    latest: PostRef,
    /// The most pressing of these posts.
    urgency: Urgency,
    /// What the newest of them wants.
    intent: Intent,
    /// Nobody has to read any of them.
    is_noise: bool,
    posts: i64,
}

impl FollowUp {
    pub fn new(case: CaseNumber, fresh: &Fresh<'_>) -> Self {
        Self {
            case,
            latest: fresh.one.mention.post.clone(),
            urgency: fresh.routed.urgency,
            intent: fresh.one.judgement.assessment.intent,
            is_noise: fresh.is_noise,
            posts: 1,
        }
    }

    pub fn add(&mut self, fresh: &Fresh<'_>) {
        *self = Self {
            latest: fresh.one.mention.post.clone(),
            urgency: self.urgency.min(fresh.routed.urgency),
            intent: fresh.one.judgement.assessment.intent,
            is_noise: self.is_noise && fresh.is_noise,
            posts: self.posts + 1,
            ..*self
        };
    }
}

impl Work {
    /// Saves a case that its author wrote in again. Gives the case it became, and the event if it opened again.
    pub async fn followed_up(&mut self, by: FollowUp) -> Result<(CaseNumber, Option<Change>)> {
        let case = self.going_on(by.case).await?;
        let was_critical = is_known_to_be_critical(&case);
        let first = case.copy_of();
        let case = Case {
            latest: by.latest,
            mentions: case.mentions + by.posts,
            ..self.pressed(case, by.urgency)?
        };
        if case.is_set_aside() && by.is_noise {
            // More of the same: nobody has to read it.
            self.put_down(&case).await?;
            return Ok((case.number, None));
        }
        if case.answered_at.is_some() {
            self.author_came_back(&case, by.intent).await?;
        }
        let (case, change) = if case.is_open() {
            self.tell_thread(&case, &say::wrote_again(case.holder()))?;
            (case, None)
        } else {
            let (open, change) = self.opened_again(case)?;
            (open, Some(change))
        };
        self.put_down(&case).await?;
        self.has_one_copy_fewer(first).await?;
        self.redraw(&case).await?;
        // Whoever is asked about an answer learns that there is more to answer.
        if let Some(draft) = self.tx.open_draft(case.number).await? {
            self.redraw_request(&case, &draft).await?;
        }
        if by.urgency == Urgency::Critical && !was_critical {
            self.alarm(&case).await?;
        }
        Ok((case.number, change))
    }

    /// The author changed a post: it may press more. What is closed opens again for somebody in danger alone.
    pub async fn press(&mut self, number: CaseNumber, urgency: Urgency) -> Result<()> {
        let case = self.going_on(number).await?;
        let is_alarm = urgency == Urgency::Critical && !is_known_to_be_critical(&case);
        let presses = case.is_open() && urgency < case.urgency;
        if !is_alarm && !presses {
            return Ok(());
        }
        let first = case.copy_of();
        let mut case = self.pressed(case, urgency)?;
        if !case.is_open() {
            if case.answered_at.is_some() {
                self.ended_badly(case.number).await?;
            }
            let (open, change) = self.opened_again(case)?;
            self.record(open.number, change).await?;
            case = open;
        }
        self.put_down(&case).await?;
        self.has_one_copy_fewer(first).await?;
        // The card of the case that holds the post is drawn again for the changed words.
        if case.number != number {
            self.redraw(&case).await?;
        }
        if is_alarm {
            self.alarm(&case).await?;
        }
        Ok(())
    }

    /// The case, loaded anew and locked: somebody may have claimed it since the batch was looked up. One that was
    /// merged goes on in the other.
    async fn going_on(&mut self, number: CaseNumber) -> Result<Case> {
        let mut case = self.case(number.0.unsigned_abs()).await?;
        while let State::Closed {
            how: Ending::Merged(into),
            ..
        } = &case.state
        {
            let into = *into;
            case = self.case(into.0.unsigned_abs()).await?;
        }
        Ok(case)
    }

    /// What the author adds may press more: the most pressing urgency stands, and somebody must look sooner.
    fn pressed(&self, case: Case, urgency: Urgency) -> Result<Case> {
        if urgency >= case.urgency {
            return Ok(case);
        }
        let by = self.department(&case.department)?.answer_by(urgency, self.now);
        let due_at = case.due_at.map(|due| due.min(by));
        Ok(Case {
            urgency,
            due_at,
            ..case
        })
    }

    /// It was closed, and its author is not done.
    fn opened_again(&mut self, case: Case) -> Result<(Case, Change)> {
        let department = self.department(&case.department)?;
        let due_at = department.answer_by(case.urgency, self.now);
        let was = case.last_holder().cloned();
        let (open, change) = case.reopen(Some(say::WROTE_AGAIN.to_owned()), due_at)?;
        self.tell_thread(&open, &say::wrote_again_after_closing(was.as_ref()))?;
        Ok((open, change))
    }

    /// Saves a changed case whose event is recorded apart.
    async fn put_down(&mut self, case: &Case) -> Result<()> {
        match self.tx.save_quietly(case).await? {
            Saved::Done => Ok(()),
            Saved::Stale => Err(Refusal::Busy(case.number).into()),
        }
    }

    /// A case that was there before is critical now.
    async fn alarm(&mut self, case: &Case) -> Result<()> {
        self.wake_on_call(case).await?;
        self.page_if_critical(case);
        Ok(())
    }

    /// A new card rings by itself; one that is drawn again does not.
    async fn wake_on_call(&mut self, case: &Case) -> Result<()> {
        let own = self.department(&case.department)?;
        if own.on_call.is_empty() {
            return Ok(());
        }
        let mut channels = self.tx.card_channels(case.number).await?;
        channels.retain(|channel| own.channels.contains(channel));
        let page = say::page(case, &"Critical".into(), None, &own.on_call);
        self.tell_department(&channels, Some(case.number), &page);
        Ok(())
    }

    /// Somebody may be in danger: the department above and the one for safety hear of it at once, too.
    pub fn page_if_critical(&mut self, case: &Case) {
        if case.urgency != Urgency::Critical {
            return;
        }
        let office = Arc::clone(&self.office);
        let above = office.directory.above(&case.department, 1);
        let safety = office.directory.safety(case.facility.as_ref());
        let is_told = |safety: &Department| safety.name == case.department || above == Some(safety);
        let safety = safety.filter(|&safety| !is_told(safety));
        for department in above.into_iter().chain(safety) {
            let page = say::page(case, &"Critical".into(), None, &department.on_call);
            self.tell_department(&department.channels, Some(case.number), &page);
        }
    }
}

/// Whoever must know of it has heard.
fn is_known_to_be_critical(case: &Case) -> bool {
    case.is_open() && case.urgency == Urgency::Critical
}
