//! How soon a command of Slack or Discord is answered when they come at a
//! fixed rate, each timed from the moment it was meant to begin: signed
//! requests over HTTP for Slack, interactions over the gateway for Discord.
//! Slack and Discord are played by the strict fakes of the tests, in this very
//! process, so that part of the time is theirs.

#[path = "shared/databases.rs"]
mod databases;
#[path = "../tests/fakes/mod.rs"]
#[expect(dead_code, unused_imports, reason = "a benchmark uses a part of the fakes")]
mod fakes;
#[path = "shared/hospital.rs"]
#[expect(dead_code, reason = "what is taken in page by page is measured elsewhere")]
mod hospital;
#[path = "shared/latency.rs"]
mod latency;
#[path = "shared/rate.rs"]
mod rate;
#[path = "shared/table.rs"]
mod table;

use anyhow::{Context, Result, ensure};
use databases::{Database, Kind};
use fakes::{discord, slack};
use latency::milliseconds;
use liaison::chat::discord::Settings as Discord;
use liaison::chat::slack::{Mode, Settings as Slack};
use liaison::config::Settings;
use liaison::domain::{Account, ChannelRef, Clock, Sight};
use liaison::feeds::http::local_client;
use liaison::program::{House, Listening, serve};
use liaison::store::Target;
use rate::{Paced, at_rate};
use secrecy::SecretString;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use table::Table;
use tokio_util::sync::CancellationToken;

/// How long each rate is kept up.
const SECONDS: u32 = 10;
/// Calls a second, and the budget of 99 of 100 of them.
const RATES: [(u32, Duration); 2] = [
    (200, Duration::from_millis(5)),
    (1_000, Duration::from_millis(15)),
];
/// Who types, and where.
const USER: &str = "U0ANA";
const CHANNEL: &str = "C0DESK";

