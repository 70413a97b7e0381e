//! What we said in public, and how it stands.

use super::{Tx, each, micros, row, time};
use crate::domain::{CaseNumber, DeliveryId, FeedName, Network, PostRef, StaffName, Timestamp};
use anyhow::{Context, Result};
use uuid::Uuid;

/// How a public reply stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyState {
    /// On its way.
    Sending,
    /// Out.
    Published,
    /// Given up on; a person may send it again.
    SetAside,
    /// On its way down.
    Retracting,
    /// Taken down.
    Retracted,
}

/// One public reply.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The delivery that carries it.
    pub delivery: DeliveryId,
    /// For which case.
    pub case: CaseNumber,
    /// Who wrote it.
    pub staff: StaffName,
    /// Its words, signature included.
    pub text: String,
    /// How it stands.
    pub state: ReplyState,
    /// The feed it goes through.
    pub feed: FeedName,
    /// The post it goes under.
    pub parent: PostRef,
    /// Our post, once published.
    pub post: Option<PostRef>,
    /// When it was written.
    pub written_at: Timestamp,
}

row!(ReplyRow {
    delivery: String,
    case_number: i64,
    staff: String,
    text: String,
    state: String,
    network: String,
    feed: String,
    parent: String,
    post: Option<String>,
    written_at: i64,
});

macro_rules! reply_columns {
    () => {
        "delivery, case_number, staff, text, state, network, feed, parent, post, written_at"
    };
}

const OF_CASE: &str = concat!(
    "select ",
    reply_columns!(),
    " from replies where case_number = $1 order by delivery"
);
const BY_DELIVERY: &str = concat!("select ", reply_columns!(), " from replies where delivery = $1");

impl ReplyState {
    /// As stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Published => "published",
            Self::SetAside => "set_aside",
            Self::Retracting => "retracting",
            Self::Retracted => "retracted",
        }
    }

    fn parse(word: &str) -> Result<Self> {
        [
            Self::Sending,
            Self::Published,
            Self::SetAside,
            Self::Retracting,
            Self::Retracted,
        ]
        .into_iter()
        .find(|state| state.as_str() == word)
        .with_context(|| format!("a reply has the unknown state {word}"))
    }
}

impl Tx {
    /// Keeps a reply that is put on its way.
    pub async fn insert_reply(&mut self, reply: &Reply) -> Result<()> {
        let sql = concat!(
            "insert into replies (",
            reply_columns!(),
            ") values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)"
        );
        each!(self, db => sqlx::query(sql)
            .bind(reply.delivery.to_string()).bind(reply.case.0).bind(reply.staff.as_str()).bind(reply.text.as_str())
            .bind(reply.state.as_str()).bind(reply.parent.network.as_str()).bind(reply.feed.as_str())
            .bind(reply.parent.id.as_str()).bind(reply.post.as_ref().map(|p| p.id.as_str()))
            .bind(micros(reply.written_at))
            .execute(db).await.map(|_| ()))
        .context("keeping a reply")
    }

    /// All replies of a case, oldest first.
    pub async fn replies_of(&mut self, case: CaseNumber) -> Result<Vec<Reply>> {
        let rows: Vec<ReplyRow> =
            each!(self, db => sqlx::query_as(OF_CASE).bind(case.0).fetch_all(db).await)?;
        rows.into_iter().map(Reply::try_from).collect()
    }

    /// What we said in one case was said in another.
    pub async fn move_replies(&mut self, from: CaseNumber, into: CaseNumber) -> Result<()> {
        each!(self, db => sqlx::query("update replies set case_number = $2 where case_number = $1")
            .bind(from.0).bind(into.0).execute(db).await.map(|_| ()))?;
        Ok(())
    }

    /// The reply that a delivery carries.
    pub async fn reply(&mut self, delivery: DeliveryId) -> Result<Option<Reply>> {
        let row: Option<ReplyRow> = each!(self, db => sqlx::query_as(BY_DELIVERY).bind(delivery.to_string()).fetch_optional(db).await)?;
        row.map(Reply::try_from).transpose()
    }

    /// Notes how a reply stands; `post` is ours once it is known.
    pub async fn set_reply(
        &mut self,
        delivery: DeliveryId,
        state: ReplyState,
        post: Option<&PostRef>,
    ) -> Result<()> {
        let now = micros(self.clock.now());
        let published = (state == ReplyState::Published).then_some(now);
        each!(self, db => sqlx::query(
            "update replies set state = $2, post = coalesce($3, post), published_at = coalesce(published_at, $4) \
             where delivery = $1")
            .bind(delivery.to_string()).bind(state.as_str()).bind(post.map(|p| p.id.as_str())).bind(published)
            .execute(db).await.map(|_| ()))
        .context("noting how a reply stands")
    }

    /// The reply that stands as this post of ours.
    pub async fn reply_at(&mut self, post: &PostRef) -> Result<Option<Reply>> {
        let sql = concat!(
            "select ",
            reply_columns!(),
            " from replies where network = $1 and post = $2"
        );
        let row: Option<ReplyRow> = each!(self, db =>
            sqlx::query_as(sql).bind(post.network.as_str()).bind(post.id.as_str()).fetch_optional(db).await)?;
        row.map(Reply::try_from).transpose()
    }
}

impl TryFrom<ReplyRow> for Reply {
    type Error = anyhow::Error;

    fn try_from(row: ReplyRow) -> Result<Self> {
        let network: Network = row.network.parse()?;
        Ok(Self {
            delivery: DeliveryId(Uuid::try_parse(&row.delivery)?),
            case: CaseNumber(row.case_number),
            staff: StaffName(row.staff),
            text: row.text,
            state: ReplyState::parse(&row.state)?,
            feed: FeedName(row.feed),
            parent: PostRef {
                network,
                id: row.parent,
            },
            post: row.post.map(|id| PostRef { network, id }),
            written_at: time(row.written_at),
        })
    }
}
