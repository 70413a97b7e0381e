//! `liaison digest`: the digest of a span, on the terminal or in a folder.

use super::{Wrong, open, print, settings};
use crate::chart;
use crate::desk::{Desk, Period, say_digest, span_at};
use crate::domain::Clock;
use anyhow::{Context, Result};
use chrono::NaiveDate;
use clap::Args;
use std::path::{Path, PathBuf};

/// What `liaison digest` takes.
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    config: super::ConfigOption,
    /// How long it looks back.
    #[arg(long, value_parser = ["day", "week", "month"], default_value = "day")]
    period: String,
    /// The first day of the span, such as 2026-11-20; without it, the span ends now.
    #[arg(long, value_name = "DATE")]
    at: Option<NaiveDate>,
    /// Write it into this folder instead of printing it: as digest.txt, and as a picture.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) async fn digest(options: &Options) -> Result<()> {
    let settings = settings(&options.config.config)?;
    let clock = Clock::system();
    let zone = settings.directory.time_zone;
    let period: Period = options
        .period
        .parse()
        .map_err(|refusal: crate::domain::Refusal| Wrong(refusal.to_string()))?;
    let span = match options.at {
        Some(date) => span_at(period, date, zone)
            .ok_or_else(|| Wrong(format!("There is no {date} in the calendar.")))?,
        None => period.until(clock.now()),
    };
    let store = open(&settings, &clock).await?;
    let desk = Desk::new(store.clone(), clock, settings.directory);
    let digest = desk.digest_of(span).await;
    store.close().await;
    let digest = digest?;
    let text = say_digest(&digest, zone);
    let Some(folder) = &options.out else {
        return print::line(text);
    };
    let picture = chart::digest(&digest, &desk.office().directory)?;
    std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
    write(&folder.join("digest.txt"), (text + "\n").as_bytes())?;
    write(&folder.join(&picture.name), &picture.png)
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(file, bytes).with_context(|| format!("writing {}", file.display()))?;
    print::line(format!("{} is written.", file.display()))
}
