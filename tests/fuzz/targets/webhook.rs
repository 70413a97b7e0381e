//! What other programs hand in, and the proof that it is theirs.

use super::words;
use liaison::domain::{FeedName, Found, Mention, Timestamp, text};
use liaison::feeds::webhook::{Hook, HookRefusal};
use reqwest::header::{HeaderMap, HeaderValue};
use standardwebhooks::Webhook;
use std::sync::LazyLock;

const SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const SENT: i64 = 1_790_000_000;
const ID: &str = "msg_1";

static SIGNER: LazyLock<Webhook> = LazyLock::new(|| Webhook::new(SECRET).expect("the secret is sound"));
static HOOK: LazyLock<Hook> =
    LazyLock::new(|| Hook::new(FeedName::from("survey"), vec![SECRET.into()]).expect("the secret is sound"));

/// Any body, genuine and not.
pub fn check(data: &[u8]) {
    let now = Timestamp::from_timestamp(SENT + 60, 0).expect("a time");
    // What is no text can't be signed.
    let signature = SIGNER.sign(ID, SENT, data).unwrap_or_default();
    match HOOK.receive(&headers(&signature), data, now) {
        Ok(received) => {
            assert_eq!((received.id.as_str(), received.timestamp), (ID, SENT));
            assert!(received.found.len() <= 1_000);
            received.found.iter().for_each(|found| is_fit_to_keep(found, now));
        }
        Err(refusal) => {
            let expected = if signature.is_empty() { 401 } else { 400 };
            assert_eq!(refusal.status(), expected, "{refusal}");
            assert!(refusal.to_string().len() < 300, "{refusal}");
        }
    }
    forged(data, &signature, now);
}

/// The bytes as a signature are none; nor is the right one in other hands.
fn forged(data: &[u8], signature: &str, now: Timestamp) {
    let claimed = words(data);
    if let Ok(received) = HOOK.receive(&headers(&claimed), b"{}", now) {
        panic!("{claimed:?} passed for a signature of {received:?}");
    }
    let other = [data, b" "].concat();
    let told = HOOK.receive(&headers(signature), &other, now);
    assert!(matches!(told, Err(HookRefusal::BadSignature)), "{told:?}");
}

fn headers(signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("webhook-id", HeaderValue::from_static(ID));
    headers.insert("webhook-timestamp", HeaderValue::from(SENT));
    if let Ok(signature) = HeaderValue::from_str(signature) {
        headers.insert("webhook-signature", signature);
    }
    headers
}

fn is_fit_to_keep(found: &Found, now: Timestamp) {
    let (post, words) = match found {
        Found::Mention(mention) => {
            is_whole(mention, now);
            (&mention.post, Some(&mention.text))
        }
        Found::Edited { post, text } => (post, Some(text)),
        Found::Deleted { post } => (post, None),
    };
    assert!(post.id.starts_with("survey/") && post.id.len() <= 2_100 && !post.id.contains(char::is_control));
    if let Some(words) = words {
        assert_eq!(&text::clean(words), words);
        assert!(!words.trim().is_empty());
    }
}

fn is_whole(mention: &Mention, now: Timestamp) {
    let author = &mention.author;
    assert!(mention.posted_at <= now && !author.id.is_empty() && !author.handle.is_empty());
    for shown in [&author.handle, &author.name] {
        assert_eq!(&text::clean(shown), shown);
        assert!(!shown.contains('\n'), "{shown:?} is no line");
    }
    let link = mention.link.as_deref().unwrap_or("https://");
    assert!(
        link.starts_with("https://") || link.starts_with("http://"),
        "{link}"
    );
}
