//! A board that forgets with the process, for tests.

use super::Board;
use crate::domain::Clock;
use crate::domain::sandbox::{NewPost, Post};
use async_trait::async_trait;
use std::collections::HashMap;
use std::sync::Mutex;

pub(crate) struct Memory {
    clock: Clock,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    seq: i64,
    posts: Vec<Post>,
    keys: HashMap<String, String>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            clock: Clock::system(),
            kept: Mutex::default(),
        }
    }
}

impl Memory {
    fn posts(&self, which: impl Fn(&Post) -> bool) -> Vec<Post> {
        let kept = self.kept.lock().unwrap();
        kept.posts.iter().filter(|p| which(p)).cloned().collect()
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Post)) -> Option<Post> {
        let mut kept = self.kept.lock().unwrap();
        let at = kept
            .posts
            .iter()
            .position(|p| p.id == id && p.deleted_at.is_none())?;
        kept.seq += 1;
        let mut post = kept.posts.remove(at);
        post.seq = kept.seq;
        change(&mut post);
        kept.posts.push(post.clone());
        Some(post)
    }
}

#[async_trait]
impl Board for Memory {
    async fn write(&self, new: &NewPost, key: Option<&str>) -> anyhow::Result<(Post, bool)> {
        if let Some(key) = key
            && let Some(post) = self.by_key(key).await?
        {
            return Ok((post, false));
        }
        let parent = self.posts(|p| Some(&p.id) == new.parent.as_ref()).pop();
        let mut kept = self.kept.lock().unwrap();
        kept.seq += 1;
        let id = format!("s{}", kept.seq);
        let post = Post {
            seq: kept.seq,
            network: new.network,
            handle: new.handle.clone(),
            name: new.name.clone(),
            text: new.text.clone(),
            parent: new.parent.clone(),
            root: parent.map_or_else(|| id.clone(), |p| p.root),
            at: self.clock.now(),
            edited_at: None,
            deleted_at: None,
            ours: new.ours,
            id,
        };
        if let Some(key) = key {
            kept.keys.insert(key.to_owned(), post.id.clone());
        }
        kept.posts.push(post.clone());
        Ok((post, true))
    }

    async fn edit(&self, id: &str, text: &str) -> anyhow::Result<Option<Post>> {
        let now = self.clock.now();
        Ok(self.change(id, |post| {
            text.clone_into(&mut post.text);
            post.edited_at = Some(now);
        }))
    }

    async fn delete(&self, id: &str) -> anyhow::Result<bool> {
        let now = self.clock.now();
        let deleted = self.change(id, |post| {
            post.text.clear();
            post.deleted_at = Some(now);
        });
        Ok(deleted.is_some())
    }

    async fn get(&self, id: &str) -> anyhow::Result<Option<Post>> {
        Ok(self.posts(|p| p.id == id).pop())
    }

    async fn by_key(&self, key: &str) -> anyhow::Result<Option<Post>> {
        let id = self.kept.lock().unwrap().keys.get(key).cloned();
        Ok(id.and_then(|id| self.posts(|p| p.id == id).pop()))
    }

    async fn since(&self, seq: i64, most: i64) -> anyhow::Result<Vec<Post>> {
        let mut posts = self.posts(|p| p.seq > seq);
        posts.truncate(usize::try_from(most)?);
        Ok(posts)
    }

    async fn thread(&self, root: &str) -> anyhow::Result<Vec<Post>> {
        let mut posts = self.posts(|p| p.root == root);
        posts.sort_by_key(|p| p.at);
        Ok(posts)
    }

    async fn by_author(&self, handle: &str, most: i64) -> anyhow::Result<Vec<Post>> {
        let mut posts = self.posts(|p| p.handle == handle);
        posts.sort_by_key(|p| std::cmp::Reverse(p.at));
        posts.truncate(usize::try_from(most)?);
        Ok(posts)
    }

    async fn latest(&self, before: Option<i64>, most: i64) -> anyhow::Result<Vec<Post>> {
        let mut posts = self.posts(|p| before.is_none_or(|before| p.seq < before));
        posts.reverse();
        posts.truncate(usize::try_from(most)?);
        Ok(posts)
    }
}
