//! Posts as the network shows them, and the mentions we make of them.
//!
//! A post carries two times: the one its author claims, by which the network
//! sorts it, and the one in its record key, when a server wrote it down.

use super::tid;
use crate::domain::{Author, FeedName, Mention, Network, PostRef, Timestamp, text};
use chrono::DateTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The collection all posts stand in.
pub(super) const POSTS: &str = "app.bsky.feed.post";

/// A post, in a notification or in a view.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Post {
    pub uri: String,
    pub cid: String,
    pub author: Profile,
    pub record: Record,
    indexed_at: String,
    /// Why it was notified; views have none.
    pub reason: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub viewer: Option<Viewer>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Profile {
    pub did: String,
    handle: String,
    #[serde(default, deserialize_with = "lenient")]
    display_name: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record {
    pub text: String,
    #[serde(default)]
    created_at: String,
    #[serde(default, deserialize_with = "lenient")]
    pub reply: Option<Reply>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Reply {
    pub root: Strong,
}

/// One version of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Strong {
    pub uri: String,
    pub cid: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Viewer {
    #[serde(default)]
    pub reply_disabled: bool,
}

/// What we could do without is left out rather than losing the post over it.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(from)?).ok())
}

impl Post {
    /// Reads one; what is malformed is none.
    pub(super) fn read(value: Value) -> Option<Self> {
        let post: Self = serde_json::from_value(value).ok()?;
        let place = Place::read(&post.uri)?;
        let whole = place.collection == POSTS && place.repo == post.author.did;
        (whole && post.claimed_at().is_some()).then_some(post)
    }

    /// Where it stands in the network's order, newest first; never later than `now`.
    pub(super) fn sorted_at(&self, now: Timestamp) -> Timestamp {
        let indexed = moment(&self.indexed_at).unwrap_or(now);
        self.claimed_at().unwrap_or(indexed).min(indexed).min(now)
    }

    /// The later of the times it claims and its record key tells: when it can have reached us.
    pub(super) fn arrived_at(&self, now: Timestamp) -> Timestamp {
        let kept = Place::read(&self.uri).and_then(|place| tid::written_at(place.rkey));
        kept.filter(|at| *at <= now)
            .map_or(self.sorted_at(now), |at| at.max(self.sorted_at(now)))
    }

    fn claimed_at(&self) -> Option<Timestamp> {
        moment(&self.record.created_at).or_else(|| moment(&self.indexed_at))
    }

    /// As we take it in.
    pub(super) fn into_mention(self, feed: FeedName, now: Timestamp) -> Mention {
        let posted_at = self.claimed_at().unwrap_or(now).min(now);
        let root = self.record.reply.as_ref().map(|reply| &reply.root.uri);
        let conversation = root
            .filter(|uri| Place::read(uri).is_some())
            .unwrap_or(&self.uri)
            .clone();
        Mention {
            link: Some(self.link()),
            post: PostRef {
                network: Network::Bluesky,
                id: self.uri,
            },
            feed,
            author: Author {
                id: self.author.did,
                handle: text::line(&text::clean(&self.author.handle), 253),
                name: text::line(
                    &text::clean(self.author.display_name.as_deref().unwrap_or_default()),
                    64,
                ),
            },
            text: text::clean(&self.record.text),
            conversation,
            posted_at,
        }
    }

    /// Where a person can read it. A handle that its owner lost leads nowhere; the DID always does.
    fn link(&self) -> String {
        let handle = &self.author.handle;
        let plain = handle
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
        let who = if plain && !handle.is_empty() && handle != "handle.invalid" {
            handle
        } else {
            &self.author.did
        };
        let rkey = Place::read(&self.uri).map_or("", |place| place.rkey);
        format!("https://bsky.app/profile/{who}/post/{rkey}")
    }
}

/// A time as the network writes it, cut to what we keep.
fn moment(text: &str) -> Option<Timestamp> {
    DateTime::from_timestamp_micros(DateTime::parse_from_rfc3339(text).ok()?.timestamp_micros())
}

/// The parts of an `at://` address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub repo: &'a str,
    pub collection: &'a str,
    pub rkey: &'a str,
}

