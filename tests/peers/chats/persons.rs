//! A colleague who brings cases to their end in both chats, and who presses
//! again when liaison did not answer, as people do.

use super::cards::at_slack;
use super::house::{Account, House, Wing};
use crate::fakes::slack::{Submitted, View};
use anyhow::{Result, ensure};
use std::cell::{Cell, RefCell};
use std::time::Duration;
use tokio::time::sleep;

/// Before a person tries again.
const A_BREATH: Duration = Duration::from_millis(100);

/// So many answers that fit nothing a person did are too many; a late one may come after the next press.
const ODD: usize = 40;

/// A colleague at work.
pub(super) struct Colleague<'a> {
    pub house: &'a House,
    pub name: &'static str,
    /// How often nobody answered.
    pub unanswered: Cell<usize>,
    /// What they read that was no answer to what they had done last.
    pub odd: RefCell<Vec<String>>,
}

/// A case, the words of its post and those of its answer.
pub(super) struct Task {
    pub wing: Wing,
    pub asks: String,
    pub answer: String,
}

/// Which way a person goes about it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Claims in Discord, answers in Slack, resolves in Slack.
    Slack,
    /// Claims in Slack, answers in Discord, resolves there.
    Discord,
}

impl<'a> Colleague<'a> {
    pub(super) fn new(house: &'a House, name: &'static str) -> Self {
        Self {
            house,
            name,
            unanswered: Cell::new(0),
            odd: RefCell::default(),
        }
    }

    /// From the first look at the channel to the case's end; gives its number.
    pub(super) async fn carries(&self, task: &Task, way: Way) -> Result<i64> {
        let case = self.finds(task).await;
        match way {
            Way::Slack => {
                self.claims_in_discord(task, case).await?;
                self.answers_in_slack(task, case).await?;
                self.resolves_in_slack(task, case).await?;
            }
            Way::Discord => {
                self.claims_in_slack(task, case).await?;
                self.answers_in_discord(task, case).await?;
                self.resolves_in_discord(task, case).await?;
            }
        }
        Ok(case)
    }

    /// Waits as long as it takes: who runs the story has an eye on the clock.
    async fn finds(&self, task: &Task) -> i64 {
        loop {
            if let Ok(case) = self.house.case_about(&task.wing, &task.asks).await {
                return case;
            }
        }
    }

    async fn claims_in_discord(&self, task: &Task, case: i64) -> Result<()> {
        let by = (self.me().discord, task.wing.discord);
        let number = case.to_string();
        loop {
            let options = [("case", number.as_str())];
            let seen = self.house.discord.tries_command(by, ("case", "claim"), &options);
            let seen = self.answered(seen.await).await;
            if self.is_done(seen.map(|seen| seen.as_read()), &["is yours", "You already hold"])? {
                return Ok(());
            }
        }
    }

    async fn claims_in_slack(&self, task: &Task, case: i64) -> Result<()> {
        let Account { slack: me, .. } = self.me();
        let line = format!("claim {case}");
        loop {
            let seen = self.house.slack.tries(me, &task.wing.slack, "/case", &line);
            let seen = self.answered(seen.await.ok()).await;
            if self.is_done(seen.map(|seen| seen.plain()), &["is yours", "You already hold"])? {
                return Ok(());
            }
        }
    }

    async fn answers_in_slack(&self, task: &Task, case: i64) -> Result<()> {
        let Account { slack: me, .. } = self.me();
        loop {
            let Some(form) = self.opens_reply_in_slack(task, case).await else {
                sleep(A_BREATH).await;
                continue;
            };
            let values = [("text", task.answer.as_str())];
            let sent = self.house.slack.tries_submit(me, &form.id, &values);
            match self.answered(sent.await.ok()).await {
                Some(Submitted { closed: true, .. }) => return Ok(()),
                Some(Submitted { errors, .. }) if !errors.is_empty() => {
                    let why = errors.values().next().cloned();
                    if self.is_done(why, &["won't be said twice"])? {
                        return Ok(());
                    }
                }
                // It is being sent, says the form, or nobody answered: the next attempt tells.
                _ => sleep(A_BREATH).await,
            }
        }
    }

