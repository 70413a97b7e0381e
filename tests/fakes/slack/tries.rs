//! People before an app that may die at any moment: what it leaves unanswered
//! fails nobody's story, and they may try again.

use super::Slack;
use super::actions::{action, find};
use super::delivery::{Delivery, Unanswered};
use super::forms::Submitted;
use super::story::Seen;
use std::time::Duration;

/// After an acknowledgement something is waited for so long.
const SILENCE: Duration = Duration::from_secs(3);

impl Slack {
    /// Types a slash command.
    pub async fn tries(
        &self,
        user: &str,
        channel: &str,
        command: &str,
        text: &str,
    ) -> Result<Seen, Unanswered> {
        let before = self.state().before(user);
        self.send_command(user, channel, command, text).await?;
        self.perhaps_seen(SILENCE, &before)
            .await
            .ok_or(Unanswered::Silent)
    }

    /// Presses a button of a message, if the message still has it.
    pub async fn tries_press(
        &self,
        user: &str,
        (channel, ts): (&str, &str),
        button: &str,
    ) -> Result<Seen, Unanswered> {
        let before = self.state().before(user);
        let payload = self.perhaps_in_message(user, (channel, ts), |state, message| {
            find(&message.blocks, button)?;
            Some(action(state, &message.blocks, button, None))
        });
        let payload = payload.ok_or(Unanswered::Gone)?;
        self.hand(&Delivery::interactive(payload)).await?;
        self.perhaps_seen(SILENCE, &before)
            .await
            .ok_or(Unanswered::Silent)
    }

    /// Fills in a form and sends it, if it is still open.
    pub async fn tries_submit(
        &self,
        user: &str,
        view_id: &str,
        values: &[(&str, &str)],
    ) -> Result<Submitted, Unanswered> {
        let (before, open) = {
            let state = self.state();
            let open = state.views.get(view_id).is_some_and(|view| view.open);
            (state.before(user), open)
        };
        if !open {
            return Err(Unanswered::Gone);
        }
        let payload = match self.fill(user, view_id, values) {
            Ok(payload) => payload,
            Err(errors) => return Ok(Submitted::refused(errors)),
        };
        let answer = self.hand(&Delivery::interactive(payload)).await?;
        Ok(self.took(view_id, answer, &before).await)
    }
}
