//! Rate limits by the story's time: a bucket per route and place, fifty
//! requests a second over all, and the count of invalid answers that ends in
//! a ban of the whole address.

use super::Discord;
use super::call::Call;
use super::refusal::Refused;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Requests a second over all routes.
const GLOBAL: u32 = 50;
/// How long an invalid answer counts.
const MEMORY: TimeDelta = TimeDelta::minutes(10);

/// A window that is used up.
#[derive(Debug, Clone, Copy)]
struct Window {
    from: DateTime<Utc>,
    used: u32,
}

/// What is counted.
pub(super) struct Rates {
    hold: bool,
    buckets: HashMap<String, Window>,
    global: Option<Window>,
    /// Closed by a fault until then: a route's bucket, or all when empty.
    closed: HashMap<String, (DateTime<Utc>, &'static str)>,
    invalid: VecDeque<DateTime<Utc>>,
    most_invalid: usize,
    limited: usize,
}

impl Rates {
    /// Limits that hold or don't.
    pub fn new(hold: bool) -> Self {
        Self {
            hold,
            buckets: HashMap::new(),
            global: None,
            closed: HashMap::new(),
            invalid: VecDeque::new(),
            most_invalid: 100,
            limited: 0,
        }
    }

    /// Lets a request pass and gives the headers of its bucket, or says how long to wait.
    pub fn pass(&mut self, call: &Call, now: DateTime<Utc>) -> Result<Vec<(&'static str, String)>, Refused> {
        let Some(bucket) = Bucket::of(call) else {
            return Ok(Vec::new());
        };
        for key in [bucket.key.as_str(), ""] {
            if let Some((until, scope)) = self.closed.get(key)
                && now < *until
            {
                return Err(too_many(*until - now, scope, &bucket));
            }
        }
        if !self.hold {
            return Ok(Vec::new());
        }
        if let Err(wait) = take(
            self.global.get_or_insert(Window { from: now, used: 0 }),
            GLOBAL,
            1_000,
            now,
        ) {
            return Err(too_many(wait, "global", &bucket));
        }
        let window = self.buckets.entry(bucket.key.clone());
        let window = window.or_insert(Window { from: now, used: 0 });
        if let Err(wait) = take(window, bucket.most, bucket.millis, now) {
            return Err(too_many(wait, "user", &bucket));
        }
        let ends = window.from + TimeDelta::milliseconds(bucket.millis);
        Ok(bucket.headers(bucket.most - window.used, ends - now, ends))
    }

    /// Closes a route, or all of them, because a story says so.
    pub fn close(&mut self, call: &Call, seconds: u32, scope: &'static str, now: DateTime<Utc>) -> Refused {
        let bucket = Bucket::of(call).unwrap_or_else(|| Bucket::new("exempt", 1, 1_000));
        let wait = TimeDelta::seconds(i64::from(seconds));
        let key = if scope == "global" {
            String::new()
        } else {
            bucket.key.clone()
        };
        self.closed.insert(key, (now + wait, scope));
        too_many(wait, scope, &bucket)
    }

    /// Counts what ends in a ban when there is too much of it; says so once for each that is too many.
    pub fn count(&mut self, refused: &Refused, now: DateTime<Utc>) -> Option<String> {
        let status = refused.status;
        self.limited += usize::from(status == StatusCode::TOO_MANY_REQUESTS);
        let shared = refused.headers.iter().any(|(_, value)| value == "shared");
        let counts = [401, 403].contains(&status.as_u16()) || (status.as_u16() == 429 && !shared);
        if !counts {
            return None;
        }
        self.invalid.push_back(now);
        while self.invalid.front().is_some_and(|at| now - *at > MEMORY) {
            self.invalid.pop_front();
        }
        (self.invalid.len() > self.most_invalid)
            .then(|| format!("{} invalid requests in ten minutes", self.invalid.len()))
    }
}

impl Discord {
    /// So many invalid answers (401, 403, 429 that is not shared) in ten minutes are taken in good part; 100 unless told.
    pub fn tolerate_invalid(&self, most: usize) {
        self.kept().rates.most_invalid = most;
    }

