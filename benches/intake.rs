//! Intake per second: from a network's raw JSON to committed cases with their
//! cards queued, in batches, beside bare inserts of the same four rows.

#[path = "shared/bare.rs"]
mod bare;
#[path = "shared/databases.rs"]
mod databases;
#[path = "shared/hospital.rs"]
mod hospital;
#[path = "shared/table.rs"]
mod table;

use anyhow::{Result, ensure};
use bare::{Rows, TABLES};
use databases::{Database, Kind};
use hospital::PAGE;
use liaison::desk::Desk;
use liaison::domain::{Clock, Directory};
use std::sync::Arc;
use std::time::{Duration, Instant};
use table::Table;

/// Pages of a run.
const PAGES: usize = 120;
/// Pages before the clock is started: statements are prepared, caches warm.
const WARM: usize = 8;
/// Of so many runs the median counts.
const RUNS: usize = 3;

#[tokio::main]
async fn main() -> Result<()> {
    let pages = Arc::new(hospital::pages(WARM + PAGES)?);
    for kind in databases::kinds() {
        let budget = match kind {
            Kind::Sqlite => 15_000.0,
            Kind::Postgres => 10_000.0,
        };
        let (bare, indexed) = (
            bare_rate(kind, &pages, false).await?,
            bare_rate(kind, &pages, true).await?,
        );
        let head = ["what", "mentions/s", "of budget", "of bare", "of bare, indexed"];
        let mut table = Table::new(1, head);
        for (what, rate) in [
            ("bare inserts, no indexes", bare),
            ("bare inserts, same indexes", indexed),
        ] {
            table.row([
                what.into(),
                format!("{rate:.0}"),
                String::new(),
                ratio(rate / bare),
                ratio(rate / indexed),
            ]);
        }
        for (words, feeds) in [(0, 1), (2_000, 1), (2_000, 2)] {
            let directory = hospital::directory(words)?;
            let rate = median(async || intake(kind, &pages, &directory, feeds).await).await?;
            table.row([
                format!(
                    "liaison, {words} routing words more, {feeds} feed{}",
                    if feeds > 1 { "s" } else { "" }
                ),
                format!("{rate:.0}"),
                ratio(rate / budget),
                ratio(rate / bare),
                ratio(rate / indexed),
            ]);
        }
        table.print(&format!(
            "intake on {}; budget {budget:.0}/s, aim half of the bare rate",
            kind.name()
        ));
    }
    Ok(())
}

fn ratio(ratio: f64) -> String {
    format!("{ratio:.2}")
}

async fn median(mut run: impl AsyncFnMut() -> Result<f64>) -> Result<f64> {
    let mut rates = Vec::new();
    for _ in 0..RUNS {
        rates.push(run().await?);
    }
    rates.sort_by(f64::total_cmp);
    Ok(rates[RUNS / 2])
}

/// Mentions a second, from bytes to commit.
async fn intake(kind: Kind, pages: &Arc<Vec<Vec<u8>>>, directory: &Directory, feeds: usize) -> Result<f64> {
    let (database, store) = Database::fresh(kind).await?;
    let desk = Desk::new(store.clone(), Clock::system(), directory.clone());
    let took = take_in(&desk, pages, feeds).await?;
    let (due, _) = store.read().await?.waiting().await?;
    ensure!(
        due >= i64::try_from(pages.len() * PAGE)?,
        "only {due} cards are queued"
    );
    database.gone(store).await?;
    Ok((PAGES * PAGE) as f64 / took.as_secs_f64())
}

/// Takes every page in, by so many feeds side by side, each its share.
async fn take_in(desk: &Desk, pages: &Arc<Vec<Vec<u8>>>, feeds: usize) -> Result<Duration> {
    let feed = |number: usize| hospital::network(&format!("sandbox{number}"));
    for page in &pages[..WARM] {
        hospital::take_in(desk, &feed(0)?, page).await?;
    }
    let start = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..feeds {
        let (desk, feed, pages) = (desk.clone(), feed(number)?, Arc::clone(pages));
        tasks.push(tokio::spawn(async move {
            for page in pages[WARM..].iter().skip(number).step_by(feeds) {
                hospital::take_in(&desk, &feed, page).await?;
            }
            anyhow::Ok(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(start.elapsed())
}

/// The same rows, written again by nothing but inserts.
async fn bare_rate(kind: Kind, pages: &Arc<Vec<Vec<u8>>>, indexed: bool) -> Result<f64> {
    let rows = rows(kind, pages).await?;
    let batches: Vec<&Rows> = rows.iter().collect();
    median(async || {
        let (database, store) = Database::fresh(kind).await?;
        let mut db = database.connect().await?;
        bare::make_room(&mut db, indexed).await?;
        for batch in &batches[..WARM] {
            db.insert(batch).await?;
        }
        let start = Instant::now();
        for batch in &batches[WARM..] {
            db.insert(batch).await?;
        }
        let rate = (PAGES * PAGE) as f64 / start.elapsed().as_secs_f64();
        drop(db);
        database.gone(store).await?;
        Ok(rate)
    })
    .await
}

/// What the program wrote for these pages, table by table, batch by batch.
async fn rows(kind: Kind, pages: &Arc<Vec<Vec<u8>>>) -> Result<Vec<Rows>> {
    let (database, store) = Database::fresh(kind).await?;
    let desk = Desk::new(store.clone(), Clock::system(), hospital::directory(0)?);
    take_in(&desk, pages, 1).await?;
    let mut db = database.connect().await?;
    let mut batches = vec![Rows::default(); pages.len()];
    for table in TABLES {
        let rows = db.read(table).await?;
        for (batch, rows) in batches.iter_mut().zip(rows.chunks(PAGE)) {
            batch.0.push((table, rows.to_vec()));
        }
    }
    drop(db);
    database.gone(store).await?;
    Ok(batches)
}
