//! What goes wrong because a story says so.

use super::Discord;
use super::call::Call;
use std::collections::VecDeque;
use std::time::Duration;

/// How a request goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 429 with so many seconds to wait, and its scope: `user`, `shared` or `global`.
    RateLimited(u32, &'static str),
    /// 500, and nothing was done.
    Internal,
    /// It is done, and then 500.
    InternalAfter,
    /// The connection breaks, and nothing was done.
    Reset,
    /// It is done, and the connection breaks before the answer.
    ResetAfter,
    /// This status with this code, and nothing was done.
    Error(u16, u32),
    /// So long, in real time, nothing happens; then it is done, if the client still waits.
    Stall(Duration),
    /// It is done, and then nothing happens for so long.
    StallAfter(Duration),
}

/// The faults that wait for their request.
#[derive(Default)]
pub(super) struct Faults(VecDeque<(String, String, Fault)>);

impl Faults {
    /// The first fault that fits a request, taken out.
    pub fn take(&mut self, call: &Call) -> Option<Fault> {
        let fits = |(method, path, _): &(String, String, Fault)| {
            (method == "*" || method.eq_ignore_ascii_case(&call.method)) && call.path.contains(path)
        };
        let at = self.0.iter().position(fits)?;
        self.0.remove(at).map(|(_, _, fault)| fault)
    }

    /// What nobody met, in words.
    pub fn unmet(&mut self) -> Vec<String> {
        let all = self.0.drain(..);
        all.map(|(method, path, fault)| format!("nobody met {fault:?} at {method} …{path}…"))
            .collect()
    }
}

impl Discord {
    /// The next request of this method (`*` for any) with this in its path goes wrong so; several stand in a row.
    pub fn fail_next(&self, method: &str, path_contains: &str, fault: Fault) {
        let mut kept = self.kept();
        let one = (method.to_owned(), path_contains.to_owned(), fault);
        kept.faults.0.push_back(one);
    }

    /// Faults that nobody met yet are taken back.
    pub fn forgive(&self) {
        self.kept().faults.0.clear();
    }
}
