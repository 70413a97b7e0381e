//! `liaison learn`: learns triage's model anew from the lessons that the
//! program brings along and from files of labelled posts, or the guard's from
//! its rows, and says how well such a model judges what it has not seen.

use super::lessons::Ask;
use super::{Wrong, lessons as desk, print, settings};
use crate::triage::guard::{self, Rows};
use crate::triage::model::{Lesson, Lessons, Report, cross_validate, evaluate, learn as learn_from};
use anyhow::{Context, Result};
use clap::Args;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Into how many parts lessons are cut, each judged by what was learnt from the others.
const PARTS: usize = 5;

/// What `liaison learn` takes.
#[derive(Args)]
pub(super) struct Options {
    /// Prints how well unseen posts are judged: precision and recall of each label, and what is taken for what. With
    /// --guard: what is blocked and passed of unseen drafts.
    #[arg(long)]
    report: bool,
    /// Where to write the model.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Learns the guard's model instead, from the drafts that the program brings along.
    #[arg(long, conflicts_with_all = ["rows", "on", "config", "undo", "list"])]
    guard: bool,
    /// More labelled posts to learn from: JSON lines with text, network, topic, intent and urgency.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    rows: Vec<PathBuf>,
    /// With --report: labelled posts to judge instead, first unseen, then by parts beside the others.
    #[arg(long, value_name = "FILE", requires = "report")]
    on: Option<PathBuf>,
    /// The settings whose names the files use; without them, those of the hospital in the built-in lessons. Without
    /// files: whose staff's corrections are learned from, and whose posts are judged by that from then on.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Learns from what the staff of the settings corrected as well; --report judges these posts.
    #[arg(long, requires = "config", conflicts_with_all = ["undo", "list"])]
    history: bool,
    /// Goes back to the model before the one that was learned from corrections last.
    #[arg(long, requires = "config", conflicts_with_all = ["report", "out", "rows", "list"])]
    undo: bool,
    /// Shows what was learned from corrections, and how well that judges.
    #[arg(long, requires = "config", conflicts_with_all = ["report", "out", "rows"])]
    list: bool,
}

impl Options {
    /// What is asked of the desk of the settings, unless it is about files.
    fn of_the_desk(&self) -> Option<(&Path, Ask)> {
        let config = self.config.as_deref()?;
        let is_about_files = self.report || self.history || self.out.is_some() || !self.rows.is_empty();
        let ask = match (self.undo, self.list) {
            (true, _) => Ask::Undo,
            (_, true) => Ask::List,
            _ if is_about_files => return None,
            _ => Ask::Learn,
        };
        Some((config, ask))
    }
}

pub(super) async fn learn(options: Options) -> Result<()> {
    if let Some((config, ask)) = options.of_the_desk() {
        return desk::run(config, ask).await;
    }
    let history = match options.config.as_deref().filter(|_| options.history) {
        Some(config) => Some(desk::history(config).await?),
        None => None,
    };
    if history.as_ref().is_some_and(|history| history.rows.is_empty()) {
        return print::line(desk::NOTHING);
    }
    // Learning keeps a processor busy for a while: it has a thread of its own.
    tokio::task::spawn_blocking(move || {
        if options.guard {
            run_guard(&options)
        } else {
            run(&options, history.as_ref())
        }
    })
    .await?
}

fn run(options: &Options, history: Option<&Lessons>) -> Result<()> {
    let directory = match &options.config {
        Some(file) => settings(file)?.directory,
        None => Lessons::settings(),
    };
    let read = |file: &PathBuf| Ok(Lessons::of(&directory, lessons(file)?));
    let more: Vec<Lessons> = options.rows.iter().map(read).collect::<Result<_>>()?;
    let mut all = vec![Lessons::built_in()];
    all.extend(more);
    let files: Vec<&Lessons> = all.iter().collect();
    let all: Vec<&Lessons> = files.iter().copied().chain(history).collect();
    if options.report {
        match (&options.on, history) {
            (Some(file), _) => report_on(&read(file)?, &all)?,
            (None, Some(history)) => report_on(history, &files)?,
            (None, None) => report(&files)?,
        }
    }
    if options.out.is_some() || !options.report {
        let count: usize = all.iter().map(|lessons| lessons.rows.len()).sum();
        keep(
            options.out.as_deref(),
            &format!("{count} lessons"),
            &learn_from(&all).to_bytes(),
        )?;
    }
    Ok(())
}

fn run_guard(options: &Options) -> Result<()> {
    let rows = Rows::built_in();
    if options.report {
        print::line("Two halves of the replies, each judged by what was learnt from the other:")?;
        let report = watched(2, |done| guard::held_back(&rows, done));
        print::line(report)?;
    }
    if options.out.is_some() || !options.report {
        keep(
            options.out.as_deref(),
            &format!("{} drafts", rows.count()),
            guard::train(&rows).as_bytes(),
        )?;
    }
    Ok(())
}

fn lessons(file: &Path) -> Result<Vec<Lesson>> {
    let lines = std::fs::read_to_string(file)
        .map_err(|error| Wrong(format!("{} can't be read: {error}.", file.display())))?;
    Lesson::read(&lines).map_err(|fault| Wrong(format!("{}: {fault}", file.display())).into())
}

/// The first set by parts, the others always known.
fn report(all: &[&Lessons]) -> Result<()> {
    let Some((first, others)) = all.split_first() else {
        return Ok(());
    };
    print::line(format!(
        "{PARTS} parts, each judged by what was learnt from the others:"
    ))?;
    print_report(&by_parts(first, others))
}

fn report_on(tested: &Lessons, all: &[&Lessons]) -> Result<()> {
    let model = learn_from(all);
    print::line("Learnt from the lessons alone:")?;
    print_report(&evaluate(&model, tested))?;
    print::line(format!(
        "Learnt from the lessons and {} of {PARTS} parts, judged on the last:",
        PARTS - 1
    ))?;
    print_report(&by_parts(tested, all))
}

fn by_parts(tested: &Lessons, also: &[&Lessons]) -> Report {
    watched(PARTS, |done| cross_validate(tested, also, PARTS, done))
}

/// Counts what is done for whoever waits at a terminal.
fn watched<T>(parts: usize, work: impl FnOnce(&dyn Fn(usize)) -> T) -> T {
    let is_watched = std::io::stderr().is_terminal();
    let done = work(&|part| {
        if is_watched {
            eprint!("\rPart {part} of {parts}");
        }
    });
    if is_watched {
        eprintln!();
    }
    done
}

fn print_report(report: &Report) -> Result<()> {
    print::line(report)
}

fn keep(out: Option<&Path>, learnt_from: &str, model: &[u8]) -> Result<()> {
    let Some(file) = out else {
        return print::line(format!(
            "Learnt from {learnt_from}; --out FILE keeps the model, --report says how good it is."
        ));
    };
    write_whole(file, model).with_context(|| format!("writing {}", file.display()))?;
    print::line(format!(
        "Learnt from {learnt_from}: {} ({} bytes).",
        file.display(),
        model.len()
    ))
}

/// Writes beside the file and puts it in its place, so that a reader finds the old one or the new one.
fn write_whole(file: &Path, bytes: &[u8]) -> Result<()> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let name = file
        .file_name()
        .ok_or_else(|| Wrong(format!("{} names no file.", file.display())))?;
    let beside = folder.join(format!(".{}.new", name.to_string_lossy()));
    let mut new = std::fs::File::create(&beside)?;
    new.write_all(bytes)?;
    new.sync_all()?;
    std::fs::rename(&beside, file)?;
    Ok(())
}
