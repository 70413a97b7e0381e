//! Deliveries: put in a lane, marked before the call, settled after it.

use super::rows::Column;
use super::{Tx, each, micros, row, time};
use crate::domain::{CaseNumber, ChannelRef, Delivery, DeliveryId, Lane, Timestamp, What};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

row!(DeliveryRow {
    id: String,
    lane: String,
    case_number: Option<i64>,
    payload: String,
    due_at: i64,
    attempts: i32,
    unknown_since: Option<i64>,
    prepared: Option<String>,
});

row!(AsideRow { id: String, lane: String, case_number: Option<i64>, kind: String, why: Option<String> });

row!(NumberRow { number: i64 });

/// A delivery that was given up on.
#[derive(Debug, Clone)]
pub struct Aside {
    /// Which.
    pub id: DeliveryId,
    /// Where it would have gone.
    pub lane: Lane,
    /// The case it is about.
    pub case: Option<CaseNumber>,
    /// `card`, `reply`, …
    pub kind: String,
    /// What went wrong last.
    pub why: String,
}

macro_rules! delivery_columns {
    () => {
        "id, lane, case_number, payload, due_at, attempts, unknown_since, prepared"
    };
}

impl Tx {
    /// Puts deliveries in their lanes. Part of the change that asks for them.
    pub async fn enqueue(&mut self, deliveries: &[Delivery]) -> Result<()> {
        if deliveries.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = deliveries.iter().map(|d| d.id.to_string()).collect();
        let payloads: Vec<String> = deliveries
            .iter()
            .map(|d| serde_json::to_string(&d.what))
            .collect::<Result<_, _>>()?;
        let columns = vec![
            ("id", Column::text(&ids, |id| id)),
            ("lane", Column::text(deliveries, |d| d.lane.0.as_str())),
            (
                "case_number",
                Column::Number(deliveries.iter().map(|d| d.case.map(|c| c.0)).collect()),
            ),
            ("kind", Column::text(deliveries, |d| d.what.kind())),
            ("payload", Column::text(&payloads, |payload| payload)),
            ("state", Column::text(deliveries, |_| "due")),
            ("due_at", Column::number(deliveries, |d| micros(d.due_at))),
            ("attempts", Column::Small(vec![0; deliveries.len()])),
        ];
        self.insert_rows("deliveries", columns, "")
            .await
            .context("putting deliveries in their lanes")?;
        self.wake_lanes(deliveries.iter().map(|d| (&d.lane, d.due_at)))
            .await
    }

