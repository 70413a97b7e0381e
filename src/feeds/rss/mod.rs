//! RSS, Atom and JSON Feed: news, blogs and search alerts, read only.
//!
//! Whatever is found there was written by strangers and is mostly a little
//! broken: it is fetched politely (`fetch`), within limits and never from
//! inside the house, decoded, mended and parsed (`parse`), and compared
//! with what was seen before (`memory`). An item that vanishes is not
//! deleted: feeds forget. With `allow_private` the addresses are not judged
//! and a proxy of the environment is used; without, none is.

mod charset;
mod entities;
mod fetch;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod links;
mod memory;
mod mend;
mod parse;
mod plain;
#[cfg(test)]
mod tests;

use super::{Cursor, Feed, FeedError, Page};
use crate::domain::{Author, Clock, FeedName, Found, Mention, Network, PostRef, Timestamp};
use anyhow::ensure;
use async_trait::async_trait;
use chrono::TimeDelta;
use fetch::{Answer, Fetched, Fetcher};
use memory::{Memory, News};
use parse::{Document, Fault, Item};
use std::time::Duration;
use tokio::time::timeout;
use url::Url;

/// Longest a look takes, all redirects together.
const LONGEST_LOOK: Duration = Duration::from_secs(60);

/// One feed, as the settings name it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its name.
    pub name: FeedName,
    /// Where it is.
    pub url: Url,
    /// How long to wait between looks; publishers expect ten minutes or more.
    pub every: Duration,
    /// It may be on a private network, or redirect to one.
    pub allow_private: bool,
}

/// Reads one feed.
#[derive(Debug)]
pub struct Rss {
    settings: Settings,
    fetcher: Fetcher,
    clock: Clock,
}

impl Rss {
    /// Makes one ready; asks nothing of the network yet.
    pub fn new(settings: Settings, clock: Clock) -> anyhow::Result<Self> {
        ensure!(
            matches!(settings.url.scheme(), "http" | "https") && settings.url.has_host(),
            "the address of the feed “{}” must begin with https:// or http://",
            settings.name
        );
        let fetcher = Fetcher::new(settings.allow_private)?;
        Ok(Self {
            settings,
            fetcher,
            clock,
        })
    }

    async fn look(&self, mut memory: Memory) -> Result<Page, FeedError> {
        let now = self.clock.now();
        let rest = memory
            .rest_until
            .filter(|until| *until > now && *until <= now + TimeDelta::hours(1));
        if rest.is_some() {
            return Ok(page(Vec::new(), &memory));
        }
        match self.ask(&mut memory, now).await? {
            Answer::Unchanged { rest } => {
                memory.rest_until = self.rest_until(rest, now);
                Ok(page(Vec::new(), &memory))
            }
            Answer::Gone(status) => Err(gone(status.as_u16(), memory.is_fresh())),
            Answer::Document(fetched) => self.read(*fetched, memory, now).await,
        }
    }

    /// Asks where the feed moved to, and again at the address in the settings if it moved on from there.
    async fn ask(&self, memory: &mut Memory, now: Timestamp) -> Result<Answer, FeedError> {
        let moved = memory.moved.as_deref().and_then(|moved| Url::parse(moved).ok());
        if let Some(moved) = moved {
            match self.fetcher.get(&moved, memory, now).await {
                Ok(Answer::Gone(_)) | Err(FeedError::Broken { .. }) => {
                    (memory.moved, memory.etag, memory.modified) = (None, None, None);
                }
                other => return other,
            }
        }
        self.fetcher.get(&self.settings.url, memory, now).await
    }

