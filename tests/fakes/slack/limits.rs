//! How often the app may call: one message a second in each channel with a
//! small burst, and a budget a minute for each method.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{HashMap, VecDeque};

/// So many messages may come at once in a channel that was quiet.
const BURST: f64 = 3.0;

/// Calls that were taken, by the story's clock.
#[derive(Default)]
pub(super) struct Rates {
    channels: HashMap<String, (f64, DateTime<Utc>)>,
    methods: HashMap<String, VecDeque<DateTime<Utc>>>,
    budgets: HashMap<String, usize>,
}

impl Rates {
    pub fn budget(&mut self, method: &str, per_minute: usize) {
        self.budgets.insert(method.to_owned(), per_minute);
    }

    /// Takes a call, or says how many seconds to wait.
    pub fn admit(&mut self, method: &str, channel: &str, now: DateTime<Utc>) -> Result<(), u32> {
        let budget = self.budgets.get(method).copied().unwrap_or_else(|| usual(method));
        let minute = TimeDelta::minutes(1);
        let taken = self.methods.entry(method.to_owned()).or_default();
        while taken.front().is_some_and(|at| *at + minute <= now) {
            taken.pop_front();
        }
        if let Some(first) = taken.front()
            && taken.len() >= budget
        {
            return Err(seconds(*first + minute - now));
        }
        if method == "chat.postMessage" {
            let bucket = self.channels.entry(channel.to_owned()).or_insert((BURST, now));
            let passed = (now - bucket.1).as_seconds_f64().max(0.0);
            *bucket = ((bucket.0 + passed).min(BURST), now);
            if bucket.0 < 1.0 {
                return Err(1);
            }
            bucket.0 -= 1.0;
        }
        taken.push_back(now);
        Ok(())
    }
}

/// What a method is allowed each minute in a workspace.
fn usual(method: &str) -> usize {
    match method {
        "chat.postMessage" => 600,
        "auth.test" => 600,
        "apps.connections.open"
        | "usergroups.list"
        | "usergroups.users.list"
        | "users.list"
        | "conversations.list" => 20,
        "views.open" | "views.push" | "views.update" | "views.publish" => 100,
        "users.info"
        | "chat.postEphemeral"
        | "files.getUploadURLExternal"
        | "files.completeUploadExternal" => 100,
        _ => 50,
    }
}

fn seconds(wait: TimeDelta) -> u32 {
    let whole = (wait.num_milliseconds() + 999) / 1000;
    u32::try_from(whole.max(1)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_takes_a_burst_and_then_one_a_second() {
        let mut rates = Rates::default();
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let mut post = |at: i64| rates.admit("chat.postMessage", "C1", now + TimeDelta::seconds(at));
        assert_eq!(
            [post(0), post(0), post(0), post(0)],
            [Ok(()), Ok(()), Ok(()), Err(1)]
        );
        assert_eq!([post(1), post(1)], [Ok(()), Err(1)]);
    }

    #[test]
    fn a_budget_comes_back_after_a_minute() {
        let mut rates = Rates::default();
        rates.budget("chat.update", 2);
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let mut update = |at: i64| rates.admit("chat.update", "C1", now + TimeDelta::seconds(at));
        assert_eq!([update(0), update(30), update(40)], [Ok(()), Ok(()), Err(20)]);
        assert_eq!(update(60), Ok(()));
    }
}
