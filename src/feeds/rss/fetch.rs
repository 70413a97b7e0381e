//! One polite request for a feed, wherever it has moved to.
//!
//! Redirects are followed by hand, five at most, so that each hop is judged
//! before it is made, and so that a move for good is told from one for now.

use super::memory::Memory;
use crate::domain::Timestamp;
use crate::feeds::{FeedError, http};
use reqwest::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION,
};
use reqwest::{Client, Response, StatusCode};
use std::time::Duration;
use url::Url;

/// Most redirects that are followed.
const MOST_HOPS: usize = 5;
/// Longest document, after decompression.
const MOST_BYTES: usize = 5 * 1024 * 1024;
/// Longest validator that is kept and sent back.
const LONGEST_VALIDATOR: usize = 1_024;
/// Longest rest that a publisher is granted.
const LONGEST_REST: Duration = Duration::from_secs(3_600);
const KINDS: &str =
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5";

/// What the publisher answered.
#[derive(Debug)]
pub enum Answer {
    /// Nothing has changed.
    Unchanged {
        /// How long to leave it alone.
        rest: Option<Duration>,
    },
    /// There is nothing at that address (404) or there never will be again (410).
    Gone(StatusCode),
    /// The feed.
    Document(Box<Fetched>),
}

/// A feed as it came.
#[derive(Debug)]
pub struct Fetched {
    /// Its bytes, decompressed.
    pub body: Vec<u8>,
    /// What the server says they are.
    pub kind: Option<String>,
    /// Where it was found in the end; relative links start there.
    pub at: Url,
    /// Where it has moved to for good.
    pub moved: Option<Url>,
    /// To be sent with the next request.
    pub etag: Option<String>,
    /// To be sent with the next request.
    pub modified: Option<String>,
    /// How long to leave it alone.
    pub rest: Option<Duration>,
}

/// Fetches feeds.
#[derive(Debug)]
pub struct Fetcher {
    client: Client,
    allow_private: bool,
}

impl Fetcher {
    /// One that reaches into private networks only if `allow_private`.
    pub fn new(allow_private: bool) -> anyhow::Result<Self> {
        let client = if allow_private {
            http::client()?
        } else {
            http::guarded_client()?
        };
        Ok(Self {
            client,
            allow_private,
        })
    }

    /// Asks for what is at `url`, unless it is what `memory` has the validators of.
    pub async fn get(&self, url: &Url, memory: &Memory, now: Timestamp) -> Result<Answer, FeedError> {
        let mut at = url.clone();
        let mut moved = None;
        let mut for_good = true;
        for _ in 0..=MOST_HOPS {
            let response = self.ask(&at, memory).await?;
            let Some(next) = redirect(&response, &at)? else {
                return answer(response, at, moved, now).await;
            };
            // A move from https to http is followed, but not for good: the next look tries the safe way again.
            for_good &= matches!(response.status().as_u16(), 301 | 308) && next.scheme() >= at.scheme();
            if for_good {
                moved = Some(next.clone());
            }
            at = next;
        }
        Err(FeedError::retry(format!(
            "the feed's address redirects more than {MOST_HOPS} times"
        )))
    }

    async fn ask(&self, at: &Url, memory: &Memory) -> Result<Response, FeedError> {
        if !self.allow_private {
            http::guard::check(at).map_err(|_| inside())?;
        }
        let mut request = self.client.get(at.clone()).header(ACCEPT, KINDS);
        for (header, value) in [
            (IF_NONE_MATCH, &memory.etag),
            (IF_MODIFIED_SINCE, &memory.modified),
        ] {
            if let Some(value) = value {
                request = request.header(header, value);
            }
        }
        request.send().await.map_err(|e| {
            if http::guard::was_inside(&e) {
                inside()
            } else {
                FeedError::retry(http::describe(&e))
            }
        })
    }
}

