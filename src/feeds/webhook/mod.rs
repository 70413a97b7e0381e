//! Mentions handed to us: `POST /hooks/NAME`.
//!
//! For sources that liaison has no adapter of its own for. This page is the
//! public contract.
//!
//! # The request
//!
//! It is signed by the [Standard Webhooks](https://www.standardwebhooks.com)
//! scheme, version 1.0, for which there are libraries in most languages:
//!
//! | header | holds |
//! | --- | --- |
//! | `webhook-id` | the message's own id, the same on every attempt, at most 256 visible signs |
//! | `webhook-timestamp` | Unix seconds of this attempt, at most five minutes from our time either way |
//! | `webhook-signature` | `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; several may stand there, a space between |
//!
//! The key is the hook's secret, `whsec_` and base64. While a secret is being
//! changed a hook has several, and any of them will do.
//!
//! # The body
//!
//! JSON in UTF-8 of at most 1 MiB: one mention, or `{"mentions": […]}` with at
//! most 1,000. Other keys than these are ignored:
//!
//! | key | | holds |
//! | --- | --- | --- |
//! | `type` | may be left out | `"mention"` (that is what leaving it out means), `"edited"` or `"deleted"` |
//! | `id` | needed | the post's id, unique among what this hook brings |
//! | `text` | needed unless `"deleted"` | its words, as plain text |
//! | `author` | | an object of `id`, `handle` and `name`, each of which may be left out |
//! | `link` | | where a person can read it, beginning with `https://` or `http://` |
//! | `conversation` | | the id of the post that began the conversation; left out: this one did |
//! | `posted_at` | | when it was written, as in `2026-11-20T18:30:00-05:00`; left out: when it was sent |
//!
//! A mention that was taken in before is not taken in again. `"edited"` and
//! `"deleted"` say what its author did to it since.
//!
//! ```json
//! {"id": "review-4711", "text": "Six hours in the ER and still waiting.",
//!  "author": {"id": "88", "handle": "rosa", "name": "Rosa M."},
//!  "link": "https://reviews.example.org/4711", "posted_at": "2026-11-20T18:30:00-05:00"}
//! {"type": "deleted", "id": "review-4711"}
//! ```
//!
//! # The answer
//!
//! | status | means |
//! | --- | --- |
//! | 2xx | it is taken in, or was before |
//! | 400 | the body is not as above; the answer says where. Sending it again won't help |
//! | 401 | the signature, or a header that it needs, is missing, wrong, too old or too new |
//! | 413 | the body is longer than 1 MiB |

mod payload;

use super::{Cursor, Feed, FeedError, Page};
use crate::domain::{FeedName, Found, Network, Timestamp};
use anyhow::{Context, ensure};
use async_trait::async_trait;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use standardwebhooks::Webhook;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// How far a message's time may lie from ours.
const TOLERANCE: i64 = 5 * 60;
/// Longest message id.
const LONGEST_ID: usize = 256;
/// Most signatures that are looked at; each costs a hash of the body per secret.
const MOST_SIGNATURES: usize = 8;

/// One hook, as the settings name it.
#[derive(Debug, Clone)]
pub struct Hook {
    /// Its name, the last part of its address.
    pub name: FeedName,
    /// Its secrets: several while one takes over from another.
    pub secrets: Vec<SecretString>,
}

/// A message that was meant for us and is as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// `webhook-id`: a message that was received before is not to be taken in again. Kept for four days, since
    /// senders try for three.
    pub id: String,
    /// `webhook-timestamp`, in Unix seconds.
    pub timestamp: i64,
    /// What it brings, in its own order.
    pub found: Vec<Found>,
}

