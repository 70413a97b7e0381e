//! Calling at a fixed rate, free of coordinated omission.

use super::latency::Latencies;
use anyhow::Result;
use std::future::Future;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;

/// How calls at a rate went.
pub struct Paced {
    /// Of those that were answered.
    pub latencies: Latencies,
    /// How many were not, or not with what was asked for.
    pub failed: usize,
    /// Why the first of these was not.
    pub why: Option<String>,
}

/// Calls at a fixed rate, whether or not earlier calls have ended. Each is
/// timed from the moment it was meant to begin: one that had to wait for
/// others to end, or for a core, was late for whoever asked.
pub async fn at_rate<F>(rate: u32, calls: u32, call: impl Fn(u32) -> F + Send + 'static) -> Result<Paced>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let runtime = Handle::current();
    // A thread of its own: the runtime's timer ticks in whole milliseconds.
    let pacer = tokio::task::spawn_blocking(move || {
        let start = Instant::now();
        let begin = |number: u32| {
            let meant = start + Duration::from_secs(1) * number / rate;
            std::thread::sleep(meant.saturating_duration_since(Instant::now()));
            let call = call(number);
            runtime.spawn(async move {
                call.await?;
                anyhow::Ok(meant.elapsed())
            })
        };
        (0..calls).map(begin).collect::<Vec<_>>()
    });
    let (mut all, mut errors) = (Vec::new(), Vec::new());
    for call in pacer.await? {
        match call.await? {
            Ok(took) => all.push(took),
            Err(error) => errors.push(error),
        }
    }
    Ok(Paced {
        latencies: Latencies::of(all),
        failed: errors.len(),
        why: errors.first().map(|error| format!("{error:#}")),
    })
}