    /// Invalid answers in the last ten minutes.
    pub fn invalid(&self) -> usize {
        self.kept().rates.invalid.len()
    }

    /// How often it said 429.
    pub fn limited(&self) -> usize {
        self.kept().rates.limited
    }
}

fn take(window: &mut Window, most: u32, millis: i64, now: DateTime<Utc>) -> Result<(), TimeDelta> {
    let ends = window.from + TimeDelta::milliseconds(millis);
    if now >= ends {
        *window = Window { from: now, used: 0 };
    }
    if window.used >= most {
        return Err(ends - now);
    }
    window.used += 1;
    Ok(())
}

/// What is counted together.
struct Bucket {
    key: String,
    most: u32,
    millis: i64,
}

impl Bucket {
    fn new(key: impl Into<String>, most: u32, millis: i64) -> Self {
        Self {
            key: key.into(),
            most,
            millis,
        }
    }

    /// The bucket of a route; answers to interactions have none.
    fn of(call: &Call) -> Option<Self> {
        let steps = call.steps();
        let method = call.method.as_str();
        match steps.as_slice() {
            ["interactions", ..] => None,
            ["webhooks", _, token, ..] => Some(Self::new(format!("webhook {token}"), 5, 2_000)),
            ["channels", id, "messages"] if method == "POST" => {
                Some(Self::new(format!("create {id}"), 5, 5_000))
            }
            ["channels", id, rest @ ..] => {
                let route = rest.first().copied().unwrap_or("itself");
                let kind = if rest.last() == Some(&"threads") {
                    "threads"
                } else {
                    route
                };
                Some(Self::new(format!("{method} {kind} {id}"), 5, 5_000))
            }
            [root, ..] => Some(Self::new(format!("{method} {root}"), 30, 10_000)),
            [] => None,
        }
    }

    fn headers(&self, remaining: u32, after: TimeDelta, ends: DateTime<Utc>) -> Vec<(&'static str, String)> {
        let mut hasher = DefaultHasher::new();
        // The name of a bucket is the route's; the place is not part of it.
        self.key.split(' ').next().hash(&mut hasher);
        vec![
            ("x-ratelimit-limit", self.most.to_string()),
            ("x-ratelimit-remaining", remaining.to_string()),
            ("x-ratelimit-reset", seconds(ends.timestamp_millis())),
            ("x-ratelimit-reset-after", seconds(after.num_milliseconds())),
            ("x-ratelimit-bucket", format!("{:016x}", hasher.finish())),
        ]
    }
}

fn seconds(millis: i64) -> String {
    format!("{}.{:03}", millis / 1_000, millis % 1_000)
}

fn too_many(wait: TimeDelta, scope: &'static str, bucket: &Bucket) -> Refused {
    let global = scope == "global";
    let millis = wait.num_milliseconds().max(1);
    let mut refused =
        Refused::new(StatusCode::TOO_MANY_REQUESTS, 0, "You are being rate limited.").forgiven_if(true);
    let exact = std::time::Duration::from_millis(millis.unsigned_abs()).as_secs_f64();
    refused.body = json!({
        "message": "You are being rate limited.", "retry_after": exact, "global": global,
    });
    refused.headers = vec![
        ("retry-after", millis.unsigned_abs().div_ceil(1_000).to_string()),
        ("x-ratelimit-scope", scope.to_owned()),
        ("x-ratelimit-limit", bucket.most.to_string()),
        ("x-ratelimit-remaining", "0".to_owned()),
        ("x-ratelimit-reset-after", seconds(millis)),
    ];
    if global {
        refused.headers.push(("x-ratelimit-global", "true".to_owned()));
    }
    refused
}