    async fn opens_reply_in_slack(&self, task: &Task, case: i64) -> Option<View> {
        let Account { slack: me, .. } = self.me();
        if let Some(old) = self.house.slack.view(me) {
            self.house.slack.close(me, &old.id).await;
        }
        let card = self.house.in_slack(&task.wing, case).pop()?;
        let pressed = self
            .house
            .slack
            .tries_press(me, (&card.channel, &card.ts), "Reply");
        let form = self.answered(pressed.await.ok()).await?.view?;
        let has_field = form.blocks().iter().any(|block| block["block_id"] == "text");
        has_field.then_some(form)
    }

    async fn answers_in_discord(&self, task: &Task, case: i64) -> Result<()> {
        let by = (self.me().discord, task.wing.discord);
        loop {
            let Some(card) = self.house.in_discord(&task.wing, case).pop() else {
                sleep(A_BREATH).await;
                continue;
            };
            let pressed = self.house.discord.tries_press(by, card.id, "Reply").await;
            let Some(form) = self.answered(pressed).await.and_then(|seen| seen.modal) else {
                sleep(A_BREATH).await;
                continue;
            };
            let values = [("text", task.answer.as_str())];
            let sent = self.house.discord.tries_submit(by.0, &form, &values);
            let seen = self.answered(sent.await).await;
            if self.is_done(
                seen.map(|seen| seen.as_read()),
                &["is on its way", "won't be said twice"],
            )? {
                return Ok(());
            }
        }
    }

    async fn resolves_in_slack(&self, task: &Task, case: i64) -> Result<()> {
        let Account { slack: me, .. } = self.me();
        loop {
            if self.is_resolved(task, case) {
                return Ok(());
            }
            let Some(card) = self.house.in_slack(&task.wing, case).pop() else {
                sleep(A_BREATH).await;
                continue;
            };
            let place = (card.channel.as_str(), card.ts.as_str());
            let pressed = self.house.slack.tries_press(me, place, "Resolve").await;
            let seen = self.answered(pressed.ok()).await;
            if self.is_done(seen.map(|seen| seen.plain()), &["is resolved"])? {
                return Ok(());
            }
        }
    }

    async fn resolves_in_discord(&self, task: &Task, case: i64) -> Result<()> {
        let by = (self.me().discord, task.wing.discord);
        loop {
            if self.is_resolved(task, case) {
                return Ok(());
            }
            let Some(card) = self.house.in_discord(&task.wing, case).pop() else {
                sleep(A_BREATH).await;
                continue;
            };
            let pressed = self.house.discord.tries_press(by, card.id, "Resolve").await;
            let mut seen = self.answered(pressed).await;
            // How it ended may be written down, and need not be.
            if let Some(form) = seen.as_ref().and_then(|seen| seen.modal.clone()) {
                let sent = self.house.discord.tries_submit(by.0, &form, &[]).await;
                seen = self.answered(sent).await;
            }
            if self.is_done(seen.map(|seen| seen.as_read()), &["is resolved"])? {
                return Ok(());
            }
        }
    }

    fn is_resolved(&self, task: &Task, case: i64) -> bool {
        let card = self.house.in_slack(&task.wing, case).pop();
        card.is_some_and(|card| at_slack(&card).is_ok_and(|card| card.status == "resolved"))
    }

    /// Whether what was read says that it is done now, or was before. Silence says nothing.
    fn is_done(&self, read: Option<String>, done: &[&str]) -> Result<bool> {
        match read {
            Some(read) if done.iter().any(|words| read.contains(words)) => Ok(true),
            Some(read) => {
                let mut odd = self.odd.borrow_mut();
                odd.push(read);
                ensure!(
                    odd.len() < ODD,
                    "{} reads nothing that helps: {odd:#?}",
                    self.name
                );
                Ok(false)
            }
            None => Ok(false),
        }
    }

    /// What was seen; after silence a breath is taken.
    async fn answered<T>(&self, seen: Option<T>) -> Option<T> {
        if seen.is_none() {
            self.unanswered.set(self.unanswered.get() + 1);
            sleep(A_BREATH).await;
        }
        seen
    }

    fn me(&self) -> &Account {
        self.house.account(self.name)
    }
}
