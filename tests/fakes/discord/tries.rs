//! People before a bot that may die at any moment: what it leaves unanswered
//! fails nobody's story, and they may try again.

use super::acts::{Modal, Seen};
use super::commands::Typed;
use super::state::Kept;
use super::{Discord, Id};
use std::ops::ControlFlow;
use std::time::Duration;

/// Discord says that the bot didn't respond after three seconds; an answer that was announced is waited for as long.
const SILENCE: Duration = Duration::from_secs(3);

impl Discord {
    /// Types a command.
    pub async fn tries_command(
        &self,
        by: (Id, Id),
        command: (&str, &str),
        options: &[Typed<'_>],
    ) -> Option<Seen> {
        self.tries(|kept| Some(kept.type_command(by, command, options)))
            .await
    }

    /// Presses a button of a message, if the message still has it.
    pub async fn tries_press(&self, by: (Id, Id), message: Id, button: &str) -> Option<Seen> {
        self.tries(|kept| kept.press_button(by, message, button)).await
    }

    /// Fills a form and sends it.
    pub async fn tries_submit(&self, user: Id, modal: &Modal, values: &[Typed<'_>]) -> Option<Seen> {
        self.tries(|kept| Some(kept.send_form(user, modal, values))).await
    }

    /// Does something while the bot is there; none when it leaves that unanswered, or goes before it answers.
    async fn tries(&self, act: impl FnOnce(&mut Kept) -> Option<String>) -> Option<Seen> {
        let token = self.change(|kept| kept.sessions.is_ready().then(|| act(kept)).flatten())?;
        let look = |kept: &Kept| match (kept.interactions[&token].is_answered(), kept.sessions.is_ready()) {
            (true, _) => ControlFlow::Break(Some(Seen::of(kept, &token))),
            (false, true) => ControlFlow::Continue(()),
            (false, false) => ControlFlow::Break(None),
        };
        let mut changed = self.inner.changed.subscribe();
        let answered = async {
            loop {
                changed.mark_unchanged();
                if let ControlFlow::Break(seen) = look(&self.kept()) {
                    return seen;
                }
                changed.changed().await.ok()?;
            }
        };
        tokio::time::timeout(2 * SILENCE, answered).await.ok().flatten()
    }
}
