//! How soon a command is answered when they come at a fixed rate: at the desk
//! itself, and through the console of a house that serves, its outbox at work.

#[path = "shared/databases.rs"]
mod databases;
#[path = "shared/hospital.rs"]
mod hospital;
#[path = "shared/latency.rs"]
mod latency;
#[path = "shared/rate.rs"]
mod rate;
#[path = "shared/table.rs"]
mod table;

use anyhow::{Context, Result, ensure};
use databases::{Database, Kind};
use latency::milliseconds;
use liaison::desk::Desk;
use liaison::domain::{Clock, Origin, StaffName};
use liaison::feeds::http::local_client;
use liaison::program::{House, Listening, serve};
use liaison::store::{Store, Target};
use rate::{Paced, at_rate};
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use table::Table;
use tokio_util::sync::CancellationToken;

/// How long each rate is kept up.
const SECONDS: u32 = 10;
/// Calls a second, and what 99 of 100 of them may take.
const RATES: [(u32, Duration); 2] = [
    (200, Duration::from_millis(5)),
    (1_000, Duration::from_millis(15)),
];
/// A case is given back so many rounds after it was claimed.
const ROUNDS: u32 = 100;
/// Who types.
const WHO: &str = "ana";

#[tokio::main]
async fn main() -> Result<()> {
    let mut table = Table::new(
        2,
        [
            "database",
            "through",
            "calls/s",
            "p50 ms",
            "p99 ms",
            "max ms",
            "failed",
            "budget p99",
            "of budget",
        ],
    );
    for kind in databases::kinds() {
        for (rate, budget) in RATES {
            let desk = at_the_desk(kind, rate).await?;
            let console = through_the_console(kind, rate).await?;
            for (through, paced) in [("desk", desk), ("console, HTTP", console)] {
                if let Some(why) = &paced.why {
                    println!(
                        "{} of {} calls failed, the first: {why}",
                        paced.failed,
                        rate * SECONDS
                    );
                }
                let p99 = paced.latencies.at(0.99);
                table.row([
                    kind.name().into(),
                    through.into(),
                    rate.to_string(),
                    milliseconds(paced.latencies.at(0.5)),
                    milliseconds(p99),
                    milliseconds(paced.latencies.at(1.0)),
                    paced.failed.to_string(),
                    milliseconds(budget),
                    format!("{:.2}", p99.as_secs_f64() / budget.as_secs_f64()),
                ]);
            }
        }
    }
    table.print("commands: claim, note, release, list by turns, timed from when each was meant to begin");
    Ok(())
}

/// What is typed: claim, note, list, release, each by turns on other cases; all of them succeed.
fn line(call: u32) -> String {
    let (round, turn) = (call / 4, call % 4);
    let fresh = ROUNDS + round + 1;
    match turn {
        0 => format!("/case claim {fresh}"),
        1 => format!("/case note {fresh} Called the front desk, they will look for the lost coat."),
        2 => "/desk list emergency".to_owned(),
        _ => format!("/case release {}", round + 1),
    }
}

async fn at_the_desk(kind: Kind, rate: u32) -> Result<Paced> {
    let (database, store) = Database::fresh(kind).await?;
    let desk = Desk::new(store.clone(), Clock::system(), hospital::directory(0)?);
    make_ready(&desk, rate).await?;
    let paced = at_rate(rate, rate * SECONDS, move |call| {
        let desk = desk.clone();
        async move { type_in(&desk, &line(call)).await }
    })
    .await?;
    database.gone(store).await?;
    Ok(paced)
}

/// Over HTTP on loopback; cards and notices go out to the console meanwhile.
async fn through_the_console(kind: Kind, rate: u32) -> Result<Paced> {
    let (database, store) = Database::fresh(kind).await?;
    let settings = hospital::settings(&address(&database.target), 0)?;
    let mut house = House::open(settings, Clock::system(), None).await?;
    house.demo = true;
    make_ready(&house.desk, rate).await?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listening = Listening::at(address, "nothing").await?;
    let url = format!("http://{}/console/command", listening.0.local_addr()?);
    let stop = CancellationToken::new();
    let serving = tokio::spawn(serve(house, listening, stop.clone()));
    until_quiet(&store).await?;
    let client = local_client()?;
    let paced = at_rate(rate, rate * SECONDS, move |call| {
        let request = client.post(&url).json(&json!({ "as": WHO, "line": line(call) }));
        async move {
            let answer = request.send().await?;
            let status = answer.status();
            let text = answer.text().await?;
            ensure!(status.is_success(), "{status}: {text}");
            Ok(())
        }
    })
    .await?;
    stop.cancel();
    serving.await??;
    database.gone(store).await?;
    Ok(paced)
}

/// Cases enough for every call; the first ones are held already.
async fn make_ready(desk: &Desk, rate: u32) -> Result<()> {
    let cases = (ROUNDS + rate * SECONDS / 4) as usize + 1;
    let network = hospital::network("sandbox")?;
    for page in hospital::pages(cases.div_ceil(hospital::PAGE))? {
        hospital::take_in(desk, &network, &page).await?;
    }
    for case in 1..=ROUNDS {
        type_in(desk, &format!("/case claim {case}")).await?;
    }
    Ok(())
}

async fn type_in(desk: &Desk, line: &str) -> Result<()> {
    desk.run(&StaffName::from(WHO), Origin::Console, None, line)
        .await
        .with_context(|| line.to_owned())?;
    Ok(())
}

/// Until the outbox has posted every card.
async fn until_quiet(store: &Store) -> Result<()> {
    for _ in 0..1_200 {
        if store.read().await?.waiting().await?.0 == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("the cards did not go out in two minutes")
}

/// The database as the settings name it.
fn address(target: &Target) -> String {
    match target {
        Target::Sqlite(file) => format!("sqlite://{}", file.display()),
        Target::Postgres { url, schema } => {
            let schema = schema.as_deref().unwrap_or("public");
            format!("{url}?options=-c%20search_path%3D{schema}")
        }
    }
}
