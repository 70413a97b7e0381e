//! Edits and deletions, which the network announces nowhere we poll.
//!
//! Only ids are asked about, so every post that still stands is given back
//! with its words of now; whoever keeps the old ones knows what changed.

use super::Bluesky;
use super::client::Failure;
use super::posts::Place;
use crate::domain::{Found, Network, PostRef, text};
use crate::feeds::FeedError;
use std::collections::BTreeMap;

/// Most posts in one question.
const AT_ONCE: usize = 25;

impl Bluesky {
    pub(super) async fn look_again(&self, posts: &[PostRef]) -> Result<Vec<Found>, FeedError> {
        let asked: Vec<&PostRef> = posts
            .iter()
            .filter(|post| post.network == Network::Bluesky && Place::read(&post.id).is_some())
            .collect();
        let mut found = Vec::with_capacity(asked.len());
        for some in asked.chunks(AT_ONCE) {
            let uris: Vec<&str> = some.iter().map(|post| post.id.as_str()).collect();
            let mut seen: BTreeMap<String, String> = self
                .views(&uris)
                .await?
                .into_iter()
                .map(|post| (post.uri, post.record.text))
                .collect();
            for post in some {
                match seen.remove(&post.id) {
                    Some(words) => found.push(edited(post, &words)),
                    None => found.extend(self.unseen(post).await?),
                }
            }
        }
        Ok(found)
    }

    /// A post that is not shown to us: deleted, or by somebody who blocked us; only its repository knows.
    async fn unseen(&self, post: &PostRef) -> Result<Option<Found>, FeedError> {
        match self.standing(&post.id).await {
            Ok(None) => Ok(Some(Found::Deleted { post: post.clone() })),
            Ok(Some(standing)) => Ok(standing.value["text"].as_str().map(|words| edited(post, words))),
            // A question about one strange post is no reason to ask about none.
            Err(failure @ Failure::Refused { .. }) if failure.is_bad_request() => Ok(None),
            Err(failure) => Err(failure.into()),
        }
    }
}

fn edited(post: &PostRef, words: &str) -> Found {
    Found::Edited {
        post: post.clone(),
        text: text::clean(words),
    }
}
