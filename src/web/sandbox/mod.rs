//! The sandbox: a small social network inside liaison, as the public sees it.
//!
//! Its interface is that of a real one: the sandbox feed reads changes and
//! posts answers over HTTP like a stranger, with a bearer token to speak for
//! the organisation. Anybody at the page may write as a member of the public.

mod api;
#[cfg(test)]
pub(crate) mod memory;
mod rules;

pub(super) use api::routes;
pub(super) use rules::{Gate, only_writers_write};

use crate::domain::sandbox::{NewPost, Post};
use async_trait::async_trait;
use secrecy::SecretString;
use std::sync::Arc;
use tokio::sync::watch;

/// Where the posts are kept.
#[async_trait]
pub trait Board: Send + Sync {
    /// Writes a post. With a key that was used before nothing is written: the post of that time, and false.
    async fn write(&self, post: &NewPost, key: Option<&str>) -> anyhow::Result<(Post, bool)>;
    /// Changes a post's words; none when there is no such post, or it was taken down.
    async fn edit(&self, id: &str, text: &str) -> anyhow::Result<Option<Post>>;
    /// Takes a post down and empties it; false when it is not there.
    async fn delete(&self, id: &str) -> anyhow::Result<bool>;
    /// The post of that id, also one that was taken down.
    async fn get(&self, id: &str) -> anyhow::Result<Option<Post>>;
    /// The post that was written with that key.
    async fn by_key(&self, key: &str) -> anyhow::Result<Option<Post>>;
    /// What changed after `seq`, in that order, at most `most`. A number must not become visible before
    /// every lower one.
    async fn since(&self, seq: i64, most: i64) -> anyhow::Result<Vec<Post>>;
    /// A conversation, oldest first.
    async fn thread(&self, root: &str) -> anyhow::Result<Vec<Post>>;
    /// What somebody wrote, newest first.
    async fn by_author(&self, handle: &str, most: i64) -> anyhow::Result<Vec<Post>>;
    /// The posts whose `seq` is below `before`, highest first.
    async fn latest(&self, before: Option<i64>, most: i64) -> anyhow::Result<Vec<Post>>;
}

/// The network: its board, and a signal for those who look on.
#[derive(Clone)]
pub struct Sandbox {
    board: Arc<dyn Board>,
    token: Arc<SecretString>,
    changes: Arc<watch::Sender<u64>>,
}

impl Sandbox {
    /// A network kept on `board`; whoever has `token` speaks for the organisation.
    pub fn new(board: Arc<dyn Board>, token: SecretString) -> Self {
        Self {
            board,
            token: Arc::new(token),
            changes: Arc::new(watch::channel(0).0),
        }
    }

    /// What is written on it. After a change of your own, [wake](Self::wake) those who look on.
    pub fn board(&self) -> &dyn Board {
        self.board.as_ref()
    }

    /// Wakes when something changed here.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Tells those who look on that something changed.
    pub fn wake(&self) {
        self.changes
            .send_modify(|changes| *changes = changes.wrapping_add(1));
    }
}
