//! Taking mentions in, many at a time: which are known, which conversations
//! have a case, and then mention, case and event in a few statements.

use super::case::{CaseRow, case_columns, columns};
use super::rows::Column;
use super::{Tx, each, micros, row};
use crate::domain::{Case, CaseNumber, FacilityName, Mention, Network, PostRef};
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

impl Tx {
    /// Looks a batch up.
    pub async fn known(&mut self, batch: &[&Mention]) -> Result<Known> {
        let mut known = Known::default();
        if batch.is_empty() {
            return Ok(known);
        }
        let taken = "select network, post from asked join mentions using (network, post)";
        let written = "select network, post from asked join replies using (network, post)";
        for (question, into) in [(taken, &mut known.posts), (written, &mut known.ours)] {
            let asked = vec![
                ("network", Column::text(batch, |m| m.post.network.as_str())),
                ("post", Column::text(batch, |m| m.post.id.as_str())),
            ];
            let rows: Vec<PostRow> = self.rows_asked(asked, question).await?;
            for row in rows {
                into.insert(PostRef {
                    network: row.network.parse()?,
                    id: row.post,
                });
            }
        }
        for case in self.conversations(batch).await? {
            let key = (case.network, case.author.id.clone(), case.conversation.clone());
            known.cases.insert(key, case);
        }
        Ok(known)
    }

    async fn conversations(&mut self, batch: &[&Mention]) -> Result<Vec<Case>> {
        let asked = vec![
            ("network", Column::text(batch, |m| m.post.network.as_str())),
            ("author_id", Column::text(batch, |m| m.author.id.as_str())),
            ("conversation", Column::text(batch, |m| m.conversation.as_str())),
        ];
        let question = concat!(
            "select ",
            case_columns!(),
            " from asked join cases using (network, author_id, conversation)"
        );
        let rows: Vec<CaseRow> = self.rows_asked(asked, question).await?;
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
        let lists = |of: fn(&Case) -> &Vec<String>| {
            let texts = cases.iter().map(|case| serde_json::to_string(of(case)));
            texts.collect::<Result<Vec<String>, _>>()
        };
        let (reasons, tags) = (lists(|case| &case.reasons)?, lists(|case| &case.tags)?);
        let states: Vec<_> = cases.iter().map(|case| columns(&case.state)).collect();
        let maybe = |of: fn(&Case) -> Option<i64>| Column::Number(cases.iter().map(of).collect());
        let columns = vec![
            ("number", Column::number(cases, |c| c.number.0)),
            ("version", Column::number(cases, |c| c.version)),
            ("status", Column::text(cases, |c| c.status())),
            (
                "holder",
                Column::Text(states.iter().map(|(holder, ..)| *holder).collect()),
            ),
            (
                "since",
                Column::Number(states.iter().map(|(_, since, _)| *since).collect()),
            ),
            (
                "merged_into",
                Column::Number(states.iter().map(|(.., into)| *into).collect()),
            ),
            ("network", Column::text(cases, |c| c.network.as_str())),
            ("feed", Column::text(cases, |c| c.feed.as_str())),
            ("author_id", Column::text(cases, |c| c.author.id.as_str())),
            ("author_handle", Column::text(cases, |c| c.author.handle.as_str())),
            ("author_name", Column::text(cases, |c| c.author.name.as_str())),
            ("conversation", Column::text(cases, |c| c.conversation.as_str())),
            ("department", Column::text(cases, |c| c.department.as_str())),
            (
                "facility",
                Column::Text(
                    cases
                        .iter()
                        .map(|c| c.facility.as_ref().map(FacilityName::as_str))
                        .collect(),
                ),
            ),
            ("topic", Column::text(cases, |c| c.topic.as_str())),
            ("intent", Column::text(cases, |c| c.intent.as_str())),
            ("urgency", Column::text(cases, |c| c.urgency.as_str())),
            ("language", Column::text(cases, |c| c.language.as_str())),
            ("reasons", Column::text(&reasons, |reasons| reasons)),
            ("tags", Column::text(&tags, |tags| tags)),
            ("tier", Column::Small(cases.iter().map(|c| c.tier).collect())),
            ("mentions", Column::number(cases, |c| c.mentions)),
            ("latest_post", Column::text(cases, |c| c.latest.id.as_str())),
            ("opened_at", Column::number(cases, |c| micros(c.opened_at))),
            ("answered_at", maybe(|c| c.answered_at.map(micros))),
            ("due_at", maybe(|c| c.due_at.map(micros))),
            ("late", Column::Truth(cases.iter().map(|c| c.late).collect())),
        ];
        self.insert_rows("cases", columns, "")
            .await
            .context("inserting cases")
    }

    /// Inserts new mentions and makes their words findable; gives our own numbers for them.
    pub async fn insert_mentions(&mut self, arrivals: &[Arrival]) -> Result<Vec<i64>> {
        if arrivals.is_empty() {
            return Ok(Vec::new());
        }
        let first = self.numbers("mention", arrivals.len()).await?;
        let ids: Vec<i64> = (first..).take(arrivals.len()).collect();
        let taken_at = micros(self.clock.now());
        let columns = vec![
            ("id", Column::number(&ids, |id| *id)),
            (
                "network",
                Column::text(arrivals, |a| a.mention.post.network.as_str()),
            ),
            ("post", Column::text(arrivals, |a| a.mention.post.id.as_str())),
            ("feed", Column::text(arrivals, |a| a.mention.feed.as_str())),
            ("case_number", Column::number(arrivals, |a| a.case.0)),
            ("text", Column::text(arrivals, |a| a.mention.text.as_str())),
            (
                "link",
                Column::Text(arrivals.iter().map(|a| a.mention.link.as_deref()).collect()),
            ),
            (
                "posted_at",
                Column::number(arrivals, |a| micros(a.mention.posted_at)),
            ),
            ("taken_at", Column::number(arrivals, |_| taken_at)),
        ];
        self.insert_rows("mentions", columns, "")
            .await
            .context("inserting mentions")?;
        let texts = arrivals.iter().map(|a| a.mention.text.as_str());
        let words: Vec<(i64, &str)> = ids.iter().copied().zip(texts).collect();
        self.make_findable(&words).await?;
        Ok(ids)
    }

    /// Which case of its author's this is: 1 for the first.
    pub async fn cases_up_to(&mut self, case: &Case) -> Result<i64> {
        let count = each!(self, db => sqlx::query_scalar(
            "select count(*) from cases where network = $1 and author_id = $2 and number <= $3")
            .bind(case.network.as_str()).bind(case.author.id.as_str()).bind(case.number.0).fetch_one(db).await)?;
        Ok(count)
    }
}
