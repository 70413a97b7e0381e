//! The body of a message, field by field, so that a refusal can say where.

use super::HookRefusal;
use crate::domain::{Author, FeedName, Found, Mention, Network, PostRef, Timestamp, text};
use chrono::DateTime;
use serde_json::{Map, Value};
use url::Url;

/// Most mentions in one message.
pub const MOST: usize = 1_000;
/// Longest id and longest link, in bytes.
const LONGEST: usize = 2_000;

/// Reads a genuine body.
pub fn read(body: &[u8], hook: &FeedName, sent: i64, now: Timestamp) -> Result<Vec<Found>, HookRefusal> {
    let body: Value = serde_json::from_slice(body).map_err(|e| HookRefusal::NotJson {
        what: format!("at line {}, column {}", e.line(), e.column()),
    })?;
    let Value::Object(body) = body else {
        return Err(HookRefusal::NotJson {
            what: "it must be an object".to_owned(),
        });
    };
    let sent = DateTime::from_timestamp(sent, 0).unwrap_or(now).min(now);
    let read = |fields: &Map<String, Value>, path: &dyn Fn() -> String| {
        Fields { fields, path, hook }.found(sent, now)
    };
    match body.get("mentions") {
        None => Ok(vec![read(&body, &|| "the body".to_owned())?]),
        Some(Value::Array(mentions)) if mentions.len() > MOST => Err(HookRefusal::TooMany(mentions.len())),
        Some(Value::Array(mentions)) => mentions
            .iter()
            .enumerate()
            .map(|(nth, mention)| {
                let fields = mention.as_object().ok_or_else(|| HookRefusal::NotJson {
                    what: format!("mentions[{nth}] must be an object"),
                })?;
                read(fields, &|| format!("mentions[{nth}]"))
            })
            .collect(),
        Some(_) => Err(HookRefusal::BadField {
            field: "mentions",
            path: "the body".to_owned(),
            right: "a list",
        }),
    }
}

/// One object of the body and where it stands.
struct Fields<'a> {
    fields: &'a Map<String, Value>,
    path: &'a dyn Fn() -> String,
    hook: &'a FeedName,
}

