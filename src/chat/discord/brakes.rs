//! What Discord said about its limits, kept so that no call is made before its
//! time. A bot that goes on calling is banned by address, and every bot of the
//! house with it: after answers that count against us we stop by ourselves,
//! long before that.

use super::errors::{Failure, Refused};
use crate::domain::{Clock, Timestamp};
use chrono::TimeDelta;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Discord bans an address after 10,000 refused calls in ten minutes. We stop at this many.
const MOST_REFUSED: usize = 500;
const REFUSED_WITHIN: TimeDelta = TimeDelta::minutes(10);
/// How long a door that was shut to us (no permission, no valid token) is left alone before it is tried again.
const SHUT_FOR: TimeDelta = TimeDelta::seconds(60);
/// A server that asks for a longer wait than this gets this.
const LONGEST_WAIT: f64 = 3_600.0;
/// Discord takes fifty calls a second of a bot. We make one every 1/45 s, after a burst of ten.
const BETWEEN: Duration = Duration::from_micros(22_222);
const BURST: u32 = 10;
/// Waits that are over are forgotten when there are more than so many.
const MOST_KEPT: usize = 2_000;

/// What is limited together: a kind of call on one channel or guild.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Route {
    kind: String,
    /// The channel or guild whose limit it is.
    major: String,
    /// Answers to interactions have no part in the bot's limits.
    exempt: bool,
}

impl Route {
    /// `POST channels/1/messages/2` and `…/3` are one kind; those of another channel are limited apart.
    pub(super) fn of(method: &str, path: &str) -> Self {
        let path = path.split('?').next().unwrap_or(path);
        let exempt = path.starts_with("interactions/") || path.starts_with("webhooks/");
        let (mut kind, mut major) = (method.to_owned(), String::new());
        let mut before = "";
        for step in path.split('/') {
            kind.push('/');
            if exempt || !step.bytes().all(|b| b.is_ascii_digit()) {
                kind.push_str(if exempt { "" } else { step });
            } else if major.is_empty() && matches!(before, "channels" | "guilds") {
                step.clone_into(&mut major);
            }
            before = step;
        }
        Self { kind, major, exempt }
    }
}

/// The limits as they are known now.
pub(super) struct Brakes {
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Nothing at all before this.
    all: Option<Timestamp>,
    routes: HashMap<Route, Timestamp>,
    /// Routes that share a limit, by the name Discord gives it.
    buckets: HashMap<String, String>,
    refused: VecDeque<Timestamp>,
    /// The token was refused, and when last.
    dead: Option<Timestamp>,
    /// What we may not do in a channel: since when that is known, and the code it was said with.
    shut: HashMap<Route, (Timestamp, u64)>,
    next: Option<Instant>,
}