/// Why a message is refused, in words for those who run the sender.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HookRefusal {
    /// A header of the signature is not there.
    #[error("the header `{0}` is missing")]
    MissingHeader(&'static str),
    /// A header of the signature is there, and is not what it should be.
    #[error("the header `{0}` is not as Standard Webhooks has it")]
    BadHeader(&'static str),
    /// No signature fits.
    #[error("no signature in `webhook-signature` fits the body and this hook's secret")]
    BadSignature,
    /// It was signed too long ago.
    #[error(
        "the message is older than five minutes; send it again with a new `webhook-timestamp`, and check the clock"
    )]
    TooOld,
    /// It was signed in what is the future here.
    #[error("the message is from more than five minutes in the future; check the sender's clock")]
    TooNew,
    /// The body is no JSON object.
    #[error("the body is not JSON as it should be: {what}")]
    NotJson {
        /// What is wrong with it.
        what: String,
    },
    /// Something is not there that is needed.
    #[error("`{field}` is missing in {path}")]
    MissingField {
        /// Its name.
        field: &'static str,
        /// Where: `the body` or `mentions[3]`.
        path: String,
    },
    /// Something is there that can't be used.
    #[error("`{field}` in {path} must be {right}")]
    BadField {
        /// Its name.
        field: &'static str,
        /// Where: `the body` or `mentions[3]`.
        path: String,
        /// What would be right.
        right: &'static str,
    },
    /// More mentions than one message may bring.
    #[error("the message brings {0} mentions; send at most {most} at a time", most = payload::MOST)]
    TooMany(usize),
}

impl HookRefusal {
    /// The HTTP status it is answered with.
    pub fn status(&self) -> u16 {
        match self {
            Self::MissingHeader(_)
            | Self::BadHeader(_)
            | Self::BadSignature
            | Self::TooOld
            | Self::TooNew => 401,
            Self::NotJson { .. } | Self::MissingField { .. } | Self::BadField { .. } | Self::TooMany(_) => {
                400
            }
        }
    }
}

impl Hook {
    /// A hook with secrets that can be used; what is wrong with one is said without showing it.
    pub fn new(name: FeedName, secrets: Vec<SecretString>) -> anyhow::Result<Self> {
        ensure!(!secrets.is_empty(), "the hook “{name}” needs a secret");
        for secret in &secrets {
            check(secret).with_context(|| format!("a secret of the hook “{name}” can't be used"))?;
        }
        Ok(Self { name, secrets })
    }

    /// Judges a message by its raw bytes, and reads it if it is genuine.
    pub fn receive(&self, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<Received, HookRefusal> {
        let id = header(headers, "webhook-id")?;
        if id.is_empty() || id.len() > LONGEST_ID || !id.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(HookRefusal::BadHeader("webhook-id"));
        }
        let stamp = header(headers, "webhook-timestamp")?;
        let timestamp: i64 = stamp
            .parse()
            .map_err(|_| HookRefusal::BadHeader("webhook-timestamp"))?;
        let signatures = header(headers, "webhook-signature")?;
        match now.timestamp().checked_sub(timestamp) {
            Some(age) if age > TOLERANCE => return Err(HookRefusal::TooOld),
            Some(age) if age >= -TOLERANCE => {}
            _ => return Err(HookRefusal::TooNew),
        }
        if !self.is_signed(id, timestamp, body, signatures) {
            return Err(HookRefusal::BadSignature);
        }
        Ok(Received {
            id: id.to_owned(),
            timestamp,
            found: payload::read(body, &self.name, timestamp, now)?,
        })
    }

