//! What kind of channel an id stands for, remembered for a while: a card is
//! posted in another way to a forum than to a channel of messages.

use super::Discord;
use super::client::Call;
use super::errors::Failure;
use crate::domain::{Clock, Timestamp};
use chrono::TimeDelta;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const REMEMBERED: TimeDelta = TimeDelta::minutes(10);
/// Kinds of channels, by Discord's numbers: those that hold messages, and forums.
const TEXTS: [u64; 2] = [0, 5];
const FORUMS: [u64; 2] = [15, 16];
/// A post in this forum needs a tag.
const TAG_REQUIRED: u64 = 1 << 4;

/// What is known of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Room {
    /// Messages, each with a thread if it has one.
    Text,
    /// Threads only; its tags by id and name.
    Forum {
        tags: Vec<(String, String)>,
        required: bool,
    },
    /// Neither: nothing can be posted there.
    Other,
}

impl Room {
    pub(super) fn read(channel: &Value) -> Self {
        match channel["type"].as_u64() {
            Some(kind) if TEXTS.contains(&kind) => Self::Text,
            Some(kind) if FORUMS.contains(&kind) => Self::Forum {
                tags: channel["available_tags"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    // A moderated tag is not ours to give.
                    .filter(|tag| tag["moderated"] != true)
                    .filter_map(|tag| {
                        Some((tag["id"].as_str()?.to_owned(), tag["name"].as_str()?.to_owned()))
                    })
                    .collect(),
                required: channel["flags"].as_u64().unwrap_or(0) & TAG_REQUIRED != 0,
            },
            _ => Self::Other,
        }
    }
}

/// The channels that were looked at.
pub(super) struct Rooms {
    clock: Clock,
    known: Mutex<HashMap<String, (Timestamp, Room)>>,
}

impl Rooms {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            known: Mutex::default(),
        }
    }

    fn get(&self, id: &str) -> Option<Room> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, room) = known.get(id)?;
        (self.clock.now() - *at < REMEMBERED).then(|| room.clone())
    }

    fn put(&self, id: &str, room: Room) {
        let now = self.clock.now();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(id.to_owned(), (now, room));
    }

    /// Something about it was not as expected: it is looked at again.
    pub(super) fn forget(&self, id: &str) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(id);
    }
}

impl Discord {
    /// What kind of channel it is.
    pub(super) async fn room(&self, id: &str) -> Result<Room, Failure> {
        if let Some(room) = self.rooms.get(id) {
            return Ok(room);
        }
        let room = Room::read(&self.client.call(Call::get(format!("channels/{id}"))).await?);
        self.rooms.put(id, room.clone());
        Ok(room)
    }
}