impl<'a> Place<'a> {
    /// Reads the address of one record of one account.
    pub(super) fn read(uri: &'a str) -> Option<Self> {
        let sound = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b".-_:~%".contains(&b))
        };
        let mut parts = uri.strip_prefix("at://")?.split('/');
        let (repo, collection, rkey) = (parts.next()?, parts.next()?, parts.next()?);
        let whole = uri.len() <= 2_048
            && parts.next().is_none()
            && repo.starts_with("did:")
            && [repo, collection, rkey].into_iter().all(sound);
        whole.then_some(Self {
            repo,
            collection,
            rkey,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn post() -> Value {
        json!({
            "uri": "at://did:plc:ana/app.bsky.feed.post/3ke6kg3wk222b", "cid": "bafyone",
            "author": { "did": "did:plc:ana", "handle": "ana.example.org", "displayName": "Ana\u{202e}" },
            "record": { "text": "Hello\u{0} ward 3", "createdAt": "2023-11-14T22:13:20.123456789+01:00" },
            "indexedAt": "2023-11-14T21:13:20.123Z", "reason": "mention",
        })
    }

    fn mention(value: Value) -> Mention {
        Post::read(value).unwrap().into_mention("main".into(), now())
    }

    #[test]
    fn a_post_becomes_a_mention_in_our_words() {
        let mention = mention(post());
        assert_eq!(mention.text, "Hello ward 3");
        assert_eq!(mention.author.name, "Ana");
        assert_eq!(mention.author.id, "did:plc:ana");
        assert_eq!(mention.conversation, mention.post.id);
        assert_eq!(
            mention.link.as_deref(),
            Some("https://bsky.app/profile/ana.example.org/post/3ke6kg3wk222b")
        );
        assert_eq!(
            mention.posted_at,
            "2023-11-14T21:13:20.123456Z".parse::<Timestamp>().unwrap()
        );
    }

    #[test]
    fn a_reply_belongs_to_the_conversation_of_its_root() {
        let mut value = post();
        value["record"]["reply"] =
            json!({ "root": { "uri": "at://did:plc:us/app.bsky.feed.post/r", "cid": "c" }, "parent": 7 });
        assert_eq!(
            mention(value.clone()).conversation,
            "at://did:plc:us/app.bsky.feed.post/r"
        );
        for odd in [
            json!(null),
            json!({ "root": 1 }),
            json!({ "root": { "uri": "javascript:x", "cid": "c" } }),
        ] {
            value["record"]["reply"] = odd;
            let mention = mention(value.clone());
            assert_eq!(mention.conversation, mention.post.id);
        }
    }

    #[test]
    fn no_time_is_later_than_now() {
        let mut value = post();
        value["record"]["createdAt"] = json!("2999-01-01T00:00:00Z");
        value["indexedAt"] = json!("2999-01-01T00:00:00Z");
        assert_eq!(mention(value.clone()).posted_at, now());
        assert_eq!(Post::read(value).unwrap().sorted_at(now()), now());
    }

    #[test]
    fn an_old_date_is_sorted_there_but_arrived_when_its_key_says() {
        let mut value = post();
        value["record"]["createdAt"] = json!("1990-01-01T00:00:00Z");
        let post = Post::read(value).unwrap();
        assert_eq!(post.sorted_at(now()).to_rfc3339(), "1990-01-01T00:00:00+00:00");
        assert_eq!(post.arrived_at(now()).to_rfc3339(), "2023-11-14T22:13:20+00:00");
    }

    #[test]
    fn what_is_malformed_is_no_post() {
        let odd = [
            ("/uri", json!("at://did:plc:ana/app.bsky.feed.like/3ke6kg3wk222b")),
            (
                "/uri",
                json!("at://did:plc:other/app.bsky.feed.post/3ke6kg3wk222b"),
            ),
            ("/uri", json!("at://did:plc:ana/app.bsky.feed.post/../../x")),
            ("/author", json!(null)),
            ("/record", json!("text")),
            ("/record/text", json!(5)),
        ];
        for (place, with) in odd {
            let mut value = post();
            *value.pointer_mut(place).unwrap() = with.clone();
            assert!(Post::read(value).is_none(), "{place} {with}");
        }
        let mut timeless = post();
        timeless["record"]["createdAt"] = json!("yesterday");
        timeless["indexedAt"] = json!("");
        assert!(Post::read(timeless).is_none());
    }

    #[test]
    fn a_lost_handle_is_not_linked_to() {
        let mut value = post();
        for handle in ["handle.invalid", "", "a/../../b"] {
            value["author"]["handle"] = json!(handle);
            let link = mention(value.clone()).link.unwrap();
            assert_eq!(link, "https://bsky.app/profile/did:plc:ana/post/3ke6kg3wk222b");
        }
    }
}
