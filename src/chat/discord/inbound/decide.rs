//! Drafts that wait for a second person: the buttons under a request, and the
//! words that a form about one opens with.

use super::super::{Discord, NAME};
use super::action::{FOR_THE_CARD, GONE, Opened};
use super::command::Order;
use super::heard::Heard;
use super::who::seems_known;
use crate::chat::drafts::{self, decides};
use crate::domain::{CaseNumber, Draft, DraftId, Sight, StaffName};
use commands::Root;
use std::sync::Arc;
use tokio::time::timeout;

impl Discord {
    /// A button under a request: a yes at once, or the form that says more. It means the draft it stands under.
    pub(super) async fn decide(
        self: &Arc<Self>,
        heard: &Heard,
        (verb, case): (&str, u64),
        draft: DraftId,
        at_once: bool,
    ) {
        if at_once {
            let order = Order::of_case(verb, case, Vec::new()).seeing(draft);
            return self.run(heard, order).await;
        }
        if let Err(why) = seems_known(&self.clerk.directory(), &heard.person) {
            return self.say(heard, why).await;
        }
        let Some(entry) = self.entry(Root::Case, verb).cloned() else {
            return self.say(heard, GONE).await;
        };
        self.write(heard, &entry, case, Opened::about(draft)).await;
    }

    /// The draft that a reply would change, if this person may read it here, or that a yes or no would be about; if
    /// it can be had in time.
    pub(super) async fn draft_soon(
        &self,
        heard: &Heard,
        (verb, case): (&str, u64),
        seen: Option<DraftId>,
    ) -> Option<Draft> {
        if verb != "reply" && !decides(verb) {
            return None;
        }
        let draft = self.open_draft_soon(case).await?;
        if decides(verb) {
            return seen.is_none_or(|seen| seen == draft.id).then_some(draft);
        }
        let directory = self.clerk.directory();
        let person = directory.by_account(NAME, &heard.person.id);
        let is_shown = self.settings.sight == Sight::Full && drafts::is_changed(&draft, person, seen);
        is_shown.then_some(draft)
    }

    /// Whether a person may read here what their yes or no would be about.
    pub(super) fn may_read(&self, heard: &Heard, draft: &Draft) -> bool {
        let directory = self.clerk.directory();
        let person = directory.by_account(NAME, &heard.person.id);
        drafts::may_read(draft, person, self.settings.sight)
    }

    /// The draft that somebody has read once their words were refused.
    pub(super) async fn read_by(
        &self,
        writer: &StaffName,
        (verb, case): (&str, Option<u64>),
        seen: Option<DraftId>,
    ) -> Option<DraftId> {
        let Some(case) = case.filter(|_| verb == "reply") else {
            return seen;
        };
        let open = self.open_draft_soon(case).await;
        drafts::read_by(Some(writer), open.as_ref(), seen)
    }

    async fn open_draft_soon(&self, case: u64) -> Option<Draft> {
        let number = CaseNumber(i64::try_from(case).ok()?);
        let looked = timeout(FOR_THE_CARD, self.clerk.draft(number)).await;
        looked.ok()?.ok()?
    }
}
