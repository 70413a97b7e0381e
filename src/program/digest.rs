//! `liaison digest`: the digest of a span, on the terminal or in a folder.

use super::{Wrong, open, print, settings};
use crate::desk::{Desk, Period, say_digest, span_at};
use crate::domain::Clock;
use anyhow::{Context, Result};
use chrono::NaiveDate;
use clap::Args;
use std::path::PathBuf;

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
    /// Write digest.txt into this folder instead of printing it.
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
    let digest = Desk::new(store.clone(), clock, settings.directory)
        .digest_of(span)
        .await;
    store.close().await;
    let text = say_digest(&digest?, zone);
    match &options.out {
        None => print::line(text)?,
        Some(folder) => {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("making the folder {}", folder.display()))?;
            let file = folder.join("digest.txt");
            std::fs::write(&file, text + "\n").with_context(|| format!("writing {}", file.display()))?;
            print::line(format!("{} is written.", file.display()))?;
        }
    }
    Ok(())
}
