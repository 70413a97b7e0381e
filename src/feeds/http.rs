//! Outgoing HTTP with limits: every call ends within a time, every body
//! within a size, and no address inside our own house is reached unless the
//! settings allow it.

pub mod guard;

use super::FeedError;
use crate::domain::{SendError, Timestamp};
use chrono::DateTime;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, ClientBuilder, Response, redirect};
use std::time::Duration;

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest wait for a whole answer.
const WHOLE: Duration = Duration::from_secs(20);
/// A server that asks for a longer wait than this gets this.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// A client for a network's API: no redirects, bounded in time.
pub fn client() -> reqwest::Result<Client> {
    bounded().build()
}

/// A client for what runs beside us: no proxy stands between.
pub fn local_client() -> reqwest::Result<Client> {
    bounded().no_proxy().build()
}

/// A client for addresses that strangers have a say in: besides, it resolves
/// names to public addresses only. It takes no proxy, since one would resolve
/// the names itself. Numbers in an address are for [`guard::check`].
pub fn guarded_client() -> reqwest::Result<Client> {
    bounded().no_proxy().dns_resolver(guard::PublicOnly).build()
}

fn bounded() -> ClientBuilder {
    // Only the first call of a process installs it; all others find it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(concat!("liaison/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
        .redirect(redirect::Policy::none())
}

/// Reads a body of at most `most` bytes; a longer one is an error, not a truncation.
pub async fn read(mut response: Response, most: usize) -> Result<Vec<u8>, FeedError> {
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|e| FeedError::retry(describe(&e)))?
    {
        if body.len() + chunk.len() > most {
            return Err(FeedError::retry(format!(
                "the answer is larger than {most} bytes"
            )));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What `Retry-After` asks for, in either of its two forms, at most an hour.
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match value.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => Duration::from_secs_f64(seconds.min(3_600.0)),
        _ => (DateTime::parse_from_rfc2822(value).ok()?.to_utc() - now)
            .to_std()
            .unwrap_or_default(),
    };
    Some(wait.min(LONGEST_WAIT))
}

/// What went wrong, with no address or body in it: those may carry words or tokens.
pub fn describe(error: &reqwest::Error) -> String {
    let what = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else if error.is_redirect() {
        "a redirect that is not allowed"
    } else if error.is_decode() {
        "an answer that could not be read"
    } else {
        "the connection broke"
    };
    what.to_owned()
}

/// A call that changes something failed on the way: did it happen? Only a
/// connection that was never made tells for certain that it did not.
pub fn send_error(error: &reqwest::Error) -> SendError {
    if error.is_connect() {
        SendError::retry(describe(error))
    } else {
        SendError::unknown(describe(error))
    }
}
