//! Answers that were offered, and the invitation to call: what people press
//! once more before anybody outside reads it.

use super::super::Discord;
use super::super::render::answer::Answer;
use super::super::render::{button, row};
use super::act::Act;
use super::action::Opened;
use super::heard::Heard;
use super::who::seems_known;
use crate::domain::CaseNumber;
use commands::Root;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// So long a press waits for the answers: the form it opens waits for the case as well, and Discord for neither.
const FOR_THE_ANSWERS: Duration = Duration::from_millis(1_000);
const NOT_IN_TIME: &str = "That took too long. Please press it again.";

/// The one verb that says something in public and needs no words: it is asked about once more.
pub(super) const INVITE: &str = "handoff";

impl Discord {
    /// Opens the reply form with an answer that was offered.
    pub(super) async fn use_answer(self: &Arc<Self>, heard: &Heard, case: u64, key: &str) {
        if let Err(why) = seems_known(&self.clerk.directory(), &heard.person) {
            return self.say(heard, why).await;
        }
        let number = CaseNumber(i64::try_from(case).unwrap_or(i64::MAX));
        let offered = self.clerk.suggestions(number, self.settings.sight);
        let Ok(Ok(offered)) = timeout(FOR_THE_ANSWERS, offered).await else {
            return self.say(heard, NOT_IN_TIME).await;
        };
        let chosen = offered.into_iter().find(|answer| answer.key() == key);
        let (Some(chosen), Some(entry)) = (chosen, self.entry(Root::Case, "reply").cloned()) else {
            let sentence = "That answer is not offered any more. Please ask for the newest ones.";
            return self.say(heard, sentence).await;
        };
        self.write(heard, &entry, case, Opened::with(chosen.text)).await;
    }
}

/// Asks before everybody can read it.
pub(super) fn invitation(case: u64) -> Answer {
    let verb = INVITE.to_owned();
    let text = format!(
        "Invite the author of #{case}, in public, to call with a one-time code? Everybody can read the invitation."
    );
    let id = Act::Verb { verb, case }.id().unwrap_or_default();
    let mut answer = Answer::text(&text).with_rows(vec![row(&[button("Invite in public", &id, 1)])]);
    answer.in_place = true;
    answer
}
