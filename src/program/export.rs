//! `liaison export`: cases or events out, page by page, for a spreadsheet or
//! another program. What identifies a patient is masked, as on a card. Text that a spreadsheet would run as a formula is quoted.

use super::{ConfigOption, Wrong, open, print, settings};
use crate::desk::{sight, view};
use crate::domain::{CaseNumber, Clock, Sight, Timestamp};
use crate::store::{Store, Told};
use crate::triage::Mask;
use anyhow::{Context, Result};
use chrono::{NaiveDate, NaiveTime};
use clap::Args;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufWriter, Write};

/// Rows read at once.
const PAGE: i64 = 1_000;

/// What `liaison export` takes.
#[derive(Args)]
pub(super) struct Options {
    /// What to write out.
    #[arg(value_parser = ["cases", "events"])]
    what: String,
    #[command(flatten)]
    config: ConfigOption,
    /// As what.
    #[arg(long, value_parser = ["csv", "jsonl"], default_value = "jsonl")]
    format: String,
    /// From this day on (UTC).
    #[arg(long, value_name = "DATE")]
    since: Option<NaiveDate>,
    /// Up to this day, which is left out (UTC).
    #[arg(long, value_name = "DATE")]
    until: Option<NaiveDate>,
}

pub(super) async fn export(options: &Options) -> Result<()> {
    let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc();
    let from = options.since.map_or(Timestamp::UNIX_EPOCH, midnight);
    let until = options.until.map_or(
        Timestamp::UNIX_EPOCH + chrono::TimeDelta::days(365 * 200),
        midnight,
    );
    if from >= until {
        return Err(Wrong("--since must be before --until.".to_owned()).into());
    }
    let settings = settings(&options.config.config)?;
    let store = open(&settings, &Clock::system()).await?;
    let mut out = Rows {
        csv: options.format == "csv",
        out: BufWriter::new(std::io::stdout()),
        columns: Vec::new(),
    };
    let written = match options.what.as_str() {
        "cases" => cases(&store, (from, until), &mut out).await,
        _ => events(&store, (from, until), &mut out).await,
    };
    store.close().await;
    written?;
    print::heard(out.out.flush())
}

async fn cases(store: &Store, (from, until): (Timestamp, Timestamp), out: &mut Rows) -> Result<()> {
    let mut after = CaseNumber(0);
    loop {
        let page = store.read().await?.export_cases(after, from, until, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.number;
        for case in &page {
            out.row(&view::case(case))?;
        }
    }
}

async fn events(store: &Store, (from, until): (Timestamp, Timestamp), out: &mut Rows) -> Result<()> {
    let mut after = String::new();
    loop {
        let page = store.read().await?.events(&after, from, until, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.id);
        for told in masked(store, page).await? {
            out.row(&view::event(&told))?;
        }
    }
}

/// Events whose words don't tell who a patient is, where a post of their case told it.
async fn masked(store: &Store, page: Vec<Told>) -> Result<Vec<Told>> {
    let mut tx = store.read().await?;
    let mut masks: HashMap<CaseNumber, Mask> = HashMap::new();
    let mut shown = Vec::with_capacity(page.len());
    for told in page {
        let number = told.event.case;
        if sight::has_words(&told.event.change)
            && !masks.contains_key(&number)
            && let Some(case) = tx.case(number).await?
        {
            masks.insert(number, sight::mask_of(&mut tx, &case).await?);
        }
        match masks.get(&number) {
            Some(mask) => shown.extend(sight::history(vec![told], mask, Sight::Full)),
            None => shown.push(told),
        }
    }
    Ok(shown)
}

/// Rows on their way out. The columns are those of the first row.
struct Rows {
    csv: bool,
    out: BufWriter<std::io::Stdout>,
    columns: Vec<String>,
}

impl Rows {
    fn row(&mut self, row: &Value) -> Result<()> {
        let line = if self.csv {
            self.csv_row(row)?
        } else {
            row.to_string()
        };
        print::heard(writeln!(self.out, "{line}"))
    }

    fn csv_row(&mut self, row: &Value) -> Result<String> {
        let object = row.as_object().context("a row is an object")?;
        if self.columns.is_empty() {
            self.columns = object.keys().cloned().collect();
            print::heard(writeln!(self.out, "{}", self.columns.join(",")))?;
        }
        let cells = self
            .columns
            .iter()
            .map(|column| cell(object.get(column).unwrap_or(&Value::Null)));
        Ok(cells.collect::<Vec<_>>().join(","))
    }
}

/// One cell: quoted where CSV asks for it, and made plain text where a spreadsheet would see a formula.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(text) => text.clone(),
        other => return quote(&other.to_string()),
    };
    // A phone number or a handle may begin so, too: the apostrophe keeps it readable.
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    quote(&if formula { format!("'{text}") } else { text })
}

fn quote(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_formula_becomes_text_and_quotes_are_doubled() {
        assert_eq!(cell(&json!("=1+1")), "'=1+1");
        assert_eq!(cell(&json!("+1 555 0100")), "'+1 555 0100");
        assert_eq!(cell(&json!("say \"hi\", now")), "\"say \"\"hi\"\", now\"");
        assert_eq!(cell(&json!(["a", "b"])), "\"[\"\"a\"\",\"\"b\"\"]\"");
        assert_eq!(cell(&json!(-5)), "-5");
    }
}
