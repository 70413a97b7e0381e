//! Drafts that wait for a second person: the buttons under a request, and the
//! words that a form about one opens with.

use super::super::{Discord, NAME};
use super::action::{FOR_THE_CARD, GONE, Opened};
use super::command::Order;
use super::heard::Heard;
use super::who::seems_known;
use crate::domain::{CaseNumber, Draft, DraftId, Sight};
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

    /// The draft that a reply would change, if it can be had in time and this person may read it here.
    pub(super) async fn draft_soon(
        &self,
        heard: &Heard,
        (verb, case): (&str, u64),
        seen: Option<DraftId>,
    ) -> Option<Draft> {
        if verb != "reply" {
            return None;
        }
        let number = CaseNumber(i64::try_from(case).ok()?);
        let draft = timeout(FOR_THE_CARD, self.clerk.draft(number))
            .await
            .ok()?
            .ok()??;
        let directory = self.clerk.directory();
        let person = directory.by_account(NAME, &heard.person.id);
        let own = person.is_some_and(|staff| staff.name == draft.author);
        let meant = seen.is_none_or(|seen| seen == draft.id);
        (meant && self.settings.sight == Sight::Full && (own || seen.is_some())).then_some(draft)
    }
}
