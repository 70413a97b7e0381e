//! How the connection is, as far as a person has to know: what ails, in a
//! sentence that says what would mend it. It heals by itself.

use super::errors::Failure;
use crate::chat::Ailment;
use crate::domain::{Clock, Timestamp};
use chrono::TimeDelta;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// It is told when nothing was heard for so long.
const TOLD_AFTER: TimeDelta = TimeDelta::seconds(30);

/// How the connection is.
pub(super) struct Health {
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    down_since: Option<Timestamp>,
    /// What a person has to mend.
    refused: Option<String>,
    /// We are not in the server.
    absent: bool,
}

impl Health {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            state: Mutex::default(),
        }
    }

    pub(super) fn up(&self) {
        let mut state = self.lock();
        (state.down_since, state.refused) = (None, None);
    }

    pub(super) fn down(&self) {
        let now = self.clock.now();
        self.lock().down_since.get_or_insert(now);
    }

    pub(super) fn refused(&self, why: &str) {
        self.lock().refused = Some(why.to_owned());
    }

    /// Whether we are in the server; true when it is otherwise than it was.
    pub(super) fn present(&self, present: bool) -> bool {
        let mut state = self.lock();
        std::mem::replace(&mut state.absent, !present) == present
    }

    /// What ails at this moment.
    pub(super) fn ailments(&self, dead_token: bool) -> Vec<Ailment> {
        let state = self.lock();
        let mut ailments = Vec::new();
        let mut tell = |subject: &str, why: &str| {
            ailments.push(Ailment {
                subject: subject.to_owned(),
                why: why.to_owned(),
            });
        };
        if dead_token {
            tell("discord", &Failure::DeadToken.to_string());
        }
        if state.absent {
            tell(
                "discord/server",
                "liaison is not in the server of the settings; invite it",
            );
        }
        let long = state
            .down_since
            .is_some_and(|since| self.clock.now() - since >= TOLD_AFTER);
        match &state.refused {
            Some(why) => tell("discord/gateway", why),
            None if long && !dead_token => {
                tell(
                    "discord/gateway",
                    "Discord's gateway can't be reached, so nothing that people do there is heard",
                );
            }
            None => {}
        }
        ailments
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn what_ails_is_told_after_a_while_and_heals() {
        let clock = Clock::manual(DateTime::UNIX_EPOCH);
        let health = Health::new(clock.clone());
        let subjects = |dead| {
            health
                .ailments(dead)
                .into_iter()
                .map(|it| it.subject)
                .collect::<Vec<_>>()
        };
        health.down();
        assert!(subjects(false).is_empty());
        clock.advance(TOLD_AFTER);
        health.down();
        assert_eq!(subjects(false), ["discord/gateway"]);
        assert_eq!(subjects(true), ["discord"]);
        health.refused("intents");
        health.present(false);
        assert_eq!(subjects(false), ["discord/server", "discord/gateway"]);
        health.up();
        health.present(true);
        assert!(subjects(false).is_empty());
    }
}
