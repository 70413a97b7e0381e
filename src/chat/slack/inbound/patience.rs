//! How long an acknowledgement waits for the answer. On the socket one frame
//! waits behind another, so while something is overdue nobody waits at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// On the socket.
const SOCKET: Duration = Duration::from_millis(250);
/// Over HTTP, where every request has its own connection.
const HTTP: Duration = Duration::from_millis(1_500);

/// How we are reached, for how long an answer is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By a frame of the socket.
    Socket,
    /// By a request.
    Http,
    /// So that nothing can be put into the acknowledgement.
    Mute,
}

/// Counts what is overdue.
#[derive(Debug, Default, Clone)]
pub struct Patience(Arc<AtomicUsize>);

impl Patience {
    /// How long to wait for the next answer.
    pub fn wait(&self, way: Way) -> Duration {
        match way {
            Way::Http => HTTP,
            Way::Socket if self.0.load(Ordering::Relaxed) == 0 => SOCKET,
            Way::Socket | Way::Mute => Duration::ZERO,
        }
    }

    /// Work that counts as overdue once `wait` has passed, and until it is done.
    pub async fn watch<T>(&self, wait: Duration, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        tokio::select! {
            biased;
            done = &mut work => done,
            () = tokio::time::sleep(wait.max(SOCKET)) => {
                let _overdue = Overdue::new(&self.0);
                work.await
            }
        }
    }
}

struct Overdue(Arc<AtomicUsize>);

impl Overdue {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Overdue {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn while_something_is_overdue_nobody_waits_on_the_socket() {
        let patience = Patience::default();
        assert_eq!(patience.wait(Way::Socket), SOCKET);
        let slow = patience.watch(SOCKET, tokio::time::sleep(Duration::from_secs(10)));
        let look = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            (patience.wait(Way::Socket), patience.wait(Way::Http))
        };
        let ((), during) = tokio::join!(slow, look);
        assert_eq!(during, (Duration::ZERO, HTTP));
        assert_eq!(patience.wait(Way::Socket), SOCKET);
    }
}
