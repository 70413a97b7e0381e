//! The record of every change: appended, read, never edited.

use super::rows::Column;
use super::{Tx, each, micros, row, time};
use crate::domain::{Actor, CaseNumber, Change, Event, Origin, StaffName, Timestamp};
use anyhow::{Context, Result};

row!(EventRow {
    id: String,
    case_number: i64,
    at: i64,
    who: String,
    origin: String,
    detail: String
});

/// An event as it was recorded.
#[derive(Debug, Clone)]
pub struct Told {
    /// Its id: time-ordered.
    pub id: String,
    /// What it tells.
    pub event: Event,
}

const OF_CASE: &str =
    "select id, case_number, at, who, origin, detail from events where case_number = $1 order by id";
const BETWEEN: &str = "select id, case_number, at, who, origin, detail from events \
     where id > $1 and at >= $2 and at < $3 order by id limit $4";

impl Tx {
    /// Appends events.
    pub async fn record(&mut self, events: &[Event]) -> Result<()> {
        let details: Vec<String> = events
            .iter()
            .map(|e| serde_json::to_string(&e.change))
            .collect::<Result<_, _>>()?;
        let ids: Vec<String> = events
            .iter()
            .map(|_| self.clock.new_id().simple().to_string())
            .collect();
        let columns = vec![
            ("id", Column::text(&ids, |id| id)),
            ("case_number", Column::number(events, |e| e.case.0)),
            ("at", Column::number(events, |e| micros(e.at))),
            ("who", Column::text(events, |e| who(&e.who))),
            ("origin", Column::text(events, |e| e.from.as_str())),
            ("kind", Column::text(events, |e| e.change.kind())),
            ("detail", Column::text(&details, |detail| detail)),
        ];
        self.insert_rows("events", columns, "")
            .await
            .context("recording events")
    }

    /// A case's history, oldest first.
    pub async fn history(&mut self, number: CaseNumber) -> Result<Vec<Told>> {
        let rows: Vec<EventRow> =
            each!(self, db => sqlx::query_as(OF_CASE).bind(number.0).fetch_all(db).await)?;
        rows.into_iter().map(Told::try_from).collect()
    }

    /// A page of all events of a span, in order, after the one with id `after`.
    pub async fn events(
        &mut self,
        after: &str,
        from: Timestamp,
        until: Timestamp,
        most: i64,
    ) -> Result<Vec<Told>> {
        let rows: Vec<EventRow> = each!(self, db => sqlx::query_as(BETWEEN)
            .bind(after).bind(micros(from)).bind(micros(until)).bind(most).fetch_all(db).await)?;
        rows.into_iter().map(Told::try_from).collect()
    }
}

impl TryFrom<EventRow> for Told {
    type Error = anyhow::Error;

    fn try_from(row: EventRow) -> Result<Self> {
        let change: Change = serde_json::from_str(&row.detail).context("reading an event")?;
        let event = Event {
            case: CaseNumber(row.case_number),
            at: time(row.at),
            who: actor(&row.who),
            from: row.origin.parse::<Origin>()?,
            change,
        };
        Ok(Self { id: row.id, event })
    }
}

/// Staff stand by their name; the two others can't be names of staff.
fn who(actor: &Actor) -> &str {
    match actor {
        Actor::Staff(name) => name.as_str(),
        Actor::Author => "(author)",
        Actor::Liaison => "(liaison)",
    }
}

fn actor(who: &str) -> Actor {
    match who {
        "(author)" => Actor::Author,
        "(liaison)" => Actor::Liaison,
        name => Actor::Staff(StaffName::from(name)),
    }
}
