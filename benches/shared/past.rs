//! Closed cases by the million, made inside the database: as wide as real
//! ones, with their posts, events, replies and cards, every index in place.
//! Only the index of words stays out: nothing that is measured reads it.

use super::databases::Bare;
use anyhow::Result;

/// Rows a transaction.
const PIECE: u64 = 200_000;
/// Spreads keys over their indexes, as time and strangers do.
const SPREAD: &str = "2654435761) % 4294967296";

/// Columns and values of each table, by the number `n` of the case.
const TABLES: [(&str, &str); 7] = [
    (
        "cases (number, version, status, holder, since, network, feed, author_id, author_handle, author_name, \
         conversation, department, facility, topic, intent, urgency, language, reasons, tags, tier, mentions, \
         latest_post, opened_at, answered_at, late)",
        "n, 4, case when n % 9 = 0 then 'dismissed' else 'resolved' end, case when n % 3 = 0 then 'ana' else 'ben' end, \
         {at} + 7200000000, 'bluesky', 'sandbox', 'did:plc:' || {author}, 'person' || {author}, 'Person ' || {author}, \
         {post}, case n % 4 when 0 then 'emergency' when 1 then 'billing' when 2 then 'parking' else 'nursing' end, \
         case when n % 2 = 0 then 'Lakeshore General' end, 'wait_time', 'complaint', 'normal', 'en', \
         '[\"“waiting room” → wait time\",\"“forgotten” → complaint\",\"wait time → emergency\"]', '[]', 0, 1, \
         {post}, {at}, {at} + 1800000000, n % 10 = 0",
    ),
    (
        "mentions (id, network, post, feed, case_number, text, link, posted_at, taken_at)",
        "n, 'bluesky', {post}, 'sandbox', n, substr('hour five in the waiting room and the vending machine and i \
         are on first name terms now. can someone tell me if we have been forgotten or if this is just how a tuesday \
         goes around here', 1 + cast(n % 40 as integer), 128), 'https://bsky.example/post/' || {post}, {at}, {at}",
    ),
    (
        "events (id, case_number, at, who, origin, kind, detail)",
        "{id} || 'a', n, {at}, '(author)', 'network', 'opened', \
         '{\"kind\":\"opened\",\"department\":\"emergency\",\"urgency\":\"normal\"}'",
    ),
    (
        "events (id, case_number, at, who, origin, kind, detail)",
        "{id} || 'b', n, {at} + 600000000, 'ana', 'console', 'claimed', '{\"kind\":\"claimed\"}'",
    ),
    (
        "events (id, case_number, at, who, origin, kind, detail)",
        "{id} || 'c', n, {at} + 7200000000, 'ana', 'console', 'resolved', '{\"kind\":\"resolved\",\"note\":null}'",
    ),
    (
        "replies (delivery, case_number, staff, text, state, network, feed, parent, post, written_at, published_at)",
        "{id}, n, 'ana', 'We are sorry about the wait. Please ask for the charge nurse at the desk, she knows.', \
         'published', 'bluesky', 'sandbox', {post}, {post} || 'r', {at} + 1800000000, {at} + 1801000000",
    ),
    (
        "cards (case_number, chat, channel, message)",
        "n, 'console', 'emergency', {id}",
    ),
];

/// What the author of a case is called; each has a few.
pub fn handle(case: i64) -> String {
    format!("person{}", (case / 3 * 2_654_435_761) % 4_294_967_296)
}

/// Makes cases 1 to `count`, all of them closed.
pub async fn fill(db: &mut Bare, count: u64) -> Result<()> {
    let indexes = db.indexes().await?;
    for (name, _) in &indexes {
        db.run(format!("drop index {name}")).await?;
    }
    // One index at a time over all rows is many times quicker than all indexes row by row.
    let mut first = 1;
    while first <= count {
        let last = count.min(first + PIECE - 1);
        for (into, values) in TABLES {
            db.run(insert(&db.numbers(first, last), into, values)).await?;
        }
        first = last + 1;
    }
    for (name, sql) in &indexes {
        if name != "mention_words" {
            db.run(sql.clone()).await?;
        }
    }
    db.run(format!(
        "update counters set value = {count} where name in ('case', 'mention')"
    ))
    .await?;
    if let Bare::Postgres(_) = db {
        // As the server's own housekeeping does after so many rows.
        db.run("vacuum analyze".to_owned()).await?;
    }
    Ok(())
}

fn insert(numbers: &str, into: &str, values: &str) -> String {
    let values = values
        .replace("{author}", &format!("cast((n / 3 * {SPREAD} as text)"))
        .replace(
            "{post}",
            &format!("('3k' || cast((n * {SPREAD} as text) || 'q' || cast(n as text))"),
        )
        .replace(
            "{id}",
            "('0190c0de' || cast(10000000000 + n as text) || '7a5e91b4c2')",
        )
        .replace("{at}", "(1700000000000000 + n * 6000000)");
    format!("insert into {into} {numbers} select {values} from many")
}

impl Bare {
    /// A table `many` of the numbers `n` from first to last.
    fn numbers(&self, first: u64, last: u64) -> String {
        match self {
            Self::Sqlite(_) => format!(
                "with recursive many(n) as (select {first} union all select n + 1 from many where n < {last})"
            ),
            Self::Postgres(_) => {
                format!("with many as (select n from generate_series({first}::bigint, {last}::bigint) as n)")
            }
        }
    }

    /// Every index that no table is made of, and how it is made.
    async fn indexes(&mut self) -> Result<Vec<(String, String)>> {
        Ok(match self {
            Self::Sqlite(db) => {
                let sql = "select name, sql from sqlite_master where type = 'index' and sql is not null";
                sqlx::query_as(sql).fetch_all(db).await?
            }
            Self::Postgres(db) => {
                let sql = "select cast(indexname as text), indexdef from pg_indexes \
                     where schemaname = current_schema() and indexname not in (select conname from pg_constraint)";
                sqlx::query_as(sql).fetch_all(db).await?
            }
        })
    }
}
