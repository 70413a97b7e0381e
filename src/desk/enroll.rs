//! `/desk enroll`: how we write in public, shown and accepted; leads see who has.

use super::{Answer, Caller, Desk, Result, say, view};
use crate::domain::{Offer, Pledge, Refusal, Right, Staff};
use serde_json::json;

impl Desk {
    pub(super) async fn enroll(&self, from: &Caller, ask: commands::Enroll) -> Result<Answer> {
        let pledge = self.office().directory.policy.pledge.clone();
        let pledge = pledge.ok_or(Refusal::NoPledge)?;
        match ask.what.as_deref() {
            None => self.show_pledge(from, &pledge).await,
            Some("accept") => self.accept_pledge(from, &pledge, ask.version.as_deref()).await,
            Some(_) => self.list_enrolled(from, &pledge).await,
        }
    }

    async fn show_pledge(&self, from: &Caller, pledge: &Pledge) -> Result<Answer> {
        let mut tx = self.store.read().await?;
        let kept = tx.policy_text(&pledge.version).await?;
        let changed = pledge.stands_for(kept.as_deref()).err();
        let accepted = tx.has_accepted(&from.staff.name, pledge).await?;
        let data = json!({ "version": pledge.version, "text": pledge.text, "accepted": accepted });
        let mut answer = say::plain(say::pledge(pledge, accepted, changed.as_ref()), data);
        answer.offer = (!accepted && changed.is_none()).then(|| Offer::Run {
            label: "I accept".to_owned(),
            line: format!("/desk enroll accept {}", pledge.version),
        });
        Ok(answer)
    }

    /// What is accepted is named, so that nobody accepts a text that they have not seen. Its words are kept with the
    /// first acceptance, and it can't be accepted with others.
    async fn accept_pledge(&self, from: &Caller, pledge: &Pledge, version: Option<&str>) -> Result<Answer> {
        if version.map(str::trim) != Some(pledge.version.as_str()) {
            return Err(Refusal::OtherPledge(pledge.version.clone()).into());
        }
        let mut work = self.begin(from, Right::Read).await?;
        let kept = work.tx.keep_policy_text(pledge).await?;
        pledge.stands_for(Some(&kept))?;
        let is_new = work
            .tx
            .accept(&from.staff.name, &pledge.version, from.origin)
            .await?;
        work.commit().await?;
        let data = json!({ "version": pledge.version, "accepted": true });
        Ok(say::plain(say::enrolled(&pledge.version, !is_new), data))
    }

    async fn list_enrolled(&self, from: &Caller, pledge: &Pledge) -> Result<Answer> {
        let office = self.office();
        office.require(&from.staff, Right::Lead)?;
        let mut tx = self.store.read().await?;
        let kept = tx.policy_text(&pledge.version).await?;
        let changed = pledge.stands_for(kept.as_deref()).err();
        let known = tx.accepted_by(pledge).await?;
        let speaks = |staff: &&Staff| staff.may(Right::Respond) || staff.may(Right::Approve);
        let speakers: Vec<_> = office.directory.staff.iter().filter(speaks).collect();
        let (accepted, missing): (Vec<_>, Vec<_>) = speakers
            .iter()
            .map(|staff| &staff.name)
            .partition(|name| known.iter().any(|(one, _)| one == *name));
        let accepted: Vec<_> = known
            .into_iter()
            .filter(|(name, _)| accepted.contains(&name))
            .collect();
        let missing: Vec<_> = missing.into_iter().cloned().collect();
        let data = json!({
            "version": pledge.version,
            "accepted": accepted.iter()
                .map(|(name, at)| json!({ "staff": name, "at": view::time(*at) }))
                .collect::<Vec<_>>(),
            "missing": missing,
        });
        let zone = office.directory.time_zone;
        let text = say::enrolments(&pledge.version, changed.as_ref(), &accepted, &missing, zone);
        Ok(say::plain(text, data))
    }
}
