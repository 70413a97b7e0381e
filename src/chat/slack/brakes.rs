//! Slack told a method to wait: until then nobody calls it. A channel that is
//! too fast holds up no other.

use crate::domain::{Clock, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Longest wait that is honoured.
const LONGEST: Duration = Duration::from_secs(3_600);

/// What may not be called yet.
#[derive(Debug, Default)]
pub(super) struct Brakes(Mutex<HashMap<String, Timestamp>>);

impl Brakes {
    /// How long `method` still has to rest, in this channel where that matters.
    pub fn rest(&self, method: &str, channel: Option<&str>, clock: &Clock) -> Option<Duration> {
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = clock.now();
        until.retain(|_, until| *until > now);
        let rest = *until.get(&name(method, channel))? - now;
        rest.to_std().ok()
    }

    /// It has to rest for so long.
    pub fn pull(&self, method: &str, channel: Option<&str>, rest: Duration, clock: &Clock) {
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until.insert(name(method, channel), clock.now() + rest.min(LONGEST));
    }
}

/// New messages are counted by channel, everything else by method.
fn name(method: &str, channel: Option<&str>) -> String {
    match channel {
        Some(channel) if method == "chat.postMessage" => format!("{method} {channel}"),
        _ => method.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};

    #[test]
    fn a_channel_that_rests_holds_up_no_other() {
        let (clock, brakes) = (Clock::manual(DateTime::UNIX_EPOCH), Brakes::default());
        let seconds = Duration::from_secs;
        brakes.pull("chat.postMessage", Some("C1"), seconds(10), &clock);
        brakes.pull("chat.update", Some("C1"), seconds(5), &clock);
        let rest = |method, channel| brakes.rest(method, Some(channel), &clock);
        assert_eq!(rest("chat.postMessage", "C1"), Some(seconds(10)));
        assert_eq!(rest("chat.postMessage", "C2"), None);
        assert_eq!(rest("chat.update", "C2"), Some(seconds(5)));
        clock.advance(TimeDelta::seconds(6));
        assert_eq!(rest("chat.update", "C2"), None);
        assert_eq!(rest("chat.postMessage", "C1"), Some(seconds(4)));
    }
}
