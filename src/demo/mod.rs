//! `liaison demo`: the whole product with no account. A fictional hospital, a
//! public that posts on the sandbox network and answers back, the console in
//! the browser, SQLite in a folder. Everything but the public is the real
//! program: the same feed, desk, outbox and chat as in production.

mod public;
mod script;

use crate::config::Settings;
use crate::domain::Clock;
use crate::program::{House, Listening, Wrong, serve, stop_on_signal};
use crate::store::Target;
use anyhow::{Context, Result};
use clap::Args;
use public::Public;
use script::Script;
use secrecy::SecretString;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What `liaison demo` takes.
#[derive(Args)]
pub struct Options {
    /// Where the console is served, on this machine only.
    #[arg(long, default_value_t = 7979)]
    port: u16,
    /// How many times faster than life the public posts.
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    speed: f64,
    /// Keep the database and the settings in this folder, and go on with them next time.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

const HOSPITAL: &str = include_str!("hospital.toml");
/// The database's file in the demo's folder.
const DATABASE: &str = "liaison.db";

/// Shows the product until Ctrl-C.
pub async fn run(options: Options) -> Result<()> {
    if !(options.speed.is_finite() && options.speed > 0.0 && options.speed <= 10_000.0) {
        return Err(Wrong("--speed is a number above 0 and at most 10000, such as 10.".to_owned()).into());
    }
    let clock = Clock::system();
    let folder = Folder::make(options.keep.as_deref(), &clock)?;
    // Before anything is written: the settings there may be those of a demo that runs.
    let _serving = Target::Sqlite(folder.path.join(DATABASE)).serve(&clock)?;
    let listening = Listening::at(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port)), "--port").await?;
    let address = listening.0.local_addr()?;
    let token = clock.new_id().simple().to_string();
    let config = folder.path.join("liaison.toml");
    fs::write(&config, settings(address, &token)).with_context(|| format!("writing {}", config.display()))?;
    let env = |name: &str| std::env::var(name).ok();
    let settings = Settings::load(&config, &env).map_err(|faults| Wrong(faults.to_string()))?;
    let mut house = House::open(settings, clock.clone(), Some(SecretString::from(token))).await?;
    house.demo = true;
    let stop = stop_on_signal()?;
    greet(address, &config, options.keep.is_some());
    if let Some(sandbox) = house.sandbox.clone() {
        let public = Public::new(sandbox, Script::read(include_str!("posts.jsonl"))?, options.speed);
        let stop = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                done = public.live() => if let Err(error) = done {
                    tracing::error!(error = format!("{error:#}"), "The demo's public fell silent");
                },
            }
        });
    }
    serve(house, listening, stop).await?;
    println!("\nThe demo has ended.");
    Ok(())
}

fn greet(address: SocketAddr, config: &Path, kept: bool) {
    println!("liaison demo: Lakeshore Health, a hospital system that does not exist.\n");
    println!("  Console       http://{address}/");
    println!("  The public    http://{address}/sandbox");
    println!(
        "  In a shell    liaison desk list --as ana --config {}",
        config.display()
    );
    if !kept {
        println!("\nNothing is kept when it ends; --keep DIR keeps the database.");
    }
    println!("Ctrl-C ends it.");
}

/// The hospital's settings with the demo's own address, database and network.
fn settings(address: SocketAddr, token: &str) -> String {
    format!(
        "# The demo's settings, written anew at each start.\n\n{HOSPITAL}\n\
         [database]\nurl = \"sqlite://{DATABASE}\"\n\n[server]\nlisten = \"{address}\"\n\n[chat.console]\n\n\
         [network.sandbox]\nfeeds = [{{ name = \"sandbox\", base_url = \"http://{address}/sandbox\", \
         token = \"{token}\", account = \"LakeshoreHlth\", every = \"1s\" }}]\n\n\
         [digest]\ncron = \"0 7 * * *\"\nchannel = \"leadership\"\n"
    )
}

/// Where the demo keeps its files; a folder of its own making goes when it ends.
struct Folder {
    path: PathBuf,
    ours: bool,
}

impl Folder {
    fn make(keep: Option<&Path>, clock: &Clock) -> Result<Self> {
        let path = match keep {
            Some(path) => path.to_owned(),
            None => std::env::temp_dir().join(format!("liaison-demo-{}", clock.new_id().simple())),
        };
        fs::create_dir_all(&path).with_context(|| format!("making the folder {}", path.display()))?;
        Ok(Self {
            path,
            ours: keep.is_none(),
        })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.ours {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// So long after the start at this speed.
fn after(seconds: f64, speed: f64) -> Duration {
    Duration::try_from_secs_f64((seconds / speed).max(0.0)).unwrap_or(Duration::MAX)
}
