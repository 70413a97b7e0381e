//! A thousand people claim one case at once: one of them has it afterwards.

#[path = "shared/databases.rs"]
mod databases;
#[path = "shared/hospital.rs"]
mod hospital;
#[path = "shared/latency.rs"]
mod latency;
#[path = "shared/table.rs"]
mod table;

use anyhow::{Result, ensure};
use databases::{Database, Kind};
use latency::{Latencies, milliseconds};
use liaison::desk::{Desk, Trouble};
use liaison::domain::{CaseNumber, Clock, Directory, Origin, Refusal, Right, Staff, StaffName};
use std::sync::Arc;
use std::time::{Duration, Instant};
use table::Table;
use tokio::sync::Barrier;

/// How many claim.
const PEOPLE: usize = 1_000;
/// Of so many races the one that took longest is shown.
const RACES: usize = 3;

/// One race.
struct Race {
    whole: Duration,
    each: Latencies,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut table = Table::new(
        1,
        [
            "database",
            "claims",
            "won",
            "told who has it",
            "whole ms",
            "p50 ms",
            "p99 ms",
            "max ms",
        ],
    );
    for kind in databases::kinds() {
        let mut races = Vec::new();
        for _ in 0..RACES {
            races.push(race(kind).await?);
        }
        let Some(slowest) = races.into_iter().max_by_key(|race| race.whole) else {
            continue;
        };
        table.row([
            kind.name().into(),
            PEOPLE.to_string(),
            "1".into(),
            (PEOPLE - 1).to_string(),
            milliseconds(slowest.whole),
            milliseconds(slowest.each.at(0.5)),
            milliseconds(slowest.each.at(0.99)),
            milliseconds(slowest.each.at(1.0)),
        ]);
    }
    table.print(&format!(
        "{PEOPLE} claims at once on one case, the slowest of {RACES} races"
    ));
    Ok(())
}

async fn race(kind: Kind) -> Result<Race> {
    let (database, store) = Database::fresh(kind).await?;
    let desk = Desk::new(store.clone(), Clock::system(), crowd()?);
    let network = hospital::network("sandbox")?;
    for page in hospital::pages(1)? {
        hospital::take_in(&desk, &network, &page).await?;
    }
    let line = Arc::new(Barrier::new(PEOPLE + 1));
    let runners: Vec<_> = (0..PEOPLE)
        .map(|number| {
            let (desk, line) = (desk.clone(), Arc::clone(&line));
            tokio::spawn(async move {
                line.wait().await;
                let start = Instant::now();
                let won = claim(&desk, &name(number)).await?;
                anyhow::Ok((won, start.elapsed()))
            })
        })
        .collect();
    line.wait().await;
    let start = Instant::now();
    let (mut winners, mut each) = (0, Vec::new());
    for runner in runners {
        let (won, took) = runner.await??;
        winners += usize::from(won);
        each.push(took);
    }
    let whole = start.elapsed();
    ensure!(winners == 1, "{winners} people were told that they have the case");
    let history = store.read().await?.history(CaseNumber(1)).await?;
    ensure!(
        history.len() == 2,
        "the case has {} events, not two",
        history.len()
    );
    database.gone(store).await?;
    Ok(Race {
        whole,
        each: Latencies::of(each),
    })
}

/// Whether this person has the case now; anything but yes and “somebody else has it” is an error.
async fn claim(desk: &Desk, who: &StaffName) -> Result<bool> {
    match desk.run(who, Origin::Console, None, "/case claim 1").await {
        Ok(_) => Ok(true),
        Err(Trouble::Refused(Refusal::HeldBy { .. })) => Ok(false),
        Err(trouble) => Err(trouble.into()),
    }
}

/// The demo's hospital with a thousand people more.
fn crowd() -> Result<Directory> {
    let mut directory = hospital::directory(0)?;
    directory.staff.extend((0..PEOPLE).map(|number| Staff {
        accounts: Vec::new(),
        name: name(number),
        title: "Nurse".to_owned(),
        department: None,
        languages: Vec::new(),
        rights: vec![Right::Read, Right::Respond],
    }));
    Ok(directory)
}

fn name(number: usize) -> StaffName {
    StaffName(format!("nurse{number}"))
}
