//! What work took: time on the wall, and the cores' time of this process,
//! which other people's load disturbs less.

use std::time::{Duration, Instant};

/// The kernel counts the cores' time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// Running since it was made.
pub struct Stopwatch(Instant, Duration);

/// What it showed.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    pub wall: Duration,
    pub cores: Duration,
}

impl Stopwatch {
    pub fn start() -> Self {
        Self(Instant::now(), cores())
    }

    pub fn stop(&self) -> Effort {
        Effort {
            wall: self.0.elapsed(),
            cores: cores().saturating_sub(self.1),
        }
    }
}

/// Fields 14 and 15 of /proc/self/stat, see proc_pid_stat(5); the second, the name, may hold spaces.
fn cores() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let (_, after_name) = stat.rsplit_once(')').unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    TICK * ticks.filter_map(|field| field.parse::<u32>().ok()).sum::<u32>()
}