impl Brakes {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            state: Mutex::default(),
        }
    }

    /// Whether the call may be made now. A token that was refused is tried again by one call a minute.
    pub(super) fn permit(&self, route: &Route) -> Result<(), Failure> {
        let now = self.clock.now();
        let mut state = self.lock();
        if let Some(since) = state.dead {
            if now - since < SHUT_FOR && !route.exempt {
                return Err(Failure::DeadToken);
            }
            if !route.exempt {
                state.dead = Some(now);
            }
        }
        while state.refused.front().is_some_and(|at| now - *at > REFUSED_WITHIN) {
            state.refused.pop_front();
        }
        if state.refused.len() >= MOST_REFUSED {
            let oldest = state.refused.front().copied().unwrap_or(now);
            return Err(Failure::paused(oldest + REFUSED_WITHIN - now));
        }
        if route.exempt {
            return Ok(());
        }
        match state.shut.get(route) {
            Some((since, code)) if now - *since < SHUT_FOR => {
                return Err(Failure::Refused(Refused::again(*code)));
            }
            _ => {}
        }
        let bucket = state.bucket(route);
        let until = [state.all, state.routes.get(&bucket).copied()]
            .into_iter()
            .flatten()
            .max();
        match until {
            Some(until) if until > now => Err(Failure::paused(until - now)),
            _ => Ok(()),
        }
    }

    /// Waits for the bot's turn, so that all its calls together stay below what Discord takes.
    pub(super) async fn turn(&self, route: &Route) {
        if route.exempt {
            return;
        }
        let at = {
            let mut state = self.lock();
            let now = Instant::now();
            let earliest = now.checked_sub(BETWEEN * BURST).unwrap_or(now);
            let turn = state.next.unwrap_or(earliest).max(earliest) + BETWEEN;
            state.next = Some(turn);
            turn
        };
        tokio::time::sleep_until(at).await;
    }

    /// Remembers what an answer says about limits, and gives the wait that it asks for.
    pub(super) fn heed(&self, route: &Route, status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
        let now = self.clock.now();
        let mut state = self.lock();
        let scope = word(headers, "x-ratelimit-scope");
        let counts =
            matches!(status.as_u16(), 401 | 403) || (status.as_u16() == 429 && scope != Some("shared"));
        if counts {
            state.refused.push_back(now);
        }
        if route.exempt {
            return (status.as_u16() == 429)
                .then(|| seconds(headers, "retry-after"))
                .flatten();
        }
        match status.as_u16() {
            401 => state.dead = Some(now),
            _ => state.dead = None,
        }
        if status.is_success() {
            state.shut.remove(route);
        }
        if let Some(bucket) = word(headers, "x-ratelimit-bucket") {
            state.buckets.insert(route.kind.clone(), bucket.to_owned());
        }
        let bucket = state.bucket(route);
        if status != StatusCode::TOO_MANY_REQUESTS {
            if word(headers, "x-ratelimit-remaining") == Some("0")
                && let Some(wait) = seconds(headers, "x-ratelimit-reset-after")
            {
                state.wait(bucket, now + wait, now);
            }
            return None;
        }
        let wait = seconds(headers, "retry-after").unwrap_or(Duration::from_secs(1));
        if scope == Some("global") {
            state.all = Some(now + wait);
        } else {
            state.wait(bucket, now + wait, now);
        }
        Some(wait)
    }

    /// Something may not be done in a channel: it is left alone for a while.
    pub(super) fn shut(&self, route: &Route, code: u64) {
        if !route.exempt && !route.major.is_empty() {
            let now = self.clock.now();
            let mut state = self.lock();
            state.shut.retain(|_, (since, _)| now - *since < SHUT_FOR);
            state.shut.insert(route.clone(), (now, code));
        }
    }

    /// The token was refused, and no call has worked since.
    pub(super) fn is_dead(&self) -> bool {
        self.lock().dead.is_some()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn bucket(&self, route: &Route) -> Route {
        let kind = self.buckets.get(&route.kind).unwrap_or(&route.kind);
        Route {
            kind: kind.clone(),
            ..route.clone()
        }
    }

    fn wait(&mut self, bucket: Route, until: Timestamp, now: Timestamp) {
        if self.routes.len() > MOST_KEPT {
            self.routes.retain(|_, until| *until > now);
        }
        self.routes.insert(bucket, until);
    }
}

