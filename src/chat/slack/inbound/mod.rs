//! What Slack sends, over the socket or over HTTP: acknowledged at once,
//! whatever the database does. The work runs to its end in a task of its own;
//! if it is done soon enough the answer travels with the acknowledgement,
//! else it follows.

mod action;
mod command;
mod event;
mod form;
mod http;
mod markup;
mod open;
mod patience;
mod shortcut;
mod signature;
pub(super) mod socket;

pub use http::routes;
pub(super) use patience::Patience;

use super::render::{self, Drawn};
use super::{NAME, Slack, text};
use crate::chat::{Told, drafts};
use crate::domain::{Card, CaseNumber, Draft, DraftId, Sight, Staff, Suggestion};
use open::Form;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// A form is opened with what is known by then: Slack lets us open one for three seconds only.
const GLANCE: Duration = Duration::from_millis(300);

/// Who asks, as Slack says it.
#[derive(Debug, Clone)]
struct Caller {
    /// Their account.
    user: String,
    /// Their workspace, and the organisation above it.
    homes: Vec<String>,
    /// What Slack calls this very request.
    once: String,
}

impl Caller {
    /// Who pressed, chose or submitted something.
    fn of_interaction(payload: &Value) -> Self {
        let home = match text(payload, "/user/team_id") {
            "" => text(payload, "/team/id"),
            team => team,
        };
        Self {
            user: text(payload, "/user/id").to_owned(),
            homes: homes([home, text(payload, "/enterprise/id")]),
            once: text(payload, "/trigger_id").to_owned(),
        }
    }
}

fn homes(named: [&str; 2]) -> Vec<String> {
    let named = named.into_iter().filter(|home| !home.is_empty());
    named.map(str::to_owned).collect()
}

impl Slack {
    /// The colleague who asks, or a sentence for somebody who isn't one.
    async fn person(&self, caller: &Caller) -> Result<Staff, String> {
        let Ok(us) = self.client.identity().await else {
            return Err(
                "Slack can’t be reached right now, so nothing was done. Please try again in a moment."
                    .to_owned(),
            );
        };
        let ours = |home: &String| *home == us.team || us.enterprise.as_ref() == Some(home);
        if !caller.homes.iter().any(ours) {
            return Err("Only people of this organisation’s own Slack workspace can act here.".to_owned());
        }
        let directory = self.clerk.directory();
        let staff = directory.by_account(NAME, &caller.user).cloned();
        staff.ok_or_else(|| {
            "liaison doesn’t know you yet, so nothing was done. Who may act is decided in liaison’s settings: \
             please ask its administrator."
                .to_owned()
        })
    }

    /// The case's card as this chat may show it; none when there is none or it can't be had.
    async fn card(&self, case: CaseNumber) -> Option<Card> {
        match self.clerk.card(case).await {
            Ok(card) => card.map(|card| card.through(self.settings.sight)),
            Err(error) => {
                tracing::warn!(
                    case.number = case.0,
                    error = format!("{error:#}"),
                    "a card could not be loaded"
                );
                None
            }
        }
    }

    /// The draft of a case that waits or is blocked; none when there is none or it can't be had.
    async fn open_draft(&self, case: CaseNumber) -> Option<Draft> {
        self.clerk.draft(case).await.unwrap_or_else(|error| {
            tracing::warn!(
                case.number = case.0,
                error = format!("{error:#}"),
                "a draft could not be loaded"
            );
            None
        })
    }

    /// The draft that somebody has read once their words were refused.
    async fn read_by(
        &self,
        caller: &Caller,
        (verb, case): (&str, CaseNumber),
        seen: Option<DraftId>,
    ) -> Option<DraftId> {
        if verb != "reply" {
            return seen;
        }
        let directory = self.clerk.directory();
        let writer = directory.by_account(NAME, &caller.user).map(|staff| &staff.name);
        let open = self.open_draft(case).await;
        drafts::read_by(writer, open.as_ref(), seen)
    }

    /// The draft that a reply would change, if it can be had at a glance and this person may read it here.
    async fn waiting(&self, case: CaseNumber, staff: &Staff, seen: Option<DraftId>) -> Option<Draft> {
        let looked = tokio::time::timeout(GLANCE, self.open_draft(case)).await;
        let draft = looked.ok()??;
        let is_shown = self.settings.sight == Sight::Full && drafts::is_changed(&draft, Some(staff), seen);
        is_shown.then_some(draft)
    }

    /// Words that would answer a case; none where that can't be found out.
    async fn offered(&self, case: CaseNumber) -> Vec<Suggestion> {
        let offered = self.clerk.suggestions(case, self.settings.sight).await;
        offered.unwrap_or_else(|error| {
            tracing::warn!(error = format!("{error:#}"), "no answers can be suggested");
            Vec::new()
        })
    }

    /// The same for a reply's form that is about to open: it does without them rather than wait.
    async fn offered_at_a_glance(&self, form: &Form, case: CaseNumber) -> Vec<Suggestion> {
        if !form.is_reply() {
            return Vec::new();
        }
        let offered = tokio::time::timeout(GLANCE, self.offered(case)).await;
        offered.unwrap_or_default()
    }

    /// The card, if it can be had at a glance; `Err` when that takes too long.
    async fn glance(&self, case: CaseNumber) -> Result<Option<Card>, ()> {
        tokio::time::timeout(GLANCE, self.card(case))
            .await
            .map_err(|_| ())
    }
}

/// What somebody reads of what came of it; nothing when it was answered before.
fn read_out(told: Told) -> Option<Drawn> {
    match told {
        Told::Answer { text, offer, .. } => Some(render::answer(&text).with_offer(offer.as_ref())),
        Told::Refused(sentence) => Some(render::answer(&sentence)),
        Told::Repeated => None,
    }
}

/// Runs `work` to its end, whatever happens here meanwhile. Done within `wait` it is given back; later `late` gets it.
async fn within<T, W, L, F>(slack: &Arc<Slack>, wait: Duration, work: W, late: L) -> Option<T>
where
    T: Send + 'static,
    W: Future<Output = T> + Send + 'static,
    L: FnOnce(T) -> F + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let (done, mut soon) = oneshot::channel();
    slack.tasks.spawn(async move {
        if let Err(done) = done.send(work.await) {
            late(done).await;
        }
    });
    if let Ok(Ok(done)) = tokio::time::timeout(wait, &mut soon).await {
        return Some(done);
    }
    soon.close();
    // It may have come in the moment between.
    soon.try_recv().ok()
}