impl Fields<'_> {
    fn found(&self, sent: Timestamp, now: Timestamp) -> Result<Found, HookRefusal> {
        let post = PostRef {
            network: Network::Webhook,
            id: self.own(&self.id("id")?.ok_or_else(|| self.missing("id"))?),
        };
        match self.text("type")?.unwrap_or("mention") {
            "mention" => Ok(Found::Mention(self.mention(post, sent, now)?)),
            "edited" => Ok(Found::Edited {
                post,
                text: self.words()?,
            }),
            "deleted" => Ok(Found::Deleted { post }),
            _ => Err(self.bad("type", "\"mention\", \"edited\" or \"deleted\"")),
        }
    }

    fn mention(&self, post: PostRef, sent: Timestamp, now: Timestamp) -> Result<Mention, HookRefusal> {
        let conversation = self.id("conversation")?;
        Ok(Mention {
            feed: self.hook.clone(),
            author: self.author(&post)?,
            text: self.words()?,
            link: self.link()?,
            conversation: conversation.map_or_else(|| post.id.clone(), |id| self.own(&id)),
            posted_at: self.posted_at()?.unwrap_or(sent).min(now),
            post,
        })
    }

    /// Ids of two hooks may be the same and mean different posts.
    fn own(&self, id: &str) -> String {
        format!("{}/{id}", self.hook)
    }

    /// Who did not sign is a person of their own, not the same nobody each time.
    fn author(&self, post: &PostRef) -> Result<Author, HookRefusal> {
        let fields = match self.fields.get("author") {
            None | Some(Value::Null) => &Map::new(),
            Some(Value::Object(fields)) => fields,
            Some(_) => return Err(self.bad("author", "an object")),
        };
        let path = || format!("`author` of {}", (self.path)());
        let author = Fields {
            fields,
            path: &path,
            hook: self.hook,
        };
        let short = |field| {
            Ok(author
                .text(field)?
                .map(|name| text::line(&text::clean(name), 200))
                .unwrap_or_default())
        };
        let (id, name, handle) = (author.id("id")?, short("name")?, short("handle")?);
        let handle = handle.trim_start_matches('@');
        let known = [handle, name.as_str()].into_iter().find(|word| !word.is_empty());
        let id = id
            .or_else(|| known.map(str::to_owned))
            .map_or_else(|| post.id.clone(), |id| self.own(&id));
        let handle = known.unwrap_or("anonymous").to_owned();
        Ok(Author { id, handle, name })
    }

    fn words(&self) -> Result<String, HookRefusal> {
        let words = text::clean(self.text("text")?.ok_or_else(|| self.missing("text"))?);
        if words.trim().is_empty() {
            return Err(self.bad("text", "some words"));
        }
        Ok(words)
    }

    fn link(&self) -> Result<Option<String>, HookRefusal> {
        let Some(link) = self.text("link")? else {
            return Ok(None);
        };
        let url = Url::parse(link)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.filter(|url| url.as_str().len() <= LONGEST && url.username().is_empty());
        let wrong = || self.bad("link", "an address that begins with https:// or http://");
        url.map(|url| Some(url.to_string())).ok_or_else(wrong)
    }

    fn posted_at(&self) -> Result<Option<Timestamp>, HookRefusal> {
        let Some(time) = self.text("posted_at")? else {
            return Ok(None);
        };
        let wrong = |_| self.bad("posted_at", "a time like \"2026-11-20T18:30:00-05:00\"");
        DateTime::parse_from_rfc3339(time)
            .map(|time| Some(time.to_utc()))
            .map_err(wrong)
    }

    /// An id as text, or as a whole number, which many senders use.
    fn id(&self, field: &'static str) -> Result<Option<String>, HookRefusal> {
        let id = match self.fields.get(field) {
            Some(Value::Number(number)) if number.is_i64() || number.is_u64() => Some(number.to_string()),
            _ => self.text(field)?.map(str::to_owned),
        };
        let is_fit = |id: &String| (1..=LONGEST).contains(&id.len()) && !id.chars().any(char::is_control);
        if id.as_ref().is_some_and(|id| !is_fit(id)) {
            return Err(self.bad(field, "1 to 2,000 bytes on one line"));
        }
        Ok(id)
    }

    fn text(&self, field: &'static str) -> Result<Option<&str>, HookRefusal> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.bad(field, "text")),
        }
    }

    fn missing(&self, field: &'static str) -> HookRefusal {
        HookRefusal::MissingField {
            field,
            path: (self.path)(),
        }
    }

    fn bad(&self, field: &'static str, right: &'static str) -> HookRefusal {
        HookRefusal::BadField {
            field,
            path: (self.path)(),
            right,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SENT: i64 = 1_700_000_000;

    fn found(body: &Value) -> Result<Vec<Found>, String> {
        let now = DateTime::from_timestamp(SENT + 10, 0).unwrap();
        read(body.to_string().as_bytes(), &FeedName::from("reviews"), SENT, now).map_err(|refusal| {
            assert_eq!(refusal.status(), 400);
            refusal.to_string()
        })
    }

    fn mention(body: &Value) -> Mention {
        match found(body).unwrap().remove(0) {
            Found::Mention(mention) => mention,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn all_that_can_be_said_is_understood() {
        let mention = mention(&json!({
            "id": "4711", "text": "Six hours\u{0} in the ER", "link": "https://reviews.example.org/4711",
            "author": { "id": 88, "handle": "@rosa", "name": "Rosa M." },
            "conversation": "4700", "posted_at": "2023-11-14T17:00:00-05:00", "stars": 1,
        }));
        assert_eq!(
            (mention.post.id.as_str(), mention.conversation.as_str()),
            ("reviews/4711", "reviews/4700")
        );
        assert_eq!(
            (mention.author.id.as_str(), mention.author.handle.as_str()),
            ("reviews/88", "rosa")
        );
        assert_eq!(
            (mention.author.name.as_str(), mention.text.as_str()),
            ("Rosa M.", "Six hours in the ER")
        );
        assert_eq!(mention.link.as_deref(), Some("https://reviews.example.org/4711"));
        assert_eq!(mention.posted_at.to_rfc3339(), "2023-11-14T22:00:00+00:00");
    }

    #[test]
    fn what_is_left_out_is_filled_in() {
        let first = mention(&json!({ "id": 1, "text": "Lost in the parking garage", "author": null }));
        assert_eq!(
            (first.conversation.as_str(), first.posted_at.timestamp()),
            ("reviews/1", SENT)
        );
        assert_eq!(
            (first.author.id.as_str(), first.author.handle.as_str()),
            ("reviews/1", "anonymous")
        );
        let second = mention(
            &json!({ "id": 2, "text": "x", "author": { "name": "Rosa" }, "posted_at": "2031-01-01T00:00:00Z" }),
        );
        assert_eq!(
            (second.author.id.as_str(), second.posted_at.timestamp()),
            ("reviews/Rosa", SENT + 10)
        );
    }

    #[test]
    fn edits_and_deletions_are_told_apart() {
        let body = json!({ "mentions": [
            { "type": "mention", "id": "1", "text": "a" },
            { "type": "edited", "id": "1", "text": "b" },
            { "type": "deleted", "id": "1" },
        ]});
        let found = found(&body).unwrap();
        assert!(matches!(&found[1], Found::Edited { text, .. } if text == "b"));
        assert!(matches!(&found[2], Found::Deleted { post } if post.id == "reviews/1"));
    }

    #[test]
    fn a_refusal_says_where_and_what_would_be_right() {
        for (body, says) in [
            (
                json!([]),
                "the body is not JSON as it should be: it must be an object",
            ),
            (json!({}), "`id` is missing in the body"),
            (json!({ "id": "1" }), "`text` is missing in the body"),
            (
                json!({ "id": "", "text": "x" }),
                "`id` in the body must be 1 to 2,000 bytes on one line",
            ),
            (json!({ "id": 1.5, "text": "x" }), "`id` in the body must be text"),
            (
                json!({ "id": 1, "text": " \n" }),
                "`text` in the body must be some words",
            ),
            (json!({ "mentions": {} }), "`mentions` in the body must be a list"),
            (
                json!({ "mentions": [1] }),
                "the body is not JSON as it should be: mentions[0] must be an object",
            ),
            (
                json!({ "mentions": [{ "id": 1, "text": "x" }, { "id": 2 }] }),
                "`text` is missing in mentions[1]",
            ),
            (
                json!({ "id": 1, "text": "x", "author": { "name": 5 } }),
                "`name` in `author` of the body must be text",
            ),
            (
                json!({ "id": 1, "text": "x", "author": "rosa" }),
                "`author` in the body must be an object",
            ),
            (
                json!({ "id": 1, "text": "x", "link": "javascript:alert(1)" }),
                "`link` in the body must be an address that begins with https:// or http://",
            ),
            (
                json!({ "id": 1, "text": "x", "posted_at": "yesterday" }),
                "`posted_at` in the body must be a time like \"2026-11-20T18:30:00-05:00\"",
            ),
            (
                json!({ "type": "gone", "id": 1 }),
                "`type` in the body must be \"mention\", \"edited\" or \"deleted\"",
            ),
            (
                json!({ "mentions": vec![0; 1_001] }),
                "the message brings 1001 mentions; send at most 1000 at a time",
            ),
        ] {
            assert_eq!(found(&body), Err(says.to_owned()));
        }
        let cut = read(
            b"{\"id\":",
            &FeedName::from("reviews"),
            SENT,
            DateTime::UNIX_EPOCH,
        )
        .unwrap_err();
        assert_eq!(
            cut.to_string(),
            "the body is not JSON as it should be: at line 1, column 6"
        );
    }
}
