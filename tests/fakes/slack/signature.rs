//! How deliveries over HTTP are signed, version 0.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::Write;

/// The `x-slack-signature` of these bytes at this time.
pub fn sign(secret: &str, timestamp: i64, body: &[u8]) -> String {
    let mut code = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length will do");
    code.update(format!("v0:{timestamp}:").as_bytes());
    code.update(body);
    code.finalize()
        .into_bytes()
        .iter()
        .fold("v0=".to_owned(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a string takes everything");
            text
        })
}
