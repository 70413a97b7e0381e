//! The sandbox network's posts. Numbered like the console's messages, so that
//! a reader of changes misses none.

use super::{Tx, each, micros, row, time};
use crate::domain::sandbox::{NewPost, Post};
use anyhow::{Context, Result};

row!(PostRow {
    id: String,
    seq: i64,
    network: String,
    handle: String,
    name: String,
    text: String,
    parent: Option<String>,
    root: String,
    at: i64,
    edited_at: Option<i64>,
    deleted_at: Option<i64>,
    ours: bool,
});

macro_rules! post {
    ($rest:literal) => {
        concat!(
            "select id, seq, network, handle, name, text, parent, root, at, edited_at, deleted_at, ours from posts ",
            $rest
        )
    };
}

impl Tx {
    /// Writes a post; with a known key it gives the first. The flag tells whether it is new.
    pub async fn write_post(&mut self, post: &NewPost, key: Option<&str>) -> Result<(Post, bool)> {
        if let Some(key) = key
            && let Some(known) = self.sandbox_post_by_key(key).await?
        {
            return Ok((known, false));
        }
        let root = match &post.parent {
            Some(parent) => self.sandbox_post(parent).await?.map(|p| p.root),
            None => None,
        };
        let seq = self.numbers("post", 1).await?;
        let now = self.clock.now();
        let id = self.clock.new_id().simple().to_string();
        let root = root.unwrap_or_else(|| id.clone());
        each!(self, db => sqlx::query(
            "insert into posts (id, key, seq, network, handle, name, text, parent, root, at, ours) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
            .bind(id.as_str()).bind(key).bind(seq).bind(post.network.as_str()).bind(post.handle.as_str())
            .bind(post.name.as_str()).bind(post.text.as_str()).bind(post.parent.as_deref()).bind(root.as_str())
            .bind(micros(now)).bind(post.ours).execute(db).await.map(|_| ()))
        .context("writing a post of the sandbox")?;
        let written = self
            .sandbox_post(&id)
            .await?
            .context("a post just written is there")?;
        Ok((written, true))
    }

    /// Changes a post's words; none when there is no such post, or it is gone.
    pub async fn edit_sandbox_post(&mut self, id: &str, text: &str) -> Result<Option<Post>> {
        let (seq, now) = (self.numbers("post", 1).await?, micros(self.clock.now()));
        let changed = each!(self, db => sqlx::query(
            "update posts set text = $2, seq = $3, edited_at = $4 where id = $1 and deleted_at is null")
            .bind(id).bind(text).bind(seq).bind(now).execute(db).await.map(|done| done.rows_affected()))?;
        if changed == 1 {
            self.sandbox_post(id).await
        } else {
            Ok(None)
        }
    }

    /// Takes a post down; its words go. True when it was there.
    pub async fn delete_sandbox_post(&mut self, id: &str) -> Result<bool> {
        let (seq, now) = (self.numbers("post", 1).await?, micros(self.clock.now()));
        let changed = each!(self, db => sqlx::query(
            "update posts set text = '', seq = $2, deleted_at = $3 where id = $1 and deleted_at is null")
            .bind(id).bind(seq).bind(now).execute(db).await.map(|done| done.rows_affected()))?;
        Ok(changed == 1)
    }

    /// A post by its id.
    pub async fn sandbox_post(&mut self, id: &str) -> Result<Option<Post>> {
        let row: Option<PostRow> =
            each!(self, db => sqlx::query_as(post!("where id = $1")).bind(id).fetch_optional(db).await)?;
        row.map(Post::try_from).transpose()
    }

    /// A post by its idempotency key.
    pub async fn sandbox_post_by_key(&mut self, key: &str) -> Result<Option<Post>> {
        let row: Option<PostRow> =
            each!(self, db => sqlx::query_as(post!("where key = $1")).bind(key).fetch_optional(db).await)?;
        row.map(Post::try_from).transpose()
    }

    /// What was written, changed or taken down after `seq`, in that order.
    pub async fn sandbox_since(&mut self, seq: i64, most: i64) -> Result<Vec<Post>> {
        let rows: Vec<PostRow> = each!(self, db =>
            sqlx::query_as(post!("where seq > $1 order by seq limit $2")).bind(seq).bind(most).fetch_all(db).await)?;
        rows.into_iter().map(Post::try_from).collect()
    }

    /// A conversation, oldest first.
    pub async fn sandbox_thread(&mut self, root: &str) -> Result<Vec<Post>> {
        let rows: Vec<PostRow> = each!(self, db =>
            sqlx::query_as(post!("where root = $1 order by at, id")).bind(root).fetch_all(db).await)?;
        rows.into_iter().map(Post::try_from).collect()
    }

    /// What one person wrote, newest first.
    pub async fn sandbox_by(&mut self, handle: &str, most: i64) -> Result<Vec<Post>> {
        let rows: Vec<PostRow> = each!(self, db =>
            sqlx::query_as(post!("where handle = $1 order by at desc, id desc limit $2"))
                .bind(handle).bind(most).fetch_all(db).await)?;
        rows.into_iter().map(Post::try_from).collect()
    }

    /// The newest posts, before the one with number `before`.
    pub async fn sandbox_latest(&mut self, before: Option<i64>, most: i64) -> Result<Vec<Post>> {
        let rows: Vec<PostRow> = each!(self, db =>
            sqlx::query_as(post!("where seq < $1 order by seq desc limit $2"))
                .bind(before.unwrap_or(i64::MAX)).bind(most).fetch_all(db).await)?;
        rows.into_iter().map(Post::try_from).collect()
    }
}

impl TryFrom<PostRow> for Post {
    type Error = anyhow::Error;

    fn try_from(row: PostRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            seq: row.seq,
            network: row.network.parse()?,
            handle: row.handle,
            name: row.name,
            text: row.text,
            parent: row.parent,
            root: row.root,
            at: time(row.at),
            edited_at: row.edited_at.map(time),
            deleted_at: row.deleted_at.map(time),
            ours: row.ours,
        })
    }
}
