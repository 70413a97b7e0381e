//! The demo's public: plays the script on the sandbox network, and answers
//! back when the hospital has answered. Every post has a key, so a demo that
//! is started again on a kept folder goes on where it was.

use super::after;
use super::script::{Act, Person, Script};
use crate::domain::Network;
use crate::domain::sandbox::{NewPost, Post};
use crate::web::Sandbox;
use anyhow::Result;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// How often to look for answers.
const LOOK: Duration = Duration::from_millis(500);

pub(super) struct Public {
    sandbox: Sandbox,
    script: Script,
    speed: f64,
}

impl Public {
    pub fn new(sandbox: Sandbox, script: Script, speed: f64) -> Self {
        Self {
            sandbox,
            script,
            speed,
        }
    }

    /// Plays to the end, then goes on answering back.
    pub async fn live(&self) -> Result<()> {
        let (played, listened) = tokio::join!(self.play(), self.listen());
        played.and(listened)
    }

    async fn play(&self) -> Result<()> {
        let done = self.seconds_played().await?;
        let start = Instant::now();
        for act in self.script.acts.iter().filter(|act| act.at() >= done) {
            sleep_until(start + after(act.at() - done, self.speed)).await;
            self.act(act).await?;
            self.sandbox.wake();
        }
        Ok(())
    }

    /// Where a demo on a kept folder goes on: at the first post that is not there yet.
    async fn seconds_played(&self) -> Result<f64> {
        let mut last = 0.0;
        for act in &self.script.acts {
            if let Act::Post { at, id, .. } = act {
                if self.sandbox.board().by_key(&key(id)).await?.is_none() {
                    return Ok(if last == 0.0 { 0.0 } else { *at });
                }
                last = *at;
            }
        }
        Ok(last)
    }

    async fn act(&self, act: &Act) -> Result<()> {
        match act {
            Act::Post {
                id,
                network,
                author,
                text,
                reply_to,
                ..
            } => {
                let parent = match reply_to {
                    Some(to) => self.find(to).await?.map(|post| post.id),
                    None => None,
                };
                let post = new_post(*network, author, text, parent);
                self.sandbox.board().write(&post, Some(&key(id))).await?;
            }
            Act::Edit { id, text, .. } => {
                if let Some(post) = self.find(id).await? {
                    self.sandbox.board().edit(&post.id, text).await?;
                }
            }
            Act::Delete { id, .. } => {
                if let Some(post) = self.find(id).await? {
                    self.sandbox.board().delete(&post.id).await?;
                }
            }
            Act::AnswerBack { .. } => {}
        }
        Ok(())
    }

    async fn find(&self, id: &str) -> Result<Option<Post>> {
        self.sandbox.board().by_key(&key(id)).await
    }

    /// Looks for the hospital's answers and writes back, once each.
    async fn listen(&self) -> Result<()> {
        let mut seen = 0;
        let mut due: Vec<(Instant, String)> = Vec::new();
        let authors = self.authors();
        loop {
            for post in self.sandbox.board().since(seen, 200).await? {
                seen = post.seq;
                if let Some((to, wait)) = self.comeback(&post).await? {
                    due.push((Instant::now() + after(wait, self.speed), to));
                }
            }
            let now = Instant::now();
            for (_, to) in due.extract_if(.., |(at, _)| *at <= now) {
                self.write_back(&to, &authors).await?;
            }
            sleep(LOOK).await;
        }
    }

    fn authors(&self) -> HashMap<&str, (Network, &Person)> {
        self.script
            .acts
            .iter()
            .filter_map(|act| match act {
                Act::Post {
                    id, network, author, ..
                } => Some((id.as_str(), (*network, author))),
                _ => None,
            })
            .collect()
    }

    /// The script's post that this answers, and how long its author takes.
    async fn comeback(&self, post: &Post) -> Result<Option<(String, f64)>> {
        let (true, Some(parent)) = (post.ours && post.deleted_at.is_none(), &post.parent) else {
            return Ok(None);
        };
        for (to, comeback) in &self.script.comebacks {
            let answered = self.find(to).await?;
            if answered.is_some_and(|p| p.id == *parent && p.deleted_at.is_none()) {
                return Ok(Some((to.clone(), comeback.after)));
            }
        }
        Ok(None)
    }

    async fn write_back(&self, to: &str, authors: &HashMap<&str, (Network, &Person)>) -> Result<()> {
        let (Some(comeback), Some((network, author)), Some(post)) = (
            self.script.comebacks.get(to),
            authors.get(to),
            self.find(to).await?,
        ) else {
            return Ok(());
        };
        let back = new_post(*network, author, &comeback.text, Some(post.id));
        self.sandbox
            .board()
            .write(&back, Some(&format!("{}/back", key(to))))
            .await?;
        self.sandbox.wake();
        Ok(())
    }
}

fn key(id: &str) -> String {
    format!("script/{id}")
}

fn new_post(network: Network, author: &Person, text: &str, parent: Option<String>) -> NewPost {
    NewPost {
        network,
        handle: author.handle.trim_start_matches('@').to_owned(),
        name: author.name.clone(),
        text: text.to_owned(),
        parent,
        ours: false,
    }
}