fn word<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn seconds(headers: &HeaderMap, name: &str) -> Option<Duration> {
    let seconds: f64 = word(headers, name)?.parse().ok()?;
    (seconds.is_finite() && seconds >= 0.0).then(|| Duration::from_secs_f64(seconds.min(LONGEST_WAIT)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    const OK: StatusCode = StatusCode::OK;

    fn brakes() -> (Brakes, Clock) {
        let clock = Clock::manual(DateTime::UNIX_EPOCH + TimeDelta::days(1));
        (Brakes::new(clock.clone()), clock)
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    fn send(channel: u8) -> Route {
        Route::of("POST", &format!("channels/{channel}/messages"))
    }

    #[test]
    fn calls_of_one_kind_on_one_channel_are_limited_together() {
        assert_eq!(
            Route::of("PATCH", "channels/1/messages/2"),
            Route::of("PATCH", "channels/1/messages/3?x=1")
        );
        assert_ne!(send(1), send(2));
        assert_ne!(send(1), Route::of("GET", "channels/1/messages"));
        assert!(Route::of("POST", "webhooks/1/token").exempt && !send(1).exempt);
    }

    #[test]
    fn a_spent_limit_stops_its_channel_and_no_other() {
        let (brakes, clock) = brakes();
        brakes.heed(
            &send(1),
            OK,
            &headers(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset-after", "2.5")]),
        );
        assert!(
            matches!(brakes.permit(&send(1)), Err(Failure::Paused(wait)) if wait == Duration::from_millis(2_500))
        );
        assert!(brakes.permit(&send(2)).is_ok());
        clock.advance(TimeDelta::milliseconds(2_500));
        assert!(brakes.permit(&send(1)).is_ok());
    }

    #[test]
    fn routes_of_one_bucket_wait_together_and_a_global_limit_stops_all() {
        let (brakes, _clock) = brakes();
        let other = Route::of("GET", "channels/1/messages/2");
        let spent = [
            ("x-ratelimit-bucket", "b"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset-after", "9"),
        ];
        brakes.heed(&other, OK, &headers(&spent[..1]));
        brakes.heed(&send(1), OK, &headers(&spent));
        assert!(brakes.permit(&other).is_err());
        let global = headers(&[("retry-after", "4"), ("x-ratelimit-scope", "global")]);
        let wait = brakes.heed(&send(2), StatusCode::TOO_MANY_REQUESTS, &global);
        assert_eq!(wait, Some(Duration::from_secs(4)));
        assert!(brakes.permit(&send(3)).is_err());
        assert!(
            brakes
                .permit(&Route::of("POST", "interactions/1/t/callback"))
                .is_ok()
        );
    }

    #[test]
    fn refusals_that_count_are_stopped_long_before_the_ban() {
        let (brakes, clock) = brakes();
        let shared = headers(&[("x-ratelimit-scope", "shared"), ("retry-after", "0")]);
        for _ in 0..2 * MOST_REFUSED {
            brakes.heed(&send(1), StatusCode::TOO_MANY_REQUESTS, &shared);
        }
        assert!(brakes.permit(&send(2)).is_ok());
        for _ in 0..MOST_REFUSED {
            brakes.heed(&send(1), StatusCode::FORBIDDEN, &HeaderMap::new());
        }
        assert!(matches!(brakes.permit(&send(2)), Err(Failure::Paused(_))));
        clock.advance(REFUSED_WITHIN + TimeDelta::seconds(1));
        assert!(brakes.permit(&send(2)).is_ok());
    }

    #[test]
    fn a_refused_token_is_tried_once_a_minute() {
        let (brakes, clock) = brakes();
        brakes.heed(&send(1), StatusCode::UNAUTHORIZED, &HeaderMap::new());
        assert!(matches!(brakes.permit(&send(2)), Err(Failure::DeadToken)));
        clock.advance(SHUT_FOR);
        assert!(brakes.permit(&send(2)).is_ok());
        assert!(brakes.permit(&send(2)).is_err());
        brakes.heed(&send(2), OK, &HeaderMap::new());
        assert!(brakes.permit(&send(1)).is_ok() && !brakes.is_dead());
    }

    #[test]
    fn a_channel_that_is_shut_is_left_alone_for_a_minute() {
        let (brakes, clock) = brakes();
        brakes.shut(&send(1), 50_013);
        assert!(matches!(brakes.permit(&send(1)), Err(Failure::Refused(r)) if r.code == 50_013));
        assert!(brakes.permit(&send(2)).is_ok());
        clock.advance(SHUT_FOR);
        assert!(brakes.permit(&send(1)).is_ok());
    }
}