    /// Lanes with new work are due. In order of name: two transactions that
    /// wake the same lanes must not wait for each other.
    async fn wake_lanes<'a>(&mut self, lanes: impl Iterator<Item = (&'a Lane, Timestamp)>) -> Result<()> {
        self.rings = true;
        let mut earliest: BTreeMap<&Lane, i64> = BTreeMap::new();
        for (lane, at) in lanes {
            let at = micros(at);
            earliest
                .entry(lane)
                .and_modify(|known| *known = at.min(*known))
                .or_insert(at);
        }
        let earliest: Vec<(&Lane, i64)> = earliest.into_iter().collect();
        let columns = vec![
            ("name", Column::text(&earliest, |(lane, _)| lane.0.as_str())),
            ("due_at", Column::number(&earliest, |(_, at)| *at)),
            ("paused_until", Column::number(&earliest, |_| 0)),
            ("leased_until", Column::number(&earliest, |_| 0)),
            ("failures", Column::Small(vec![0; earliest.len()])),
        ];
        let wake = "on conflict (name) do update set due_at = \
             case when lanes.due_at < excluded.due_at then lanes.due_at else excluded.due_at end";
        self.insert_rows("lanes", columns, wake)
            .await
            .context("waking lanes")
    }

    /// The next deliveries of a lane, in order.
    pub async fn next_in(&mut self, lane: &Lane, most: i64) -> Result<Vec<Delivery>> {
        let sql = concat!(
            "select ",
            delivery_columns!(),
            " from deliveries where lane = $1 and state = 'due' order by id limit $2"
        );
        let rows: Vec<DeliveryRow> =
            each!(self, db => sqlx::query_as(sql).bind(lane.0.as_str()).bind(most).fetch_all(db).await)?;
        rows.into_iter().map(Delivery::try_from).collect()
    }

    /// Notes that an attempt begins: until it is settled, nobody knows whether it happened.
    pub async fn attempt(&mut self, id: DeliveryId, prepared: Option<&serde_json::Value>) -> Result<()> {
        let now = micros(self.clock.now());
        let prepared = prepared.map(ToString::to_string);
        each!(self, db => sqlx::query(
            "update deliveries set attempts = attempts + 1, unknown_since = $2, prepared = coalesce(prepared, $3) \
             where id = $1")
            .bind(id.to_string()).bind(now).bind(prepared).execute(db).await.map(|_| ()))
        .context("noting an attempt")
    }

    /// It certainly did not happen: nothing is unknown any more. Being told to wait is no attempt.
    pub async fn not_sent(
        &mut self,
        id: DeliveryId,
        why: &str,
        due_at: Timestamp,
        told_to_wait: bool,
    ) -> Result<()> {
        each!(self, db => sqlx::query(
            "update deliveries set unknown_since = null, why = $2, due_at = $3, attempts = attempts - $4 where id = $1")
            .bind(id.to_string()).bind(why).bind(micros(due_at)).bind(i32::from(told_to_wait))
            .execute(db).await.map(|_| ()))
        .context("noting that a delivery was not sent")
    }

    /// It may have happened: looked up before it is tried again. A look-up that failed counts as an attempt.
    pub async fn maybe_sent(
        &mut self,
        id: DeliveryId,
        why: &str,
        due_at: Timestamp,
        looked_up: bool,
    ) -> Result<()> {
        each!(self, db => sqlx::query("update deliveries set why = $2, due_at = $3, attempts = attempts + $4 where id = $1")
            .bind(id.to_string()).bind(why).bind(micros(due_at)).bind(i32::from(looked_up))
            .execute(db).await.map(|_| ()))
        .context("noting that a delivery may have been sent")
    }

    /// Of a burst the first delivery becomes one for all, and the others go.
    pub async fn fold(&mut self, into: DeliveryId, what: &What, others: &[DeliveryId]) -> Result<()> {
        let payload = serde_json::to_string(what)?;
        each!(self, db => sqlx::query("update deliveries set kind = $2, payload = $3, case_number = null where id = $1")
            .bind(into.to_string()).bind(what.kind()).bind(payload).execute(db).await.map(|_| ()))
        .context("folding deliveries")?;
        for other in others {
            self.done(*other).await?;
        }
        Ok(())
    }

    /// Which of these cases are as they came: not critical, without a card in the channel, and nothing has happened to them.
    pub async fn uncarded(
        &mut self,
        channel: &ChannelRef,
        cases: &[CaseNumber],
    ) -> Result<HashSet<CaseNumber>> {
        let asked = vec![
            ("number", Column::number(cases, |case| case.0)),
            ("chat", Column::text(cases, |_| channel.chat.as_str())),
            ("channel", Column::text(cases, |_| channel.id.as_str())),
        ];
        let question = "select asked.number as number from asked join cases on cases.number = asked.number \
             left join cards on cards.case_number = asked.number and cards.chat = asked.chat \
             and cards.channel = asked.channel where cards.message is null and cases.urgency <> 'critical' and cases.version = 1";
        let rows: Vec<NumberRow> = self.rows_asked(asked, question).await?;
        Ok(rows.into_iter().map(|row| CaseNumber(row.number)).collect())
    }

    /// Done, or no longer needed: the row goes.
    pub async fn done(&mut self, id: DeliveryId) -> Result<()> {
        each!(self, db => sqlx::query("delete from deliveries where id = $1")
            .bind(id.to_string()).execute(db).await.map(|_| ()))
        .context("settling a delivery")
    }

    /// Given up on, and kept for a person to see; `certain` when it certainly is not out.
    pub async fn set_aside(&mut self, id: DeliveryId, why: &str, certain: bool) -> Result<()> {
        each!(self, db => sqlx::query(
            "update deliveries set state = 'aside', why = $2, unknown_since = case when $3 then null else unknown_since end \
             where id = $1")
            .bind(id.to_string()).bind(why).bind(certain).execute(db).await.map(|_| ()))
        .context("setting a delivery aside")
    }

    /// Puts a set-aside delivery back in its lane, with the same id. False when it is not set aside.
    pub async fn send_again(&mut self, id: DeliveryId) -> Result<bool> {
        let now = self.clock.now();
        let lane: Option<String> = each!(self, db => sqlx::query_scalar(
            "update deliveries set state = 'due', due_at = $2, attempts = 0 where id = $1 and state = 'aside' returning lane")
            .bind(id.to_string()).bind(micros(now)).fetch_optional(db).await)?;
        let Some(lane) = lane.map(Lane) else {
            return Ok(false);
        };
        self.wake_lanes(std::iter::once((&lane, now))).await?;
        Ok(true)
    }

    /// Whether what was given up on may have got through all the same.
    pub async fn may_be_out(&mut self, id: DeliveryId) -> Result<bool> {
        let unknown: i64 = each!(self, db => sqlx::query_scalar(
            "select count(*) from deliveries where id = $1 and unknown_since is not null")
            .bind(id.to_string()).fetch_one(db).await)?;
        Ok(unknown > 0)
    }

    /// What was given up on, oldest first.
    pub async fn set_aside_deliveries(&mut self, most: i64) -> Result<Vec<Aside>> {
        let rows: Vec<AsideRow> = each!(self, db => sqlx::query_as(
            "select id, lane, case_number, kind, why from deliveries where state = 'aside' order by id limit $1")
            .bind(most).fetch_all(db).await)?;
        rows.into_iter()
            .map(|row| {
                Ok(Aside {
                    id: DeliveryId(Uuid::try_parse(&row.id)?),
                    lane: Lane(row.lane),
                    case: row.case_number.map(CaseNumber),
                    kind: row.kind,
                    why: row.why.unwrap_or_default(),
                })
            })
            .collect()
    }

    /// How many deliveries wait, and since when the oldest is due.
    pub async fn waiting(&mut self) -> Result<(i64, Option<Timestamp>)> {
        let (count, oldest): (i64, Option<i64>) = each!(self, db =>
            sqlx::query_as("select count(*), min(due_at) from deliveries where state = 'due'").fetch_one(db).await)?;
        Ok((count, oldest.map(time)))
    }

    /// Where the case's card stands in a channel.
    pub async fn card_message(&mut self, case: CaseNumber, channel: &ChannelRef) -> Result<Option<String>> {
        let message = each!(self, db => sqlx::query_scalar(
            "select message from cards where case_number = $1 and chat = $2 and channel = $3")
            .bind(case.0).bind(channel.chat.as_str()).bind(channel.id.as_str()).fetch_optional(db).await)?;
        Ok(message)
    }

    /// The case whose card, or whose draft's request, a message is.
    pub async fn case_of(&mut self, channel: &ChannelRef, message: &str) -> Result<Option<CaseNumber>> {
        let case: Option<i64> = each!(self, db => sqlx::query_scalar(
            "select case_number from cards where chat = $1 and channel = $2 and message = $3 \
             union all select case_number from requests where chat = $1 and channel = $2 and message = $3 limit 1")
            .bind(channel.chat.as_str()).bind(channel.id.as_str()).bind(message).fetch_optional(db).await)?;
        Ok(case.map(CaseNumber))
    }

    /// Notes where the case's card stands in a channel.
    pub async fn set_card(&mut self, case: CaseNumber, channel: &ChannelRef, message: &str) -> Result<()> {
        let now = micros(self.clock.now());
        each!(self, db => sqlx::query(
            "insert into cards (case_number, chat, channel, message, posted_at) values ($1, $2, $3, $4, $5) \
             on conflict (case_number, chat, channel) do update set message = excluded.message, posted_at = excluded.posted_at")
            .bind(case.0).bind(channel.chat.as_str()).bind(channel.id.as_str()).bind(message).bind(now)
            .execute(db).await.map(|_| ()))
        .context("noting where a card stands")
    }

    /// How many cards were posted in a channel after that time.
    pub async fn cards_since(&mut self, channel: &ChannelRef, since: Timestamp) -> Result<i64> {
        let count = each!(self, db => sqlx::query_scalar(
            "select count(*) from cards where chat = $1 and channel = $2 and posted_at > $3")
            .bind(channel.chat.as_str()).bind(channel.id.as_str()).bind(micros(since)).fetch_one(db).await)?;
        Ok(count)
    }

    /// Every channel in which the case has a card.
    pub async fn card_channels(&mut self, case: CaseNumber) -> Result<Vec<ChannelRef>> {
        let rows: Vec<(String, String)> = each!(self, db =>
            sqlx::query_as("select chat, channel from cards where case_number = $1 order by chat, channel")
                .bind(case.0).fetch_all(db).await)?;
        Ok(rows
            .into_iter()
            .map(|(chat, id)| ChannelRef { chat, id })
            .collect())
    }
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = anyhow::Error;

    fn try_from(row: DeliveryRow) -> Result<Self> {
        Ok(Self {
            id: DeliveryId(Uuid::try_parse(&row.id)?),
            lane: Lane(row.lane),
            case: row.case_number.map(CaseNumber),
            what: serde_json::from_str(&row.payload).context("reading a delivery")?,
            due_at: time(row.due_at),
            attempts: row.attempts,
            unknown_since: row.unknown_since.map(time),
            prepared: row.prepared.map(|p| serde_json::from_str(&p)).transpose()?,
        })
    }
}
