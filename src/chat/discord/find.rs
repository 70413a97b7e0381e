//! After an attempt of which nobody knows how it ended: is the message there?
//!
//! Discord compares a nonce for some minutes only, so every message carries
//! the end of its delivery's id for good, and what we wrote since is read back.

use super::Discord;
use super::client::Call;
use super::errors::{Failure, UNKNOWN_CHANNEL};
use super::render::{marker, nonce};
use super::rooms::Room;
use crate::chat::Place;
use crate::domain::{DeliveryId, SendError};
use serde_json::Value;

/// What Discord counts the time of an id from, in milliseconds.
const EPOCH: u64 = 1_420_070_400_000;
/// Clocks may differ by so much.
const BEFORE: u64 = 5 * 60 * 1_000;
/// Messages of one page, and pages that are read. Beyond that nobody can tell, and it is not said again.
const PAGE: usize = 100;
const PAGES: usize = 50;
/// Forum posts that are looked at.
const MOST_POSTS: usize = 200;

impl Discord {
    /// The message that carries this key.
    pub(super) async fn find_message(
        &self,
        to: &Place,
        key: DeliveryId,
    ) -> Result<Option<String>, SendError> {
        let me = self.me().await.map_err(Failure::while_reading)?;
        let mark = Mark {
            author: me,
            marker: marker(key),
            nonce: nonce(key),
        };
        let room = self.room(&to.channel.id).await.map_err(Failure::while_reading)?;
        let found = match (&to.thread, room) {
            (Some(thread), _) => match self.read_back(thread, key, &mark).await {
                // Nobody has begun it: nothing was said in it. Then the channel heard it, if anybody did.
                Err(failure) if failure.has_code(UNKNOWN_CHANNEL) => {
                    self.read_back(&to.channel.id, key, &mark).await
                }
                read => read,
            },
            (None, Room::Forum { .. }) => self.posts_of(&to.channel.id, key, &mark).await,
            (None, _) => self.read_back(&to.channel.id, key, &mark).await,
        };
        found.map_err(Failure::while_reading)
    }

    /// Reads what was written since the key was made, page by page.
    async fn read_back(
        &self,
        channel: &str,
        key: DeliveryId,
        mark: &Mark,
    ) -> Result<Option<String>, Failure> {
        let mut after = since(key);
        for _ in 0..PAGES {
            let path = format!("channels/{channel}/messages?after={after}&limit={PAGE}");
            let page = self.client.call(Call::get(path)).await?;
            let messages = page.as_array().map_or(&[][..], Vec::as_slice);
            if let Some(found) = messages.iter().find(|message| mark.is_on(message)) {
                return Ok(found["id"].as_str().map(str::to_owned));
            }
            let last = messages
                .iter()
                .filter_map(|message| message["id"].as_str()?.parse::<u64>().ok())
                .max();
            match last {
                Some(last) if messages.len() >= PAGE => after = last,
                _ => return Ok(None),
            }
        }
        Err(Failure::NotSent(
            "too much was written since to know whether it was said".to_owned(),
        ))
    }

    /// Looks into the posts of a forum that are younger than the key: a post has the id of its first message.
    async fn posts_of(&self, forum: &str, key: DeliveryId, mark: &Mark) -> Result<Option<String>, Failure> {
        let guild = self.settings.guild;
        let active = self
            .client
            .call(Call::get(format!("guilds/{guild}/threads/active")))
            .await?;
        let since = since(key);
        let threads = active["threads"].as_array().map_or(&[][..], Vec::as_slice);
        let ours = threads
            .iter()
            .filter(|thread| thread["parent_id"] == forum && thread["owner_id"] == mark.author.as_str())
            .filter_map(|thread| thread["id"].as_str())
            .filter(|id| id.parse::<u64>().is_ok_and(|id| id > since));
        for id in ours.take(MOST_POSTS) {
            match self
                .client
                .call(Call::get(format!("channels/{id}/messages/{id}")))
                .await
            {
                Ok(message) if mark.is_on(&message) => return Ok(Some(id.to_owned())),
                // Somebody deleted it meanwhile.
                Err(Failure::Refused(refused)) if refused.status == 404 => {}
                Err(failure) => return Err(failure),
                Ok(_) => {}
            }
        }
        Ok(None)
    }

    /// Our own user's id.
    pub(super) async fn me(&self) -> Result<String, Failure> {
        if let Some(me) = self.me.get() {
            return Ok(me.clone());
        }
        let user = self.client.call(Call::get("users/@me")).await?;
        let id = user["id"].as_str().unwrap_or_default().to_owned();
        Ok(self.me.get_or_init(|| id).clone())
    }
}

/// How a message of ours is known again.
struct Mark {
    author: String,
    marker: String,
    nonce: String,
}

impl Mark {
    fn is_on(&self, message: &Value) -> bool {
        let is = |text: &Value| text.as_str() == Some(self.marker.as_str());
        let under = message["content"].as_str().unwrap_or_default();
        let embeds = message["embeds"].as_array().into_iter().flatten();
        message["author"]["id"].as_str() == Some(self.author.as_str())
            && (message["nonce"].as_str() == Some(self.nonce.as_str())
                || under.ends_with(&format!("-# {}", self.marker))
                || embeds.into_iter().any(|embed| is(&embed["footer"]["text"])))
    }
}

/// The smallest id of a message that could carry the key.
fn since(key: DeliveryId) -> u64 {
    let (seconds, nanos) = key.0.get_timestamp().map_or((0, 0), |at| at.to_unix());
    let millis = seconds.saturating_mul(1_000) + u64::from(nanos / 1_000_000);
    millis.saturating_sub(EPOCH + BEFORE) << 22
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use uuid::Uuid;

    fn key() -> DeliveryId {
        let at = uuid::Timestamp::from_unix(uuid::NoContext, 1_700_000_000, 0);
        DeliveryId(Uuid::new_v7(at))
    }

    #[test]
    fn a_message_of_ours_is_known_again_and_no_other() {
        let mark = Mark {
            author: "1".to_owned(),
            marker: marker(key()),
            nonce: "n".to_owned(),
        };
        let line = format!("ana has this now.\n-# {}", mark.marker);
        let by = |author: &str, more: Value| {
            let mut message = json!({ "author": { "id": author }, "content": "", "embeds": [] });
            message
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            message
        };
        assert!(mark.is_on(&by("1", json!({ "content": line }))));
        assert!(mark.is_on(&by("1", json!({ "nonce": "n" }))));
        assert!(mark.is_on(&by(
            "1",
            json!({ "embeds": [{ "footer": { "text": mark.marker } }] })
        )));
        assert!(!mark.is_on(&by("2", json!({ "content": line }))));
        assert!(!mark.is_on(&by("1", json!({ "content": format!("{} ", mark.marker) }))));
    }

    #[test]
    fn looking_begins_five_minutes_before_the_key() {
        let at = (since(key()) >> 22) + EPOCH;
        assert_eq!(at, 1_700_000_000_000 - BEFORE);
    }
}
