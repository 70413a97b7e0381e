//! What is wrong with Slack at this moment, as far as calls and events tell.
//! A cause that is gone is forgotten as soon as something works again.

use super::NAME;
use super::errors::{Fault, missing_scope};
use crate::chat::Ailment;
use crate::domain::{Clock, Timestamp};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The socket may be away for so long before anybody is told.
const GRACE: TimeDelta = TimeDelta::seconds(30);

/// What ails.
#[derive(Debug, Default)]
pub(super) struct Health(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// By subject, with why.
    ailing: BTreeMap<String, String>,
    /// Lines of the socket that are up.
    lines: usize,
    /// Since when none is, and why.
    down: Option<(Timestamp, String)>,
}

impl Health {
    /// What a call that ended so tells.
    pub fn learn(&self, channel: Option<&str>, fault: Option<&Fault>) {
        match fault {
            None => {
                self.heal(&token());
                if let Some(channel) = channel {
                    self.heal(&of(channel));
                }
            }
            Some(fault) if fault.is_about_the_token() => self.ail(&token(), &fault.why()),
            Some(Fault::Refused {
                error,
                needed: Some(scope),
            }) if error == "missing_scope" => self.scope_is_missing(scope),
            Some(fault) => {
                let unreachable = ["not_in_channel", "channel_not_found", "is_archived"];
                if let Some(channel) = channel.filter(|_| unreachable.iter().any(|word| fault.is(word))) {
                    self.ail(&of(channel), &format!("{} ({channel})", fault.why()));
                }
            }
        }
    }

    /// Something ails.
    pub fn ail(&self, subject: &str, why: &str) {
        let mut known = self.known();
        if known.ailing.insert(subject.to_owned(), why.to_owned()).is_none() {
            tracing::warn!(chat.ailment = subject, why, "Slack needs a person's hand");
        }
    }

    /// It works again.
    pub fn heal(&self, subject: &str) {
        if self.known().ailing.remove(subject).is_some() {
            tracing::info!(chat.ailment = subject, "Slack works again there");
        }
    }

    /// A scope is not granted.
    pub fn scope_is_missing(&self, scope: &str) {
        self.ail(&format!("{NAME}/scope/{scope}"), &missing_scope(scope));
    }

    /// These scopes are granted: what lacked one of them works again.
    pub fn scopes_are(&self, granted: &[String]) {
        for scope in granted {
            self.heal(&format!("{NAME}/scope/{scope}"));
        }
    }

    /// Channels that can't be written to, by id.
    pub fn channels(&self) -> Vec<String> {
        let prefix = format!("{NAME}/");
        let known = self.known();
        let ids = known.ailing.keys().filter_map(|s| s.strip_prefix(&prefix));
        ids.filter(|id| id.starts_with(['C', 'G']))
            .map(str::to_owned)
            .collect()
    }

    /// Whether anything ails.
    pub fn ails(&self) -> bool {
        !self.known().ailing.is_empty()
    }

    /// One more line of the socket is up.
    pub fn line_up(&self) {
        let mut known = self.known();
        known.lines += 1;
        known.down = None;
    }

    /// A line that was up is gone.
    pub fn line_down(&self, now: Timestamp) {
        let mut known = self.known();
        known.lines = known.lines.saturating_sub(1);
        drop(known);
        self.line_missing("Slack closed the socket", now);
    }

    /// A line could not be opened.
    pub fn line_missing(&self, why: &str, now: Timestamp) {
        let mut known = self.known();
        if known.lines == 0 {
            let since = known.down.as_ref().map_or(now, |(since, _)| *since);
            known.down = Some((since, why.to_owned()));
        }
    }

    /// Everything that a person has to mend.
    pub fn ailments(&self, clock: &Clock) -> Vec<Ailment> {
        let known = self.known();
        let socket = known
            .down
            .as_ref()
            .filter(|(since, _)| clock.now() - *since > GRACE);
        let socket = socket.map(|(_, why)| Ailment {
            subject: format!("{NAME}/socket"),
            why: format!("liaison hears nothing from Slack: {why}"),
        });
        let others = known.ailing.iter().map(|(subject, why)| Ailment {
            subject: subject.clone(),
            why: why.clone(),
        });
        others.chain(socket).collect()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The subject of a token that is worth nothing.
pub(super) fn token() -> String {
    NAME.to_owned()
}

/// The subject of a channel or a user group.
pub(super) fn of(id: &str) -> String {
    format!("{NAME}/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use serde_json::json;

    fn subjects(health: &Health, clock: &Clock) -> Vec<String> {
        health.ailments(clock).into_iter().map(|a| a.subject).collect()
    }

    #[test]
    fn what_works_again_is_forgotten() {
        let (health, clock) = (Health::default(), Clock::manual(DateTime::UNIX_EPOCH));
        let refused = |error| Fault::refused(&json!({ "error": error, "needed": "chat:write" }));
        health.learn(Some("C1"), Some(&refused("not_in_channel")));
        health.learn(None, Some(&refused("token_revoked")));
        health.learn(Some("C2"), Some(&refused("missing_scope")));
        let all = ["slack", "slack/C1", "slack/scope/chat:write"];
        assert_eq!(subjects(&health, &clock), all);
        assert_eq!(health.channels(), ["C1"]);
        health.learn(Some("C1"), None);
        health.scopes_are(&["chat:write".to_owned()]);
        assert_eq!(subjects(&health, &clock), Vec::<String>::new());
    }

    #[test]
    fn a_socket_that_is_soon_back_is_nobodys_business() {
        let (health, clock) = (Health::default(), Clock::manual(DateTime::UNIX_EPOCH));
        health.line_up();
        health.line_up();
        health.line_down(clock.now());
        clock.advance(TimeDelta::seconds(60));
        assert_eq!(subjects(&health, &clock), Vec::<String>::new());
        health.line_down(clock.now());
        clock.advance(TimeDelta::seconds(31));
        assert_eq!(subjects(&health, &clock), ["slack/socket"]);
        health.line_up();
        assert_eq!(subjects(&health, &clock), Vec::<String>::new());
    }
}
