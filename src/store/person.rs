//! Authors, and those of them who are one person because a colleague said so.
//!
//! People who are one share a row's `person`. Nothing else hangs on it: cases
//! are joined by their conversation, never by this table.

use super::{Tx, each, micros, row};
use crate::domain::{CaseNumber, Network, StaffName};
use anyhow::{Context, Result};

/// An author, as their newest case shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAuthor {
    /// Where they write.
    pub network: Network,
    /// The network's own id of them.
    pub id: String,
    /// What they are addressed by, without `@`.
    pub handle: String,
    /// Their newest case.
    pub case: CaseNumber,
}

row!(AuthorRow {
    network: String,
    author_id: String,
    author_handle: String,
    number: i64
});

/// Authors with their newest case, those first who wrote last; the newest cases of all are by the first of them.
macro_rules! newest {
    ($authors:literal) => {
        concat!(
            "select c.network, c.author_id, c.author_handle, c.number from (",
            $authors,
            ") a join cases c on c.number = \
             (select max(n.number) from cases n where n.network = a.network and n.author_id = a.author_id) \
             order by c.number desc limit 20"
        )
    };
}

const BY_HANDLE: &str =
    newest!("select distinct network, author_id from cases where lower(author_handle) = lower($1)");
const OF_CASE: &str = newest!("select network, author_id from cases where number = $1");
const ALSO: &str = newest!(
    "select s.network, s.author_id from same_authors one join same_authors s on s.person = one.person \
     and (s.network <> one.network or s.author_id <> one.author_id) where one.network = $1 and one.author_id = $2"
);

impl Tx {
    /// Authors who go, or went, by this handle on any network.
    pub async fn authors(&mut self, handle: &str) -> Result<Vec<KnownAuthor>> {
        let rows: Vec<AuthorRow> =
            each!(self, db => sqlx::query_as(BY_HANDLE).bind(handle).fetch_all(db).await)?;
        rows.into_iter().map(KnownAuthor::try_from).collect()
    }

    /// The author of a case.
    pub async fn author_of(&mut self, case: CaseNumber) -> Result<Option<KnownAuthor>> {
        let row: Option<AuthorRow> =
            each!(self, db => sqlx::query_as(OF_CASE).bind(case.0).fetch_optional(db).await)?;
        row.map(KnownAuthor::try_from).transpose()
    }

    /// The others who are said to be the same person as this author.
    pub async fn also_known_as(&mut self, network: Network, author_id: &str) -> Result<Vec<KnownAuthor>> {
        let rows: Vec<AuthorRow> = each!(self, db =>
            sqlx::query_as(ALSO).bind(network.as_str()).bind(author_id).fetch_all(db).await)?;
        rows.into_iter().map(KnownAuthor::try_from).collect()
    }

    /// An author's cases, closed or not, the newest first.
    pub async fn cases_by(&mut self, author: &KnownAuthor, most: i64) -> Result<Vec<CaseNumber>> {
        let numbers: Vec<i64> = each!(self, db => sqlx::query_scalar(
            "select number from cases where network = $1 and author_id = $2 order by number desc limit $3")
            .bind(author.network.as_str()).bind(author.id.as_str()).bind(most).fetch_all(db).await)?;
        Ok(numbers.into_iter().map(CaseNumber).collect())
    }

    /// Two authors, and whoever each was linked with, are one person from now on; whether that is new.
    pub async fn link_authors(
        &mut self,
        (one, other): (&KnownAuthor, &KnownAuthor),
        by: &StaffName,
    ) -> Result<bool> {
        let fresh = self.clock.new_id().simple().to_string();
        // Always in the same order: two who link the same authors must not wait for each other.
        let mut both = [one, other];
        both.sort_by_key(|author| (author.network.as_str(), author.id.as_str()));
        let mut is_new = false;
        for author in both {
            is_new |= self.add_to_person(author, &fresh, by).await?;
        }
        let (into, from) = (self.person_of(one).await?, self.person_of(other).await?);
        each!(self, db => sqlx::query("update same_authors set person = $2 where person = $1")
            .bind(from.as_deref()).bind(into.as_deref()).execute(db).await.map(|_| ()))
        .context("linking authors")?;
        Ok(is_new || into != from)
    }

    /// An author is nobody else from now on, and who is left alone by that neither; whether they were linked.
    pub async fn unlink_author(&mut self, author: &KnownAuthor) -> Result<bool> {
        let Some(person) = self.person_of(author).await? else {
            return Ok(false);
        };
        each!(self, db => sqlx::query("delete from same_authors where network = $1 and author_id = $2")
            .bind(author.network.as_str()).bind(author.id.as_str()).execute(db).await.map(|_| ()))
        .context("unlinking an author")?;
        each!(self, db => sqlx::query("delete from same_authors where person = $1 \
            and (select count(*) from same_authors where person = $1) = 1")
            .bind(person).execute(db).await.map(|_| ()))
        .context("unlinking who is left")?;
        Ok(true)
    }

    async fn add_to_person(&mut self, author: &KnownAuthor, person: &str, by: &StaffName) -> Result<bool> {
        let now = micros(self.clock.now());
        let rows = each!(self, db => sqlx::query(
            "insert into same_authors (network, author_id, person, handle, by, at) values ($1, $2, $3, $4, $5, $6) \
             on conflict (network, author_id) do nothing")
            .bind(author.network.as_str()).bind(author.id.as_str()).bind(person).bind(author.handle.as_str())
            .bind(by.as_str()).bind(now).execute(db).await.map(|done| done.rows_affected()))
        .context("keeping an author")?;
        Ok(rows > 0)
    }

    async fn person_of(&mut self, author: &KnownAuthor) -> Result<Option<String>> {
        let person = each!(self, db =>
            sqlx::query_scalar("select person from same_authors where network = $1 and author_id = $2")
                .bind(author.network.as_str()).bind(author.id.as_str()).fetch_optional(db).await)?;
        Ok(person)
    }
}

impl TryFrom<AuthorRow> for KnownAuthor {
    type Error = anyhow::Error;

    fn try_from(row: AuthorRow) -> Result<Self> {
        Ok(Self {
            network: row.network.parse()?,
            id: row.author_id,
            handle: row.author_handle,
            case: CaseNumber(row.number),
        })
    }
}
