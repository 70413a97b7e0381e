//! What the demo's public does, and when.

use crate::domain::Network;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::HashMap;

/// One line of `posts.jsonl`.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Act {
    /// Somebody writes.
    Post {
        at: f64,
        id: String,
        network: Network,
        author: Person,
        text: String,
        #[serde(default)]
        reply_to: Option<String>,
    },
    /// The author changes a post.
    Edit { at: f64, id: String, text: String },
    /// The author takes a post down.
    Delete { at: f64, id: String },
    /// What the author of `to` writes, `after` seconds after the hospital has answered it.
    AnswerBack { to: String, after: f64, text: String },
}

/// Who writes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub handle: String,
    pub name: String,
}

/// What a person writes back.
#[derive(Debug, Clone)]
pub(super) struct Comeback {
    pub after: f64,
    pub text: String,
}

/// The whole play.
pub(super) struct Script {
    /// What happens by itself, in order of time.
    pub acts: Vec<Act>,
    /// What is written back, by the post that was answered.
    pub comebacks: HashMap<String, Comeback>,
}

impl Act {
    /// Seconds after the start.
    pub fn at(&self) -> f64 {
        match self {
            Self::Post { at, .. } | Self::Edit { at, .. } | Self::Delete { at, .. } => *at,
            Self::AnswerBack { .. } => 0.0,
        }
    }
}

impl Script {
    pub fn read(lines: &str) -> Result<Self> {
        let mut script = Self {
            acts: Vec::new(),
            comebacks: HashMap::new(),
        };
        for (index, line) in lines.lines().enumerate() {
            let act =
                serde_json::from_str(line).with_context(|| format!("line {} of the script", index + 1))?;
            match act {
                Act::AnswerBack { to, after, text } => {
                    script.comebacks.insert(to, Comeback { after, text });
                }
                act => script.acts.push(act),
            }
        }
        Ok(script)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_can_be_read_and_begins_at_once() {
        let script = Script::read(include_str!("posts.jsonl")).unwrap();
        let posts = script
            .acts
            .iter()
            .filter(|act| matches!(act, Act::Post { .. }))
            .count();
        assert!(posts >= 200, "{posts}");
        assert!(script.comebacks.len() >= 25);
        assert!(script.acts[0].at() < 1.0);
        assert!(script.acts.is_sorted_by(|a, b| a.at() <= b.at()));
    }
}