fn inside() -> FeedError {
    FeedError::Broken {
        why: "the feed's address, or one it redirects to, leads into a private network; \
              if that is meant, set `allow_private = true` for this feed"
            .to_owned(),
    }
}

/// Where a response sends us on to.
fn redirect(response: &Response, from: &Url) -> Result<Option<Url>, FeedError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok());
    let next = location.and_then(|location| from.join(location).ok());
    match next {
        Some(next) if matches!(next.scheme(), "http" | "https") => Ok(Some(next)),
        _ => Err(FeedError::retry(
            "the feed's address redirects to something that is no web address",
        )),
    }
}

async fn answer(
    response: Response,
    at: Url,
    moved: Option<Url>,
    now: Timestamp,
) -> Result<Answer, FeedError> {
    let status = response.status();
    let rest = rest(response.headers());
    match status.as_u16() {
        304 => Ok(Answer::Unchanged { rest }),
        404 | 410 => Ok(Answer::Gone(status)),
        401 | 403 => Err(FeedError::Expired {
            why: format!("the publisher refuses access ({})", status.as_u16()),
        }),
        429 | 503 => Err(FeedError::Retry {
            why: format!("the publisher asks to wait ({})", status.as_u16()),
            after: http::retry_after(response.headers(), now),
        }),
        200..=299 => {
            let kind = kept(response.headers(), &CONTENT_TYPE);
            let etag = kept(response.headers(), &ETAG);
            let modified = kept(response.headers(), &LAST_MODIFIED);
            let body = http::read(response, MOST_BYTES).await?;
            Ok(Answer::Document(Box::new(Fetched {
                body,
                kind,
                at,
                moved,
                etag,
                modified,
                rest,
            })))
        }
        other => Err(FeedError::retry(format!(
            "the publisher's server answers {other}"
        ))),
    }
}

fn kept(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    (value.len() <= LONGEST_VALIDATOR).then(|| value.to_owned())
}

/// `max-age`, unless what was sent may not be kept at all.
fn rest(headers: &HeaderMap) -> Option<Duration> {
    let control = headers.get(CACHE_CONTROL)?.to_str().ok()?.to_ascii_lowercase();
    let mut wishes = control.split(',').map(str::trim);
    if wishes.clone().any(|wish| matches!(wish, "no-cache" | "no-store")) {
        return None;
    }
    let seconds = wishes
        .find_map(|wish| wish.strip_prefix("max-age="))?
        .trim_matches('"');
    Some(Duration::from_secs(seconds.parse().ok()?).min(LONGEST_REST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

    #[tokio::test]
    async fn a_stranger_can_not_send_us_into_the_house() {
        let server = MockServer::start().await;
        let inside = ResponseTemplate::new(301).insert_header("location", format!("{}/admin", server.uri()));
        Mock::given(any()).respond_with(inside).mount(&server).await;
        let guarded = Fetcher::new(false).unwrap();
        // A host that resolves, past the guard, to the server that plays the stranger's.
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .resolve("news.example.org", *server.address())
            .build()
            .unwrap();
        let fetcher = Fetcher { client, ..guarded };
        let url = Url::parse(&format!(
            "http://news.example.org:{}/feed",
            server.address().port()
        ))
        .unwrap();
        let refused = fetcher
            .get(&url, &Memory::default(), DateTime::UNIX_EPOCH)
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("private network"), "{refused}");
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
    }

    #[test]
    fn rest_is_what_the_publisher_asks_for() {
        for (control, seconds) in [
            ("max-age=300", Some(300)),
            ("Public, Max-Age=\"60\"", Some(60)),
            ("max-age=999999999", Some(3_600)),
            ("no-cache, max-age=300", None),
            ("max-age=-1", None),
            ("s-maxage=5", None),
        ] {
            let headers = HeaderMap::from_iter([(CACHE_CONTROL, control.parse().unwrap())]);
            assert_eq!(rest(&headers), seconds.map(Duration::from_secs), "{control}");
        }
    }
}