    async fn read(&self, fetched: Fetched, mut memory: Memory, now: Timestamp) -> Result<Page, FeedError> {
        memory.rest_until = self.rest_until(fetched.rest, now);
        memory.moved = fetched.moved.map(String::from).or(memory.moved);
        (memory.etag, memory.modified) = (fetched.etag, fetched.modified);
        let (body, kind, at) = (fetched.body, fetched.kind, fetched.at);
        let source = at.host_str().unwrap_or_default().to_owned();
        // Parsing some megabytes takes long enough to keep others waiting.
        let document = tokio::task::spawn_blocking(move || parse::document(&body, kind.as_deref(), &at))
            .await
            .map_err(|_| FeedError::retry("the feed could not be read"))?
            .map_err(|fault| refused(&fault, memory.is_fresh()))?;
        let Document { title, items } = document;
        let title = if title.is_empty() { source } else { title };
        let mut found: Vec<_> = memory
            .news(&items, now)
            .into_iter()
            .map(|(news, item)| self.found(news, item, &title, now))
            .collect();
        // Feeds are newest first; what has no date keeps its place.
        found.reverse();
        found.sort_by_key(|(at, _)| *at);
        Ok(page(found.into_iter().map(|(_, found)| found).collect(), &memory))
    }

    fn found(&self, news: News, item: &Item, title: &str, now: Timestamp) -> (Timestamp, Found) {
        let posted_at = item.at.map_or(now, |at| at.min(now));
        let post = PostRef {
            network: Network::Rss,
            id: self.post_id(&item.id),
        };
        if news == News::Edited {
            let text = item.text.clone();
            return (posted_at, Found::Edited { post, text });
        }
        let author = item.author.as_deref().unwrap_or(title);
        let mention = Mention {
            conversation: post.id.clone(),
            post,
            feed: self.settings.name.clone(),
            author: Author {
                id: format!("{}/{author}", self.settings.name),
                handle: author.to_owned(),
                name: author.to_owned(),
            },
            text: item.text.clone(),
            link: item.link.as_ref().map(Url::to_string),
            posted_at,
        };
        (posted_at, Found::Mention(mention))
    }

    /// An id that is no address of its own is unique in its feed only; two feeds may both have a `1`.
    fn post_id(&self, id: &str) -> String {
        let is_global = id.contains("://") || id.starts_with("tag:") || id.starts_with("urn:");
        if is_global {
            id.to_owned()
        } else {
            format!("{}/{id}", self.settings.name)
        }
    }

    /// A publisher that asks for more rest than the settings give gets it.
    fn rest_until(&self, rest: Option<Duration>, now: Timestamp) -> Option<Timestamp> {
        let rest = rest.filter(|rest| *rest > self.settings.every)?;
        Some(now + TimeDelta::from_std(rest).ok()?)
    }
}

fn page(found: Vec<Found>, memory: &Memory) -> Page {
    Page {
        found,
        cursor: memory.cursor(),
        more: false,
    }
}

/// An address that never worked is a mistake; one that did may work again.
fn gone(status: u16, fresh: bool) -> FeedError {
    if status == 410 {
        let why = "the publisher has taken the feed down for good (410); remove it or find its new address";
        return FeedError::Broken { why: why.to_owned() };
    }
    if fresh {
        let why = "there is nothing at the feed's address (404); check `url`";
        return FeedError::Broken { why: why.to_owned() };
    }
    FeedError::retry("there is nothing at the feed's address for now (404)")
}

fn refused(fault: &Fault, fresh: bool) -> FeedError {
    match fault {
        Fault::NoFeed if fresh => FeedError::Broken {
            why: format!("{fault}; a page's own feed is often at an address ending in /feed or .xml"),
        },
        _ => FeedError::retry(fault.to_string()),
    }
}

#[async_trait]
impl Feed for Rss {
    fn name(&self) -> &FeedName {
        &self.settings.name
    }

    fn network(&self) -> Network {
        Network::Rss
    }

    fn every(&self) -> Duration {
        self.settings.every
    }

    async fn since(&self, cursor: Option<&Cursor>) -> Result<Page, FeedError> {
        let memory = Memory::of(cursor, self.settings.url.as_str());
        timeout(LONGEST_LOOK, self.look(memory))
            .await
            .unwrap_or_else(|_| Err(FeedError::retry("no answer in time")))
    }
}