    /// Whether any of the signatures was made with any of the secrets; how long it takes tells nothing of either.
    fn is_signed(&self, id: &str, timestamp: i64, body: &[u8], signatures: &str) -> bool {
        let expected: Vec<String> = self
            .secrets
            .iter()
            .filter_map(|secret| {
                Webhook::new(secret.expose_secret())
                    .ok()?
                    .sign(id, timestamp, body)
                    .ok()
            })
            .collect();
        signatures
            .split(' ')
            .filter(|signature| signature.starts_with("v1,"))
            .take(MOST_SIGNATURES)
            .any(|given| {
                expected
                    .iter()
                    .any(|right| bool::from(right.as_bytes().ct_eq(given.as_bytes())))
            })
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, HookRefusal> {
    let value = headers.get(name).ok_or(HookRefusal::MissingHeader(name))?;
    value
        .to_str()
        .map(str::trim)
        .map_err(|_| HookRefusal::BadHeader(name))
}

fn check(secret: &SecretString) -> anyhow::Result<()> {
    let secret = secret.expose_secret();
    let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
    let Ok(key) = BASE64_STANDARD.decode(encoded) else {
        anyhow::bail!("it should be `whsec_` and then base64");
    };
    ensure!(
        (24..=64).contains(&key.len()),
        "it should hold 24 to 64 bytes, in base64; it holds {}",
        key.len()
    );
    Ok(())
}

/// A hook is never asked: what it brings is pushed to it.
#[async_trait]
impl Feed for Hook {
    fn name(&self) -> &FeedName {
        &self.name
    }

    fn network(&self) -> Network {
        Network::Webhook
    }

    fn every(&self) -> Duration {
        Duration::from_secs(3_600)
    }

    async fn since(&self, cursor: Option<&Cursor>) -> Result<Page, FeedError> {
        Ok(Page {
            found: Vec::new(),
            cursor: cursor.cloned().unwrap_or_else(|| Cursor(String::new())),
            more: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    const SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const OTHER: &str = "whsec_HxwdHhsYGRobFBUWFxAREhMMDQ4PCAkKCwQFBgcAAQI=";
    const SENT_AT: i64 = 1_700_000_000;

    fn hook(secrets: &[&str]) -> Hook {
        let secrets = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
        Hook::new(FeedName::from("reviews"), secrets).unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn headers(id: &str, timestamp: &str, signature: &str) -> HeaderMap {
        [
            ("webhook-id", id),
            ("webhook-timestamp", timestamp),
            ("webhook-signature", signature),
        ]
        .into_iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect()
    }

    fn signed(body: &[u8]) -> HeaderMap {
        let signature = Webhook::new(SECRET)
            .unwrap()
            .sign("msg_1", SENT_AT, body)
            .unwrap();
        headers("msg_1", &SENT_AT.to_string(), &signature)
    }

    #[test]
    fn the_known_vector_is_genuine() {
        let body = br#"{"type":"event_callback","event_id":"Ev1"}"#;
        let right = "v1,rq17W2f6jl1oc51uCtPtmQNcvVzvwe/u32qh8r9uX7g=";
        let refusal = hook(&[SECRET]).receive(&headers("msg_1", "1700000000", right), body, at(SENT_AT));
        // Past the signature: it is the content that is no mention.
        assert_eq!(refusal.unwrap_err().status(), 400);
        let wrong = "v1,rq17W2f6jl1oc51uCtPtmQNcvVzvwe/u32qh8r9uX7w=";
        let refusal = hook(&[SECRET]).receive(&headers("msg_1", "1700000000", wrong), body, at(SENT_AT));
        assert_eq!(refusal, Err(HookRefusal::BadSignature));
    }

    #[test]
    fn any_secret_and_any_signature_will_do_while_they_change() {
        let body = br#"{"id":"1","text":"Thank you"}"#;
        let mut headers = signed(body);
        let right = headers["webhook-signature"].to_str().unwrap().to_owned();
        let both = format!("v1a,ZWQyNTUxOQ== v1,d3Jvbmc= {right}");
        headers.insert("webhook-signature", both.parse().unwrap());
        let received = hook(&[OTHER, SECRET])
            .receive(&headers, body, at(SENT_AT))
            .unwrap();
        assert_eq!(
            (received.id.as_str(), received.timestamp, received.found.len()),
            ("msg_1", SENT_AT, 1)
        );
        assert_eq!(
            hook(&[OTHER]).receive(&headers, body, at(SENT_AT)),
            Err(HookRefusal::BadSignature)
        );
    }

    #[test]
    fn a_message_counts_for_five_minutes_either_way() {
        let body = br#"{"id":"1","text":"Thank you"}"#;
        let receive = |now: i64| hook(&[SECRET]).receive(&signed(body), body, at(now)).map(|_| ());
        assert_eq!(receive(SENT_AT + 300), Ok(()));
        assert_eq!(receive(SENT_AT + 301), Err(HookRefusal::TooOld));
        assert_eq!(receive(SENT_AT - 300), Ok(()));
        assert_eq!(receive(SENT_AT - 301), Err(HookRefusal::TooNew));
        for extreme in [i64::MIN, i64::MAX] {
            let headers = headers("msg_1", &extreme.to_string(), "v1,x");
            assert_eq!(
                hook(&[SECRET])
                    .receive(&headers, body, at(SENT_AT))
                    .unwrap_err()
                    .status(),
                401
            );
        }
    }

    #[test]
    fn what_is_missing_or_odd_in_the_headers_is_named() {
        let body = br#"{"id":"1","text":"Thank you"}"#;
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            let mut headers = signed(body);
            headers.remove(name);
            let refusal = hook(&[SECRET]).receive(&headers, body, at(SENT_AT)).unwrap_err();
            assert_eq!(refusal, HookRefusal::MissingHeader(name));
            assert_eq!(
                (refusal.status(), refusal.to_string()),
                (401, format!("the header `{name}` is missing"))
            );
        }
        for (id, timestamp) in [
            ("", "1700000000"),
            ("msg 1", "1700000000"),
            ("msg_1", "soon"),
            ("msg_1", "1.7e9"),
        ] {
            let refusal = hook(&[SECRET]).receive(&headers(id, timestamp, "v1,x"), body, at(SENT_AT));
            assert!(
                matches!(refusal, Err(HookRefusal::BadHeader(_))),
                "{id} {timestamp}"
            );
        }
    }

    #[test]
    fn a_secret_that_can_not_be_used_is_refused_and_not_shown() {
        for secret in ["", "whsec_", "whsec_c2hvcnQ=", "whsec_not base64!"] {
            let refusal = Hook::new(FeedName::from("reviews"), vec![SecretString::from(secret)]).unwrap_err();
            let why = format!("{refusal:#}");
            assert!(why.contains("“reviews”") && !why.contains("not base64!"), "{why}");
        }
        assert!(Hook::new(FeedName::from("reviews"), vec![]).is_err());
    }

    proptest! {
        #[test]
        fn any_message_is_received_or_refused(
            id in "[ -~]{0,20}", timestamp in "[0-9+-]{0,20}", signature in "[ -~]{0,60}",
            body in proptest::collection::vec(any::<u8>(), 0..200)
        ) {
            let _ = hook(&[SECRET]).receive(&headers(&id, &timestamp, &signature), &body, at(SENT_AT));
        }

        #[test]
        fn no_flipped_bit_is_genuine(place in 0_usize..10_000, bit in 0_u8..8) {
            let body = br#"{"id":"1","text":"The waiting room is freezing"}"#;
            let fields = ["webhook-id", "webhook-timestamp", "webhook-signature"];
            let mut headers = signed(body);
            let mut body = body.to_vec();
            let lengths = fields.map(|name| headers[name].len());
            let mut place = place % (lengths.iter().sum::<usize>() + body.len());
            let field = lengths.iter().position(|length| {
                let here = place < *length;
                place -= if here { 0 } else { *length };
                here
            });
            if let Some(field) = field {
                let mut value = headers[fields[field]].as_bytes().to_vec();
                value[place] ^= 1 << bit;
                let Ok(value) = reqwest::header::HeaderValue::from_bytes(&value) else { return Ok(()) };
                headers.insert(fields[field], value);
            } else {
                body[place] ^= 1 << bit;
            }
            prop_assert_eq!(hook(&[SECRET]).receive(&headers, &body, at(SENT_AT)).unwrap_err().status(), 401);
        }
    }
}
