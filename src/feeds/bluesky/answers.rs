//! Our own words: written once, under a record key of our choosing, so that
//! any number of attempts leave one post.
//!
//! `putRecord` with `swapRecord: null` means “only if nothing stands there”.
//! The same record again is taken and changes nothing, another one is refused;
//! so every attempt sends what [`Bluesky::draw_up`] fixed before the first.

use super::Bluesky;
use super::client::{DELETE_RECORD, Failure, PUT_RECORD};
use super::facets::{self, Kind};
use super::posts::{POSTS, Place, Post, Strong};
use super::tid;
use crate::domain::{Network, Outcome, PostRef, SendError};
use crate::feeds::{Answer, Lookup};
use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const GET_POSTS: &str = "app.bsky.feed.getPosts";
const GET_RECORD: &str = "com.atproto.repo.getRecord";
const RESOLVE_HANDLE: &str = "com.atproto.identity.resolveHandle";
/// More names than this in one answer are left as plain text.
const MOST_NAMES: usize = 10;

/// What every attempt sends.
#[derive(Serialize, Deserialize)]
struct Prepared {
    rkey: String,
    record: Value,
}

#[derive(Deserialize)]
struct Posts {
    posts: Vec<Value>,
}

#[derive(Deserialize)]
struct Resolved {
    did: String,
}

/// A record as it stands in its repository.
#[derive(Deserialize)]
pub(super) struct Standing {
    pub value: Value,
}

impl Bluesky {
    pub(super) async fn draw_up(&self, answer: &Answer) -> Result<Value, SendError> {
        let (excess, unit) = Network::Bluesky.limit().excess(&answer.text);
        if excess > 0 {
            return Err(SendError::give_up(format!(
                "the answer is {excess} {unit} too long for Bluesky"
            )));
        }
        let parent = self.parent(&answer.to).await?;
        let itself = Strong {
            uri: parent.uri,
            cid: parent.cid,
        };
        let root = parent
            .record
            .reply
            .map_or_else(|| itself.clone(), |reply| reply.root);
        let mut record = json!({
            "$type": POSTS,
            "text": answer.text,
            "createdAt": answer.written_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "reply": { "root": root, "parent": itself },
        });
        let facets = self.facets(&answer.text).await?;
        if !facets.is_empty() {
            record["facets"] = facets.into();
        }
        Ok(json!({ "rkey": tid::of(answer.key, answer.written_at), "record": record }))
    }

    /// The post that is answered, as it is now.
    async fn parent(&self, to: &PostRef) -> Result<Post, SendError> {
        let found = self
            .views(&[&to.id])
            .await
            .map_err(Failure::while_reading)?
            .into_iter()
            .find(|post| post.uri == to.id);
        let Some(post) = found else {
            return Err(match self.standing(&to.id).await {
                Ok(Some(_)) => {
                    SendError::give_up("the post can't be answered: its author has blocked us, or we them")
                }
                Ok(None) => SendError::give_up("the post was deleted"),
                Err(failure) => failure.while_reading(),
            });
        };
        if post.viewer.as_ref().is_some_and(|viewer| viewer.reply_disabled) {
            return Err(SendError::give_up(
                "the author does not allow replies from us under this post",
            ));
        }
        Ok(post)
    }

    async fn facets(&self, text: &str) -> Result<Vec<Value>, SendError> {
        let mut facets = Vec::new();
        let mut names = 0;
        for part in facets::parts(text) {
            let feature = match part.kind {
                Kind::Link(uri) => facets::link_to(&uri),
                Kind::Tag(tag) => facets::tagged(tag),
                Kind::Handle(_) if names == MOST_NAMES => continue,
                Kind::Handle(handle) => {
                    names += 1;
                    match self.resolve(handle).await.map_err(Failure::while_reading)? {
                        Some(did) => facets::mention_of(&did),
                        None => continue,
                    }
                }
            };
            facets.push(facets::facet(&part.bytes, &feature));
        }
        Ok(facets)
    }

