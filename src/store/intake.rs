//! Taking mentions in, many at a time: which are known, which conversations
//! have a case, and then mention, case and event in a few statements.

use super::case::{CaseRow, case_columns, columns};
use super::rows::{pieces, values};
use super::{Tx, each, micros, row};
use crate::domain::{Author, Case, CaseNumber, FacilityName, Mention, Network, PostRef};
use anyhow::{Context, Result};
use std::collections::{HashMap, HashSet};

/// A mention with the case it belongs to.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The post.
    pub mention: Mention,
    /// Its case, new or known.
    pub case: CaseNumber,
}

/// What is known of a batch before it is taken in.
#[derive(Debug, Default)]
pub struct Known {
    /// Posts of the batch that were taken in before.
    pub posts: HashSet<PostRef>,
    /// Posts of the batch that we wrote.
    pub ours: HashSet<PostRef>,
    /// Cases by network, author id and conversation.
    pub cases: HashMap<(Network, String, String), Case>,
}

row!(PostRow {
    network: String,
    post: String
});

/// Columns of `cases`, counted.
const CASE_COLUMNS: usize = 27;

impl Tx {
    /// Looks a batch up.
    pub async fn known(&mut self, batch: &[&Mention]) -> Result<Known> {
        let mut known = Known::default();
        for piece in pieces(batch) {
            for (table, into) in [("mentions", &mut known.posts), ("replies", &mut known.ours)] {
                // The batch drives the join: `(network, post) in (values …)` makes SQLite read the whole table.
                let tail = format!(
                    ") select t.network, t.post from asked cross join {table} t \
                     where t.network = asked.network and t.post = asked.post"
                );
                let sql = values("with asked (network, post) as (values", 2, piece.len(), &tail);
                let rows: Vec<PostRow> = each!(self, db => {
                    let mut query = sqlx::query_as(sql);
                    for mention in piece {
                        query = query.bind(mention.post.network.as_str()).bind(mention.post.id.as_str());
                    }
                    query.fetch_all(db).await
                })?;
                for row in rows {
                    into.insert(PostRef {
                        network: row.network.parse()?,
                        id: row.post,
                    });
                }
            }
            for case in self.conversations(piece).await? {
                let key = (case.network, case.author.id.clone(), case.conversation.clone());
                known.cases.insert(key, case);
            }
        }
        Ok(known)
    }

    async fn conversations(&mut self, piece: &[&Mention]) -> Result<Vec<Case>> {
        let tail = concat!(
            ") select ",
            case_columns!(),
            " from asked cross join cases where network = a and author_id = b and conversation = c"
        );
        let sql = values("with asked (a, b, c) as (values", 3, piece.len(), tail);
        let rows: Vec<CaseRow> = each!(self, db => {
            let mut query = sqlx::query_as(sql);
            for mention in piece {
                query = query
                    .bind(mention.post.network.as_str())
                    .bind(mention.author.id.as_str())
                    .bind(mention.conversation.as_str());
            }
            query.fetch_all(db).await
        })?;
        rows.into_iter().map(Case::try_from).collect()
    }

    /// Takes `count` numbers of a counter and gives the first.
    pub async fn numbers(&mut self, counter: &'static str, count: usize) -> Result<i64> {
        let count = i64::try_from(count)?;
        let last: i64 = each!(self, db =>
            sqlx::query_scalar("update counters set value = value + $1 where name = $2 returning value")
                .bind(count).bind(counter).fetch_one(db).await)
        .with_context(|| format!("taking {count} numbers of the counter {counter}"))?;
        Ok(last - count + 1)
    }

    /// Inserts new cases.
    pub async fn insert_cases(&mut self, cases: &[Case]) -> Result<()> {
        for piece in pieces(cases) {
            let sql = values(
                concat!("insert into cases (", case_columns!(), ") values"),
                CASE_COLUMNS,
                piece.len(),
                "",
            );
            let lists: Vec<(String, String)> = piece
                .iter()
                .map(|c| {
                    Ok((
                        serde_json::to_string(&c.reasons)?,
                        serde_json::to_string(&c.tags)?,
                    ))
                })
                .collect::<Result<_, serde_json::Error>>()?;
            each!(self, db => {
                let mut query = sqlx::query(sql);
                for (case, (reasons, tags)) in piece.iter().zip(&lists) {
                    let (holder, since, merged_into) = columns(&case.state);
                    query = query
                        .bind(case.number.0).bind(case.version).bind(case.status()).bind(holder).bind(since)
                        .bind(merged_into).bind(case.network.as_str()).bind(case.feed.as_str())
                        .bind(case.author.id.as_str()).bind(case.author.handle.as_str())
                        .bind(case.author.name.as_str()).bind(case.conversation.as_str())
                        .bind(case.department.as_str()).bind(case.facility.as_ref().map(FacilityName::as_str))
                        .bind(case.topic.as_str()).bind(case.intent.as_str()).bind(case.urgency.as_str())
                        .bind(case.language.as_str()).bind(reasons.as_str()).bind(tags.as_str()).bind(case.tier)
                        .bind(case.mentions).bind(case.latest.id.as_str()).bind(micros(case.opened_at))
                        .bind(case.answered_at.map(micros)).bind(case.due_at.map(micros)).bind(case.late);
                }
                query.execute(db).await.map(|_| ())
            })
            .context("inserting cases")?;
        }
        Ok(())
    }

    /// Inserts new mentions and makes their words findable.
    pub async fn insert_mentions(&mut self, arrivals: &[Arrival]) -> Result<()> {
        if arrivals.is_empty() {
            return Ok(());
        }
        let first = self.numbers("mention", arrivals.len()).await?;
        let numbered: Vec<(i64, &Arrival)> = (first..).zip(arrivals).collect();
        let taken_at = micros(self.clock.now());
        for piece in pieces(&numbered) {
            let head = "insert into mentions (id, network, post, feed, case_number, text, link, posted_at, taken_at) values";
            let sql = values(head, 9, piece.len(), "");
            each!(self, db => {
                let mut query = sqlx::query(sql);
                for (id, Arrival { mention, case }) in piece {
                    query = query
                        .bind(*id).bind(mention.post.network.as_str()).bind(mention.post.id.as_str())
                        .bind(mention.feed.as_str()).bind(case.0).bind(mention.text.as_str())
                        .bind(mention.link.as_deref()).bind(micros(mention.posted_at)).bind(taken_at);
                }
                query.execute(db).await.map(|_| ())
            })
            .context("inserting mentions")?;
            self.make_findable(
                piece
                    .iter()
                    .map(|(id, arrival)| (*id, arrival.mention.text.as_str()))
                    .collect(),
            )
            .await?;
        }
        Ok(())
    }

    /// How many cases an author has had.
    pub async fn cases_of(&mut self, network: Network, author: &Author) -> Result<i64> {
        let count = each!(self, db =>
            sqlx::query_scalar("select count(*) from cases where network = $1 and author_id = $2")
                .bind(network.as_str()).bind(author.id.as_str()).fetch_one(db).await)?;
        Ok(count)
    }
}
