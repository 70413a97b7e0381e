//! Drafts that wait for a second person, and where the requests for it stand.

use super::{Tx, each, micros, row, time};
use crate::domain::{CaseNumber, ChannelRef, Draft, DraftId, DraftState, FeedName, PostRef, StaffName};
use anyhow::{Context, Result};

row!(DraftRow {
    id: String,
    case_number: i64,
    author: String,
    words: String,
    findings: String,
    worries: String,
    network: String,
    feed: String,
    parent: String,
    asked_at: i64,
    expires_at: i64,
    detail: String,
});

macro_rules! draft_columns {
    () => {
        "id, case_number, author, words, findings, worries, network, feed, parent, asked_at, expires_at, detail"
    };
}

const OPEN: &str = concat!(
    "select ",
    draft_columns!(),
    " from drafts where case_number = $1 and ended_at is null"
);
const BY_ID: &str = concat!("select ", draft_columns!(), " from drafts where id = $1");

impl Tx {
    /// The draft of a case that is still open, if it has one. Whoever changes it holds the case.
    pub async fn open_draft(&mut self, case: CaseNumber) -> Result<Option<Draft>> {
        let row: Option<DraftRow> =
            each!(self, db => sqlx::query_as(OPEN).bind(case.0).fetch_optional(db).await)?;
        row.map(Draft::try_from).transpose()
    }

    /// A draft by its id, however it stands.
    pub async fn draft(&mut self, id: DraftId) -> Result<Option<Draft>> {
        let row: Option<DraftRow> =
            each!(self, db => sqlx::query_as(BY_ID).bind(id.to_string()).fetch_optional(db).await)?;
        row.map(Draft::try_from).transpose()
    }

    /// Keeps a new draft.
    pub async fn insert_draft(&mut self, draft: &Draft) -> Result<()> {
        let sql = concat!(
            "insert into drafts (",
            draft_columns!(),
            ", state, ended_at, blocked) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)"
        );
        let findings = serde_json::to_string(&draft.findings)?;
        let worries = serde_json::to_string(&draft.worries)?;
        let detail = serde_json::to_string(&draft.state)?;
        each!(self, db => sqlx::query(sql)
            .bind(draft.id.to_string()).bind(draft.case.0).bind(draft.author.as_str()).bind(draft.words.as_str())
            .bind(findings).bind(worries).bind(draft.parent.network.as_str()).bind(draft.feed.as_str())
            .bind(draft.parent.id.as_str()).bind(micros(draft.asked_at)).bind(micros(draft.expires_at)).bind(detail)
            .bind(draft.state.as_str()).bind(draft.state.ended_at().map(micros)).bind(is_blocked(draft))
            .execute(db).await.map(|_| ()))
        .context("keeping a draft")
    }

    /// Notes how a draft stands. One that has ended is never changed.
    pub async fn save_draft(&mut self, draft: &Draft) -> Result<()> {
        let findings = serde_json::to_string(&draft.findings)?;
        let detail = serde_json::to_string(&draft.state)?;
        let changed = each!(self, db => sqlx::query(
            "update drafts set state = $2, detail = $3, ended_at = $4, blocked = (blocked or $5), findings = $6 \
             where id = $1 and ended_at is null")
            .bind(draft.id.to_string()).bind(draft.state.as_str()).bind(detail)
            .bind(draft.state.ended_at().map(micros)).bind(is_blocked(draft)).bind(findings)
            .execute(db).await.map(|done| done.rows_affected()))
        .context("noting how a draft stands")?;
        anyhow::ensure!(changed == 1, "a draft that has ended was to be changed");
        Ok(())
    }

    /// Cases whose open draft's time has passed, the longest ago first. None is locked: the case comes first.
    pub async fn cases_with_expired_drafts(&mut self, most: i64) -> Result<Vec<CaseNumber>> {
        let now = micros(self.clock.now());
        let numbers: Vec<i64> = each!(self, db => sqlx::query_scalar(
            "select case_number from drafts where ended_at is null and expires_at <= $1 order by expires_at limit $2")
            .bind(now).bind(most).fetch_all(db).await)?;
        Ok(numbers.into_iter().map(CaseNumber).collect())
    }

    /// Where the request about a draft stands in a channel.
    pub async fn request_message(&mut self, draft: DraftId, channel: &ChannelRef) -> Result<Option<String>> {
        let message = each!(self, db => sqlx::query_scalar(
            "select message from requests where draft = $1 and chat = $2 and channel = $3")
            .bind(draft.to_string()).bind(channel.chat.as_str()).bind(channel.id.as_str())
            .fetch_optional(db).await)?;
        Ok(message)
    }

    /// Notes where the request about a draft stands.
    pub async fn set_request(
        &mut self,
        (draft, case): (DraftId, CaseNumber),
        channel: &ChannelRef,
        message: &str,
    ) -> Result<()> {
        let now = micros(self.clock.now());
        each!(self, db => sqlx::query(
            "insert into requests (draft, case_number, chat, channel, message, posted_at) values ($1,$2,$3,$4,$5,$6) \
             on conflict (draft, chat, channel) do update set message = excluded.message, posted_at = excluded.posted_at")
            .bind(draft.to_string()).bind(case.0).bind(channel.chat.as_str()).bind(channel.id.as_str())
            .bind(message).bind(now).execute(db).await.map(|_| ()))
        .context("noting where a request stands")
    }

    /// Every channel in which the request about a draft stands.
    pub async fn request_channels(&mut self, draft: DraftId) -> Result<Vec<ChannelRef>> {
        let rows: Vec<(String, String)> = each!(self, db => sqlx::query_as(
            "select chat, channel from requests where draft = $1 order by chat, channel")
            .bind(draft.to_string()).fetch_all(db).await)?;
        Ok(rows
            .into_iter()
            .map(|(chat, id)| ChannelRef { chat, id })
            .collect())
    }
}

fn is_blocked(draft: &Draft) -> bool {
    matches!(draft.state, DraftState::Blocked { .. })
}

impl TryFrom<DraftRow> for Draft {
    type Error = anyhow::Error;

    fn try_from(row: DraftRow) -> Result<Self> {
        Ok(Self {
            id: row.id.parse()?,
            case: CaseNumber(row.case_number),
            author: StaffName(row.author),
            words: row.words,
            findings: serde_json::from_str(&row.findings).context("findings of a draft")?,
            worries: serde_json::from_str(&row.worries).context("worries about a draft")?,
            feed: FeedName(row.feed),
            parent: PostRef {
                network: row.network.parse()?,
                id: row.parent,
            },
            asked_at: time(row.asked_at),
            expires_at: time(row.expires_at),
            state: serde_json::from_str(&row.detail).context("how a draft stands")?,
        })
    }
}
