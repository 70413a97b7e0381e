//! Any answer of the network, as a fuzzer thinks it up: the posts in it, the
//! cursor it may have become, and the words we would answer with.

use super::cursor::State;
use super::facets::{self, Kind};
use super::posts::{Place, Post};
use super::tid;
use crate::domain::{DeliveryId, FeedName, Timestamp, text};
use crate::feeds::Cursor;
use serde_json::Value;
use uuid::Uuid;

/// Reads a post, a cursor, an address, a record key and a text of our own.
pub fn check(data: &[u8]) {
    let now = Timestamp::from_timestamp(1_790_000_000, 0).expect("a time");
    let words = String::from_utf8_lossy(data);
    if let Ok(value) = serde_json::from_slice(data) {
        post(value, now);
    }
    cursor(&words, now);
    address(&words, now);
    parts(&words);
}

fn post(value: Value, now: Timestamp) {
    let Some(post) = Post::read(value) else { return };
    assert!(post.sorted_at(now) <= now && post.arrived_at(now) <= now);
    assert!(post.arrived_at(now) >= post.sorted_at(now));
    let mention = post.into_mention(FeedName::from("bluesky"), now);
    let author = &mention.author;
    assert!(mention.posted_at <= now && author.id.starts_with("did:"));
    assert!(Place::read(&mention.post.id).is_some() && Place::read(&mention.conversation).is_some());
    for shown in [&mention.text, &author.handle, &author.name] {
        assert_eq!(&text::clean(shown), shown);
    }
    let link = mention.link.unwrap_or_default();
    let safe = |b: u8| b.is_ascii_alphanumeric() || b".-_:~%/".contains(&b);
    assert!(
        link.starts_with("https://bsky.app/profile/") && link.bytes().all(safe),
        "{link}"
    );
}

fn cursor(stored: &str, now: Timestamp) {
    let terms = ["lakeshore".to_owned()];
    let mut state = State::read(Some(&Cursor(stored.to_owned())), &terms, now);
    assert_eq!(
        State::read(Some(&state.write()), &terms, now),
        state,
        "a cursor outlives the process"
    );
    let floor = state.head.floor;
    state.head.turn(&[now], Some("next".to_owned()));
    state.head.turn(&[], None);
    assert!(state.head.floor >= floor && state.head.at.is_none());
    state.sweep.turn(Some("next".to_owned()));
    assert_eq!(State::read(Some(&state.write()), &terms, now), state);
}

fn address(words: &str, now: Timestamp) {
    if let Some(place) = Place::read(words) {
        let written = format!("at://{}/{}/{}", place.repo, place.collection, place.rkey);
        assert_eq!(written, words);
    }
    if let Some(at) = tid::written_at(words) {
        assert!(at >= Timestamp::UNIX_EPOCH);
    }
    let key = tid::of(DeliveryId(Uuid::nil()), now);
    assert_eq!(tid::written_at(&key), Some(now));
}

/// Parts stand in order, one after the other, and are what they say.
fn parts(words: &str) {
    let mut last = 0;
    for part in facets::parts(words) {
        assert!(
            last <= part.bytes.start && part.bytes.start < part.bytes.end,
            "{part:?} after {last}"
        );
        let written = words
            .get(part.bytes.clone())
            .expect("parts begin and end between signs");
        match part.kind {
            Kind::Link(uri) => assert!(uri.ends_with(written), "{uri} is not {written}"),
            Kind::Handle(name) => assert_eq!(format!("@{name}"), written),
            Kind::Tag(name) => assert!(written.ends_with(name), "{name} is not {written}"),
        }
        last = part.bytes.end;
    }
}