#[tokio::main]
async fn main() -> Result<()> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let head = [
        "database",
        "chat",
        "calls/s",
        "p50 ms",
        "p99 ms",
        "max ms",
        "failed",
        "budget p99",
        "of budget",
    ];
    let mut table = Table::new(2, head);
    for kind in databases::kinds() {
        for (rate, budget) in RATES {
            let over_http = through_slack(kind, rate).await?;
            let over_gateway = through_discord(kind, rate).await?;
            for (chat, paced) in [("Slack, HTTP", over_http), ("Discord, gateway", over_gateway)] {
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
                    chat.into(),
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
    table.print(
        "chats: claim and release by turns, from request to the acknowledgement that holds the answer",
    );
    Ok(())
}

/// What is typed: each call claims a case of its own, or gives back one that was claimed well before.
fn typed(call: u32) -> (&'static str, u32) {
    match call % 2 {
        0 => ("claim", call / 2 + 1),
        _ => ("release", (call / 2 + 1).saturating_sub(100).max(1)),
    }
}

async fn through_slack(kind: Kind, rate: u32) -> Result<Paced> {
    let workspace = slack::Slack::open(slack::Options {
        now: Arc::new(|| Clock::system().now()),
        record: None,
        limits: false,
    })
    .await;
    workspace.add_user(USER, "ana");
    workspace.add_channel(CHANNEL, "desk", &[USER]);
    let house = Serving::begin(kind, rate, |settings| {
        moved_in(settings, ("slack", CHANNEL, USER));
        settings.chats.slack = Some(Slack {
            mode: Mode::Http {
                signing_secret: SecretString::from(slack::SIGNING_SECRET),
            },
            bot_token: SecretString::from(slack::BOT_TOKEN),
            api_url: workspace.api_url().parse()?,
            sight: Sight::Full,
            names: commands::Names::default(),
        });
        Ok(())
    })
    .await?;
    let (client, url) = (local_client()?, format!("{}/slack/commands", house.url));
    let paced = at_rate(rate, rate * SECONDS, move |call| {
        let (verb, number) = typed(call);
        let payload = workspace.command_payload(USER, CHANNEL, "/case", &format!("{verb} {number}"));
        let form: Vec<(String, String)> = payload
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect();
        let client = client.clone();
        let url = url.clone();
        async move {
            let body = client.post(&url).form(&form).build()?;
            let body = body
                .body()
                .and_then(|body| body.as_bytes())
                .context("a body")?
                .to_vec();
            let now = Clock::system().now().timestamp();
            let signature = slack::sign(slack::SIGNING_SECRET, now, &body);
            let request = client
                .post(&url)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("x-slack-request-timestamp", now.to_string())
                .header("x-slack-signature", signature)
                .body(body);
            let answer = request.send().await?;
            let status = answer.status();
            let text = answer.text().await?;
            ensure!(status.is_success() && text.contains("ase"), "{status}: “{text}”");
            Ok(())
        }
    })
    .await?;
    house.end().await?;
    Ok(paced)
}

async fn through_discord(kind: Kind, rate: u32) -> Result<Paced> {
    let server = discord::Discord::open(discord::Options {
        now: Arc::new(|| Clock::system().now()),
        record: None,
        limits: false,
    })
    .await;
    let (user, channel) = (server.add_user("ana"), server.add_channel("desk"));
    let house = Serving::begin(kind, rate, |settings| {
        moved_in(settings, ("discord", &channel.to_string(), &user.to_string()));
        settings.chats.discord = Some(Discord {
            token: SecretString::from(discord::TOKEN),
            guild: server.guild(),
            api_url: Some(server.address().parse()?),
            sight: Sight::Full,
            names: commands::Names::default(),
        });
        Ok(())
    })
    .await?;
    server.command(user, channel, "desk", "status", &[]).await;
    let paced = at_rate(rate, rate * SECONDS, move |call| {
        let server = server.clone();
        async move {
            let (verb, number) = typed(call);
            let number = number.to_string();
            let seen = server
                .command_at_once((user, channel), ("case", verb), &[("case", &number)])
                .await;
            ensure!(!seen.deferred, "the answer was put off");
            Ok(())
        }
    })
    .await?;
    house.end().await?;
    Ok(paced)
}

/// Everybody reads in one channel there, and ana has that account.
fn moved_in(settings: &mut Settings, (chat, channel, user): (&str, &str, &str)) {
    for department in &mut settings.directory.departments {
        department.channels = vec![ChannelRef {
            chat: chat.to_owned(),
            id: channel.to_owned(),
        }];
    }
    for person in settings
        .directory
        .staff
        .iter_mut()
        .filter(|p| p.name.as_str() == "ana")
    {
        person.accounts.push(Account {
            chat: chat.to_owned(),
            id: user.to_owned(),
        });
    }
    settings.chats.console = None;
}

/// A house that serves, with a case for every claim.
struct Serving {
    database: Database,
    url: String,
    store: liaison::store::Store,
    stop: CancellationToken,
    serving: tokio::task::JoinHandle<Result<()>>,
}

impl Serving {
    async fn begin(kind: Kind, rate: u32, chats: impl FnOnce(&mut Settings) -> Result<()>) -> Result<Self> {
        let (database, store) = Database::fresh(kind).await?;
        let mut settings = hospital::settings(&address(&database.target), 0)?;
        chats(&mut settings)?;
        let house = House::open(settings, Clock::system(), None).await?;
        let cases = (rate * SECONDS / 2) as usize + 1;
        let network = hospital::network("sandbox")?;
        for page in hospital::pages(cases.div_ceil(hospital::PAGE))? {
            hospital::take_in(&house.desk, &network, &page).await?;
        }
        let listening = Listening::at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), "nothing").await?;
        let url = format!("http://{}", listening.0.local_addr()?);
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve(house, listening, stop.clone()));
        tokio::time::sleep(Duration::from_secs(2)).await;
        Ok(Self {
            database,
            url,
            store,
            stop,
            serving,
        })
    }

    async fn end(self) -> Result<()> {
        self.stop.cancel();
        self.serving.await??;
        self.database.gone(self.store).await
    }
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
