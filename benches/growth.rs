//! Whether work costs more the more cases are closed: the same open work
//! beside ten thousand closed cases and, with `--large`, beside ten million
//! (`--cases N` for another number). Questions go to both by turns.

#[path = "shared/databases.rs"]
mod databases;
#[path = "shared/hospital.rs"]
mod hospital;
#[path = "shared/latency.rs"]
mod latency;
#[path = "shared/past.rs"]
mod past;
#[path = "shared/table.rs"]
mod table;

use anyhow::{Context, Result};
use databases::{Database, Kind};
use latency::{Latencies, milliseconds};
use liaison::desk::Desk;
use liaison::domain::{CaseNumber, Clock, Found, Mention, Origin, StaffName};
use liaison::store::Store;
use std::time::{Duration, Instant};
use table::Table;

const SMALL: u64 = 10_000;
const MEDIUM: u64 = 200_000;
const LARGE: u64 = 10_000_000;
/// What is allowed.
const BUDGET: f64 = 1.5;
/// How often each question is asked.
const ROUNDS: usize = 300;
/// Pages of open cases.
const OPEN_PAGES: usize = 2;

/// A house with a past.
struct Grown {
    database: Database,
    store: Store,
    desk: Desk,
    /// The first case that is open.
    first_open: i64,
    /// What a feed brings next.
    batch: Vec<Mention>,
    /// How long the past took to make.
    filled: Duration,
}

#[tokio::main]
async fn main() -> Result<()> {
    let cases = wanted()?;
    for kind in databases::kinds() {
        let (small, large) = (grow(kind, SMALL).await?, grow(kind, cases).await?);
        let head = [
            "question",
            "p50 ms",
            "p99 ms",
            "p50 ms",
            "p99 ms",
            "p50 ratio",
            "of budget",
        ];
        let mut table = Table::new(1, head);
        for question in QUESTIONS {
            let (few, many) = ask(question, &small, &large).await?;
            let ratio = many.at(0.5).as_secs_f64() / few.at(0.5).as_secs_f64();
            table.row([
                question.title().to_owned(),
                milliseconds(few.at(0.5)),
                milliseconds(few.at(0.99)),
                milliseconds(many.at(0.5)),
                milliseconds(many.at(0.99)),
                format!("{ratio:.2}"),
                format!("{:.2}", ratio / BUDGET),
            ]);
        }
        let title = format!(
            "growth on {}: {SMALL} closed cases (filled in {:.1?}), then {cases} (filled in {:.1?})",
            kind.name(),
            small.filled,
            large.filled
        );
        table.print(&title);
        small.database.gone(small.store).await?;
        large.database.gone(large.store).await?;
    }
    Ok(())
}

/// How many closed cases to compare with.
fn wanted() -> Result<u64> {
    let asked: Vec<String> = std::env::args().collect();
    if let Some(at) = asked.iter().position(|word| word == "--cases") {
        let number = asked.get(at + 1).context("--cases wants a number")?;
        return number.parse().context("--cases wants a number");
    }
    Ok(if asked.iter().any(|word| word == "--large") {
        LARGE
    } else {
        MEDIUM
    })
}

async fn grow(kind: Kind, closed: u64) -> Result<Grown> {
    let (database, store) = Database::fresh(kind).await?;
    let start = Instant::now();
    past::fill(&mut database.connect().await?, closed).await?;
    let filled = start.elapsed();
    let desk = Desk::new(store.clone(), Clock::system(), hospital::directory(0)?);
    let network = hospital::network("sandbox")?;
    let mut pages = hospital::pages(OPEN_PAGES + 1)?;
    let next = pages.pop().unwrap_or_default();
    for page in pages {
        hospital::take_in(&desk, &network, &page).await?;
    }
    let found = network.page(&next, 0)?.found.into_iter();
    let batch = found.filter_map(|found| match found {
        Found::Mention(mention) => Some(mention),
        Found::Edited { .. } | Found::Deleted { .. } => None,
    });
    Ok(Grown {
        batch: batch.collect(),
        first_open: i64::try_from(closed)? + 1,
        database,
        store,
        desk,
        filled,
    })
}

/// What is asked again and again in a working day.
#[derive(Debug, Clone, Copy)]
enum Question {
    Claim,
    Release,
    Line(&'static str),
    Card,
    Author,
    Known,
    Lanes,
    Overdue,
}

const QUESTIONS: [Question; 11] = [
    Question::Claim,
    Question::Line("/desk list"),
    Question::Line("/desk list mine"),
    Question::Line("/desk list emergency"),
    Question::Line("/desk list all"),
    Question::Card,
    Question::Author,
    Question::Known,
    Question::Lanes,
    Question::Overdue,
    Question::Release,
];

impl Question {
    fn title(self) -> &'static str {
        match self {
            Self::Claim => "/case claim",
            Self::Release => "/case release",
            Self::Line(line) => line,
            Self::Card => "draw a card",
            Self::Author => "/desk author",
            Self::Known => "look a batch of 500 up",
            Self::Lanes => "lease lanes",
            Self::Overdue => "find overdue cases",
        }
    }
}

async fn ask(question: Question, small: &Grown, large: &Grown) -> Result<(Latencies, Latencies)> {
    let (mut few, mut many) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        few.push(small.answer(question, round).await?);
        many.push(large.answer(question, round).await?);
    }
    Ok((Latencies::of(few), Latencies::of(many)))
}

impl Grown {
    async fn answer(&self, question: Question, round: usize) -> Result<Duration> {
        let case = CaseNumber(self.first_open + i64::try_from(round)?);
        let start = Instant::now();
        match question {
            Question::Claim => self.type_in(&format!("/case claim {}", case.0)).await?,
            Question::Release => self.type_in(&format!("/case release {}", case.0)).await?,
            Question::Line(line) => self.type_in(line).await?,
            Question::Card => drop(self.desk.card(case).await?.context("the case has a card")?),
            Question::Author => {
                let number = (round as i64 * 31) % (self.first_open - 1) + 1;
                self.type_in(&format!("/desk author {}", past::handle(number)))
                    .await?;
            }
            Question::Known => {
                let batch: Vec<&Mention> = self.batch.iter().collect();
                self.store.read().await?.known(&batch).await?;
            }
            // Never committed: the next round finds the same work.
            Question::Lanes => {
                let lease = Duration::from_secs(30);
                self.store.begin().await?.lease_lanes("bench", lease, 32).await?;
            }
            Question::Overdue => {
                self.store.begin().await?.overdue(50).await?;
            }
        }
        Ok(start.elapsed())
    }

    async fn type_in(&self, line: &str) -> Result<()> {
        self.desk
            .run(&StaffName::from("ana"), Origin::Console, None, line)
            .await
            .with_context(|| line.to_owned())?;
        Ok(())
    }
}
