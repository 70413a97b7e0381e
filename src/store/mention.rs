//! Posts as they were taken in, and what their authors did to them since.

use super::rows::Column;
use super::{Tx, each, micros, row, time};
use crate::domain::{CaseNumber, FeedName, PostRef, Timestamp};
use anyhow::Result;
use std::collections::HashMap;

/// A post as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Our own number for it.
    pub id: i64,
    /// Which post.
    pub post: PostRef,
    /// Its case.
    pub case: CaseNumber,
    /// Its words, as they are now; of a deleted one, as they were last.
    pub text: String,
    /// Where a person can read it.
    pub link: Option<String>,
    /// When it was written.
    pub posted_at: Timestamp,
    /// When the author changed it.
    pub edited_at: Option<Timestamp>,
    /// When the author took it down.
    pub deleted_at: Option<Timestamp>,
    /// What it told of a patient before the author changed it, as a mask keeps it.
    pub told: Option<String>,
}

row!(MentionRow {
    id: i64,
    network: String,
    post: String,
    case_number: i64,
    text: String,
    link: Option<String>,
    posted_at: i64,
    edited_at: Option<i64>,
    deleted_at: Option<i64>,
    told: Option<String>,
});

macro_rules! mention_columns {
    () => {
        "id, network, post, case_number, text, link, posted_at, edited_at, deleted_at, told"
    };
}

const BY_POST: &str = concat!(
    "select ",
    mention_columns!(),
    " from mentions where network = $1 and post = $2"
);
const OF_CASE: &str = concat!(
    "select ",
    mention_columns!(),
    " from mentions where case_number = $1 order by id"
);
const OF_CASES: &str = concat!(
    "select ",
    mention_columns!(),
    " from asked join mentions using (case_number) order by id"
);
const LATEST: &str = concat!(
    "select ",
    mention_columns!(),
    " from mentions where case_number = $1 \
      order by case when deleted_at is null then 0 else 1 end, id desc limit 1"
);
// Open cases drive the join: their posts are few, all posts are many.
const WATCHED: &str = "select m.network, m.post from cases c cross join mentions m \
     where m.case_number = c.number and c.status in ('open', 'held') and c.feed = $1 and m.deleted_at is null \
     and m.posted_at >= $2 order by c.number desc limit $3";

row!(WatchedRow {
    network: String,
    post: String
});

impl Tx {
    /// The post, if it was taken in.
    pub async fn post(&mut self, post: &PostRef) -> Result<Option<Post>> {
        let row: Option<MentionRow> = each!(self, db =>
            sqlx::query_as(BY_POST).bind(post.network.as_str()).bind(post.id.as_str()).fetch_optional(db).await)?;
        row.map(Post::try_from).transpose()
    }

    /// All posts of a case, oldest first.
    pub async fn posts_of(&mut self, case: CaseNumber) -> Result<Vec<Post>> {
        let rows: Vec<MentionRow> =
            each!(self, db => sqlx::query_as(OF_CASE).bind(case.0).fetch_all(db).await)?;
        rows.into_iter().map(Post::try_from).collect()
    }

    /// The newest post of a case that still stands; of those that are all gone, the newest.
    pub async fn latest_post(&mut self, case: CaseNumber) -> Result<Option<Post>> {
        let row: Option<MentionRow> =
            each!(self, db => sqlx::query_as(LATEST).bind(case.0).fetch_optional(db).await)?;
        row.map(Post::try_from).transpose()
    }

    /// All posts of each of these cases, oldest first; a case without posts is not among them.
    pub async fn posts_of_each(&mut self, cases: &[CaseNumber]) -> Result<HashMap<CaseNumber, Vec<Post>>> {
        // A case that is asked for twice would have each post twice.
        let mut cases = cases.to_vec();
        cases.sort_unstable();
        cases.dedup();
        let asked = vec![("case_number", Column::number(&cases, |case| case.0))];
        let rows: Vec<MentionRow> = self.rows_asked(asked, OF_CASES).await?;
        let mut posts: HashMap<CaseNumber, Vec<Post>> = HashMap::new();
        for row in rows {
            let post = Post::try_from(row)?;
            posts.entry(post.case).or_default().push(post);
        }
        Ok(posts)
    }

    /// Posts of a feed's open cases that may still change, newest first.
    pub async fn watched(&mut self, feed: &FeedName, since: Timestamp, most: i64) -> Result<Vec<PostRef>> {
        let rows: Vec<WatchedRow> = each!(self, db =>
            sqlx::query_as(WATCHED).bind(feed.as_str()).bind(micros(since)).bind(most).fetch_all(db).await)?;
        rows.into_iter()
            .map(|row| {
                Ok(PostRef {
                    network: row.network.parse()?,
                    id: row.post,
                })
            })
            .collect()
    }

    /// The author changed it; `told` is what it told of a patient until now.
    pub async fn edit_post(&mut self, id: i64, text: &str, told: &str) -> Result<()> {
        let now = micros(self.clock.now());
        let told = (!told.is_empty()).then_some(told);
        each!(self, db => sqlx::query("update mentions set text = $2, edited_at = $3, told = $4 where id = $1")
            .bind(id).bind(text).bind(now).bind(told).execute(db).await.map(|_| ()))?;
        self.find_anew(id, text).await
    }

    /// The author took it down.
    pub async fn delete_post(&mut self, id: i64) -> Result<()> {
        let now = micros(self.clock.now());
        each!(self, db => sqlx::query("update mentions set deleted_at = $2 where id = $1")
            .bind(id).bind(now).execute(db).await.map(|_| ()))?;
        Ok(())
    }

    /// Posts of one case become posts of another.
    pub async fn move_posts(&mut self, from: CaseNumber, into: CaseNumber) -> Result<()> {
        each!(self, db => sqlx::query("update mentions set case_number = $2 where case_number = $1")
            .bind(from.0).bind(into.0).execute(db).await.map(|_| ()))?;
        Ok(())
    }
}

impl TryFrom<MentionRow> for Post {
    type Error = anyhow::Error;

    fn try_from(row: MentionRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            post: PostRef {
                network: row.network.parse()?,
                id: row.post,
            },
            case: CaseNumber(row.case_number),
            text: row.text,
            link: row.link,
            posted_at: time(row.posted_at),
            edited_at: row.edited_at.map(time),
            deleted_at: row.deleted_at.map(time),
            told: row.told,
        })
    }
}
