//! What goes on as it happens: one stream of server-sent events a page.
//!
//! An event's id says how far the page has been told: a `seq`, or two with a
//! dot between them where the page looks on at both console and sandbox. A page that lost the line comes back with
//! the last id it saw and misses nothing. What this process writes wakes the
//! stream at once; what others write is found within a second.

use super::sandbox::Sandbox;
use crate::chat::console::Console;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use futures_util::stream::unfold;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Interval, interval, sleep};
use tokio_util::sync::CancellationToken;

/// How often other processes' changes are looked for.
const LOOK: Duration = Duration::from_secs(1);

/// How often a quiet line says that it is still there.
const BEAT: Duration = Duration::from_secs(10);

/// The most that is read at once.
const BATCH: i64 = 200;

/// How far a page has been told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Position {
    pub entry: i64,
    pub post: i64,
}

/// What a page looks on at.
#[derive(Clone, Default)]
pub(super) struct Sources {
    pub console: Option<Arc<Console>>,
    pub sandbox: Option<Sandbox>,
}

impl Sources {
    /// The last event that the page saw, if it comes back after it lost the line.
    pub(super) fn resumed(&self, headers: &HeaderMap) -> Option<Position> {
        self.read(headers.get("last-event-id")?.to_str().ok()?)
    }

    fn read(&self, id: &str) -> Option<Position> {
        let (entry, post) = match (&self.console, &self.sandbox) {
            (Some(_), Some(_)) => id.split_once('.')?,
            (Some(_), None) => (id, "0"),
            (None, _) => ("0", id),
        };
        Some(Position {
            entry: entry.parse().ok()?,
            post: post.parse().ok()?,
        })
    }

    fn id(&self, at: Position) -> String {
        match (&self.console, &self.sandbox) {
            (Some(_), Some(_)) => format!("{}.{}", at.entry, at.post),
            (Some(_), None) => at.entry.to_string(),
            (None, _) => at.post.to_string(),
        }
    }
}

struct Live {
    sources: Sources,
    at: Position,
    said: Option<watch::Receiver<u64>>,
    posted: Option<watch::Receiver<u64>>,
    beat: Interval,
    closing: CancellationToken,
    events: VecDeque<Event>,
}

/// Tells of everything after `at`, and then of everything as it happens, until `closing`.
pub(super) fn stream(sources: Sources, at: Position, closing: CancellationToken) -> impl IntoResponse {
    let live = Live {
        said: sources.console.as_ref().map(|c| c.changes()),
        posted: sources.sandbox.as_ref().map(Sandbox::changes),
        sources,
        at,
        beat: interval(BEAT),
        closing,
        events: VecDeque::new(),
    };
    Sse::new(unfold(live, async |mut live| {
        let event = live.next().await?;
        Some((Ok::<_, Infallible>(event), live))
    }))
}

impl Live {
    /// The next event; none ends the stream, and the page asks again.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Some(event);
            }
            if let Err(error) = self.read().await {
                tracing::warn!(error = format!("{error:#}"), "a live stream was ended");
                return None;
            }
            if self.events.is_empty() {
                self.wait().await?;
            }
        }
    }

    async fn read(&mut self) -> anyhow::Result<()> {
        if let Some(console) = &self.sources.console {
            for entry in console.transcript().since(self.at.entry, BATCH).await? {
                self.at.entry = entry.seq;
                let event = Event::default().event("entry").id(self.sources.id(self.at));
                self.events.push_back(event.json_data(&entry)?);
            }
        }
        if let Some(sandbox) = &self.sources.sandbox {
            for post in sandbox.board().since(self.at.post, BATCH).await? {
                self.at.post = post.seq;
                let event = Event::default().event("post").id(self.sources.id(self.at));
                self.events.push_back(event.json_data(&post)?);
            }
        }
        Ok(())
    }

    /// Waits until there may be something to tell.
    async fn wait(&mut self) -> Option<()> {
        tokio::select! {
            () = self.closing.cancelled() => return None,
            () = changed(self.said.as_mut()) => {}
            () = changed(self.posted.as_mut()) => {}
            () = sleep(LOOK) => {}
            _ = self.beat.tick() => self.events.push_back(Event::default().event("beat").retry(LOOK).data("on")),
        }
        Some(())
    }
}

async fn changed(signal: Option<&mut watch::Receiver<u64>>) {
    let woken = match signal {
        Some(signal) => signal.changed().await.is_ok(),
        None => false,
    };
    if !woken {
        pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::console::memory::Memory as Transcript;
    use crate::web::sandbox::memory::Memory as Board;

    #[test]
    fn an_id_tells_how_far_each_has_been_told() {
        let console = Some(Arc::new(Console::new(Arc::new(Transcript::default()))));
        let sandbox = Some(Sandbox::new(Arc::new(Board::default()), String::new().into()));
        let at = Position { entry: 12, post: 40 };
        let both = Sources { console, sandbox };
        assert_eq!(both.id(at), "12.40");
        assert_eq!(both.read("12.40"), Some(at));
        let alone = Sources {
            console: None,
            ..both.clone()
        };
        assert_eq!(alone.id(at), "40");
        assert_eq!(alone.read("40"), Some(Position { entry: 0, post: 40 }));
        for strange in ["", "x", "1.x", "1.2.3", "99999999999999999999.1"] {
            assert_eq!(both.read(strange), None, "{strange}");
        }
    }
}
