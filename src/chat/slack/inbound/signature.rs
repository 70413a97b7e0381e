//! Proof that a request is Slack's: a code over the raw bytes and the time,
//! compared in constant time, before anything of it is parsed.

use crate::domain::Timestamp;
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// A request may be this old, or this far ahead.
const WINDOW: TimeDelta = TimeDelta::minutes(5);

/// Whether `signature` is Slack's for this body, sent at `timestamp`, which is not long ago.
pub fn is_slacks(
    secret: &SecretString,
    timestamp: &str,
    signature: &str,
    body: &[u8],
    now: Timestamp,
) -> bool {
    let Ok(seconds) = timestamp.parse::<i64>() else {
        return false;
    };
    if (now.timestamp().saturating_sub(seconds)).saturating_abs() > WINDOW.num_seconds() {
        return false;
    }
    let Some(claimed) = signature.strip_prefix("v0=").and_then(bytes) else {
        return false;
    };
    let Ok(mut code) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else {
        return false;
    };
    code.update(b"v0:");
    code.update(timestamp.as_bytes());
    code.update(b":");
    code.update(body);
    code.verify_slice(&claimed).is_ok()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    const BODY: &[u8] = br#"{"type":"event_callback","event_id":"Ev1"}"#;
    const SIGNATURE: &str = "v0=32f9f88691c37cc540b79924b4e869afbc2d2dd2837990ed54f9f466aec4e4b5";

    fn verdict(timestamp: &str, signature: &str, body: &[u8], now: i64) -> bool {
        let now = DateTime::from_timestamp(now, 0).unwrap();
        is_slacks(&"slack-signing-secret".into(), timestamp, signature, body, now)
    }

    #[test]
    fn only_the_right_code_of_the_right_time_is_taken() {
        let now = 1_700_000_000;
        assert!(verdict("1700000000", SIGNATURE, BODY, now));
        assert!(verdict("1700000000", SIGNATURE, BODY, now + 300));
        assert!(!verdict("1700000000", SIGNATURE, BODY, now + 301));
        assert!(!verdict("1700000000", SIGNATURE, BODY, now - 301));
        assert!(!verdict("1700000001", SIGNATURE, BODY, now));
        assert!(!verdict("1700000000", SIGNATURE, b"{}", now));
        assert!(!verdict("1700000000", &SIGNATURE.replace("v0", "v1"), BODY, now));
        assert!(!verdict("1700000000", "v0=32f9", BODY, now));
        assert!(!verdict("1700000000", "", BODY, now));
        assert!(!verdict("now", SIGNATURE, BODY, now));
        assert!(!verdict("-9223372036854775808", SIGNATURE, BODY, now));
    }
}
