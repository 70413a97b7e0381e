//! One look: notifications and searches in, mentions out.
//!
//! A look that fails on the way to the notifications fails whole, and the
//! cursor stays. A search, or the sweep, that fails while the notifications
//! came through is tried again next time: it must not keep them from anybody.

use super::Bluesky;
use super::client::Failure;
use super::cursor::{Reader, State, Sweep};
use super::posts::Post;
use crate::domain::{FeedName, Found, Timestamp};
use crate::feeds::{Cursor, FeedError, Page};
use chrono::SecondsFormat;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

const LIST_NOTIFICATIONS: &str = "app.bsky.notification.listNotifications";
const SEARCH_POSTS: &str = "app.bsky.feed.searchPosts";
/// What of the notifications is somebody talking to us.
const REASONS: [&str; 3] = ["mention", "reply", "quote"];
/// Most pages of one list in one look.
const PAGES: usize = 5;
/// Size of the head's pages.
const HEAD_PAGE: &str = "100";
/// Size of the sweep's pages. Posts of one date can fall between two pages; with another size they fall elsewhere.
const SWEEP_PAGE: &str = "90";

/// One page of either list.
#[derive(Deserialize)]
struct Listed {
    #[serde(alias = "notifications")]
    posts: Vec<Value>,
    cursor: Option<String>,
}

#[derive(Clone, Copy)]
enum List<'a> {
    Notifications,
    Search(&'a str),
}

/// How far a reader came.
#[derive(PartialEq, Eq)]
enum Reach {
    /// There is more above the floor.
    Unfinished,
    /// All above the floor was read.
    Floor,
    /// The whole list was read in this look.
    Whole,
}

impl Bluesky {
    pub(super) async fn look(&self, cursor: Option<&Cursor>) -> Result<Page, FeedError> {
        let now = self.clock.now();
        let mut state = State::read(cursor, &self.settings.search, now);
        let mut harvest = Harvest::new(self.settings.name.clone(), self.sessions.did().await?, now);
        let reach = self
            .read_down(List::Notifications, &mut state.head, &mut harvest)
            .await?;
        let mut more = reach == Reach::Unfinished;
        match reach {
            Reach::Unfinished => {}
            Reach::Whole => state.sweep = Sweep::default(),
            Reach::Floor => self.carry_on(self.sweep_on(&mut state, &mut harvest).await)?,
        }
        if !more {
            for (term, reader) in &mut state.search {
                // What a search brought before it failed is kept, and so is the place it came to.
                let reach = self.read_down(List::Search(term), reader, &mut harvest).await;
                more |= matches!(reach, Ok(Reach::Unfinished));
                self.carry_on(reach.map(|_| ()))?;
            }
        }
        harvest.report();
        Ok(Page {
            found: harvest.into_found(),
            cursor: state.write(),
            more,
        })
    }

    async fn read_down(
        &self,
        list: List<'_>,
        reader: &mut Reader,
        harvest: &mut Harvest,
    ) -> Result<Reach, Failure> {
        let mut from_top = reader.at.is_none();
        for turn in 0..PAGES {
            let page = self
                .page(list, HEAD_PAGE, reader.at.as_deref(), reader.floor)
                .await;
            let page = match page {
                // A place kept from before may mean nothing any more; some servers call that their own fault.
                Err(failure)
                    if reader.at.is_some()
                        && (failure.is_bad_request() || (turn == 0 && failure.is_server_error())) =>
                {
                    reader.restart();
                    from_top = true;
                    continue;
                }
                page => page?,
            };
            let ends = page.cursor.is_none();
            let dates = harvest.take(list, page.posts, reader);
            if reader.turn(&dates, page.cursor) {
                return Ok(if ends && from_top {
                    Reach::Whole
                } else {
                    Reach::Floor
                });
            }
        }
        Ok(Reach::Unfinished)
    }

    async fn sweep_on(&self, state: &mut State, harvest: &mut Harvest) -> Result<(), Failure> {
        let at = state.sweep.at.as_deref();
        match self
            .page(List::Notifications, SWEEP_PAGE, at, state.head.floor)
            .await
        {
            Ok(page) => {
                harvest.take(List::Notifications, page.posts, &state.head);
                state.sweep.turn(page.cursor);
                Ok(())
            }
            Err(failure) => {
                // A place that the network refuses would stop the sweep for ever.
                state.sweep = Sweep::default();
                Err(failure)
            }
        }
    }

    async fn page(
        &self,
        list: List<'_>,
        limit: &str,
        at: Option<&str>,
        floor: Timestamp,
    ) -> Result<Listed, Failure> {
        let mut parameters = vec![("limit", limit)];
        parameters.extend(at.map(|at| ("cursor", at)));
        match list {
            List::Notifications => {
                parameters.extend(REASONS.map(|reason| ("reasons", reason)));
                self.sessions.query(LIST_NOTIFICATIONS, &parameters).await
            }
            List::Search(term) => {
                let since = floor.to_rfc3339_opts(SecondsFormat::Millis, true);
                parameters.extend([("q", term), ("sort", "latest"), ("since", &since)]);
                self.sessions.query(SEARCH_POSTS, &parameters).await
            }
        }
    }

    /// What can wait for the next look is logged; what a person must mend is not passed over.
    fn carry_on(&self, result: Result<(), Failure>) -> Result<(), FeedError> {
        match result.map_err(FeedError::from) {
            Err(FeedError::Retry { why, .. }) => {
                tracing::warn!(feed.name = %self.settings.name, error = %why, "Part of a look at Bluesky failed and is tried again");
                Ok(())
            }
            other => other,
        }
    }
}

/// What a look has brought so far.
struct Harvest {
    feed: FeedName,
    us: String,
    now: Timestamp,
    posts: BTreeMap<String, Post>,
    skipped: usize,
}

impl Harvest {
    fn new(feed: FeedName, us: String, now: Timestamp) -> Self {
        Self {
            feed,
            us,
            now,
            posts: BTreeMap::new(),
            skipped: 0,
        }
    }

    /// Takes a page in and gives the dates it was sorted by.
    fn take(&mut self, list: List<'_>, page: Vec<Value>, reader: &Reader) -> Vec<Timestamp> {
        let count = page.len();
        let posts: Vec<Post> = page.into_iter().filter_map(Post::read).collect();
        self.skipped += count - posts.len();
        let dates = posts.iter().map(|post| post.sorted_at(self.now)).collect();
        for post in posts {
            let reason = post.reason.as_deref();
            let talks_to_us = match list {
                List::Notifications => reason.is_some_and(|reason| REASONS.contains(&reason)),
                List::Search(_) => true,
            };
            if talks_to_us && post.author.did != self.us && reader.wants(&post, self.now) {
                self.posts.insert(post.uri.clone(), post);
            }
        }
        dates
    }

    fn report(&self) {
        if self.skipped > 0 {
            tracing::warn!(feed.name = %self.feed, skipped = self.skipped, "Bluesky sent posts that can't be read");
        }
    }

    fn into_found(self) -> Vec<Found> {
        let mut posts: Vec<Post> = self.posts.into_values().collect();
        posts.sort_by_cached_key(|post| (post.sorted_at(self.now), post.uri.clone()));
        posts
            .into_iter()
            .map(|post| Found::Mention(post.into_mention(self.feed.clone(), self.now)))
            .collect()
    }
}
