//! Intake per second: from a network's raw JSON to committed cases with their
//! cards queued, in batches, beside bare inserts of the same four rows.

#[path = "shared/bare.rs"]
mod bare;
#[path = "shared/databases.rs"]
mod databases;
#[path = "shared/effort.rs"]
mod effort;
#[path = "shared/hospital.rs"]
mod hospital;
#[path = "shared/table.rs"]
mod table;

use anyhow::{Result, ensure};
use bare::{Rows, TABLES};
use databases::{Database, Kind};
use effort::{Effort, Stopwatch};
use hospital::PAGE;
use liaison::desk::{Desk, Received};
use liaison::domain::{Clock, Directory, FeedName, Network};
use std::sync::Arc;
use table::Table;

/// Pages of a run.
const PAGES: usize = 40;
/// Pages before the clock is started: statements are prepared, caches warm.
const WARM: usize = 4;
/// Mentions of a run.
const MENTIONS: usize = PAGES * PAGE;
/// Of so many runs the median counts.
const RUNS: usize = 3;

#[tokio::main]
async fn main() -> Result<()> {
    let pages = Arc::new(hospital::pages(WARM + PAGES)?);
    for kind in databases::kinds() {
        measure(kind, &pages).await?;
    }
    println!("  cores: this process only, not the PostgreSQL server");
    Ok(())
}

async fn measure(kind: Kind, pages: &Arc<Vec<Vec<u8>>>) -> Result<()> {
    let budget = match kind {
        Kind::Sqlite => 15_000.0,
        Kind::Postgres => 10_000.0,
    };
    let bare = bare_rate(kind, pages, false).await?;
    let indexed = bare_rate(kind, pages, true).await?;
    let head = [
        "what",
        "mentions/s",
        "cores µs each",
        "of budget",
        "of bare",
        "of bare, indexed",
    ];
    let mut table = Table::new(1, head);
    let mut row = |what: String, effort: Effort, of_budget: bool| {
        table.row([
            what,
            format!("{:.0}", rate(effort)),
            format!("{:.0}", effort.cores.as_secs_f64() * 1e6 / MENTIONS as f64),
            if of_budget {
                ratio(rate(effort) / budget)
            } else {
                String::new()
            },
            ratio(rate(effort) / rate(bare)),
            ratio(rate(effort) / rate(indexed)),
        ]);
    };
    row("bare inserts, no indexes".to_owned(), bare, false);
    row("bare inserts, the same indexes".to_owned(), indexed, false);
    for (words, feeds) in [(0, 1), (2_000, 1), (2_000, 2)] {
        let directory = hospital::directory(words)?;
        let effort = median(async || intake(kind, pages, &directory, feeds).await).await?;
        let what = format!(
            "liaison, {words} routing words more, {feeds} feed{}",
            if feeds > 1 { "s" } else { "" }
        );
        row(what, effort, true);
    }
    table.print(&format!(
        "intake on {}; budget {budget:.0}/s, aim half of the bare rate",
        kind.name()
    ));
    Ok(())
}

/// Mentions a second.
fn rate(effort: Effort) -> f64 {
    MENTIONS as f64 / effort.wall.as_secs_f64()
}

fn ratio(ratio: f64) -> String {
    format!("{ratio:.2}")
}

async fn median(mut run: impl AsyncFnMut() -> Result<Effort>) -> Result<Effort> {
    let mut rates = Vec::new();
    for _ in 0..RUNS {
        rates.push(run().await?);
    }
    rates.sort_by_key(|effort| effort.wall);
    Ok(rates[RUNS / 2])
}

/// From bytes to commit.
async fn intake(
    kind: Kind,
    pages: &Arc<Vec<Vec<u8>>>,
    directory: &Directory,
    feeds: usize,
) -> Result<Effort> {
    let (database, store) = Database::fresh(kind).await?;
    let desk = Desk::new(store.clone(), Clock::system(), directory.clone());
    let took = take_in(&desk, pages, feeds).await?;
    let again = hospital::network("again")?.page(&pages[WARM], 0)?;
    let received = desk
        .receive(&FeedName::from("again"), Network::Sandbox, again.found, None)
        .await?;
    ensure!(received == Received::default(), "posts were taken in twice");
    let (due, _) = store.read().await?.waiting().await?;
    ensure!(
        due >= i64::try_from(pages.len() * PAGE)?,
        "only {due} cards are queued"
    );
    database.gone(store).await?;
    Ok(took)
}

/// Takes every page in, by so many feeds side by side, each its share.
async fn take_in(desk: &Desk, pages: &Arc<Vec<Vec<u8>>>, feeds: usize) -> Result<Effort> {
    let feed = |number: usize| hospital::network(&format!("sandbox{number}"));
    for page in &pages[..WARM] {
        hospital::take_in(desk, &feed(0)?, page).await?;
    }
    let watch = Stopwatch::start();
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
    Ok(watch.stop())
}

/// The same rows, written again by nothing but inserts.
async fn bare_rate(kind: Kind, pages: &Arc<Vec<Vec<u8>>>, indexed: bool) -> Result<Effort> {
    let rows = rows(kind, pages).await?;
    let batches: Vec<&Rows> = rows.iter().collect();
    median(async || {
        let (database, store) = Database::fresh(kind).await?;
        let mut db = database.connect().await?;
        bare::make_room(&mut db, indexed).await?;
        for batch in &batches[..WARM] {
            db.insert(batch).await?;
        }
        let watch = Stopwatch::start();
        for batch in &batches[WARM..] {
            db.insert(batch).await?;
        }
        let effort = watch.stop();
        drop(db);
        database.gone(store).await?;
        Ok(effort)
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