    async fn resolve(&self, handle: &str) -> Result<Option<String>, Failure> {
        let resolved: Result<Resolved, Failure> =
            self.sessions.query(RESOLVE_HANDLE, &[("handle", handle)]).await;
        match resolved {
            Ok(resolved) => Ok(Some(resolved.did)),
            Err(failure) if failure.is_bad_request() => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    pub(super) async fn publish(&self, answer: &Answer) -> Result<Outcome, SendError> {
        let prepared = prepared(answer)?;
        let us = self.sessions.did().await.map_err(Failure::while_reading)?;
        let uri = format!("at://{us}/{POSTS}/{}", prepared.rkey);
        let body = json!({
            "repo": us, "collection": POSTS, "rkey": prepared.rkey,
            "record": prepared.record, "swapRecord": null,
        });
        match self.sessions.procedure(PUT_RECORD, &body).await {
            Ok(put) if put["uri"] == *uri => Ok(Outcome::Sent(Some(uri))),
            Ok(_) => Err(SendError::unknown("the server's answer names another post")),
            Err(failure) if failure.has_code("InvalidSwap") => {
                match self.standing(&uri).await.map_err(Failure::while_reading)? {
                    Some(standing) if standing.value == prepared.record => Ok(Outcome::Sent(Some(uri))),
                    Some(_) => Err(SendError::give_up(
                        "another post of ours stands where the answer belongs",
                    )),
                    None => Err(SendError::retry("the place of the answer was taken for a moment")),
                }
            }
            Err(failure) => Err(failure.while_writing()),
        }
    }

    pub(super) async fn look_up(&self, answer: &Answer) -> Result<Lookup, SendError> {
        let prepared = prepared(answer)?;
        let us = self.sessions.did().await.map_err(Failure::while_reading)?;
        let uri = format!("at://{us}/{POSTS}/{}", prepared.rkey);
        Ok(match self.standing(&uri).await.map_err(Failure::while_reading)? {
            Some(standing) if standing.value == prepared.record => Lookup::Found(PostRef {
                network: Network::Bluesky,
                id: uri,
            }),
            Some(_) => Lookup::CantTell("another post of ours stands where the answer belongs".to_owned()),
            None => Lookup::Absent,
        })
    }

    pub(super) async fn take_down(&self, post: &PostRef) -> Result<Outcome, SendError> {
        let us = self.sessions.did().await.map_err(Failure::while_reading)?;
        let Some(place) = Place::read(&post.id).filter(|place| place.repo == us && place.collection == POSTS)
        else {
            return Err(SendError::give_up("that post is not one of ours"));
        };
        let body = json!({ "repo": us, "collection": POSTS, "rkey": place.rkey });
        match self.sessions.procedure(DELETE_RECORD, &body).await {
            Ok(_) => Ok(Outcome::Sent(None)),
            Err(failure) if failure.is_gone() => Ok(Outcome::Sent(None)),
            Err(failure) => Err(match failure.while_writing() {
                // Deleting what is gone is no fault there, so a lost attempt is simply made again.
                SendError::Unknown { why } => SendError::retry(why),
                other => other,
            }),
        }
    }

    /// Posts as the network shows them to us; it leaves out the deleted and the blocked.
    pub(super) async fn views(&self, uris: &[&str]) -> Result<Vec<Post>, Failure> {
        let parameters: Vec<(&str, &str)> = uris.iter().map(|uri| ("uris", *uri)).collect();
        let listed: Posts = self.sessions.query(GET_POSTS, &parameters).await?;
        Ok(listed.posts.into_iter().filter_map(Post::read).collect())
    }

    /// The record itself, whoever may see it; none when it, or its whole account, is gone.
    pub(super) async fn standing(&self, uri: &str) -> Result<Option<Standing>, Failure> {
        let Some(place) = Place::read(uri) else {
            return Ok(None);
        };
        let parameters = [
            ("repo", place.repo),
            ("collection", place.collection),
            ("rkey", place.rkey),
        ];
        match self.sessions.query(GET_RECORD, &parameters).await {
            Ok(standing) => Ok(Some(standing)),
            Err(failure) if failure.is_gone() => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

fn prepared(answer: &Answer) -> Result<Prepared, SendError> {
    Prepared::deserialize(&answer.prepared)
        .map_err(|_| SendError::give_up("the answer was not made ready for Bluesky"))
}
